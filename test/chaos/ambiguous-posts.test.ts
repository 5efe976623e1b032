import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startCooperative } from '#test/support/cooperative.ts';
import type { Received } from '#test/workspace/ledger.ts';
import { longest, report } from './figures.ts';
import { calm } from './harness.ts';
import { aLoad } from './load.ts';
import { ALL_KEPT, examine } from './promises.ts';
import { DONE_WITHIN_MS, IS_FULL, PATIENCE_MS, sizeOf } from './sizes.ts';

const { tickets } = sizeOf('ambiguous');
const RECONCILED_WITHIN_MS = 60_000;
/** Together a fifth of the posts. */
const SHARE = 0.2 / 3;

it(
  '11: whatever happens to a post on its way, in the end each ticket shows exactly one card',
  async () => {
    const { slack, db, database, people, help, triage, workspaceId } = await startCooperative();
    const load = aLoad({ slack, member: people.maya.id, help: [help] });
    slack.faults.sometimes('chat.postMessage', '500', SHARE, { seed: 11 });
    slack.faults.sometimes('chat.postMessage', 'reset', SHARE, { seed: 12 });
    slack.faults.sometimes('chat.postMessage', 'accept-then-drop', SHARE, { seed: 13 });
    const recorded = new Map<string, number>();
    let isOver = false;
    const look = async () => {
      const rows = await db.ownedMessage.findMany({ where: { workspaceId, ts: { not: null } }, select: { key: true } });
      for (const { key } of rows) if (!recorded.has(key)) recorded.set(key, Date.now());
    };
    const watching = (async () => {
      while (!isOver) await Promise.all([look(), wait(IS_FULL ? 1000 : 100)]);
    })();

    await load.writeMany(tickets);
    await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS, hurry: !IS_FULL });
    isOver = true;
    await watching;
    await look();

    const { written, acknowledged, ...found } = await examine({ slack, db, workspaceId, help: [help], triage });
    const posts = slack.ledger.calls('chat.postMessage');
    const dropped = posts.filter(({ fault }) => fault === 'accept-then-drop');
    const accepted = posts.filter(({ status, answer }) => status === 200 && answer?.ok === true);
    const reconciling = dropped.map((post) => (recorded.get(keyOf(post)) ?? Number.POSITIVE_INFINITY) - post.at);
    report('11', {
      tickets,
      posts: posts.length,
      faults: posts.filter(({ fault }) => fault !== undefined).length,
      'answers lost after acceptance': dropped.length,
      'posted more than once': accepted.length - new Set(accepted.map(keyOf)).size,
      'longest until reconciled ms': longest(reconciling),
    });
    expect(dropped.length).toBeGreaterThan(0);
    expect(found).toEqual(ALL_KEPT);
    expect([written, acknowledged]).toEqual([tickets, tickets]);
    expect(slack.duplicates()).toEqual([]);
    expect(longest(reconciling)).toBeLessThanOrEqual(RECONCILED_WITHIN_MS);
  },
  PATIENCE_MS,
);

/** The bot's own mark on a post, without the workspace. */
function keyOf({ args }: Received): string {
  const metadata = typeof args.metadata === 'string' ? (JSON.parse(args.metadata) as unknown) : args.metadata;
  const key = (metadata as { event_payload: { key: string } }).event_payload.key;
  return key.slice(key.indexOf(':') + 1);
}
