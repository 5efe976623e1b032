import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import { type Database, openDatabase } from '#prisma/db.ts';
import { TEMPLATE } from './server.ts';

export type TestDatabase = Database & {
  /** How anything else (another process, a second pool) logs in to the same database. */
  connection: pg.PoolConfig & { database: string };
  /** Closes it and removes it from the server. */
  drop: () => Promise<void>;
};

/** A migrated, empty database of its own, for a file's `beforeAll`; call `drop` in `afterAll`. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const connection = await createDatabase(TEMPLATE);
  const database = openDatabase({ ...connection, max: 10 });
  const drop = async () => {
    await database.close();
    await dropDatabase(connection.database);
  };
  return { ...database, connection, drop };
}

/** A migrated, empty database for one test, gone when the test has finished. */
export async function freshDatabase(): Promise<TestDatabase> {
  const database = await openTestDatabase();
  onTestFinished(database.drop);
  return database;
}

/** A database without any tables, for one test of the migrations themselves. */
export async function bareDatabase(): Promise<pg.PoolConfig & { database: string }> {
  const connection = await createDatabase('template0');
  onTestFinished(() => dropDatabase(connection.database));
  return connection;
}

async function createDatabase(template: string): Promise<pg.PoolConfig & { database: string }> {
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`create database ${database} template ${template} strategy file_copy`);
  return { ...inject('server'), database, ssl: false };
}

async function dropDatabase(database: string): Promise<void> {
  await onServer(`drop database ${database} with (force)`);
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ ...inject('server'), database: 'postgres', ssl: false });
  await client.connect();
  await client.query(statement);
  await client.end();
}
