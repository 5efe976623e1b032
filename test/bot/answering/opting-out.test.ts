import { describe, expect, it } from 'vitest';
import { optOut } from '#bot/answering/opting-out.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { cooperativeAsked } from './some-asked.ts';

describe('who wants no more', () => {
  it('of one survey is asked no more with one press, and again with another', async () => {
    const coop = await cooperativeAsked();
    const maya = coop.on(coop.people.maya.id);

    await maya.pressIn('answering.opt-out');
    const out = maya.message();
    await coop.slack.press(coop.people.maya.id, { channel: coop.help, ts: coop.post().ts }, 'answering.start');
    const form = maya.sees();
    await maya.close();
    await maya.pressIn('answering.opt-in');

    expect(out.text).toBe('All right: I will not send you *How are we doing?* any more.');
    expect(form).toContain('You chose not to get *How are we doing?* any more. Would you like to answer it after all?');
    expect(await coop.db.surveyOptOut.count()).toBe(0);
    expect(maya.message().text).toContain('We would like to hear from you');
  });

  it('can answer after all, from the form that says so', async () => {
    const coop = await cooperativeAsked();
    const maya = coop.on(coop.people.maya.id);
    await maya.pressIn('answering.opt-out-all');
    await coop.slack.press(coop.people.maya.id, { channel: coop.help, ts: coop.post().ts }, 'answering.start');

    await maya.press('answering.after-all');

    expect(maya.fields()).toEqual(['q:recommend', 'q:happy']);
    expect(await coop.db.surveyOptOut.count()).toBe(0);
  });

  it('of any survey is told so in each message, and finds the way back on a page of their own', async () => {
    const coop = await cooperativeAsked();
    const maya = coop.on(coop.people.maya.id);

    await maya.pressIn('answering.opt-out-all');
    const out = maya.message().text;
    await maya.command('mine');
    const page = maya.sees();
    await maya.press('answering.opt-in');

    expect(out).toBe('All right: I will not send you any surveys.');
    expect(page).toContain('No survey is open for you now.');
    expect(page).toContain('All surveys');
    expect(maya.sees()).toContain('Surveys that are open for you now:');
    expect(maya.message().text).toContain('We would like to hear from you');
  });

  it('is not reminded; nor is who has answered since; everybody else is, and can opt out there, too', async () => {
    const coop = await cooperativeAsked();
    const [maya, tom] = [coop.on(coop.people.maya.id), coop.on(coop.people.tom.id)];
    const remind = async (name: string) => {
      for (const to of [coop.people.maya.id, coop.people.tom.id]) {
        const content = { kind: 'survey-reminder', waveId: coop.wave.id, to };
        await saySoon(coop.db, coop.deps, coop.workspaceId, { key: `${name}:${to}`, channelId: to, content });
      }
      await coop.quiet();
    };
    await tom.pressIn({ text: '7' });

    await remind('first');
    const [toMaya, toTom] = [maya.direct().at(-1)!, tom.direct().at(-1)!];
    await maya.pressIn('answering.opt-out', toMaya.ts);
    await coop.db.surveyInvitation.updateMany({ where: { memberId: coop.people.tom.id }, data: { hasAnswered: true } });
    await remind('second');

    expect(toMaya.text).toContain('A small reminder: the survey *How are we doing?* is still open for you.');
    expect(toTom.text).toContain('A small reminder: you answered 1 of 9 questions of *How are we doing?*.');
    expect(maya.sees()).toContain('Surveys you do not get, as you wished:');
    expect(maya.direct()).toHaveLength(2);
    expect(tom.direct()).toHaveLength(2);
    expect(await coop.db.saidMessage.count({ where: { withdrawnAt: { not: null } } })).toBe(2);
  });

  it('reads of no survey in which they were not asked, whatever number they press on', async () => {
    const coop = await cooperativeAsked();
    const { id } = coop.people.ben;
    const ben = coop.on(id);

    await expect(optOut(coop.deps, { workspaceId: coop.workspaceId, actorId: id, surveyId: coop.survey.id })).rejects.toThrow(
      'This survey was sent to others',
    );

    await ben.command('mine');
    expect(ben.sees()).not.toContain('How are we doing?');
  });
});
