import type pg from 'pg';

/** The job that works through a stored event. */
export const PROCESS_EVENT = 'process-event';
/** After this many tries an event is given up; the waits between them add up to about four minutes. */
const EVENT_ATTEMPTS = 6;

type Arrival = { workspaceId: string; eventId: string; body: unknown };
type Waiting = Arrival & { stored: () => void; failed: (reason: unknown) => void };

export type Inbox = {
  /**
   * Resolves when the event and its job have been committed, so that it may be acknowledged.
   *
   * An event that is there already resolves too and adds nothing. Rejects when the store refuses: then Slack must send it again.
   */
  store: (arrival: Arrival) => Promise<void>;
};

/**
 * The durable inbox: what arrives while a batch is on its way to the store waits and travels together in the next one.
 *
 * One statement for the events and their jobs, one batch in flight, at most `largestBatch` events in it.
 */
export function openInbox(pool: pg.Pool, now: () => Date, largestBatch = 200): Inbox {
  const waiting: Waiting[] = [];
  let inFlight = false;

  async function flush(): Promise<void> {
    inFlight = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, largestBatch);
      try {
        await insert(pool, batch, now());
        for (const { stored } of batch) stored();
      } catch (error) {
        if (batch.length > 1 && isAboutData(error)) await Promise.all(batch.map(storeAlone));
        else for (const { failed } of batch) failed(error);
      }
    }
    inFlight = false;
  }

  /** One event the store cannot take must not refuse the others of its batch. */
  async function storeAlone(event: Waiting): Promise<void> {
    await insert(pool, [event], now()).then(event.stored, event.failed);
  }

  return {
    store: (arrival) =>
      new Promise((stored, failed) => {
        waiting.push({ ...arrival, stored, failed });
        if (!inFlight) void flush();
      }),
  };
}

/** SQLSTATE classes 22 (data exceptions), 23 (constraints) and 54 (too deep, too large), or too deep for ourselves: the fault lies in a row, not in the store. */
function isAboutData(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  return error instanceof Error && 'code' in error && /^(22|23|54)/.test(String(error.code));
}

async function insert(pool: pg.Pool, batch: Arrival[], at: Date): Promise<void> {
  const rows = storable(
    JSON.stringify(batch.map(({ workspaceId, eventId, body }) => ({ workspace_id: workspaceId, event_id: eventId, body }))),
  );
  await pool.query({ name: 'inbox', text: STORE_EVENTS, values: [rows, at] });
}

/** PostgreSQL stores neither NUL nor half of a surrogate pair; JSON writes both as escapes, so most batches cost one look. */
function storable(json: string): string {
  if (!/\\u0000|\\ud[89a-f]/i.test(json)) return json;
  return JSON.stringify(JSON.parse(json), (_key, value) =>
    typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '') : value,
  );
}

const STORE_EVENTS = `
  with arrived as (
    insert into inbox_event (workspace_id, event_id, body, received_at)
    select workspace_id, event_id, body, $2::timestamptz
    from jsonb_to_recordset($1::jsonb) as event(workspace_id text, event_id text, body jsonb)
    on conflict do nothing
    returning workspace_id, event_id
  ), specs as (
    select array_agg((
      '${PROCESS_EVENT}', json_build_object('workspaceId', workspace_id, 'eventId', event_id),
      null, null, ${EVENT_ATTEMPTS}, 'event:' || workspace_id || ':' || event_id, null, null
    )::graphile_worker.job_spec) as jobs
    from arrived
  )
  select count(added.id) from specs, lateral graphile_worker.add_jobs(specs.jobs) as added where specs.jobs is not null`;
