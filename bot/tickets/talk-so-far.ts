import type { Tx } from '#prisma/db.ts';
import { hasLeftItsThread, type Ticket } from './ticket.ts';
import { namesIn } from './views.ts';

/** What was said in the thread that a request has left, as its people read it where they go on. */
export type TalkSoFar = { said: { authorId: string; text: string }[]; names: Map<string, string> };

/** Eight of 450 characters each, with the request and all else in the message, are less than the 9,000 that Slack takes. */
const LATEST = 8;

export async function talkSoFar(tx: Tx, ticket: Ticket): Promise<TalkSoFar> {
  if (!hasLeftItsThread(ticket)) return { said: [], names: new Map() };
  const { workspaceId, id: ticketId, channelId } = ticket;
  const rows = await tx.channelMessage.findMany({
    where: { workspaceId, ticketId, channelId, standing: 'reply', authorId: { not: null }, text: { not: null } },
    orderBy: { ts: 'desc' },
    take: LATEST,
  });
  const said = rows.reverse().map(({ authorId, text }) => ({ authorId: authorId ?? '', text: text ?? '' }));
  return { said, names: await namesIn(tx, workspaceId, said) };
}
