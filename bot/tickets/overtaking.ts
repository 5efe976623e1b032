import { instantOf } from '#bot/slack/timestamps.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { recordEvent } from './events.ts';

/** What is kept of a message already, when something about it arrives: as a rule nothing, unless an edit or a deletion was faster. */
export type Seen = { standing: string; text: string | null; files: File[]; editedTs: string | null; deletedAt: Date | null };
type File = { name: string; url: string };

/** A message as it reads by now. */
export type Now = { text: string | null; files: File[]; editedTs: string | null; deletedAt: Date | null };

/** The same as the store's JSON has it, where it is read along with other things. */
export type StoredSeen = Omit<Seen, 'deletedAt'> & { deletedAt: string | null };

export function seenColumn(workspaceId: string, channelId: string, ts: string): Prisma.Sql {
  return Prisma.sql`(
    select json_build_object('standing', standing, 'text', text, 'files', coalesce(files, '[]'), 'editedTs', edited_ts, 'deletedAt', deleted_at)
    from channel_message where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = ${ts}
  )`;
}

export function seenFrom(stored: StoredSeen | null): Seen | null {
  return stored && { ...stored, deletedAt: stored.deletedAt === null ? null : new Date(stored.deletedAt) };
}

type Place = { workspaceId: string; channelId: string; ts: string };

export async function seenBefore(tx: Tx, { workspaceId, channelId, ts }: Place): Promise<Seen | null> {
  const [row] = await tx.$queryRaw<{ seen: StoredSeen | null }[]>`select ${seenColumn(workspaceId, channelId, ts)} as seen`;
  return seenFrom(row?.seen ?? null);
}

/** Whether a thread's first message opened nothing and never will; small talk may still be edited into a request. */
export async function opensNothing(tx: Tx, { workspaceId, channelId }: Omit<Place, 'ts'>, threadTs: string): Promise<boolean> {
  const root = await tx.channelMessage.findUnique({
    where: { workspaceId_channelId_ts: { workspaceId, channelId, ts: threadTs } },
  });
  return root?.standing === 'ignored' && root.reason !== 'smallTalk';
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
