import { describe, expect, it } from 'vitest';
import { withoutMention } from '#bot/ways-in/mentions.ts';
import { startCooperative } from '#test/support/cooperative.ts';

describe('mentioning the bot', () => {
  it('makes a request of the message, without the mention, talked about in its thread', async () => {
    const { slack, people, news, triage, quiet, db } = await startCooperative();

    const { ts } = await slack.post(people.maya.id, news, `<@${slack.botUserId}> where is my invoice?`);
    await quiet();
    await slack.post(people.ana.id, news, 'On its way', { threadTs: ts });
    await quiet();

    expect(await db.ticket.findMany()).toMatchObject([{ via: 'mention', channelId: news, ts, firstReplyBy: people.ana.id }]);
    expect(slack.messages(news, { threadTs: ts })[1]?.text).toContain('*#1*');
    expect(slack.botMessages(triage)[0]?.text).toMatch(/: where is my invoice\? /);
  });

  it('in a thread makes a request of that message only; the talk goes on in the thread', async () => {
    const { slack, people, news, triage, quiet, db } = await startCooperative();
    await slack.changePerson(people.tom.id, { locale: 'es-MX' });
    const { ts: root } = await slack.post(people.ana.id, news, 'The new system starts on Monday');
    await slack.post(people.maya.id, news, 'Great', { threadTs: root });
    const { ts } = await slack.post(people.tom.id, news, `<@${slack.botUserId}> no puedo entrar`, { threadTs: root });
    await quiet();
    await slack.post(people.tom.id, news, 'con mi clave', { threadTs: root });
    await quiet();

    expect(await db.ticket.findMany()).toMatchObject([{ requesterId: people.tom.id, ts, threadTs: root, state: 'open' }]);
    const [card] = slack.botMessages(triage);
    const underCard = slack.messages(triage, { threadTs: card?.ts ?? '' }).slice(1);
    expect(underCard.map(({ text }) => text)).toEqual([`<@${people.tom.id}>: con mi clave`]);
    expect(slack.messages(news, { threadTs: root }).at(3)?.text).toContain('Gracias, tenemos tu solicitud');
  });

  it('in the thread of a request is a reply as ever, and in a help channel nothing changes', async () => {
    const { slack, people, help, quiet, db } = await startCooperative();
    const { ts } = await slack.post(people.maya.id, help, `<@${slack.botUserId}> where is my invoice?`);
    await quiet();

    await slack.post(people.maya.id, help, `<@${slack.botUserId}> it is the one of May`, { threadTs: ts });
    await quiet();

    expect(await db.ticket.findMany()).toMatchObject([{ via: 'message' }]);
    expect(await db.ticketEvent.count({ where: { kind: 'member_wrote' } })).toBe(1);
  });

  it('without saying anything, or by staff, shows the way and opens nothing', async () => {
    const { slack, people, news, help, quiet, db } = await startCooperative();

    const hello = await slack.post(people.maya.id, news, `Hi <@${slack.botUserId}>!`);
    const staff = await slack.post(people.ana.id, news, `<@${slack.botUserId}> list`);
    await quiet();

    expect(slack.messages(news, { threadTs: hello.ts })[1]?.text).toContain(`<#${help}>`);
    expect(slack.messages(news, { threadTs: staff.ts })[1]?.text).toContain('/triage help');
    expect(await db.ticket.count()).toBe(0);
  });

  it('with a card number in it has the member asked whether to go on in private', async () => {
    const { slack, people, news, quiet } = await startCooperative();

    await slack.post(people.maya.id, news, `<@${slack.botUserId}> my card is 4111 1111 1111 1111, why is it refused?`);
    await quiet();

    expect(JSON.stringify(slack.botMessages(slack.directChannel(people.maya.id)))).toMatch(/private/i);
  });

  it('is left out of what was said', () => {
    expect(withoutMention('<@UBOT>: where is it?', 'UBOT')).toBe('where is it?');
    expect(withoutMention('Dear <@UBOT|rochdale>, where\nis <@UMAYA>?', 'UBOT')).toBe('Dear where\nis <@UMAYA>?');
  });
});
