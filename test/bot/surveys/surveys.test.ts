import { expect, it } from 'vitest';
import { moveOrRemove, questionSeen, saveConditions, saveQuestion } from '#bot/survey-questions/questions.ts';
import { archiveSurvey, restoreSurvey } from '#bot/surveys/archiving.ts';
import { setOwners } from '#bot/surveys/owners.ts';
import { createFrom } from '#bot/surveys/sources.ts';
import { createSurvey, emptySurvey, keptSurvey, renameSurvey, saveDefinition } from '#bot/surveys/surveys.ts';
import { sendTest } from '#bot/surveys/test-sending.ts';
import type { Survey } from '#surveys/survey.ts';
import { ANA, BEN, LEA, MAYA, MINUTE, MONDAY_TEN, openDesk, WORKSPACE } from '#test/support/factories.ts';
import { aSurvey, seedSurvey, seedWave } from '#test/support/surveys.ts';

const by = (actorId: string) => ({ workspaceId: WORKSPACE, actorId });
const asking = (label: string) => (survey: Survey) => ({
  ...survey,
  questions: survey.questions.map((question) => (question.id === 'word' ? { ...question, label: { en: label } } : question)),
});

/** A survey of Ana's, whose co-owner is Ben. */
async function anasSurvey(definition = aSurvey()) {
  const desk = await openDesk();
  const { db } = desk;
  const { id } = await seedSurvey(db, { workspaceId: WORKSPACE, ownerId: ANA, at: MONDAY_TEN, definition });
  await db.survey.updateMany({ data: { coOwnerIds: [BEN] } });
  const kept = () => keptSurvey(db, WORKSPACE, id);
  return {
    ...desk,
    id,
    kept,
    question: async (questionId: string) => (await kept()).definition.questions.find((one) => one.id === questionId),
    seen: async (questionId: string) => {
      const { definition } = await kept();
      return questionSeen(definition, definition.questions.find((one) => one.id === questionId)!);
    },
    happened: async () => (await db.surveyEvent.findMany({ orderBy: { id: 'asc' } })).map(({ kind }) => kind),
  };
}

it('begins with no question, under a name, and is kept by whoever made it', async () => {
  const { deps, db } = await openDesk();

  const made = await createSurvey(deps, by(ANA), { name: ' Spring  pulse ', definition: emptySurvey('Spring pulse', 'es') });
  const nameless = await createSurvey(deps, by(ANA), { name: ' ', definition: emptySurvey('x', 'en') });

  expect(made).toMatchObject({ survey: { name: 'Spring pulse', ownerId: ANA, version: 1 }, definition: { questions: [] } });
  expect(nameless).toMatchObject({ problems: [{ path: 'staffName' }] });
  expect(await db.survey.count()).toBe(1);
  expect(await db.surveyEvent.findMany()).toMatchObject([{ kind: 'created', actorId: ANA, detail: { questions: 0 } }]);
});

it('begins with a ready one in the language it is written in, or with a copy that leaves the other as it is', async () => {
  const { deps, db, id } = await anasSurvey();

  const ready = await createFrom(deps, by(BEN), { source: 'ready:nps', name: '', language: 'es' });
  const copy = await createFrom(deps, by(BEN), { source: `copy:${id}`, name: '', language: 'es' });

  expect(ready).toMatchObject({ survey: { ownerId: BEN }, definition: { language: 'es' } });
  expect(copy).toMatchObject({ survey: { name: 'Copy of How are we doing?', ownerId: BEN }, definition: aSurvey() });
  await expect(createFrom(deps, by(BEN), { source: 'ready:nothing', name: '', language: 'en' })).rejects.toThrow('not there');
  await expect(createFrom(deps, by(MAYA), { source: 'empty', name: 'x', language: 'en' })).rejects.toThrow('staff');
  expect(await db.survey.count()).toBe(3);
});

it('takes the changes of two people at once, and loses neither', async () => {
  const { deps, id, kept, happened } = await anasSurvey();
  const change = (questionId: string) =>
    saveDefinition(deps, by(ANA), id, {
      what: 'question',
      change: (survey) => ({
        ...survey,
        questions: survey.questions.map((one) => (one.id === questionId ? { ...one, label: { en: `New ${questionId}` } } : one)),
      }),
    });

  await Promise.all(['recommend', 'happy', 'why', 'easy', 'again'].map(change));

  const { definition, survey } = await kept();
  expect(definition.questions.slice(0, 5).map(({ label }) => label.en)).toEqual([
    'New recommend',
    'New happy',
    'New why',
    'New easy',
    'New again',
  ]);
  expect(survey.version).toBe(1);
  expect(await happened()).toEqual(Array(5).fill('changed'));
});

