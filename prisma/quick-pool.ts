import pg from 'pg';

/**
 * Two connections for what somebody waits for with a stop-watch: a store that does not answer within two seconds has refused.
 *
 * Apart from the pool of everybody else, so that a burst of jobs never stands in the way.
 */
export function openQuickPool(connection: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ ...connection, max: 2, connectionTimeoutMillis: 2000, query_timeout: 2000, keepAlive: true });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
