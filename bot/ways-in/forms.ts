import type { Deps } from '#bot/deps.ts';
import { type Desk, deskForMembers } from '#bot/desks/desks.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { takeRequest } from '#bot/slack/requests.ts';
import { recordEvent } from '#bot/tickets/events.ts';
import { openFromForm } from '#bot/tickets/opening.ts';
import type { Tx } from '#prisma/db.ts';

type Asker = { workspaceId: string; actorId: string };

/** What somebody wrote in the form in which members ask for help. */
export type Asked = {
  /** Names the form, so that it counts once however often it is sent. */
  formId: string;
  deskId: string | null;
  topic: string | null;
  text: string;
  isPrivate: boolean;
  via: 'command' | 'home';
};

/** The desks one can ask, first the one that takes what is asked outside its channels. Throws unless this person may ask. */
export async function desksToAsk(deps: Deps, { workspaceId, actorId }: Asker): Promise<Desk[]> {
  await requireRight(deps.db, 'ask for help', { workspaceId, actorId });
  const first = await deskForMembers(deps.db, workspaceId);
  const others = await deps.db.desk.findMany({ where: { workspaceId, id: { not: first.id } }, orderBy: { name: 'asc' } });
  return [first, ...others];
}

/** Opens a ticket from the form, talked about in the requester's direct message; answers its number, the same if it is sent again. */
export async function askByForm(deps: Deps, { workspaceId, actorId }: Asker, asked: Asked): Promise<number> {
  const at = deps.now();
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'ask for help', { workspaceId, actorId });
    if (!(await takeRequest({ db: tx, now: deps.now }, workspaceId, `form:${asked.formId}`)))
      return numberOfLast(tx, workspaceId, actorId);
    const desk = await deskNamed(tx, workspaceId, asked.deskId);
    const ticketId = await openFromForm(tx, deps, { ...asked, workspaceId, desk, requesterId: actorId });
    await chooseTopic(tx, { workspaceId, ticketId, actorId, at }, desk, asked.topic);
    return ticketId;
  });
}

async function numberOfLast(tx: Tx, workspaceId: string, requesterId: string): Promise<number> {
  const last = await tx.ticket.findFirstOrThrow({
    where: { workspaceId, requesterId, channelId: requesterId },
    orderBy: { id: 'desc' },
    select: { id: true },
  });
  return last.id;
}

/** A desk that is gone by now is no reason to lose a request. */
async function deskNamed(tx: Tx, workspaceId: string, deskId: string | null): Promise<Desk> {
  const chosen = deskId === null ? null : await tx.desk.findUnique({ where: { workspaceId_id: { workspaceId, id: deskId } } });
  return chosen ?? deskForMembers(tx, workspaceId);
}

type Choosing = { workspaceId: string; ticketId: number; actorId: string; at: Date };

async function chooseTopic(
  tx: Tx,
  { workspaceId, ticketId, actorId, at }: Choosing,
  desk: Desk,
  topic: string | null,
): Promise<void> {
  if (topic === null || !desk.topics.includes(topic)) return;
  await tx.ticket.update({ where: { workspaceId_id: { workspaceId, id: ticketId } }, data: { topic } });
  await recordEvent(tx, { workspaceId, ticketId, kind: 'topic_chosen', actorId, at, detail: { topic } });
}
