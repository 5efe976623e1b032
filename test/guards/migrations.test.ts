import { expect, inject, it } from 'vitest';
import { schemaDifference } from '#prisma/new-migration.ts';

it('migrations produce the tables of schema.prisma, nothing more and nothing less', async () => {
  const connection = { ...inject('server'), database: 'postgres', ssl: false };

  const { sql } = await schemaDifference(connection);

  expect(sql).toBe('');
});
