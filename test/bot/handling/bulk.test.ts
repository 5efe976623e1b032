import pino from 'pino';
import { expect, it } from 'vitest';
import { applyToAll } from '#bot/handling/bulk.ts';
import { handleSeveral, numbersIn, planIn, ticketsToChoose } from '#bot/handling/several.ts';
import { serializedError } from '#bot/log.ts';
import { claimTicket } from '#bot/tickets/tickets.ts';
import { ANA, BEN, by, TOM, WORKSPACE } from '#test/support/factories.ts';
import { deskWithThree } from './some-tickets.ts';

it('does the same with several requests, and says of each that could not be done why not', async () => {
  const { deps, ticket } = await deskWithThree();
  await claimTicket(deps, by(BEN, 2));

  const result = await applyToAll(deps, WORKSPACE, ANA, [1, 2, 3, 99], claimTicket);

  expect(result.done).toEqual([1, 3]);
  expect(result.failed).toEqual([
    { ticketId: 2, sentence: `<@${BEN}> is already looking after request #2.` },
    { ticketId: 99, sentence: 'There is no request #99.' },
  ]);
  expect(await ticket(3)).toMatchObject({ ownerId: ANA });
});

it('one that breaks on our side stops none of the others', async () => {
  const { deps } = await deskWithThree();

  const result = await applyToAll(deps, WORKSPACE, ANA, [1, 2, 3], async (_deps, action) => {
    if (action.ticketId === 2) throw new TypeError('nobody expected this');
    await claimTicket(deps, action);
  });

  expect(result).toEqual({ done: [1, 3], failed: [{ ticketId: 2, sentence: expect.stringContaining('broke on our side') }] });
});

it('what breaks is written down without the words of any row', async () => {
  const { deps } = await deskWithThree();
  const lines: string[] = [];
  const log = pino({ serializers: { err: serializedError } }, { write: (line: string) => void lines.push(line) });

  await applyToAll({ ...deps, log }, WORKSPACE, ANA, [1], async () => {
    throw Object.assign(new Error('Invalid update'), { meta: { detail: 'Failing row contains (My payslip is wrong)' } });
  });

  expect(lines.join('')).toContain('Invalid update');
  expect(lines.join('')).toContain('"stack":["at ');
  expect(lines.join('')).not.toContain('payslip');
});

it('asks everybody’s rights for each request', async () => {
  const { deps, ticket } = await deskWithThree();

  const result = await handleSeveral(deps, WORKSPACE, TOM, { ids: [1, 2], deed: 'claim' }, {});

  expect(result.done).toEqual([]);
  expect(result.failed).toHaveLength(2);
  expect(await ticket(1)).toMatchObject({ state: 'open' });
});

it.each([
  ['assign', { memberId: BEN }, { ownerId: BEN }],
  ['priority', { priority: 'high' }, { priority: 'high' }],
  ['resolve', { outcome: 'no longer needed', topic: 'other' }, { state: 'resolved', outcome: 'no longer needed' }],
  ['merge', { intoId: 1 }, { state: 'merged', mergedIntoId: 1 }],
] as const)('can %s them', async (deed, answers, expected) => {
  const { deps, ticket } = await deskWithThree();

  const result = await handleSeveral(deps, WORKSPACE, ANA, { ids: [2, 3], deed }, answers);

  expect(result).toEqual({ done: [2, 3], failed: [] });
  expect(await ticket(2)).toMatchObject(expected);
  expect(await ticket(3)).toMatchObject(expected);
});

it('shows nothing of a private request when choosing, and nothing at all to others', async () => {
  const { deps, db } = await deskWithThree();
  await db.ticket.updateMany({ where: { id: 1 }, data: { isPrivate: true } });

  const chosen = await ticketsToChoose(deps.db, WORKSPACE, ANA, [1, 2]);

  expect(chosen.map(({ text }) => text)).toEqual(['', 'Where can I park?']);
  await expect(ticketsToChoose(deps.db, WORKSPACE, TOM, [1, 2])).rejects.toThrow('for the staff');
});

it('takes up to ten numbers and nothing else', () => {
  expect(numbersIn('[3,1,3]')).toEqual([3, 1]);
  for (const value of ['', '[]', '["1"]', '{"0":1}', '[0]', '[1,2,3,4,5,6,7,8,9,10,11]', '[99999999999]', undefined])
    expect(() => numbersIn(value), String(value)).toThrow('cannot be found');
  expect(() => planIn('{"ids":[1],"deed":"delete"}')).toThrow('cannot be found');
});
