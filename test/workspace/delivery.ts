// Delivery: signed requests to the bot or envelopes over its sockets, Slack's three seconds, its retries and their headers.
import { Agent } from 'node:http';
import { type Answer, answerOf, type FullAttempt, isGood, unreachable } from './answers.ts';
import { eventEnvelope, socketEnvelope } from './envelopes.ts';
import type { Attempt, Delivered, Ledger } from './ledger.ts';
import { type Outcome, post } from './outgoing.ts';
import { signed } from './signature.ts';
import type { SocketMode } from './socket-mode.ts';
import type { Courier, EventPlace, Json, Team } from './state.ts';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

export type DeliveryOptions = {
  signingSecret: string;
  /** Milliseconds before the first, second, third … retry of an event. */
  retryDelays: number[];
  /** Milliseconds within which the bot must answer. */
  answerWithin: number;
  ledger: Ledger;
  sockets: SocketMode;
  /** Event ids start with this, so that a second run against the same database repeats none. */
  run: string;
  now: () => number;
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
    return this.#urls.length > 0 || this.#options.sockets.isOn;
  }

  async event(team: Team, event: Json, place: EventPlace = {}): Promise<void> {
    if (!this.isConnected) return;
    this.#counter += 1;
    const eventId = `Ev${this.#options.run}${this.#counter.toString(36).toUpperCase().padStart(6, '0')}`;
    const time = Math.floor(this.#options.now() / 1000);
    const { isShared = false, happenedIn } = place;
    const envelope = eventEnvelope(team, event, { eventId, time, isShared, happenedIn });
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

  /** The same bytes again with a fresh signature (or a fresh envelope), as a retry of Slack's would be; 0 repeats even the envelope. */
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
  ): Promise<FullAttempt> {
    const { sockets } = this.#options;
    const base = this.#urls[this.#turn++ % Math.max(1, this.#urls.length)];
    const bySocket = sockets.isOn && !isRaw;
    if (base === undefined && !bySocket) return unreachable(retryNum, reason);
    const at = Date.now();
    const started = performance.now();
    const sent = bySocket
      ? await this.#sendEnvelope(entry, retryNum)
      : await this.#sendRequest(entry, String(base), retryNum, reason, headers, isRaw);
    const { status, body: answer, error, ...rest } = sent;
    const ms = performance.now() - started;
    const attempt: FullAttempt = { at, retryNum, retryReason: reason, status, answer, error, ms, ...rest };
    entry.attempts.push(attempt);
    return attempt;
  }

  async #sendEnvelope(entry: Delivered, retryNum: number) {
    const id = retryNum === 0 ? entry.attempts.at(-1)?.envelopeId : undefined;
    const outcome = await this.#options.sockets.send({ ...socketEnvelope(entry), retryNum, id }, this.#options.answerWithin);
    return { ...outcome, url: '/link/', headers: {} };
  }

  async #sendRequest(
    entry: Delivered,
    base: string,
    retryNum: number,
    reason: string | undefined,
    headers: Record<string, string | string[]>,
    isRaw: boolean,
  ): Promise<Outcome & Pick<Attempt, 'url' | 'headers'>> {
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
    return { ...(await post(url, entry.body, all, this.#agent, this.#options.answerWithin)), url, headers: all };
  }
}
