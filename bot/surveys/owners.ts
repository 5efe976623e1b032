import { STAFF_NOW } from '#bot/desks/desks.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { Tx } from '#prisma/db.ts';
import { recordSurveyEvent } from './events.ts';
import { findSurvey, type SurveyRow } from './survey-row.ts';
import { changedMeanwhile, type Keeper, type KeeperDeps } from './surveys.ts';

/** With the owner, as many as a direct message between people takes. */
export const MOST_CO_OWNERS = 8;

/** Who keeps a survey: whose it is, and who does beside them. */
export type Owners = Pick<SurveyRow, 'ownerId' | 'coOwnerIds'>;
/** Which of the two cannot be so, and why. */
export type OwnersProblem = { of: keyof Owners; sentence: string };
export type OwnersSaved = { survey: SurveyRow } | { problem: OwnersProblem };

/**
 * Sets who keeps a survey: staff only. Whoever hands it over stays on as a co-owner, unless they have left the staff. `seen` is who they
 * were when the form was opened; of two who change them at once, the second is told.
 */
export async function setOwners(
  deps: KeeperDeps,
  keeper: Keeper,
  surveyId: number,
  { wanted, seen }: { wanted: Owners; seen: Owners },
): Promise<OwnersSaved> {
  return deps.db.$transaction(async (tx): Promise<OwnersSaved> => {
    const { workspaceId, actorId } = keeper;
    await requireRight(tx, 'change a survey', { workspaceId, actorId, surveyId });
    const { ownerId } = wanted;
    const before = ownerId === seen.ownerId ? [] : await staffAmong(tx, workspaceId, [seen.ownerId]);
    const coOwnerIds = [...new Set([...wanted.coOwnerIds, ...before])].filter((id) => id !== ownerId).toSorted();
    const problem = await problemOf(tx, workspaceId, { ownerId, coOwnerIds }, seen);
    if (problem) return { problem };
    const { count } = await tx.survey.updateMany({
      where: { workspaceId, id: surveyId, ownerId: seen.ownerId, coOwnerIds: { equals: seen.coOwnerIds } },
      data: { ownerId, coOwnerIds },
    });
    const survey = await findSurvey(tx, workspaceId, surveyId);
    if (count === 0) {
      if (survey.ownerId === ownerId && survey.coOwnerIds.toSorted().join() === coOwnerIds.join()) return { survey };
      throw changedMeanwhile();
    }
    const detail = {
      added: coOwnerIds.filter((id) => !seen.coOwnerIds.includes(id)),
      removed: seen.coOwnerIds.filter((id) => !coOwnerIds.includes(id)),
      ...(ownerId === seen.ownerId ? {} : { owner: ownerId }),
    };
    if (detail.added.length + detail.removed.length > 0 || 'owner' in detail)
      await recordSurveyEvent(tx, { workspaceId, surveyId, kind: 'owners_changed', actorId, at: deps.now(), detail });
    return { survey };
  });
}

async function problemOf(tx: Tx, workspaceId: string, wanted: Owners, seen: Owners): Promise<OwnersProblem | undefined> {
  const { ownerId, coOwnerIds } = wanted;
  if (coOwnerIds.length > MOST_CO_OWNERS)
    return { of: 'coOwnerIds', sentence: `Please choose ${MOST_CO_OWNERS} people at most.` };
  const kept = [seen.ownerId, ...seen.coOwnerIds];
  for (const [of, ids] of [
    ['ownerId', [ownerId]],
    ['coOwnerIds', coOwnerIds],
  ] as const) {
    const added = ids.filter((id) => (of === 'ownerId' ? id !== seen.ownerId : !kept.includes(id)));
    const strangers = await notStaff(tx, workspaceId, added);
    if (strangers.length > 0) return { of, sentence: await strangersSaid(tx, workspaceId, strangers) };
  }
  return undefined;
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
