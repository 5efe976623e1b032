import { beginApproval } from '#bot/approvals/stages.ts';
import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs, removeJob } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { moveSignUp, refusalOf, showSignUp } from '#bot/sign-ups/moves.ts';
import { findSignUp, type SignUp, type SignUpAction, signUpTimer, signUpTimerKey } from '#bot/sign-ups/sign-up.ts';
import { END_SUSPENSION, END_TERM, REMIND_OF_END, SUSPENDED_DAYS } from '#bot/sign-ups/timers.ts';
import { untilDone } from '#bot/sign-ups/turns.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { lockTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { dayOf, startOfDay } from '#reports/days.ts';
import { afterWorkingDays, isOpenAt, nextOpening, type WorkingHours } from '#reports/working-hours.ts';
import { nextEnd, remindersOf } from './ends.ts';
import { hearersOf } from './recipients.ts';

/** Says what became of a seat whose term ended (see bot/terms/jobs.ts). */
export const TERM_NEWS = 'term-news';

export type Answer = 'keep' | 'give back';
type Which = { workspaceId: string; signUpId: number };
type Held = { tool: Tool; signUp: SignUp; hours: WorkingHours };

async function heldWith(tx: Tx, { workspaceId, signUpId }: Which): Promise<Held> {
  const { toolId } = await findSignUp(tx, workspaceId, signUpId);
  const tool = await lockTool(tx, workspaceId, toolId);
  const hours = hoursOf(await deskOf(tx, workspaceId, tool.deskId));
  return { tool, signUp: await findSignUp(tx, workspaceId, signUpId), hours };
}

/**
 * The holder's answer to the end of a term: `keep` counts the next one from the old end (after approval where the tool wants
 * it); `give back` lets it end with its term, or at once when that is over. `of` is the end that was asked about: for
 * another one a press is too late, and says how it stands.
 */
export async function answerRenewal(deps: Deps, action: SignUpAction, answer: Answer, of?: Date): Promise<SignUp> {
  return untilDone(deps.db, async (tx) => {
    await requireRight(tx, 'change a sign-up', action);
    const held = await heldWith(tx, action);
    const { endsAt } = held.signUp;
    if (of && endsAt && endsAt.getTime() !== of.getTime() && held.signUp.state === 'ready')
      throw new UserError('answered_already', ({ terms }) => terms.keptAlready(dayText(endsAt, held.hours)));
    return answer === 'keep' ? keep(tx, deps, action, held) : giveBack(tx, deps, action, held);
  });
}

async function keep(tx: Tx, deps: Deps, action: SignUpAction, { tool, signUp, hours }: Held): Promise<SignUp> {
  const now = deps.now();
  if (signUp.state !== 'ready' && signUp.state !== 'suspended')
    throw refusalOf(signUp.state === 'renewal' ? 'being decided' : signUp.endedAt ? 'over' : 'not ready');
  const { endsAt } = signUp;
  if (endsAt === null) throw new UserError('no_end', ({ terms }) => terms.noEnd);
  if (tool.archivedAt !== null) throw new UserError('tool_ends', ({ terms }) => terms.toolIsArchived);
  if (isRefusedAlready(signUp)) throw new UserError('not_renewed', ({ terms }) => terms.notRenewed(dayText(endsAt, hours)));
  const from = keepFrom(tool, endsAt, hours);
  if (signUp.state === 'ready' && now < from)
    throw new UserError('too_early', ({ terms }) => terms.keepLater(dayText(endsAt, hours), dayText(from, hours)));
  const next = nextEnd(tool, signUp, hours, now);
  const kept = { endsAt: next, renewalAnswer: null, declineReason: null, declineText: null };
  const detail = { endsAt: next?.toISOString() ?? null };
  if (tool.renewal !== 'approval')
    return moveSignUp(tx, deps, action, { move: signUp.state === 'ready' ? 'keep' : 'resume', result: kept, detail });
  if (signUp.state === 'suspended') await moveSignUp(tx, deps, action, { move: 'resume' });
  const asking = await moveSignUp(tx, deps, action, {
    move: 'ask for renewal',
    result: { ...kept, endsAt, renewalAnswer: 'keep' },
  });
  return beginApproval(tx, deps, tool, asking);
}

/** An approver said no: it ends with its term, whatever its holder presses. */
const isRefusedAlready = ({ renewalAnswer, declineReason }: SignUp) => renewalAnswer === 'give back' && declineReason !== null;

/** From when on the next term can be had: with the first reminder. */
function keepFrom(tool: Tool, endsAt: Date, hours: WorkingHours): Date {
  const [first] = remindersOf(tool.reminderDays, endsAt, hours);
  return first ? startOfDay(dayOf(first.at, hours), hours) : new Date(endsAt.getTime() - LATE_MS);
}

