import { describe, expect, it } from 'vitest';
import { saySoon } from '#bot/slack/outbox.ts';
import { cooperativeAsked, FILLED } from './some-asked.ts';

describe('the ways to a survey', () => {
  it('from the channel’s post leads those who were asked to its form, and tells everybody else kindly', async () => {
    const coop = await cooperativeAsked();
    const { slack, people, help } = coop;
    const press = (userId: string) => slack.press(userId, { channel: help, ts: coop.post().ts }, 'answering.start');

    await press(people.tom.id);
    await press(people.ben.id);
    await coop.quiet();

    expect(coop.post().text).toContain('It is for those who got a message from me.');
    expect(coop.post().text).toContain('10 questions, about 3 minutes. Open until <!date^');
    expect(coop.on(people.tom.id).fields()).toEqual(['q:recommend', 'q:happy']);
    expect(slack.ephemerals(people.ben.id).map(({ text }) => text)).toEqual([
      'This survey was sent to others, so there is nothing to answer here. Thank you for wanting to!',
    ]);
    expect(slack.views(people.ben.id)).toEqual([]);
  });

  it('from App Home and from /survey has what is open, and how far one is', async () => {
    const coop = await cooperativeAsked();
    const { slack, people, quiet } = coop;
    const maya = coop.on(people.maya.id);
    const home = () => JSON.stringify(slack.home(people.maya.id)?.blocks ?? []);
    await slack.openHome(people.maya.id);
    await quiet();

    const before = home();
    await slack.press(people.maya.id, { view: String(slack.home(people.maya.id)?.id) }, 'answering.start');
    await maya.send({ ...FILLED.en[0] });
    await maya.close();
    const half = home();
    await maya.command('');
    const page = maya.sees();
    await maya.press('answering.start');
    await maya.send({});
    await maya.send({});
    await maya.close();
    await maya.command('mine');

    expect(before).toContain('Surveys open for you');
    expect(half).toContain('2 of 10 answered, and kept.');
    expect(page).toContain('Go on with the other 8 questions');
    expect(maya.sees()).toContain('Change my answers');
    expect(home()).not.toContain('Surveys open for you');
  });

  it('leads from the page of their own surveys to our answer to a letter, whether or not somebody wrote one', async () => {
    const coop = await cooperativeAsked();
    const maya = coop.on(coop.people.maya.id);
    await maya.command('mine');
    const page = maya.sees();

    await maya.press('mailbox.open');

    expect(page).toContain('Would you like to write to us without your name, or did you?');
    expect(maya.sees()).toContain('Your pick-up code');
  });

  it('leads whoever was named as a reader to the results, also somebody who is no staff', async () => {
    const coop = await cooperativeAsked({ wave: { level: 'confidential', readerIds: ['U0NOBODY'] } });
    const { people, db } = coop;
    const tom = coop.on(people.tom.id);
    await tom.command('mine');
    const before = tom.sees();
    await tom.close();
    // The store refuses another reader for a survey that is out.
    await db.surveyWave.updateMany({ data: { openedAt: null } });
    await db.surveyWave.updateMany({ data: { readerIds: [people.tom.id], openedAt: coop.clock.now() } });
    await tom.command('mine');

    await tom.press('survey-results.show');

    expect(before).not.toContain('survey-results.show');
    expect(tom.sees()).toContain('You may read who said what');
    await coop.on(people.maya.id).command('mine');
    expect(coop.on(people.maya.id).sees()).not.toContain('survey-results.show');
  });

  it('is closed to forged buttons and forms, and to whoever was not asked', async () => {
    const coop = await cooperativeAsked({ wave: { level: 'anonymous' } });
    const { slack, people, db } = coop;
    const maya = coop.on(people.maya.id);
    const forged = (actionId: string, value: string, userId = people.maya.id) =>
      forge(coop, userId, { type: 'block_actions', actions: [{ type: 'button', action_id: actionId, block_id: 'x', value }] });
    const sent = (place: unknown, userId = people.maya.id) =>
      forge(coop, userId, {
        type: 'view_submission',
        view: { id: 'V1', callback_id: 'answering.form', private_metadata: JSON.stringify(place), state: { values: {} } },
      });

    const answers = [];
    for (const value of ['', '0', 'x', '9999999999', '{}']) answers.push(await forged('answering.start', value));
    // No question of an anonymous survey is answered in a message, whatever a button says.
    answers.push(await forged('answering.here-9', JSON.stringify({ waveId: coop.wave.id, question: 'recommend', value: '9' })));
    answers.push(await sent({ waveId: coop.wave.id, at: 'recommend' }));
    answers.push(await sent({ waveId: coop.wave.id, at: '', token: 'x'.repeat(43) }));
    answers.push(await sent({ waveId: coop.wave.id, at: 'recommend', token: 'x'.repeat(43) }, people.ben.id));
    await coop.quiet();

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(answers.slice(-3).map(({ body }) => body)).toEqual([
      expect.stringContaining('Please begin again'),
      expect.stringContaining('Please begin again'),
      expect.stringContaining('This survey was sent to others'),
    ]);
    expect(await db.surveyResponse.count()).toBe(0);
    expect(await db.surveyInvitation.count({ where: { hasAnswered: true } })).toBe(0);
    expect(await db.surveySitting.count()).toBe(0);
    expect(slack.notices(people.maya.id)).toEqual([]);
    expect(maya.message().text).toContain('We would like to hear from you');
  });
});