it('tells the second of two who change the same question, and keeps what the first one made of it', async () => {
  const { deps, id, question, seen } = await anasSurvey();
  const shown = await seen('word');
  const write = (label: string, actorId: string) =>
    saveQuestion(deps, by(actorId), id, {
      id: 'word',
      seen: shown,
      make: (_, before) => ({ given: { ...before, label: { en: label } } }),
    });

  const both = await Promise.all([write('In two words?', ANA), write('In three words?', BEN)]);

  const changed = both.filter(({ saved }) => 'changed' in saved);
  expect(changed).toHaveLength(1);
  expect((await question('word'))?.label.en).toMatch(/two|three/);
  expect(changed[0]).toMatchObject({ saved: { changed: { definition: { questions: expect.anything() } } } });
});

it('makes the next version of what a wave has asked, once, and answers keep theirs', async () => {
  const { deps, db, id, kept } = await anasSurvey();
  await seedWave(db, { workspaceId: WORKSPACE, surveyId: id, at: MONDAY_TEN });

  await Promise.all(
    ['One?', 'Two?', 'Three?'].map((label) => saveDefinition(deps, by(ANA), id, { what: 'question', change: asking(label) })),
  );

  const versions = await db.surveyVersion.findMany({ orderBy: { version: 'asc' } });
  expect(versions.map(({ version, isAsked }) => ({ version, isAsked }))).toEqual([
    { version: 1, isAsked: true },
    { version: 2, isAsked: false },
  ]);
  expect(versions[0]?.definition).toEqual(aSurvey());
  expect((await kept()).definition.questions.find((one) => one.id === 'word')?.label.en).toMatch(/One|Two|Three/);
});

it('makes no version and no event of a change that changes nothing', async () => {
  const { deps, db, id, happened } = await anasSurvey();
  await seedWave(db, { workspaceId: WORKSPACE, surveyId: id, at: MONDAY_TEN });

  await saveDefinition(deps, by(ANA), id, { what: 'question', change: (survey) => structuredClone(survey) });
  await renameSurvey(deps, by(ANA), id, 'How are we doing?');

  expect(await db.surveyVersion.count()).toBe(1);
  expect(await happened()).toEqual([]);
});

it('renames what was asked without a new version', async () => {
  const { deps, id, kept } = await anasSurvey();

  await renameSurvey(deps, by(BEN), id, 'Yearly');

  expect((await kept()).survey).toMatchObject({ name: 'Yearly', version: 1 });
});

it('is changed by its owner, its co-owners and leads, by nobody else, and not while it is put away', async () => {
  const { deps, db, id } = await anasSurvey();
  const rename = (actorId: string) => renameSurvey(deps, by(actorId), id, `By ${actorId}`);
  for (const actorId of [ANA, BEN, LEA]) await rename(actorId);
  await db.survey.updateMany({ data: { coOwnerIds: [] } });

  await expect(rename(BEN)).rejects.toMatchObject({ code: 'not_keeper' });
  await expect(rename(MAYA)).rejects.toThrow();
  await archiveSurvey(deps, by(ANA), id);
  await expect(rename(ANA)).rejects.toMatchObject({ code: 'put_away' });
  expect((await db.survey.findFirstOrThrow()).name).toBe(`By ${LEA}`);
});

it('is put away and brought back, once each, but not while a wave is under way', async () => {
  const { deps, db, id, happened } = await anasSurvey();
  const wave = await seedWave(db, { workspaceId: WORKSPACE, surveyId: id, at: MONDAY_TEN });

  await expect(archiveSurvey(deps, by(ANA), id)).rejects.toMatchObject({ code: 'under_way' });
  await db.surveyWave.updateMany({ where: { id: wave.id }, data: { state: 'closed', closedAt: MONDAY_TEN } });
  await Promise.all([archiveSurvey(deps, by(ANA), id), archiveSurvey(deps, by(BEN), id)]);
  const away = await db.survey.findFirstOrThrow();
  await restoreSurvey(deps, by(ANA), id);
  await restoreSurvey(deps, by(ANA), id);

  expect(away.archivedAt).toEqual(MONDAY_TEN);
  expect(await happened()).toEqual(['archived', 'restored']);
});

