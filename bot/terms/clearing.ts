import type { Deps } from '#bot/deps.ts';
import { deskOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { showSignUp } from '#bot/sign-ups/moves.ts';
import { findSignUp, type SignUp, type SignUpAction } from '#bot/sign-ups/sign-up.ts';
import { isToClear } from '#bot/sign-ups/timers.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import { findTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';

/** Staff took away what was set up outside Slack; the value is the sign-up's number. */
export const MARK_CLEARED = 'terms.cleared';
/** The task for staff in the tool's channel: `clearing:<sign-up>`. */
export const clearingKey = (signUpId: number): string => `clearing:${signUpId}`;

/** What the staff card says of it, as mrkdwn; nothing where nothing was set up. */
export function clearingLines(signUp: SignUp): string[] {
  if (isToClear(signUp)) return [':broom: What was set up outside Slack still has to be taken away.'];
  return signUp.clearedAt === null ? [] : [':white_check_mark: What was set up outside Slack is taken away.'];
}

/** Has the task shown to staff. */
export async function askToClear(
  deps: Deps,
  { workspaceId, signUpId }: { workspaceId: string; signUpId: number },
): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const signUp = await findSignUp(tx, workspaceId, signUpId);
    if (isToClear(signUp)) await showClearing(tx, deps, await findTool(tx, workspaceId, signUp.toolId), signUp);
  });
}

async function showClearing(tx: Tx, deps: Deps, tool: Tool, { workspaceId, id }: SignUp): Promise<void> {
  const channelId = tool.channelId ?? (await deskOf(tx, workspaceId, tool.deskId)).triageChannelId;
  await syncSoon(tx, deps, workspaceId, [{ key: clearingKey(id), channelId }]);
}

/** Staff say that it is done; of two at once one does. */
export async function markCleared(deps: Deps, action: SignUpAction): Promise<void> {
  const { workspaceId, signUpId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'set a tool up', action);
    const at = deps.now();
    const { count } = await tx.signUp.updateMany({
      where: { workspaceId, id: signUpId, state: { in: ['ended', 'cancelled'] }, clearedAt: null },
      data: { clearedAt: at },
    });
    const signUp = await findSignUp(tx, workspaceId, signUpId);
    if (count === 0) throw new UserError('cleared_already', await whyNot(tx, signUp));
    await recordSignUpEvent(tx, { workspaceId, signUpId, kind: 'cleared', actorId, at });
    const tool = await findTool(tx, workspaceId, signUp.toolId);
    await showClearing(tx, deps, tool, signUp);
    await showSignUp(tx, deps, tool, signUp);
  });
}

async function whyNot(tx: Tx, { workspaceId, id, clearedAt }: SignUp): Promise<string> {
  if (clearedAt === null) return 'This has not ended, so there is nothing to take away.';
  return `This is done already, by ${await clearedBy(tx, workspaceId, id)}.`;
}

/** Who took it away, as mrkdwn: somebody, or the system that reported so. */
export async function clearedBy(tx: Tx, workspaceId: string, signUpId: number): Promise<string> {
  const event = await tx.signUpEvent.findFirst({ where: { workspaceId, signUpId, kind: 'cleared' }, orderBy: { id: 'desc' } });
  return event?.actorId ? `<@${event.actorId}>` : 'the other system';
}
