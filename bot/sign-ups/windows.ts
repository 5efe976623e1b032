import { randomBytes } from 'node:crypto';
import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { addJobs, type Job } from '#bot/queue.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import { findTool, lockTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { afterWorkingDays } from '#reports/working-hours.ts';
import { type Drawn, drawSeats, type Entry } from './draw.ts';
import { recordSignUpEvent } from './events.ts';
import { HOLDS_A_SEAT } from './life.ts';
import { tellOwner } from './line.ts';
import { moveSignUp } from './moves.ts';
import { sayNews } from './news.ts';
import { seatsOf } from './seats.ts';
import { findSignUp, signUpNoteKey } from './sign-up.ts';

export const OPEN_WINDOW = 'open-window';
export const DRAW_SEATS = 'draw-seats';

/** For so many working days after the close a draw waits for what approvers have not decided, so that nobody loses by their silence. */
const DRAW_WAITS_DAYS = 5;
/** A draw of hundreds moves as many sign-ups. */
const LONGEST_MS = 120_000;

/** Sets what is due when a tool's window opens and closes; moved with its dates, and nothing where it has none or was drawn. */
export async function planWindow(tx: Tx, deps: Pick<Deps, 'now' | 'dueAt'>, tool: Tool): Promise<void> {
  const { windowOpensAt, windowClosesAt, windowDrawnAt } = tool;
  if (windowClosesAt === null || windowDrawnAt !== null) return;
  const isAhead = windowOpensAt !== null && windowOpensAt > deps.now();
  await addJobs(tx, deps, [
    windowJob(DRAW_SEATS, tool, windowClosesAt),
    ...(isAhead ? [windowJob(OPEN_WINDOW, tool, windowOpensAt)] : []),
  ]);
}

function windowJob(task: string, { workspaceId, id }: Tool, at: Date): Job {
  return { task, payload: { workspaceId, toolId: id }, key: `${task}:${workspaceId}:${id}`, at, moves: true };
}

type Timer = { workspaceId: string; toolId: string };

/** Tells the owner that applications are taken from now on. */
export async function openWindow(deps: Deps, { workspaceId, toolId }: Timer): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const tool = await findTool(tx, workspaceId, toolId);
    const { windowOpensAt, windowClosesAt } = tool;
    if (!windowOpensAt || !windowClosesAt || windowOpensAt > deps.now() || tool.archivedAt) return;
    const facts = { about: 'window-open', closesAt: windowClosesAt.getTime() };
    await tellOwner(tx, deps, tool, `window:${windowOpensAt.getTime()}`, facts);
  });
}

/**
 * Draws the seats of a tool whose window has closed, once: the lots are recorded with all that is needed to draw them again.
 *
 * Those who win take their seats, the others stand in the waiting list as they were drawn, and everybody is told.
 */
export async function drawWindow(deps: Deps, { workspaceId, toolId }: Timer): Promise<void> {
  await deps.db.$transaction(
    async (tx) => {
      const tool = await lockTool(tx, workspaceId, toolId);
      const { windowClosesAt: closedAt, windowDrawnAt } = tool;
      if (closedAt === null || windowDrawnAt !== null || tool.archivedAt !== null) return;
      const wait = await waitsUntil(tx, deps, tool, closedAt);
      if (wait) return addJobs(tx, deps, [windowJob(DRAW_SEATS, tool, wait)]);
      const drawnAt = deps.now();
      const seed = randomBytes(16).toString('hex');
      const drawn = await draw(tx, tool, seed);
      await tx.tool.update({ where: { workspaceId_id: { workspaceId, id: toolId } }, data: { windowDrawnAt: drawnAt } });
      await tx.toolDraw.create({ data: { workspaceId, toolId, closedAt, drawnAt, seed, result: drawn } });
      await lineUp(tx, tool, closedAt, drawn);
      for (const one of drawn) await giveOrTell(tx, deps, workspaceId, one, drawnAt);
      const losers = drawn.filter(({ hasSeat }) => !hasSeat).map(({ signUpId }) => signUpId);
      await showPlaces(tx, deps, workspaceId, losers);
      const facts = { about: 'drawn', seats: drawn.length - losers.length, waiting: losers.length };
      await tellOwner(tx, deps, tool, `drawn:${closedAt.getTime()}`, facts);
    },
    { timeout: LONGEST_MS },
  );
}

