import type { Db } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import type { Answers, Survey } from '#surveys/survey.ts';
import { type Cooperative, MONDAY_MORNING, startCooperative } from '#test/support/cooperative.ts';
import { formsOf } from '#test/support/forms.ts';
import { aSurvey, seedSurvey, seedWave } from '#test/support/surveys.ts';

const DAY = 86_400_000;
export const CLOSED: Partial<Prisma.SurveyWaveUncheckedCreateInput> = {
  level: 'anonymous',
  state: 'closed',
  closedAt: new Date(MONDAY_MORNING.getTime() - DAY),
  endsAt: new Date(MONDAY_MORNING.getTime() - DAY),
};
export const SENT = new Date(MONDAY_MORNING.getTime() - 15 * DAY);

/** Twelve answers that differ: six of small organisations, three and three of others. */
export const TWELVE: { answers: Answers; bandOne: string }[] = [10, 9, 9, 8, 7, 3, 10, 9, 6, 8, 2, 10].map(
  (recommend, index) => ({
    answers: {
      recommend,
      happy: (index % 5) + 1,
      channel: index % 3 === 0 ? { chosen: ['friend'] } : { chosen: ['web'] },
      word: `word ${index}`,
      people: index + 1,
    },
    bandOne: index < 6 ? '1-10' : index < 9 ? '11-50' : '251+',
  }),
);

type Given = { answers: Answers; bandOne?: string; bandTwo?: string };

export async function seedAnswers(db: Db, wave: { workspaceId: string; id: number }, given: Given[]) {
  const { workspaceId, id: waveId } = wave;
  await db.surveyResponse.createMany({ data: given.map((one) => ({ workspaceId, waveId, ...one })) });
}

/** A response of somebody, of a named or confidential wave. */
export async function seedAuthor(
  db: Db,
  wave: { workspaceId: string; id: number },
  memberId: string,
  answers: Answers,
  isComplete = true,
) {
  const { workspaceId, id: waveId } = wave;
  const { id: responseId } = await db.surveyResponse.create({ data: { workspaceId, waveId, answers, isComplete } });
  await db.surveyAuthor.create({ data: { workspaceId, waveId, memberId, responseId, begunAt: SENT, changedAt: SENT } });
  await db.surveyInvitation.updateMany({ where: { workspaceId, waveId, memberId }, data: { hasAnswered: true } });
  return responseId;
}

type Options = { wave?: Partial<Prisma.SurveyWaveUncheckedCreateInput>; definition?: Survey; answers?: Given[]; asked?: number };

/** A cooperative in which Ana keeps a survey that was sent to so many more people, with its answers; the desk is Ana's, Ben's and (leading) Lea's. */
export async function withResults({
  wave: changes = { ...CLOSED, bands: ['size'] },
  definition = aSurvey(),
  answers = TWELVE,
  asked = 14,
}: Options = {}) {
  const coop = await startCooperative({ at: MONDAY_MORNING });
  const { db, slack, workspaceId, people } = coop;
  const others = Array.from({ length: asked }, (_, index) => slack.addPerson({ name: `member${index}` }).id);
  const names = [
    ...Object.values(people).map(({ id, name }) => ({ id, name })),
    ...others.map((id, index) => ({ id, name: `member${index}` })),
  ];
  await db.member.createMany({
    data: names.map(({ id, name }) => ({ workspaceId, id, displayName: name, language: 'en' })),
    skipDuplicates: true,
  });
  const survey = await seedSurvey(db, { workspaceId, ownerId: people.ana.id, at: SENT, definition });
  const wave = await seedWave(db, { workspaceId, surveyId: survey.id, at: SENT, asked: others }, changes);
  await seedAnswers(db, wave, answers);
  return { ...coop, others, survey, wave, ...readersOf(coop, wave.id) };
}

function readersOf(coop: Cooperative, waveId: number) {
  const { slack, people, triage, quiet } = coop;
  const formsFor = (userId: string) => formsOf({ ...coop, cardTs: '' } as Parameters<typeof formsOf>[0], userId);
  return {
    ana: formsFor(people.ana.id),
    ben: formsFor(people.ben.id),
    lea: formsFor(people.lea.id),
    /** Opens the list, and from it the wave. */
    openResults: async (userId: string) => {
      await slack.command(userId, triage, '/survey', 'results');
      const list = String(slack.views(userId).at(-1)?.id);
      await slack.press(userId, { view: list }, { text: 'Results', value: String(waveId) });
      await quiet();
    },
    direct: (userId: string) => slack.botMessages(slack.directChannel(userId)),
    filesTo: (userId: string) => slack.messages(slack.directChannel(userId)).flatMap(({ files = [] }) => files),
  };
}
