import { STAFF_NOW } from '#bot/desks/desks.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { Tx } from '#prisma/db.ts';
import { recordSurveyEvent } from './events.ts';
import { findSurvey, type SurveyRow } from './survey-row.ts';
import { changedMeanwhile, type Keeper, type KeeperDeps } from './surveys.ts';

/** With the owner, as many as a direct message between people takes. */
export const MOST_CO_OWNERS = 8;

export type OwnersSaved = { survey: SurveyRow } | { problem: string };

/**
 * Sets who keeps a survey beside its owner: staff only. `seen` is who they were when the form was opened; of two who change them at once,
 * the second is told.
 */
export async function setCoOwners(
  deps: KeeperDeps,
  keeper: Keeper,
  surveyId: number,
  { ids, seen }: { ids: string[]; seen: string[] },
): Promise<OwnersSaved> {
  return deps.db.$transaction(async (tx): Promise<OwnersSaved> => {
    const { workspaceId, actorId } = keeper;
    await requireRight(tx, 'change a survey', { workspaceId, actorId, surveyId });
    const { ownerId } = await findSurvey(tx, workspaceId, surveyId);
    const coOwnerIds = [...new Set(ids)].filter((id) => id !== ownerId).toSorted();
    if (coOwnerIds.length > MOST_CO_OWNERS) return { problem: `Please choose ${MOST_CO_OWNERS} people at most.` };
    const added = coOwnerIds.filter((id) => !seen.includes(id));
    const strangers = await notStaff(tx, workspaceId, added);
    if (strangers.length > 0) return { problem: await strangersSaid(tx, workspaceId, strangers) };
    const { count } = await tx.survey.updateMany({
      where: { workspaceId, id: surveyId, coOwnerIds: { equals: seen } },
      data: { coOwnerIds },
    });
    const survey = await findSurvey(tx, workspaceId, surveyId);
    const isSo = (wanted: string[]) => survey.coOwnerIds.toSorted().join() === wanted.join();
    if (count === 0) {
      if (isSo(coOwnerIds)) return { survey };
      throw changedMeanwhile();
    }
    const removed = seen.filter((id) => !coOwnerIds.includes(id));
    if (added.length + removed.length > 0)
      await recordSurveyEvent(tx, {
        workspaceId,
        surveyId,
        kind: 'owners_changed',
        actorId,
        at: deps.now(),
        detail: { added, removed },
      });
    return { survey };
  });
}

/** Who of these is on nobody's staff at the moment. */
async function notStaff(tx: Tx, workspaceId: string, ids: string[]): Promise<string[]> {
  const staff = new Set(await staffAmong(tx, workspaceId, ids));
  return ids.filter((id) => !staff.has(id));
}

/** Who of these is staff of some desk at the moment. */
export async function staffAmong(tx: Tx, workspaceId: string, ids: string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select distinct named.member_id as id from desk_staff named
    where named.workspace_id = ${workspaceId} and named.member_id = any(${ids}) and ${STAFF_NOW}`;
  return rows.map(({ id }) => id);
}

/** Under a field, where Slack makes no names of ids. */
async function strangersSaid(tx: Tx, workspaceId: string, ids: string[]): Promise<string> {
  const rows = await tx.member.findMany({ where: { workspaceId, id: { in: ids } }, select: { displayName: true } });
  const names = rows.map(({ displayName }) => displayName);
  const who = names.length === ids.length ? new Intl.ListFormat('en').format(names) : 'Somebody you chose';
  return `${who} ${names.length === ids.length && ids.length > 1 ? 'are' : 'is'} not on staff. Only staff keep surveys.`;
}