type Coop = Awaited<ReturnType<typeof cooperativeAsked>>;
let triggers = 0;

/** What somebody sends who writes requests by hand, with a signature that is good. */
async function forge({ slack, workspaceId }: Coop, userId: string, more: object) {
  triggers += 1;
  const payload = {
    user: { id: userId },
    team: { id: workspaceId },
    trigger_id: `forged.${triggers}`,
    api_app_id: slack.appId,
    ...more,
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return slack.deliverRaw({ body, headers: { 'content-type': 'application/x-www-form-urlencoded', ...slack.sign(body) } });
}

describe('staff who try a survey out', () => {
  it('get it as members do, walk through its pages, and nothing is kept', async () => {
    const coop = await cooperativeAsked({ language: 'es' });
    const { people, db, survey } = coop;
    const ana = coop.on(people.ana.id);
    const content = { kind: 'survey-test', surveyId: survey.id, version: 1, to: people.ana.id };
    await saySoon(db, coop.deps, coop.workspaceId, { key: 'test', channelId: people.ana.id, content });
    await coop.quiet();

    await ana.pressIn('answering.preview');
    const first = ana.sees();
    await ana.send({ ...FILLED.en[0] });
    await ana.send({ ...FILLED.en[1] });
    const sealed = await db.surveySitting.count();
    await ana.press('answering.back');
    const back = ana.sees();
    await ana.send({});
    await ana.send({ ...FILLED.en[2] } as never);

    expect(ana.message().text).toContain('A test: this is how members get it, and nothing you answer is kept.');
    expect(first).toContain('Preview: you see what a member sees, and nothing is kept.');
    expect(back).toContain('It was *slow* & <late>');
    expect(sealed).toBe(1);
    expect(ana.sees()).toContain('It was a preview, so nothing of it was kept.');
    expect(await db.surveySitting.count()).toBe(0);
    expect(await db.surveyResponse.count()).toBe(0);
  });

  it('are staff: a member cannot look at what is not sent', async () => {
    const coop = await cooperativeAsked();
    const value = JSON.stringify({ surveyId: coop.survey.id, version: 1, language: 'en' });
    const action = { type: 'button', action_id: 'answering.preview', block_id: 'x', value };

    const pressed = await forge(coop, coop.people.maya.id, { type: 'block_actions', actions: [action] });

    expect(pressed.status).toBe(200);
    expect(coop.slack.ledger.calls('views.open').map(({ args }) => JSON.stringify(args))).not.toContainEqual(
      expect.stringContaining('answering.form'),
    );
  });
});