/** When to look again: at the close, or on the next working day while there is something undecided of those who came in time. */
async function waitsUntil(tx: Tx, deps: Pick<Deps, 'now'>, tool: Tool, closedAt: Date): Promise<Date | null> {
  const now = deps.now();
  if (now < closedAt) return closedAt;
  const { workspaceId, id: toolId, deskId } = tool;
  const hours = hoursOf(await deskOf(tx, workspaceId, deskId));
  const latest = afterWorkingDays(hours, closedAt, DRAW_WAITS_DAYS);
  if (now >= latest) return null;
  const undecided = await tx.signUp.count({ where: { workspaceId, toolId, state: { in: ['asked', 'questioned'] } } });
  if (undecided === 0) return null;
  const next = afterWorkingDays(hours, now, 1);
  return new Date(Math.min(next.getTime(), latest.getTime()));
}

async function draw(tx: Tx, tool: Tool, seed: string): Promise<Drawn[]> {
  const { workspaceId, id: toolId, seatCap, seatCapPerOrganisation: perOrganisation } = tool;
  const entries = await tx.$queryRaw<Entry[]>`
    select id as "signUpId", organisation_id as "organisationId", seats, coalesce((
      select sum(other.seats)::int from sign_up other
      where other.workspace_id = sign_up.workspace_id and other.tool_id = sign_up.tool_id
        and other.organisation_id = sign_up.organisation_id and other.state = any(${[...HOLDS_A_SEAT]})
    ), 0) as holds
    from sign_up where workspace_id = ${workspaceId} and tool_id = ${toolId} and state = 'waiting' order by id`;
  const free = seatCap === null ? null : Math.max(0, seatCap - (await seatsOf(tx, tool)).taken);
  return drawSeats(entries, { seats: free, perOrganisation }, seed);
}

/** The line is as it was drawn; what is decided only after the draw comes behind it. */
async function lineUp(tx: Tx, { workspaceId, id: toolId }: Tool, closedAt: Date, drawn: Drawn[]): Promise<void> {
  const ranks = JSON.stringify(drawn.map(({ signUpId, rank }) => ({ id: signUpId, rank })));
  await tx.$executeRaw`
    update sign_up set queued_at = ${closedAt}::timestamptz + coalesce(drawn.rank, ${drawn.length + 1}::int) * interval '1 millisecond'
    from sign_up as one
    left join jsonb_to_recordset(${ranks}::jsonb) as drawn(id int, rank int) on drawn.id = one.id
    where one.workspace_id = ${workspaceId} and one.tool_id = ${toolId} and one.state in ('waiting', 'asked', 'questioned')
      and sign_up.workspace_id = one.workspace_id and sign_up.id = one.id`;
}

async function giveOrTell(tx: Tx, deps: Deps, workspaceId: string, { signUpId, rank, hasSeat }: Drawn, at: Date): Promise<void> {
  const detail = { rank, hasSeat };
  await recordSignUpEvent(tx, { workspaceId, signUpId, kind: 'drawn', actorId: null, at, detail });
  const who = { workspaceId, signUpId, actorId: null };
  const after = hasSeat
    ? await moveSignUp(tx, deps, who, { move: 'take the seat' })
    : await findSignUp(tx, workspaceId, signUpId);
  await sayNews(tx, deps, after, hasSeat ? 'drawn-seat' : 'drawn-place');
}

async function showPlaces(tx: Tx, deps: Deps, workspaceId: string, signUpIds: number[]): Promise<void> {
  const rows = await tx.signUp.findMany({
    where: { workspaceId, id: { in: signUpIds } },
    select: { id: true, memberId: true },
  });
  const messages = rows.map(({ id, memberId }) => ({ key: signUpNoteKey(id, memberId), channelId: memberId }));
  await syncSoon(tx, deps, workspaceId, messages);
}
