import type { Job } from '#bot/queue.ts';
import { remindersOf } from '#bot/terms/ends.ts';
import type { Tool } from '#bot/tools/tool.ts';
import { addBusinessTime, afterWorkingDays, nextOpening, type WorkingHours } from '#reports/working-hours.ts';
import { type SignUp, signUpTimer } from './sign-up.ts';

/** An approver has not decided: their stand-in is asked, too (bot/approvals). */
export const ASK_STAND_IN = 'ask-stand-in';
/** A member has not answered (a question, an agreement to sign): they are told, and later the sign-up expires (bot/sign-ups). */
export const NOTICE_MEMBER = 'notice-member';
export const EXPIRE_SIGN_UP = 'expire-sign-up';
/** A seat that was offered was not taken (bot/sign-ups). */
export const LET_SEAT_GO = 'let-seat-go';
/** A term ends (bot/terms). */
export const REMIND_OF_END = 'remind-of-end';
export const END_TERM = 'end-term';
export const END_SUSPENSION = 'end-suspension';
/** Nobody has used it for long: its holder is asked whether they still need it (bot/terms). */
export const ASK_IF_NEEDED = 'ask-if-needed';
/** What was set up outside Slack is to be undone (bot/terms). */
export const CLEAR_SEAT = 'clear-seat';

/** Every timer of a sign-up; which are set depends on how it stands alone. */
export const TIMERS = [
  ASK_STAND_IN,
  NOTICE_MEMBER,
  EXPIRE_SIGN_UP,
  LET_SEAT_GO,
  REMIND_OF_END,
  END_TERM,
  END_SUSPENSION,
  ASK_IF_NEEDED,
  CLEAR_SEAT,
] as const;

/** Working days after which a member who has not answered is told, and those after which the sign-up then expires. */
export const NOTICE_AFTER_DAYS = 3;
export const EXPIRES_AFTER_DAYS = 5;
/** Working days from the suspension to the end. */
export const SUSPENDED_DAYS = 5;
const DAY_MS = 24 * 3600 * 1000;

/** What is due of a sign-up as it stands, by the working hours of its tool's desk. */
export function timersOf(tool: Tool, signUp: SignUp, hours: WorkingHours, now: Date): Job[] {
  const { state } = signUp;
  if (state === 'asked' || state === 'renewal')
    return [
      signUpTimer(ASK_STAND_IN, signUp, addBusinessTime(hours, now, tool.standInHours * 3600)),
      ...endOf(signUp, tool, hours, now),
    ];
  if (state === 'questioned' || state === 'unsigned')
    return signUp.noticedAt === null
      ? [signUpTimer(NOTICE_MEMBER, signUp, afterWorkingDays(hours, now, NOTICE_AFTER_DAYS))]
      : [signUpTimer(EXPIRE_SIGN_UP, signUp, afterWorkingDays(hours, signUp.noticedAt, EXPIRES_AFTER_DAYS))];
  if (state === 'offered' && signUp.offerEndsAt) return [signUpTimer(LET_SEAT_GO, signUp, signUp.offerEndsAt)];
  if (state === 'ready') return [...endOf(signUp, tool, hours, now), ...neededAt(signUp, tool, hours)];
  if (state === 'suspended' && signUp.suspendedAt)
    return [signUpTimer(END_SUSPENSION, signUp, afterWorkingDays(hours, signUp.suspendedAt, SUSPENDED_DAYS))];
  if (isToClear(signUp)) return [signUpTimer(CLEAR_SEAT, signUp, nextOpening(hours, now))];
  return [];
}

/** The end of the term, and the next reminder of it that is still ahead. */
function endOf(signUp: SignUp, tool: Tool, hours: WorkingHours, now: Date): Job[] {
  const { endsAt } = signUp;
  if (!endsAt) return [];
  const next = remindersOf(tool.reminderDays, endsAt, hours).find(({ at }) => at > now);
  return [
    signUpTimer(END_TERM, signUp, endsAt),
    ...(next && signUp.renewalAnswer === null ? [signUpTimer(REMIND_OF_END, signUp, next.at)] : []),
  ];
}

/** When it has lain unused for so long that its holder is asked, once a period; never by night. */
function neededAt(signUp: SignUp, { unusedDays }: Tool, hours: WorkingHours): Job[] {
  const since = unusedSince(signUp);
  if (unusedDays === null || since === null) return [];
  const at = new Date(since.getTime() + unusedDays * DAY_MS);
  return [signUpTimer(ASK_IF_NEEDED, signUp, nextOpening(hours, at))];
}

/** Since when nothing is known of it: it was ready, used, or its holder was asked. */
export function unusedSince({ readyAt, lastUsedOn, askedIfNeededAt }: SignUp): Date | null {
  if (readyAt === null) return null;
  const times = [readyAt, lastUsedOn, askedIfNeededAt].map((at) => at?.getTime() ?? 0);
  return new Date(Math.max(...times));
}

/** What staff set up, or began to, and has not been taken away since it ended. */
export function isToClear({ state, readyAt, provisionerId, clearedAt }: SignUp): boolean {
  return (state === 'ended' || state === 'cancelled') && (readyAt !== null || provisionerId !== null) && clearedAt === null;
}
