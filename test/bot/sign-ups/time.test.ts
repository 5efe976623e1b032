import { describe, expect, it } from 'vitest';
import { planWindow } from '#bot/sign-ups/windows.ts';
import { toolOf } from '#bot/tools/tool.ts';
import { MONDAY_MORNING } from '#test/support/cooperative.ts';
import { advanceTo } from '#test/workspace/time-travel.ts';
import { type CooperativeWithTools, cooperativeWithTools } from './some-tools.ts';

const BY_OWNER = [{ who: 'owner', memberIds: [], needs: 'one' }];
const at = { at: MONDAY_MORNING };

const until = ({ database, clock, quiet }: CooperativeWithTools, when: string) =>
  advanceTo(database.pool, clock, new Date(when), quiet);

async function asks({ on }: CooperativeWithTools, userId: string) {
  await on(userId).command();
  await on(userId).press('tools.show');
  await on(userId).press('tools.ask');
  await on(userId).send();
}

const texts = ({ on }: CooperativeWithTools, userId: string) =>
  on(userId)
    .direct()
    .map(({ text }) => text);

describe('as time passes', () => {
  it('a seat that its member does not take is offered again, and ends their sign-up the second time', async () => {
    const coop = await cooperativeWithTools({ seatCap: 1, offerHours: 8, fewSeats: 0 }, at);
    const { people, states, on } = coop;
    await asks(coop, people.maya.id);
    await asks(coop, people.tom.id);
    await on(people.maya.id).pressIn('*S1*', 'sign-up.cancel');

    await until(coop, '2026-03-10T12:00:00Z');

    expect(await states()).toEqual(['cancelled', 'expired']);
    const [, first, second, last] = texts(coop, people.tom.id);
    expect(first).toContain('Good news: a seat for *Data warehouse* is free for you.');
    expect(second).toContain('is free for you again.');
    expect(last).toContain('for the second time, so your sign-up for *Data warehouse* has ended');
    expect(texts(coop, people.ben.id)).toContain('Few seats of *Data warehouse* are left: 0 of 1.');
  });

  it('a question that is not answered is asked about, and ends the sign-up days after that was said', async () => {
    const coop = await cooperativeWithTools({ stages: BY_OWNER }, at);
    const { people, states, on } = coop;
    await asks(coop, people.maya.id);
    await on(people.ben.id).pressIn('S1', 'approval.ask');
    await on(people.ben.id).send({ question: 'For which report?' });

    await until(coop, '2026-03-06T12:00:00Z');
    const noticed = texts(coop, people.maya.id).at(-1);
    expect(await states()).toEqual(['questioned']);
    await until(coop, '2026-03-20T12:00:00Z');

    expect(noticed).toContain('We still need your answer about *Data warehouse*. Without it your sign-up ends on');
    expect(await states()).toEqual(['expired']);
    expect(texts(coop, people.maya.id).at(-1)).toContain(
      'We heard nothing from you, so your sign-up for *Data warehouse* has ended.',
    );
  });

  it('an approver who does not answer ends nothing', async () => {
    const coop = await cooperativeWithTools({ stages: BY_OWNER }, at);
    await asks(coop, coop.people.maya.id);

    for (const day of ['2026-03-20', '2026-04-10', '2026-04-30']) await until(coop, `${day}T12:00:00Z`);

    expect(await coop.states()).toEqual(['asked']);
  });

  it('a window opens, takes applications, and its seats are drawn at the close; everybody hears how it came out', async () => {
    const dates = { windowOpensAt: new Date('2026-03-03T09:00:00Z'), windowClosesAt: new Date('2026-03-06T12:00:00Z') };
    const coop = await cooperativeWithTools({ seatCap: 2, ...dates }, at);
    const { people, states, db, on, bots, workspaceId } = coop;
    const row = await db.tool.findFirstOrThrow({ where: { workspaceId } });
    await db.$transaction((tx) => planWindow(tx, bots[0]!.deps, toolOf(row)));
    await on(people.maya.id).command();
    await on(people.maya.id).press('tools.show');
    expect(on(people.maya.id).sees()).toContain('You can apply from');

    await until(coop, '2026-03-03T10:00:00Z');
    expect(texts(coop, people.ben.id).at(-1)).toContain('Applications for *Data warehouse* are taken from now until');
    // Two of Maple Street, and one who counts as their own.
    for (const person of [people.maya, people.tom, people.lea]) await asks(coop, person.id);
    expect(on(people.maya.id).sees()).toContain('It takes part in the draw.');
    expect(await states()).toEqual(['waiting', 'waiting', 'waiting']);
    await until(coop, '2026-03-06T13:00:00Z');

    expect((await states()).toSorted()).toEqual(['setting up', 'setting up', 'waiting']);
    expect(await db.signUp.findFirst({ where: { memberId: people.lea.id } })).toMatchObject({ state: 'setting up' });
    expect(texts(coop, people.lea.id).at(-1)).toBe('The seats for *Data warehouse* were drawn, and you have one!');
    const maple = [...texts(coop, people.maya.id), ...texts(coop, people.tom.id)].join('\n');
    expect(maple).toContain('were drawn, and you have one!');
    expect(maple).toContain('there was none for you yet. You are number 1 on the waiting list.');
    expect(texts(coop, people.ben.id).at(-1)).toContain('Seats given: 2. On the waiting list: 1.');
  });
});
