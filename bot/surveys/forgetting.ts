// WHAT THE STORE HOLDS OF ONE PERSON IN SURVEYS, and how it is forgotten. Their requests are elsewhere; of anonymous answers and letters
// nothing is held that says whose they are, so there is nothing to give out or to find here.
import type { Deps } from '#bot/deps.ts';
import { STAFF_NOW } from '#bot/desks/desks.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { FORGOTTEN } from '#surveys/ids.ts';
import { definitionOf } from './survey-row.ts';
import { takeWordsOut } from './wordless.ts';

type Person = { workspaceId: string; memberId: string };

/** In a query of owned or said messages: those of surveys. */
export const OF_SURVEYS = Prisma.sql`key ~ '^(survey|wave|letters)[^:]*:'`;

/** In the same: whoever they went to. */
const isTo = ({ memberId }: Person, directId: string | null) => Prisma.sql`(
  channel_id in (${memberId}, ${directId ?? memberId}) or key like ${`%:${memberId}`} or key like ${`%:${memberId}:%`})`;

/** Everything the store holds of a person in surveys, as asked and as staff, to be handed to them. */
export async function surveyDataOf(tx: Tx, person: Person) {
  const { workspaceId, memberId } = person;
  const of = { workspaceId, memberId };
  const did = { workspaceId, actorId: memberId };
  const authorships = await tx.surveyAuthor.findMany({ where: of, orderBy: { waveId: 'asc' } });
  const responses = [];
  for (const { waveId, responseId, ...author } of authorships)
    responses.push({ ...author, ...(await responseOf(tx, workspaceId, responseId)) });
  const ownerOf = { workspaceId, OR: [{ ownerId: memberId }, { coOwnerIds: { has: memberId } }] };
  const directId = await directMessageOf(tx, person);
  return {
    invitations: await tx.surveyInvitation.findMany({ where: of, orderBy: { waveId: 'asc' } }),
    optOuts: await tx.surveyOptOut.findMany({ where: of, orderBy: { surveyId: 'asc' } }),
    responses,
    messages: await tx.$queryRaw<{ key: string; sentAt: Date | null }[]>`
      select key, sent_at as "sentAt" from said_message where workspace_id = ${workspaceId} and ${OF_SURVEYS} and ${isTo(person, directId)}
      union all
      select key, attempted_at from owned_message where workspace_id = ${workspaceId} and ${OF_SURVEYS} and ${isTo(person, directId)}
      order by 1`,
    asStaff: {
      surveys: await tx.survey.findMany({ where: ownerOf, orderBy: { id: 'asc' } }),
      waves: await tx.surveyWave.findMany({
        where: { workspaceId, OR: [{ createdById: memberId }, { readerIds: { has: memberId } }] },
        orderBy: { id: 'asc' },
      }),
      steps: await tx.surveyEvent.findMany({ where: did, orderBy: { id: 'asc' } }),
      actions: await tx.surveyAction.findMany({
        where: { workspaceId, OR: [{ ownerId: memberId }, { createdById: memberId }, { doneById: memberId }] },
        orderBy: { id: 'asc' },
      }),
      themes: await tx.surveyTheme.findMany({ where: { workspaceId, taggedById: memberId } }),
      letterAnswers: await tx.surveyLetterText.findMany({ where: { workspaceId, staffId: memberId } }),
    },
  };
}

/** A response with its questions, as they were asked. */
async function responseOf(tx: Tx, workspaceId: string, id: string) {
  const response = await tx.surveyResponse.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } } });
  const wave = await tx.surveyWave.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: response.waveId } } });
  const { name, questions } = await definitionOf(tx, workspaceId, wave.surveyId, wave.version);
  return { survey: name, ...response, questions: questions.map(({ id: question, label }) => ({ id: question, label })) };
}

async function directMessageOf(tx: Tx, { workspaceId, memberId }: Person): Promise<string | null> {
  const member = await tx.member.findUnique({ where: { workspaceId_id: { workspaceId, id: memberId } } });
  return member?.dmChannelId ?? null;
}

/**
 * Forgets a person in surveys: whose answers were theirs, their words, that they were asked, what they chose and what was sent to them.
 *
 * No published result changes: their figures stay, without anything that leads to them, and so does the number of people asked. What they
 * kept as staff goes to a co-owner or, where there is none, to a lead.
 */
export async function forgetInSurveys(deps: Pick<Deps, 'db'>, person: Person): Promise<void> {
  await deps.db.$transaction(
    async (tx) => {
      await forgetAnswers(tx, person);
      await forgetAsking(tx, person);
      await forgetMessages(tx, person);
      await forgetStaff(tx, person);
    },
    { timeout: LONGEST_MS },
  );
}

const LONGEST_MS = 60_000;

async function forgetAnswers(tx: Tx, { workspaceId, memberId }: Person): Promise<void> {
  const gone = await tx.$queryRaw<{ responseId: string }[]>`
    delete from survey_author where workspace_id = ${workspaceId} and member_id = ${memberId} returning response_id::text as "responseId"`;
  const ids = gone.map(({ responseId }) => responseId);
  await takeWordsOut(tx, Prisma.sql`response.workspace_id = ${workspaceId} and response.id = any(${ids}::uuid[])`);
  // A step about these answers would lead, by the request that was opened after them, to whose they were.
  await tx.$executeRaw`
    update survey_event set detail = detail - 'response' - 'ticket'
    where workspace_id = ${workspaceId} and detail->>'response' = any(${ids}::text[])`;
}

/**
 * Of a survey whose figures are final, or who has answered, an empty place stays where they were counted; nobody is sent anything there. Of
 * an anonymous one always: whether there is one would tell whether they answered.
 */
