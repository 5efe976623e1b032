import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '#bot/errors.ts';
import { filterMeant, type ListPlace, placeValue, pressedPlace } from '#bot/triage/filters.ts';
import { staffMeant } from '#bot/triage/people.ts';
import { deskStats } from '#bot/triage/stats.ts';
import { deskMeant, queuePage, takeNext } from '#bot/triage/triage.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { ANA, BEN, DAY, HELP, LEA, MAYA, MONDAY_TEN, openDesk, TOM, TRIAGE, tsAt, WORKSPACE } from '#test/support/factories.ts';

const ana = { workspaceId: WORKSPACE, memberId: ANA };
const ben = { workspaceId: WORKSPACE, memberId: BEN };
const EVERYTHING: ListPlace = { filter: { deskId: 'main' }, after: null };

type Changes = Partial<Prisma.TicketUncheckedCreateInput>;

/** A desk whose queue is written straight into the store: what matters is the order, not how they came. */
async function deskWith(tickets: Changes[]) {
  const desk = await openDesk();
  const add = async (id: number, more: Changes) => {
    const ts = tsAt(MONDAY_TEN);
    await desk.db.ticket.create({
      data: {
        workspaceId: WORKSPACE,
        id,
        deskId: 'main',
        requesterId: MAYA,
        channelId: HELP,
        ts,
        threadTs: ts,
        lastJoinedTs: ts,
        openedAt: MONDAY_TEN,
        ...more,
      },
    });
  };
  for (const [index, more] of tickets.entries()) await add(index + 1, more);
  const people = [
    { id: ANA, displayName: 'Ana María' },
    { id: BEN, displayName: 'Ben' },
    { id: LEA, displayName: 'Leandra' },
    { id: MAYA, displayName: 'Maya', organisationId: 'o1' },
  ];
  await desk.db.organisation.create({ data: { workspaceId: WORKSPACE, id: 'o1', name: 'Maple Street' } });
  await desk.db.member.createMany({ data: people.map((person) => ({ workspaceId: WORKSPACE, ...person })) });
  const main = await desk.db.desk.findFirstOrThrow({ where: { id: 'main' } });
  const listed = async (typed: string, who = ana) => {
    const filter = await filterMeant(desk.db, { ...who, desk: main }, typed);
    return (await queuePage(desk.deps, who, { filter, after: null })).lines.map(({ id }) => id);
  };
  return { ...desk, add, main, listed, page: (place: ListPlace, who = ana) => queuePage(desk.deps, who, place) };
}

const numbers = ({ lines }: { lines: { id: number }[] }) => lines.map(({ id }) => id);
const many = (count: number, more: Changes = {}) => Array.from({ length: count }, () => more);

