// The guided tour: steps with a button each that does it, in any order and as often as one likes.
import type { TourStep, TourStop } from '../seen.ts';
import { ask, say, shared } from './client.ts';
import { at, element } from './dom.ts';
import { icon } from './icons.ts';
import { closePanel, openPanel } from './panel.ts';

const REMEMBERED = 'tour done';
const done = new Set<string>();
/** What the steps taken in this visit said. */
const said = new Map<string, string>();
let running = '';
let last = '';
/** Where the last step led: its words stand below the messages only there. */
let ledTo = '';

export function startTour(): void {
  for (const id of (localStorage.getItem(REMEMBERED) ?? '').split(' ')) done.add(id);
  draw();
}

function nextStep(): TourStep | undefined {
  const { tour } = shared.start;
  const after = tour.slice(tour.findIndex(({ id }) => id === last) + 1);
  return after.find(({ id }) => !done.has(id)) ?? tour.find(({ id }) => !done.has(id));
}

async function take(step: TourStep): Promise<void> {
  if (running) return;
  running = step.id;
  draw();
  try {
    const { result } = await ask<{ result: TourStop }>('/page/tour', { step: step.id });
    done.add(step.id);
    localStorage.setItem(REMEMBERED, [...done].join(' ').trim());
    said.set(step.id, result.says);
    last = step.id;
    await visit(result);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  } finally {
    running = '';
    draw();
    for (const which of ['.next', '.last']) at('tour').querySelector(which)?.scrollIntoView({ block: 'nearest' });
  }
}

async function visit(stop: TourStop): Promise<void> {
  ledTo = `${stop.as} ${stop.isHome ? '' : stop.channel}`;
  const isNarrow = matchMedia('(max-width: 767px)').matches;
  if (isNarrow) closePanel();
  await shared.go({
    as: stop.as,
    channel: stop.channel,
    threadTs: stop.threadTs ?? '',
    isHome: stop.isHome === true,
    ...(stop.ts !== undefined && { ts: stop.ts }),
  });
  if (stop.isInspected && !isNarrow) openPanel('inspector');
}

function draw(): void {
  const { tour } = shared.start;
  if (tour.length === 0) return;
  const next = nextStep();
  const count = tour.filter(({ id }) => done.has(id)).length;
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.step : undefined;
  at('tour').replaceChildren(
    element(
      'div',
      { class: 'tour-intro' },
      element(
        'p',
        {},
        `See ${shared.start.team.appName} at work. Each step does something in the workspace and takes you there.`,
      ),
      progress(count, tour.length),
    ),
    element(
      'ol',
      { class: 'steps' },
      tour.map((step, index) => stepNode(step, index + 1, step === next)),
    ),
  );
  if (focused)
    at('tour')
      .querySelector<HTMLElement>(`[data-step="${CSS.escape(focused)}"]`)
      ?.focus();
  drawStrip(next);
}

/** Keeps the words of the last step in sight, and takes them away when one has gone elsewhere since. */
export function tourAt({ as, channel }: { as: string; channel: string }): void {
  const strip = at('tour-strip');
  if (running === '' && ledTo !== `${as} ${channel}`) strip.hidden = true;
  // Where there is room for one pane, a thread covers the channel.
  const form = at(at('main').offsetParent === null && shared.place.threadTs !== '' ? 'thread-composer' : 'composer');
  if (strip.nextElementSibling !== form) form.before(strip);
}

function progress(count: number, total: number): HTMLElement {
  const words = count === total ? 'You have seen it all.' : `${count} of ${total} done`;
  return element(
    'p',
    { class: 'progress quiet' },
    element('progress', { max: total, value: count, 'aria-label': 'Tour' }),
    words,
  );
}

function stepNode(step: TourStep, number: number, isNext: boolean): HTMLElement {
  const isDone = done.has(step.id);
  const says = said.get(step.id);
  return element(
    'li',
    { class: `step${isDone ? ' done' : ''}${isNext ? ' next' : ''}${step.id === last ? ' last' : ''}` },
    element(
      'span',
      { class: 'number' },
      isDone ? icon('check') : String(number),
      isDone && element('span', { class: 'unseen' }, 'done'),
    ),
    element(
      'div',
      {},
      element('h3', {}, step.title),
      element('p', {}, step.says),
      says !== undefined && element('p', { class: 'says', role: 'status' }, says),
      stepButton(step, isNext),
    ),
  );
}

function stepButton(step: TourStep, isNext: boolean): HTMLElement {
  const isRunning = running === step.id;
  return element(
    'button',
    {
      type: 'button',
      class: isNext ? 'control primary' : 'control',
      'data-step': step.id,
      disabled: running !== '',
      'aria-busy': String(isRunning),
      onclick: () => take(step),
    },
    isRunning ? 'One moment…' : step.button,
  );
}

/** Where the panel covers the page, what a step said stands below the messages instead. */
function drawStrip(next: TourStep | undefined): void {
  const words = said.get(last);
  const strip = at('tour-strip');
  strip.hidden = words === undefined;
  if (words === undefined) return;
  strip.replaceChildren(
    element('p', { role: 'status' }, words),
    element(
      'div',
      { class: 'strip-buttons' },
      next && stepButton(next, true),
      element('button', { type: 'button', class: 'control', onclick: () => openPanel('tour') }, 'All steps'),
      element(
        'button',
        {
          type: 'button',
          class: 'icon-button',
          'aria-label': 'Close the tour',
          onclick: () => {
            said.delete(last);
            draw();
          },
        },
        icon('close'),
      ),
    ),
  );
}
