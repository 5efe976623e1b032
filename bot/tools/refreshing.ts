import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { endOfTerm } from '#bot/provisioning/terms-of.ts';
import { addJobs } from '#bot/queue.ts';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { isOpen, STATES } from '#bot/sign-ups/life.ts';
import { setTimers, showSignUps } from '#bot/sign-ups/moves.ts';
import { type SignUp, signUpTimer, stateIn } from '#bot/sign-ups/sign-up.ts';
import { ASK_IF_NEEDED, ASK_STAND_IN, END_TERM, REMIND_OF_END } from '#bot/sign-ups/timers.ts';
import { refreshHomes } from '#bot/slack/homes.ts';
import type { Tx } from '#prisma/db.ts';
import { lockTool, type Tool } from './tool.ts';

/** Brings a change of a tool to its open sign-ups: what shows them, what is due of them, and the end that moved. */
export const REFRESH_TOOL = 'refresh-tool';

export const ToRefresh = z.object({
  workspaceId: z.string(),
  toolId: z.string(),
  actorId: z.string(),
  /** The fixed end that was moved; null when none was. */
  endedOn: z.iso.date().nullable(),
});
type ToRefresh = z.infer<typeof ToRefresh>;

/** A tool as it was, and as it is. */
type Changed = { before: Tool; after: Tool; actorId: string };

/**
 * Has a change of a tool brought to its open sign-ups once the transaction commits; many changes before that are one.
 *
 * An end that moved has a job of its own, so that none is lost of several that move one after the other.
 */
export async function refreshSoon(tx: Tx, deps: Pick<Deps, 'dueAt'>, { before, after, actorId }: Changed): Promise<void> {
  const { workspaceId, id: toolId } = after;
  const where = { workspaceId, toolId, state: { in: STATES.filter(isOpen) } };
  if ((await tx.signUp.findFirst({ where, select: { id: true } })) === null) return;
  const [from, to] = [before, after].map(({ term, termEndsOn }) =>
    term === 'fixed' && termEndsOn !== null ? termEndsOn.toISOString().slice(0, 10) : null,
  );
  const endedOn = from && to && from !== to ? from : null;
  const key = `${REFRESH_TOOL}:${workspaceId}:${toolId}${endedOn ? `:${endedOn}` : ''}`;
  await addJobs(tx, deps, [{ task: REFRESH_TOOL, payload: { workspaceId, toolId, actorId, endedOn }, key }]);
}

const AT_ONCE = 200;
const LONGEST_MS = 60_000;

/** Does that, some sign-ups at a time, so that nobody who presses meanwhile waits long. Twice changes nothing. */
export async function refreshTool(deps: Deps, refreshing: ToRefresh): Promise<void> {
  const { workspaceId } = refreshing;
  for (let after: number | undefined = 0; after !== undefined; ) {
    const from: number = after;
    const page: Page = await deps.db.$transaction((tx) => refreshPage(tx, deps, refreshing, from), {
      timeout: LONGEST_MS,
      maxWait: LONGEST_MS,
    });
    // Each by itself: whoever holds some App Homes while waiting for others may wait for somebody who does the same.
    for (const memberId of page.homes) await refreshHomes(deps.db, deps, workspaceId, [memberId]);
    after = page.next;
  }
}

/** Whose App Homes show it, and after which number to go on. */
type Page = { homes: string[]; next: number | undefined };

async function refreshPage(tx: Tx, deps: Deps, refreshing: ToRefresh, after: number): Promise<Page> {
  const { workspaceId, toolId } = refreshing;
  const tool = await lockTool(tx, workspaceId, toolId);
  const rows = await tx.signUp.findMany({
    where: { workspaceId, toolId, id: { gt: after }, state: { in: STATES.filter(isOpen) } },
    orderBy: { id: 'asc' },
    take: AT_ONCE,
  });
  const before = rows.map((row): SignUp => ({ ...row, state: stateIn(row.state) }));
  const signUps = refreshing.endedOn === null ? before : await withNewEnd(tx, deps, tool, before, refreshing, refreshing.endedOn);
  await setTimers(tx, deps, tool, signUps, [REMIND_OF_END, END_TERM, ASK_IF_NEEDED]);
  await askStandInsAnew(tx, deps, signUps);
  const homes = await showSignUps(tx, deps, tool, signUps);
  return { homes, next: rows.length < AT_ONCE ? undefined : rows.at(-1)?.id };
}

/** What runs until the end that was moved runs until the new one from now on; what was kept beyond it, or is over, stays as it is. */
async function withNewEnd(
  tx: Tx,
  deps: Deps,
  tool: Tool,
  signUps: SignUp[],
  { actorId }: ToRefresh,
  endedOn: string,
): Promise<SignUp[]> {
  const hours = hoursOf(await deskOf(tx, tool.workspaceId, tool.deskId));
  const at = deps.now();
  const old = endOfTerm({ ...tool, term: 'fixed', termEndsOn: new Date(`${endedOn}T00:00:00Z`) }, at, hours);
  const endsAt = tool.term === 'fixed' ? endOfTerm(tool, at, hours) : null;
  if (old === null || endsAt === null || endsAt.getTime() === old.getTime()) return signUps;
  const isMoved = ({ state, endsAt: end }: SignUp) =>
    (state === 'ready' || state === 'renewal') && end?.getTime() === old.getTime();
  const ids = signUps.filter(isMoved).map(({ id }) => id);
  const { workspaceId } = tool;
  await tx.signUp.updateMany({ where: { workspaceId, id: { in: ids } }, data: { endsAt } });
  const detail = { endBefore: old.toISOString(), endsAt: endsAt.toISOString() };
  for (const signUpId of ids) await recordSignUpEvent(tx, { workspaceId, signUpId, kind: 'end_moved', actorId, at, detail });
  return signUps.map((signUp) => (isMoved(signUp) ? { ...signUp, endsAt } : signUp));
}

/** Looks at once whether a stand-in is due: that job finds out itself when it is, by the patience the tool has now. */
async function askStandInsAnew(tx: Tx, deps: Deps, signUps: SignUp[]): Promise<void> {
  const undecided = signUps.filter(({ state }) => state === 'asked' || state === 'renewal');
  await addJobs(
    tx,
    deps,
    undecided.map((signUp) => signUpTimer(ASK_STAND_IN, signUp, deps.now())),
  );
}
