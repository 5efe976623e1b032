import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** The advisory lock a bot holds for as long as it lives. */
export const BOT_LOCK = 18441221;

/** Longer than PostgreSQL needs to notice that the last bot was killed. */
const ATTEMPTS = 20;

/**
 * Makes sure that one bot runs on an embedded server, and throws in a second one. The lock lives in a connection of its own, so
 * it is free the moment its bot dies, however; when the server restarts it is taken again in the background.
 */
export async function refuseSecondBot(
  connection: pg.PoolConfig,
  log: (message: string) => void = () => undefined,
): Promise<{ release: () => Promise<void> }> {
  let isReleased = false;
  let holder: pg.Client | undefined;
  let again: Promise<void> = Promise.resolve();

  const takeAgain = async () => {
    holder = undefined;
    while (!isReleased && !holder) {
      await sleep(250, undefined, { ref: false });
      holder = await takeLock(connection, onLost).catch(() => undefined);
    }
    if (isReleased) await holder?.end();
    else log('took the lock of the only bot again');
  };
  const onLost = () => {
    if (isReleased) return;
    log('lost the lock of the only bot, the server is gone');
    again = takeAgain();
  };

  for (let attempt = 1; !holder; attempt++) {
    holder = await takeLock(connection, onLost);
    if (!holder && attempt === ATTEMPTS) throw new Error('Another Rochdale bot is already running on this data folder.');
    if (!holder) await sleep(100);
  }
  return {
    release: async () => {
      isReleased = true;
      await holder?.end();
      await again;
    },
  };
}

async function takeLock(connection: pg.PoolConfig, onLost: () => void): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    ...connection,
    application_name: 'rochdale bot',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  let isHeld = false;
  client.on('error', () => undefined);
  client.on('end', () => {
    if (isHeld) onLost();
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [BOT_LOCK]);
    isHeld = rows[0]?.taken ?? false;
  } finally {
    if (!isHeld) await client.end().catch(() => undefined);
  }
  return isHeld ? client : undefined;
}
