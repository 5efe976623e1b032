import { expect, it } from 'vitest';
import { conditionForm, conditionsForm } from '#bot/survey-questions/condition-forms.ts';
import { kindForm, questionForm } from '#bot/survey-questions/question-forms.ts';
import { typedOf } from '#bot/survey-questions/question-typing.ts';
import { differenceOf } from '#bot/surveys/difference.ts';
import { surveyPage } from '#bot/surveys/editor.ts';
import { FileNews, fileMessage, importedMessage, importForm, planNews, problemNews } from '#bot/surveys/file-forms.ts';
import { listBlocks, waveWords } from '#bot/surveys/list-blocks.ts';
import { listSurveys } from '#bot/surveys/listing.ts';
import { newForm } from '#bot/surveys/new-form.ts';
import { sourcesFor } from '#bot/surveys/sources.ts';
import { ownersForm, textsForm } from '#bot/surveys/survey-forms.ts';
import { surveyModal } from '#bot/surveys/survey-modal.ts';
import { textsOf } from '#bot/surveys/texts.ts';
import { readSurvey } from '#surveys/reading.ts';
import { MOST } from '#surveys/survey.ts';
import { ANA, BEN, MONDAY_TEN, openDesk, WORKSPACE } from '#test/support/factories.ts';
import { aSurvey, seedSurvey, seedWave } from '#test/support/surveys.ts';
import { liveSequences, liveTexts, objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';
import { biggestSurvey } from './biggest.ts';

const staff = { workspaceId: WORKSPACE, actorId: ANA };

async function biggest() {
  const desk = await openDesk();
  const { db } = desk;
  const definition = biggestSurvey();
  const { id } = await seedSurvey(db, { workspaceId: WORKSPACE, ownerId: ANA, at: MONDAY_TEN, definition });
  await db.survey.updateMany({
    data: { name: '<'.repeat(MOST.name), coOwnerIds: Array.from({ length: 8 }, () => 'U'.padEnd(20, 'X')) },
  });
  await seedWave(db, { workspaceId: WORKSPACE, surveyId: id, at: MONDAY_TEN });
  return { ...desk, id, definition };
}

it('the biggest survey there can be is one', () => {
  expect(readSurvey(biggestSurvey())).toEqual({ survey: biggestSurvey() });
});

it('Slack takes every page of the biggest survey, in every language, of whoever looks', async () => {
  const { db, id } = await biggest();

  for (const actorId of [ANA, BEN])
    for (const language of ['en', 'es'])
      for (const page of [0, 1, 2, 99]) {
        const note = { said: '<'.repeat(3000), isWarning: true };
        const view = surveyModal(await surveyPage(db, { workspaceId: WORKSPACE, actorId }, { id, page, language }, note));

        expect(objectionsToView(view)).toEqual([]);
        expect(liveSequences(liveTexts(view.blocks), /^<(@[UW]\w+|!date\^\d+\^[^|]*\|[^>]*)>$/)).toEqual([]);
      }
});

it('shows who is no keeper what there is, and no button that changes it', async () => {
  const { db, id } = await biggest();

  const view = JSON.stringify(surveyModal(await surveyPage(db, { workspaceId: WORKSPACE, actorId: BEN }, { id })));

  expect(view).toContain('"Preview"');
  expect(view).toContain('"Results"');
  expect(view).not.toMatch(/"(Edit|Remove|Up|Send…|Send a test|Put it away|Owners|Add a question)"/);
});

it('shows of what is put away how to bring it back, and no button that changes it', async () => {
  const { db, id } = await biggest();
  await db.survey.updateMany({ data: { archivedAt: MONDAY_TEN } });

  const view = JSON.stringify(surveyModal(await surveyPage(db, staff, { id })));

  expect(view).toContain('"Bring it back"');
  expect(view).not.toMatch(/"(Edit|Remove|Up|Send…|Send a test|Put it away)"/);
});

it('Slack takes the form of every question of the biggest survey, its conditions too', () => {
  const survey = biggestSurvey();
  const which = { id: 2_147_483_647, page: 2, language: 'es', seen: 'x'.repeat(16) };
  for (const question of survey.questions.slice(0, 10))
    for (const language of ['en', 'es', 'fr'])
      for (const isChanged of [false, true]) {
        const facts = { which: { ...which, question: question.id }, survey, question, kind: question.kind, language };

        expect(objectionsToView(questionForm({ ...facts, typed: typedOf(question, language), isChanged }))).toEqual([]);
        expect(objectionsToView(questionForm({ ...facts, question: undefined }))).toEqual([]);
        expect(
          objectionsToView(conditionForm({ ...which, kept: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] }, survey, question, language)),
        ).toEqual([]);
      }
  for (const question of survey.questions)
    expect(objectionsToView(conditionsForm({ ...which, question: question.id }, survey, question, 'en', 'Changed.'))).toEqual([]);
  expect(objectionsToView(kindForm(which))).toEqual([]);
});

