import pg from 'pg';

/** Tells when the bot has worked through events, by the store's own word. */
export type Processed = {
  /** Resolves when this event has been processed; ask before it is sent. */
  of: (eventId: string) => Promise<void>;
  /** How many have been. */
  count: () => number;
  close: () => Promise<void>;
};

const TELL = `
  create function tell_processed() returns trigger language plpgsql as $$
    begin perform pg_notify('replay_processed', new.event_id); return null; end $$;
  create trigger tell_processed after update of processed_at on inbox_event
    for each row when (new.processed_at is not null) execute function tell_processed();`;

/** Watches a replay's store, which is thrown away afterwards. */
export async function watchProcessed(connection: pg.PoolConfig): Promise<Processed> {
  const waiting = new Map<string, () => void>();
  let count = 0;
  const client = new pg.Client(connection);
  client.on('error', () => undefined);
  client.on('notification', ({ payload = '' }) => {
    const tell = waiting.get(payload);
    if (!tell) return;
    waiting.delete(payload);
    count += 1;
    tell();
  });
  await client.connect();
  await client.query(TELL);
  await client.query('listen replay_processed');
  return {
    of: (eventId) => new Promise((resolve) => waiting.set(eventId, resolve)),
    count: () => count,
    close: () => client.end(),
  };
}
