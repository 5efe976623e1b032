import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf, STAFF_NOW } from '#bot/desks/desks.ts';
import { addJobs } from '#bot/queue.ts';
import { showSignUp } from '#bot/sign-ups/moves.ts';
import { findSignUp, type SignUp, signUpTimer } from '#bot/sign-ups/sign-up.ts';
import { ASK_STAND_IN } from '#bot/sign-ups/timers.ts';
import { lockTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { addBusinessTime, nextOpening } from '#reports/working-hours.ts';
import { type Approval, awayOf, openPlaces, placesOf, stillStands } from './approvers.ts';
import { approvalsOf, askInPlace, tellStaff } from './asking.ts';
import { askStage } from './stages.ts';

/** A span that ends with the working day is over as the desk closes; what comes later than this waits for the next opening. */
const IN_TIME_MS = 15 * 60_000;

type Which = { workspaceId: string; signUpId: number };

/**
 * An approver has had so many business hours: the next in line is asked, too. While nobody decides, so is the one after.
 *
 * A request never ends through our silence: when everybody has been asked, staff are told.
 */
export async function askStandIns(deps: Deps, { workspaceId, signUpId }: Which): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const { tool, signUp } = await held(tx, workspaceId, signUpId);
    if (signUp.state !== 'asked' && signUp.state !== 'renewal') return;
    const hours = hoursOf(await deskOf(tx, workspaceId, tool.deskId));
    const rows = await approvalsOf(tx, signUp);
    const patience = tool.standInHours * 3600;
    const now = deps.now();
    const due = rows.length === 0 ? now : addBusinessTime(hours, await latestTurn(tx, signUp, rows), patience);
    const again = now < due ? due : now.getTime() - due.getTime() < IN_TIME_MS ? now : nextOpening(hours, now);
    if (again > now) return addJobs(tx, deps, [signUpTimer(ASK_STAND_IN, signUp, again)]);
    if (rows.length === 0) await askStage(tx, deps, tool, signUp, null);
    else if (!(await askInPlace(tx, deps, tool, signUp, openPlaces(rows)))) return tellStaff(tx, deps, tool, signUp, 'late');
    await addJobs(tx, deps, [signUpTimer(ASK_STAND_IN, signUp, addBusinessTime(hours, now, patience))]);
    await showSignUp(tx, deps, tool, signUp);
  });
}

async function held(tx: Tx, workspaceId: string, signUpId: number): Promise<{ tool: Tool; signUp: SignUp }> {
  const { toolId } = await findSignUp(tx, workspaceId, signUpId);
  const tool = await lockTool(tx, workspaceId, toolId);
  return { tool, signUp: await findSignUp(tx, workspaceId, signUpId) };
}

/** Since when it is the approvers' turn: they were asked, or the member answered a question. */
async function latestTurn(tx: Tx, { workspaceId, id }: SignUp, rows: Approval[]): Promise<Date> {
  const answered = await tx.signUpEvent.findFirst({
    where: { workspaceId, signUpId: id, kind: 'answered' },
    orderBy: { id: 'desc' },
    select: { at: true },
  });
  const times = [...rows.map(({ askedAt }) => askedAt), ...(answered ? [answered.at] : [])];
  return new Date(Math.max(...times.map((at) => at.getTime())));
}

type Gone = { signUpId: number; approverId: string; toolId: string };

/** Approvers whose turn it is and who are away or cannot decide any more: one person, or everybody. */
export function approversGone(tx: Tx, now: Date, workspaceId: string, memberId: string | null): Promise<Gone[]> {
  return tx.$queryRaw<Gone[]>`
    select approval.sign_up_id as "signUpId", approval.approver_id as "approverId", sign_up.tool_id as "toolId"
    from sign_up_approval approval
    join sign_up on sign_up.workspace_id = approval.workspace_id and sign_up.id = approval.sign_up_id
      and sign_up.round = approval.round and sign_up.stage = approval.stage
    join tool on tool.workspace_id = sign_up.workspace_id and tool.id = sign_up.tool_id
    left join member on member.workspace_id = approval.workspace_id and member.id = approval.approver_id
    where approval.workspace_id = ${workspaceId} and approval.decision is null
      and sign_up.state in ('asked', 'questioned', 'renewal')
      and (${memberId}::text is null or approval.approver_id = ${memberId}::text)
      and (
        member.kind <> 'member' or member.deactivated_at is not null or member.away_until > ${now}::timestamptz
        or approval.role = 'owner' and approval.approver_id is distinct from tool.owner_id
          and approval.approver_id is distinct from tool.stand_in_id
        or approval.role = 'contact' and not exists (
          select 1 from organisation_contact contact where contact.workspace_id = member.workspace_id and contact.email = member.email
        )
        or approval.role = 'lead' and not exists (
          select 1 from desk_staff named where named.workspace_id = tool.workspace_id and named.desk_id = tool.desk_id
            and named.member_id = approval.approver_id and named.role = 'lead' and ${STAFF_NOW}
        )
      )
    order by approval.sign_up_id, approval.approver_id`;
}

/**
 * Asks at once in the place of approvers who are away or cannot decide any more: switched off, gone, a guest now, or no longer
 * what they were asked as. One person's after they changed; everybody's for what changed otherwise. Twice changes nothing.
 */
export async function replaceApproversGone(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'dueAt'>,
  workspaceId: string,
  memberId: string | null = null,
): Promise<void> {
  const gone = await approversGone(tx, deps.now(), workspaceId, memberId);
  for (const { signUpId, approverId } of gone) {
    const { tool, signUp } = await held(tx, workspaceId, signUpId);
    await replaceApprover(tx, deps, tool, signUp, approverId);
  }
}

async function replaceApprover(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'dueAt'>,
  tool: Tool,
  signUp: SignUp,
  approverId: string,
): Promise<void> {
  const rows = await approvalsOf(tx, signUp);
  const own = rows.find((row) => row.approverId === approverId && row.decision === null);
  const stage = tool.stages[signUp.stage];
  if (!own || !stage) return;
  const places = own.standInForId === null ? [approverId] : placesOf(own);
  const others = rows.filter((row) => row !== own && row.decision === null);
  const ids = rows.map((row) => row.approverId);
  const away = await awayOf(tx, signUp.workspaceId, ids, deps.now());
  for (const other of others.filter((row) => !away.has(row.approverId))) {
    const isInPlace = stage.needs === 'one' || places.every((place) => placesOf(other).includes(place));
    if (isInPlace && (await stillStands(tx, tool, signUp, other))) return;
  }
  if (await askInPlace(tx, deps, tool, signUp, places)) return showSignUp(tx, deps, tool, signUp);
  // Who is away may decide all the same.
  await tellStaff(tx, deps, tool, signUp, away.has(approverId) ? 'late' : 'nobody');
}