it('Slack takes the forms around the questions, and the one for a new survey', async () => {
  const { db, id, definition } = await biggest();
  const survey = await db.survey.findFirstOrThrow();
  for (let index = 0; index < 70; index += 1)
    await seedSurvey(db, {
      workspaceId: WORKSPACE,
      ownerId: ANA,
      at: MONDAY_TEN,
      definition: aSurvey({ name: { en: '<&'.repeat(40) } }),
    });
  const which = { id, page: 2, language: 'es' };

  for (const language of ['en', 'es', 'fr']) {
    const typed = textsOf(survey, definition, language);
    expect(objectionsToView(textsForm({ which, survey: definition, language, typed, now: typed }))).toEqual([]);
  }
  expect(objectionsToView(ownersForm(which, survey))).toEqual([]);
  expect(objectionsToView(importForm(which, survey.name))).toEqual([]);
  expect(objectionsToView(importForm(undefined))).toEqual([]);
  const sources = await sourcesFor(db, staff, id);
  expect(sources.ours).toHaveLength(61);
  expect(objectionsToView(newForm(sources, `copy:${id}`, 'en'))).toEqual([]);
});

it('lists surveys the newest first, a page at a time, those that are put away by themselves', async () => {
  const { db } = await openDesk();
  const seed = (name: string) =>
    seedSurvey(db, { workspaceId: WORKSPACE, ownerId: ANA, at: MONDAY_TEN, definition: aSurvey({ name: { en: name } }) });
  const ids: number[] = [];
  for (let index = 0; index < 20; index += 1) ids.push((await seed(`Survey <${index}> ${'&'.repeat(60)}`)).id);
  await db.survey.updateMany({ where: { id: { in: ids.slice(0, 3) } }, data: { archivedAt: MONDAY_TEN } });
  const list = (page: number, isPutAway = false) => listSurveys(db, staff, { page, isPutAway });

  const pages = await Promise.all([list(0), list(1), list(2), list(99), list(0, true)]);

  expect(pages.map(({ lines }) => lines.length)).toEqual([8, 8, 1, 1, 3]);
  expect(pages[0]?.lines[0]?.id).toBe(ids.at(-1));
  expect(pages[0]).toMatchObject({ page: 0, pages: 3, count: 17, putAway: 3 });
  for (const page of pages) expect(objectionsTo(listBlocks(page, 'Done.'))).toEqual([]);
  await expect(listSurveys(db, { ...staff, actorId: 'U0MAYA' }, { page: 0, isPutAway: false })).rejects.toThrow('staff');
});

it('says of the newest wave how many answered, of one that was dropped nothing', async () => {
  const { db } = await openDesk();
  const { id } = await seedSurvey(db, { workspaceId: WORKSPACE, ownerId: ANA, at: MONDAY_TEN });
  const line = async () => waveWords((await listSurveys(db, staff, { page: 0, isPutAway: false })).lines[0]?.wave ?? null);
  const wave = (changes: object) => seedWave(db, { workspaceId: WORKSPACE, surveyId: id, at: MONDAY_TEN }, changes);

  const before = await line();
  const open = await wave({ invited: 214 });
  for (const isComplete of [true, true, false])
    await db.surveyResponse.create({ data: { workspaceId: WORKSPACE, waveId: open.id, answers: {}, isComplete } });
  const during = await line();
  await wave({ state: 'dropped' });
  const afterwards = await line();
  await wave({ state: 'scheduled', startsAt: MONDAY_TEN, invited: 1 });

  expect(before).toBe('not sent yet');
  expect(during).toMatch(/^open until <!date\^.*>, 2 of 214 answered$/);
  expect(afterwards).toBe(during);
  expect(await line()).toMatch(/^goes out <!date.*> to 1 person$/);
});

it('Slack takes what is said about the biggest file, and about the worst', () => {
  const file = { workspaceId: WORKSPACE, actorId: ANA, fileId: 'F1', into: 1 };
  const { sum, lines } = differenceOf(aSurvey(), biggestSurvey());
  const plan = { title: '<'.repeat(200), sum, lines, isNothing: false, fingerprint: 'x'.repeat(16) };
  const problems = Array.from({ length: 500 }, (_, index) => ({
    path: `questions.${index}.<x>${'y'.repeat(200)}`,
    sentence: '<&'.repeat(300),
  }));

  const news = [
    planNews(file, plan, 'Changed.'),
    planNews({ ...file, into: null }, plan),
    planNews(file, { ...plan, isNothing: true }),
    problemNews(problems),
  ];

  for (const one of news) expect(objectionsTo(fileMessage(FileNews.parse(one)))).toEqual([]);
  expect(JSON.stringify(fileMessage(news[3]!))).toContain('and 470 more');
  expect(objectionsTo(importedMessage(1, '<'.repeat(80), 2, false))).toEqual([]);
});
