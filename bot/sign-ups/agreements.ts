import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { lockTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { recordSignUpEvent } from './events.ts';
import { moveSignUp, showSignUp } from './moves.ts';
import { isSigned } from './seats.ts';
import { findSignUp, type SignUp, type SignUpAction } from './sign-up.ts';
import { untilDone } from './turns.ts';

/**
 * Signs a tool's agreement for an organisation, once: its holder or a contact of the organisation does.
 *
 * Everything of the organisation's that waited for the signature goes on. Signed again, it says so and does nothing.
 */
export async function signAgreement(deps: Deps, action: SignUpAction): Promise<SignUp> {
  const { workspaceId, signUpId, actorId } = action;
  return untilDone(deps.db, async (tx) => {
    await requireRight(tx, 'change a sign-up', action);
    const tool = await lockTool(tx, workspaceId, (await findSignUp(tx, workspaceId, signUpId)).toolId);
    const signUp = await findSignUp(tx, workspaceId, signUpId);
    if (!tool.agreement || signUp.organisationId === null)
      throw new UserError('nothing_to_sign', ({ signUps }) => signUps.nothingToSign);
    if (!(await keepSignature(tx, deps, tool, signUp, actorId)))
      throw new UserError('signed_already', ({ signUps }) => signUps.signedAlready);
    const waiting = await tx.signUp.findMany({
      where: { workspaceId, toolId: tool.id, organisationId: signUp.organisationId, state: 'unsigned' },
      orderBy: { id: 'asc' },
      select: { id: true },
    });
    for (const { id } of waiting)
      await moveSignUp(tx, deps, { workspaceId, signUpId: id, actorId }, { move: 'sign the agreement' });
    await showSignUp(tx, deps, tool, await findSignUp(tx, workspaceId, signUpId));
    return findSignUp(tx, workspaceId, signUpId);
  });
}

/** Keeps who signed a tool's agreement as it is now; false when it was signed before, or there is nothing to sign. */
export async function keepSignature(
  tx: Tx,
  deps: Pick<Deps, 'now'>,
  tool: Tool,
  signUp: SignUp,
  signedById: string,
): Promise<boolean> {
  const { workspaceId, id: signUpId, organisationId, state } = signUp;
  if (!tool.agreement || organisationId === null || (await isSigned(tx, tool, signUp))) return false;
  const { version } = tool.agreement;
  const at = deps.now();
  const { count } = await tx.toolAgreement.createMany({
    data: [{ workspaceId, toolId: tool.id, organisationId, version, signedById, signedAt: at }],
    skipDuplicates: true,
  });
  // What waits for the signature is moved by it, and its history has that.
  if (count === 1 && state !== 'unsigned')
    await recordSignUpEvent(tx, {
      workspaceId,
      signUpId,
      kind: 'agreement_signed',
      actorId: signedById,
      at,
      detail: { version },
    });
  return count === 1;
}
