import type { Deps } from '#bot/deps.ts';
import { type Desk, hoursOf } from '#bot/desks/desks.ts';
import { openingHoursInPlace } from '#bot/desks/opening-hours.ts';
import { IS_ALIKE } from '#bot/known-problems/likeness.ts';
import { mentionedIn } from '#bot/slack/escape.ts';
import { LANGUAGES, wordsIn } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import { STATE_EVENTS, UNDOABLE_EVENTS } from './life.ts';
import { copyKey, isInSlack, noTicket, TICKET_COLUMNS, type Ticket } from './ticket.ts';

/** Everything that can be shown of a ticket; nothing of it is looked up while showing. */
export type TicketView = {
  ticket: Ticket;
  desk: Desk;
  /** What the member wrote to ask: the first message and those that joined it. */
  request: { text: string | null; deletedAt: Date | null }[];
  files: { name: string; url: string }[];
  /** Names of people mentioned in the request, as far as we know them. */
  names: Map<string, string>;
  /** The message in Slack. */
  link: string;
  openingHours: string;
  /** Whether the last step can be taken back (for seven days). */
  canUndo: boolean;
  requester: Requester;
  /** What members read of the problems this desk knows of right now. */
  knownProblems: KnownProblem[];
  /** Other tickets that were merged into this one, and those it is linked to. */
  mergedHere: number[];
  links: number[];
  /** Other requests that are part of this known problem, and other people who say they have it. */
  parts: number;
  sameHere: number;
};

/** A problem many have; `isAlike`: this request reads as if it were part of it. */
type KnownProblem = { ticketId: number; text: string; isAlike?: boolean };

/** Who asked, as far as we know them. */
type Requester = { name: string | null; language: string | null; organisation: string | null };

type Row = Ticket & {
  desk: Desk;
  request: { text: string | null; deletedAt: string | null; files: { name: string; url: string }[] }[];
  lastStep: string | null;
  workspaceUrl: string;
} & Pick<TicketView, 'requester' | 'knownProblems' | 'mergedHere' | 'links' | 'parts' | 'sameHere'>;

const SPOKEN = Object.keys(LANGUAGES);

/** Reads what is shown of a ticket, in one question. Throws a sentence when there is none with this number. */
export async function viewOf(tx: Tx, workspaceId: string, ticketId: number): Promise<TicketView> {
  const [row] = await tx.$queryRaw<Row[]>`
    select ${TICKET_COLUMNS}, workspace.url as "workspaceUrl", json_build_object('workspaceId', desk.workspace_id, 'id', desk.id,
        'name', desk.name, 'triageChannelId', desk.triage_channel_id, 'schedule', desk.schedule, 'topics', desk.topics,
        'acknowledgement', desk.acknowledgement, 'readers', desk.readers) as desk,
      json_build_object('name', requester.display_name, 'language', case when requester.language = any(${SPOKEN}) then requester.language else workspace.language end,
        'organisation', organisation.name) as requester, (
        select coalesce(json_agg(json_build_object('ticketId', known.id, 'text', known.problem, 'isAlike', ${IS_ALIKE}) order by known.id), '[]')
        from ticket known
        where known.workspace_id = ticket.workspace_id and known.desk_id = ticket.desk_id and known.problem_since is not null
          and known.state in ('open', 'claimed', 'waiting')
      ) as "knownProblems",
      array(select merged.id from ticket merged where merged.workspace_id = ticket.workspace_id and merged.state = 'merged' and merged.merged_into_id = ticket.id
        order by merged.id) as "mergedHere",
      array(
        select case when link.ticket_id = ticket.id then link.other_id else link.ticket_id end from ticket_link link
        where link.workspace_id = ticket.workspace_id and (link.ticket_id = ticket.id or link.other_id = ticket.id) order by 1
      ) as links,
      (select count(*)::int from ticket part where part.workspace_id = ticket.workspace_id and part.part_of_id = ticket.id) as parts,
      (select count(*)::int from same_here where same_here.workspace_id = ticket.workspace_id and same_here.ticket_id = ticket.id) as "sameHere", (
        select coalesce(json_agg(json_build_object('text', text, 'deletedAt', deleted_at, 'files', coalesce(files, '[]')) order by message.ts), '[]')
        from channel_message message
        where message.workspace_id = ticket.workspace_id and message.ticket_id = ticket.id and standing in ('request', 'joined')
      ) as request, (
        select kind from ticket_event event
        where event.workspace_id = ticket.workspace_id and event.ticket_id = ticket.id and kind = any(${[...STATE_EVENTS]})
        order by event.id desc limit 1
      ) as "lastStep"
    from ticket
    join desk on desk.workspace_id = ticket.workspace_id and desk.id = ticket.desk_id
    join workspace on workspace.id = ticket.workspace_id
    left join member requester on requester.workspace_id = ticket.workspace_id and requester.id = ticket.requester_id
    left join organisation on organisation.workspace_id = requester.workspace_id and organisation.id = requester.organisation_id
    where ticket.workspace_id = ${workspaceId} and ticket.id = ${ticketId}`;
  if (!row) throw noTicket(ticketId);
  const { desk, request, lastStep, workspaceUrl, requester, knownProblems, mergedHere, links, parts, sameHere, ...ticket } = row;
  return {
    ticket,
    desk,
    request: request.map(({ text, deletedAt }) => ({ text, deletedAt: deletedAt === null ? null : new Date(deletedAt) })),
    files: request.flatMap((message) => message.files),
    names: await namesIn(tx, workspaceId, request),
    link: messageLink(workspaceUrl, ticket.channelId, ticket.ts),
    openingHours: openingHoursInPlace(hoursOf(desk), wordsIn(requester.language)),
    requester,
    knownProblems,
    mergedHere,
    links,
    parts,
    sameHere,
    canUndo: lastStep !== null && UNDOABLE_EVENTS.includes(lastStep) && UNDOABLE_STATES.includes(ticket.state),
  };
}

