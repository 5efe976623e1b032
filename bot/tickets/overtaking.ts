import { instantOf } from '#bot/slack/timestamps.ts';
import type { Tx } from '#prisma/db.ts';
import { recordEvent } from './events.ts';

/** What is kept of a message already, when something about it arrives: as a rule nothing, unless an edit or a deletion was faster. */
export type Seen = { standing: string; text: string | null; files: File[]; editedTs: string | null; deletedAt: Date | null };
type File = { name: string; url: string };

/** A message as it reads by now. */
export type Now = { text: string | null; files: File[]; editedTs: string | null; deletedAt: Date | null };

export async function seenBefore(tx: Tx, { workspaceId, channelId, ts }: { workspaceId: string; channelId: string; ts: string }) {
  const [seen] = await tx.$queryRaw<Seen[]>`
    select standing, text, coalesce(files, '[]') as files, edited_ts as "editedTs", deleted_at as "deletedAt" from channel_message
    where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = ${ts}`;
  return seen;
}

/** What a message says now, given what overtook it. */
export function asItIsNow(heard: { text: string; files: File[] }, seen: Seen | null | undefined): Now {
  const { editedTs = null, deletedAt = null } = seen ?? {};
  if (deletedAt) return { text: null, files: [], editedTs, deletedAt };
  if (seen && editedTs) return { text: seen.text, files: seen.files, editedTs, deletedAt };
  return { text: heard.text, files: heard.files, editedTs, deletedAt };
}

type Overtaken = { workspaceId: string; ticketId: number; authorId: string; now: Now };

/** Writes down the edit and the deletion that came before their message, as if they had come after it. */
export async function recordWhatOvertook(tx: Tx, { workspaceId, ticketId, authorId, now }: Overtaken): Promise<void> {
  if (now.editedTs)
    await recordEvent(tx, { workspaceId, ticketId, kind: 'edited', actorId: authorId, at: instantOf(now.editedTs) });
  if (now.deletedAt) await recordEvent(tx, { workspaceId, ticketId, kind: 'deleted', actorId: authorId, at: now.deletedAt });
}
