import type { Deps } from '#bot/deps.ts';
import { deskOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { offerPrivacy } from '#bot/privacy/offer.ts';
import { type Deed, requireRight } from '#bot/rights/rights.ts';
import { escapeText } from '#bot/slack/escape.ts';
import { refreshHomes } from '#bot/slack/homes.ts';
import { saySoon, syncSoon } from '#bot/slack/outbox.ts';
import { newTs } from '#bot/slack/timestamps.ts';
import { recordEvent } from '#bot/tickets/events.ts';
import { IN_QUEUE, LIFE, stateOf } from '#bot/tickets/life.ts';
import { move, show } from '#bot/tickets/moves.ts';
import { isThanks } from '#bot/tickets/small-talk.ts';
import { talkOf } from '#bot/tickets/talk.ts';
import { cardKey, copyKey, findTicket, lockTicket, type Outcome, type Ticket, usualTopic } from '#bot/tickets/ticket.ts';
import type { Tx } from '#prisma/db.ts';

/** What a requester does to a request of their own. */
export type OwnAction = { workspaceId: string; ticketId: number; actorId: string };

/** What a requester added from App Home, as the bot repeats it in the talk; rendered by bot/home/jobs.ts. */
export const ADDED_BY_REQUESTER = 'added-by-requester';

/** A request whose requester may add to it now. Throws a sentence in their words. */
export async function requestToAddTo(tx: Tx, action: OwnAction): Promise<Ticket> {
  const ticket = await ownTicket(tx, action, 'add to a request');
  const step = LIFE['requester writes'][stateOf(ticket)];
  if (step === 'opens a linked ticket' || ticket.state === 'dismissed' || ticket.state === 'merged') throw ended(ticket);
  return ticket;
}

/**
 * Takes what a requester typed in App Home as if they had written it in the talk: it counts at once, staff see it under the
 * card, and the bot repeats it in the thread, so that that stays whole.
 *
 * `key` names the form it was typed in: sent twice, it counts once.
 */
export async function addToRequest(deps: Deps, action: OwnAction, { text, key }: { text: string; key: string }): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    const ticket = await requestToAddTo(tx, action);
    const content = { kind: ADDED_BY_REQUESTER, ticketId, text };
    if (!(await saySoon(tx, deps, workspaceId, { key, ...talkOf(ticket), content }))) return;
    const at = deps.now();
    const thanks = isThanks(text);
    const ts = await keepWords(tx, deps, { ...action, text, key });
    const detail = { thanks, byRequester: true, via: 'home' };
    await recordEvent(tx, { workspaceId, ticketId, kind: 'member_wrote', actorId, at, detail });
    await move(tx, deps, action, { move: thanks ? 'requester thanks' : 'requester writes', at, known: ticket });
    await show(tx, deps, await findTicket(tx, workspaceId, ticketId));
    await offerPrivacy(tx, deps, ticket, text);
    await syncSoon(tx, deps, workspaceId, [{ key: copyKey(actorId, ts), channelId: await cardChannel(tx, ticket) }]);
  });
}

/** Two things written in the same millisecond may get the same time; so often another one is tried. */
const MOST_TRIES = 50;

/** Keeps words that were written in no channel: they stand under their author's id, at a time of their own. */
async function keepWords(tx: Tx, deps: Deps, written: OwnAction & { text: string; key: string }): Promise<string> {
  const { workspaceId, ticketId, actorId, text, key } = written;
  const at = deps.now();
  for (let tried = 0; tried < MOST_TRIES; tried += 1) {
    const ts = newTs(at, `${key}:${tried}`);
    const { count } = await tx.channelMessage.createMany({
      data: [
        {
          workspaceId,
          channelId: actorId,
          ts,
          authorId: actorId,
          standing: 'reply',
          reason: 'requester',
          ticketId,
          // As Slack would have sent it, so that it is read like everything else.
          text: escapeText(text),
          files: [],
          seenAt: at,
        },
      ],
      skipDuplicates: true,
    });
    if (count === 1) return ts;
  }
  throw new Error('too much was written in one millisecond');
}

async function cardChannel(tx: Tx, { workspaceId, id, deskId }: Ticket): Promise<string> {
  const card = await tx.ownedMessage.findUnique({ where: { workspaceId_key: { workspaceId, key: cardKey(id) } } });
  return card?.channelId ?? (await deskOf(tx, workspaceId, deskId)).triageChannelId;
}

/** The requester does not need it any more. Pressed again, or after it was resolved anyway, it changes nothing. */
export function takeRequestBack(deps: Deps, action: OwnAction): Promise<void> {
  return endRequest(deps, action, { deed: 'take a request back', name: 'take back', outcome: 'no longer needed' });
}

/** The requester says that it is solved. Pressed again, or after it was resolved anyway, it changes nothing. */
export function saySolved(deps: Deps, action: OwnAction): Promise<void> {
  return endRequest(deps, action, { deed: 'say a request is solved', name: 'requester says solved', outcome: 'solved' });
}

type Ending = { deed: Deed; name: 'take back' | 'requester says solved'; outcome: Outcome };

async function endRequest(deps: Deps, action: OwnAction, { deed, name, outcome }: Ending): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    const ticket = await ownTicket(tx, action, deed);
    // What they see is older than what is: they are shown how it stands.
    if (ticket.state === 'resolved') return refreshHomes(tx, deps, workspaceId, [actorId]);
    if (!IN_QUEUE.includes(ticket.state)) throw ended(ticket);
    const topic = usualTopic(ticket, await deskOf(tx, workspaceId, ticket.deskId));
    await move(tx, deps, action, { move: name, at: deps.now(), known: ticket, result: { outcome, topic } });
    await show(tx, deps, await findTicket(tx, workspaceId, ticketId));
  });
}

/** Locked until the transaction ends, so that of two presses the second sees what the first did. */
async function ownTicket(tx: Tx, action: OwnAction, deed: Deed): Promise<Ticket> {
  const { workspaceId, ticketId } = action;
  const ticket = await lockTicket(tx, workspaceId, ticketId);
  await requireRight(tx, deed, action);
  return ticket;
}

function ended({ id }: Ticket): UserError {
  return new UserError('request_ended', ({ refusals }) => refusals.alreadyEnded(`#${id}`));
}
