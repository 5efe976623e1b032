import { changedKeys } from './draft.ts';
import { COLUMNS } from './file-columns.ts';
import type { ToolPlan, ToolWrite } from './file-plan.ts';
import { settingAt } from './section-reading.ts';

/** More than this of one kind are counted, so that a preview can be read. */
const MOST_LISTED = 10;

/** What a file would change, as plain lines. */
export function toolPreview(plan: ToolPlan): { sum: string; problems: string[]; changes: string[] } {
  const { writes, notes, notified } = plan;
  const rows = [...Map.groupBy(plan.problems, ({ row }) => row)];
  const problems = listed(
    rows,
    ([row, found]) => found.map(({ column, sentence }) => `Row ${row}${column ? `, ${column}` : ''}: ${sentence}`).join(' '),
    'rows',
  );
  const changes = [
    ...(notified > 0
      ? [`This will notify up to ${notified} ${notified === 1 ? 'person who waits' : 'people who wait'} for a seat.`]
      : []),
    ...listed(
      writes.filter(({ before }) => before === null),
      ({ draft }) => `New: ${draft.name}`,
      'new ones',
    ),
    ...listed(
      writes.filter(({ before }) => before !== null),
      changeLine,
      'changes',
    ),
    ...listed(notes, (note) => note, 'notes'),
  ];
  const none = writes.length === 0 ? [problems.length > 0 ? 'Nothing else would change.' : 'Nothing would change.'] : [];
  return { sum: sumOf(plan), problems, changes: [...changes, ...none] };
}

/** What was changed, in one line. */
export function appliedLine(plan: ToolPlan): string {
  const left = rowsLeftOut(plan);
  const secrets = plan.writes.some(({ before, draft }) => draft.webhookUrl !== null && (before?.webhookUrl ?? null) === null);
  return [
    `Done: ${sumOf(plan)}`,
    ...(left > 0 ? [`${counted(left, 'row')} with a problem ${left === 1 ? 'was' : 'were'} left out.`] : []),
    ...(secrets ? ['New webhooks need a secret that you can see: press “New webhook secret” in `/tools admin`.'] : []),
  ].join(' ');
}

export function rowsLeftOut({ problems }: ToolPlan): number {
  return new Set(problems.map(({ row }) => row)).size;
}

function sumOf({ writes, unchanged }: ToolPlan): string {
  const added = writes.filter(({ before }) => before === null).length;
  const away = writes.filter(({ before, archived }) => before !== null && archived === true).length;
  const parts = [counted(added, 'new tool'), `${writes.length - added} changed`, `${unchanged} unchanged`];
  return `${[...parts, ...(away > 0 ? [`${away} put away`] : [])].join(', ')}.`;
}

function changeLine({ before, draft, archived }: ToolWrite): string {
  const changes = before === null ? [] : changedKeys(before, draft).flatMap((key) => changesOf(key, before, draft));
  const standing = archived === undefined ? [] : [archived ? 'put away' : 'offered again'];
  return `${draft.name}: ${[...standing, ...changes].join(', ')}`;
}

/** Under the names of the columns, so that who made the file knows what is meant. */
function changesOf(key: string, before: unknown, after: unknown): string[] {
  return COLUMNS.filter(({ path }) => path.split('.')[0] === key).flatMap(({ name, path }) => {
    const [from, to] = [shown(settingAt(before, path)), shown(settingAt(after, path))];
    return from === to ? [] : [`${name} ${from} → ${to}`];
  });
}

function shown(value: unknown): string {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return 'nothing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = Array.isArray(value) && value.every((one) => typeof one !== 'object') ? value.join(', ') : value;
  const words = typeof text === 'object' ? JSON.stringify(text) : String(text).replaceAll(/\s+/g, ' ');
  const letters = [...words];
  return letters.length > 60 ? `${letters.slice(0, 59).join('')}…` : words;
}

function listed<T>(items: T[], words: (item: T) => string, more: string): string[] {
  const rest = items.length - MOST_LISTED;
  return [...items.slice(0, MOST_LISTED).map(words), ...(rest > 0 ? [`… and ${rest} more ${more}`] : [])];
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
