// The playground's database: the bot's own tables, and a note of the playground's beside them.
import pg from 'pg';

const DATABASE = 'demo';

/**
 * What the playground notes in the database that it shares with the bot.
 *
 * The clock is noted here and not in a file, so that it is never behind the rows that were written by it.
 */
export type Note = {
  /** Which state of the stand-in Slack belongs to this database. */
  birth: string;
  /** How far its clock is ahead of the real one, in milliseconds. */
  ahead: number;
};

export function inDatabase(connection: pg.PoolConfig): pg.PoolConfig {
  return { ...connection, database: DATABASE };
}

/** Makes a database for a new playground, in place of the last one's. */
export async function emptyDatabase(connection: pg.PoolConfig): Promise<void> {
  await withClient(connection, async (client) => {
    await client.query(`drop database if exists ${DATABASE} with (force)`);
    await client.query(`create database ${DATABASE}`);
  });
}

/** The note of a playground that was played to its beginning; undefined when there is none. */
export async function readNote(connection: pg.PoolConfig): Promise<Note | undefined> {
  const { rowCount } = await withClient(connection, (client) =>
    client.query('select from pg_database where datname = $1', [DATABASE]),
  );
  if (!rowCount) return undefined;
  return withClient(inDatabase(connection), async (client) => {
    const { rows } = await client.query<{ there: boolean }>(`select to_regclass('playground.note') is not null as there`);
    if (!rows[0]?.there) return undefined;
    const note = await client.query<Note>('select birth, ahead from playground.note');
    return note.rows[0];
  });
}

export async function writeNote(pool: pg.Pool, { birth, ahead }: Note): Promise<void> {
  await pool.query('create schema if not exists playground');
  await pool.query('create table if not exists playground.note (birth text not null, ahead double precision not null)');
  await pool.query('insert into playground.note (birth, ahead) values ($1, $2)', [birth, ahead]);
}

/** Notes where the clock goes, before it goes there. */
export async function noteClock(pool: pg.Pool, ahead: number): Promise<void> {
  await pool.query('update playground.note set ahead = $1', [ahead]);
}

/** Direct messages that the bot knows, by person. */
export async function knownDirects(connection: pg.PoolConfig): Promise<{ userId: string; channelId: string }[]> {
  return withClient(inDatabase(connection), async (client) => {
    const { rows } = await client.query<{ userId: string; channelId: string }>(
      'select id as "userId", dm_channel_id as "channelId" from member where dm_channel_id is not null',
    );
    return rows;
  });
}

async function withClient<T>(connection: pg.PoolConfig, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
