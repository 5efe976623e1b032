import { type Desk, deskOf, hoursOf } from '#bot/desks/desks.ts';
import { openingHoursInPlace } from '#bot/desks/opening-hours.ts';
import type { Tx } from '#prisma/db.ts';
import { STATE_EVENTS, UNDOABLE_EVENTS } from './life.ts';
import { findTicket, type Ticket } from './ticket.ts';

/** Everything that can be shown of a ticket; nothing of it is looked up while showing. */
export type TicketView = {
  ticket: Ticket;
  desk: Desk;
  /** What the member wrote to ask: the first message and those that joined it. */
  request: { text: string | null; deletedAt: Date | null }[];
  files: { name: string; url: string }[];
  /** Names of people mentioned in the request, as far as we know them. */
  names: Map<string, string>;
  /** The message in Slack. */
  link: string;
  openingHours: string;
  /** Whether the last step can be taken back (for seven days). */
  canUndo: boolean;
};

/** Reads what is shown of a ticket. Throws a sentence when there is none with this number. */
export async function viewOf(tx: Tx, workspaceId: string, ticketId: number): Promise<TicketView> {
  const ticket = await findTicket(tx, workspaceId, ticketId);
  const desk = await deskOf(tx, workspaceId, ticket.deskId);
  const messages = await tx.channelMessage.findMany({
    where: { workspaceId, ticketId, standing: { in: ['request', 'joined'] } },
    orderBy: { ts: 'asc' },
  });
  const last = await tx.ticketEvent.findFirst({
    where: { workspaceId, ticketId, kind: { in: [...STATE_EVENTS] } },
    orderBy: { id: 'desc' },
    select: { kind: true },
  });
  const mentioned = messages.flatMap(({ text }) =>
    [...(text ?? '').matchAll(/<@([UW][A-Z0-9]+)/g)].map((found) => found[1] ?? ''),
  );
  const people = mentioned.length > 0 ? await tx.member.findMany({ where: { workspaceId, id: { in: mentioned } } }) : [];
  return {
    ticket,
    desk,
    request: messages,
    files: messages.flatMap((message) => (message.files ?? []) as { name: string; url: string }[]),
    names: new Map(people.map(({ id, displayName }) => [id, displayName])),
    link: await linkTo(tx, workspaceId, ticket.channelId, ticket.ts),
    openingHours: openingHoursInPlace(hoursOf(desk)),
    canUndo:
      last !== null &&
      UNDOABLE_EVENTS.includes(last.kind) &&
      ['claimed', 'resolved', 'dismissed', 'merged'].includes(ticket.state),
  };
}

/** The address of a message in Slack. */
export async function linkTo(tx: Tx, workspaceId: string, channelId: string, ts: string): Promise<string> {
  const workspace = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { url: true } });
  return `${workspace.url.replace(/\/$/, '')}/archives/${channelId}/p${ts.replace('.', '')}`;
}
