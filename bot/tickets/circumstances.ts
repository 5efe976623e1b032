import { type Desk, isStaffNow } from '#bot/desks/desks.ts';
import { secondsBefore } from '#bot/slack/timestamps.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { recentColumn } from './flood.ts';
import { JOIN_WITHIN_SECONDS } from './judgement.ts';
import { type Seen, type StoredSeen, seenColumn, seenFrom } from './overtaking.ts';

type TopLevel = { workspaceId: string; channelId: string; ts: string; authorId: string | null };

export type Circumstances = {
  seen: Seen | null;
  isByStaff: boolean;
  /** The author's ticket this message may join; dismissed, merged and closed ones take nobody in. */
  joinable: number | null;
  hasEarlyReplies: boolean;
  /** The author's other messages of the last minute. */
  recent: number;
};

/** What a top-level message is judged by, in one question, asked under the channel's lock. */
export async function circumstancesOf(
  tx: Tx,
  desk: Desk,
  { workspaceId, channelId, ts, authorId }: TopLevel,
): Promise<Circumstances> {
  const [found] = await tx.$queryRaw<(Omit<Circumstances, 'seen'> & { seen: StoredSeen | null })[]>`
    select ${seenColumn(workspaceId, channelId, ts)} as seen, ${isStaffNow(Prisma.sql`${workspaceId}`, Prisma.sql`${desk.id}`, authorId)} as "isByStaff", exists (
      select 1 from channel_message
      where workspace_id = ${workspaceId} and channel_id = ${channelId} and thread_ts = ${ts} and standing = 'early'
    ) as "hasEarlyReplies", ${recentColumn({ workspaceId, channelId, ts, authorId })} as recent, (
      select ticket.id from ticket
      where workspace_id = ${workspaceId} and channel_id = ${channelId} and requester_id = ${authorId}
        and last_joined_ts < ${ts} and last_joined_ts >= ${secondsBefore(ts, JOIN_WITHIN_SECONDS)}
        and state in ('open', 'claimed', 'waiting', 'resolved')
        and not exists (
          select 1 from channel_message between_them
          where between_them.workspace_id = ${workspaceId} and between_them.channel_id = ${channelId}
            and between_them.ts > ticket.last_joined_ts and between_them.ts < ${ts}
            and between_them.thread_ts is null and between_them.author_id <> ${authorId}
            and between_them.reason is distinct from 'noise' and between_them.standing <> 'early'
        )
      order by last_joined_ts desc limit 1
    ) as joinable`;
  if (!found) throw new Error('a question without an answer');
  const { seen, ...rest } = found;
  return { ...rest, seen: seenFrom(seen) };
}