describe('the pages of a list', () => {
  it('go by urgency, then by age', async () => {
    const { listed } = await deskWith([
      {},
      { priority: 'low' },
      { priority: 'urgent', state: 'claimed', ownerId: ANA },
      { priority: 'high' },
      {},
    ]);

    expect(await listed('')).toEqual([3, 4, 1, 5, 2]);
  });

  it('hold while the queue moves: what is resolved, opened or made urgent between two of them shifts nothing', async () => {
    const { db, add, page } = await deskWith(many(25));
    const first = await page(EVERYTHING);
    await db.ticket.updateMany({ where: { id: { in: [2, 5] } }, data: { state: 'resolved' } });
    await db.ticket.updateMany({ where: { id: 7 }, data: { priority: 'urgent' } });
    await add(26, { priority: 'urgent' });

    const second = await page({ ...EVERYTHING, after: first.next });
    const third = await page({ ...EVERYTHING, after: second.next });

    expect([numbers(first), numbers(second), numbers(third)]).toEqual([
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      [11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
      [21, 22, 23, 24, 25],
    ]);
    expect(third.next).toBeNull();
  });

  it('go on from one priority into the next', async () => {
    const { page } = await deskWith([...many(6, { priority: 'urgent' }), ...many(6), ...many(3, { priority: 'low' })]);

    const first = await page(EVERYTHING);
    const second = await page({ ...EVERYTHING, after: first.next });

    expect([...numbers(first), ...numbers(second)]).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
    expect(first.open).toBe(15);
  });

  it('are empty after the last ticket has gone, and still count', async () => {
    const { page } = await deskWith(many(3));

    expect(await page({ ...EVERYTHING, after: { rank: 4, id: 99 } })).toMatchObject({ lines: [], open: 3, next: null });
  });

  it('never carry a word of a private request', async () => {
    const { db, say, page } = await deskWith([]);
    await say(MAYA, 'My account number is 12345');
    await db.ticket.updateMany({ data: { isPrivate: true } });

    const listed = await page(EVERYTHING);

    expect(listed.lines).toMatchObject([{ isPrivate: true, text: null }]);
    expect(JSON.stringify(listed)).not.toContain('12345');
  });

  it('are refused to who is not on the staff of that desk', async () => {
    const { page } = await deskWith([{}]);

    await expect(page(EVERYTHING, { workspaceId: WORKSPACE, memberId: MAYA })).rejects.toThrow('That is for the staff');
    await expect(page({ filter: { deskId: 'another' }, after: null })).rejects.toThrow('Only people who work at this desk');
  });
});

describe('a filter', () => {
  const queue: Changes[] = [
    { state: 'claimed', ownerId: ANA, topic: 'billing' },
    { priority: 'high', suggestedTopic: 'billing', requesterId: TOM },
    {
      state: 'waiting',
      waitingOn: 'other',
      ownerId: BEN,
      followUpAt: new Date(MONDAY_TEN.getTime() - DAY),
      firstReplyAt: MONDAY_TEN,
    },
    { openedAt: new Date(MONDAY_TEN.getTime() - 4 * DAY), isPrivate: true },
    { state: 'waiting', waitingOn: 'member', ownerId: ANA, openedAt: new Date(MONDAY_TEN.getTime() - 9 * DAY) },
    { state: 'resolved' },
  ];

  it('narrows the list, alone and together with others', async () => {
    const { listed } = await deskWith(queue);

    expect(await listed('mine')).toEqual([1, 5]);
    expect(await listed('unassigned')).toEqual([2, 4]);
    expect(await listed('waiting')).toEqual([3, 5]);
    expect(await listed('overdue')).toEqual([3, 4]);
    expect(await listed('private')).toEqual([4]);
    expect(await listed('priority:high')).toEqual([2]);
    expect(await listed('topic:billing')).toEqual([2, 1]);
    expect(await listed('topic:biling mine')).toEqual([1]);
    expect(await listed('org:"maple street" unassigned')).toEqual([4]);
    expect(await listed('mine waiting overdue')).toEqual([]);
    expect(await listed('unassigned waiting')).toEqual([]);
    expect(await listed('desk:help mine')).toEqual([1, 5]);
  });

  it('that nobody knows gets the nearest, with everything that was typed', async () => {
    const { listed } = await deskWith([]);
    const refusals: [string, string][] = [
      ['unasigned topic:billing', 'Did you mean `/triage list unassigned topic:billing`?'],
      ['topic', 'What shall come after `topic:`?'],
      ['topic:gardening', 'It has "tool access", "how to"'],
      ['org:"Maple Stret"', 'Did you mean *Maple Street*?'],
      ['priority:now', 'A priority is `low`, `normal`, `high` or `urgent`.'],
      ['desk:"Somewhere else"', 'Yours: *Help desk*.'],
      ['please', 'You can write `mine`'],
      ['<!channel>', "I can't list by “&lt;!channel&gt;”"],
    ];

    for (const [typed, sentence] of refusals) await expect(listed(typed), typed).rejects.toThrow(sentence);
  });
});

describe('the value of a list’s button', () => {
  it('comes back as it was', () => {
    const place: ListPlace = {
      filter: { deskId: 'main', whose: 'mine', topic: 'a "b"', organisation: { id: 'o1', name: 'Maple' } },
      after: { rank: 3, id: 12 },
    };

    expect(pressedPlace(placeValue(place, 7))).toEqual({ place, ticketId: 7 });
    expect(placeValue(place, 7).length).toBeLessThanOrEqual(2000);
  });

  it('is refused with a sentence when somebody else has written it', () => {
    const filter = { deskId: 'main' };
    const hostile: unknown[] = [
      undefined,
      '',
      '12',
      'null',
      '{}',
      '[]',
      '{"filter":{"deskId":"main"}}',
      JSON.stringify({ filter, after: { rank: 9, id: 1 } }),
      JSON.stringify({ filter, after: { rank: 1, id: 99_999_999_999 } }),
      JSON.stringify({ filter, after: { rank: 1, id: '1; drop table ticket' } }),
      JSON.stringify({ filter: { deskId: 'a\0b' }, after: null }),
      JSON.stringify({ filter: { deskId: 'main', topic: '\ud800' }, after: null }),
      JSON.stringify({ filter: { deskId: 'main', anything: 1 }, after: null }),
      JSON.stringify({ filter: { deskId: 'x'.repeat(2000) }, after: null }),
      `{"filter":{"deskId":"main"},"after":null,"__proto__":{"x":1}}${' '.repeat(3000)}`,
    ];

    for (const value of hostile)
      expect(() => pressedPlace(value), String(value).slice(0, 60)).toThrow('`/triage list` shows the queue');
  });
});

describe('next', () => {
  it('gives the most urgent of the oldest, and nothing when all have somebody', async () => {
    const { deps, ticket, kinds } = await deskWith([{}, { priority: 'urgent' }]);
    await deps.db.ticketEvent.deleteMany();

    const taken = [await takeNext(deps, ana, 'main'), await takeNext(deps, ana, 'main'), await takeNext(deps, ana, 'main')];

    expect(taken).toEqual([2, 1, null]);
    expect(await ticket(2)).toMatchObject({ state: 'claimed', ownerId: ANA });
    expect(await kinds(2)).toEqual(['claimed']);
  });

  it('gives people who ask at once each another one', async () => {
    const { deps, db } = await deskWith(many(6));

    const taken = await Promise.all([ana, ben, ana, ben, ana, ben].map((who) => takeNext(deps, who, 'main')));

    expect([...taken].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await db.ticketEvent.count({ where: { kind: 'claimed' } })).toBe(6);
  });

  it('gives private requests to their readers only', async () => {
    const { deps, db } = await deskWith([{ isPrivate: true }]);
    await db.desk.updateMany({ data: { readers: [BEN] } });

    const [forAna, forBen] = [await takeNext(deps, ana, 'main'), await takeNext(deps, ben, 'main')];

    expect([forAna, forBen]).toEqual([null, 1]);
  });
});

describe('a person typed', () => {
  it('is found by mention, by name as far as it is plain, and as me', async () => {
    const { db } = await deskWith([]);
    const meant = (typed: string) => staffMeant(db, ana, 'main', typed);

    expect(await meant(`<@${BEN}|ben>`)).toBe(BEN);
    expect(await meant('@ana')).toBe(ANA);
    expect(await meant('ana maria')).toBe(ANA);
    expect(await meant('Me')).toBe(ANA);
    await expect(meant('@an')).resolves.toBe(ANA);
    await expect(meant('a')).resolves.toBe(ANA);
    await expect(meant('e')).rejects.toThrow(`could be <@${BEN}> or <@${LEA}>`);
    await expect(meant('@bne')).rejects.toThrow('Did you mean `@Ben`?');
    await expect(meant('@<!here>')).rejects.toThrow('Nobody on this desk');
  });
});

describe('a member of two desks', () => {
  it('works at the desk of the channel they type in, and else at their first', async () => {
    const { db } = await deskWith([]);
    const second = { id: 'tools', name: 'Tools', triageChannelId: 'C0TOOLS', schedule: {}, topics: ['x'] };
    await db.desk.create({ data: { workspaceId: WORKSPACE, ...second } });
    await db.deskStaff.create({ data: { workspaceId: WORKSPACE, deskId: 'tools', memberId: ANA, isPresent: true } });
    const deskIn = async (channelId: string, who = ana) => (await deskMeant(db, who, channelId)).id;

    expect(await deskIn('C0TOOLS')).toBe('tools');
    expect(await deskIn(TRIAGE)).toBe('main');
    expect(await deskIn('C0ELSEWHERE')).toBe('main');
    expect(await deskIn('C0TOOLS', ben)).toBe('main');
  });
});

describe('stats', () => {
  it('count the desk’s queue by whose turn it is, and one’s own load', async () => {
    const { deps, main } = await deskWith([
      {},
      { state: 'claimed', ownerId: ANA },
      { state: 'waiting', waitingOn: 'member', ownerId: ANA },
      { state: 'waiting', waitingOn: 'other', ownerId: BEN },
    ]);

    const stats = await deskStats(deps, ana, main, ANA);

    expect(stats).toMatchObject({
      queue: { us: 2, member: 1, other: 1, unassigned: 1, overdue: 0 },
      oldest: { id: 1 },
      load: { memberId: ANA, theirTurn: 1, waiting: 1 },
    });
  });

  it('show somebody’s load to leads and to nobody else', async () => {
    const { deps, main } = await deskWith([{ state: 'claimed', ownerId: ANA }]);

    const forLead = await deskStats(deps, { workspaceId: WORKSPACE, memberId: LEA }, main, ANA);

    expect(forLead.load).toEqual({ memberId: ANA, theirTurn: 1, waiting: 0 });
    await expect(deskStats(deps, ben, main, ANA)).rejects.toThrow('Only leads');
  });
});

it('whatever is typed after list, or carried by a button, ends in a list or in a sentence', async () => {
  const { listed } = await deskWith([{}]);
  const words = fc.oneof(
    fc.constantFrom(
      'mine',
      'overdue',
      'topic:',
      'topic:billing',
      'org:"',
      'priority:__proto__',
      'desk:x',
      'constructor',
      '"',
      ':',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\0', '')),
  );

  await fc.assert(
    fc.asyncProperty(fc.array(words, { maxLength: 4 }), async (typed) => {
      const refused = await listed(typed.join(' ').toWellFormed()).catch((error: unknown) => error);

      expect(Array.isArray(refused) || refused instanceof UserError).toBe(true);
    }),
    { numRuns: 40, examples: [[['constructor']], [['__proto__:x', '"']]] },
  );
});
