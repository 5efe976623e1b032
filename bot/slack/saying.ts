import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { problemOf } from '#bot/log.ts';
import { announceSoon } from '#bot/parked.ts';
import { addJobs } from '#bot/queue.ts';
import type { Tx } from '#prisma/db.ts';
import type { SlackDeps } from './clients.ts';
import { conversationWith } from './conversations.ts';
import { reserveSlot, TooManyCalls, withinLimits } from './limits.ts';
import { type SaidContent, sayingJob } from './outbox.ts';
import { findPosted, isHopeless, metadataOf, post, type Rendering } from './own-messages.ts';

/** How one kind of content becomes a message. */
export type Voice = {
  /** Fetches what the rendering needs and the store does not know yet (a name). */
  prepare?: (deps: SlackDeps, workspaceId: string, content: SaidContent) => Promise<void>;
  /** 'nothing' when it need not be said any more. */
  render: (tx: Tx, deps: Deps, workspaceId: string, content: SaidContent) => Promise<Rendering | 'nothing'>;
  /** Records what follows from having said it, in the transaction that records that it was said. */
  said?: (
    tx: Tx,
    deps: Deps,
    workspaceId: string,
    content: SaidContent,
    place: { channelId: string; ts: string },
  ) => Promise<void>;
};

export type SayingDeps = SlackDeps & {
  voices: Record<string, Voice>;
  pacing: boolean;
  /** Where something is to be said instead, since the talk it belongs to has moved; null when it has not. */
  movedTo?: (
    tx: Tx,
    workspaceId: string,
    said: { ticketId: number; channelId: string },
  ) => Promise<{ channelId: string; underKey: string } | null>;
};

type Head = {
  id: bigint;
  key: string;
  thread_ts: string | null;
  under_ts: string | null;
  content: unknown;
  attempts: number;
  attempted_at: Date;
  slot_at: Date | null;
};

const Content = z.object({ kind: z.string() }).catchall(z.union([z.string(), z.number(), z.boolean(), z.null()]));
const LONGEST_MS = 40_000;
/** After this many tries a saying is set aside. */
const MOST_ATTEMPTS = 12;

/**
 * Says everything that waits in one channel, in order, each once.
 *
 * What hangs on an owned message that is not there yet is left for later and holds nothing up.
 */
export async function sayWaiting(deps: SayingDeps, payload: { workspaceId: string; channelId: string }): Promise<void> {
  const { workspaceId, channelId } = payload;
  for (;;) {
    const next = await firstWaiting(deps, workspaceId, channelId);
    if (!next) return;
    if (deps.pacing) {
      const slot = next.slot_at ?? (await takeSlot(deps, workspaceId, channelId, next.id));
      if (slot > deps.now()) return again(deps, workspaceId, channelId, slot);
    }
    try {
      await say(deps, workspaceId, channelId, next);
    } catch (error) {
      if (error instanceof TooManyCalls) {
        await deps.db.saidMessage.updateMany({ where: { workspaceId, id: next.id }, data: { attempts: { decrement: 1 } } });
        return again(deps, workspaceId, channelId, error.until);
      }
      // What can never be said must not hold up what comes after it, nor what fails again and again.
      if (!isHopeless(error) && next.attempts < MOST_ATTEMPTS) throw new Error(`saying ${next.key}`, { cause: error });
      await park(deps, workspaceId, next, problemOf(error));
    }
  }
}

async function firstWaiting(deps: Deps, workspaceId: string, channelId: string): Promise<Head | undefined> {
  const [head] = await deps.db.$queryRaw<Head[]>`
    select said.id, said.key, said.thread_ts, parent.ts as under_ts, said.content, said.attempts,
      coalesce(said.attempted_at, ${deps.now()}::timestamptz) as attempted_at, said.slot_at
    from said_message said
    left join owned_message parent on parent.workspace_id = said.workspace_id and parent.key = said.under_key
    where said.workspace_id = ${workspaceId} and said.channel_id = ${channelId}
      and said.sent_at is null and said.parked_at is null and said.withdrawn_at is null and (said.under_key is null or parent.ts is not null)
    order by said.id limit 1`;
  return head;
}

