// The inspector: what goes between Slack and the bot, live, as text.
import type { LogDetail, LogEntry } from '../seen.ts';
import { ask, say, shared } from './client.ts';
import { arrange, at, element } from './dom.ts';
import { icon } from './icons.ts';

const FILTERS = [
  { name: 'All', takes: () => true },
  { name: 'To the bot', takes: (entry: LogEntry) => entry.direction === 'to the bot' },
  { name: 'From the bot', takes: (entry: LogEntry) => entry.direction === 'from the bot' },
  { name: 'Failed or retried', takes: (entry: LogEntry) => !entry.isGood || entry.tries > 1 },
];
/** Many changes in a row are one look at the log. */
const WAIT_MS = 150;

type Row = { content: string; node: HTMLElement };

const list = element('ul', { class: 'log', 'aria-label': 'Newest first' });
const nothing = element('p', { class: 'empty quiet' }, 'Nothing of that kind yet.');
/** What is drawn, by entry: the log grows all the time, and a press on a row must not be lost by that. */
const rows = new Map<number, Row>();
let isOpen = false;
let filter = FILTERS[0];
let entries: LogEntry[] = [];
let opened: LogDetail | undefined;
let drawnVersion = -1;
let waiting: ReturnType<typeof setTimeout> | undefined;

export function openInspector(isNowOpen: boolean): void {
  if (isNowOpen === isOpen) return;
  isOpen = isNowOpen;
  drawnVersion = -1;
  if (isOpen) void read();
}

/** Looks at the log again when something happened, while it is open. */
export function inspectorChanged(version: number): void {
  if (!isOpen || version === drawnVersion) return;
  drawnVersion = version;
  clearTimeout(waiting);
  waiting = setTimeout(() => void read(), WAIT_MS);
}

async function read(): Promise<void> {
  try {
    ({ entries } = await ask<{ entries: LogEntry[] }>('/page/log'));
    const now = entries.find(({ id }) => id === opened?.id);
    // An attempt more, or an answer that has come meanwhile.
    if (opened && now && JSON.stringify([now.tries, now.status]) !== JSON.stringify([opened.tries, opened.status]))
      opened = (await ask<{ entry: LogDetail }>(`/page/log/${opened.id}`)).entry;
    if (isOpen) draw();
  } catch (error) {
    if (!(error instanceof TypeError)) say(error instanceof Error ? error.message : String(error));
  }
}

async function toggle({ id }: LogEntry): Promise<void> {
  try {
    opened = opened?.id === id ? undefined : (await ask<{ entry: LogDetail }>(`/page/log/${id}`)).entry;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
  draw();
}

function draw(): void {
  const panel = at('inspector');
  if (panel.childElementCount === 0) panel.append(filterButtons(), list, nothing);
  for (const [index, button] of [...panel.querySelectorAll('.filters button')].entries())
    button.setAttribute('aria-pressed', String(FILTERS[index] === filter));
  const found = entries.filter((entry) => filter?.takes(entry));
  const before = new Map(rows);
  rows.clear();
  for (const entry of found) rows.set(entry.id, rowAgain(entry, before.get(entry.id)));
  const focused = list.querySelector<HTMLElement>(':focus')?.closest('li')?.dataset.entry;
  arrange(
    list,
    [...rows.values()].map(({ node }) => node),
  );
  if (focused && !list.contains(document.activeElement))
    rows.get(Number(focused))?.node.querySelector('button')?.focus({ preventScroll: true });
  list.hidden = found.length === 0;
  nothing.hidden = found.length > 0;
}

function filterButtons(): HTMLElement {
  const choose = (chosen: (typeof FILTERS)[number]) => () => {
    filter = chosen;
    draw();
    list.scrollTop = 0;
  };
  const buttons = FILTERS.map((one) => element('button', { type: 'button', onclick: choose(one) }, one.name));
  return element('div', { class: 'filters', role: 'group', 'aria-label': 'Show' }, buttons);
}

/** The row there is, unless something in it changed. */
function rowAgain(entry: LogEntry, before: Row | undefined): Row {
  const content = JSON.stringify([entry, opened?.id === entry.id && opened]);
  return before?.content === content ? before : { content, node: row(entry) };
}

function row(entry: LogEntry): HTMLElement {
  const isToBot = entry.direction === 'to the bot';
  const isOpened = opened?.id === entry.id;
  return element(
    'li',
    { class: `entry${entry.isGood ? '' : ' bad'}${isOpened ? ' opened' : ''}`, 'data-entry': entry.id },
    element(
      'button',
      { type: 'button', 'aria-expanded': String(isOpened), onclick: () => toggle(entry) },
      element('span', { class: isToBot ? 'way to' : 'way from', title: entry.direction }, icon(isToBot ? 'into' : 'out')),
      element('span', { class: 'unseen' }, entry.direction),
      element('span', { class: 'what' }, entry.what),
      entry.tries > 1 && element('span', { class: 'tries' }, `${entry.tries} tries`),
      element('span', { class: 'status' }, entry.status),
      element('span', { class: 'ms quiet' }, `${Math.round(entry.ms)} ms`),
    ),
    isOpened && opened && detailOf(opened),
  );
}

function detailOf(detail: LogDetail): HTMLElement {
  return element(
    'div',
    { class: 'detail' },
    element('p', { class: 'quiet' }, timeOf(detail.at)),
    element('h4', {}, detail.direction === 'to the bot' ? 'What Slack sent' : 'What the bot asked'),
    element('pre', { tabindex: 0 }, pretty(detail.payload)),
    detail.attempts.map((attempt, index) =>
      element(
        'section',
        {},
        element(
          'h4',
          {},
          detail.attempts.length > 1 ? `Attempt ${index + 1}` : 'Answer',
          element('span', { class: 'quiet' }, ` ${timeOf(attempt.at)} · ${attempt.ms} ms · ${attempt.status}`),
        ),
        attempt.retry !== '' && element('p', { class: 'quiet' }, attempt.retry),
        pretty(attempt.answer) === ''
          ? element('p', { class: 'quiet' }, 'Empty')
          : element('pre', { tabindex: 0 }, pretty(attempt.answer)),
      ),
    ),
  );
}

function timeOf(at: number): string {
  const zone = shared.seen?.me.timeZone;
  return new Date(at).toLocaleTimeString('en-GB', {
    ...(zone && { timeZone: zone }),
    fractionalSecondDigits: 3,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}

function pretty(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
