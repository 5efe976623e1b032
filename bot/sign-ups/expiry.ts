import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { addJobs } from '#bot/queue.ts';
import { findTool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { afterWorkingDays } from '#reports/working-hours.ts';
import { recordSignUpEvent } from './events.ts';
import { moveSignUp, showSignUp } from './moves.ts';
import { sayNews } from './news.ts';
import { held } from './offers.ts';
import { type SignUp, signUpTimer } from './sign-up.ts';
import { EXPIRE_SIGN_UP, EXPIRES_AFTER_DAYS, NOTICE_AFTER_DAYS, NOTICE_MEMBER, timersOf } from './timers.ts';

type Timer = { workspaceId: string; signUpId: number };

/** Nothing but the member's own silence ends a sign-up: while it is with us, with an approver or in line, this does nothing. */
const isWithMember = ({ state }: SignUp) => state === 'questioned' || state === 'unsigned';

/** Tells a member who has not answered for three working days until when we wait. */
export async function noticeMember(deps: Deps, timer: Timer): Promise<void> {
  const { workspaceId, signUpId } = timer;
  await deps.db.$transaction(async (tx) => {
    const signUp = await held(tx, timer);
    if (!isWithMember(signUp) || signUp.noticedAt !== null) return;
    const tool = await findTool(tx, workspaceId, signUp.toolId);
    const hours = hoursOf(await deskOf(tx, workspaceId, tool.deskId));
    const at = deps.now();
    // A timer of an earlier question says nothing of this one, nor does one from before a holiday was named.
    const due = afterWorkingDays(hours, await withMemberSince(tx, signUp), NOTICE_AFTER_DAYS);
    if (due > at) return addJobs(tx, deps, [signUpTimer(NOTICE_MEMBER, signUp, due)]);
    await tx.signUp.updateMany({ where: { workspaceId, id: signUpId, noticedAt: null }, data: { noticedAt: at } });
    await recordSignUpEvent(tx, { workspaceId, signUpId, kind: 'noticed', actorId: null, at });
    const noticed = { ...signUp, noticedAt: at };
    await addJobs(tx, deps, timersOf(tool, noticed, hours, at));
    await sayNews(tx, deps, noticed, signUp.state === 'questioned' ? 'question-notice' : 'agreement-notice');
    await showSignUp(tx, deps, tool, noticed);
  });
}

/** Ends a sign-up whose member was told and still has not answered. */
export async function expireSignUp(deps: Deps, timer: Timer): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const signUp = await held(tx, timer);
    if (!isWithMember(signUp) || signUp.noticedAt === null) return;
    const due = await expiresAt(tx, signUp);
    if (due > deps.now()) return addJobs(tx, deps, [signUpTimer(EXPIRE_SIGN_UP, signUp, due)]);
    await moveSignUp(tx, deps, { ...timer, actorId: null }, { move: 'expire' });
  });
}

/** When the silence of a member who was told ends their sign-up. */
export async function expiresAt(tx: Tx, { workspaceId, toolId, noticedAt }: SignUp): Promise<Date> {
  const { deskId } = await findTool(tx, workspaceId, toolId);
  if (noticedAt === null) throw new Error('nobody expires without a notice');
  return afterWorkingDays(hoursOf(await deskOf(tx, workspaceId, deskId)), noticedAt, EXPIRES_AFTER_DAYS);
}

/** Since when it waits for its member: the question, or the seat that came without the signature. */
async function withMemberSince(tx: Tx, { workspaceId, id: signUpId, questionAt, decidedAt, askedAt }: SignUp): Promise<Date> {
  if (questionAt) return questionAt;
  const last = await tx.signUpEvent.findFirst({
    where: { workspaceId, signUpId, kind: { in: ['approved', 'seat_taken'] } },
    orderBy: { id: 'desc' },
  });
  return last?.at ?? decidedAt ?? askedAt;
}
