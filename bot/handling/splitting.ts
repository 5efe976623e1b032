import type { Deps } from '#bot/deps.ts';
import { deskOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { saySoon, syncSoon } from '#bot/slack/outbox.ts';
import { recordEvent } from '#bot/tickets/events.ts';
import { channelLock, holdLocks, threadLock } from '#bot/tickets/locks.ts';
import { show } from '#bot/tickets/moves.ts';
import { openTicket, type Request } from '#bot/tickets/opening.ts';
import { talkOf } from '#bot/tickets/talk.ts';
import {
  deleteHelpKey,
  findTicket,
  hasLeftItsThread,
  isInSlack,
  isOutside,
  lockTicket,
  type Ticket,
} from '#bot/tickets/ticket.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import { namesIn } from '#bot/tickets/views.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import { requireInQueue } from './handling.ts';

/** A message of the requester's that can become a request of its own. */
export type Part = {
  channelId: string;
  ts: string;
  threadTs: string | null;
  text: string | null;
  files: unknown;
  editedTs: string | null;
};

/** What Slack's checkboxes hold. */
const MOST_SHOWN = 10;

const partsOf = ({ workspaceId, id, requesterId }: Ticket) => ({
  workspaceId,
  ticketId: id,
  authorId: requesterId,
  deletedAt: null,
  OR: [{ standing: 'joined' }, { standing: 'reply', reason: 'requester' }],
});
const PART_COLUMNS = { channelId: true, ts: true, threadTs: true, text: true, files: true, editedTs: true } as const;

/** What can be split off a ticket, the newest ten in the order of writing: everything its requester added to their first message. */
export async function partsToSplit(deps: Deps, action: Action): Promise<{ parts: Part[]; names: Map<string, string> }> {
  const ticket = await findTicket(deps.db, action.workspaceId, action.ticketId);
  await requireRight(deps.db, ticket.isPrivate ? 'answer a private request' : 'work on a request', action);
  requireInQueue(ticket, action.actorId);
  const parts = await deps.db.channelMessage.findMany({
    where: partsOf(ticket),
    select: PART_COLUMNS,
    orderBy: { ts: 'desc' },
    take: MOST_SHOWN,
  });
  if (parts.length === 0) throw nothingToSplit(ticket);
  return { parts: parts.reverse(), names: await namesIn(deps.db, action.workspaceId, parts) };
}

function nothingToSplit({ id }: Ticket): UserError {
  const sentence = `Request #${id} is one message only, so there is nothing to split off. When the member adds a second question, you can.`;
  return new UserError('nothing_to_split', sentence);
}

/**
 * Makes some of what the requester wrote a request of its own, and tells them; answers its number.
 *
 * What was written at the top of the channel is talked about under itself; a reply has no thread of its own, so its
 * request goes on in the requester's direct message. It counts from now: until now it was part of the other one.
 */
export async function splitTicket(deps: Deps, action: Action, { messageTs }: { messageTs: string[] }): Promise<number> {
  const { workspaceId, ticketId, actorId } = action;
  const at = deps.now();
  return deps.db.$transaction(async (tx) => {
    const known = await findTicket(tx, workspaceId, ticketId);
    await requireRight(tx, known.isPrivate ? 'answer a private request' : 'work on a request', action);
    await holdPlaces(tx, known, messageTs);
    const ticket = await lockTicket(tx, workspaceId, ticketId);
    requireInQueue(ticket, actorId);
    const [first, ...rest] = await tx.channelMessage.findMany({
      where: { ...partsOf(ticket), ts: { in: messageTs } },
      select: PART_COLUMNS,
      orderBy: { ts: 'asc' },
    });
    if (!first) throw messageTs.length === 0 ? new UserError('none_chosen', CHOOSE) : new UserError('split_already', GONE);
    const newId = await openTicket(tx, deps, await requestOf(tx, ticket, first, at));
    const moved = { ticketId: newId, standing: 'joined', reason: null };
    await tx.channelMessage.updateMany({ where: { ...partsOf(ticket), ts: { in: rest.map(({ ts }) => ts) } }, data: moved });
    const detail = { into: newId, messages: 1 + rest.length };
    await recordEvent(tx, { workspaceId, ticketId, kind: 'split', actorId, at, detail });
    await tellRequester(tx, deps, ticket, newId, first);
    await show(tx, deps, ticket);
    await helpToDeleteBoth(tx, deps, ticket, newId);
    return newId;
  });
}

/** What was split off may still stand where others read it: the link to it goes with it. */
async function helpToDeleteBoth(tx: Tx, deps: Deps, ticket: Ticket, newId: number): Promise<void> {
  const { workspaceId, requesterId } = ticket;
  const left = [ticket, await findTicket(tx, workspaceId, newId)].filter(hasLeftItsThread);
  const helps = left.map(({ id }) => ({ key: deleteHelpKey(id), channelId: requesterId }));
  await syncSoon(tx, deps, workspaceId, helps);
}

const CHOOSE = 'Please choose what becomes a request of its own.';
const GONE =
  'That is not part of this request any more: it was split off or deleted a moment ago. The first message always stays with its request.';

/** The same locks as for hearing these messages, in the same order, so that no edit of them slips in between. */
async function holdPlaces(tx: Tx, ticket: Ticket, messageTs: string[]): Promise<void> {
  const { workspaceId } = ticket;
  const places = await tx.channelMessage.findMany({
    where: { ...partsOf(ticket), ts: { in: messageTs } },
    select: { channelId: true, ts: true, threadTs: true },
  });
  const locks = places.flatMap(({ channelId, ts, threadTs }) => {
    const channel = { workspaceId, channelId };
    return [channelLock(channel), threadLock(channel, threadTs ?? ts)];
  });
  const names = [...new Set(locks)].sort();
  await holdLocks(tx, names);
}

async function requestOf(tx: Tx, ticket: Ticket, first: Part, at: Date): Promise<Request> {
  const { workspaceId, deskId, requesterId, isPrivate } = ticket;
  const desk = await deskOf(tx, workspaceId, deskId);
  return {
    workspaceId,
    deskId,
    triageChannelId: desk.triageChannelId,
    requesterId,
    ...first,
    threadTs: first.threadTs ?? first.ts,
    files: (first.files ?? []) as Request['files'],
    deletedAt: null,
    linkedToId: null,
    way: {
      via: ticket.via === 'log' || ticket.via === 'survey' ? 'message' : (ticket.via as 'message'),
      openedAt: at,
      talksInDm: talksInDm(ticket, first),
      isPrivate,
      splitFromId: ticket.id,
    },
  };
}

/** What was written in a thread, or in App Home, has no thread of its own. */
const talksInDm = (ticket: Ticket, first: Part) => ticket.talksInDm || first.threadTs !== null || !isInSlack(first.channelId);

async function tellRequester(tx: Tx, deps: Deps, ticket: Ticket, newId: number, first: Part): Promise<void> {
  const { workspaceId, id, requesterId } = ticket;
  if (isOutside(requesterId)) return;
  const { handling } = await wordsFor(tx, workspaceId, requesterId);
  const [number, from] = [`*#${newId}*`, `*#${id}*`];
  const text = talksInDm(ticket, first) ? handling.splitToDm(number, from) : handling.splitToOwnThread(number, from);
  const key = `split:${id}:${newId}`;
  await saySoon(tx, deps, workspaceId, { key, ...talkOf(ticket), content: { kind: 'text', text } });
}
