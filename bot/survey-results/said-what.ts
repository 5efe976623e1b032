import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { recordSurveyEvent } from '#bot/surveys/events.ts';
import { findWave, type Wave } from '#bot/waves/wave.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { shownQuestions } from '#surveys/showing.ts';
import { type Answer, Answers, type Question, type Survey } from '#surveys/survey.ts';
import { isLow, LOW_UNTIL } from './answer-words.ts';
import { type Reading, readingOf } from './readers.ts';

/** What one person answered, in the survey's order. */
type PersonRead = {
  memberId: string;
  responseId: string;
  organisation: string | null;
  isComplete: boolean;
  given: { question: Question; answer: Answer }[];
  /** They may need help */
  isLow: boolean;
};

export type SaidWhat = {
  wave: Wave;
  reading: Reading;
  page: number;
  people: number;
  /** How many of them may need help: they come first */
  low: number;
  person: PersonRead | null;
};

type Confidant = { workspaceId: string; actorId: string };

/**
 * What one of those who answered said, for whoever was to know; also while the wave is open. Those who may need help come first, each part by
 * name; this is the `wanted`th of all.
 *
 * Whose answers somebody read is written down, each time, in the same transaction.
 */
export async function readPerson(deps: Deps, reader: Confidant, waveId: number, wanted: number): Promise<SaidWhat> {
  const { workspaceId, actorId } = reader;
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'read who said what', { workspaceId, actorId, waveId });
    const wave = await findWave(tx, workspaceId, waveId);
    const reading = await readingOf(tx, wave, actorId);
    const { people, low } = await countedIn(tx, wave, reading);
    const page = Math.max(0, Math.min(wanted, people - 1));
    const person = people === 0 ? null : await personAt(tx, wave, reading, page);
    if (person)
      await recordSurveyEvent(tx, {
        workspaceId,
        surveyId: wave.surveyId,
        waveId,
        kind: 'answers_read',
        actorId,
        at: deps.now(),
        // Not the person: whose it was is to be forgotten together with its author.
        detail: { response: person.responseId },
      });
    return { wave, reading, page, people, low, person };
  });
}

async function countedIn(tx: Tx, { workspaceId, id }: Wave, { survey }: Reading): Promise<{ people: number; low: number }> {
  const [counted] = await tx.$queryRaw<{ people: number; low: number }[]>`
    select count(*)::int as people, count(*) filter (where ${hasLow(survey)})::int as low
    from survey_author author
    join survey_response response on response.workspace_id = author.workspace_id and response.id = author.response_id
    where author.workspace_id = ${workspaceId} and author.wave_id = ${id}`;
  return counted ?? { people: 0, low: 0 };
}

/** Of `response`: whether an answer in it is low, as `isLow` has it. */
function hasLow({ questions }: Survey): Prisma.Sql {
  const idsOf = (kind: Question['kind']) => questions.flatMap((question) => (question.kind === kind ? question.id : []));
  return Prisma.sql`exists (
    select from jsonb_each(response.answers) given
    where case when jsonb_typeof(given.value) <> 'number' then false
      when given.key = any(${idsOf('rating')}::text[]) then given.value::numeric <= ${LOW_UNTIL.rating}
      else given.key = any(${idsOf('nps')}::text[]) and given.value::numeric <= ${LOW_UNTIL.nps} end
  )`;
}

const Row = z.object({
  memberId: z.string(),
  responseId: z.string(),
  organisation: z.string().nullable(),
  isComplete: z.boolean(),
  answers: Answers,
});

async function personAt(tx: Tx, { workspaceId, id }: Wave, { survey }: Reading, page: number): Promise<PersonRead | null> {
  const rows = await tx.$queryRaw<unknown[]>`
    select author.member_id as "memberId", response.id::text as "responseId", organisation.name as organisation,
      response.is_complete as "isComplete", response.answers
    from survey_author author
    join survey_response response on response.workspace_id = author.workspace_id and response.id = author.response_id
    left join member on member.workspace_id = author.workspace_id and member.id = author.member_id
    left join organisation on organisation.workspace_id = author.workspace_id and organisation.id = author.organisation_id
    where author.workspace_id = ${workspaceId} and author.wave_id = ${id}
    order by ${hasLow(survey)} desc, lower(member.display_name), author.member_id offset ${page} limit 1`;
  if (rows[0] === undefined) return null;
  const { answers, ...person } = Row.parse(rows[0]);
  const given = shownQuestions(survey, answers).flatMap((question) => {
    const answer = Object.hasOwn(answers, question.id) ? answers[question.id] : undefined;
    return answer === undefined ? [] : [{ question, answer }];
  });
  return { ...person, given, isLow: given.some(({ question, answer }) => isLow(question, answer)) };
}
