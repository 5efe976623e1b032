// Socket Mode: one-time addresses, up to ten connections of the app, and envelopes that are acknowledged by their id.
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Outcome } from './outgoing.ts';
import { isObject } from './shapes.ts';
import type { Json } from './state.ts';

/** Why Slack asks an app to connect again: about to, now, or Socket Mode was switched off. */
export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled';

type EnvelopeType = 'events_api' | 'slash_commands' | 'interactive';
export type Envelope = {
  type: EnvelopeType;
  payload: Json;
  acceptsPayload: boolean;
  retryNum: number;
  /** The same once more; a new one when left out. */
  id?: string | undefined;
};

type Connection = { socket: WebSocket; isLeaving: boolean };
type Waiting = { connection: Connection; settle: (outcome: Outcome) => void };

const MOST_CONNECTIONS = 10;
const PING_EVERY_MS = 10_000;
/** How long the other end may take for its half of the goodbye. */
const GOODBYE_MS = 1000;
/** `closeTimeout` is not in the library's types yet. */
const SERVER_OPTIONS = { noServer: true, clientTracking: false, closeTimeout: GOODBYE_MS };
/** Slack warns about ten seconds ahead; otherwise it closes at once. */
const CLOSES_AFTER_MS = { warning: 10_000, refresh_requested: 500, link_disabled: 500 };
const UNREACHABLE: Outcome = { status: undefined, body: '', error: 'connection_failed', noRetry: false };

export class SocketMode {
  readonly appToken: string;
  readonly #appId: string;
  readonly #server = new WebSocketServer(SERVER_OPTIONS);
  readonly #tickets = new Set<string>();
  readonly #connections = new Set<Connection>();
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #pings: NodeJS.Timeout;
  #turn = 0;
  #isOn = false;

  constructor(appToken: string, appId: string) {
    this.appToken = appToken;
    this.#appId = appId;
    this.#pings = setInterval(() => {
      for (const { socket } of this.#connections) socket.ping();
    }, PING_EVERY_MS);
    this.#pings.unref();
  }

  /** True once an app has connected, until the link is disabled: then nothing goes by HTTP any more. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** How many connections envelopes may go to. */
  get count(): number {
    return this.#listening().length;
  }

  /** An address for one connection. */
  newUrl(baseUrl: string): string {
    const ticket = randomBytes(12).toString('hex');
    this.#tickets.add(ticket);
    return `${baseUrl.replace('http:', 'ws:')}/link/?ticket=${ticket}&app_id=${this.#appId}`;
  }

  /** Takes a connection whose ticket is good; the eleventh is told so and closed. */
  connect(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const isExpected = url.pathname === '/link/' && this.#tickets.delete(url.searchParams.get('ticket') ?? '');
    if (!isExpected) {
      refuseUpgrade(socket, 403);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (accepted) => this.#greet(accepted));
  }

  #greet(socket: WebSocket): void {
    // A line that breaks or speaks nonsense is closed by the library, which is all that follows from it.
    socket.on('error', () => undefined);
    if (this.#connections.size >= MOST_CONNECTIONS) {
      socket.send(disconnectMessage('too_many_websockets'));
      socket.close();
      return;
    }
    const connection: Connection = { socket, isLeaving: false };
    this.#connections.add(connection);
    this.#isOn = true;
    socket.on('message', (data) => this.#acknowledge(String(data)));
    socket.on('close', () => this.#forget(connection));
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#connections.size,
        debug_info: { host: 'applink-stand-in', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: this.#appId },
      }),
    );
  }

  /** Sends an envelope to any one connection and waits for its acknowledgement, which counts like an HTTP answer. */
  send(envelope: Envelope, within: number): Promise<Outcome & { envelopeId: string }> {
    const { type, payload, acceptsPayload, retryNum, id = randomUUID() } = envelope;
    const listening = this.#listening();
    const connection = listening[this.#turn++ % Math.max(1, listening.length)];
    if (!connection) return Promise.resolve({ ...UNREACHABLE, envelopeId: id });
    const retry = type === 'events_api' ? { retry_attempt: retryNum, retry_reason: retryNum > 0 ? 'timeout' : '' } : {};
    return new Promise((resolve) => {
      const waiting: Waiting = {
        connection,
        settle: (outcome) => {
          clearTimeout(timer);
          this.#drop(id, waiting);
          resolve({ ...outcome, body: acceptsPayload ? outcome.body : '', envelopeId: id });
        },
      };
      const timer = setTimeout(() => waiting.settle({ ...UNREACHABLE, error: 'timeout' }), within);
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), waiting]);
      connection.socket.send(
        JSON.stringify({ envelope_id: id, payload, type, accepts_response_payload: acceptsPayload, ...retry }),
      );
    });
  }

  /** Asks every connection to go and come again; a moment later they are closed. */
  disconnect(reason: DisconnectReason): void {
    if (reason === 'link_disabled') this.#isOn = false;
    for (const connection of this.#connections) {
      connection.socket.send(disconnectMessage(reason));
      connection.isLeaving = reason !== 'warning';
      setTimeout(() => connection.socket.close(), CLOSES_AFTER_MS[reason]).unref();
    }
  }

  /** Every line goes dead, as when a network does. */
  cut(): void {
    for (const { socket } of this.#connections) socket.terminate();
  }

  stop(): void {
    clearInterval(this.#pings);
    this.cut();
  }

  #listening(): Connection[] {
    return [...this.#connections].filter(({ isLeaving }) => !isLeaving);
  }

  #acknowledge(text: string): void {
    const { envelope_id: id, payload } = parsed(text);
    const body = isObject(payload) && Object.keys(payload).length > 0 ? JSON.stringify(payload) : '';
    const [first] = this.#waiting.get(String(id)) ?? [];
    first?.settle({ status: 200, body, error: undefined, noRetry: false });
  }

  #drop(id: string, waiting: Waiting): void {
    const left = (this.#waiting.get(id) ?? []).filter((one) => one !== waiting);
    if (left.length > 0) this.#waiting.set(id, left);
    else this.#waiting.delete(id);
  }

  /** What a gone connection has not acknowledged it never will. */
  #forget(connection: Connection): void {
    this.#connections.delete(connection);
    const lost = [...this.#waiting.values()].flat().filter((one) => one.connection === connection);
    for (const { settle } of lost) settle(UNREACHABLE);
  }
}

/** Answers an upgrade with nothing but a status. */
export function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function disconnectMessage(reason: DisconnectReason | 'too_many_websockets'): string {
  return JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-stand-in' } });
}

function parsed(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
