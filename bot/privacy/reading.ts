import type { Deps } from '#bot/deps.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { findTicket } from '#bot/tickets/ticket.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import { messageLink, namesIn, type TicketView, viewOf } from '#bot/tickets/views.ts';
import type { Tx } from '#prisma/db.ts';

/** One thing that was written: the request, an answer, or a note of staff. */
export type Line = {
  ts: string;
  authorId: string | null;
  standing: string;
  text: string | null;
  files: { name: string; url: string }[];
  isDeleted: boolean;
  link: string;
};
/** A page of all that was written under a ticket, the newest last; `earlier` is where the page before this one ends. */
export type Reading = { view: TicketView; lines: Line[]; names: Map<string, string>; earlier: string | null };

const PAGE = 20;

/** Throws unless somebody may read all that was written under a request; who reads a private one is kept for the audit. */
export async function requireReading(tx: Tx, deps: Pick<Deps, 'now'>, action: Action): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  const { isPrivate } = await findTicket(tx, workspaceId, ticketId);
  await requireRight(tx, isPrivate ? 'read a private request' : 'read a request', action);
  if (!isPrivate) return;
  const entry = { workspaceId, actorId, at: deps.now(), action: 'private.read', detail: { ticketId } };
  await tx.auditEntry.create({ data: entry });
}

/** Everything that was written under a request, for those who may read it. */
export async function readRequest(deps: Deps, action: Action, before?: string): Promise<Reading> {
  const { workspaceId, ticketId } = action;
  return deps.db.$transaction(async (tx) => {
    await requireReading(tx, deps, action);
    const rows = await tx.channelMessage.findMany({
      where: {
        workspaceId,
        ticketId,
        standing: { in: ['request', 'joined', 'reply', 'note'] },
        ...(before ? { ts: { lt: before } } : {}),
      },
      orderBy: { ts: 'desc' },
      take: PAGE + 1,
    });
    const shown = rows.slice(0, PAGE).reverse();
    const { url } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { url: true } });
    return {
      view: await viewOf(tx, workspaceId, ticketId),
      names: await namesIn(tx, workspaceId, shown),
      earlier: rows.length > PAGE ? (shown[0]?.ts ?? null) : null,
      lines: shown.map(({ ts, channelId, authorId, standing, text, files, deletedAt }) => ({
        ts,
        authorId,
        standing,
        text,
        files: (files ?? []) as Line['files'],
        isDeleted: deletedAt !== null,
        link: messageLink(url, channelId, ts),
      })),
    };
  });
}
