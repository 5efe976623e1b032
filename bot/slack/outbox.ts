import type { Deps } from '#bot/deps.ts';
import { addJobs } from '#bot/queue.ts';
import type { Tx } from '#prisma/db.ts';

/** The job that makes Slack show what the rows say about one owned message. */
export const SYNC_MESSAGE = 'sync-message';
/** The job that sends what waits to be said in one channel. */
export const SAY_WAITING = 'say-waiting';

/** A message the bot owns: what it shows is rendered from rows, never patched. */
export type OwnedMessage = { key: string; channelId: string };

/** Has these messages rendered again once the transaction commits; many changes before that make one call. */
export async function syncSoon(tx: Tx, deps: Pick<Deps, 'dueAt'>, workspaceId: string, messages: OwnedMessage[]): Promise<void> {
  await addJobs(
    tx,
    deps,
    messages.map(({ key, channelId }) => ({
      task: SYNC_MESSAGE,
      payload: { workspaceId, key, channelId },
      key: `sync:${workspaceId}:${key}`,
    })),
  );
}

/** What is said once: `kind` names who renders it (see bot/tasks.ts), the rest are that renderer's facts. */
export type SaidContent = { kind: string; [fact: string]: string | number | boolean | null };

export type Saying = {
  /** A second saying under the same key is not said. */
  key: string;
  /** A channel, or a person's id for a direct message. */
  channelId: string;
  threadTs?: string | null;
  /** Goes into the thread of this owned message instead, as soon as that has been posted. */
  underKey?: string;
  /** The ticket it belongs to. */
  ticketId?: number;
  content: SaidContent;
};

/** Says something once in a channel, in the order in which it was asked for; false when it was asked for already. */
export async function saySoon(tx: Tx, deps: Pick<Deps, 'dueAt' | 'now'>, workspaceId: string, saying: Saying): Promise<boolean> {
  const { count } = await tx.saidMessage.createMany({
    data: [
      {
        workspaceId,
        key: saying.key,
        channelId: saying.channelId,
        threadTs: saying.threadTs ?? null,
        underKey: saying.underKey ?? null,
        ticketId: saying.ticketId ?? null,
        content: saying.content,
        createdAt: deps.now(),
      },
    ],
    skipDuplicates: true,
  });
  if (count === 1) await addJobs(tx, deps, [sayingJob(workspaceId, saying.channelId)]);
  return count === 1;
}

export function sayingJob(workspaceId: string, channelId: string) {
  return { task: SAY_WAITING, payload: { workspaceId, channelId }, key: `say:${workspaceId}:${channelId}` };
}
