import type { Tx } from '#prisma/db.ts';

/** Who may have answered a request, being neither its requester nor staff: whoever wrote in its thread, the last one first. */
export async function answerersOf(tx: Tx, workspaceId: string, ticketId: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select author_id as id from channel_message
    where workspace_id = ${workspaceId} and ticket_id = ${ticketId} and standing = 'reply' and reason = 'member'
      and author_id is not null and deleted_at is null
    group by author_id order by max(ts) desc`;
  return rows.map(({ id }) => id);
}