async function say(deps: SayingDeps, workspaceId: string, channelId: string, head: Head): Promise<void> {
  const { attempts } = await deps.db.saidMessage.update({
    where: { workspaceId_id: { workspaceId, id: head.id } },
    data: { attempts: { increment: 1 }, attemptedAt: head.attempted_at },
  });
  const content = Content.parse(head.content);
  const voice = deps.voices[content.kind];
  if (!voice) throw new Error(`nobody says ${content.kind}`);
  await voice.prepare?.(deps, workspaceId, content);
  const client = await deps.slack.client(workspaceId);
  const channel = await conversationWith(deps, client, workspaceId, channelId);
  await deps.db.$transaction(
    async (tx) => {
      const [row] = await tx.$queryRaw<{ settled: boolean; ticketId: number | null }[]>`
        select sent_at is not null or parked_at is not null or withdrawn_at is not null as settled, ticket_id as "ticketId" from said_message where workspace_id = ${workspaceId} and id = ${head.id} for update`;
      if (!row || row.settled) return;
      // Under the row's lock, so that nothing of a talk gets out where it was before.
      const elsewhere = row.ticketId ? await deps.movedTo?.(tx, workspaceId, { ticketId: row.ticketId, channelId }) : null;
      if (elsewhere) return sayElsewhere(tx, deps, workspaceId, head.id, elsewhere);
      const rendering = await voice.render(tx, deps, workspaceId, content);
      if (rendering === 'nothing') return leaveUnsaid(tx, deps, workspaceId, head.id, content.kind);
      const threadTs = head.under_ts ?? head.thread_ts ?? rendering.threadTs;
      const mark = metadataOf(workspaceId, `said:${head.key}`);
      const lost = { channelId: channel, threadTs: threadTs ?? null, mark, since: head.attempted_at };
      const method = threadTs ? 'conversations.replies' : 'conversations.history';
      const [found] = attempts > 1 ? await withinLimits(deps, workspaceId, method, () => findPosted(client, lost)) : [];
      const postNow = () => post(client, channel, mark, { ...rendering, ...(threadTs ? { threadTs } : {}) });
      const ts = found ?? (await withinLimits(deps, workspaceId, 'chat.postMessage', postNow)).ts;
      await tx.saidMessage.update({
        where: { workspaceId_id: { workspaceId, id: head.id } },
        data: { ts, sentAt: deps.now(), content: { kind: content.kind } },
      });
      await voice.said?.(tx, deps, workspaceId, content, { channelId: channel, ts });
    },
    { timeout: LONGEST_MS, maxWait: LONGEST_MS },
  );
}

async function leaveUnsaid(tx: Tx, deps: Deps, workspaceId: string, id: bigint, kind: string): Promise<void> {
  const data = { withdrawnAt: deps.now(), content: { kind } };
  await tx.saidMessage.update({ where: { workspaceId_id: { workspaceId, id } }, data });
}

async function sayElsewhere(
  tx: Tx,
  deps: Deps,
  workspaceId: string,
  id: bigint,
  place: { channelId: string; underKey: string },
): Promise<void> {
  const data = { ...place, threadTs: null, slotAt: null };
  await tx.saidMessage.update({ where: { workspaceId_id: { workspaceId, id } }, data });
  await addJobs(tx, deps, [sayingJob(workspaceId, place.channelId)]);
}

async function takeSlot(deps: Deps, workspaceId: string, channelId: string, id: bigint): Promise<Date> {
  const slotAt = await reserveSlot(deps, workspaceId, channelId);
  await deps.db.saidMessage.updateMany({ where: { workspaceId, id, slotAt: null }, data: { slotAt } });
  return slotAt;
}

async function again(deps: Deps, workspaceId: string, channelId: string, at: Date): Promise<void> {
  await addJobs(deps.db, deps, [{ ...sayingJob(workspaceId, channelId), at, moves: true }]);
}

/** Sets a saying aside: staff are told, and `npm run jobs` shows it and can have it said after all. */
async function park(deps: Deps, workspaceId: string, { id, key }: Head, problem: string): Promise<void> {
  deps.log.warn({ key, problem }, 'a saying is given up');
  await deps.db.saidMessage.updateMany({ where: { workspaceId, id, sentAt: null }, data: { parkedAt: deps.now(), problem } });
  await announceSoon(deps);
}
