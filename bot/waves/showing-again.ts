import type { Deps } from '#bot/deps.ts';
import { addJobs } from '#bot/queue.ts';
import { TooManyCalls } from '#bot/slack/limits.ts';
import { isHopeless } from '#bot/slack/own-messages.ts';
import { bringMessage, type PostingDeps } from '#bot/slack/posting.ts';
import type { Tx } from '#prisma/db.ts';
import { SHOW_AGAIN, waveJob } from './timers.ts';
import { invitationKey, type Wave } from './wave.ts';

/** Has the message of everybody who was asked say what is true of the wave now (its end was moved, it is closed, it was taken back), whoever has answered or not. */
export async function showAgainSoon(tx: Tx, deps: Deps, { workspaceId, id }: Wave): Promise<void> {
  await addJobs(tx, deps, [showingJob(workspaceId, id, '')]);
}

function showingJob(workspaceId: string, waveId: number, after: string, at?: Date) {
  const { payload, ...job } = waveJob(SHOW_AGAIN, { workspaceId, id: waveId }, at);
  return { ...job, payload: { ...payload, after } };
}

/** Slack takes some fifty updates a minute, and the cards of requests need some of them. */
const CHUNK = 15;
const BETWEEN_MS = 30_000;

/** Brings the messages of a wave up to date, some at a time, in the order of the people's ids. */
export async function showAgain(
  deps: PostingDeps,
  { workspaceId, waveId, after }: { workspaceId: string; waveId: number; after: string },
): Promise<void> {
  const asked = await deps.db.surveyInvitation.findMany({
    where: { workspaceId, waveId, state: 'asked', memberId: { gt: after } },
    orderBy: { memberId: 'asc' },
    take: CHUNK,
    select: { memberId: true },
  });
  let done = after;
  for (const { memberId } of asked) {
    try {
      await bringMessage(deps, { workspaceId, key: invitationKey(waveId, memberId), channelId: memberId });
    } catch (error) {
      if (error instanceof TooManyCalls) return addJobs(deps.db, deps, [showingJob(workspaceId, waveId, done, error.until)]);
      // Whoever has left reads it no more.
      if (!isHopeless(error)) throw error;
    }
    done = memberId;
  }
  if (asked.length < CHUNK) return;
  await addJobs(deps.db, deps, [showingJob(workspaceId, waveId, done, new Date(deps.now().getTime() + BETWEEN_MS))]);
}
