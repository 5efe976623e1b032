import type { Ticket } from '#bot/tickets/ticket.ts';
import { namesIn } from '#bot/tickets/views.ts';
import type { Tx } from '#prisma/db.ts';

/** What a member sees of one of their requests. */
export type OwnRequest = Pick<
  Ticket,
  'id' | 'state' | 'waitingOn' | 'ownerId' | 'openedAt' | 'resolvedAt' | 'outcome' | 'mergedIntoId' | 'isPrivate'
> & {
  text: string | null;
  isDeleted: boolean;
  /** The newest thing that somebody other than its requester said to it. */
  answer: { authorId: string; text: string | null; ts: string } | null;
};

export type OwnRequests = {
  open: OwnRequest[];
  /** Open ones that are not listed. */
  moreOpen: number;
  ended: OwnRequest[];
  /** Of people mentioned in the requests and their answers. */
  names: Map<string, string>;
};

type Row = OwnRequest & { isOpen: boolean; openOnes: bigint };

/** A member's own requests: the newest in the queue, and those that ended last. One question, whatever their number. */
export async function ownRequestsOf(
  tx: Tx,
  workspaceId: string,
  memberId: string,
  most: { open: number; ended: number },
): Promise<OwnRequests> {
  const rows = await tx.$queryRaw<Row[]>`
    with mine as (
      (select *, true as is_open, count(*) over () as open_ones from ticket
        where workspace_id = ${workspaceId} and requester_id = ${memberId} and state in ('open', 'claimed', 'waiting')
        order by id desc limit ${most.open})
      union all
      (select *, false, 0 from ticket
        where workspace_id = ${workspaceId} and requester_id = ${memberId} and state in ('resolved', 'closed', 'merged')
        order by coalesce(resolved_at, opened_at) desc, id desc limit ${most.ended})
    )
    select mine.id, mine.state, mine.waiting_on as "waitingOn", mine.owner_id as "ownerId", mine.opened_at as "openedAt",
      mine.resolved_at as "resolvedAt", mine.outcome, mine.merged_into_id as "mergedIntoId", mine.is_private as "isPrivate", mine.is_open as "isOpen", mine.open_ones as "openOnes",
      asked.text, (asked.deleted_at is not null and asked.text is null) as "isDeleted", answer.said as answer
    from mine
    left join lateral (
      select text, deleted_at from channel_message message
      where message.workspace_id = mine.workspace_id and message.ticket_id = mine.id and message.standing = 'request'
      order by message.ts limit 1
    ) asked on true
    left join lateral (
      select json_build_object('authorId', author_id, 'text', text, 'ts', ts) as said from channel_message message
      where message.workspace_id = mine.workspace_id and message.ticket_id = mine.id and message.standing = 'reply'
        and message.reason in ('staff', 'member') and message.author_id is not null and message.deleted_at is null
      order by message.ts desc limit 1
    ) answer on mine.is_open
    order by mine.is_open desc, case when mine.is_open then mine.opened_at else coalesce(mine.resolved_at, mine.opened_at) end desc, mine.id desc`;
  const requests = rows.map(({ isOpen, openOnes: _, ...request }) => ({ ...request, isOpen }));
  const open = requests.filter(({ isOpen }) => isOpen);
  return {
    open,
    moreOpen: Number(rows[0]?.openOnes ?? 0) - open.length,
    ended: requests.filter(({ isOpen }) => !isOpen),
    names: await namesIn(
      tx,
      workspaceId,
      rows.flatMap(({ text, answer }) => [{ text }, { text: answer?.text ?? null }]),
    ),
  };
}
