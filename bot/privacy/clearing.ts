import { NOTE } from '#bot/handling/notes.ts';
import { BACK_TO_OWNER } from '#bot/handling/waiting-moves.ts';
import { addJobs } from '#bot/queue.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { conversationWith } from '#bot/slack/conversations.ts';
import { withinLimits } from '#bot/slack/limits.ts';
import { sayingJob } from '#bot/slack/outbox.ts';
import { findPosted, isPlatformError, metadataOf } from '#bot/slack/own-messages.ts';
import { findTicket, hasLeftItsThread, type Ticket } from '#bot/tickets/ticket.ts';
import type { Tx } from '#prisma/db.ts';

type Said = {
  id: bigint;
  key: string;
  channelId: string;
  /** Null when it was not said, as far as we know. */
  ts: string | null;
  attempts: number;
  attemptedAt: Date | null;
};

/** What the bot says to staff with words of staff about the request in it; none quotes its member. */
const WITH_WORDS = [NOTE, BACK_TO_OWNER];

/**
 * Deletes in Slack what the bot itself said of a request that is private now: in its old thread, and to staff.
 *
 * What is being said at this moment is waited for; what was not said yet is said in the direct message (see `movedTo` in
 * bot/tickets/talk.ts). Run again, it goes on where it stopped.
 */
export async function clearSayings(deps: SlackDeps, of: { workspaceId: string; ticketId: number }): Promise<void> {
  const { workspaceId } = of;
  const ticket = await findTicket(deps.db, workspaceId, of.ticketId);
  const said = await deps.db.$transaction((tx) => saidAbout(tx, ticket), { timeout: WAITS_MS, maxWait: WAITS_MS });
  for (const { id, channelId, ts } of said.filter((each) => isWhereOthersRead(ticket, each))) {
    if (ts === null) continue;
    await remove(deps, workspaceId, channelId, ts);
    await deps.db.saidMessage.update({ where: { workspaceId_id: { workspaceId, id } }, data: { withdrawnAt: deps.now() } });
  }
  if (!hasLeftItsThread(ticket)) return;
  for (const each of said)
    for (const ts of await lostInThread(deps, ticket, each)) await remove(deps, workspaceId, ticket.channelId, ts);
  await addJobs(deps.db, deps, [sayingJob(workspaceId, ticket.channelId)]);
}

/** As long as Slack may take to answer whoever is saying something right now. */
const WAITS_MS = 60_000;

/** Everything that may have to go; older sayings do not name their request. */
async function saidAbout(tx: Tx, { workspaceId, id, channelId, threadTs }: Ticket): Promise<Said[]> {
  return tx.$queryRaw<Said[]>`
    select id, key, channel_id as "channelId", ts, attempts, attempted_at as "attemptedAt" from said_message
    where workspace_id = ${workspaceId} and withdrawn_at is null and (
      (ticket_id = ${id} and (channel_id = ${channelId} or attempts > 1 or content ->> 'kind' = any(${WITH_WORDS})))
      or (ticket_id is null and channel_id = ${channelId} and thread_ts = ${threadTs})
    )
    order by id for update`;
}

/** In the thread that the request has left, or to staff; never what was said to the requester alone. */
function isWhereOthersRead(ticket: Ticket, { channelId }: Said): boolean {
  if (channelId === ticket.channelId) return hasLeftItsThread(ticket);
  return channelId !== ticket.requesterId;
}

/** A saying whose instance died while it posted may be in the thread without our knowing. */
async function lostInThread(deps: SlackDeps, ticket: Ticket, { key, ts, attempts, attemptedAt }: Said): Promise<string[]> {
  if (!attemptedAt || attempts === 0 || (ts !== null && attempts === 1)) return [];
  const { workspaceId, channelId, threadTs } = ticket;
  const client = await deps.slack.client(workspaceId);
  const lost = { channelId, threadTs, mark: metadataOf(workspaceId, `said:${key}`), since: attemptedAt };
  try {
    return await withinLimits(deps, workspaceId, 'conversations.replies', () => findPosted(client, lost));
  } catch (error) {
    // The whole thread is gone, or we are no longer in its channel.
    if (GONE.some((name) => isPlatformError(error, name))) return [];
    throw error;
  }
}

const GONE = ['thread_not_found', 'channel_not_found', 'not_in_channel'];

async function remove(deps: SlackDeps, workspaceId: string, channelId: string, ts: string): Promise<void> {
  const client = await deps.slack.client(workspaceId);
  const channel = await conversationWith(deps, client, workspaceId, channelId);
  try {
    await withinLimits(deps, workspaceId, 'chat.delete', () => client.chat.delete({ channel, ts }));
  } catch (error) {
    if (!isPlatformError(error, 'message_not_found')) throw error;
  }
}
