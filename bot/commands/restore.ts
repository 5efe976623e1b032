import { restore } from '#prisma/restore.ts';
import { runOnStore } from './command.ts';

await runOnStore('npm run restore -- file', async ({ connection, isEmbedded }, file) => {
  if (!isEmbedded)
    throw new Error('This restores into the embedded database. DATABASE_URL is set: use pg_restore on that server.');
  const { rows, at } = await restore(connection, file);
  return `Restored ${rows} rows from ${file}, as they were on ${at}.`;
});
