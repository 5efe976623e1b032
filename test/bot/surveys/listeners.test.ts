import { describe, expect, it } from 'vitest';
import { startCooperative } from '#test/support/cooperative.ts';
import { aSurvey, seedSurvey } from '#test/support/surveys.ts';
import { builderOf, openedSurvey } from './building.ts';

const PATIENTLY = { timeout: 10_000 };
const said = (answer: { json?: unknown; body?: unknown }) => JSON.stringify(answer.json ?? answer.body);

describe('/survey', () => {
  it('answers staff with the list, whoever they are with help, and nonsense with one kind sentence', async () => {
    const coop = await startCooperative();
    const [ana, maya] = [builderOf(coop, coop.people.ana.id), builderOf(coop, coop.people.maya.id)];

    expect(said(await ana.type(''))).toContain('There is no survey yet');
    expect(said(await ana.type('help'))).toContain('/survey new');
    expect(said(await maya.type('ayuda'))).toContain('/survey mine');
    expect(said(await ana.type('lisst'))).toContain('Did you mean `/survey list`?');
    expect(said(await maya.type('lisst'))).not.toContain('/survey list');
    expect(said(await ana.type('xyzzy <!channel>'))).toContain('/survey results');
    for (const typed of ['list', 'new']) expect(said(await maya.type(typed))).toContain('staff');
    expect(maya.count()).toBe(0);
  });

  it('makes a survey from a ready one, whose questions are edited, moved and tried out', async () => {
    const coop = await startCooperative();
    const { db, people, slack } = coop;
    const ana = builderOf(coop, people.ana.id);
    await ana.type('new');

    const made = await ana.send({ source: 'ready:member-pulse', name: 'Spring pulse' });
    const before = (await ana.definition()).questions.map(({ id }) => id);
    const [first = '', second = ''] = before;
    await ana.pressAt(first, 'Edit');
    const edited = await ana.send({ label: 'How are you & yours?', isRequired: ['yes'] });
    await expect.poll(ana.sees, PATIENTLY).toContain('How are you &amp; yours?');
    await ana.pressAt(second, 'Up');
    await ana.press('Send a test');
    await ana.press('Send a test');

    expect(made.outcome).toBe('updated');
    expect(edited.outcome).toBe('closed');
    expect((await ana.definition()).questions.slice(0, 2)).toMatchObject([{ id: second }, { id: first, isRequired: true }]);
    expect((await ana.definition()).questions[1]?.label).toMatchObject({ en: 'How are you & yours?', es: expect.any(String) });
    expect(ana.sees()).toMatch(/"action_id":"answering\.preview"[^}]*|"Preview"/);
    expect(ana.sees()).toMatch(/about \d+ minutes/);
    expect(ana.sees()).toContain('"waves.plan"');
    expect(await db.saidMessage.findMany()).toMatchObject([{ channelId: people.ana.id }]);
    expect(slack.botMessages(slack.directChannel(people.ana.id))).toHaveLength(1);
    expect(await db.survey.findMany()).toMatchObject([{ name: 'Spring pulse', version: 1 }]);
  });

  it('begins with nothing, and says so', async () => {
    const coop = await startCooperative();
    const ana = builderOf(coop, coop.people.ana.id);
    await ana.type('new');

    await ana.send({ source: 'empty', name: 'Lunch' });
    const empty = ana.sees();
    await ana.press('Add a question');
    await ana.send({ kind: 'choice' });
    const wrong = await ana.send({ label: 'What do you eat?', options: 'Soup\nSoup' });
    await ana.send({ options: 'Soup\nSalad', hasOther: ['yes'] });

    expect(empty).toContain('No question yet');
    expect(empty).not.toContain('"Preview"');
    expect(wrong.errors).toEqual({ options: expect.stringContaining('Line 2') });
    expect((await ana.definition()).questions).toMatchObject([
      { id: 'what-do-you-eat', kind: 'choice', hasOther: true, options: [{ id: 'soup' }, { id: 'salad' }] },
    ]);
    await expect.poll(ana.sees, PATIENTLY).toContain('Preview');
  });

  it('turns the pages of the list and of what is put away', async () => {
    const coop = await startCooperative();
    const { db, workspaceId, people, slack, clock, quiet } = coop;
    const ana = builderOf(coop, people.ana.id);
    for (let index = 0; index < 10; index += 1)
      await seedSurvey(db, {
        workspaceId,
        ownerId: people.ana.id,
        at: clock.now(),
        definition: aSurvey({ name: { en: `Survey ${index}` } }),
      });
    await db.survey.updateMany({ where: { name: 'Survey 9' }, data: { archivedAt: clock.now() } });
    const press = async (label: string) => {
      await slack.press(people.ana.id, { ephemeral: String(ana.told()?.id) }, label);
      await quiet();
      return ana.told()?.text ?? '';
    };

    await ana.type('');
    const pages = [await press('More'), await press('Back'), await press('Put away (1)'), await press('Those in use')];

    expect(pages.map((page) => page.match(/Survey \d/g)?.length)).toEqual([1, 8, 1, 8]);
    await press('New');
    expect(ana.title()).toBe('New survey');
  });
});

