import { leadsOf } from '#bot/approvals/approvers.ts';
import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { LIFE, type State } from '#bot/sign-ups/life.ts';
import { moveSignUp } from '#bot/sign-ups/moves.ts';
import { findSignUp, type SignUp } from '#bot/sign-ups/sign-up.ts';
import { untilDone } from '#bot/sign-ups/turns.ts';
import { saySoon, syncSoon } from '#bot/slack/outbox.ts';
import { findTool, lockTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { dayOf } from '#reports/days.ts';
import { afterWorkingDays, isOpenAt, nextOpening } from '#reports/working-hours.ts';
import { tellAll } from './terms.ts';

/** Reminds an owner of what is undecided in a review; says that a tool's yearly review is due. */
export const FOLLOW_UP_REVIEW = 'follow-up-review';
export const REVIEW_DUE = 'review-due';
/** Working days after which what is undecided is followed up, once. */
const FOLLOW_UP_DAYS = 10;

/** States in which a seat is looked at in a review: those that were set up, or are being. */
const REVIEWED: State[] = ['setting up', 'ready', 'renewal', 'suspended'];

type Reviewing = { workspaceId: string; toolId: string; actorId: string };
export type Verdict = 'keep' | 'remove';

/** The list with its buttons, in the direct messages of who decides: `review:<tool>:<day>:<member>`. */
const reviewKey = (toolId: string, day: string, memberId: string): string => `review:${toolId}:${day}:${memberId}`;
const text = (day: Date): string => day.toISOString().slice(0, 10);

/** Begins a tool's yearly review: each of its seats is to be kept or removed. One at a time. */
export async function startReview(deps: Deps, { workspaceId, toolId, actorId }: Reviewing): Promise<number> {
  const started = await untilDone(deps.db, async (tx) => {
    await requireRight(tx, 'decide about a seat', { workspaceId, toolId, actorId });
    const tool = await lockTool(tx, workspaceId, toolId);
    const hours = hoursOf(await deskOf(tx, workspaceId, tool.deskId));
    const day = dayOf(deps.now(), hours).toString();
    const startedOn = new Date(`${day}T00:00:00Z`);
    if ((await undecidedOf(tx, workspaceId, toolId)) > 0 || tool.reviewedOn?.getTime() === startedOn.getTime()) {
      const last = await tx.toolReview.findFirst({ where: { workspaceId, toolId }, orderBy: { startedOn: 'desc' } });
      if (last) await showReview(tx, deps, tool, last.startedOn, [actorId]);
      return undefined;
    }
    const seats = await tx.signUp.findMany({ where: { workspaceId, toolId, state: { in: REVIEWED } }, orderBy: { id: 'asc' } });
    if (seats.length === 0) throw new UserError('nothing_to_review', ({ terms }) => terms.nothingToReview);
    await tx.toolReview.createMany({ data: seats.map(({ id }) => ({ workspaceId, toolId, startedOn, signUpId: id })) });
    await tx.tool.updateMany({ where: { workspaceId, id: toolId }, data: { reviewedOn: startedOn } });
    await tx.auditEntry.create({
      data: { workspaceId, actorId, at: deps.now(), action: 'tool.review', detail: { toolId, seats: seats.length } },
    });
    const at = afterWorkingDays(hours, deps.now(), FOLLOW_UP_DAYS);
    const key = `${FOLLOW_UP_REVIEW}:${workspaceId}:${toolId}:${day}`;
    await addJobs(tx, deps, [{ task: FOLLOW_UP_REVIEW, payload: { workspaceId, toolId, day }, key, at }]);
    await showReview(tx, deps, tool, startedOn, [actorId, ...(tool.ownerId ? [tool.ownerId] : [])]);
    return seats.length;
  });
  if (started === undefined) throw new UserError('under_review', ({ terms }) => terms.underReview);
  return started;
}

/** What is undecided of a tool's reviews, and would still be there to decide about. */
async function undecidedOf(tx: Tx, workspaceId: string, toolId: string): Promise<number> {
  const [{ count } = { count: 0 }] = await tx.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from tool_review review
    join sign_up on sign_up.workspace_id = review.workspace_id and sign_up.id = review.sign_up_id
    where review.workspace_id = ${workspaceId} and review.tool_id = ${toolId} and review.decision is null
      and sign_up.state = any(${REVIEWED})`;
  return count;
}

async function showReview(tx: Tx, deps: Deps, { workspaceId, id }: Tool, startedOn: Date, readers: string[]): Promise<void> {
  const prefix = reviewKey(id, text(startedOn), '');
  const there = await tx.ownedMessage.findMany({ where: { workspaceId, key: { startsWith: prefix } } });
  const shown = [...readers.map((channelId) => ({ key: `${prefix}${channelId}`, channelId })), ...there];
  await syncSoon(tx, deps, workspaceId, [...new Map(shown.map((one) => [one.key, one])).values()]);
}

type Deciding = Reviewing & { startedOn: Date };

/** Keeps a seat or removes it; of two at once the first decides. Who loses it is told. */
export async function decideReview(deps: Deps, deciding: Deciding, signUpIds: number[], verdict: Verdict): Promise<number> {
  const { workspaceId, toolId, actorId, startedOn } = deciding;
  return untilDone(
    deps.db,
    async (tx) => {
      await requireRight(tx, 'decide about a seat', { workspaceId, toolId, actorId });
      const tool = await lockTool(tx, workspaceId, toolId);
      let decided = 0;
      for (const signUpId of signUpIds) if (await decideOne(tx, deps, { ...deciding, tool, signUpId, verdict })) decided += 1;
      await showReview(tx, deps, tool, startedOn, []);
      if (decided === 0) throw new UserError('decided_already', ({ terms }) => terms.reviewedAlready);
      return decided;
    },
    { timeout: LONGEST_MS, maxWait: LONGEST_MS },
  );
}

const LONGEST_MS = 300_000;

/** Does the same for everything that is undecided, which takes longer than a press may. */
export const DECIDE_REST = 'decide-rest-of-review';

export async function askToDecideRest(deps: Deps, deciding: Deciding, verdict: Verdict): Promise<void> {
  const { workspaceId, toolId, actorId, startedOn } = deciding;
  await requireRight(deps.db, 'decide about a seat', { workspaceId, toolId, actorId });
  const payload = { workspaceId, toolId, actorId, day: text(startedOn), verdict };
  await addJobs(deps.db, deps, [{ task: DECIDE_REST, payload, key: `${DECIDE_REST}:${workspaceId}:${toolId}` }]);
}

/** Everything that is undecided by now; when there is nothing (any more), nothing. */
export async function decideRest(deps: Deps, deciding: Deciding, verdict: Verdict): Promise<void> {
  const { undecided } = await reviewOf(deps.db, deciding.workspaceId, deciding.toolId, deciding.startedOn);
  const ids = undecided.map(({ signUp }) => signUp.id);
  if (ids.length > 0) await decideReview(deps, deciding, ids, verdict);
}

type One = Deciding & { tool: Tool; signUpId: number; verdict: Verdict };

async function decideOne(tx: Tx, deps: Deps, one: One): Promise<boolean> {
  const { workspaceId, toolId, actorId, startedOn, signUpId, verdict, tool } = one;
  const { count } = await tx.toolReview.updateMany({
    where: { workspaceId, toolId, startedOn, signUpId, decision: null },
    data: { decision: verdict, decidedById: actorId, decidedAt: deps.now() },
  });
  if (count === 0) return false;
  const fact = { workspaceId, signUpId, actorId, at: deps.now() };
  await recordSignUpEvent(tx, { ...fact, kind: 'reviewed', detail: { decision: verdict } });
  const { state } = await findSignUp(tx, workspaceId, signUpId);
  if (verdict === 'keep' || typeof LIFE.end[state] !== 'string') return true;
  const ended = await moveSignUp(tx, deps, { workspaceId, signUpId, actorId }, { move: 'end', result: { endReason: 'removed' } });
  await tellAll(tx, deps, tool, ended, 'removed');
  return true;
}

export type ReviewView = {
  tool: Tool;
  undecided: { signUp: SignUp; people: number }[];
  kept: number;
  removed: number;
  /** Who would be told if everything undecided were removed. */
  told: number;
};

/** How a review stands; what ended otherwise since needs no decision. */
export async function reviewOf(tx: Tx, workspaceId: string, toolId: string, startedOn: Date): Promise<ReviewView> {
  const tool = await findTool(tx, workspaceId, toolId);
  const rows = await tx.toolReview.findMany({ where: { workspaceId, toolId, startedOn }, orderBy: { signUpId: 'asc' } });
  const open = await tx.$queryRaw<{ id: number; people: number }[]>`
    select sign_up.id, count(person.who)::int as people from sign_up
    left join sign_up_person person on person.workspace_id = sign_up.workspace_id and person.sign_up_id = sign_up.id
    where sign_up.workspace_id = ${workspaceId} and sign_up.state = any(${REVIEWED})
      and sign_up.id = any(${rows.filter(({ decision }) => decision === null).map(({ signUpId }) => signUpId)})
    group by sign_up.id order by sign_up.id`;
  const undecided = await Promise.all(
    open.map(async ({ id, people }) => ({ signUp: await findSignUp(tx, workspaceId, id), people })),
  );
  const count = (verdict: Verdict) => rows.filter(({ decision }) => decision === verdict).length;
  const holders = new Set(undecided.map(({ signUp }) => signUp.memberId));
  return { tool, undecided, kept: count('keep'), removed: count('remove'), told: holders.size };
}

/** What is undecided after ten working days is followed up, once, with everybody who has the list. */
export async function followUpReview(
  deps: Deps,
  { workspaceId, toolId, day }: { workspaceId: string; toolId: string; day: string },
): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const tool = await lockTool(tx, workspaceId, toolId);
    const hours = hoursOf(await deskOf(tx, workspaceId, tool.deskId));
    if (!isOpenAt(hours, deps.now())) {
      const key = `${FOLLOW_UP_REVIEW}:${workspaceId}:${toolId}:${day}`;
      const at = nextOpening(hours, deps.now());
      return addJobs(tx, deps, [{ task: FOLLOW_UP_REVIEW, payload: { workspaceId, toolId, day }, key, at }]);
    }
    const { undecided } = await reviewOf(tx, workspaceId, toolId, new Date(`${day}T00:00:00Z`));
    if (undecided.length === 0) return;
    const prefix = reviewKey(toolId, day, '');
    const lists = await tx.ownedMessage.findMany({ where: { workspaceId, key: { startsWith: prefix } } });
    const readers = new Set([...lists.map(({ key }) => key.slice(prefix.length)), ...(tool.ownerId ? [tool.ownerId] : [])]);
    for (const to of readers) {
      const content = { kind: FOLLOW_UP_REVIEW, toolId, day, to, count: undecided.length };
      await saySoon(tx, deps, workspaceId, { key: `${FOLLOW_UP_REVIEW}:${toolId}:${day}:${to}`, channelId: to, content });
    }
  });
}

const YEAR_DAYS = 365;
const DAY_MS = 24 * 3600 * 1000;

/** Tells the owner of each tool whose last review (or beginning) is a year ago that the next is due; once a year, while the desk is open. */
export async function tellReviewsDue(deps: Deps): Promise<void> {
  const since = new Date(deps.now().getTime() - YEAR_DAYS * DAY_MS);
  const tools = await deps.db.tool.findMany({
    where: { archivedAt: null, createdAt: { lte: since }, OR: [{ reviewedOn: null }, { reviewedOn: { lte: since } }] },
    orderBy: [{ workspaceId: 'asc' }, { id: 'asc' }],
    select: { workspaceId: true, id: true },
  });
  for (const { workspaceId, id } of tools) {
    await deps.db.$transaction(async (tx) => {
      const tool = await findTool(tx, workspaceId, id);
      if (!isOpenAt(hoursOf(await deskOf(tx, workspaceId, tool.deskId)), deps.now())) return;
      if ((await tx.signUp.count({ where: { workspaceId, toolId: id, state: { in: REVIEWED } } })) === 0) return;
      const last = tool.reviewedOn ?? tool.createdAt;
      const years = Math.floor((deps.now().getTime() - last.getTime()) / (YEAR_DAYS * DAY_MS));
      for (const to of tool.ownerId ? [tool.ownerId] : await leadsOf(tx, workspaceId, tool.deskId)) {
        const key = `${REVIEW_DUE}:${id}:${text(last)}:${years}:${to}`;
        await saySoon(tx, deps, workspaceId, { key, channelId: to, content: { kind: REVIEW_DUE, toolId: id, to } });
      }
    });
  }
}
