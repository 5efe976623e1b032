import { relative } from 'node:path';
import { newMigration } from '#prisma/new-migration.ts';
import { runOnStore } from './command.ts';

await runOnStore('npm run migrate:new -- name', async ({ connection }, name) => {
  const folder = await newMigration(connection, name);
  return folder
    ? `Wrote ${relative(process.cwd(), folder)}/migration.sql. Read it before you commit it.`
    : 'Nothing to change: the migrations produce schema.prisma already.';
});
