import { describe, expect, it } from 'vitest';
import { answerElsewhere, type Logged, logRequest } from '#bot/on-behalf/on-behalf.ts';
import { ANA, BEN, by, DAY, MAYA, MINUTE, MONDAY_TEN, minutesAfter, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';

const staff = { workspaceId: WORKSPACE, actorId: ANA };
const contact = (changes: Partial<Logged> = {}): Logged => ({
  key: 'log:V1',
  deskId: 'main',
  contact: 'phone',
  who: { memberId: MAYA },
  text: 'Could not log in <today>',
  at: new Date(MONDAY_TEN.getTime() - 30 * MINUTE),
  isAnswered: false,
  ...changes,
});

describe('a contact that staff write down', () => {
  it('counts from when they reached us, belongs to nobody, and the member hears of it in their direct message', async () => {
    const { deps, db, ticket, jobs } = await openDesk();

    const id = await logRequest(deps, staff, contact());

    expect(await ticket(id)).toMatchObject({
      requesterId: MAYA,
      via: 'log',
      contactBy: 'phone',
      loggedById: ANA,
      openedAt: new Date('2026-03-02T09:30:00Z'),
      ownerId: null,
      state: 'open',
      talksInDm: true,
    });
    expect((await jobs()).map(({ key }) => key)).toEqual(expect.arrayContaining([`sync:${WORKSPACE}:talk:1`]));
    expect(await db.channelMessage.findFirst()).toMatchObject({ text: 'Could not log in &lt;today&gt;', authorId: MAYA });
  });

  it('answered on the spot is answered and solved at that moment, by whoever wrote it down', async () => {
    const { deps, ticket, kinds, db } = await openDesk();

    await logRequest(deps, staff, contact({ isAnswered: true }));

    const at = new Date('2026-03-02T09:30:00Z');
    expect(await ticket()).toMatchObject({
      state: 'resolved',
      outcome: 'solved',
      ownerId: ANA,
      firstReplyBy: ANA,
      firstReplyAt: at,
      resolvedAt: at,
    });
    expect(await kinds()).toEqual(['opened', 'replied', 'resolved']);
    expect(await db.ticketEvent.findFirst({ where: { kind: 'replied' } })).toMatchObject({
      at,
      detail: { via: 'log', onTheSpot: true },
    });
  });

  it('sent ten times at once is written down once', async () => {
    const { deps, db } = await openDesk();

    const numbers = await Promise.all(Array.from({ length: 10 }, () => logRequest(deps, staff, contact())));

    expect(new Set(numbers).size).toBe(1);
    expect(await db.ticket.count()).toBe(1);
  });

  it('from somebody outside Slack makes them known once, by name and organisation, and says nothing to them', async () => {
    const { deps, db, jobs } = await openDesk();
    await db.organisation.create({ data: { workspaceId: WORKSPACE, id: 'O1', name: 'Maple Street' } });
    const who = { name: 'Rosa  100% Pérez', organisationId: null };

    await Promise.all([
      logRequest(deps, staff, contact({ key: '1', who })),
      logRequest(deps, { ...staff, actorId: BEN }, contact({ key: '2', who: { ...who, name: 'rosa 100% pérez' } })),
    ]);
    await logRequest(deps, staff, contact({ key: '3', who: { ...who, organisationId: 'O1' } }));
    await logRequest(deps, staff, contact({ key: '4', who: { ...who, name: 'Rosa 100_ Pérez' } }));

    const outside = await db.member.findMany({ where: { kind: 'outside' }, orderBy: { organisationId: 'asc' } });
    expect(outside.map(({ displayName }) => displayName.toLowerCase()).toSorted()).toEqual([
      'rosa 100% pérez',
      'rosa 100% pérez',
      'rosa 100_ pérez',
    ]);
    expect(outside.every(({ id }) => id.startsWith('X'))).toBe(true);
    expect((await jobs()).filter(({ key }) => key.includes('talk:'))).toEqual([]);
  });

  it.each([
    ['tomorrow', new Date(MONDAY_TEN.getTime() + DAY), 'in the future'],
    ['two years ago', new Date(MONDAY_TEN.getTime() - 730 * DAY), 'more than a year ago'],
  ])('cannot have been %s', async (_name, at, sentence) => {
    const { deps, db } = await openDesk();

    await expect(logRequest(deps, staff, contact({ at }))).rejects.toThrow(sentence);

    expect(await db.ticket.count()).toBe(0);
  });

  it('is for staff only, and never in the name of an app or of a switched-off account', async () => {
    const { deps, db } = await openDesk();
    await db.member.create({ data: { workspaceId: WORKSPACE, id: MAYA, displayName: 'Maya', kind: 'bot' } });
    await db.member.create({ data: { workspaceId: WORKSPACE, id: 'U0OLD', displayName: 'Old', deactivatedAt: MONDAY_TEN } });

    await expect(logRequest(deps, { ...staff, actorId: TOM }, contact())).rejects.toMatchObject({ code: 'not_staff' });
    await expect(logRequest(deps, staff, contact())).rejects.toMatchObject({ code: 'no_person' });
    await expect(logRequest(deps, staff, contact({ who: { memberId: 'U0OLD' } }))).rejects.toMatchObject({
      code: 'switched_off',
    });
  });
});

describe('"answered elsewhere"', () => {
  it('is the first reply at that time, once, and claims what nobody has', async () => {
    const { deps, say, time, ticket, kinds, db } = await openDesk();
    await say(MAYA, 'Where is my invoice?');
    time.now = minutesAfter(MONDAY_TEN, 60);
    const at = minutesAfter(MONDAY_TEN, 20);

    const outcomes = await Promise.allSettled([answerElsewhere(deps, by(ANA), at), answerElsewhere(deps, by(BEN), at)]);

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await ticket()).toMatchObject({ state: 'claimed', firstReplyAt: at });
    expect((await kinds()).filter((kind) => kind === 'replied')).toHaveLength(1);
    expect(await db.ticketEvent.findFirst({ where: { kind: 'replied' } })).toMatchObject({
      at,
      detail: { via: 'elsewhere' },
      sinceOpenedCalendarSeconds: 1200,
    });
  });

  it('cannot be before they asked, in the future, or by a member', async () => {
    const { deps, say, ticket } = await openDesk();
    await say(MAYA, 'Where is my invoice?');

    await expect(answerElsewhere(deps, by(ANA), minutesAfter(MONDAY_TEN, -10))).rejects.toThrow('before they asked');
    await expect(answerElsewhere(deps, by(ANA), minutesAfter(MONDAY_TEN, 10))).rejects.toThrow('in the future');
    await expect(answerElsewhere(deps, by(TOM), MONDAY_TEN)).rejects.toMatchObject({ code: 'not_staff' });

    expect((await ticket()).firstReplyAt).toBeNull();
  });
});
