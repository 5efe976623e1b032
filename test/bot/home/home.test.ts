import { expect, it } from 'vitest';
import { homePage } from '#bot/home/blocks.ts';
import { homeOf } from '#bot/home/home.ts';
import { ANA, LEA, MAYA, MONDAY_TEN, minutesAfter, openDesk, WORKSPACE } from '#test/support/factories.ts';
import { cooperativeWithRequest } from '#test/support/requests.ts';
import { objectionsToView } from '#test/support/valid-blocks.ts';

it('Slack takes everybody’s Home at a desk with three hundred requests, each with a long answer', async () => {
  const { db, deps, say } = await openDesk();
  await say(MAYA, 'x'.repeat(3000));
  const first = await db.ticket.findFirstOrThrow();
  const tickets = Array.from({ length: 300 }, (_, index) => ({
    ...first,
    id: 100 + index,
    ts: `${1_772_500_000 + index}.000000`,
    state: index % 3 === 0 ? 'resolved' : 'open',
    resolvedAt: index % 3 === 0 ? minutesAfter(MONDAY_TEN, index) : null,
    outcome: index % 3 === 0 ? 'solved' : null,
  }));
  await db.ticket.createMany({ data: tickets });
  await db.channelMessage.createMany({
    data: tickets.flatMap(({ id, ts, channelId }) => [
      {
        workspaceId: WORKSPACE,
        channelId,
        ts,
        authorId: MAYA,
        standing: 'request',
        ticketId: id,
        text: '&lt;'.repeat(3000),
        seenAt: MONDAY_TEN,
      },
      {
        workspaceId: WORKSPACE,
        channelId,
        ts: `${ts.slice(0, -1)}9`,
        authorId: ANA,
        standing: 'reply',
        reason: 'staff',
        ticketId: id,
        text: '👩‍👩‍👧‍👦'.repeat(900),
        seenAt: MONDAY_TEN,
      },
    ]),
  });
  await db.member.createMany({ data: [MAYA, ANA, LEA].map((id) => ({ workspaceId: WORKSPACE, id, displayName: id })) });

  for (const memberId of [MAYA, ANA, LEA]) {
    const view = await homeOf(db, deps, { workspaceId: WORKSPACE, memberId });
    const page = view && homePage(view, deps.now());

    expect(page && objectionsToView(page)).toEqual([]);
    expect(JSON.stringify(page)).toContain(
      memberId === MAYA ? 'And 191 more open requests.' : '191 more: `/triage list unassigned`',
    );
  }
});

it('nothing is shown to bots, to whoever is switched off, and to people who are not in Slack', async () => {
  const { db, deps } = await openDesk();
  const people = [
    { id: 'U0BOT', kind: 'bot' },
    { id: 'X0CALLER', kind: 'outside' },
    { id: 'U0GONE', kind: 'member', deactivatedAt: MONDAY_TEN },
    { id: 'U0GUEST', kind: 'guest' },
  ];
  await db.member.createMany({ data: people.map((person) => ({ workspaceId: WORKSPACE, displayName: person.id, ...person })) });

  const shown = await Promise.all(
    [...people, { id: 'U0UNKNOWN' }].map(
      async ({ id }) => (await homeOf(db, deps, { workspaceId: WORKSPACE, memberId: id })) !== null,
    ),
  );

  expect(shown).toEqual([false, false, false, true, false]);
});

it('a Home tab that somebody switched off holds nothing up', async () => {
  const { slack, people, quiet, press, db, database } = await cooperativeWithRequest();
  await slack.openHome(people.maya.id);
  await quiet();
  slack.setHomeTab(false);

  await press(people.ana.id, 'ticket.claim');

  const { rows } = await database.pool.query(`select key from graphile_worker.jobs where key like 'show-home%'`);
  expect(rows).toEqual([]);
  slack.setHomeTab(true);
  await slack.openHome(people.maya.id);
  await quiet();
  expect(JSON.stringify(slack.home(people.maya.id))).toContain('is looking after it.');
  expect(await db.member.count({ where: { homeHash: { not: null } } })).toBe(1);
});

it('10: what Slack puts off by a 429 comes when it may', async () => {
  const { slack, people, quiet } = await cooperativeWithRequest();
  slack.faults.next('views.publish', '429:1');

  await slack.openHome(people.maya.id);
  await quiet();

  expect(slack.home(people.maya.id)).toBeUndefined();
  await expect.poll(() => JSON.stringify(slack.home(people.maya.id)), { timeout: 8000 }).toContain('Where is my invoice?');
});
