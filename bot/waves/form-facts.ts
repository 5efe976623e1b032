import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { definitionOf, findSurvey } from '#bot/surveys/survey-row.ts';
import type { Tx } from '#prisma/db.ts';
import { estimateText } from '#surveys/estimate.ts';
import type { FormFacts } from './audience-fields.ts';
import type { Choices, Kind } from './form-fields.ts';
import { userGroupsOf } from './pages.ts';
import type { Settings } from './settings.ts';
import { findWave, type Wave } from './wave.ts';

type Opening = { workspaceId: string; actorId: string; surveyId: number; waveId: number | null };

/** What the form offers to somebody who sends a survey, or changes how. Throws a sentence for whoever may not. */
export async function formFacts(deps: SlackDeps, opening: Opening, kind?: Kind): Promise<FormFacts> {
  const { workspaceId, surveyId, waveId } = opening;
  await requireRight(deps.db, 'send a survey', { workspaceId, actorId: opening.actorId, surveyId });
  const survey = await findSurvey(deps.db, workspaceId, surveyId);
  const given = waveId === null ? null : settingsOf(await waveOfSurvey(deps.db, workspaceId, surveyId, waveId));
  const chosen = kind ?? given?.plan.audience.kind ?? 'everyone';
  const audience = given?.plan.audience;
  const organisationIds = audience?.kind === 'organisations' ? audience.ids : [];
  return {
    surveyId,
    waveId,
    survey: survey.name,
    estimate: estimateText(await definitionOf(deps.db, workspaceId, surveyId, survey.version)),
    roles: chosen === 'roles' ? await rolesIn(deps.db, workspaceId) : [],
    tools: chosen === 'tool-holders' ? await toolsIn(deps.db, workspaceId) : [],
    groups: chosen === 'user-groups' ? await userGroupsOf(deps, workspaceId) : [],
    organisations: await deps.db.organisation.findMany({
      where: { workspaceId, id: { in: organisationIds } },
      select: { id: true, name: true },
    }),
    given,
  };
}

/** What a form that names another survey than its wave has was not made by us. */
async function waveOfSurvey(tx: Tx, workspaceId: string, surveyId: number, waveId: number): Promise<Wave> {
  const wave = await findWave(tx, workspaceId, waveId);
  if (wave.surveyId !== surveyId) throw new UserError('no_wave', ({ answering }) => answering.notFound);
  return wave;
}

/** What was decided about a wave. */
function settingsOf(wave: Wave): Settings {
  const { level, readerIds, bands, smallestGroup, plan, startsAt, opensForDays, repeats, hasMailbox } = wave;
  return { level, readerIds, bands, smallestGroup, plan, startsAt, opensForDays, repeats, hasMailbox };
}

/** What of it the rest of the form depends on. */
export function choicesOf({ level, plan, startsAt, repeats }: Settings): Choices {
  return { level, kind: plan.audience.kind, when: repeats !== null ? 'repeat' : startsAt !== null ? 'at' : 'now' };
}

/** As many as a list shows. */
const MOST = 100;

async function rolesIn(tx: Tx, workspaceId: string): Promise<string[]> {
  const rows = await tx.member.groupBy({
    by: ['role'],
    where: { workspaceId, deactivatedAt: null, AND: [{ role: { not: null } }, { role: { not: '' } }] },
    orderBy: { _count: { id: 'desc' } },
    take: MOST,
  });
  return rows.flatMap(({ role }) => role ?? []).toSorted((one, other) => one.localeCompare(other));
}

async function toolsIn(tx: Tx, workspaceId: string) {
  return tx.tool.findMany({
    where: { workspaceId, archivedAt: null },
    orderBy: { name: 'asc' },
    take: MOST,
    select: { id: true, name: true },
  });
}
