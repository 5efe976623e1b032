import { type Change, isEmptyPlan, type Plan } from './plan.ts';

/** More than this of one kind are counted, so that a preview can be read. */
const MOST_LISTED = 10;

/** What a file would change, as plain lines; the first one is the sum of it. */
export function previewLines(plan: Plan): string[] {
  const { sum, problems, changes } = previewParts(plan);
  return [sum, ...problems, ...changes];
}

/** The same, with the rows that cannot be read apart, so that no number of changes pushes them out of sight. */
export function previewParts(plan: Plan): { sum: string; problems: string[]; changes: string[] } {
  const problems = problemLines(plan);
  if (plan.kind === 'unknown') return { sum: 'This file cannot be taken in.', problems, changes: detailLines(plan) };
  const nothing = isEmptyPlan(plan) ? [problems.length > 0 ? 'Nothing else would change.' : 'Nothing would change.'] : [];
  return { sum: sumOf(plan), problems, changes: [...detailLines(plan), ...nothing] };
}

function problemLines({ problems }: Plan): string[] {
  const rows = [...Map.groupBy(problems, ({ row }) => row)];
  const words = ([row, found]: (typeof rows)[number]) =>
    found.map(({ column, sentence }) => `Row ${row}${column ? `, ${column}` : ''}: ${sentence}`).join(' ');
  return listed(rows, words, 'rows');
}

/** What was changed, in one line. */
export function appliedLine(plan: Plan): string {
  const left = rowsLeftOut(plan);
  return `Done: ${sumOf(plan)}${left > 0 ? ` ${counted(left, 'row')} with a problem ${left === 1 ? 'was' : 'were'} left out.` : ''}`;
}

export function rowsLeftOut({ problems }: Plan): number {
  return new Set(problems.map(({ row }) => row)).size;
}

function sumOf(plan: Plan): string {
  const added = plan.organisations.filter(({ id }) => id === null).length;
  const changed = plan.organisations.length - added;
  const moved = plan.moves.reduce((sum, { count }) => sum + count, 0);
  const moves = moved > 0 ? `; ${counted(moved, 'member')} ${moved === 1 ? 'moves' : 'move'}` : '';
  return plan.kind === 'organisations'
    ? `${counted(added, 'new organisation')}, ${changed} changed, ${plan.unchanged} unchanged${moves}.`
    : `${counted(plan.members.length, 'member')} changed, ${plan.unchanged} unchanged${moves}.`;
}

function detailLines(plan: Plan): string[] {
  const added = plan.organisations.filter(({ id }) => id === null);
  const changed = [...plan.organisations.filter(({ id }) => id !== null), ...plan.members];
  return [
    ...listed(added, ({ name, looksLike }) => `New: ${name}${looksLike ? ` (is this not ${looksLike}?)` : ''}`, 'new ones'),
    ...listed(changed, ({ name, changes }) => `${name}: ${changes.map(changeWords).join(', ')}`, 'changes'),
    ...listed(plan.moves, moveWords, 'organisations that people move to'),
    ...listed(
      plan.notInSlack,
      ({ row, email }) => `Row ${row}: ${email} is not in Slack (yet); this row is not kept`,
      'people not in Slack',
    ),
    ...listed(
      plan.ownLanguages,
      ({ name, language }) => `${name}: stays with ${language}, which they chose themselves`,
      'people who chose',
    ),
    ...listed(plan.notes, (note) => note, 'notes'),
  ];
}

function changeWords({ what, from, to }: Change): string {
  if (what === 'domain') return from === null ? `domain ${to}` : `domain ${to}, until now of ${from}`;
  return from === null ? `${what} ${to}` : `${what} ${from} → ${to}`;
}

function moveWords({ to, count }: Plan['moves'][number]): string {
  const who = `${counted(count, 'member')} ${count === 1 ? 'moves' : 'move'}`;
  return to === null ? `${who} out of their organisation` : `${who} to ${to}`;
}

function listed<T>(items: T[], words: (item: T) => string, more: string): string[] {
  const rest = items.length - MOST_LISTED;
  return [...items.slice(0, MOST_LISTED).map(words), ...(rest > 0 ? [`… and ${rest} more ${more}`] : [])];
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
