import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { desksOfStaff } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { jsonIn } from '#bot/slack/payloads.ts';
import { namesIn } from '#bot/tickets/views.ts';
import type { Tx } from '#prisma/db.ts';
import type { TicketLine } from './triage.ts';

/** Hits shown at once. */
const PAGE = 20;
/** Ticket numbers looked through one by one, newest first, before the index of all words is asked. */
const WINDOW = 2000;
/** A second look goes on as far as the first makes it likely to find the rest, and no further than this. */
const LARGEST_WINDOW = 30_000;
/** The newest tickets, among which something alike is looked for when nothing is exact. */
const ALIKE_WINDOW = 5000;
const MOST_ALIKE = 5;
/** Of 1, as pg_trgm counts how alike the searched words are to a part of what was asked. */
const ALIKE_FROM = 0.45;
/** Nobody waits longer for a search, and Slack not much longer for an answer. */
const LONGEST_MS = 2000;

/** What is looked for, and before which ticket a page begins; it travels in buttons, so reading it checks it. */
const Search = z.strictObject({
  words: z
    .string()
    .min(1)
    .max(300)
    .refine((words) => !words.includes('\0') && words.isWellFormed()),
  before: z.int().min(1).max(2_147_483_647).nullable(),
});
export type Search = z.infer<typeof Search>;

/** A ticket that was found, with the words around what was looked for; null for a private one, whose text is never looked in. */
export type Hit = TicketLine & { snippet: string | null };
export type Found = {
  search: Search;
  hits: Hit[];
  names: Map<string, string>;
  /** Where the next page begins. */
  next: number | null;
  /** Nothing had these words; what is shown is only like them. */
  isAlike: boolean;
};

/** The words typed to look for; too few or too many get a sentence. */
export function searchFor(typed: string): Search {
  const words = typed
    .replaceAll(/[“”„«»]/g, '"')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (words === '') throw new UserError('no_words', 'What shall I look for? For example `/triage search invoice May`.');
  const parsed = Search.safeParse({ words, before: null });
  if (!parsed.success) throw new UserError('too_many_words', 'That is a lot to look for. Please search with a few words of it.');
  return parsed.data;
}

export function searchValue(search: Search): string {
  return JSON.stringify(search);
}

/** What a button under search results carries: anybody can have written it. */
export function pressedSearch(value: unknown): Search {
  const parsed = Search.safeParse(typeof value === 'string' && value.length <= 2000 ? jsonIn(value) : undefined);
  if (parsed.success) return parsed.data;
  throw new UserError('no_such_page', 'That page cannot be found any more. Please search again.');
}

/** The number that was searched for, when it is one of a request at a desk of this person. */
export async function ticketSearchedFor(
  deps: Deps,
  workspaceId: string,
  memberId: string,
  typed: string,
): Promise<number | null> {
  const digits = /^#?(\d{1,9})$/.exec(typed.trim())?.[1];
  if (!digits || Number(digits) < 1) return null;
  const deskIds = await searchedDesks(deps.db, workspaceId, memberId);
  const found = await deps.db.ticket.findFirst({
    where: { workspaceId, id: Number(digits), deskId: { in: deskIds } },
    select: { id: true },
  });
  return found?.id ?? null;
}

async function searchedDesks(tx: Tx, workspaceId: string, memberId: string): Promise<string[]> {
  await requireRight(tx, 'see the queue', { workspaceId, actorId: memberId });
  const desks = await desksOfStaff(tx, workspaceId, memberId);
  return desks.map(({ desk }) => desk.id);
}

/**
 * The newest requests, at the desks where somebody is staff, that have these words in their text, notes or names.
 *
 * The index of words holds every workspace's, so the newest tickets are looked through first: a common word is found among
 * them at once, and the index is asked only for words that are rare there. What takes too long is given up with a sentence.
 */
