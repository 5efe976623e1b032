import { expect, it } from 'vitest';
import {
  ANNOUNCE_PROBLEM,
  ATTACH_TICKET,
  MORE_MOVES,
  RESOLVE_TICKET,
  SAY_SAME_HERE,
  UPDATE_PROBLEM,
} from '#bot/tickets/action-ids.ts';
import { MONDAY_MORNING, startCooperative } from '#test/support/cooperative.ts';

/** Maya, Tom (who reads Spanish) and Ada have asked; the first two about payroll. */
async function threeRequests() {
  const coop = await startCooperative({ at: MONDAY_MORNING });
  const { slack, people, help, triage, quiet, clock, db, workspaceId } = coop;
  await db.member.createMany({
    data: [{ workspaceId, id: people.tom.id, displayName: 'Tom', language: 'es', languageBy: 'chosen' }],
  });
  const threads: string[] = [];
  const asks = [
    [people.maya.id, 'Payroll does not load this morning'],
    [people.tom.id, 'I cannot open payroll, it does not load'],
    [people.ada.id, 'Where is my badge?'],
  ] as const;
  for (const [author, text] of asks) {
    threads.push((await slack.post(author, help, text)).ts);
    await quiet();
    clock.set(new Date(clock.now().getTime() + 6 * 60_000));
  }
  const cards = () => slack.messages(triage).filter(({ bot_id }) => bot_id);
  const views = (userId: string) => String(slack.views(userId).at(-1)?.id);
  const { ana } = people;
  return {
    ...coop,
    cards,
    thread: (number: number) =>
      slack
        .messages(help, { threadTs: threads[number - 1] ?? '' })
        .slice(1)
        .map(({ text }) => text),
    press: async (number: number, actionId: string) => {
      await slack.press(ana.id, { channel: triage, ts: cards()[number - 1]?.ts ?? '' }, actionId);
      await quiet();
    },
    pressMore: async (number: number, actionId: string) => {
      await slack.press(ana.id, { channel: triage, ts: cards()[number - 1]?.ts ?? '' }, MORE_MOVES);
      await slack.press(ana.id, { view: views(ana.id) }, actionId);
    },
    submit: async (values: Record<string, string>) => {
      const answer = await slack.submit(ana.id, views(ana.id), values);
      await quiet();
      return answer;
    },
    pressInThread: async (userId: string, number: number, actionId: string) => {
      const own = slack.messages(help, { threadTs: threads[number - 1] ?? '' }).find(({ bot_id }) => bot_id);
      await slack.press(userId, { channel: help, ts: own?.ts ?? '' }, actionId);
      await quiet();
    },
    direct: (userId: string) => slack.botMessages(slack.directChannel(userId)).map(({ text }) => text),
  };
}

it('a known problem is announced, joined, followed and resolved with everybody told once, each in their language', async () => {
  const coop = await threeRequests();
  const { slack, people, cards, thread, press, pressMore, submit, pressInThread, direct, quiet, db } = coop;

  await pressMore(1, ANNOUNCE_PROBLEM);
  await submit({ 'What should members read?': 'Payroll is down; back by noon' });
  const banner = thread(3);
  const offer = cards().map(({ blocks }) => JSON.stringify(blocks).includes('Looks like known problem *#1*'));
  await press(2, ATTACH_TICKET);
  await pressInThread(people.ada.id, 3, SAY_SAME_HERE);
  await pressInThread(people.ada.id, 3, SAY_SAME_HERE);
  await pressInThread(people.ben.id, 3, SAY_SAME_HERE);
  const card = cards()[0];
  await pressMore(1, UPDATE_PROBLEM);
  const form = JSON.stringify(slack.views(people.ana.id).at(-1));
  await submit({ 'What is new?': 'It works again for <most>' });
  await press(1, RESOLVE_TICKET);
  await submit({});
  await quiet();

  expect(banner[0]).toContain(':warning: Payroll is down; back by noon');
  expect(offer).toEqual([false, true, false]);
  expect(slack.ephemerals(people.ada.id).map(({ text }) => text)).toEqual([
    'Thank you, I have noted that you have this problem, too. You hear from us here when there is news.',
    'I have noted that already, thank you! You hear from us when there is news.',
  ]);
  expect(JSON.stringify(card?.blocks)).toContain('*known problem*: 1 more request, 2 say “same here”');
  expect(form).toContain('This will tell *4 people*');
  expect(thread(1).filter((text) => text?.startsWith('News about'))).toEqual([
    `News about this problem: Payroll is down; back by noon\n<@${people.ana.id}> from our team says: It works again for &lt;most&gt;`,
  ]);
  expect(thread(2).filter((text) => text?.startsWith('Noticias'))).toHaveLength(1);
  expect(thread(2).at(-1)).toBe(
    'Buenas noticias: este problema está resuelto. _Payroll is down; back by noon_\nSi para ti no está resuelto, escríbenos.',
  );
  expect(thread(3)).toHaveLength(1);
  expect(thread(3)[0]).not.toContain('Payroll');
  expect(direct(people.ada.id)).toEqual([
    expect.stringContaining('It works again for &lt;most&gt;'),
    'Good news: this problem is solved. _Payroll is down; back by noon_\nIf it is not solved for you, just write to us.',
  ]);
  expect(direct(people.ben.id)).toHaveLength(2);
  expect((await db.ticket.findMany({ orderBy: { id: 'asc' } })).map(({ state }) => state)).toEqual([
    'resolved',
    'resolved',
    'open',
  ]);
});