async function forgetAsking(tx: Tx, { workspaceId, memberId }: Person): Promise<void> {
  await tx.$executeRaw`
    with gone as (
      delete from survey_invitation invitation using survey_wave wave
      where wave.workspace_id = invitation.workspace_id and wave.id = invitation.wave_id
        and invitation.workspace_id = ${workspaceId} and invitation.member_id = ${memberId}
      returning invitation.wave_id, invitation.state, invitation.has_answered,
        wave.state = 'closed' or wave.level = 'anonymous' as is_kept
    )
    insert into survey_invitation (workspace_id, wave_id, member_id, state, has_answered)
    select ${workspaceId}, wave_id, ${FORGOTTEN} || ':' || gen_random_uuid(), state, has_answered from gone
    where state = 'asked' and (has_answered or is_kept)`;
  await tx.surveyOptOut.deleteMany({ where: { workspaceId, memberId } });
}

async function forgetMessages(tx: Tx, person: Person): Promise<void> {
  const { workspaceId } = person;
  const directId = await directMessageOf(tx, person);
  const keys = await tx.$queryRaw<{ key: string }[]>`
    delete from owned_message where workspace_id = ${workspaceId} and ${OF_SURVEYS} and ${isTo(person, directId)} returning key`;
  const said = await tx.$queryRaw<{ channelId: string }[]>`
    delete from said_message where workspace_id = ${workspaceId} and ${OF_SURVEYS} and ${isTo(person, directId)} returning channel_id as "channelId"`;
  const channels = said.map(({ channelId }) => channelId);
  await tx.$executeRaw`
    select graphile_worker.remove_job(key) from graphile_worker.jobs
    where key = any(${keys.map(({ key }) => `sync:${workspaceId}:${key}`)}::text[])
      or key in (
        select 'say:' || ${workspaceId} || ':' || channel from unnest(${channels}::text[]) channel where not exists (
          select from said_message where workspace_id = ${workspaceId} and channel_id = channel and sent_at is null)
      )`;
}

async function forgetStaff(tx: Tx, { workspaceId, memberId }: Person): Promise<void> {
  const [lead] = await tx.$queryRaw<{ id: string }[]>`
    select named.member_id as id from desk_staff named
    where named.workspace_id = ${workspaceId} and named.role = 'lead' and named.member_id <> ${memberId} and ${STAFF_NOW} order by 1 limit 1`;
  await tx.$executeRaw`
    update survey set
      owner_id = case when owner_id = ${memberId} then coalesce((array_remove(co_owner_ids, ${memberId}))[1], ${lead?.id ?? FORGOTTEN}) else owner_id end,
      co_owner_ids = case when owner_id = ${memberId} then (array_remove(co_owner_ids, ${memberId}))[2:] else array_remove(co_owner_ids, ${memberId}) end
    where workspace_id = ${workspaceId} and (owner_id = ${memberId} or ${memberId} = any(co_owner_ids))`;
  await tx.$executeRaw`
    update survey_wave wave set created_by_id = case when wave.created_by_id = ${memberId} then survey.owner_id else wave.created_by_id end,
      reader_ids = array_remove(wave.reader_ids, ${memberId})
    from survey where survey.workspace_id = wave.workspace_id and survey.id = wave.survey_id
      and wave.workspace_id = ${workspaceId} and (wave.created_by_id = ${memberId} or ${memberId} = any(wave.reader_ids))`;
  await forgetAddress(tx, { workspaceId, memberId });
  await tx.$executeRaw`
    update survey_action action set owner_id = case when action.owner_id = ${memberId} then survey.owner_id else action.owner_id end,
      created_by_id = case when action.created_by_id = ${memberId} then ${FORGOTTEN} else action.created_by_id end,
      done_by_id = case when action.done_by_id = ${memberId} then ${FORGOTTEN} else action.done_by_id end
    from survey_wave wave join survey on survey.workspace_id = wave.workspace_id and survey.id = wave.survey_id
    where wave.workspace_id = action.workspace_id and wave.id = action.wave_id and action.workspace_id = ${workspaceId}
      and ${memberId} in (action.owner_id, action.created_by_id, coalesce(action.done_by_id, ''))`;
  await tx.$executeRaw`
    update survey_event set actor_id = case when actor_id = ${memberId} then ${FORGOTTEN} else actor_id end,
      detail = replace(detail::text, ${JSON.stringify(memberId)}, ${JSON.stringify(FORGOTTEN)})::jsonb
    where workspace_id = ${workspaceId} and (actor_id = ${memberId} or strpos(detail::text, ${JSON.stringify(memberId)}) > 0)`;
  await tx.surveyTheme.updateMany({ where: { workspaceId, taggedById: memberId }, data: { taggedById: FORGOTTEN } });
  await tx.surveyLetterText.updateMany({ where: { workspaceId, staffId: memberId }, data: { staffId: FORGOTTEN } });
}

/** Their address in the lists that waves were sent to. */
async function forgetAddress(tx: Tx, { workspaceId, memberId }: Person): Promise<void> {
  const member = await tx.member.findUnique({ where: { workspaceId_id: { workspaceId, id: memberId } } });
  const email = member?.email?.toLowerCase();
  if (!email) return;
  await tx.$executeRaw`
    update survey_wave set plan = jsonb_set(plan, '{audience,emails}', (
      select coalesce(jsonb_agg(address), '[]') from jsonb_array_elements_text(plan#>'{audience,emails}') address
      where address <> ${email}
    ))
    where workspace_id = ${workspaceId} and plan#>'{audience,emails}' ? ${email}`;
}
