import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { addJobs } from '#bot/queue.ts';
import type { Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { addBusinessTime } from '#reports/working-hours.ts';
import { HOLDS_A_SEAT } from './life.ts';
import type { moveSignUp } from './moves.ts';
import type { SignUp } from './sign-up.ts';

/** Tells the owner, once until more are free again, that few seats are left. */
export const WARN_OF_FEW_SEATS = 'warn-of-few-seats';

/** Seats taken (held for somebody, being set up, or in use) and how many wait, for one tool. */
export type SeatCount = { taken: number; waiting: number; cap: number | null };

export async function seatsOf(
  tx: Tx,
  { workspaceId, id, seatCap }: Pick<Tool, 'workspaceId' | 'id' | 'seatCap'>,
): Promise<SeatCount> {
  const [counts] = await tx.$queryRaw<[{ taken: number; waiting: number }]>`
    select coalesce(sum(seats) filter (where state = any(${[...HOLDS_A_SEAT]})), 0)::int as taken,
      count(*) filter (where state = 'waiting')::int as waiting
    from sign_up where workspace_id = ${workspaceId} and tool_id = ${id}`;
  return { ...counts, cap: seatCap };
}

/**
 * Whether a sign-up can have its seats now: enough are free, its organisation has not too many, and nobody waits before it.
 *
 * Exact only while the tool is held (`lockTool`).
 */
export async function hasFreeSeat(tx: Tx, tool: Tool, signUp: SignUp): Promise<boolean> {
  if (tool.windowClosesAt !== null && tool.windowDrawnAt === null) return false;
  if (!(await fits(tx, tool, signUp))) return false;
  return (await nextInLine(tx, tool, signUp)) === undefined;
}

async function fits(tx: Tx, tool: Tool, signUp: Pick<SignUp, 'id' | 'organisationId' | 'seats'>): Promise<boolean> {
  const { seatCap, seatCapPerOrganisation: most, workspaceId } = tool;
  if (seatCap !== null && (await seatsOf(tx, tool)).taken + signUp.seats > seatCap) return false;
  if (most === null || signUp.organisationId === null) return true;
  const [own] = await tx.$queryRaw<[{ taken: number }]>`
    select coalesce(sum(seats), 0)::int as taken from sign_up
    where workspace_id = ${workspaceId} and tool_id = ${tool.id} and organisation_id = ${signUp.organisationId}
      and id <> ${signUp.id} and state = any(${[...HOLDS_A_SEAT]})`;
  return own.taken + signUp.seats <= most;
}

type InLine = Pick<SignUp, 'id' | 'organisationId' | 'seats'>;

/** The first of those who wait, by when they asked, who could have their seats now; with `before`, of those who come before that one. */
async function nextInLine(tx: Tx, tool: Tool, before?: SignUp): Promise<InLine | undefined> {
  const { workspaceId, id: toolId, seatCap, seatCapPerOrganisation: most } = tool;
  // Who is in the line already has only those ahead before them; who is not (yet) has all.
  const ahead = before?.state === 'waiting' ? before : undefined;
  const free = seatCap === null ? null : seatCap - (await seatsOf(tx, tool)).taken;
  // One statement, however many of an organisation at its limit stand in front.
  const [next] = await tx.$queryRaw<InLine[]>`
    select id, organisation_id as "organisationId", seats from sign_up
    left join (
      select organisation_id as own, sum(seats) as taken from sign_up
      where workspace_id = ${workspaceId} and tool_id = ${toolId} and state = any(${[...HOLDS_A_SEAT]}) group by 1
    ) held on held.own = sign_up.organisation_id
    where workspace_id = ${workspaceId} and tool_id = ${toolId} and state = 'waiting' and id <> ${before?.id ?? 0}
      and (${ahead?.queuedAt ?? null}::timestamptz is null or (queued_at, id) < (${ahead?.queuedAt ?? null}::timestamptz, ${ahead?.id ?? 0}::int))
      and (${free}::int is null or seats <= ${free}::int)
      and (${most}::int is null or organisation_id is null or coalesce(taken, 0) + seats <= ${most}::int)
    order by queued_at, id limit 1`;
  return next;
}

/** Everybody's place in the waiting list, from 1; asked of one sign-up. */
export async function placeInLine(
  tx: Tx,
  { workspaceId, toolId, id }: Pick<SignUp, 'workspaceId' | 'toolId' | 'id'>,
): Promise<number | null> {
  const [found] = await tx.$queryRaw<{ place: number }[]>`
    select place::int from (
      select id, row_number() over (order by queued_at, id) as place from sign_up
      where workspace_id = ${workspaceId} and tool_id = ${toolId} and state = 'waiting'
    ) line where id = ${id}`;
  return found?.place ?? null;
}

/** Offers what is free to the next in line, in the order in which they asked. The tool is held by the caller. */
export async function offerSeats(tx: Tx, deps: Pick<Deps, 'now' | 'dueAt'>, tool: Tool, move: typeof moveSignUp): Promise<void> {
  if (tool.archivedAt !== null || (tool.windowClosesAt !== null && tool.windowDrawnAt === null)) return;
  const hours = hoursOf(await deskOf(tx, tool.workspaceId, tool.deskId));
  const offerEndsAt = addBusinessTime(hours, deps.now(), tool.offerHours * 3600);
  for (let next = await nextInLine(tx, tool); next; next = await nextInLine(tx, tool)) {
    const who = { workspaceId: tool.workspaceId, signUpId: next.id, actorId: null };
    await move(tx, deps, who, { move: 'offer a seat', result: { offerEndsAt } });
  }
}

/** Has the owner told when few seats are left, and lets them be told again once there are more. */
export async function warnOfFewSeats(tx: Tx, deps: Pick<Deps, 'now' | 'dueAt'>, tool: Tool): Promise<void> {
  const { workspaceId, id, fewSeats, seatCap } = tool;
  if (fewSeats === null || seatCap === null) return;
  const free = seatCap - (await seatsOf(tx, tool)).taken;
  if (free > fewSeats) {
    await tx.tool.updateMany({ where: { workspaceId, id, fewSeatsToldAt: { not: null } }, data: { fewSeatsToldAt: null } });
    return;
  }
  const { count } = await tx.tool.updateMany({
    where: { workspaceId, id, fewSeatsToldAt: null },
    data: { fewSeatsToldAt: deps.now() },
  });
  if (count === 0) return;
  const payload = { workspaceId, toolId: id };
  await addJobs(tx, deps, [{ task: WARN_OF_FEW_SEATS, payload, key: `${WARN_OF_FEW_SEATS}:${workspaceId}:${id}` }]);
}

/** Whether a sign-up's organisation has signed the tool's agreement as it is now; always, where there is none or nobody to sign it. */
export async function isSigned(
  tx: Tx,
  tool: Tool,
  { workspaceId, organisationId }: Pick<SignUp, 'workspaceId' | 'organisationId'>,
): Promise<boolean> {
  if (!tool.agreement || organisationId === null) return true;
  const key = { workspaceId, toolId: tool.id, organisationId, version: tool.agreement.version };
  return (await tx.toolAgreement.findUnique({ where: { workspaceId_toolId_organisationId_version: key } })) !== null;
}

/** The seats that a sign-up with so many people takes. */
export function seatsFor(tool: Pick<Tool, 'subject' | 'seatsByPerson'>, people: number): number {
  return tool.subject === 'organisation' && tool.seatsByPerson ? Math.max(1, people) : 1;
}
