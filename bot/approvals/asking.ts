import type { Deps } from '#bot/deps.ts';
import { deskOf } from '#bot/desks/desks.ts';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { approvalKey, type SignUp } from '#bot/sign-ups/sign-up.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import type { Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { type Approval, circleOf, type Group, inPlaceOf, placesOf } from './approvers.ts';

type Clock = Pick<Deps, 'now' | 'dueAt'>;

/** Says to an approver who has the sign-up's card already that it is their turn again (see bot/approvals/jobs.ts). */
export const APPROVAL_AGAIN = 'approval-again';

/** Who was asked in the stage a sign-up is in. */
export async function approvalsOf(tx: Tx, { workspaceId, id, round, stage }: SignUp): Promise<Approval[]> {
  return tx.signUpApproval.findMany({
    where: { workspaceId, signUpId: id, round, stage },
    orderBy: [{ askedAt: 'asc' }, { approverId: 'asc' }],
  });
}

/** Asks these people, each once a stage; answers whom it asked. A card of an earlier stage or round does not ring again, so it is said. */
export async function askPeople(
  tx: Tx,
  deps: Clock,
  { workspaceId, id: signUpId, round, stage }: SignUp,
  { role, ids }: Group,
  places: string[],
): Promise<string[]> {
  const asked: string[] = [];
  for (const approverId of ids) {
    const key = { workspaceId, signUpId, round, stage, approverId };
    const row = { ...key, role, standInForId: inPlaceOf(places), askedAt: deps.now() };
    const { count } = await tx.signUpApproval.createMany({ data: [row], skipDuplicates: true });
    if (count === 0) continue;
    asked.push(approverId);
    const card = await tx.ownedMessage.findUnique({
      where: { workspaceId_key: { workspaceId, key: approvalKey(signUpId, approverId) } },
    });
    if (!card?.ts) continue;
    const content = { kind: APPROVAL_AGAIN, signUpId, approverId };
    const sayingKey = `${APPROVAL_AGAIN}:${signUpId}:${approverId}:${round}:${stage}`;
    await saySoon(tx, deps, workspaceId, { key: sayingKey, channelId: approverId, content });
  }
  return asked;
}

/**
 * Asks the next in line in the place of those who cannot decide or have not; each is asked once, and everybody asked may decide.
 * Answers whether there was anybody left to ask.
 */
export async function askInPlace(tx: Tx, deps: Clock, tool: Tool, signUp: SignUp, places: string[]): Promise<boolean> {
  const stage = tool.stages[signUp.stage];
  if (!stage || places.length === 0) return false;
  const rows = await approvalsOf(tx, signUp);
  const there = new Set(rows.map(({ approverId }) => approverId));
  const { named, asked: able, standIns } = await circleOf(tx, deps.now(), tool, signUp, stage);
  for (const { role, ids } of [{ role: named.role, ids: able }, ...standIns]) {
    const free = ids.filter((id) => !there.has(id));
    const asked = await askPeople(tx, deps, signUp, { role, ids: free }, places);
    if (asked.length > 0) {
      await noteStandIns(tx, deps, signUp, asked, places);
      return true;
    }
    const also = rows.filter((row) => ids.includes(row.approverId) && row.standInForId !== null && row.decision === null);
    if (await takeMorePlaces(tx, also, places)) {
      const ids = also.map(({ approverId }) => approverId);
      await noteStandIns(tx, deps, signUp, ids, places);
      return true;
    }
  }
  return false;
}

/** Who stands in for some already does so for others, too. */
async function takeMorePlaces(tx: Tx, rows: Approval[], places: string[]): Promise<boolean> {
  let isNew = false;
  for (const { workspaceId, signUpId, round, stage, approverId, ...row } of rows) {
    const all = [...new Set([...placesOf(row), ...places])];
    if (all.length === placesOf(row).length) continue;
    isNew = true;
    await tx.signUpApproval.updateMany({
      where: { workspaceId, signUpId, round, stage, approverId, decision: null },
      data: { standInForId: inPlaceOf(all) },
    });
  }
  return isNew;
}

async function noteStandIns(tx: Tx, deps: Clock, signUp: SignUp, asked: string[], places: string[]): Promise<void> {
  await recordSignUpEvent(tx, {
    workspaceId: signUp.workspaceId,
    signUpId: signUp.id,
    kind: 'stand_in_asked',
    actorId: null,
    at: deps.now(),
    detail: { asked, for: places },
  });
}

/** Staff are told once a stage when nobody is left who could decide, or when nobody has although everybody was asked. */
export async function tellStaff(tx: Tx, deps: Clock, tool: Tool, signUp: SignUp, why: 'nobody' | 'late'): Promise<void> {
  const { workspaceId, id, round, stage } = signUp;
  const channelId = tool.channelId ?? (await deskOf(tx, workspaceId, tool.deskId)).triageChannelId;
  const content = { kind: STAFF_UNDECIDED, signUpId: id, why };
  await saySoon(tx, deps, workspaceId, { key: `${STAFF_UNDECIDED}:${why}:${id}:${round}:${stage}`, channelId, content });
}

/** Says to staff that a sign-up cannot be decided, or is not (see bot/approvals/jobs.ts). */
export const STAFF_UNDECIDED = 'sign-up-undecided';
