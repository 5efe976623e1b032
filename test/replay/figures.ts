import { z } from 'zod';
import type { Db } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { nextWeek, type Week, weekOf } from '#reports/period.ts';
import { eventsOf, IN_QUEUE, IS_LEAVING, IS_REOPENING } from '#reports/queue-moves.ts';
import { answeredMedian } from '#reports/waits.ts';
import type { Export } from './export.ts';

export type WeekOfReplay = {
  /** ISO week in UTC, '2019-W07' */
  week: string;
  opened: number;
  reopened: number;
  /** Every way out of the queue: resolved, not a request, merged, taken back. */
  left: number;
  open: number;
  firstReplyMedianSeconds: number | null;
  firstReplyN: number;
};
export type Figures = {
  messages: number;
  topLevel: number;
  tickets: number;
  joined: number;
  ignored: { staff: number; smallTalk: number; noise: number };
  replies: number;
  duplicates: number;
  weeks: WeekOfReplay[];
};

const Count = z.int();
const Totals = z.object({
  topLevel: Count,
  tickets: Count,
  joined: Count,
  staff: Count,
  smallTalk: Count,
  noise: Count,
  inQueue: Count,
});
const Moves = z.object({ opened: Count, reopened: Count, left: Count });

export type Replayed = {
  workspaceId: string;
  channelIds: string[];
  first: Date;
  last: Date;
  /** What was sent, what of it the store says was worked through, and how many events went out twice. */
  messages: number;
  processed: number;
  duplicates: number;
};

/**
 * Reads from the bot's rows and events what became of a replay.
 *
 * A reply that opened a follow-up of a closed ticket counts as a top-level message and not as a reply: it stands for a request of its own.
 */
export async function readFigures(db: Db, replayed: Replayed): Promise<Figures & { inQueue: number }> {
  const { workspaceId, channelIds, messages, processed, duplicates } = replayed;
  const rows = await db.$queryRaw(Prisma.sql`
    with message as (
      select standing, reason from channel_message
      where workspace_id = ${workspaceId} and channel_id = any(${channelIds}) and standing in ('request', 'joined', 'ignored')
    )
    select count(*)::int as "topLevel",
      (select count(*)::int from ticket where workspace_id = ${workspaceId}) as "tickets",
      (select count(*)::int from ticket where workspace_id = ${workspaceId} and state in ${IN_QUEUE}) as "inQueue",
      count(*) filter (where standing = 'joined')::int as "joined",
      count(*) filter (where reason = 'staff' and standing = 'ignored')::int as "staff",
      count(*) filter (where reason = 'smallTalk' and standing = 'ignored')::int as "smallTalk",
      count(*) filter (where reason = 'noise' and standing = 'ignored')::int as "noise"
    from message`);
  const [{ topLevel, tickets, joined, staff, smallTalk, noise, inQueue }] = z.tuple([Totals]).parse(rows);
  const weeks = await readWeeks(db, workspaceId, weeksBetween(replayed.first, replayed.last));
  const ignored = { staff, smallTalk, noise };
  return { messages, topLevel, tickets, joined, ignored, replies: processed - topLevel, duplicates, weeks, inQueue };
}

/** Every ISO week in UTC from one instant to another, with those in which nothing happened. */
export function weeksBetween(first: Date, last: Date): Week[] {
  const weeks = [weekOf(first, 'UTC')];
  for (let week = weeks[0]; week && week.end <= last; ) {
    week = nextWeek(week);
    weeks.push(week);
  }
  return weeks;
}

async function readWeeks(db: Db, workspaceId: string, weeks: Week[]): Promise<WeekOfReplay[]> {
  const asOf = weeks.at(-1)?.end ?? new Date(0);
  const read: WeekOfReplay[] = [];
  let open = 0;
  for (const week of weeks) {
    const rows = await db.$queryRaw(Prisma.sql`
      select count(*) filter (where kind = 'opened')::int as "opened",
        count(*) filter (where ${IS_REOPENING})::int as "reopened",
        count(*) filter (where ${IS_LEAVING})::int as "left"
      from ticket_event where ${eventsOf(workspaceId, week.start, week.end)}`);
    const [{ opened, reopened, left }] = z.tuple([Moves]).parse(rows);
    const { n, medianSeconds } = await answeredMedian(db, workspaceId, week, asOf);
    open += opened + reopened - left;
    read.push({ week: week.name, opened, reopened, left, open, firstReplyMedianSeconds: medianSeconds, firstReplyN: n });
  }
  return read;
}

/** What does not add up in these figures, a line each; nothing when all does. */
export function contradictions({ inQueue, ...figures }: Figures & { inQueue: number }): string[] {
  const { messages, topLevel, tickets, joined, ignored, replies, weeks } = figures;
  const ignoredAll = ignored.staff + ignored.smallTalk + ignored.noise;
  const opened = weeks.reduce((sum, week) => sum + week.opened, 0);
  const open = weeks.at(-1)?.open ?? 0;
  const problems: string[] = [];
  if (topLevel !== tickets + joined + ignoredAll) {
    problems.push(`${topLevel} top-level messages, but ${tickets} tickets + ${joined} joined + ${ignoredAll} ignored`);
  }
  if (messages !== topLevel + replies) problems.push(`${messages} messages, but ${topLevel} top-level ones + ${replies} replies`);
  if (opened !== tickets) problems.push(`${tickets} tickets, but ${opened} opened in the weeks`);
  if (open !== inQueue) problems.push(`${open} open at the end of the last week, but ${inQueue} tickets are in the queue`);
  return problems;
}

/** Top-level messages of an export of which the bot's rows say nothing, a line each. */
export async function lostMessages(db: Db, workspaceId: string, source: Export): Promise<string[]> {
  const rows = await db.channelMessage.findMany({
    where: { workspaceId, standing: { in: ['request', 'joined', 'ignored'] } },
    select: { channelId: true, ts: true },
  });
  const known = new Set(rows.map(({ channelId, ts }) => `${channelId} ${ts}`));
  const lost = source.messages.filter(({ channelId, ts, rootTs }) => rootTs === null && !known.has(`${channelId} ${ts}`));
  return lost.map(
    ({ channelId, ts, user }) =>
      `the message ${ts} in ${channelId} by ${user ?? 'an app'} is neither a ticket, nor joined, nor ignored`,
  );
}
