import { Writable } from 'node:stream';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { aSurvey } from '#test/support/surveys.ts';
import { dumpOf, newIn } from './dump.ts';
import { cooperativeAsked, FILLED, KEPT } from './some-asked.ts';

const ANONYMOUS = { wave: { level: 'anonymous', bands: ['region'] } };
const ONE_PAGE = aSurvey({ questions: aSurvey().questions.filter(({ id }) => id === 'recommend' || id === 'word') });

describe('an anonymous survey', () => {
  it.each([
    ['en', 'Results are shown by region, never for fewer than 5 people.', 'Your answer is in. It is final'],
    ['es', 'Los resultados se muestran por región, nunca para menos de 5 personas.', 'Tu respuesta ha llegado. Es definitiva'],
  ] as const)(
    'asks every kind of question in %s in one sitting, and keeps the answer beside no name',
    async (language, promise, thanks) => {
      const coop = await cooperativeAsked({ ...ANONYMOUS, language });
      const maya = coop.on(coop.people.maya.id);
      const before = maya.says();

      await maya.pressIn('answering.start');
      const first = maya.sees();
      for (const page of FILLED[language].slice(0, 2)) await maya.send({ ...page } as never);
      const halfway = await coop.answers();
      const done = await maya.send({ ...FILLED[language][2] } as never);

      for (const shown of [before, first]) expect(shown).toContain(promise);
      expect(before).not.toContain('answering.here');
      expect(halfway).toEqual([]);
      expect(done.outcome).toBe('updated');
      expect(maya.sees()).toContain(thanks);
      expect(await coop.db.surveyResponse.findMany()).toMatchObject([
        { answers: KEPT, isComplete: true, bandOne: 'north', bandTwo: null },
      ]);
      expect(await coop.db.surveySitting.count()).toBe(0);
      expect(await coop.db.surveyAuthor.count()).toBe(0);
    },
  );

  it('leaves their message as it is, and tells kindly that an answer is final', async () => {
    const coop = await cooperativeAsked({ ...ANONYMOUS, definition: ONE_PAGE });
    const maya = coop.on(coop.people.maya.id);
    const before = coop.slack.message(coop.slack.directChannel(coop.people.maya.id), maya.message().ts);

    await maya.pressIn('answering.start');
    await maya.send({ 'q:recommend': '9' });
    await maya.close();
    await coop.syncAll();
    await maya.pressIn('answering.start');

    expect(maya.sees()).toContain('We have your answer already, thank you! An anonymous answer is final');
    expect(maya.fields()).toEqual([]);
    expect(maya.message()).toEqual(before);
    expect(coop.slack.ledger.calls('chat.update')).toEqual([]);
  });

  it('says before the last press that it is final, and lets one go back until then', async () => {
    const definition = aSurvey({ questions: aSurvey().questions.filter(({ id }) => id === 'happy' || id === 'why') });
    const coop = await cooperativeAsked({ ...ANONYMOUS, definition });
    const maya = coop.on(coop.people.maya.id);

    await maya.pressIn('answering.start');
    await maya.send({ 'q:happy': 'Happy' });
    const atTheEnd = maya.sees();
    const untilThen = await coop.db.surveyResponse.count();
    await maya.press('answering.back');
    await maya.send({ 'q:happy': 'Unhappy' });
    const why = maya.fields();
    await maya.send({ 'q:why': 'The queue' });

    expect(atTheEnd).toContain('Press *Send*, and your answer is final.');
    expect(untilThen).toBe(0);
    expect(why).toEqual(['q:why']);
    expect(await coop.answers()).toEqual([{ answers: { happy: 2, why: 'The queue' }, isComplete: true }]);
  });

  it('is one response and one thank-you when the same form is sent ten times at once, on two instances', async () => {
    const coop = await cooperativeAsked({ ...ANONYMOUS, instances: 2 });
    const maya = coop.on(coop.people.maya.id);
    await maya.pressIn('answering.start');
    await maya.type({ ...FILLED.en[0] });
    const firstPage = maya.view().id;
    await Promise.all(Array.from({ length: 10 }, () => coop.slack.submit(coop.people.maya.id, firstPage, {})));
    expect(await coop.db.surveySitting.count()).toBe(1);
    await maya.send({});

    const { id } = maya.view();
    const ten = await Promise.all(Array.from({ length: 10 }, () => coop.slack.submit(coop.people.maya.id, id, {})));
    await coop.quiet();

    const shown = ten.map(({ answer }) => JSON.stringify(answer?.json));
    expect(shown.filter((one) => one.includes('Your answer is in.'))).toHaveLength(1);
    expect(shown.filter((one) => one.includes('We have your answer already'))).toHaveLength(9);
    expect(await coop.answers()).toEqual([{ answers: { recommend: 9, happy: 1 }, isComplete: true }]);
    expect(await coop.db.surveyInvitation.count({ where: { hasAnswered: true } })).toBe(1);
  });

  it('says kindly that a form is too old, and begins again', async () => {
    const coop = await cooperativeAsked(ANONYMOUS);
    const maya = coop.on(coop.people.maya.id);
    await maya.pressIn('answering.start');
    await maya.send({ ...FILLED.en[0] });
    await coop.db.surveySitting.deleteMany();

    await maya.send({ 'q:why': 'Too slow' });
    const gone = maya.sees();
    await maya.press('answering.start');

    expect(gone).toContain('Please begin again');
    expect(maya.fields()).toEqual(['q:recommend', 'q:happy']);
    expect(await coop.answers()).toEqual([]);
  });

  it('offers to write without a name afterwards, where somebody reads it', async () => {
    const coop = await cooperativeAsked({ wave: { ...ANONYMOUS.wave, hasMailbox: true }, definition: ONE_PAGE });
    const maya = coop.on(coop.people.maya.id);

    await maya.pressIn('answering.start');
    await maya.send({ 'q:recommend': '2' });

    expect(maya.sees()).toContain(
      `"action_id":"mailbox.write","text":{"type":"plain_text","text":"Write without a name"},"value":"${coop.wave.id}"`,
    );
  });

  it('writes nothing that joins an answer to a person, to no table and no log', async () => {
    const logged: string[] = [];
    const sink = new Writable({
      write: (chunk, _encoding, done) => {
        logged.push(String(chunk));
        done();
      },
    });
    const coop = await cooperativeAsked({ ...ANONYMOUS, log: pino({ level: 'trace' }, sink) });
    const maya = coop.on(coop.people.maya.id);
    await coop.slack.openHome(coop.people.maya.id);
    await coop.quiet();
    logged.length = 0;
    const before = await dumpOf(coop.database.pool);

    await maya.pressIn('answering.start');
    await maya.send({ ...FILLED.en[0] });
    await maya.send({ 'q:why': 'CANARY-ONE', 'q:again': 'Yes' });
    const between = await dumpOf(coop.database.pool);
    await maya.send({ 'q:word': 'CANARY-TWO' });
    const after = await dumpOf(coop.database.pool);

    const holding = (dump: typeof before, word: string) => dump.filter(({ row }) => row.includes(word)).map(({ table }) => table);
    const written = [...newIn(between, before), ...newIn(after, between)];
    expect(holding(between, 'CANARY')).toEqual([]);
    expect(holding(after, 'CANARY')).toEqual(['survey_response']);
    expect(new Set(written.map(({ table }) => table))).toEqual(
      new Set(['handled_request', 'survey_invitation', 'survey_response', 'survey_sitting']),
    );
    expect(new Set(holding(written, coop.people.maya.id))).toEqual(new Set(['survey_invitation']));
    expect(logged.join('')).not.toMatch(/CANARY/);
    expect(logged.join('')).not.toContain(coop.people.maya.id);
  });

  it('opens what is answered on the way with nothing but the form it was typed in', async () => {
    const coop = await cooperativeAsked(ANONYMOUS);
    const maya = coop.on(coop.people.maya.id);
    await maya.pressIn('answering.start');
    await maya.send({ ...FILLED.en[0] });
    await maya.send({ 'q:why': 'CANARY-ONE' });

    const [sitting] = await coop.db.surveySitting.findMany();
    const { token } = JSON.parse(maya.view().private_metadata) as { token: string };

    expect(Buffer.from(sitting!.sealed).toString('latin1')).not.toContain('CANARY');
    expect(sitting!.id).not.toContain(token);
    expect(JSON.stringify(await dumpOf(coop.database.pool))).not.toContain(token);
    expect(maya.view().private_metadata).not.toContain('CANARY');
  });
});
