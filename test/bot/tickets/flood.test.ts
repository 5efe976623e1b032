import { expect, it } from 'vitest';
import { MOST_A_MINUTE } from '#bot/tickets/flood.ts';
import { ANA, MAYA, MONDAY_TEN, openDesk, TOM } from '#test/support/factories.ts';

const at = (second: number) => new Date(MONDAY_TEN.getTime() + second * 1000);

it('38: who writes more than a minute holds is told once, and nobody else is held back', async () => {
  const desk = await openDesk();

  for (let index = 0; index < MOST_A_MINUTE + 40; index += 1) await desk.say(MAYA, `Message ${index}`, { at: at(index * 0.5) });
  await desk.say(TOM, 'My own question', { at: at(51) });
  await desk.say(ANA, 'A word from staff', { at: at(52) });

  const kept = await desk.db.channelMessage.findMany({ where: { authorId: MAYA }, orderBy: { ts: 'asc' } });
  expect(kept.filter(({ reason }) => reason === 'flood')).toHaveLength(40);
  expect(kept.filter(({ reason }) => reason === 'flood').every(({ text }) => text === null)).toBe(true);
  const notices = await desk.db.saidMessage.findMany({ where: { channelId: MAYA } });
  expect(notices.map(({ content }) => content)).toEqual([
    expect.objectContaining({ text: expect.stringContaining('more than 60 messages in a minute') }),
  ]);
  expect((await desk.ticket(2)).requesterId).toBe(TOM);
});

it('38: a minute later the same member is heard again', async () => {
  const desk = await openDesk();
  for (let index = 0; index < MOST_A_MINUTE + 1; index += 1) await desk.say(MAYA, `Message ${index}`, { at: at(index * 0.5) });

  const ts = await desk.say(MAYA, 'Still there?', { at: at(120) });

  const heard = await desk.db.channelMessage.findFirstOrThrow({ where: { ts } });
  expect(heard.standing).toBe('joined');
});

it('38: a flood of replies in a thread is held back as well', async () => {
  const desk = await openDesk();
  const threadTs = await desk.say(MAYA, 'How do I reset it?', { at: at(0) });

  for (let index = 0; index < MOST_A_MINUTE + 5; index += 1)
    await desk.say(TOM, `Word ${index}`, { threadTs, at: at(1 + index * 0.5) });

  expect(await desk.db.channelMessage.count({ where: { authorId: TOM, standing: 'reply' } })).toBe(MOST_A_MINUTE);
  expect(await desk.db.channelMessage.count({ where: { authorId: TOM, reason: 'flood' } })).toBe(5);
});
