import { Temporal } from 'temporal-polyfill';
import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { approvalKey, findSignUp, type SignUpAction } from '#bot/sign-ups/sign-up.ts';
import { untilDone } from '#bot/sign-ups/turns.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import { findTool, lockTools } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { startOfDay } from '#reports/days.ts';
import { requireTurnIn } from './deciding.ts';
import { approversGone, replaceApproversGone } from './stand-ins.ts';

/** Nobody who may be asked for longer than this is away; they have left. */
const LONGEST_DAYS = 366;

/**
 * An approver is away until a day (`2026-12-05`, the first on which they are back): in everything that waits for them others
 * are asked at once, and in what comes meanwhile others from the start. They may decide all the same; the first word counts.
 */
export async function sayAway(deps: Deps, action: SignUpAction, day: string | null): Promise<void> {
  const { workspaceId, actorId } = action;
  await untilDone(deps.db, async (tx) => {
    await requireTurnIn(tx, action);
    const until = await momentOf(tx, deps, action, day);
    await setAway(tx, deps, action, until);
    const waiting = await approversGone(tx, deps.now(), workspaceId, actorId);
    await lockTools(
      tx,
      workspaceId,
      waiting.map(({ toolId }) => toolId),
    );
    await replaceApproversGone(tx, deps, workspaceId, actorId);
  });
}

/** They are back before that day; who was asked in their place may decide, too. */
export async function sayBack(deps: Deps, action: SignUpAction): Promise<void> {
  await untilDone(deps.db, async (tx) => {
    await requireTurnIn(tx, action);
    await setAway(tx, deps, action, null);
  });
}

/** Until when somebody is away; null for who is there. */
export async function awayUntil(tx: Tx, now: Date, workspaceId: string, memberId: string): Promise<Date | null> {
  const where = { workspaceId, id: memberId, awayUntil: { gt: now } };
  const member = await tx.member.findFirst({ where, select: { awayUntil: true } });
  return member?.awayUntil ?? null;
}

async function momentOf(tx: Tx, deps: Deps, { workspaceId, signUpId }: SignUpAction, day: string | null): Promise<Date> {
  const { toolId } = await findSignUp(tx, workspaceId, signUpId);
  const { deskId } = await findTool(tx, workspaceId, toolId);
  const hours = hoursOf(await deskOf(tx, workspaceId, deskId));
  const until = /^\d{4}-\d\d-\d\d$/.test(day ?? '') ? startOfDay(Temporal.PlainDate.from(day ?? ''), hours) : deps.now();
  const latest = deps.now().getTime() + LONGEST_DAYS * 24 * 3600 * 1000;
  if (until <= deps.now() || until.getTime() > latest) throw new UserError('no_such_day', ({ approvals }) => approvals.awayDay);
  return until;
}

/** Kept with an event of the sign-up from whose card it was said; the cards that wait for them show it. */
async function setAway(tx: Tx, deps: Deps, action: SignUpAction, until: Date | null): Promise<void> {
  const { workspaceId, signUpId, actorId } = action;
  const { count } = await tx.member.updateMany({ where: { workspaceId, id: actorId }, data: { awayUntil: until } });
  if (count === 0) throw new UserError('not_approver', ({ tools }) => tools.notApprover);
  const kind = until ? 'approver_away' : 'approver_back';
  const detail = until ? { until: until.toISOString() } : {};
  await recordSignUpEvent(tx, { workspaceId, signUpId, kind, actorId, at: deps.now(), detail });
  const waiting = await tx.signUpApproval.findMany({
    where: { workspaceId, approverId: actorId, decision: null },
    distinct: ['signUpId'],
    select: { signUpId: true },
  });
  const cards = waiting.map((one) => ({ key: approvalKey(one.signUpId, actorId), channelId: actorId }));
  await syncSoon(tx, deps, workspaceId, cards);
}
