// `npm run screenshots [-- --into folder] [--small folder]`: a picture of each step of the tour, and of what else a visitor sees
// first; the small ones are for the README.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Page } from 'playwright-core';
import { readStoreEnv } from '#bot/env.ts';
import { findChromium, openBrowser } from './browser.ts';
import { type Demo, startDemo } from './start.ts';

/** Wide enough for a thread beside a channel. */
const WIDE = { width: 1440, height: 860 };
const NARROW = { width: 400, height: 780 };

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { into: { type: 'string' }, small: { type: 'string' } } });
  const folder = values.into ?? join(readStoreEnv().DATA_FOLDER, 'screenshots');
  const executable = findChromium();
  if (!executable)
    throw new Error('There is no Chromium here. Install one, or name it: CHROMIUM=/path/to/chromium npm run screenshots');
  await mkdir(folder, { recursive: true });
  // A demo of its own: what somebody has done in theirs is in no picture, and the pictures are the same each time.
  const dataFolder = await mkdtemp(join(folder, 'demo-'));
  const browser = await openBrowser(executable);
  try {
    const demo = await startDemo({ port: 0, dataFolder, isFresh: true });
    try {
      const wide = await visit(await browser.newPage({ viewport: WIDE, colorScheme: 'light' }), demo);
      await tour(wide, demo, (name) => picture(wide, folder, name));
      await others(wide, demo, (name) => picture(wide, folder, name));
      const dark = await visit(await browser.newPage({ viewport: WIDE, colorScheme: 'dark' }), demo);
      await picture(dark, folder, 'dark');
      const narrow = await visit(await browser.newPage({ viewport: NARROW, colorScheme: 'light', hasTouch: true }), demo);
      await picture(narrow, folder, 'narrow');
    } finally {
      await demo.stop();
    }
  } finally {
    await browser.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
  if (values.small) await shrink(folder, values.small);
  process.stdout.write(`The pictures are in ${folder}.\n`);
}

/** What the README shows. */
const SHOWN = ['tour-1-ask', 'tour-2-triage', 'tour-3-tool', 'tour-5-digest', 'survey', 'survey-results'];
const SMALL_QUALITY = 72;

async function shrink(folder: string, small: string): Promise<void> {
  await mkdir(small, { recursive: true });
  for (const name of SHOWN) {
    const picture = await loadImage(join(folder, `${name}.png`));
    const canvas = createCanvas(picture.width, picture.height);
    canvas.getContext('2d').drawImage(picture, 0, 0);
    await writeFile(join(small, `${name}.webp`), await canvas.encode('webp', SMALL_QUALITY));
  }
}

async function visit(page: Page, demo: Demo): Promise<Page> {
  await page.goto(demo.pageUrl);
  await page.locator('#messages article').first().waitFor();
  return page;
}

async function picture(page: Page, folder: string, name: string): Promise<void> {
  // What still moves, or is on its way, comes to rest.
  await page.waitForTimeout(700);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

type Take = (name: string) => Promise<void>;

/** Each step by its own button; the picture is of where it leads. */
async function tour(page: Page, { playground }: Demo, take: Take): Promise<void> {
  for (const [index, { id, button }] of (playground.tour?.steps ?? []).entries()) {
    if (await page.locator('#tab-tour').isVisible()) await page.locator('#tab-tour').click();
    else await page.locator('#open-tour').click();
    await page.locator('#tour').getByRole('button', { name: button }).click();
    await page.locator('#tour [aria-busy="true"]').waitFor({ state: 'detached', timeout: 60_000 });
    await take(`tour-${index + 1}-${id}`);
  }
}

/** A form, a command's answer, a survey from being asked to its results, and App Home of a member and of staff. */
async function others(page: Page, { slack, riverbend }: Demo, take: Take): Promise<void> {
  if (!riverbend) return;
  const { ids, triage } = riverbend;
  await page.locator('#close-panel').click();
  const go = (place: Record<string, string>) =>
    page.evaluate(
      (hash) => {
        location.hash = hash;
        location.reload();
      },
      `#${new URLSearchParams(place)}`,
    );
  const form = page.locator('#modal[open]');
  const formOf = async (open: () => Promise<void>, name: string) => {
    await open();
    await form.waitFor();
    await take(name);
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
  };
  const type = async (command: string) => {
    await page.locator('#composer textarea').fill(command);
    await page.locator('#composer textarea').press('Enter');
  };
  const press = (name: string) => page.locator('#messages').getByRole('button', { name }).last().click();
  await go({ as: ids.rosa, channel: triage });
  await formOf(() => press('Resolve…'), 'form');
  await type('/triage list');
  await page.locator('#messages .ephemeral').last().waitFor();
  await take('command');
  await go({ as: ids.maya, channel: slack.directChannel(ids.maya) });
  await page.locator('#messages').getByRole('button', { name: 'About every week' }).waitFor();
  await take('survey');
  await go({ as: ids.huong, channel: slack.directChannel(ids.huong) });
  await formOf(() => press('Go on with the other'), 'survey-form');
  await go({ as: ids.ines, channel: slack.directChannel(ids.ines) });
  await page.locator('#messages').evaluate((box) => box.scrollTo(0, 0));
  await formOf(() => page.locator('#messages').getByRole('button', { name: 'Show results' }).first().click(), 'survey-results');
  for (const [name, as] of [
    ['home-member', ids.maya],
    ['home-staff', ids.rosa],
  ] as const) {
    await go({ as, view: 'home' });
    await page.locator('#home .block').first().waitFor();
    await take(name);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