export async function searchTickets(deps: Deps, workspaceId: string, memberId: string, search: Search): Promise<Found> {
  const place = { workspaceId, deskIds: await searchedDesks(deps.db, workspaceId, memberId), ...search };
  const { ids, isAlike } = await withinReason(deps, async (tx) => {
    const exact = await idsOfHits(tx, place);
    if (exact.length > 0 || search.before !== null) return { ids: exact, isAlike: false };
    return { ids: await idsAlike(tx, place), isAlike: true };
  });
  const shown = ids.slice(0, PAGE);
  const hits = await hitsWith(deps.db, workspaceId, shown, search.words);
  return {
    search,
    hits,
    names: await namesIn(
      deps.db,
      workspaceId,
      hits.map(({ snippet }) => ({ text: snippet })),
    ),
    next: !isAlike && ids.length > PAGE ? (shown.at(-1) ?? null) : null,
    isAlike,
  };
}

async function withinReason<T>(deps: Deps, look: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await deps.db.$transaction(async (tx) => {
      await tx.$executeRaw`select set_config('statement_timeout', ${String(LONGEST_MS)}, true)`;
      return look(tx);
    });
  } catch (error) {
    if (!wasCancelled(error)) throw error;
    throw new UserError(
      'search_took_too_long',
      'That would take too long to look for. Please add a rarer word, a name, or `"words in quotes"`, and try again.',
    );
  }
}

/** PostgreSQL's query_canceled, wherever Prisma puts it. */
function wasCancelled(error: unknown): boolean {
  return error instanceof Error && /57014|statement timeout/.test(`${error.message} ${JSON.stringify({ ...error })}`);
}

type Place = Search & { workspaceId: string; deskIds: string[] };

async function idsOfHits(tx: Tx, place: Place): Promise<number[]> {
  const before = place.before ?? (await newestTicket(tx, place.workspaceId)) + 1;
  const from = Math.max(1, before - WINDOW);
  const newest = await idsWithin(tx, place, { from, before, count: PAGE + 1 });
  if (newest.length > PAGE || from === 1) return newest;
  const missing = PAGE + 1 - newest.length;
  const further = newest.length === 0 ? 0 : Math.ceil((2 * WINDOW * missing) / newest.length);
  const next = Math.max(1, from - further);
  // What is rare among the newest is rare among all, as a rule, and then the index of words is quick.
  if (further === 0 || further > LARGEST_WINDOW)
    return [...newest, ...(await idsByIndex(tx, place, { before: from, count: missing }))];
  const more = await idsWithin(tx, place, { from: next, before: from, count: missing });
  if (more.length === missing || next === 1) return [...newest, ...more];
  const rest = await idsByIndex(tx, place, { before: next, count: missing - more.length });
  return [...newest, ...more, ...rest];
}

async function newestTicket(tx: Tx, workspaceId: string): Promise<number> {
  const newest = await tx.ticketSearch.findFirst({
    where: { workspaceId },
    orderBy: { ticketId: 'desc' },
    select: { ticketId: true },
  });
  return newest?.ticketId ?? 0;
}

type Window = { from: number; before: number; count: number };

/** `offset 0` keeps the window a walk along its numbers, which ends with the last hit needed; `select` reads the query once, not for each row. */
async function idsWithin(tx: Tx, { workspaceId, deskIds, words }: Place, { from, before, count }: Window): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    select recent.ticket_id as id from (
      select ticket_id, desk_id, words from ticket_search
      where workspace_id = ${workspaceId} and ticket_id >= ${from}::int and ticket_id < ${before}::int
      order by ticket_id desc offset 0
    ) recent
    where recent.desk_id = any(${deskIds}) and recent.words @@ (select search_query(${words}))
    order by recent.ticket_id desc limit ${count}::int`;
  return rows.map(({ id }) => id);
}

/**
 * `offset 0` has the index of words give all hits, and only their numbers are sorted.
 *
 * The workspace and the number are asked outside it: inside, a plan made for any parameters reads a bitmap of every ticket, too.
 */
async function idsByIndex(
  tx: Tx,
  { workspaceId, deskIds, words }: Place,
  { before, count }: Omit<Window, 'from'>,
): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    select hit.id from (
      select workspace_id, ticket_id as id, desk_id from ticket_search where words @@ (select search_query(${words})) offset 0
    ) hit
    where hit.workspace_id = ${workspaceId} and hit.desk_id = any(${deskIds}) and hit.id < ${before}::int
    order by hit.id desc limit ${count}::int`;
  return rows.map(({ id }) => id);
}

