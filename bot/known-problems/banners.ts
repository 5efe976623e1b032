import type { Deps } from '#bot/deps.ts';
import { deskOf } from '#bot/desks/desks.ts';
import { addJobs } from '#bot/queue.ts';
import { type OwnedMessage, syncSoon } from '#bot/slack/outbox.ts';
import { acknowledgementKey, cardKey, isInSlack, isOutside, TICKET_COLUMNS, type Ticket, talkKey } from '#bot/tickets/ticket.ts';
import type { Tx } from '#prisma/db.ts';

/** The job that brings a desk's known problems to everything that shows them. */
export const REFRESH_BANNERS = 'refresh-banners';

type AtDesk = { workspaceId: string; deskId: string };

/** Has what members and staff see of a desk's open requests rendered again once; many changes before that are one job. */
export async function refreshBannersSoon(tx: Tx, deps: Pick<Deps, 'dueAt'>, { workspaceId, deskId }: AtDesk): Promise<void> {
  const key = `${REFRESH_BANNERS}:${workspaceId}:${deskId}`;
  await addJobs(tx, deps, [{ task: REFRESH_BANNERS, payload: { workspaceId, deskId }, key }]);
}

/** Open requests show the banner to their members, and "Looks like known problem #7" to staff; what reads the same is not sent again. */
export async function refreshBanners(deps: Deps, { workspaceId, deskId }: AtDesk): Promise<void> {
  const { triageChannelId } = await deskOf(deps.db, workspaceId, deskId);
  const open = await deps.db.$queryRaw<Ticket[]>`
    select ${TICKET_COLUMNS} from ticket
    where workspace_id = ${workspaceId} and desk_id = ${deskId} and state in ('open', 'claimed') order by id`;
  const messages = open.flatMap(({ id, channelId, requesterId, talksInDm }): OwnedMessage[] => [
    { key: cardKey(id), channelId: triageChannelId },
    ...(isInSlack(channelId) ? [{ key: acknowledgementKey(id), channelId }] : []),
    ...(talksInDm && !isOutside(requesterId) ? [{ key: talkKey(id), channelId: requesterId }] : []),
  ]);
  await syncSoon(deps.db, deps, workspaceId, messages);
}
