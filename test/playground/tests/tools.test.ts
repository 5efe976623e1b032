// The shared tools of Riverbend Co-op as a visitor finds them, and the tour's sign-up for one.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STATES } from '#bot/sign-ups/life.ts';
import { quiet } from '../riverbend/play.ts';
import { type Demo, startDemo } from '../start.ts';
import { emptyFolder } from './demo-command.ts';

const WEDNESDAY = new Date('2026-11-18T20:00:00Z');

let demo: Demo;
let riverbend: NonNullable<Demo['riverbend']>;

beforeAll(async () => {
  demo = await startDemo({ port: 0, dataFolder: join(await emptyFolder(afterAll), 'demo'), now: WEDNESDAY });
  if (!demo.riverbend) throw new Error('this is not Riverbend');
  riverbend = demo.riverbend;
}, 120_000);
afterAll(() => demo?.stop());

describe('the tools', () => {
  it('are six, with sign-ups in every state of their life', async () => {
    const { db } = demo.bot.deps;

    const states = await db.signUp.findMany({ distinct: ['state'], select: { state: true } });

    expect(await db.tool.count()).toBe(6);
    expect(states.map(({ state }) => state).sort()).toEqual([...STATES].sort());
  });

  it('are in the digest, which adds up, and nobody is named where members read', () => {
    const digest = demo.slack.messages(riverbend.news).at(-1)?.text ?? '';
    const forStaff = demo.slack.messages(riverbend.triage).findLast(({ text }) => text.includes('staff edition'))?.text ?? '';

    expect(digest).toMatch(/^Tools: \d+ asked = .*undecided.* · .*Data warehouse/m);
    expect(digest).toMatch(/^Seats: 2 made ready, 2 being set up · \d+ end in 30 days: 3 kept, 2 given back/m);
    expect(digest).not.toContain('does not add up');
    expect(digest).not.toContain('Waiting longest');
    expect(forStaff).toMatch(/^Waiting longest for a decision: S\d+ Bookkeeping \(renewal\).*Inês Carvalho/m);
  });

  it('have cards for staff that nobody has to be told twice about', async () => {
    const owned = await demo.bot.deps.db.ownedMessage.findMany({ where: { key: { startsWith: 'sign-up:' } } });

    expect(owned.length).toBeGreaterThan(10);
    expect(demo.slack.duplicates()).toEqual([]);
  });
});

describe('the tour', () => {
  const take = () => {
    const { tour } = demo.playground;
    if (!tour) throw new Error('there is no tour');
    return tour.take('tool');
  };

  it('lets Tom ask, his contact and the owner approve, and staff set it up', { timeout: 60_000 }, async () => {
    const { db } = demo.bot.deps;

    const stop = await take();

    const signUp = await db.signUp.findFirstOrThrow({ where: { memberId: riverbend.ids.tom, toolId: 'data-warehouse' } });
    const events = await db.signUpEvent.findMany({ where: { signUpId: signUp.id }, orderBy: { id: 'asc' } });
    expect(stop).toMatchObject({ as: riverbend.ids.tom, channel: demo.slack.directChannel(riverbend.ids.tom) });
    expect(demo.slack.message(stop.channel, stop.ts ?? '')?.text).toContain('Data warehouse');
    expect(signUp.state).toBe('ready');
    expect(events.map(({ kind }) => kind)).toEqual([
      'asked',
      'stage_passed',
      'approved',
      'set_up_claimed',
      'step_ticked',
      'step_ticked',
      'ready',
    ]);
  });

  it('puts the next one on the list when it is pressed again, and says so', { timeout: 60_000 }, async () => {
    const stop = await take();

    const { state } = await demo.bot.deps.db.signUp.findFirstOrThrow({
      where: { memberId: riverbend.ids.samira, toolId: 'data-warehouse' },
    });
    expect(state).toBe('waiting');
    expect(stop).toMatchObject({ as: riverbend.ids.samira, says: expect.stringContaining('stand in line') });
    await quiet({ deps: demo.bot.deps, slack: demo.slack });
    expect(demo.slack.ledger.calls().filter(({ answer }) => answer?.ok === false)).toEqual([]);
  });
});
