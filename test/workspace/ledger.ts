// The ledger: everything this Slack received and delivered, for tests to count and to judge by.

export type Received = {
  id: number;
  at: number;
  method: string;
  teamId: string | undefined;
  channel: string | undefined;
  args: Record<string, unknown>;
  status: number;
  answer: Record<string, unknown> | undefined;
  ms: number;
  fault: string | undefined;
};

export type Attempt = {
  at: number;
  url: string;
  headers: Record<string, string | string[]>;
  retryNum: number;
  retryReason: string | undefined;
  /** Set when it went over a socket. */
  envelopeId?: string | undefined;
  status: number | undefined;
  answer: string;
  error: string | undefined;
  ms: number;
};

export type Delivered = {
  id: number;
  kind: 'event' | 'command' | 'interactive' | 'raw';
  /** The inner type: `message`, `app_mention`, `/triage`, `block_actions`, `view_submission` … */
  type: string;
  teamId: string;
  eventId: string | undefined;
  path: string;
  contentType: string;
  body: string;
  state: 'pending' | 'acked' | 'failed';
  attempts: Attempt[];
};

export class Ledger {
  readonly received: Received[] = [];
  readonly delivered: Delivered[] = [];
  /** Methods that were called but are not built here; a test may demand that this stays empty. */
  readonly unknownMethods = new Set<string>();
  #limit: number;
  #nextId = 1;

  /** Keeps at most `limit` entries of each kind; without it everything. */
  constructor(limit = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
  }

  receive(entry: Omit<Received, 'id'>): Received {
    return this.#keep(this.received, { id: this.#nextId++, ...entry });
  }

  deliver(entry: Omit<Delivered, 'id' | 'state' | 'attempts'>): Delivered {
    return this.#keep(this.delivered, { id: this.#nextId++, ...entry, state: 'pending', attempts: [] });
  }

  calls(method?: string): Received[] {
    return method === undefined ? [...this.received] : this.received.filter((call) => call.method === method);
  }

  /** Calls that arrived, whatever was answered, by method. */
  countByMethod(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { method } of this.received) counts[method] = (counts[method] ?? 0) + 1;
    return counts;
  }

  deliveries(type?: string): Delivered[] {
    return type === undefined ? [...this.delivered] : this.delivered.filter((delivery) => delivery.type === type);
  }

  clear(): void {
    this.received.length = 0;
    this.delivered.length = 0;
    this.unknownMethods.clear();
  }

  #keep<T>(list: T[], entry: T): T {
    list.push(entry);
    // Cutting in slabs keeps a full ledger cheap: one splice for every thousand entries.
    if (list.length > this.#limit + 1000) list.splice(0, list.length - this.#limit);
    return entry;
  }
}
