import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { startEmbeddedServer } from '#prisma/embedded.ts';
import { fastFolder } from '#test/support/server.ts';

/** Nothing in it outlives the replay, so it need not be safe from power loss. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_wal_size: '256MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
};

/** A PostgreSQL server of the replay's own, in a temporary folder that `remove` takes away with it. */
export async function temporaryStore(): Promise<{ connection: pg.PoolConfig; remove: () => Promise<void> }> {
  const dataFolder = await mkdtemp(join(await fastFolder(), `rochdale-replay-${process.pid}-`));
  const clear = () => rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  try {
    // As root the server runs as an ordinary user, who must get in here.
    await chmod(dataFolder, 0o755);
    const server = await startEmbeddedServer({ dataFolder, settings: SETTINGS, keepRunning: false });
    const remove = async () => {
      await server.stop();
      await clear();
    };
    return { connection: server.connection, remove };
  } catch (error) {
    await clear();
    throw error;
  }
}
