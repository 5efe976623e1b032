import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { addJobs } from '#bot/queue.ts';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { moveSignUp, showSignUp } from '#bot/sign-ups/moves.ts';
import { type SignUp, signUpTimer } from '#bot/sign-ups/sign-up.ts';
import { ASK_STAND_IN } from '#bot/sign-ups/timers.ts';
import { nextEnd } from '#bot/terms/ends.ts';
import type { Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { addBusinessTime } from '#reports/working-hours.ts';
import { circleOf } from './approvers.ts';
import { askPeople, tellStaff } from './asking.ts';

type Clock = Pick<Deps, 'now' | 'dueAt'>;

/** Begins the way through the stages of approval, for a new sign-up as for a renewal; decides at once where there are none. */
export async function beginApproval(tx: Tx, deps: Clock, tool: Tool, signUp: SignUp): Promise<SignUp> {
  return askStage(tx, deps, tool, signUp, null);
}

/** Asks whoever the stage a sign-up is in names; after the last stage it is approved, by who decided last. */
export async function askStage(tx: Tx, deps: Clock, tool: Tool, signUp: SignUp, decidedById: string | null): Promise<SignUp> {
  const stage = tool.stages[signUp.stage];
  if (!stage) return approveAll(tx, deps, tool, signUp, decidedById);
  const { named, asked, missing, standIns } = await circleOf(tx, deps.now(), tool, signUp, stage);
  const [first] = missing.length > 0 ? standIns : [];
  const askedNow = await askPeople(tx, deps, signUp, { role: named.role, ids: asked }, []);
  const inPlace = first ? await askPeople(tx, deps, signUp, first, missing) : [];
  if (inPlace.length > 0) {
    const { workspaceId, id: signUpId } = signUp;
    const detail = { asked: inPlace, for: missing };
    await recordSignUpEvent(tx, { workspaceId, signUpId, kind: 'stand_in_asked', actorId: null, at: deps.now(), detail });
  }
  if (askedNow.length + inPlace.length === 0) await tellStaff(tx, deps, tool, signUp, 'nobody');
  // No move begins the first stage, so its timer is set here.
  const hours = hoursOf(await deskOf(tx, signUp.workspaceId, tool.deskId));
  const due = addBusinessTime(hours, deps.now(), tool.standInHours * 3600);
  await addJobs(tx, deps, [signUpTimer(ASK_STAND_IN, signUp, due)]);
  await showSignUp(tx, deps, tool, signUp);
  return signUp;
}

/** All stages are through: a seat or the waiting list, or another term from the end of the old one. */
async function approveAll(tx: Tx, deps: Clock, tool: Tool, signUp: SignUp, decidedById: string | null): Promise<SignUp> {
  const { workspaceId, id: signUpId } = signUp;
  const who = { workspaceId, signUpId, actorId: decidedById };
  if (signUp.state !== 'renewal') return moveSignUp(tx, deps, who, { move: 'approve', result: { decidedById } });
  const hours = hoursOf(await deskOf(tx, workspaceId, tool.deskId));
  const endsAt = nextEnd(tool, signUp, hours, deps.now());
  return moveSignUp(tx, deps, who, {
    move: 'renew',
    result: { endsAt, decidedAt: deps.now(), decidedById },
    detail: { endsAt: endsAt?.toISOString() ?? null },
  });
}