it('takes staff as co-owners only, and tells the second of two who set them at once', async () => {
  const { deps, db, id, happened } = await anasSurvey();
  const seen = { ownerId: ANA, coOwnerIds: [BEN] };
  const set = (coOwnerIds: string[]) => setOwners(deps, by(ANA), id, { wanted: { ownerId: ANA, coOwnerIds }, seen });

  const stranger = await set([BEN, MAYA]);
  const many = await set(Array.from({ length: 9 }, (_, index) => `U0X${index}`));
  const saved = await set([BEN, LEA, ANA, LEA]);
  const again = await set([LEA, BEN]);

  expect(stranger).toMatchObject({ problem: { of: 'coOwnerIds', sentence: expect.stringContaining('not on staff') } });
  expect(many).toMatchObject({ problem: { of: 'coOwnerIds', sentence: expect.stringContaining('8 people') } });
  expect(saved).toMatchObject({ survey: { coOwnerIds: [BEN, LEA].toSorted() } });
  expect(again).toMatchObject({ survey: { coOwnerIds: [BEN, LEA].toSorted() } });
  await expect(set([])).rejects.toMatchObject({ code: 'changed_meanwhile' });
  expect((await db.survey.findFirstOrThrow()).coOwnerIds).toHaveLength(2);
  expect(await happened()).toEqual(['owners_changed']);
});

