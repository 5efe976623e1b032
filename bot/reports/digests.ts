import type { Deps } from '#bot/deps.ts';
import { deskForStaff, hoursOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { nameOf } from '#bot/members/members.ts';
import { addJobs } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import type { Tx } from '#prisma/db.ts';
import { type Digest, type Edition, weeklyDigest } from '#reports/digest.ts';
import { weekFigures } from '#reports/metrics.ts';
import { dueInstant, nextWeek, previousWeek, type Week, weekLabel, weekNamed, weekNumber, weekOf } from '#reports/period.ts';
import { WeekFigures } from '#reports/week-figures.ts';
import type { WorkingHours } from '#reports/working-hours.ts';

/** The job that posts what is due of a workspace's digests and plans the next one. */
export const POST_DUE_DIGEST = 'post-due-digest';
/** The job that brings a digest's chart into its thread. */
export const POST_DIGEST_CHART = 'post-digest-chart';

export const digestKey = (week: string) => `digest:${week}`;
const staffDigestKey = (week: string) => `staff-digest:${week}`;

/** Weeks before this one from which "usual" is read. */
const USUAL_WEEKS = 12;

type Settings = {
  workspaceId: string;
  name: string;
  timeZone: string;
  digestChannelId: string;
  setUpAt: Date;
  schedule: WorkingHours;
};

/** What a digest needs to know of a workspace; null before set-up, or where no channel was chosen for it. */
async function settingsOf(tx: Tx, workspaceId: string): Promise<Settings | null> {
  const workspace = await tx.workspace.findUnique({ where: { id: workspaceId } });
  const desk = await tx.desk.findFirst({ where: { workspaceId }, orderBy: { id: 'asc' } });
  if (!workspace?.setUpAt || !workspace.digestChannelId || !desk) return null;
  const { name, timeZone, digestChannelId, setUpAt } = workspace;
  return { workspaceId, name, timeZone, digestChannelId, setUpAt, schedule: hoursOf(desk) };
}

/** The first week that has no digest yet: the one after the last done, or that of the set-up. */
async function nextDigest(tx: Tx, { workspaceId, timeZone, setUpAt }: Settings): Promise<Week> {
  const last = await tx.digestWeek.findFirst({ where: { workspaceId }, orderBy: { startsAt: 'desc' }, select: { week: true } });
  return last ? nextWeek(weekNamed(last.week, timeZone)) : weekOf(setUpAt, timeZone);
}

/**
 * Posts the digest that is due, if one is, and plans the next; any number of instances and crashes makes one a week.
 *
 * What is due is computed from the last week done, never from a timer alone. After a long downtime the weeks before the
 * latest are counted and kept, but only the latest is posted.
 */
export async function postDueDigest(deps: Deps, workspaceId: string): Promise<void> {
  const settings = await settingsOf(deps.db, workspaceId);
  if (!settings) return;
  for (;;) {
    const week = await nextDigest(deps.db, settings);
    const due = dueInstant(week, settings.schedule);
    if (due > deps.now()) return planDigest(deps, workspaceId, due);
    const isLatest = dueInstant(nextWeek(week), settings.schedule) > deps.now();
    await freeze(deps, settings, week, { isPosted: isLatest });
  }
}

async function planDigest(deps: Deps, workspaceId: string, due: Date): Promise<void> {
  await addJobs(deps.db, deps, [
    { task: POST_DUE_DIGEST, payload: { workspaceId }, key: `digest:${workspaceId}`, at: due, moves: true },
  ]);
}

/** Has every workspace's next digest planned, whatever happened to the job that would have. */
export async function planDigests(deps: Deps): Promise<void> {
  const workspaces = await deps.db.workspace.findMany({ where: { setUpAt: { not: null } }, select: { id: true } });
  await addJobs(
    deps.db,
    deps,
    workspaces.map(({ id }) => ({ task: POST_DUE_DIGEST, payload: { workspaceId: id }, key: `digest-safety:${id}` })),
  );
}

type Freezing = {
  isPosted: boolean;
  /** The lead who asked for it, for the audit; nobody when its hour had come */
  askedBy?: string;
};

/** Counts a week and keeps the figures for ever, once; of several at the same time the first one's stand, and the others answer false. */
async function freeze(deps: Deps, settings: Settings, week: Week, { isPosted, askedBy }: Freezing): Promise<boolean> {
  const { workspaceId, digestChannelId } = settings;
  const figures = await figuresOf(deps, settings, week);
  const isFirst = await deps.db.$transaction(async (tx) => {
    const { count } = await tx.digestWeek.createMany({
      data: [
        {
          workspaceId,
          week: week.name,
          startsAt: week.start,
          endsAt: week.end,
          channelId: digestChannelId,
          figures,
          frozenAt: deps.now(),
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) return false;
    if (askedBy !== undefined) {
      const entry = { workspaceId, actorId: askedBy, at: deps.now(), action: 'digest.posted', detail: { week: week.name } };
      await tx.auditEntry.create({ data: entry });
    }
    if (!isPosted) return true;
    const desks = await tx.desk.findMany({ where: { workspaceId } });
    const staffOnly = desks.filter((desk) => desk.triageChannelId !== digestChannelId);
    await syncSoon(tx, deps, workspaceId, [
      { key: digestKey(week.name), channelId: digestChannelId },
      ...staffOnly.slice(0, 1).map((desk) => ({ key: staffDigestKey(week.name), channelId: desk.triageChannelId })),
    ]);
    await addJobs(tx, deps, [chartJob(workspaceId, week.name)]);
    return true;
  });
  if (isFirst) deps.log.info({ workspaceId, week: week.name, isPosted }, 'digest frozen');
  return isFirst;
}

/** A week's figures as of now, beside what the digest before ended with. */
async function figuresOf({ db, now }: Deps, { workspaceId, schedule }: Settings, week: Week): Promise<WeekFigures> {
  const before = await db.digestWeek.findUnique({
    where: { workspaceId_week: { workspaceId, week: previousWeek(week).name } },
    select: { figures: true },
  });
  const openAtStart = before ? WeekFigures.parse(before.figures).queue.openAtEnd : undefined;
  return weekFigures(db, { workspaceId, week, asOf: now(), schedule, openAtStart });
}

export function chartJob(workspaceId: string, week: string) {
  return { task: POST_DIGEST_CHART, payload: { workspaceId, week }, key: `chart:${workspaceId}:${week}` };
}

/** The figures of earlier weeks' digests, oldest first. */
export async function historyBefore(tx: Tx, workspaceId: string, startsAt: Date): Promise<WeekFigures[]> {
  const rows = await tx.digestWeek.findMany({
    where: { workspaceId, startsAt: { lt: startsAt } },
    orderBy: { startsAt: 'desc' },
    take: USUAL_WEEKS,
  });
  return rows.reverse().map(({ figures }) => WeekFigures.parse(figures));
}

/** A posted digest, from its frozen figures. */
export async function frozenDigest(tx: Tx, workspaceId: string, week: string, edition: Edition): Promise<Digest> {
  const row = await tx.digestWeek.findUniqueOrThrow({ where: { workspaceId_week: { workspaceId, week } } });
  const workspace = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
  const figures = WeekFigures.parse(row.figures);
  return digestOf(tx, workspaceId, workspace.name, figures, await historyBefore(tx, workspaceId, row.startsAt), edition);
}

async function digestOf(
  tx: Tx,
  workspaceId: string,
  workspaceName: string,
  figures: WeekFigures,
  history: WeekFigures[],
  edition: Edition,
) {
  const oldest = figures.oldestUnanswered;
  const requesterName = (oldest && edition === 'staff' ? await nameOf(tx, workspaceId, oldest.requesterId) : null) ?? undefined;
  const names = edition === 'staff' ? await namesOf(tx, workspaceId, figures) : new Map<string, string>();
  return weeklyDigest(figures, history, { edition, workspaceName, requesterName, names });
}

/** The names of those who have an undecided sign-up. */
async function namesOf(tx: Tx, workspaceId: string, { signUps }: WeekFigures): Promise<Map<string, string>> {
  const ids = signUps?.oldestUndecided.flatMap(({ memberIds }) => memberIds) ?? [];
  if (ids.length === 0) return new Map();
  const people = await tx.member.findMany({ where: { workspaceId, id: { in: ids } }, select: { id: true, displayName: true } });
  return new Map(people.map(({ id, displayName }) => [id, displayName]));
}

/** In a channel that is also a desk's own, staff read; everywhere else members do. */
export async function editionFor(tx: Tx, workspaceId: string, channelId: string): Promise<Edition> {
  const desk = await tx.desk.findUnique({ where: { workspaceId_triageChannelId: { workspaceId, triageChannelId: channelId } } });
  return desk ? 'staff' : 'community';
}

/** What this week's digest would say if it were posted now, for one staff member's eyes. */
export async function previewDigest(deps: Deps, workspaceId: string, memberId: string): Promise<Digest> {
  await deskForStaff(deps.db, workspaceId, memberId);
  const settings = await settingsOf(deps.db, workspaceId);
  if (!settings) throw new UserError('no_digest_channel', NO_CHANNEL);
  const week = weekOf(deps.now(), settings.timeZone);
  const figures = await figuresOf(deps, settings, week);
  return digestOf(deps.db, workspaceId, settings.name, figures, await historyBefore(deps.db, workspaceId, week.start), 'staff');
}

const NO_CHANNEL = 'No channel is chosen for the digest yet. A workspace admin can choose one with `/rochdale setup`.';

/**
 * Posts last week's digest now instead of at its hour, for leads; answers what will be where. Throws a sentence when it is there already.
 *
 * Weeks before it that still have no figures, after a long downtime, are counted and kept first.
 */
export async function postDigestNow(deps: Deps, workspaceId: string, memberId: string): Promise<string> {
  const { desk } = await deskForStaff(deps.db, workspaceId, memberId);
  await requireRight(deps.db, 'post the digest', { workspaceId, actorId: memberId, deskId: desk.id });
  const settings = await settingsOf(deps.db, workspaceId);
  if (!settings) throw new UserError('no_digest_channel', NO_CHANNEL);
  const week = previousWeek(weekOf(deps.now(), settings.timeZone));
  const there = { workspaceId_week: { workspaceId, week: week.name } };
  if ((await deps.db.digestWeek.count({ where: { workspaceId, week: week.name } })) === 0) {
    for (let missing = await nextDigest(deps.db, settings); missing.start < week.start; missing = nextWeek(missing))
      await freeze(deps, settings, missing, { isPosted: false });
    if (await freeze(deps, settings, week, { isPosted: true, askedBy: memberId }))
      return `The digest of ${weekInWords(week)} is on its way to <#${settings.digestChannelId}>.`;
  }
  const { channelId } = await deps.db.digestWeek.findUniqueOrThrow({ where: there });
  throw new UserError('digest_posted', `The digest of ${weekInWords(week)} is in <#${channelId}> already.`);
}

/** 'week 46 (9–15 Nov)' */
export function weekInWords(week: Week): string {
  return `week ${weekNumber(week.name)} (${weekLabel(week)})`;
}
