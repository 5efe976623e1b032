import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { expect, it } from 'vitest';
import { parkedJobs, retryParked } from '#bot/parked.ts';
import { startCooperative } from '#test/support/cooperative.ts';
import { longest, report } from './figures.ts';
import { hurryRetries } from './harness.ts';
import { aLoad } from './load.ts';
import { byKey } from './promises.ts';
import { PATIENCE_MS } from './sizes.ts';

const MARKER = 'This one is poison';

it(
  '13: an event that always fails is set aside, staff and the member are told once, and nobody else waits',
  async () => {
    const { slack, db, database, bots, people, help, triage, quiet } = await startCooperative();
    const load = aLoad({ slack, member: people.maya.id, help: [help] });
    await poisonStore(database.pool);

    const poisoned = await load.write(MARKER);
    const others: number[] = [];
    let parked = await parkedJobs({ db });
    while (parked.length === 0) {
      const cards = byKey(slack.botMessages(triage)).size;
      const started = performance.now();
      await load.write();
      while (byKey(slack.botMessages(triage)).size === cards) await wait(5);
      others.push(performance.now() - started);
      await hurryRetries(database.pool);
      parked = await parkedJobs({ db });
    }
    await wait(700);
    await quiet();
    const notices = slack.messages(triage).filter(({ text }) => text.includes('npm run jobs'));
    const told = slack.messages(help, { threadTs: poisoned.ts }).slice(1);
    const before = await db.ticket.count({ where: { ts: poisoned.ts } });
    await database.pool.query('drop trigger poison on channel_message');
    const retried = await retryParked(bots[0]!.deps, [parked[0]!.id]);
    await quiet();

    report('13', { tries: parked[0]!.attempts, 'other jobs': others.length, 'their longest ms': longest(others) });
    expect(parked).toMatchObject([{ task: 'process-event', problem: expect.stringMatching(/\S/) }]);
    expect(JSON.stringify(parked)).not.toContain(MARKER);
    expect(notices).toHaveLength(1);
    expect(told.map(({ text }) => text)).toEqual([expect.stringContaining('Sorry, something broke on our side')]);
    expect(longest(others)).toBeLessThan(1000);
    expect([before, retried]).toEqual([0, 1]);
    expect(await db.ticket.count({ where: { ts: poisoned.ts } })).toBe(1);
    expect(await parkedJobs({ db })).toEqual([]);
    expect(byKey(slack.botMessages(triage)).size).toBe((await db.ticket.count()) + 1);
  },
  PATIENCE_MS,
);

/** A store that cannot take one certain message, however often it is tried. */
async function poisonStore(pool: pg.Pool): Promise<void> {
  await pool.query(`
    create function refuse_poison() returns trigger language plpgsql as $$
    begin
      if new.text like '%${MARKER}%' then raise exception 'this is poison'; end if;
      return new;
    end $$;
    create trigger poison before insert or update on channel_message for each row execute function refuse_poison()`);
}
