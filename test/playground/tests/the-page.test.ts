// The page as a visitor has it, in a real browser: the tour, who sees what, and how quick it is.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium, openBrowser } from '../browser.ts';
import { type Demo, startDemo } from '../start.ts';
import { emptyFolder } from './demo-command.ts';

const CHROMIUM = findChromium();
const SKIPPED = CHROMIUM ? '' : ' (skipped: there is no Chromium on this machine; CHROMIUM=/path/to/one names it)';
const WEDNESDAY = new Date('2026-11-18T20:00:00Z');
/** What a click may take where other work is being done beside it; on an idle machine it is the printed figure that counts. */
const GENEROUS_MS = 3000;
const PATIENCE_MS = 8000;

describe.skipIf(!CHROMIUM)(`the page${SKIPPED}`, () => {
  let demo: Demo;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let wrong: string[];
  beforeAll(async () => {
    demo = await startDemo({ port: 0, dataFolder: `${await emptyFolder(afterAll)}/demo`, now: WEDNESDAY });
    browser = await openBrowser(CHROMIUM ?? '');
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });
  beforeEach(async () => {
    // A form that a test left open is still open for its person.
    for (const id of Object.values(ids())) if (/^U/.test(id)) await demo.slack.closeViews(id);
    await open();
  });
  afterEach(async () => {
    await context.close();
    expect(wrong).toEqual([]);
  });

  /** A visit by somebody who was never here before; whatever the browser complains about fails the test. */
  async function open(options: Parameters<Browser['newContext']>[0] = {}): Promise<void> {
    await context?.close();
    wrong = [];
    context = await browser.newContext({ viewport: { width: 1360, height: 850 }, ...options });
    page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) wrong.push(message.text());
    });
    page.on('dialog', (dialog) => {
      wrong.push(`a dialog of the browser's own: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(demo.pageUrl);
    await page.locator('#messages article').first().waitFor();
  }

  const ids = () => {
    if (!demo.riverbend) throw new Error('this is not Riverbend Co-op');
    return { ...demo.riverbend.ids, ...demo.riverbend.channels, triage: demo.riverbend.triage };
  };
  const messages = () => page.locator('#messages');
  const write = async (text: string, inside = '#composer') => {
    await page.locator(`${inside} textarea`).fill(text);
    await page.locator(`${inside} textarea`).press('Enter');
  };
  const actAs = async (name: string) => page.getByLabel('Act as').selectOption({ label: name });
  const goTo = async (channel: string) => page.locator('#channels').getByRole('button', { name: channel }).click();

  /** How long something takes from here until it is seen, in milliseconds. */
  const stopwatch = () => {
    const started = performance.now();
    return () => Math.round(performance.now() - started);
  };
  const print = (what: string, figure: string) => process.stdout.write(`[page] ${what}: ${figure}\n`);

  describe('the tour', () => {
    it('shows a visitor in six presses how a request is asked and worked on, a tool signed up for, a survey answered, and all of it reported and never lost', {
      timeout: 120_000,
    }, async () => {
      const step = async (button: string) => {
        if (!(await page.locator('#tour').isVisible())) await page.locator('#tab-tour').click();
        const lap = stopwatch();
        await page.locator('#tour').getByRole('button', { name: button }).click();
        await page.locator('#tour [aria-busy="true"]').waitFor({ state: 'detached', timeout: 60_000 });
        print(button, `${lap()} ms`);
      };

      await step('Ask something as a member');
      await page.locator('#thread').getByText('we have your request').waitFor();
      await step('Claim and answer as staff');
      await messages().locator('article').last().getByText('@Rosa Delgado is looking after it').waitFor();
      await step('Ask for a tool, and have it set up');
      await messages().getByText('Welcome to the warehouse').first().waitFor();
      await step('Answer a survey as a member');
      await messages().getByText('We have your answers to').first().waitFor();
      await step('Advance to Monday 09:00');
      await messages().getByText('Riverbend Co-op · week 47').waitFor();
      await page.locator('#thread img').first().waitFor();
      await step('Break Slack while somebody asks');
      await page.locator('#inspector').getByText('3 tries').first().waitFor();

      await page.locator('#tab-tour').click();
      expect(await page.locator('#tour').textContent()).toContain('You have seen it all.');
      expect(demo.slack.duplicates()).toEqual([]);
    });
  });

  describe('who one acts as', () => {
    it('decides what one sees: staff their private channel, members their own requests, each only what is for their eyes', async () => {
      await actAs('Rosa Delgado (staff)');
      await goTo('help-triage');
      await write('/triage list');
      await messages().getByText('Only visible to you').first().waitFor();
      await actAs('Devon Clarke (staff)');
      await messages().locator('article').first().waitFor();
      const seenByDevon = await messages().getByText('Only visible to you').count();
      await actAs('Maya Lindqvist');
      await page.locator('#channels').getByRole('button', { name: 'general' }).waitFor();

      expect(seenByDevon).toBe(0);
      expect(await page.locator('#channels').getByRole('button', { name: 'help-triage' }).count()).toBe(0);
      await page.locator('#channels').getByRole('button', { name: 'Rochdale' }).click();
      await page.getByRole('tab', { name: 'Home' }).click();
      await page.locator('#home').getByText('Your requests').waitFor();
    });

    it('is said in a sentence when the address names nobody', async () => {
      await page.goto(`${demo.pageUrl}#as=UNOBODY&channel=CNONE`);

      await page.locator('#notices').getByText('There is nobody with the id UNOBODY').waitFor();
      await messages().locator('article').first().waitFor();
      // What the server refused, the browser notes, too.
      wrong = wrong.filter((line) => !line.includes('status of 400'));
    });
  });

  describe('writing', () => {
    it('shows what anybody wrote as text, never as markup', async () => {
      const hostile = '<img src=x onerror=alert(1)> <b>bold</b> <javascript:alert(1)|here> &lt;i&gt;';

      await write(hostile);

      await messages().getByText(hostile, { exact: true }).waitFor();
      expect(await messages().locator('img[src="x"], b:text-is("bold"), a[href^="javascript"]').count()).toBe(0);
    });

    it('offers the commands of the app, taken with the keyboard', async () => {
      await page.locator('#composer textarea').pressSequentially('/tri');
      await page.getByRole('option', { name: '/triage' }).waitFor();
      await page.keyboard.press('Tab');

      expect(await page.locator('#composer textarea').inputValue()).toBe('/triage ');
    });

    it('keeps a command that there is not, and says so', async () => {
      await write('/abracadabra now');

      await page.locator('#notices').getByText('Slack knows no command /abracadabra').waitFor();
      expect(await page.locator('#composer textarea').inputValue()).toBe('/abracadabra now');
    });

    it('reaches a thread by the keyboard alone', async () => {
      await page.locator('#composer textarea').focus();
      await messages().locator('button.replies').last().focus();
      await page.keyboard.press('Enter');
      await page.locator('#thread article').first().waitFor();
      await write('and one more thing', '#thread-composer');

      await page.locator('#thread').getByText('and one more thing').waitFor();
    });
  });

  describe('forms', () => {
    it('say what is missing under its field, keep what was typed, and close when they are sent', async () => {
      await write('/ticket');
      const form = page.locator('#modal[open]');
      await form.waitFor();
      await form.getByRole('button', { name: 'Send' }).click();
      await form.getByText('Please complete this required field.').first().waitFor();
      const field = form.locator('textarea, input[type=text]').first();
      await field.fill('The oven is cold');
      expect(await field.getAttribute('aria-invalid')).not.toBe(null);
      await form.getByRole('button', { name: 'Send' }).click();

      await form.getByText('Thank you, we have it').waitFor();
      await form.getByRole('button', { name: 'Close' }).last().click();

      await form.waitFor({ state: 'hidden' });
    });
  });

  describe('somebody from another workspace', () => {
    it('sees the shared channel and nothing of the app, which their workspace does not have', async () => {
      await page.getByLabel('Act as').selectOption(ids().noor);
      await page.locator('#channels').getByRole('button', { name: 'general' }).waitFor({ state: 'detached' });

      expect(await page.locator('#channels button').count()).toBe(1);
      expect(await page.locator('[data-goes=app]').count()).toBe(0);
    });
  });

  describe('on a small screen, in the dark', () => {
    it('shows one pane at a time, and nothing is wider than 400 pixels', async () => {
      await open({ viewport: { width: 400, height: 780 }, colorScheme: 'dark', hasTouch: true });
      const tooWide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      const widths = [await tooWide()];
      await page.locator('#open-drawer').click();
      await page.getByLabel('Act as').selectOption({ label: 'Rosa Delgado (staff)' });
      await page.locator('#open-drawer').click();
      await goTo('help-triage');
      widths.push(await tooWide());
      await messages().getByRole('button', { name: 'Resolve…' }).last().click();
      await page.locator('#modal[open]').waitFor();
      widths.push(await tooWide());
      await page.keyboard.press('Escape');
      await page.locator('#open-inspector').click();
      widths.push(await tooWide());

      expect(widths).toEqual([0, 0, 0, 0]);
      const [red = 255] = await page.evaluate(
        () => getComputedStyle(document.body).backgroundColor.match(/\d+/g)?.map(Number) ?? [],
      );
      expect(red).toBeLessThan(60);
    });
  });

  describe('speed', () => {
    it('paints within a second, on a warm start', async () => {
      await page.goto('about:blank');
      const lap = stopwatch();
      await page.goto(demo.pageUrl);
      await messages().locator('article').first().waitFor();
      const shown = lap();
      const painted = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0);

      print('first paint', `${Math.round(painted)} ms; its messages after ${shown} ms (goal: under 1,000)`);
      expect(painted).toBeGreaterThan(0);
      expect(shown).toBeLessThan(GENEROUS_MS);
    });

    it('shows what a click does at once', async () => {
      await actAs('Rosa Delgado (staff)');
      await goTo('help-triage');
      const laps: number[] = [];
      for (const [press, seen] of [
        ['Claim', 'Undo'],
        ['Undo', 'Claim'],
        ['Claim', 'Undo'],
        ['Undo', 'Claim'],
        ['Claim', 'Undo'],
      ] as const) {
        const card = messages()
          .locator('article', { has: page.getByRole('button', { name: 'Not a request' }) })
          .last();
        const lap = stopwatch();
        await card.getByRole('button', { name: press, exact: true }).click();
        await card.getByRole('button', { name: seen, exact: true }).waitFor();
        laps.push(lap());
      }
      const formLap = stopwatch();
      await messages().getByRole('button', { name: 'Resolve…' }).last().click();
      await page.locator('#modal[open]').waitFor();
      const form = formLap();

      const median = laps.toSorted((a, b) => a - b)[2] ?? 0;
      print(
        'a click on a card until the card shows it',
        `${median} ms (of ${laps.join(', ')}; goal: under 300); until a form is open ${form} ms`,
      );
      expect(median).toBeLessThan(GENEROUS_MS);
    });

    it('scrolls through five thousand messages with a few of them on the page', { timeout: 60_000 }, async () => {
      const { slack } = demo;
      const { maya, rosa } = ids();
      const channel = slack.addChannel({ name: 'long', members: [maya, rosa] }).id;
      const start = WEDNESDAY.getTime() / 1000 - 400_000;
      slack.addPast(
        channel,
        Array.from({ length: 5000 }, (_, index) => ({
          ts: `${Math.floor(start + index * 60)}.000100`,
          user: index % 3 ? maya : rosa,
          text: `message ${index} ${'and more words '.repeat(index % 12)}`,
        })),
      );
      await goTo('long');
      await messages().getByText('message 4999').waitFor();
      const lap = stopwatch();
      await page.locator('#messages').evaluate((box) => box.scrollTo(0, 0));
      await messages().getByText('message 0 ', { exact: false }).first().waitFor();
      const toTop = lap();
      const kept: number[] = [];
      const gaps = page.locator('#messages').evaluate(async (box) => {
        const frames: number[] = [];
        let before = performance.now();
        for (let at = 0; at < 120; at += 1) {
          box.scrollBy(0, 400);
          await new Promise(requestAnimationFrame);
          frames.push(performance.now() - before);
          before = performance.now();
        }
        return Math.max(...frames);
      });
      for (let look = 0; look < 5; look += 1) kept.push(await messages().locator('article').count());

      print(
        '5,000 messages',
        `to the top in ${toTop} ms, longest frame ${Math.round(await gaps)} ms, at most ${Math.max(...kept)} on the page`,
      );
      expect(Math.max(...kept)).toBeLessThan(200);
      expect(toTop).toBeLessThan(GENEROUS_MS);
    });
  });
});
