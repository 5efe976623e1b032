import { STAFF_NOW } from '#bot/desks/desks.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { escapeText } from '#bot/slack/escape.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { MemberId } from '#bot/slack/payloads.ts';
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
 * Sets who keeps a survey: staff only. Whoever owned it stays on as a co-owner when it is handed over, unless they have left the staff.
 * `seen` is who they were when the form was opened; of two who change them at once, the second is told. Everybody whom somebody else has
 * made an owner or a co-owner hears of it, and so does whoever owned it.
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
    const isHandedOver = ownerId !== seen.ownerId;
    const stayingOn = isHandedOver ? await staffAmong(tx, workspaceId, [seen.ownerId]) : [];
    const chosen = [...new Set(wanted.coOwnerIds)].filter((id) => id !== ownerId);
    const coOwnerIds = [...new Set([...chosen, ...stayingOn])].toSorted();
    const problem = await problemOf(tx, workspaceId, { ownerId, chosen, coOwnerIds }, seen);
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
    const added = coOwnerIds.filter((id) => !seen.coOwnerIds.includes(id));
    const removed = seen.coOwnerIds.filter((id) => !coOwnerIds.includes(id) && id !== ownerId);
    if (!isHandedOver && added.length + removed.length === 0) return { survey };
    const detail = { added, removed, ...(isHandedOver ? { owner: ownerId } : {}) };
    const eventId = await recordSurveyEvent(tx, {
      workspaceId,
      surveyId,
      kind: 'owners_changed',
      actorId,
      at: deps.now(),
      detail,
    });
    const news = newsOfOwners(survey, actorId, { before: seen.ownerId, added, isHandedOver });
    for (const [channelId, text] of news)
      await saySoon(tx, deps, workspaceId, {
        key: `survey-owners:${eventId}:${channelId}`,
        channelId,
        content: { kind: 'text', text },
      });
    return { survey };
  });
}

/** Who hears what of it, by the person; whoever did it knows. */
function newsOfOwners(
  { name, ownerId }: SurveyRow,
  actorId: string,
  { before, added, isHandedOver }: { before: string; added: string[]; isHandedOver: boolean },
): Map<string, string> {
  const survey = `the survey *${escapeText(name)}*`;
  const find = '`/survey list` shows it.';
  const news = new Map(added.map((id) => [id, `<@${actorId}> has made you a co-owner of ${survey}. ${find}`]));
  if (isHandedOver) {
    const staysOn = added.includes(before) ? ' You stay on as a co-owner.' : '';
    news.set(before, `<@${ownerId}> owns ${survey} now: <@${actorId}> has handed it over.${staysOn}`);
    news.set(ownerId, `<@${actorId}> has made you the owner of ${survey}. ${find}`);
  }
  news.delete(actorId);
  // Nobody reads what is said to somebody who was forgotten.
  return new Map([...news].filter(([id]) => MemberId.safeParse(id).success));
}

type Choice = { ownerId: string; chosen: string[]; coOwnerIds: string[] };

async function problemOf(tx: Tx, workspaceId: string, choice: Choice, seen: Owners): Promise<OwnersProblem | undefined> {
  const { ownerId, chosen, coOwnerIds } = choice;
  const notOwner = await strangersSaid(tx, workspaceId, ownerId === seen.ownerId ? [] : [ownerId]);
  if (notOwner) return { of: 'ownerId', sentence: notOwner };
  const none = `Please choose ${MOST_CO_OWNERS} people at most`;
  if (chosen.length > MOST_CO_OWNERS) return { of: 'coOwnerIds', sentence: `${none}.` };
  if (coOwnerIds.length > MOST_CO_OWNERS)
    return { of: 'coOwnerIds', sentence: `Whoever owned it until now stays on as a co-owner. ${none}, counting them.` };
  const notCoOwners = await strangersSaid(
    tx,
    workspaceId,
    chosen.filter((id) => !seen.coOwnerIds.includes(id)),
  );
  return notCoOwners === undefined ? undefined : { of: 'coOwnerIds', sentence: notCoOwners };
}

/** Who of these is staff of some desk at the moment. */
export async function staffAmong(tx: Tx, workspaceId: string, ids: string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select distinct named.member_id as id from desk_staff named
    where named.workspace_id = ${workspaceId} and named.member_id = any(${ids}) and ${STAFF_NOW}`;
  return rows.map(({ id }) => id);
}

/** Who of these is not on staff, under a field, where Slack makes no names of ids; nothing when all are. */
async function strangersSaid(tx: Tx, workspaceId: string, wanted: string[]): Promise<string | undefined> {
  const staff = new Set(await staffAmong(tx, workspaceId, wanted));
  const ids = wanted.filter((id) => !staff.has(id));
  if (ids.length === 0) return undefined;
  const rows = await tx.member.findMany({ where: { workspaceId, id: { in: ids } }, select: { displayName: true } });
  const names = rows.map(({ displayName }) => displayName);
  const who = names.length === ids.length ? new Intl.ListFormat('en').format(names) : 'Somebody you chose';
  return `${who} ${names.length === ids.length && ids.length > 1 ? 'are' : 'is'} not on staff. Only staff keep surveys.`;
}
