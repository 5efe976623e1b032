// Delivery: signed requests to the bot, Slack's three seconds, its retries and their headers.
import { Agent } from 'node:http';
import type { Attempt, Delivered, Ledger } from './ledger.ts';
import { post } from './outgoing.ts';
import { signed } from './signature.ts';
import type { Courier, Json, Team } from './state.ts';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

export type DeliveryOptions = {
  signingSecret: string;
  /** Milliseconds before the first, second, third … retry of an event. */
  retryDelays: number[];
  /** Milliseconds within which the bot must answer. */
  answerWithin: number;
  ledger: Ledger;
  /** Event ids start with this, so that a second run against the same database repeats none. */
  run: string;
  now: () => number;
};

export type Answer = {
  status: number | undefined;
  body: string;
  json: Json | undefined;
  error: string | undefined;
  delivery: Delivered;
};
type Retry = { timer: NodeJS.Timeout; fire: () => void };

export class Delivery implements Courier {
  readonly #options: DeliveryOptions;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256, maxFreeSockets: 32 });
  readonly #retries = new Set<Retry>();
  readonly #inFlight = new Set<Promise<unknown>>();
  #urls: string[] = [];
  #turn = 0;
  #counter = 0;
  #isStopped = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Where the bot listens; several URLs are served in turn, like instances behind a balancer. */
  connect(urls: string[]): void {
    for (const url of urls) if (!URL.canParse(url)) throw new Error(`Not a request URL: ${url}`);
    this.#urls = urls;
  }

  get isConnected(): boolean {
    return this.#urls.length > 0;
  }