const LATE_MS = 30 * 24 * 3600 * 1000;

async function giveBack(tx: Tx, deps: Deps, action: SignUpAction, { tool, signUp }: Held): Promise<SignUp> {
  const { workspaceId, signUpId, actorId } = action;
  const isRunning = signUp.state === 'ready' && signUp.endsAt !== null && signUp.endsAt > deps.now();
  if (!isRunning) return moveSignUp(tx, deps, action, { move: 'give back', result: { endReason: 'given back' } });
  const { count } = await tx.signUp.updateMany({
    where: { workspaceId, id: signUpId, state: 'ready', renewalAnswer: null },
    data: { renewalAnswer: 'give back' },
  });
  if (count === 0) throw new UserError('answered_already', ({ terms }) => terms.givenBackAlready);
  const detail = { endsAt: signUp.endsAt?.toISOString() ?? null };
  await recordSignUpEvent(tx, { workspaceId, signUpId, kind: 'giving_back', actorId, at: deps.now(), detail });
  await removeJob(tx, signUpTimerKey(REMIND_OF_END, signUp));
  const after = await findSignUp(tx, workspaceId, signUpId);
  await showSignUp(tx, deps, tool, after);
  return after;
}

/**
 * A term is over. Who gave it back loses the seat, who said nothing has it suspended; while a renewal is being decided it waits
 * for us. Never while the desk is closed: then as it opens next.
 */
export async function endTerm(deps: Deps, which: Which): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const { tool, signUp, hours } = await heldWith(tx, which);
    const { state, endsAt } = signUp;
    if ((state !== 'ready' && state !== 'renewal') || endsAt === null) return;
    const now = deps.now();
    const due = state === 'renewal' ? afterWorkingDays(hours, now, 1) : nextOpening(hours, endsAt);
    const again = due > now ? due : nextOpening(hours, now);
    if (again > now) return addJobs(tx, deps, [signUpTimer(END_TERM, signUp, again)]);
    const who = { ...which, actorId: null };
    if (signUp.renewalAnswer === 'give back') {
      const endReason = signUp.declineReason === null ? 'given back' : 'term over';
      const ended = await moveSignUp(tx, deps, who, { move: 'end', result: { endReason } });
      return tellAll(tx, deps, tool, ended, 'ended');
    }
    const suspended = await moveSignUp(tx, deps, who, { move: 'suspend' });
    await tellAll(tx, deps, tool, suspended, 'suspended');
  });
}

/** A suspended seat was not asked back for so many working days: it goes to the next. */
export async function endSuspension(deps: Deps, which: Which): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const { tool, signUp, hours } = await heldWith(tx, which);
    if (signUp.state !== 'suspended' || signUp.suspendedAt === null) return;
    const now = deps.now();
    const due = suspensionEnds(signUp.suspendedAt, hours);
    const again = due > now ? due : isOpenAt(hours, now) ? now : nextOpening(hours, now);
    if (again > now) return addJobs(tx, deps, [signUpTimer(END_SUSPENSION, signUp, again)]);
    const ended = await moveSignUp(tx, deps, { ...which, actorId: null }, { move: 'end', result: { endReason: 'no answer' } });
    await tellAll(tx, deps, tool, ended, 'lost');
  });
}

export function suspensionEnds(suspendedAt: Date, hours: WorkingHours): Date {
  return afterWorkingDays(hours, suspendedAt, SUSPENDED_DAYS);
}

export type TermNews = 'suspended' | 'ended' | 'lost' | 'removed' | 'handed over';

/** The holder and their organisation's contact hear what became of the seat, each once. */
export async function tellAll(tx: Tx, deps: Deps, tool: Tool, signUp: SignUp, news: TermNews): Promise<void> {
  const { workspaceId, id: signUpId } = signUp;
  const last = await tx.signUpEvent.findFirst({
    where: { workspaceId, signUpId },
    orderBy: { id: 'desc' },
    select: { id: true },
  });
  for (const to of await hearersOf(tx, tool, signUp)) {
    const key = `${TERM_NEWS}:${signUpId}:${news}:${last?.id ?? 0}:${to}`;
    await saySoon(tx, deps, workspaceId, { key, channelId: to, content: { kind: TERM_NEWS, signUpId, news, to } });
  }
}

/** A day by the desk's clock, as Slack shows it in the reader's language. */
export function dayText(at: Date, hours: WorkingHours): string {
  const day = dayOf(at, hours).toString();
  // Noon, so that it is this day for nearly everybody who reads it.
  const noon = Math.floor(startOfDay(dayOf(at, hours), hours).getTime() / 1000) + 12 * 3600;
  return `<!date^${noon}^{date_long}|${day}>`;
}
