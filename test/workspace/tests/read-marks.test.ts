import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unreadOf } from '../read-marks.ts';
import type { World } from '../state.ts';
import type { Workspace } from '../workspace.ts';
import { startCooperative } from './listening-bot.ts';

let slack: Workspace;
let world: World;
beforeEach(async () => {
  slack = await startCooperative({
    routes: (its) => {
      world = its;
      return [];
    },
  });
});
afterEach(() => slack.stop());

const unread = (userId: string): number => {
  const team = world.teams.get(slack.teamId)!;
  return unreadOf(team, team.channels.get('CHELP')!, userId).length;
};

describe('what somebody has not read', () => {
  it('is what others wrote since, and not their own', async () => {
    const first = await slack.post('UANA', 'CHELP', 'one');
    await slack.post('UBEN', 'CHELP', 'two');
    await slack.post('UANA', 'CHELP', 'three');

    expect([unread('UANA'), unread('UBEN')]).toEqual([1, 2]);
    slack.markRead('UBEN', 'CHELP', first.ts);
    expect([unread('UANA'), unread('UBEN')]).toEqual([1, 1]);
  });

  it('does not grow again when an older message is marked as read', async () => {
    const first = await slack.post('UANA', 'CHELP', 'one');
    const second = await slack.post('UANA', 'CHELP', 'two');

    slack.markRead('UBEN', 'CHELP', second.ts);
    slack.markRead('UBEN', 'CHELP', first.ts);

    expect(unread('UBEN')).toBe(0);
  });

  it('leaves replies in threads out', async () => {
    const { ts } = await slack.post('UANA', 'CHELP', 'one');
    slack.markRead('UBEN', 'CHELP', ts);

    await slack.post('UANA', 'CHELP', 'a reply', { threadTs: ts });

    expect(unread('UBEN')).toBe(0);
  });

  it('leaves out who came and went', async () => {
    slack.addPerson({ id: 'UCAT', name: 'cat' });

    await slack.join('UCAT', 'CHELP');
    await slack.leave('UCAT', 'CHELP');

    expect(unread('UBEN')).toBe(0);
  });

  it('is for members of the channel to mark', () => {
    slack.addPerson({ id: 'UCAT', name: 'cat' });

    expect(() => slack.markRead('UCAT', 'CHELP', '1700000000.000000')).toThrow('not in CHELP');
  });
});
