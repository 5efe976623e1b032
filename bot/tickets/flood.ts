import type { Deps } from '#bot/deps.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { instantOf, secondsBefore } from '#bot/slack/timestamps.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';

/** More than this from one member within a minute is no conversation: a script, a stuck key, or somebody who means harm. */
export const MOST_A_MINUTE = 60;

type Written = { workspaceId: string; channelId: string; ts: string; authorId: string | null };

/** How many messages of their author were taken in within the minute before this one, as a column. */
export function recentColumn({ workspaceId, ts, authorId }: Written): Prisma.Sql {
  return Prisma.sql`(
    select count(*)::int from (
      select 1 from channel_message recent
      where recent.workspace_id = ${workspaceId} and recent.author_id = ${authorId}
        and recent.ts > ${secondsBefore(ts, 60)} and recent.ts < ${ts}
      limit ${MOST_A_MINUTE}
    ) as counted
  )`;
}

/** Whether this message is one too many; never where floods are expected (in replays and benches). */
export function isTooMany({ takesFloods = false }: Deps, recent: number): boolean {
  return !takesFloods && recent >= MOST_A_MINUTE;
}

/** Tells a member, once an hour, that we stopped reading and what to do. */
export async function tellAboutFlood(
  tx: Tx,
  deps: Deps,
  { workspaceId, ts, authorId }: Written & { authorId: string },
): Promise<void> {
  const hour = instantOf(ts).toISOString().slice(0, 13);
  const { help } = await wordsFor(tx, workspaceId, authorId);
  const content = { kind: 'text', text: help.tooMany(MOST_A_MINUTE) };
  await saySoon(tx, deps, workspaceId, { key: `flood:${authorId}:${hour}`, channelId: authorId, content });
}
