import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { saySoon, syncSoon } from '#bot/slack/outbox.ts';
import { answerersOf } from '#bot/tickets/answerers.ts';
import { isOutside, lockTicket, THANK_MEMBER } from '#bot/tickets/ticket.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import { timer } from '#bot/tickets/timers.ts';
import { wordsIn } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import { nextOpening } from '#reports/working-hours.ts';

const thanksKey = (ticketId: number) => `thanks:${ticketId}`;

/** Thanks the member whose answer it was, once, and asks whether everybody may read it; when nobody else wrote, nobody is thanked. */
export async function thankMember(
  deps: Deps,
  { workspaceId, ticketId }: { workspaceId: string; ticketId: number },
): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const ticket = await lockTicket(tx, workspaceId, ticketId);
    const hasEnded = ticket.state === 'resolved' || ticket.state === 'closed';
    if (!hasEnded || ticket.outcome !== 'answered by a member' || ticket.isPrivate) return;
    const memberId = ticket.answeredById ?? (await answerersOf(tx, workspaceId, ticketId))[0];
    if (!memberId || isOutside(memberId) || memberId === ticket.requesterId) return;
    const opening = nextOpening(hoursOf(await deskOf(tx, workspaceId, ticket.deskId)), deps.now());
    if (opening > deps.now()) return addJobs(tx, deps, [timer(THANK_MEMBER, ticket, opening)]);
    const row = { workspaceId, ticketId, memberId, thankedAt: deps.now() };
    const { count } = await tx.thanks.createMany({ data: [row], skipDuplicates: true });
    if (count === 1) await syncSoon(tx, deps, workspaceId, [{ key: thanksKey(ticketId), channelId: memberId }]);
  });
}

/** Keeps whether a member wants to be thanked in public, once; with their yes it is said, and not what it was about. */
export async function answerThanks(deps: Deps, action: Action, answer: 'yes' | 'no'): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'answer thanks', { workspaceId, actorId });
    const { count } = await tx.thanks.updateMany({
      where: { workspaceId, ticketId, memberId: actorId, mayBePublic: null },
      data: { mayBePublic: answer, answeredAt: deps.now() },
    });
    if (count === 0) throw await whyNot(tx, action);
    await syncSoon(tx, deps, workspaceId, [{ key: thanksKey(ticketId), channelId: actorId }]);
    const channelId = await thanksPlace(tx, workspaceId, ticketId);
    if (answer === 'no' || !channelId) return;
    const { language } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
    const content = { kind: 'text', text: wordsIn(language).ratings.publicThanks(`<@${actorId}>`) };
    await saySoon(tx, deps, workspaceId, { key: `public-thanks:${ticketId}`, channelId, content });
  });
}

async function whyNot(tx: Tx, { workspaceId, ticketId, actorId }: Action): Promise<UserError> {
  const thanks = await tx.thanks.findUnique({ where: { workspaceId_ticketId: { workspaceId, ticketId } } });
  if (thanks?.memberId !== actorId) return new UserError('not_thanked', ({ ratings }) => ratings.notThanked);
  return new UserError('thanks_answered', ({ ratings }) => ratings.thanksAnsweredAlready);
}

/** Where a member is thanked in public: the help channel of the request, or the desk's first; null when it has none. */
export async function thanksPlace(tx: Tx, workspaceId: string, ticketId: number): Promise<string | null> {
  const [place] = await tx.$queryRaw<{ channelId: string }[]>`
    select help.channel_id as "channelId" from ticket
    join help_channel help on help.workspace_id = ticket.workspace_id and help.desk_id = ticket.desk_id
    where ticket.workspace_id = ${workspaceId} and ticket.id = ${ticketId}
    order by help.channel_id = ticket.channel_id desc, help.channel_id limit 1`;
  return place?.channelId ?? null;
}
