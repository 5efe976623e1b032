import { describe, expect, it } from 'vitest';
import { cooperativeAsked, FILLED, KEPT } from './some-asked.ts';

describe('a survey with names', () => {
  it.each([
    ['en', 'With your name.', 'Thank you! We have your answers'],
    ['es', 'Con tu nombre.', '¡Gracias! Tenemos tus respuestas'],
  ] as const)('asks every kind of question in %s, page by page, and keeps each', async (language, promise, thanks) => {
    const coop = await cooperativeAsked({ language });
    const maya = coop.on(coop.people.maya.id);
    expect(maya.says()).toContain(promise);
    expect(maya.says()).toContain(`<@${coop.people.lea.id}>`);

    await maya.pressIn({ value: JSON.stringify({ waveId: coop.wave.id, question: 'recommend', value: '9' }) });
    await maya.pressIn('answering.start');
    expect(maya.sees()).toContain(promise);
    const wrong = await maya.send({ 'q:recommend': null as never });
    const [first, second, third] = FILLED[language];
    await maya.send({ ...first });
    await maya.send({ ...second });
    const invalid = await maya.send({ ...third, 'q:people': 'many', 'q:channel:other': '' } as never);
    const done = await maya.send({ ...third } as never);

    expect(wrong.outcome).toBe('incomplete');
    expect(Object.keys(invalid.errors)).toEqual(['q:channel:other', 'q:people']);
    expect(done.outcome).toBe('updated');
    expect(maya.sees()).toContain(thanks.split('!')[0]);
    expect(await coop.answers()).toEqual([{ answers: KEPT, isComplete: true }]);
    expect(maya.message().text).toContain(thanks);
    expect(await coop.db.surveyInvitation.count({ where: { hasAnswered: true } })).toBe(1);
    expect(await coop.db.surveyAuthor.findFirst()).toMatchObject({ memberId: coop.people.maya.id, organisationId: 'maple' });
  });

  it('takes the first answer in the message itself, keeps what is half done, and goes on from there', async () => {
    const coop = await cooperativeAsked();
    const maya = coop.on(coop.people.maya.id);

    await maya.pressIn({ text: '9' });
    const half = maya.message().text;
    await maya.pressIn('answering.start');
    const again = maya.fields();
    await maya.send({ ...FILLED.en[0] });
    const onPageTwo = maya.fields();
    await maya.close();
    const kept = maya.message().text;
    await maya.pressIn('answering.start');

    expect(half).toContain('You said *9*. 1 of 9 answered, and kept.');
    expect(again).toEqual(['q:recommend', 'q:happy']);
    expect(onPageTwo).toEqual(['q:why', 'q:easy', 'q:again']);
    expect(kept).toContain('2 of 10 answered, and kept.');
    expect(maya.fields()).toEqual(onPageTwo);
    expect(await coop.answers()).toEqual([{ answers: { recommend: 9, happy: 1 }, isComplete: false }]);
    expect(await coop.db.surveyInvitation.count({ where: { hasAnswered: true } })).toBe(0);
  });

  it('goes back with what was typed, forgets what is not shown any more, and lets answers be changed until it closes', async () => {
    const coop = await cooperativeAsked();
    const maya = coop.on(coop.people.maya.id);
    await maya.pressIn({ text: '9' });
    await maya.pressIn('answering.start');
    await maya.send({ ...FILLED.en[0] });

    await maya.type({ 'q:why': 'Too slow' });
    await maya.press('answering.back');
    const back = maya.fields();
    const typed = await coop.answers();
    await maya.send({ 'q:happy': 'Very happy' });
    const next = maya.fields();
    await maya.send({});
    await maya.send({});
    const done = await coop.answers();
    await maya.pressIn('answering.change');
    await maya.send({ 'q:recommend': '3' });

    expect(back).toEqual(['q:recommend', 'q:happy']);
    expect(typed).toMatchObject([{ answers: { recommend: 9, happy: 1, why: 'Too slow' } }]);
    expect(next).toEqual(['q:easy', 'q:again']);
    expect(done).toEqual([{ answers: { recommend: 9, happy: 5 }, isComplete: true }]);
    expect(await coop.answers()).toEqual([{ answers: { recommend: 3, happy: 5 }, isComplete: true }]);
    expect(maya.message().text).toContain('You can change your answers until');
  });

  it('says kindly in the form that it is closed or was taken back, also to whoever has a page open', async () => {
    const coop = await cooperativeAsked();
    const maya = coop.on(coop.people.maya.id);
    await maya.pressIn({ text: '9' });
    await maya.pressIn('answering.start');

    await coop.setState('closed');
    await maya.send({ ...FILLED.en[0] });
    const sentLate = maya.sees();
    await coop.setState('withdrawn');
    await maya.pressIn('answering.start');
    const opened = maya.sees();
    await coop.syncAll();

    expect(sentLate).toContain('is closed. Thank you for your answers!');
    expect(opened).toContain('was taken back');
    expect(maya.message().text).toContain('was taken back');
    expect(await coop.answers()).toEqual([{ answers: { recommend: 9 }, isComplete: false }]);
    expect(coop.post().text).toContain('was taken back');
  });

  it('is one response and one confirmation when the same form is sent ten times at once, on two instances', async () => {
    const coop = await cooperativeAsked({ instances: 2 });
    const maya = coop.on(coop.people.maya.id);
    await coop.slack.press(coop.people.maya.id, { channel: coop.help, ts: coop.post().ts }, 'answering.start');
    await maya.send({ ...FILLED.en[0] });
    await maya.send({});
    await maya.type({ 'q:word': 'Kind' });
    const messagesBefore = maya.direct().length;

    const { id } = maya.view();
    const ten = await Promise.all(
      Array.from({ length: 10 }, () => coop.slack.submit(coop.people.maya.id, id, {}).catch(() => ({ outcome: 'failed' }))),
    );
    await coop.quiet();

    expect(new Set(ten.map(({ outcome }) => outcome))).toEqual(new Set(['updated']));
    expect(await coop.answers()).toEqual([{ answers: { recommend: 9, happy: 1, word: 'Kind' }, isComplete: true }]);
    expect(await coop.db.surveyAuthor.count()).toBe(1);
    expect(maya.direct().length).toBe(messagesBefore);
    expect(maya.message().text).toContain('Thank you! We have your answers');
  });

  it('is one response, too, when ten first pages or ten presses in the message come at once', async () => {
    const coop = await cooperativeAsked({ instances: 2 });
    const maya = coop.people.maya.id;
    const { ts } = coop.on(maya).message();
    const channel = coop.slack.directChannel(maya);

    await Promise.all(Array.from({ length: 10 }, (_, point) => coop.slack.press(maya, { channel, ts }, { text: String(point) })));
    await coop.quiet();

    expect(await coop.db.surveyResponse.count()).toBe(1);
    expect(await coop.db.surveyAuthor.count()).toBe(1);
    expect(coop.slack.ephemerals(maya)).toEqual([]);
  });
});