describe('the page of a survey', () => {
  it('tells the second of two who edit one question, shows them the other’s, and keeps what they wrote', async () => {
    const { ana, ben } = await openedSurvey();
    await ana.pressAt('word', 'Edit');
    await ben.pressAt('word', 'Edit');

    await ana.send({ label: 'In two words?' });
    const late = await ben.send({ label: 'In three words?' });
    const shown = ben.sees();
    const between = (await ana.definition()).questions.find(({ id }) => id === 'word')?.label.en;
    await ben.send({});

    expect(late.outcome).toBe('updated');
    expect(shown).toContain('In two words?');
    expect(shown).toContain('In three words?');
    expect(between).toBe('In two words?');
    expect((await ana.definition()).questions.find(({ id }) => id === 'word')?.label.en).toBe('In three words?');
  });

  it('takes a press on what somebody else moved for nothing, and shows how it is now', async () => {
    const { ana, ben } = await openedSurvey();
    await ana.pressAt('easy', 'Remove');

    await ben.pressAt('easy', 'Up');
    const shown = ben.sees();
    await ben.pressAt('again', 'Up');

    expect(shown).toContain('I did nothing');
    expect(shown).not.toContain('question:easy');
    expect((await ana.definition()).questions.slice(1, 4).map(({ id }) => id)).toEqual(['happy', 'again', 'why']);
  });

  it('says which condition went when a question moves before what it depends on', async () => {
    const { ana } = await openedSurvey();

    await ana.pressAt('why', 'Up');

    expect(ana.sees()).toContain('that condition is gone');
    expect((await ana.definition()).questions[1]).not.toHaveProperty('showIf');
  });

  it('sets when a question is shown: by answers of a list, or by how much', async () => {
    const { ana } = await openedSurvey();
    await ana.pressAt('uses', 'Shown if…');
    await ana.send({ about: 'channel' });
    await ana.send({ values: ['web', 'other'] });
    await ana.pressAt('uses', 'Shown if…');
    await ana.send({ about: 'happy' });
    const wrong = await ana.send({ atLeast: 'many' });
    const beyond = await ana.send({ atLeast: '9' });
    await ana.send({ atLeast: '4' });
    const both = (await ana.definition()).questions.find(({ id }) => id === 'uses')?.showIf;
    await ana.pressAt('uses', 'Shown if…');
    await ana.send({ kept: ['1'] });

    expect(wrong.errors).toEqual({ atLeast: 'Please write a number here.' });
    expect(beyond.errors).toEqual({ atLeast: expect.stringContaining('9') });
    expect(both).toEqual([
      { question: 'channel', anyOf: ['web', 'other'] },
      { question: 'happy', atLeast: 4 },
    ]);
    expect((await ana.definition()).questions.find(({ id }) => id === 'uses')?.showIf).toEqual([
      { question: 'happy', atLeast: 4 },
    ]);
  });

  it('is written in another language, with the survey’s own where a text is missing', async () => {
    const { ana } = await openedSurvey();
    await ana.press({ actionId: 'surveys.language' }, 'es');
    await ana.pressAt('channel', 'Edit');
    const form = ana.sees();
    const wrong = await ana.send({ label: '', options: 'Una amiga' });
    await ana.send({ options: 'Una amiga\nLa red' });
    await ana.press('Name and texts');
    await ana.send({ staffName: 'Yearly', name: '¿Cómo vamos?', intro: '' });

    const { name, intro, questions, language } = await ana.definition();
    expect(form).toContain('Where did you hear of us?');
    expect(form).not.toContain('isRequired');
    expect(wrong.errors).toEqual({ options: expect.stringContaining('2 lines') });
    expect(questions.find(({ id }) => id === 'channel')).toMatchObject({
      label: { en: 'Where did you hear of us?' },
      options: [{ id: 'friend', label: { en: 'A friend', es: 'Una amiga' } }, { label: { en: 'The web', es: 'La red' } }],
    });
    expect(questions.find(({ id }) => id === 'channel')?.label).not.toHaveProperty('es');
    expect({ name, intro, language }).toEqual({
      name: { en: 'How are we doing?', es: '¿Cómo vamos?' },
      intro: { en: 'Ten short questions.' },
      language: 'en',
    });
  });

  it('takes an owner and co-owners of staff, is copied, put away and brought back', async () => {
    const { ana, people, db } = await openedSurvey();
    await ana.press('Owners');
    const stranger = await ana.send({ owner: people.maya.id, owners: [people.ben.id] });
    const wrong = await ana.send({ owner: people.ana.id, owners: [people.ben.id, people.maya.id] });
    await ana.send({ owner: people.lea.id, owners: [people.ben.id] });
    const kept = await db.survey.findFirstOrThrow();
    await ana.press('Put it away');
    const away = ana.sees();
    await ana.press('Bring it back');
    await ana.press('Make a copy');
    await ana.send({ name: 'Ours again' });

    expect(stranger.errors).toEqual({ owner: expect.stringContaining('not on staff') });
    expect(wrong.errors).toEqual({ owners: expect.stringContaining('not on staff') });
    expect(kept).toMatchObject({ ownerId: people.lea.id, coOwnerIds: [people.ana.id, people.ben.id].toSorted() });
    expect(away).toContain('Bring it back');
    expect(await db.survey.findMany({ orderBy: { id: 'asc' } })).toMatchObject([
      { name: 'How are we doing?', archivedAt: null },
      { name: 'Ours again', ownerId: people.ana.id, coOwnerIds: [] },
    ]);
  });

  it('is changed by nobody who keeps it no more, whatever they press or send', async () => {
    const { ben, db, people } = await openedSurvey();
    await ben.pressAt('word', 'Edit');
    await db.survey.updateMany({ data: { coOwnerIds: [] } });

    await ben.send({ label: 'Mine' });
    await ben.close();
    await ben.close();
    await ben.pressAt('word', 'Remove');
    await ben.close();
    await ben.press('Send a test');

    expect(await ben.definition()).toEqual(aSurvey());
    expect(await db.saidMessage.count()).toBe(0);
    expect(ben.sees()).toContain('Only the owner of this survey');
    expect(people.ben.id).toBe(ben.userId);
  });
});
