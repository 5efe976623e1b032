import { expect, it } from 'vitest';
import { linkTickets, Unlinking, unlinkTickets } from '#bot/handling/linking.ts';
import { viewOf } from '#bot/tickets/views.ts';
import { ANA, BEN, by, TOM, WORKSPACE } from '#test/support/factories.ts';
import { deskWithThree } from './some-tickets.ts';

it('two requests that have to do with each other say so on both cards, until somebody unlinks them', async () => {
  const { deps, db, kinds } = await deskWithThree();

  await linkTickets(deps, by(ANA, 3), 1);
  const linked = [(await viewOf(db, WORKSPACE, 1)).links, (await viewOf(db, WORKSPACE, 3)).links];
  await unlinkTickets(deps, by(BEN, 1), 3);

  expect(linked).toEqual([[3], [1]]);
  expect((await viewOf(db, WORKSPACE, 3)).links).toEqual([]);
  expect(await kinds(1)).toEqual(['opened', 'linked', 'linked']);
  const details = await db.ticketEvent.findMany({ where: { ticketId: 1, kind: 'linked' }, orderBy: { id: 'asc' } });
  expect(details.map(({ detail }) => detail)).toEqual([{ with: 3 }, { with: 3, isOver: true }]);
});

it('linking twice, with itself, with nothing, or by somebody else is refused with the reason', async () => {
  const { deps, db } = await deskWithThree();
  await linkTickets(deps, by(ANA), 2);

  await expect(linkTickets(deps, by(BEN, 2), 1)).rejects.toThrow('are linked already');
  await expect(linkTickets(deps, by(ANA), 1)).rejects.toThrow('is this request itself');
  await expect(linkTickets(deps, by(ANA), 99)).rejects.toThrow('There is no request #99');
  await expect(linkTickets(deps, by(TOM), 3)).rejects.toThrow('for the staff');
  await expect(unlinkTickets(deps, by(ANA), 3)).rejects.toThrow('are not linked');
  expect(await db.ticketLink.count()).toBe(1);
});

it('of two who link the same at once one is told that it is done', async () => {
  const { deps, kinds } = await deskWithThree();

  const both = await Promise.allSettled([linkTickets(deps, by(ANA, 1), 2), linkTickets(deps, by(BEN, 2), 1)]);

  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(await kinds(1)).toEqual(['opened', 'linked']);
});

it('a button that names no two requests is answered with a sentence', () => {
  expect(Unlinking.decode(Unlinking.encode({ ticketId: 1, otherId: 2 }))).toEqual({ ticketId: 1, otherId: 2 });
  for (const value of ['', '1', '1:2:3', 'a:b', undefined, 12]) expect(() => Unlinking.decode(value)).toThrow('cannot be found');
});
