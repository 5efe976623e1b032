import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { UNDECIDED } from '#bot/sign-ups/life.ts';
import { moveSignUp, refusalOf, showSignUp } from '#bot/sign-ups/moves.ts';
import { hasFreeSeat } from '#bot/sign-ups/seats.ts';
import { approvalKey, findSignUp, type SignUp, type SignUpAction } from '#bot/sign-ups/sign-up.ts';
import { untilDone } from '#bot/sign-ups/turns.ts';
import { saySoon, syncSoon } from '#bot/slack/outbox.ts';
import { lockTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { type Approval, isThrough, stillStands } from './approvers.ts';
import { approvalsOf } from './asking.ts';
import { askStage } from './stages.ts';

/** Says to a member what was decided about their sign-up, by whom, and what happens next; asks them what an approver wants to know. */
export const APPROVAL_NEWS = 'approval-news';
export const APPROVER_QUESTION = 'approver-question';

/** Why a sign-up was declined; what members and approvers read of each is in their words. */
export const DECLINE_REASONS = ['not eligible', 'not needed', 'other tool', 'no budget', 'incomplete', 'other'] as const;
export type DeclineReason = (typeof DECLINE_REASONS)[number];
/** What somebody may add, or ask. */
export const LONGEST_TEXT = 1000;

type Turn = { tool: Tool; signUp: SignUp; rows: Approval[] };

/**
 * Somebody's word for a sign-up. The last one that is needed takes a seat, or with `ontoList` a place in line when none is free.
 *
 * The tool is held, so that of several who press at once each sees what the one before decided.
 */
export async function approve(deps: Deps, action: SignUpAction, { ontoList = false } = {}): Promise<void> {
  const { workspaceId, signUpId, actorId } = action;
  try {
    await untilDone(deps.db, async (tx) => {
      const { tool, signUp, rows } = await turnOf(tx, action);
      if (signUp.state === 'questioned') throw refusalOf('with the member');
      await decide(tx, deps, signUp, actorId, 'approved');
      const decided = rows.map((row) => (row.approverId === actorId ? { ...row, decision: 'approved' } : row));
      if (!isThrough(tool.stages[signUp.stage], decided)) return noteWord(tx, deps, tool, signUp, actorId);
      const isLast = signUp.stage + 1 >= tool.stages.length;
      if (isLast && signUp.state === 'asked' && !ontoList && !(await hasFreeSeat(tx, tool, signUp)))
        throw new UserError('no_seat', ({ approvals }) => approvals.noSeatNow);
      const after = isLast ? { ...signUp, stage: signUp.stage + 1 } : await passStage(tx, deps, action);
      const { state, stage } = await askStage(tx, deps, tool, after, actorId);
      const what = isLast ? (signUp.state === 'renewal' ? 'renewed' : 'approved') : 'stage';
      await tell(tx, deps, signUp, { what, by: actorId, state, stage });
    });
  } catch (error) {
    // The card said that there was a seat; it is shown anew, with the other button.
    if (error instanceof UserError && error.code === 'no_seat')
      await syncSoon(deps.db, deps, workspaceId, [{ key: approvalKey(signUpId, actorId), channelId: actorId }]);
    throw error;
  }
}

const passStage = (tx: Tx, deps: Deps, action: SignUpAction) => moveSignUp(tx, deps, action, { move: 'pass a stage' });

/** Others have to say theirs, too. */
async function noteWord(tx: Tx, deps: Deps, tool: Tool, signUp: SignUp, actorId: string): Promise<void> {
  const { workspaceId, id: signUpId, stage } = signUp;
  const fact = { workspaceId, signUpId, kind: 'approval_given' as const, actorId, at: deps.now(), detail: { stage } };
  await recordSignUpEvent(tx, fact);
  await showSignUp(tx, deps, tool, signUp);
}

/** Somebody's word against it, which is enough; a renewal then ends with its term. */
export async function decline(
  deps: Deps,
  action: SignUpAction,
  { reason, text }: { reason: DeclineReason; text: string },
): Promise<void> {
  const { actorId } = action;
  await untilDone(deps.db, async (tx) => {
    const { signUp } = await turnOf(tx, action);
    await decide(tx, deps, signUp, actorId, 'declined');
    const why = { declineReason: reason, declineText: text.trim() === '' ? null : text.trim() };
    const isRenewal = signUp.state === 'renewal';
    const { state, stage } = await moveSignUp(tx, deps, action, {
      move: isRenewal ? 'not renew' : 'decline',
      result: { ...why, decidedAt: deps.now(), decidedById: actorId },
      detail: { reason },
    });
    await tell(tx, deps, signUp, { what: isRenewal ? 'not renewed' : 'declined', by: actorId, state, stage });
  });
}

/** Asks the member something first; until they answer, nobody waits for the approvers. */
export async function askMember(deps: Deps, action: SignUpAction, question: string): Promise<void> {
  const { workspaceId, signUpId, actorId } = action;
  const text = question.trim();
  if (text === '') throw new UserError('nothing_written', ({ approvals }) => approvals.nothingAsked);
  await untilDone(deps.db, async (tx) => {
    const { signUp } = await turnOf(tx, action);
    const { memberId } = await moveSignUp(tx, deps, action, { move: 'ask the member', detail: { question: text } });
    const asked = await tx.signUpEvent.count({ where: { workspaceId, signUpId, kind: 'questioned' } });
    const content = { kind: APPROVER_QUESTION, signUpId: signUp.id, by: actorId, question: text };
    await saySoon(tx, deps, workspaceId, { key: questionKey(signUpId, asked), channelId: memberId, content });
  });
}

/** Under which an approver's question was said: its thread is where the member may answer. */
const questionKey = (signUpId: number, number: number): string => `${APPROVER_QUESTION}:${signUpId}:${number}`;

/** A lead takes back that a sign-up is over, and it is decided again from the first stage. */
export async function reopen(deps: Deps, action: SignUpAction): Promise<void> {
  const { workspaceId, signUpId, actorId } = action;
  await untilDone(deps.db, async (tx) => {
    await requireRight(tx, 'overrule a sign-up', action);
    const { toolId } = await findSignUp(tx, workspaceId, signUpId);
    const tool = await lockTool(tx, workspaceId, toolId);
    const reopened = await moveSignUp(tx, deps, action, { move: 'reopen', result: { decidedById: null, endReason: null } });
    const { state, stage } = await askStage(tx, deps, tool, reopened, null);
    await tell(tx, deps, reopened, { what: 'reopened', by: actorId, state, stage });
  });
}

/** Throws, saying how it stands, unless it is this person's turn to decide. */
export async function requireTurn(deps: Deps, action: SignUpAction): Promise<void> {
  await deps.db.$transaction((tx) => turnOf(tx, action));
}

/** The same, as part of a larger transaction; the tool is held. */
export async function requireTurnIn(tx: Tx, action: SignUpAction): Promise<void> {
  await turnOf(tx, action);
}

/** A sign-up whose turn it is to be decided by this person; throws, saying how it stands, when it is not. The tool is held. */
async function turnOf(tx: Tx, action: SignUpAction): Promise<Turn> {
  const { workspaceId, signUpId, actorId } = action;
  const { toolId } = await findSignUp(tx, workspaceId, signUpId);
  const tool = await lockTool(tx, workspaceId, toolId);
  const signUp = await findSignUp(tx, workspaceId, signUpId);
  const rows = await approvalsOf(tx, signUp);
  const own = rows.find((row) => row.approverId === actorId);
  const isUndecided = UNDECIDED.includes(signUp.state) || signUp.state === 'renewal';
  if (!isUndecided || own?.decision || !own) {
    const standing = await standingFor(tx, signUp, actorId);
    if (standing) throw standing;
  }
  await requireRight(tx, 'decide a sign-up', action);
  if (own && !(await stillStands(tx, tool, signUp, own))) throw new UserError('not_approver', ({ tools }) => tools.notApprover);
  return { tool, signUp, rows };
}

/** How it stands, for somebody who was asked and comes too late; undefined for who never was. */
async function standingFor(tx: Tx, { workspaceId, id, state }: SignUp, actorId: string): Promise<UserError | undefined> {
  const mine = await tx.signUpApproval.findFirst({
    where: { workspaceId, signUpId: id, approverId: actorId },
    orderBy: [{ round: 'desc' }, { stage: 'desc' }],
  });
  if (!mine) return undefined;
  const { round, stage } = mine;
  const last = await tx.signUpApproval.findFirst({
    where: { workspaceId, signUpId: id, round, stage, decision: { not: null } },
    orderBy: { decidedAt: 'desc' },
  });
  const decided = mine.decision ? mine : last;
  if (!decided?.decision) return state === 'asked' || state === 'questioned' ? undefined : refusalOf('over');
  const who = `<@${decided.approverId}>`;
  const isApproved = decided.decision === 'approved';
  return new UserError('decided_already', ({ approvals }) =>
    mine.decision ? approvals.youDecided(isApproved) : approvals.wasFaster(who, isApproved),
  );
}

async function decide(
  tx: Tx,
  deps: Deps,
  { workspaceId, id, round, stage }: SignUp,
  approverId: string,
  decision: 'approved' | 'declined',
): Promise<void> {
  const { count } = await tx.signUpApproval.updateMany({
    where: { workspaceId, signUpId: id, round, stage, approverId, decision: null },
    data: { decision, decidedAt: deps.now() },
  });
  if (count === 0) throw new UserError('changed_meanwhile', ({ tools }) => tools.changedMeanwhile);
}

type News = {
  what: 'approved' | 'stage' | 'declined' | 'renewed' | 'not renewed' | 'reopened';
  by: string;
  state: string;
  stage: number;
};

async function tell(tx: Tx, deps: Deps, { workspaceId, id, memberId, round }: SignUp, news: News): Promise<void> {
  const key = `${APPROVAL_NEWS}:${id}:${round}:${news.what}:${news.stage}`;
  await saySoon(tx, deps, workspaceId, { key, channelId: memberId, content: { kind: APPROVAL_NEWS, signUpId: id, ...news } });
}
