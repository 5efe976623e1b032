import type { Db } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import type { Answers, Survey } from '#surveys/survey.ts';
import { seedSurvey, seedWave } from '#test/support/surveys.ts';

export const WORKSPACE = 'T0COOP';
export const LEA = 'U0LEA';
const AT = new Date('2026-03-02T10:00:00Z');
const DAY = 86_400_000;

export type Answering = { answers: Answers; bandOne?: string; bandTwo?: string; isComplete?: boolean };
type Changes = Partial<Prisma.SurveyWaveUncheckedCreateInput> & { surveyId?: number; definition?: Survey; asked?: string[] };

/** A closed anonymous wave with these responses, a day after the last one of its survey; by the same people each time, unless it says whom it asked. */
export async function answeredWave(
  db: Db,
  responses: Answering[],
  { surveyId, definition, asked: named, ...changes }: Changes = {},
) {
  const kept = { workspaceId: WORKSPACE, ownerId: LEA, at: AT, ...(definition ? { definition } : {}) };
  const id = surveyId ?? (await seedSurvey(db, kept)).id;
  const before = await db.surveyWave.count({ where: { workspaceId: WORKSPACE, surveyId: id } });
  const closed: Changes = { level: 'anonymous', state: 'closed', closedAt: new Date(AT.getTime() + (before + 1) * DAY) };
  const wave = await seedWave(
    db,
    { workspaceId: WORKSPACE, surveyId: id, at: AT, asked: named ?? [] },
    { ...closed, ...changes },
  );
  const authors = responses.map(({ bandOne = null, bandTwo = null }, index) => ({
    memberId: `U0S${id}P${index}`,
    bandOne,
    bandTwo,
  }));
  await db.surveyInvitation.createMany({
    data: named ? [] : authors.map((author) => ({ workspaceId: WORKSPACE, waveId: wave.id, state: 'asked', ...author })),
  });
  await db.surveyResponse.createMany({
    data: responses.map((response) => ({ workspaceId: WORKSPACE, waveId: wave.id, ...response })),
  });
  return { ...wave, workspaceId: WORKSPACE, waveId: wave.id };
}

/** Who gave each response of a wave, in the order in which they are named. */
export async function nameAuthors(db: Db, waveId: number, people: { memberId: string; organisationId?: string }[]) {
  const responses = await db.surveyResponse.findMany({ where: { workspaceId: WORKSPACE, waveId } });
  await db.surveyAuthor.createMany({
    data: people.map((person, index) => ({
      ...{ workspaceId: WORKSPACE, waveId, responseId: responses[index]!.id, begunAt: AT, changedAt: AT },
      ...person,
    })),
  });
}

/** The same so many times. */
export function times(count: number, answering: Answering): Answering[] {
  return Array.from({ length: count }, () => answering);
}
