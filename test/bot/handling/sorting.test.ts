import { describe, expect, it } from 'vitest';
import { priorityNamed, setPriority, setTopic } from '#bot/handling/sorting.ts';
import { claimTicket, resolveAsUsual } from '#bot/tickets/tickets.ts';
import { ANA, BEN, by, MAYA } from '#test/support/factories.ts';
import { deskWithThree } from './some-tickets.ts';

describe('how urgent a request is', () => {
  it('is said once, with what it was before in its history', async () => {
    const { deps, db, ticket, jobs } = await deskWithThree();

    await setPriority(deps, by(ANA), 'urgent');

    expect(await ticket()).toMatchObject({ priority: 'urgent', state: 'open' });
    const event = await db.ticketEvent.findFirstOrThrow({ where: { kind: 'prioritised' } });
    expect(event).toMatchObject({ actorId: ANA, detail: { priority: 'urgent', before: { priority: 'normal' } } });
    expect((await jobs()).map(({ key }) => key)).toContain('sync:T0COOP:card:1');
    await expect(setPriority(deps, by(BEN), 'urgent')).rejects.toThrow('Request #1 is urgent already.');
  });

  it('of two who say the same at once is said by one', async () => {
    const { deps, kinds } = await deskWithThree();

    const both = await Promise.allSettled([setPriority(deps, by(ANA), 'high'), setPriority(deps, by(BEN), 'high')]);

    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await kinds()).toEqual(['opened', 'prioritised']);
  });

  it('cannot change when it is resolved, or by its member', async () => {
    const { deps } = await deskWithThree();
    await claimTicket(deps, by(ANA));
    await resolveAsUsual(deps, by(ANA));

    await expect(setPriority(deps, by(ANA), 'low')).rejects.toThrow('is resolved already');
    await expect(setPriority(deps, by(MAYA, 3), 'urgent')).rejects.toThrow('for the staff');
  });

  it('is one of four words', () => {
    expect(priorityNamed(' High ')).toBe('high');
    expect(() => priorityNamed('asap')).toThrow('A priority is');
  });
});

describe('what a request is about', () => {
  it('is chosen from the desk’s topics, in any letters, and used when it is resolved', async () => {
    const { deps, db, ticket } = await deskWithThree();
    const { topics } = await db.desk.findFirstOrThrow();
    const [topic = ''] = topics;

    await setTopic(deps, by(ANA), topic.toUpperCase());
    await resolveAsUsual(deps, by(ANA));

    expect(await ticket()).toMatchObject({ state: 'resolved', topic });
    const event = await db.ticketEvent.findFirstOrThrow({ where: { kind: 'topic_chosen' } });
    expect(event.detail).toEqual({ topic, before: { topic: null } });
  });

  it('is refused when the desk has no such topic, and when it is that already', async () => {
    const { deps, db } = await deskWithThree();
    const { topics } = await db.desk.findFirstOrThrow();

    await expect(setTopic(deps, by(ANA), 'gossip')).rejects.toThrow('has no topic "gossip"');
    await setTopic(deps, by(ANA), topics[0] ?? '');
    await expect(setTopic(deps, by(BEN), topics[0] ?? '')).rejects.toThrow('already');
  });
});
