import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { startProvisioning } from '#bot/provisioning/starting.ts';
import { addJobs } from '#bot/queue.ts';
import { refreshHomes } from '#bot/slack/homes.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import { showEndings } from '#bot/terms/reminding.ts';
import { lockTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { recordSignUpEvent } from './events.ts';
import { EVENTS, HOLDS_A_SEAT, isOpen, LIFE, type Move, type Refusal, type State } from './life.ts';
import { tellOfMove } from './news.ts';
import { hasFreeSeat, isSigned, offerSeats, warnOfFewSeats } from './seats.ts';
import { approvalKey, findSignUp, openKeyOf, type SignUp, signUpCardKey, signUpNoteKey, signUpTimerKey } from './sign-up.ts';
import { TIMERS, timersOf } from './timers.ts';

type Moving = {
  move: Move;
  /** What the move says about the sign-up; kept in its row. */
  result?: Partial<Prisma.SignUpUncheckedUpdateManyInput>;
  /** What only its history keeps. */
  detail?: Prisma.InputJsonObject;
};

/**
 * Carries out one move of the table in bot/sign-ups/life.ts: state, history, timers, seats and what shows it, in the caller's transaction.
 *
 * The tool is held first, so that seats are counted by one at a time; the update names the state it was decided on. Answers the
 * sign-up as it is then; throws a sentence when the move is refused. A seat that becomes free is offered to the next in line.
 */
export async function moveSignUp(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'dueAt'>,
  who: { workspaceId: string; signUpId: number; actorId: string | null },
  { move, result = {}, detail = {} }: Moving,
): Promise<SignUp> {
  const { workspaceId, signUpId, actorId } = who;
  const { toolId } = await findSignUp(tx, workspaceId, signUpId);
  const tool = await lockTool(tx, workspaceId, toolId);
  const before = await findSignUp(tx, workspaceId, signUpId);
  const step = LIFE[move][before.state];
  if (typeof step === 'object') throw refusalOf(step.refused);
  const at = deps.now();
  const state = await stateAfter(tx, tool, before, step);
  const openKey = isOpen(state) ? openKeyOf(toolId, before.subjectKey) : null;
  if (openKey && before.openKey === null) await refuseSecond(tx, workspaceId, openKey);
  const { count } = await tx.signUp.updateMany({
    where: { workspaceId, id: signUpId, state: before.state, stage: before.stage, round: before.round },
    data: { state, openKey, ...datesOf(move, before, state, at, tool), ...result },
  });
  if (count === 0) throw new UserError('changed_meanwhile', ({ tools }) => tools.changedMeanwhile);
  // The end of the term it had then: a seat that is kept gets another, and reports ask which end was answered about.
  const from = { from: before.state, ...(before.endsAt ? { endBefore: before.endsAt.toISOString() } : {}), ...detail };
  await recordSignUpEvent(tx, { workspaceId, signUpId, kind: EVENTS[move], actorId, at, detail: from });
  await startProvisioning(tx, deps, tool, before, state);
  const after = await findSignUp(tx, workspaceId, signUpId);
  await setTimers(tx, deps, tool, [after]);
  await tellOfMove(tx, deps, { move, before, after, actorId });
  const [held, holds] = [before.state, state].map((one) => HOLDS_A_SEAT.includes(one));
  if (held && !holds) await offerSeats(tx, deps, tool, moveSignUp);
  if (held !== holds) await warnOfFewSeats(tx, deps, tool);
  await showSignUp(tx, deps, tool, after);
  return after;
}

async function stateAfter(tx: Tx, tool: Tool, signUp: SignUp, step: Exclude<ReturnType<typeof stepOf>, object>): Promise<State> {
  if (step !== 'seat' && step !== 'seat or list') return step;
  if (step === 'seat or list' && !(await hasFreeSeat(tx, tool, signUp))) return 'waiting';
  return (await isSigned(tx, tool, signUp)) ? 'setting up' : 'unsigned';
}

const stepOf = (move: Move, state: State) => LIFE[move][state];

async function refuseSecond(tx: Tx, workspaceId: string, openKey: string): Promise<void> {
  const other = await tx.signUp.findUnique({ where: { workspaceId_openKey: { workspaceId, openKey } } });
  if (other) throw new UserError('another_is_open', ({ tools }) => tools.anotherIsOpen(`S${other.id}`));
}

/** Which of its dates a move sets or clears. */
function datesOf(move: Move, before: SignUp, state: State, at: Date, tool: Tool): Partial<Prisma.SignUpUncheckedUpdateManyInput> {
  const ended = isOpen(state) ? {} : { endedAt: at, link: null };
  switch (move) {
    case 'pass a stage':
      return { stage: before.stage + 1 };
    case 'approve':
    case 'decline':
      return { decidedAt: at, ...ended };
    case 'ask the member':
      return { questionAt: at, noticedAt: null };
    case 'answer':
      return { questionAt: null, noticedAt: null };
    case 'get ready':
      return { readyAt: at };
    case 'let the seat go':
      return { offerEndsAt: null, queuedAt: at, offersLapsed: before.offersLapsed + 1 };
    case 'suspend':
      return { suspendedAt: at };
    case 'keep':
    case 'renew':
    case 'resume':
      return { suspendedAt: null, renewalAnswer: null };
    case 'ask for renewal':
      return { stage: 0, round: before.round + 1 };
    case 'not renew':
      return { renewalAnswer: 'give back' };
    case 'reopen':
      return { ...AS_NEW, ...workAgain(before), ...queuedAgain(before, tool, at), round: before.round + 1 };
    default:
      return ended;
  }
}

/** What a round before said: a reopened sign-up is told, noticed and offered seats as a new one is. */
const AS_NEW: Partial<Prisma.SignUpUncheckedUpdateManyInput> = {
  endedAt: null,
  decidedAt: null,
  declineReason: null,
  declineText: null,
  stage: 0,
  questionAt: null,
  noticedAt: null,
  offerEndsAt: null,
  offersLapsed: 0,
  webhookState: null,
  webhookProblem: null,
};

/** What was set up and taken away again is to be set up, and taken away, once more. */
const workAgain = ({ clearedAt }: SignUp) =>
  clearedAt === null ? {} : { clearedAt: null, provisionerId: null, ticks: [], expectedOn: null };

/** Who took it back, or was silent, stands at the end of the line; who was declined keeps their place, but not before a draw they were not in. */
function queuedAgain({ state, queuedAt }: SignUp, { windowClosesAt, windowDrawnAt }: Tool, at: Date) {
  const isDrawn = windowDrawnAt !== null && windowClosesAt !== null && queuedAt <= windowClosesAt;
  return state === 'declined' && !isDrawn ? {} : { queuedAt: at };
}

/** Sets what is due because of how sign-ups of a tool stand now, and takes back what is due no more; of some timers, or all. */
export async function setTimers(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'dueAt'>,
  tool: Tool,
  signUps: SignUp[],
  timers: readonly string[] = TIMERS,
): Promise<void> {
  const hours = hoursOf(await deskOf(tx, tool.workspaceId, tool.deskId));
  const jobs = signUps.flatMap((signUp) => timersOf(tool, signUp, hours, deps.now())).filter(({ task }) => timers.includes(task));
  await addJobs(tx, deps, jobs);
  const due = new Set(jobs.map(({ key }) => key));
  const all = signUps.flatMap((signUp) => timers.map((task) => signUpTimerKey(task, signUp)));
  const past = all.filter((key) => !due.has(key));
  // At once: while this runs the tool is held, and everybody who presses waits.
  await tx.$executeRaw`select count(graphile_worker.remove_job(key)) from unnest(${past}::text[]) as key`;
}

/** Has everything rendered again that shows a sign-up: its card, its approvers' cards, its member's note, and their App Homes. */
export async function showSignUp(tx: Tx, deps: Pick<Deps, 'dueAt' | 'now'>, tool: Tool, signUp: SignUp): Promise<void> {
  await refreshHomes(tx, deps, tool.workspaceId, await showSignUps(tx, deps, tool, [signUp]));
}

/** The same of several sign-ups of one tool, in as many statements as for one, but for the App Homes: answers whose they are. */
export async function showSignUps(tx: Tx, deps: Pick<Deps, 'dueAt'>, tool: Tool, signUps: SignUp[]): Promise<string[]> {
  const { workspaceId } = tool;
  const channelId = tool.channelId ?? (await deskOf(tx, workspaceId, tool.deskId)).triageChannelId;
  const ids = signUps.map(({ id }) => id);
  // Whoever was asked about it, and whoever it was before it was handed over: their note is taken away.
  const others = await tx.$queryRaw<{ id: number; memberId: string; isApprover: boolean }[]>`
    select distinct sign_up_id as id, approver_id as "memberId", true as "isApprover" from sign_up_approval
    where workspace_id = ${workspaceId} and sign_up_id = any(${ids})
    union all
    select distinct event.sign_up_id, detail ->> 'from', false from sign_up_event event
    join sign_up on sign_up.workspace_id = event.workspace_id and sign_up.id = event.sign_up_id
    where event.workspace_id = ${workspaceId} and event.sign_up_id = any(${ids}) and kind = 'handed_over'
      and detail ->> 'from' <> sign_up.member_id
    order by 1, 2`;
  await syncSoon(tx, deps, workspaceId, [
    ...signUps.flatMap(({ id, memberId }) => [
      { key: signUpCardKey(id), channelId },
      { key: signUpNoteKey(id, memberId), channelId: memberId },
    ]),
    ...others.map(({ id, memberId, isApprover }) => ({
      key: isApprover ? approvalKey(id, memberId) : signUpNoteKey(id, memberId),
      channelId: memberId,
    })),
  ]);
  const ending = signUps.filter(({ endsAt }) => endsAt !== null);
  if (ending.length > 0)
    await showEndings(
      tx,
      deps,
      workspaceId,
      ending.map(({ id }) => id),
    );
  return [...new Set([...signUps, ...others].map(({ memberId }) => memberId))];
}

export function refusalOf(why: Refusal): UserError {
  return new UserError(why.replaceAll(' ', '_'), ({ tools }) => tools.refused[why]);
}
