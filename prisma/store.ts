import type pg from 'pg';
import { attachEmbeddedServer } from './embedded.ts';

export type StoreEnv = { DATABASE_URL?: string | undefined; DATA_FOLDER: string };
export type Store = { connection: pg.PoolConfig; isEmbedded: boolean; close: () => Promise<void> };

/** Gives a command the store that the bot uses: the server at DATABASE_URL, else the embedded one, running or not. */
export async function attachStore(env: StoreEnv): Promise<Store> {
  if (env.DATABASE_URL)
    return { connection: { connectionString: env.DATABASE_URL }, isEmbedded: false, close: async () => undefined };
  const server = await attachEmbeddedServer(env.DATA_FOLDER);
  return { connection: server.connection, isEmbedded: true, close: server.stop };
}
