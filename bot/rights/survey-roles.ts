import { STAFF_NOW } from '#bot/desks/desks.ts';
import type { Tx } from '#prisma/db.ts';

/**
 * What somebody can be towards one survey or one wave of it: who keeps it (its owner and co-owners, as long as they are staff),
 * who may read who said what, and who was asked.
 */
export type SurveyRole = 'keeper' | 'confidant' | 'asked';

type Towards = { workspaceId: string; actorId: string; surveyId?: number; waveId?: number };

/**
 * The roles towards this survey or wave, as the store has them; none towards one that is not there. Whoever is switched off has none.
 * Who is only counted in, before a wave is out, was not asked; nor was who was left out at the last moment.
 *
 * Confidants: of a named wave its keepers and every lead; of a confidential one those who were named before it was sent; of an anonymous one nobody.
 */
export async function surveyRolesOf(tx: Tx, { workspaceId, actorId, surveyId, waveId }: Towards): Promise<Set<SurveyRole>> {
  const [found] = await tx.$queryRaw<{ isKeeper: boolean; isConfidant: boolean; isAsked: boolean }[]>`
    select kept.is_keeper as "isKeeper", invitation.member_id is not null as "isAsked",
      case wave.level when 'named' then kept.is_keeper or kept.is_lead when 'confidential' then ${actorId} = any(wave.reader_ids) else false end as "isConfidant"
    from survey
    left join survey_wave wave on wave.workspace_id = survey.workspace_id and wave.id = ${waveId ?? null}::int and wave.survey_id = survey.id
    left join survey_invitation invitation on invitation.workspace_id = survey.workspace_id and invitation.wave_id = wave.id
      and invitation.member_id = ${actorId} and invitation.state <> 'missed' and wave.opened_at is not null
    cross join lateral (
      select bool_or(true) is true and (survey.owner_id = ${actorId} or ${actorId} = any(survey.co_owner_ids)) as is_keeper,
        bool_or(named.role = 'lead') is true as is_lead
      from desk_staff named
      where named.workspace_id = survey.workspace_id and named.member_id = ${actorId} and ${STAFF_NOW}
    ) kept
    where survey.workspace_id = ${workspaceId}
      and (${surveyId ?? null}::int is null or survey.id = ${surveyId ?? null}::int)
      and (${waveId ?? null}::int is null or wave.id is not null)
      and (${surveyId ?? null}::int is not null or ${waveId ?? null}::int is not null)`;
  const roles = new Set<SurveyRole>();
  if (found?.isKeeper) roles.add('keeper');
  if (found?.isConfidant) roles.add('confidant');
  if (found?.isAsked) roles.add('asked');
  return roles;
}
