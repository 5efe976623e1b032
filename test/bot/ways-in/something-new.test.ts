import { expect, it } from 'vitest';
import { makePrivate } from '#bot/privacy/privacy.ts';
import { instantOf } from '#bot/slack/timestamps.ts';
import { splitOffAnswer } from '#bot/ways-in/something-new.ts';
import { ANA, BEN, by, MAYA, minutesAfter, openDesk, tsAt, WORKSPACE } from '#test/support/factories.ts';

it('“something new” and “make private” at the same moment both happen', async () => {
  const { deps, db, say, time } = await openDesk();
  const channelId = 'D0MAYA';
  await say(MAYA, 'Where is my invoice?');
  await db.ticket.updateMany({ data: { talksInDm: true } });
  const talkTs = tsAt(time.now);
  await db.ownedMessage.create({ data: { workspaceId: WORKSPACE, key: 'talk:1', channelId, ts: talkTs } });
  const rejected: unknown[] = [];
  for (let round = 1; round <= 15; round += 1) {
    const ts = await say(MAYA, `Answer ${round}`, { channelId, threadTs: talkTs, at: minutesAfter(time.now, 6 * round) });
    await db.ticket.updateMany({ where: { id: 1 }, data: { isPrivate: false, state: 'claimed', ownerId: ANA } });
    await db.ticketEvent.deleteMany({ where: { kind: { in: ['split', 'waiting'] } } });
    const event = await db.ticketEvent.findFirstOrThrow({ where: { ticketId: 1 }, orderBy: { id: 'desc' }, omit: { id: true } });
    await db.ticketEvent.create({ data: { ...event, detail: {}, kind: 'resumed', actorId: MAYA, at: instantOf(ts) } });

    const outcomes = await Promise.allSettled([
      splitOffAnswer(deps, { workspaceId: WORKSPACE, channelId, ts, actorId: MAYA }),
      makePrivate(deps, by(BEN)),
    ]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') rejected.push(outcome.reason);
  }

  expect(rejected).toEqual([]);
});
