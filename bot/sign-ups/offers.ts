import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { lockTool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { moveSignUp, refusalOf } from './moves.ts';
import { findSignUp, type SignUp, type SignUpAction } from './sign-up.ts';
import { untilDone } from './turns.ts';

/** Takes the seat that is held for a sign-up; pressed again, or when it went to the next, it says how it stands. */
export async function takeSeat(deps: Deps, action: SignUpAction): Promise<SignUp> {
  return untilDone(deps.db, async (tx) => {
    await requireRight(tx, 'change a sign-up', action);
    const { state } = await held(tx, action);
    // Who waits in line gets a seat in their turn, not by pressing an old button.
    if (state === 'waiting') throw refusalOf('not offered');
    return moveSignUp(tx, deps, action, { move: 'take the seat' });
  });
}

/** Lets the next in line have the seat, and keeps a place at the end of the line. */
export async function letSeatGo(deps: Deps, action: SignUpAction): Promise<SignUp> {
  return untilDone(deps.db, async (tx) => {
    await requireRight(tx, 'change a sign-up', action);
    const signUp = await held(tx, action);
    const { workspaceId, toolId, state } = signUp;
    const others = await tx.signUp.count({ where: { workspaceId, toolId, state: 'waiting' } });
    // It would be offered to them again in the same moment.
    if (state === 'offered' && others === 0) throw new UserError('nobody_waits', ({ signUps }) => signUps.nobodyElseWaits);
    // Who says so has not been silent.
    return moveSignUp(tx, deps, action, { move: 'let the seat go', result: { offersLapsed: signUp.offersLapsed } });
  });
}

/** An offer that nobody answered goes to the next in line; the second one unanswered ends the sign-up. */
export async function endOffer(deps: Deps, { workspaceId, signUpId }: { workspaceId: string; signUpId: number }): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const { state, offerEndsAt, offersLapsed } = await held(tx, { workspaceId, signUpId });
    if (state !== 'offered' || offerEndsAt === null || offerEndsAt > deps.now()) return;
    const who = { workspaceId, signUpId, actorId: null };
    await moveSignUp(tx, deps, who, { move: offersLapsed === 0 ? 'let the seat go' : 'expire', detail: { lapsed: true } });
  });
}

/** A sign-up while its tool is held, so that what is read of it stays so. */
export async function held(tx: Tx, { workspaceId, signUpId }: { workspaceId: string; signUpId: number }): Promise<SignUp> {
  await lockTool(tx, workspaceId, (await findSignUp(tx, workspaceId, signUpId)).toolId);
  return findSignUp(tx, workspaceId, signUpId);
}
