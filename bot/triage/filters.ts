import { z } from 'zod';
import { type Desk, desksOfStaff } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { priorityNamed } from '#bot/handling/sorting.ts';
import { findOrganisation } from '#bot/members/finding.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { nearest } from '#bot/slack/nearest.ts';
import { jsonIn } from '#bot/slack/payloads.ts';
import { PRIORITIES } from '#bot/tickets/ticket.ts';
import type { Tx } from '#prisma/db.ts';

/** A name out of a button's value; the store takes no NUL, and no name is longer. */
const Name = z
  .string()
  .min(1)
  .max(200)
  .refine((name) => !name.includes('\0') && name.isWellFormed());

/** Which requests of a desk a list shows; everything given must hold. It travels in buttons, so reading it checks it. */
export const Filter = z.strictObject({
  deskId: Name,
  whose: z.enum(['mine', 'unassigned']).optional(),
  waiting: z.literal(true).optional(),
  overdue: z.literal(true).optional(),
  private: z.literal(true).optional(),
  priority: z.enum(PRIORITIES).optional(),
  topic: Name.optional(),
  organisation: z.strictObject({ id: Name, name: Name }).optional(),
});
export type Filter = z.infer<typeof Filter>;

/** After which ticket a page begins: its place in the order of PRIORITIES, and its number. */
const After = z.strictObject({ rank: z.int().min(1).max(PRIORITIES.length), id: z.int().min(1).max(2_147_483_647) });
export type After = z.infer<typeof After>;

/** A page of a list: what it shows and after which ticket it begins; null for the first. */
const ListPlace = z.strictObject({ filter: Filter, after: After.nullable() });
export type ListPlace = z.infer<typeof ListPlace>;

/** The most that Slack lets a button carry. */
const LONGEST_VALUE = 2000;

export function placeValue(place: ListPlace, ticketId?: number): string {
  return JSON.stringify(ticketId === undefined ? place : { ...place, ticketId });
}

const Pressed = ListPlace.extend({ ticketId: After.shape.id.optional() });

/** What a list's button carries: anybody can have written it, so what does not fit is refused with what to do instead. */
export function pressedPlace(value: unknown): { place: ListPlace; ticketId: number | undefined } {
  const parsed = Pressed.safeParse(typeof value === 'string' && value.length <= LONGEST_VALUE ? jsonIn(value) : undefined);
  if (!parsed.success) throw new UserError('no_such_page', 'That page cannot be found any more. `/triage list` shows the queue.');
  const { ticketId, ...place } = parsed.data;
  return { place, ticketId };
}

/** One part of what follows `/triage list`, split at its colon: `org:"Maple Street"` is `['org', 'Maple Street']`. */
export type Part = { name: string; value: string | null };

/** Splits what was typed into filters; quotes, straight or curly, keep a name with spaces together. */
export function partsOf(typed: string): Part[] {
  const plain = typed.replaceAll(/[“”„«»]/g, '"');
  return [...plain.matchAll(/([^\s:"]+)(?::\s*(?:"([^"]*)"?|(\S*)))?|"([^"]*)"?/g)].map(([, name, quoted, bare, alone]) => ({
    name: (name ?? alone ?? '').toLowerCase(),
    value: quoted ?? bare ?? null,
  }));
}

const PLAIN = ['mine', 'unassigned', 'waiting', 'overdue', 'private'] as const;
const NAMED = ['topic', 'org', 'priority', 'desk'] as const;
/** What people also write. */
const SAME = new Map([
  ['organisation', 'org'],
  ['organization', 'org'],
  ['me', 'mine'],
  ['prio', 'priority'],
  ['open', 'unassigned'],
]);

type Reader = { workspaceId: string; memberId: string; desk: Desk };

