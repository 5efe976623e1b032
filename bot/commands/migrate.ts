import { migrate } from '#prisma/migrate.ts';
import { runOnStore } from './command.ts';

await runOnStore('npm run migrate', async ({ connection }) => {
  const applied = await migrate(connection);
  return applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The database is up to date.';
});