/** Among the newest: those of which a part is most like what was typed, misspelt perhaps. */
async function idsAlike(tx: Tx, { workspaceId, deskIds, words }: Place): Promise<number[]> {
  const before = (await newestTicket(tx, workspaceId)) + 1;
  const rows = await tx.$queryRaw<{ id: number }[]>`
    select near.id from (
      select recent.ticket_id as id, public.word_similarity((select public.unaccent(${words})), recent.asked) as likeness from (
        select ticket_id, desk_id, asked from ticket_search
        where workspace_id = ${workspaceId} and ticket_id >= ${Math.max(1, before - ALIKE_WINDOW)}::int and ticket_id < ${before}::int
        offset 0
      ) recent
      where recent.desk_id = any(${deskIds}) and recent.asked <> ''
    ) near
    where near.likeness >= ${ALIKE_FROM}
    order by near.likeness desc, near.id desc limit ${MOST_ALIKE}`;
  return rows.map(({ id }) => id);
}

const MOST_MESSAGES = 40;

type Row = TicketLine & { texts: string[] };

async function hitsWith(tx: Tx, workspaceId: string, ids: number[], words: string): Promise<Hit[]> {
  if (ids.length === 0) return [];
  const rows = await tx.$queryRaw<Row[]>`
    select ticket.id, ticket.requester_id as "requesterId", ticket.state, ticket.waiting_on as "waitingOn", ticket.waiting_for as "waitingFor",
      ticket.follow_up_at as "followUpAt", ticket.owner_id as "ownerId", ticket.opened_at as "openedAt", ticket.first_reply_at as "firstReplyAt",
      ticket.priority, ticket.is_private as "isPrivate", requester.display_name as "requesterName", organisation.name as organisation,
      false as "isOverdue", null as text, case when ticket.is_private then '[]' else (
        select coalesce(json_agg(written.text order by written.ts), '[]') from (
          select left(message.text, 4000) as text, message.ts from channel_message message
          where message.workspace_id = ticket.workspace_id and message.ticket_id = ticket.id and message.deleted_at is null
            and message.text is not null
          order by message.ts limit ${MOST_MESSAGES}
        ) written
      ) end as texts
    from unnest(${ids}::int[]) with ordinality as wanted(id, place)
    join ticket on ticket.workspace_id = ${workspaceId} and ticket.id = wanted.id
    left join member requester on requester.workspace_id = ticket.workspace_id and requester.id = ticket.requester_id
    left join organisation on organisation.workspace_id = requester.workspace_id and organisation.id = requester.organisation_id
    order by wanted.place`;
  return rows.map(({ texts, ...line }) => ({ ...line, snippet: line.isPrivate ? null : textWith(texts, words) }));
}

/** The message in which what was looked for stands; the first one when it is found by a name or a stem alone. */
function textWith(texts: string[], words: string): string {
  const stems = stemsOf(words);
  return texts.find((text) => placeOfStem(text, stems) >= 0) ?? texts[0] ?? '';
}

/** What a word has in common with its other forms, roughly: enough to find where it stands. */
export function stemsOf(words: string): string[] {
  return withoutAccents(words)
    .replaceAll(/(?:^|\s)-"[^"]*"|(?:^|\s)-\S+/g, ' ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1 && word !== 'or')
    .map((word) => (word.length > 5 ? word.slice(0, -2) : word.length > 3 ? word.slice(0, -1) : word))
    .sort((a, b) => b.length - a.length);
}

/** Where the longest of these stands at the beginning of a word; -1 when none does. */
export function placeOfStem(text: string, stems: string[]): number {
  const plain = withoutAccents(text);
  for (const stem of stems) {
    const at = new RegExp(String.raw`(?<![\p{L}\p{N}])${stem}`, 'u').exec(plain)?.index;
    if (at !== undefined) return at;
  }
  return -1;
}

/** Letter for letter, so that a place in it is the same place in what was written. */
function withoutAccents(text: string): string {
  return Array.from({ length: text.length }, (_, index) => {
    const letter = text.charAt(index);
    const bare = letter.normalize('NFD').charAt(0).toLowerCase();
    return bare.length === 1 ? bare : letter;
  }).join('');
}