/** The filter somebody means. What is misspelt gets the nearest right one in a sentence, with all that was typed, ready to copy. */
export async function filterMeant(tx: Tx, { workspaceId, memberId, desk: usual }: Reader, typed: string): Promise<Filter> {
  const parts = partsOf(typed).map((part) => ({ ...part, name: SAME.get(part.name) ?? part.name }));
  for (const part of parts) checkName(part, typed);
  const given = (name: string) => parts.find((part) => part.name === name)?.value ?? undefined;
  const has = (name: string) => parts.some((part) => part.name === name);
  const [deskName, topic, organisation, priority] = [given('desk'), given('topic'), given('org'), given('priority')];
  const desk = deskName === undefined ? usual : await deskNamed(tx, workspaceId, memberId, deskName);
  const found = organisation === undefined ? undefined : await findOrganisation(tx, workspaceId, organisation);
  return {
    deskId: desk.id,
    ...(has('mine') ? { whose: 'mine' as const } : has('unassigned') ? { whose: 'unassigned' as const } : {}),
    ...(has('waiting') ? { waiting: true as const } : {}),
    ...(has('overdue') ? { overdue: true as const } : {}),
    ...(has('private') ? { private: true as const } : {}),
    ...(priority === undefined ? {} : { priority: priorityNamed(priority) }),
    ...(topic === undefined ? {} : { topic: topicNear(desk, topic) }),
    ...(found ? { organisation: { id: found.id, name: cut(found.name, 100) } } : {}),
  };
}

/** Throws unless a filter is called that and has a value where it needs one. */
function checkName({ name, value }: Part, typed: string): void {
  const isPlain = PLAIN.some((one) => one === name);
  const isNamed = NAMED.some((one) => one === name);
  if (isPlain || (isNamed && value)) return;
  if (isNamed) throw new UserError('no_value', `What shall come after \`${name}:\`? For example ${EXAMPLES[name] ?? ''}.`);
  const meant = nearest(name, [...PLAIN, ...NAMED]);
  const isUsable = meant && (NAMED.every((one) => one !== meant) || value);
  const again = isUsable
    ? `Did you mean \`/triage list ${copyable(typed.replace(new RegExp(escapeRegExp(name), 'i'), meant))}\`?`
    : '';
  throw new UserError('no_such_filter', `I can't list by “${copyable(name)}”. ${again || WHAT_THERE_IS}`);
}

const WHAT_THERE_IS =
  'You can write `mine`, `unassigned`, `waiting`, `overdue`, `private`, `priority:high`, `topic:…` or `org:…` after `/triage list`.';

const EXAMPLES: Record<string, string> = {
  topic: '`/triage list topic:billing`',
  org: '`/triage list org:"Maple Street"`',
  priority: '`/triage list priority:high`',
  desk: '`/triage list desk:"Help desk"`',
};

/** Typed text inside a command that is shown to be copied. */
export function copyable(typed: string): string {
  return escapeText(cut(typed.replaceAll(/[`\0]/g, '').trim(), 200));
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}/-]/g, String.raw`\$&`);
}

/** A desk's topic by its name, the beginning of one, or a misspelt one. */
function topicNear({ topics }: Pick<Desk, 'topics'>, typed: string): string {
  const found = nearName(topics, typed);
  if (found) return found;
  const known = topics.map((topic) => `"${escapeText(cut(topic, 80))}"`).join(', ');
  throw new UserError('no_such_topic', `This desk has no topic “${copyable(cut(typed, 60))}”. It has ${known}.`);
}

/** One of these names: the same, the only one that begins so, or the nearest. */
export function nearName(names: readonly string[], typed: string): string | undefined {
  const wanted = folded(typed);
  if (wanted === '') return undefined;
  const exact = names.find((name) => folded(name) === wanted);
  const beginning = names.filter((name) => folded(name).startsWith(wanted));
  if (exact ?? beginning[0]) return exact ?? beginning[0];
  const near = nearest(wanted, names.map(folded));
  return names.find((name) => folded(name) === near);
}

/** Without case, accents or spaces too many, for comparing names. */
export function folded(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .trim();
}

async function deskNamed(tx: Tx, workspaceId: string, memberId: string, typed: string): Promise<Desk> {
  const desks = (await desksOfStaff(tx, workspaceId, memberId)).map(({ desk }) => desk);
  const name = nearName(
    desks.map((desk) => desk.name),
    typed,
  );
  const found = desks.find((desk) => desk.name === name);
  if (found) return found;
  const yours = desks.map((desk) => `*${escapeText(desk.name)}*`).join(', ');
  throw new UserError(
    'no_such_desk',
    `You are not on the staff of a desk called “${copyable(cut(typed, 60))}”. Yours: ${yours}.`,
  );
}