it('is handed over once to somebody on staff, and whoever owned it stays on as a co-owner', async () => {
  const { deps, db, id } = await anasSurvey();
  const seen = { ownerId: ANA, coOwnerIds: [BEN] };
  const handOver = (ownerId: string) => setOwners(deps, by(BEN), id, { wanted: { ownerId, coOwnerIds: [BEN] }, seen });

  const stranger = await handOver(MAYA);
  const both = await Promise.allSettled([handOver(LEA), handOver(LEA), handOver(BEN)]);

  expect(stranger).toMatchObject({ problem: { of: 'ownerId', sentence: expect.stringContaining('not on staff') } });
  expect(both.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
  expect((await db.survey.findFirstOrThrow()).coOwnerIds).toContain(ANA);
  expect(await db.surveyEvent.count({ where: { kind: 'owners_changed' } })).toBe(1);
});

it('tells the new owner and the old one of it, and whoever has become a co-owner, but not whoever did it', async () => {
  const { deps, db, id } = await anasSurvey();
  const seen = { ownerId: ANA, coOwnerIds: [BEN] };

  await setOwners(deps, by(BEN), id, { wanted: { ownerId: BEN, coOwnerIds: [LEA] }, seen });

  const said = await db.saidMessage.findMany({ orderBy: { channelId: 'asc' } });
  expect(Object.fromEntries(said.map(({ channelId, content }) => [channelId, (content as { text: string }).text]))).toEqual({
    [ANA]: `<@${BEN}> owns the survey *How are we doing?* now: <@${BEN}> has handed it over. You stay on as a co-owner.`,
    [LEA]: `<@${BEN}> has made you a co-owner of the survey *How are we doing?*. \`/survey list\` shows it.`,
  });
  expect(await db.surveyEvent.findFirst({ where: { kind: 'owners_changed' } })).toMatchObject({
    detail: { owner: BEN, added: [ANA, LEA].toSorted(), removed: [] },
  });
});

it('keeps nobody who has left the staff, and has room for eight co-owners with whoever stays on', async () => {
  const { deps, db, id } = await anasSurvey();
  const eight = Array.from({ length: 8 }, (_, index) => `U0X${index}`);
  await db.survey.updateMany({ data: { ownerId: MAYA, coOwnerIds: [BEN] } });
  const given = { wanted: { ownerId: LEA, coOwnerIds: [BEN, MAYA] }, seen: { ownerId: MAYA, coOwnerIds: [BEN] } };

  const left = await setOwners(deps, by(LEA), id, given);
  await setOwners(deps, by(LEA), id, { ...given, wanted: { ownerId: LEA, coOwnerIds: [BEN] } });
  const survey = await db.survey.findFirst();
  await db.survey.updateMany({ data: { ownerId: ANA, coOwnerIds: eight } });
  const full = { ownerId: ANA, coOwnerIds: eight };
  const ninth = await setOwners(deps, by(LEA), id, { wanted: { ...full, ownerId: LEA }, seen: full });

  expect(left).toMatchObject({ problem: { of: 'coOwnerIds', sentence: expect.stringContaining('not on staff') } });
  expect(survey).toMatchObject({ ownerId: LEA, coOwnerIds: [BEN] });
  expect(ninth).toMatchObject({ problem: { sentence: expect.stringContaining('stays on as a co-owner') } });
});

it('sends a test to whoever asks, the owner and the co-owners, once a minute, and again when it was changed', async () => {
  const { deps, db, id, time, happened } = await anasSurvey();
  const tests = async () => (await db.saidMessage.findMany({ orderBy: { id: 'asc' } })).map(({ channelId }) => channelId);

  await Promise.all([sendTest(deps, by(LEA), id), sendTest(deps, by(LEA), id)]);
  const first = await tests();
  await saveDefinition(deps, by(ANA), id, { what: 'question', change: asking('Why?') });
  await sendTest(deps, by(ANA), id);
  time.now = new Date(time.now.getTime() + MINUTE);
  await sendTest(deps, by(ANA), id);

  expect(first.toSorted()).toEqual([ANA, BEN, LEA].toSorted());
  expect(await tests()).toHaveLength(7);
  expect(await db.saidMessage.findFirst()).toMatchObject({ content: { kind: 'survey-test', surveyId: id, version: 1 } });
  expect(await happened()).toEqual(['test_sent', 'changed', 'test_sent', 'test_sent']);
});

it('sends no test of nothing', async () => {
  const { deps, id } = await anasSurvey(emptySurvey('Nothing', 'en'));

  await expect(sendTest(deps, by(ANA), id)).rejects.toMatchObject({ code: 'no_questions' });
});

it('adds questions of two people at once, each under an id of its own, where they said', async () => {
  const { deps, id, kept } = await anasSurvey();
  const add = (after: string) =>
    saveQuestion(deps, by(ANA), id, {
      after,
      make: () => ({ given: { kind: 'yes-no', label: { en: 'Tea?' }, isRequired: false } }),
    });

  const added = await Promise.all([add(''), add('happy')]);

  const order = (await kept()).definition.questions.map((one) => one.id);
  expect(new Set(added.map((one) => one.id)).size).toBe(2);
  expect(order).toHaveLength(12);
  expect(order[0]).toMatch(/^tea/);
  expect(order[order.indexOf('happy') + 1]).toMatch(/^tea/);
});

it('moves and removes a question where it was shown, once, and says which conditions went with it', async () => {
  const { deps, id, kept, seen } = await anasSurvey();
  const order = async () => (await kept()).definition.questions.map((one) => one.id).slice(0, 4);
  const up = { id: 'happy', move: 'up', at: 1, seen: await seen('happy') } as const;

  const first = await moveOrRemove(deps, by(ANA), id, up);
  const second = await moveOrRemove(deps, by(ANA), id, up);
  const afterwards = await order();
  const removed = await moveOrRemove(deps, by(ANA), id, { id: 'happy', move: 'remove', at: 0, seen: up.seen });
  const again = await moveOrRemove(deps, by(ANA), id, { id: 'happy', move: 'remove', at: 0, seen: up.seen });

  expect('changed' in first.saved).toBe(false);
  expect('changed' in second.saved).toBe(true);
  expect(afterwards).toEqual(['happy', 'recommend', 'why', 'easy']);
  expect(removed.dropped).toEqual([{ question: 'why', dependedOn: 'happy' }]);
  expect('changed' in again.saved).toBe(true);
  expect(await order()).toEqual(['recommend', 'why', 'easy', 'again']);
});

it('sets when a question is shown, and says what is wrong with a condition', async () => {
  const { deps, id, question, seen } = await anasSurvey();
  const set = async (condition: { question: string; anyOf?: string[]; atMost?: number }) =>
    saveConditions(deps, by(ANA), id, { id: 'uses', seen: await seen('uses'), conditions: (before) => [...before, condition] });

  const good = await set({ question: 'again', anyOf: ['yes'] });
  const later = await set({ question: 'word', anyOf: ['yes'] });
  const beyond = await set({ question: 'happy', atMost: 9 });

  expect('problems' in good.saved).toBe(false);
  expect(later.saved).toMatchObject({ problems: [{ path: 'showIf.1.question' }] });
  expect(beyond.saved).toMatchObject({ problems: [{ path: 'showIf.1.atMost' }] });
  expect((await question('uses'))?.showIf).toEqual([{ question: 'again', anyOf: ['yes'] }]);
});

it('says that a question was taken out while somebody wrote', async () => {
  const { deps, id, seen } = await anasSurvey();
  const shown = await seen('word');
  await moveOrRemove(deps, by(BEN), id, { id: 'word', move: 'remove', at: 7, seen: shown });

  const late = saveQuestion(deps, by(ANA), id, { id: 'word', seen: shown, make: (_, before) => ({ given: before }) });

  await expect(late).rejects.toMatchObject({ code: 'question_gone' });
});
