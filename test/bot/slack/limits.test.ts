import { WebAPIRateLimitedError } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { limitedUntil, reserveSlot, TooManyCalls, withinLimits } from '#bot/slack/limits.ts';
import { MONDAY_TEN, openDesk, WORKSPACE } from '#test/support/factories.ts';

const inSeconds = (seconds: number) => new Date(MONDAY_TEN.getTime() + seconds * 1000);
const refuse = (seconds: number) => async () => {
  throw new WebAPIRateLimitedError(seconds);
};

describe('a 429', () => {
  it('10: stops every call of its method in its workspace until its time, and no other', async () => {
    const { deps, time } = await openDesk();
    let calls = 0;
    const call = async () => {
      calls += 1;
      return 'done';
    };
    await expect(withinLimits(deps, WORKSPACE, 'chat.postMessage', refuse(30))).rejects.toMatchObject({ until: inSeconds(30) });

    await expect(withinLimits(deps, WORKSPACE, 'chat.postMessage', call)).rejects.toThrow(TooManyCalls);
    const others = await Promise.all([
      withinLimits(deps, WORKSPACE, 'chat.update', call),
      withinLimits(deps, 'T0OTHER', 'chat.postMessage', call),
    ]);
    time.now = inSeconds(30);

    expect(calls).toBe(2);
    expect(others).toEqual(['done', 'done']);
    expect(await withinLimits(deps, WORKSPACE, 'chat.postMessage', call)).toBe('done');
  });

  it('that is longer wins over a shorter one', async () => {
    const { deps } = await openDesk();
    await Promise.allSettled([
      withinLimits(deps, WORKSPACE, 'users.info', refuse(60)),
      withinLimits(deps, WORKSPACE, 'users.info', refuse(5)),
    ]);

    expect(await limitedUntil(deps, WORKSPACE, ['users.info', 'chat.update'])).toEqual(inSeconds(60));
  });

  it('is told from every other error', async () => {
    const { db, deps } = await openDesk();
    const broken = async () => {
      throw new Error('socket hang up');
    };

    await expect(withinLimits(deps, WORKSPACE, 'chat.update', broken)).rejects.toThrow('socket hang up');

    expect(await db.rateLimit.count()).toBe(0);
  });
});

describe('the slots of a channel', () => {
  it('are a second apart, for everybody who asks at once', async () => {
    const { deps } = await openDesk();

    const slots = await Promise.all(Array.from({ length: 5 }, () => reserveSlot(deps, WORKSPACE, 'C1')));

    expect(slots.map((slot) => slot.getTime()).toSorted()).toEqual(
      [0, 1, 2, 3, 4].map((seconds) => inSeconds(seconds).getTime()),
    );
  });

  it('begin now after a pause, and in each channel by itself', async () => {
    const { deps, time } = await openDesk();
    await reserveSlot(deps, WORKSPACE, 'C1');
    time.now = inSeconds(20);

    expect([await reserveSlot(deps, WORKSPACE, 'C1'), await reserveSlot(deps, WORKSPACE, 'C2')]).toEqual([
      inSeconds(20),
      inSeconds(20),
    ]);
  });
});
