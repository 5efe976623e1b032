import { describe, expect, it } from 'vitest';
import { startCooperative } from '#test/support/cooperative.ts';

describe('before the set-up', () => {
  it('whoever writes to the bot, mentions it or types a command is shown the way, never met with silence', async () => {
    const { slack, people, help, quiet } = await startCooperative({ isSetUp: false });
    const direct = slack.directChannel(people.maya.id);

    await slack.post(people.maya.id, direct, 'Hello?');
    const { ts } = await slack.post(people.tom.id, help, `<@${slack.botUserId}> are you there?`);
    await slack.command(people.ana.id, help, '/triage', 'list');
    await quiet();

    const way = expect.stringContaining('/rochdale setup');
    expect(slack.botMessages(direct).map(({ text }) => text)).toEqual([way]);
    expect(
      slack
        .messages(help, { threadTs: ts })
        .slice(1)
        .map(({ text }) => text),
    ).toEqual([way]);
    expect(slack.ephemerals(people.ana.id).map(({ text }) => text)).toEqual([way]);
  });

  it('a question in a channel that does not name the bot opens nothing and is not answered', async () => {
    const { slack, people, help, quiet, db } = await startCooperative({ isSetUp: false });

    await slack.post(people.maya.id, help, 'Where is my invoice?');
    await quiet();

    expect(slack.botMessages(help)).toEqual([]);
    expect(await db.channelMessage.count()).toBe(0);
  });
});

describe('afterwards', () => {
  it('whoever greets the bot directly is told how to ask, each time once', async () => {
    const { slack, people, quiet } = await startCooperative();
    const direct = slack.directChannel(people.maya.id);

    for (const subtype of [undefined, 'me_message']) await slack.post(people.maya.id, direct, 'Hello!', { subtype });
    await Promise.all(
      slack.ledger
        .deliveries()
        .filter(({ kind }) => kind === 'event')
        .map((event) => slack.redeliver(event, 1)),
    );
    await quiet();

    const way = expect.stringContaining('Write your question here');
    expect(slack.botMessages(direct).map(({ text }) => text)).toEqual([way, way]);
  });

  it('a mention in a help channel is a request and gets no pointer', async () => {
    const { slack, people, help, quiet } = await startCooperative();

    await slack.post(people.maya.id, help, `<@${slack.botUserId}> where is my invoice?`);
    await quiet();

    expect(slack.botMessages(help).map(({ text }) => text)).toEqual([expect.stringContaining('*#1*')]);
  });

  it('staff who mention the bot in their channel are told what they can type', async () => {
    const { slack, people, triage, quiet } = await startCooperative();

    const { ts } = await slack.post(people.ana.id, triage, `<@${slack.botUserId}> help`);
    await quiet();

    expect(
      slack
        .messages(triage, { threadTs: ts })
        .slice(1)
        .map(({ text }) => text),
    ).toEqual([expect.stringContaining('/triage help')]);
  });

  it('other bots are not answered, so that two never talk to each other', async () => {
    const { slack, news, quiet } = await startCooperative();

    await slack.postAsOtherBot(news, `<@${slack.botUserId}> hello`);
    await quiet();

    expect(slack.botMessages(news)).toEqual([]);
  });
});