  async event(team: Team, event: Json): Promise<void> {
    if (!this.isConnected) return;
    this.#counter += 1;
    const eventId = `Ev${this.#options.run}${this.#counter.toString(36).toUpperCase().padStart(6, '0')}`;
    const envelope = {
      token: 'verification-token',
      team_id: team.id,
      context_team_id: team.id,
      context_enterprise_id: null,
      api_app_id: team.appId,
      event,
      type: 'event_callback',
      event_id: eventId,
      event_time: Math.floor(this.#options.now() / 1000),
      authorizations: [
        { enterprise_id: null, team_id: team.id, user_id: team.botUserId, is_bot: true, is_enterprise_install: false },
      ],
      is_ext_shared_channel: false,
      event_context: `4-${eventId}`,
    };
    const type = typeof event.subtype === 'string' ? `${event.type}.${event.subtype}` : String(event.type);
    const entry = this.#options.ledger.deliver({
      kind: 'event',
      type,
      teamId: team.id,
      eventId,
      path: '',
      contentType: JSON_TYPE,
      body: JSON.stringify(envelope),
    });
    await this.#attempt(entry, 0, undefined);
  }

  /** Sends an interaction or command once: Slack never repeats those. */
  async form(team: Team, kind: 'command' | 'interactive', type: string, fields: Record<string, string>): Promise<Answer> {
    this.#demandBot();
    const entry = this.#options.ledger.deliver({
      kind,
      type,
      teamId: team.id,
      eventId: undefined,
      path: '',
      contentType: FORM_TYPE,
      body: new URLSearchParams(fields).toString(),
    });
    return this.#once(entry, {});
  }

  /** Sends exactly these bytes and headers, signed or not: for attacks. */
  async raw(given: { body: string; headers?: Record<string, string | string[]>; path?: string | undefined }): Promise<Answer> {
    this.#demandBot();
    const entry = this.#options.ledger.deliver({
      kind: 'raw',
      type: 'raw',
      teamId: '',
      eventId: undefined,
      path: given.path ?? '',
      contentType: '',
      body: given.body,
    });
    return this.#once(entry, given.headers ?? {}, true);
  }

  /** The same bytes again with a fresh signature, as a retry of Slack's would be. */
  async again(entry: Delivered, retryNum = 1): Promise<Answer> {
    const attempt = await this.#send(entry, retryNum, retryNum > 0 ? 'http_timeout' : undefined, {}, false);
    return answerOf(entry, attempt);
  }

  /** The last attempt once more, bytes, signature and time as they were: what an eavesdropper could send. */
  replay(entry: Delivered): Promise<Answer> {
    return this.raw({ body: entry.body, headers: entry.attempts.at(-1)?.headers ?? {}, path: entry.path });
  }

  /** Lets every waiting retry go now instead of at its time. */
  retryNow(): void {
    for (const retry of [...this.#retries]) {
      clearTimeout(retry.timer);
      retry.fire();
    }
  }

  get waitingRetries(): number {
    return this.#retries.size;
  }

  /** Settles when nothing is on its way and no retry waits. */
  async settled(): Promise<void> {
    while (this.#inFlight.size > 0 || this.#retries.size > 0) {
      if (this.#inFlight.size > 0) await Promise.allSettled([...this.#inFlight]);
      else await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  stop(): void {
    this.#isStopped = true;
    for (const retry of this.#retries) clearTimeout(retry.timer);
    this.#retries.clear();
    this.#agent.destroy();
  }

  #demandBot(): void {
    if (!this.isConnected) throw new Error('No bot is connected: call connect(url) first');
  }

  async #once(entry: Delivered, headers: Record<string, string | string[]>, isRaw = false): Promise<Answer> {
    const attempt = await this.#send(entry, 0, undefined, headers, isRaw);
    entry.state = isGood(attempt) ? 'acked' : 'failed';
    return answerOf(entry, attempt);
  }

  async #attempt(entry: Delivered, retryNum: number, reason: string | undefined): Promise<void> {
    const attempt = await this.#send(entry, retryNum, reason, {}, false);
    if (isGood(attempt)) {
      entry.state = 'acked';
      return;
    }
    const delay = this.#options.retryDelays[retryNum];
    if (attempt.noRetry || delay === undefined || this.#isStopped) {
      entry.state = 'failed';
      return;
    }
    const retry: Retry = {
      fire: () => {
        this.#retries.delete(retry);
        void this.#attempt(entry, retryNum + 1, attempt.error ?? 'http_error');
      },
      timer: setTimeout(() => retry.fire(), delay),
    };
    this.#retries.add(retry);
  }

  #send(
    entry: Delivered,
    retryNum: number,
    reason: string | undefined,
    headers: Record<string, string | string[]>,
    isRaw: boolean,
  ) {
    const sending = this.#post(entry, retryNum, reason, headers, isRaw);
    this.#inFlight.add(sending);
    const forget = (): void => void this.#inFlight.delete(sending);
    // A header no HTTP request can carry fails here too; whoever sends it hears of it.
    void sending.then(forget, forget);
    return sending;
  }

  async #post(
    entry: Delivered,
    retryNum: number,
    reason: string | undefined,
    headers: Record<string, string | string[]>,
    isRaw: boolean,
  ): Promise<Attempt & { noRetry: boolean }> {
    const base = this.#urls[this.#turn++ % Math.max(1, this.#urls.length)];
    if (base === undefined) return unreachable(retryNum, reason);
    const url = entry.path ? new URL(entry.path, base).href : base;
    const all: Record<string, string | string[]> = isRaw
      ? headers
      : {
          'content-type': entry.contentType,
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          ...signed(entry.body, this.#options.signingSecret),
          ...(retryNum > 0 ? { 'x-slack-retry-num': String(retryNum), 'x-slack-retry-reason': reason ?? 'http_error' } : {}),
          ...headers,
        };
    const at = Date.now();
    const started = performance.now();
    const outcome = await post(url, entry.body, all, this.#agent, this.#options.answerWithin);
    const attempt: Attempt & { noRetry: boolean } = {
      at,
      url,
      headers: all,
      retryNum,
      retryReason: reason,
      status: outcome.status,
      answer: outcome.body,
      error: outcome.error,
      ms: performance.now() - started,
      noRetry: outcome.noRetry,
    };
    entry.attempts.push(attempt);
    return attempt;
  }
}

/** The bot was disconnected while a retry waited. */
function unreachable(retryNum: number, retryReason: string | undefined): Attempt & { noRetry: boolean } {
  return {
    at: Date.now(),
    url: '',
    headers: {},
    retryNum,
    retryReason,
    status: undefined,
    answer: '',
    error: 'connection_failed',
    ms: 0,
    noRetry: false,
  };
}

function isGood(attempt: Attempt): boolean {
  return attempt.status !== undefined && attempt.status >= 200 && attempt.status < 300;
}

function answerOf(delivery: Delivered, attempt: Attempt): Answer {
  let json: Json | undefined;
  try {
    const parsed: unknown = JSON.parse(attempt.answer);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) json = parsed as Json;
  } catch {
    // A plain text answer is an answer too.
  }
  return { status: attempt.status, body: attempt.answer, json, error: attempt.error, delivery };
}
