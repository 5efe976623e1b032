import type { Deps } from '#bot/deps.ts';
import { type Desk, hoursOf } from '#bot/desks/desks.ts';
import { endOfDay } from '#bot/home/board.ts';
import { BY_AGE, followUpBefore, type StaffLine, staffLines, UNANSWERED } from '#bot/home/staff-lines.ts';
import { addJobs, type Job } from '#bot/queue.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { dayOf, startOfDay } from '#reports/days.ts';
import { addBusinessTime, businessSecondsBetween, isWorkingDay, nextOpening, type WorkingHours } from '#reports/working-hours.ts';

/** The job that posts a desk's morning list if it is due, and plans the next. */
export const POST_MORNING_LIST = 'post-morning-list';
/** What is said then; rendered by bot/mornings/jobs.ts. */
export const MORNING_LIST = 'morning-list';

type DeskId = { workspaceId: string; deskId: string };

const morningKey = (deskId: string, date: string): string => `morning:${deskId}:${date}`;

/** A working day of a desk: from when it first opens until it last closes. */
export type WorkingDay = { date: string; opens: Date; closes: Date };

/** The desk's day at an instant, in its own zone; null when it is closed all day. */
export function workingDayAt({ hours, at }: { hours: WorkingHours; at: Date }): WorkingDay | null {
  const date = dayOf(at, hours);
  if (!isWorkingDay(hours, date)) return null;
  const start = startOfDay(date, hours);
  const open = businessSecondsBetween(hours, start, endOfDay(hours.timeZone, at));
  // Its hours fell into the hour that the clock skipped.
  if (open === 0) return null;
  return { date: date.toString(), opens: nextOpening(hours, start), closes: addBusinessTime(hours, start, open) };
}

/** When a desk's next list is due: today's, as long as it is owed and the desk is not closed yet, or that of its next day; null when it never opens. */
export function nextMorning(hours: WorkingHours, now: Date, isDone: boolean): Date | null {
  const today = workingDayAt({ hours, at: now });
  if (today && !isDone && now < today.closes) return today.opens > now ? today.opens : now;
  try {
    return nextOpening(hours, endOfDay(hours.timeZone, now));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Has every desk's next list planned, whatever happened to the job that would have. */
export async function planMornings(deps: Deps): Promise<void> {
  const workspaces = await deps.db.workspace.findMany({ where: { setUpAt: { not: null } }, select: { id: true } });
  const desks = await deps.db.desk.findMany({ where: { workspaceId: { in: workspaces.map(({ id }) => id) } } });
  const jobs: Job[] = [];
  for (const desk of desks) jobs.push(...(await nextJob(deps, desk)));
  await addJobs(deps.db, deps, jobs);
}

async function nextJob(deps: Deps, desk: Desk): Promise<Job[]> {
  const { workspaceId, id: deskId } = desk;
  const hours = hoursOf(desk);
  const today = workingDayAt({ hours, at: deps.now() });
  const at = nextMorning(hours, deps.now(), today !== null && (await isDone(deps.db, desk, today)));
  if (at === null) return [];
  const payload = { workspaceId, deskId };
  return [{ task: POST_MORNING_LIST, payload, key: `${POST_MORNING_LIST}:${workspaceId}:${deskId}`, at, moves: true }];
}

/** Whether today's list was posted, or there was nothing to post, or the desk was set up only after it opened. */
async function isDone(tx: Tx, { workspaceId, id }: Desk, { date, opens }: WorkingDay): Promise<boolean> {
  const workspace = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { setUpAt: true } });
  if (!workspace.setUpAt || workspace.setUpAt > opens) return true;
  const key = morningKey(id, date);
  return (await tx.saidMessage.count({ where: { workspaceId, key } })) > 0;
}

/**
 * Posts what a desk's staff should look at first, once a working day when it opens; nothing when nothing waits.
 *
 * After downtime the day's list still comes until the desk closes. What is owed is computed from what was done, never from a timer alone.
 */
export async function postMorningList(deps: Deps, { workspaceId, deskId }: DeskId): Promise<void> {
  const desk = await deps.db.desk.findUnique({ where: { workspaceId_id: { workspaceId, id: deskId } } });
  if (!desk) return;
  const now = deps.now();
  const today = workingDayAt({ hours: hoursOf(desk), at: now });
  if (today && today.opens <= now && now < today.closes && !(await isDone(deps.db, desk, today))) await post(deps, desk, today);
  await addJobs(deps.db, deps, await nextJob(deps, desk));
}

async function post(deps: Deps, desk: Desk, { date }: WorkingDay): Promise<void> {
  const { workspaceId, id: deskId, triageChannelId: channelId } = desk;
  const saying = { key: morningKey(deskId, date), channelId, content: { kind: MORNING_LIST, deskId } };
  await deps.db.$transaction(async (tx) => {
    const { lines } = await morningListOf(tx, desk, deps.now());
    if (lines.length > 0) return void (await saySoon(tx, deps, workspaceId, saying));
    // That there was nothing to say is written down, too: what comes later today is no morning's.
    const at = deps.now();
    await tx.saidMessage.createMany({
      data: [{ workspaceId, ...saying, createdAt: at, withdrawnAt: at }],
      skipDuplicates: true,
    });
  });
}

export type MorningList = { lines: StaffLine[]; more: number; workspaceUrl: string };

/** A list that is read every morning is short. */
const MOST_LINES = 5;

/** What waits at a desk: what nobody has answered, oldest first, and then what we wanted to ask about by today. */
export async function morningListOf(tx: Tx, desk: Desk, now: Date): Promise<MorningList> {
  const place = { workspaceId: desk.workspaceId, deskId: desk.id };
  const unanswered = await staffLines(tx, place, { where: UNANSWERED, order: BY_AGE }, MOST_LINES);
  const due = Prisma.sql`${followUpBefore(endOfDay(hoursOf(desk).timeZone, now))} and ticket.first_reply_at is not null`;
  const followUps = await staffLines(tx, place, { where: due, order: Prisma.sql`ticket.follow_up_at, ticket.id` }, MOST_LINES);
  const lines = [...unanswered.lines, ...followUps.lines].slice(0, MOST_LINES);
  const { url } = await tx.workspace.findUniqueOrThrow({ where: { id: desk.workspaceId }, select: { url: true } });
  return {
    lines,
    more: unanswered.total + followUps.total - lines.length,
    workspaceUrl: url,
  };
}
