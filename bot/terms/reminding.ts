import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { addJobs } from '#bot/queue.ts';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { findSignUp, type SignUp, signUpTimer } from '#bot/sign-ups/sign-up.ts';
import { REMIND_OF_END } from '#bot/sign-ups/timers.ts';
import { type OwnedMessage, syncSoon } from '#bot/slack/outbox.ts';
import { findTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { dayOf } from '#reports/days.ts';
import { isOpenAt, nextOpening, type WorkingHours } from '#reports/working-hours.ts';
import { endOfDay, type Reminder, remindersOf } from './ends.ts';
import { recipientOf } from './recipients.ts';

type Which = { workspaceId: string; signUpId: number };
type Ending = { tool: Tool; signUp: SignUp & { endsAt: Date }; reminder: Reminder };

/** One day's reminders to one person: `ending:<member>:<day>`, rendered from the rows and their `reminded` events. */
const endingKey = (memberId: string, day: string): string => `ending:${memberId}:${day}`;

/**
 * Reminds of the end of a term, each reminder once. Everything of the same person or organisation that is due to be reminded of
 * that day goes into the same message, to the organisation's contact or the seat's holder; never while the desk is closed.
 */
export async function remindOfEnd(deps: Deps, { workspaceId, signUpId }: Which): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const { toolId } = await findSignUp(tx, workspaceId, signUpId);
    const tool = await findTool(tx, workspaceId, toolId);
    const hours = hoursOf(await deskOf(tx, workspaceId, tool.deskId));
    const now = deps.now();
    const recipient = await recipientOf(tx, tool, await findSignUp(tx, workspaceId, signUpId));
    if (recipient === null) return;
    // Two seats of one person come due at the same moment; the second finds itself in the message of the first.
    await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`ending:${workspaceId}:${recipient}`}, 0))::text`;
    const signUp = await findSignUp(tx, workspaceId, signUpId);
    const own = await dueOf(tx, tool, signUp, hours, now);
    if (own && !isOpenAt(hours, now)) return addJobs(tx, deps, [signUpTimer(REMIND_OF_END, signUp, nextOpening(hours, now))]);
    if (!own) return remindNext(tx, deps, tool, signUp, hours);
    const key = endingKey(recipient, dayOf(now, hours).toString());
    const endings = [
      own,
      ...(await othersOf(tx, { recipient, except: signUp, tool, today: endOfDay(dayOf(now, hours), hours) })),
    ];
    for (const ending of endings) await noteReminder(tx, deps, ending, key);
    await remindNext(tx, deps, tool, signUp, hours);
    await syncSoon(tx, deps, workspaceId, [{ key, channelId: recipient }]);
  });
}

/** The last reminder that is due by then and was not given; undefined for what is not to be reminded of. */
async function dueOf(tx: Tx, tool: Tool, signUp: SignUp, hours: WorkingHours, by: Date): Promise<Ending | undefined> {
  const { workspaceId, id, state, endsAt, renewalAnswer } = signUp;
  if (state !== 'ready' || endsAt === null || renewalAnswer !== null || endsAt <= by) return undefined;
  const reminder = remindersOf(tool.reminderDays, endsAt, hours).findLast(({ at }) => at <= by);
  if (!reminder) return undefined;
  const given = await tx.signUpEvent.findMany({
    where: { workspaceId, signUpId: id, kind: 'reminded' },
    select: { detail: true },
  });
  const isGiven = given.some(({ detail }) => isReminder(detail, endsAt, reminder.days));
  return isGiven ? undefined : { tool, signUp: { ...signUp, endsAt }, reminder };
}

/** Whether an event is that reminder of that end, or one that came nearer to it. */
function isReminder(detail: unknown, endsAt: Date, days: number): boolean {
  const { endsAt: end, days: before } = (detail ?? {}) as { endsAt?: unknown; days?: unknown };
  return end === endsAt.toISOString() && typeof before === 'number' && before <= days;
}

type Others = { recipient: string; except: SignUp; tool: Tool; today: Date };

/** What else the same person would be reminded of in the course of the day. */
async function othersOf(tx: Tx, { recipient, except, tool, today }: Others): Promise<Ending[]> {
  const { workspaceId, id, organisationId, memberId } = except;
  const isOfOrganisation = tool.subject === 'organisation';
  const rows = await tx.signUp.findMany({
    where: {
      workspaceId,
      id: { not: id },
      state: 'ready',
      endsAt: { not: null },
      ...(isOfOrganisation ? { organisationId } : { memberId }),
    },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  const endings: Ending[] = [];
  for (const row of rows) {
    const other = await findSignUp(tx, workspaceId, row.id);
    const otherTool = await findTool(tx, workspaceId, other.toolId);
    if (otherTool.subject !== tool.subject || (await recipientOf(tx, otherTool, other)) !== recipient) continue;
    const due = await dueOf(tx, otherTool, other, hoursOf(await deskOf(tx, workspaceId, otherTool.deskId)), today);
    if (due) endings.push(due);
  }
  return endings;
}

async function noteReminder(tx: Tx, deps: Deps, { signUp, reminder }: Ending, message: string): Promise<void> {
  const { workspaceId, id: signUpId, endsAt } = signUp;
  const detail = { days: reminder.days, endsAt: endsAt.toISOString(), message };
  await recordSignUpEvent(tx, { workspaceId, signUpId, kind: 'reminded', actorId: null, at: deps.now(), detail });
}

async function remindNext(tx: Tx, deps: Deps, tool: Tool, signUp: SignUp, hours: WorkingHours): Promise<void> {
  if (signUp.state !== 'ready' || signUp.endsAt === null || signUp.renewalAnswer !== null) return;
  const next = remindersOf(tool.reminderDays, signUp.endsAt, hours).find(({ at }) => at > deps.now());
  if (next) await addJobs(tx, deps, [signUpTimer(REMIND_OF_END, signUp, next.at)]);
}

/** Has the reminders that name these sign-ups rendered again; of each the last ten. */
export async function showEndings(tx: Tx, deps: Pick<Deps, 'dueAt'>, workspaceId: string, signUpIds: number[]): Promise<void> {
  const messages = await tx.$queryRaw<OwnedMessage[]>`
    select distinct message.key, message.channel_id as "channelId" from (
      select detail ->> 'message' as key, row_number() over (partition by sign_up_id order by id desc) as place
      from sign_up_event where workspace_id = ${workspaceId} and sign_up_id = any(${signUpIds}) and kind = 'reminded'
    ) reminder join owned_message message on message.workspace_id = ${workspaceId} and message.key = reminder.key
    where reminder.place <= 10 order by 1`;
  await syncSoon(tx, deps, workspaceId, messages);
}

/** Of one day's message: the sign-ups it names, with the end they were reminded of. */
export async function endingsIn(
  tx: Tx,
  workspaceId: string,
  key: string,
): Promise<{ signUp: SignUp; tool: Tool; endsAt: Date }[]> {
  const day = new Date(`${key.slice(-10)}T00:00:00Z`).getTime();
  const rows = await tx.$queryRaw<{ id: number; endsAt: string }[]>`
    select distinct sign_up_id as id, detail ->> 'endsAt' as "endsAt" from sign_up_event
    where workspace_id = ${workspaceId} and kind = 'reminded'
      and at between ${new Date(day - 2 * DAY_MS)} and ${new Date(day + 3 * DAY_MS)} and detail ->> 'message' = ${key}
    order by 2, 1`;
  return Promise.all(
    rows.map(async ({ id, endsAt }) => {
      const signUp = await findSignUp(tx, workspaceId, id);
      return { signUp, tool: await findTool(tx, workspaceId, signUp.toolId), endsAt: new Date(endsAt) };
    }),
  );
}

const DAY_MS = 24 * 3600 * 1000;
