import { expect, it } from 'vitest';
import { freshDatabase } from '#test/support/database.ts';

it('a row written through Prisma is there for the pool it shares, with zones and fractions of a second kept', async () => {
  const { db, pool } = await freshDatabase();

  await db.workspace.create({
    data: {
      id: 'T1',
      name: 'Weavers',
      url: 'https://weavers.slack.com/',
      botUserId: 'UBOT',
      botId: 'BBOT',
      encryptedToken: 'x',
      setUpAt: new Date('2026-03-01T09:00:00.123Z'),
    },
  });

  const { rows } = await pool.query('select id, set_up_at from workspace');
  expect(rows).toEqual([{ id: 'T1', set_up_at: new Date('2026-03-01T09:00:00.123Z') }]);
});
