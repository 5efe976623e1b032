import { backup } from '#prisma/backup.ts';
import { runOnStore } from './command.ts';

await runOnStore('npm run backup -- file', async ({ connection, isEmbedded }, file) => {
  if (!isEmbedded) throw new Error('This backs up the embedded database. DATABASE_URL is set: use pg_dump on that server.');
  const { rows, tables } = await backup(connection, file);
  return `Wrote ${rows} rows of ${tables} tables to ${file}.`;
});