const UNDOABLE_STATES = ['claimed', 'resolved', 'dismissed', 'merged'];

type Words = { text: string | null };

/** Names of people mentioned in messages, as far as we know them; asks nothing when nobody is. */
export async function namesIn(tx: Tx, workspaceId: string, messages: Words[]): Promise<Map<string, string>> {
  const mentioned = messages.flatMap(({ text }) => mentionedIn(text ?? ''));
  const people = mentioned.length > 0 ? await tx.member.findMany({ where: { workspaceId, id: { in: mentioned } } }) : [];
  return new Map(people.map(({ id, displayName }) => [id, displayName]));
}

/** Who is mentioned in messages without our knowing their name. */
export function unmetIn(messages: Words[], names: Map<string, string>): string[] {
  const mentioned = new Set(messages.flatMap(({ text }) => mentionedIn(text ?? '')));
  return [...mentioned].filter((id) => !names.has(id));
}

/** What is shown of a message in the member's thread, and the card to show it under, once that has been posted. */
export type CopyView = {
  authorId: string | null;
  role: string;
  text: string | null;
  files: { name: string; url: string }[];
  names: Map<string, string>;
  isDeleted: boolean;
  isEdited: boolean;
  /** Of the message in Slack; empty for what was written in App Home. */
  link: string;
  cardTs: string | null;
  /** What was written before it in the same talk, just now, is not under the card yet. */
  isEarly: boolean;
  /** The ticket is private: what was written is not copied. */
  isPrivate: boolean;
};

/** A copy is held back for those before it no longer than this after they were written down, so that a lost one holds up nothing. */
const IN_ORDER_FOR_MS = 10_000;
/** After a card that came late: by then each that waited for it has looked again (bot/queue.ts). */
const CARD_IS_NEW_FOR_MS = 70_000;

/** Reads what is shown of one message of a member's thread, in one question as long as nobody is mentioned. */
export async function copyViewOf(
  tx: Tx,
  deps: Pick<Deps, 'now'>,
  { workspaceId, channelId, ts }: { workspaceId: string; channelId: string; ts: string },
): Promise<CopyView> {
  const [justNow, lately] = [IN_ORDER_FOR_MS, CARD_IS_NEW_FOR_MS].map((ms) => new Date(deps.now().getTime() - ms));
  const [row] = await tx.$queryRaw<(Omit<CopyView, 'link' | 'names'> & { url: string })[]>`
    select message.author_id as "authorId", coalesce(message.reason, 'requester') as role, message.text,
      coalesce(message.files, '[]') as files, message.deleted_at is not null as "isDeleted", message.edited_ts is not null as "isEdited", workspace.url, card.ts as "cardTs", coalesce(ticket.is_private, false) as "isPrivate",
      own.ts is null and exists (
        select 1 from channel_message earlier
        left join owned_message copy on copy.workspace_id = earlier.workspace_id and copy.key = 'copy:' || earlier.channel_id || ':' || earlier.ts
        where earlier.workspace_id = message.workspace_id and earlier.ticket_id = message.ticket_id and earlier.ts < message.ts
          and earlier.standing = 'reply' and earlier.reason in ('requester', 'member') and earlier.author_id is not null
          and (earlier.seen_at > ${justNow} or to_timestamp(card.ts::numeric) > ${lately}) and copy.ts is null
      ) as "isEarly"
    from channel_message message
    join workspace on workspace.id = message.workspace_id
    left join ticket on ticket.workspace_id = message.workspace_id and ticket.id = message.ticket_id
    left join owned_message card on card.workspace_id = message.workspace_id and card.key = 'card:' || coalesce(ticket.merged_into_id, message.ticket_id)
    left join owned_message own on own.workspace_id = message.workspace_id and own.key = ${copyKey(channelId, ts)}
    where message.workspace_id = ${workspaceId} and message.channel_id = ${channelId} and message.ts = ${ts}`;
  if (!row) throw new Error('the message to copy is gone');
  const { url, ...view } = row;
  return {
    ...view,
    names: await namesIn(tx, workspaceId, [view]),
    link: isInSlack(channelId) ? messageLink(url, channelId, ts) : '',
  };
}

/** Where a message is to be found in a browser. */
export function messageLink(workspaceUrl: string, channelId: string, ts: string): string {
  return `${workspaceUrl.replace(/\/$/, '')}/archives/${channelId}/p${ts.replace('.', '')}`;
}
