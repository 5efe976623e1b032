import { describe, expect, it } from 'vitest';
import { untilDone } from '#bot/sign-ups/turns.ts';
import { openTools } from '#test/support/tools.ts';

/** What Prisma throws for its own statements, for those written by hand, and what the driver itself does. */
const ENDED = [
  { code: 'P2034' },
  { code: 'P2010', meta: { driverAdapterError: { cause: { originalCode: '40P01' } } } },
  { code: '40P01' },
];

/** Writes a line each time it is begun, and fails so often after that. */
async function failing(times: number, problem: object) {
  const { db } = await openTools();
  let begun = 0;
  const doing = untilDone(db, async (tx) => {
    begun += 1;
    await tx.tool.updateMany({ data: { fewSeats: { increment: 1 } } });
    if (begun <= times) throw Object.assign(new Error('it failed'), problem);
    return begun;
  });
  const outcome = await doing.catch((error: Error) => error.message);
  return { outcome, begun };
}

describe('a transaction that PostgreSQL ended for another', () => {
  it.each(ENDED)('is done again: %j', async (problem) => {
    expect(await failing(1, problem)).toEqual({ outcome: 2, begun: 2 });
  });

  it('is given up after three more, and one that failed otherwise at once', async () => {
    expect(await failing(9, { code: 'P2034' })).toEqual({ outcome: 'it failed', begun: 4 });
    expect(await failing(1, { code: 'P2010', meta: {} })).toEqual({ outcome: 'it failed', begun: 1 });
  });

  it('is done like the other when two wait for each other', async () => {
    const { db, addTool } = await openTools({ fewSeats: 0 });
    await addTool({ id: 'maps', name: 'Maps', fewSeats: 0 });
    const ids = (await db.tool.findMany({ orderBy: { id: 'asc' } })).map(({ id }) => id);
    const begun: string[] = [];
    const inOrder = (order: string[]) =>
      untilDone(db, async (tx) => {
        begun.push(order.join());
        for (const id of order) {
          await tx.tool.updateMany({ where: { id }, data: { fewSeats: { increment: 1 } } });
          await new Promise((done) => setTimeout(done, 200));
        }
      });

    await Promise.all([inOrder(ids), inOrder(ids.toReversed())]);

    expect(begun.length).toBeGreaterThan(2);
    expect((await db.tool.findMany()).map(({ fewSeats }) => fewSeats)).toEqual([2, 2]);
  });
});
