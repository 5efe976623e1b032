// The stand-in Slack: `startWorkspace()` gives a whole Slack on a loopback port, for tests, the demo and replays.
// What belongs here: Slack's own behaviour. What does not: anything the bot knows; nothing here imports from bot/.
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { actionsOf, type Shown as ShownMessage } from './actions.ts';
import { controlRoute } from './control.ts';
import { Delivery } from './delivery.ts';
import { DEFAULT_EVENTS } from './events.ts';
import { Faults } from './faults.ts';
import { type Kept, memoryOf, readdressFiles, reopenDirect, takeUp } from './keeping.ts';
import { Ledger } from './ledger.ts';
import { addPast, type PastMessage } from './past.ts';
import { RateLimits } from './rate-limits.ts';
import { createWorkspaceServer, type Route } from './server.ts';
import { signed } from './signature.ts';
import { SocketMode } from './socket-mode.ts';
import type { World } from './state.ts';
import { APP_ID, addTeam, type NewTeam } from './teams.ts';

export type WorkspaceOptions = NewTeam & {
  signingSecret?: string;
  /** Opens Socket Mode; made up when left out. */
  appToken?: string;
  port?: number;
  /** Milliseconds before each retry of an event; Slack's own are 0, 60,000 and 300,000. */
  retryDelays?: number[];
  /** Milliseconds the bot has for an answer; Slack's own are 3,000. */
  answerWithin?: number;
  /** Milliseconds a trigger id lives; Slack's own are 3,000. */
  triggerLife?: number;
  /** Milliseconds between completing an upload and the message with the file. */
  shareDelay?: number;
  /** The clock of timestamps and expiries, in milliseconds; signatures always follow real time. */
  now?: () => number;
  /** Event subscriptions of the app, as in a manifest's `bot_events`. */
  events?: string[];
  homeTabEnabled?: boolean;
  /** Slack's real rate limits: off unless asked for. */
  enforceLimits?: boolean;
  /** How many posts a workspace takes in a minute, all channels together; Slack keeps its own number to itself. */
  postsAMinute?: number;
  /** How many calls and deliveries the ledger keeps; everything unless given. */
  ledgerLimit?: number;
  /** What is served besides Slack's own, such as a page for people. */
  routes?: (world: World) => Route[];
  /** The memory of an earlier run to go on with, in place of a new team. */
  kept?: Kept | undefined;
};

/** A message as `conversations.history` would show it. */
export type Shown = ShownMessage;

export type Workspace = Awaited<ReturnType<typeof startWorkspace>>;

/** Starts a Slack on 127.0.0.1; stop it with `stop()`. */
export async function startWorkspace(options: WorkspaceOptions = {}) {
  const now = options.now ?? Date.now;
  const signingSecret = options.signingSecret ?? options.kept?.signingSecret ?? randomBytes(16).toString('hex');
  const run = randomBytes(4).toString('hex').toUpperCase();
  const ledger = new Ledger(options.ledgerLimit);
  const faults = new Faults(now);
  const sockets = new SocketMode(options.appToken ?? options.kept?.appToken ?? `xapp-1-${APP_ID}-${run.toLowerCase()}`, APP_ID);
  const delivery = new Delivery({
    signingSecret,
    retryDelays: options.retryDelays ?? [0, 60_000, 300_000],
    answerWithin: options.answerWithin ?? 3_000,
    ledger,
    sockets,
    run,
    now,
  });
  const world = newWorld(options, { now, ledger, faults, delivery, sockets, run });
  const limits = new RateLimits({ isOn: options.enforceLimits ?? false, postsAMinute: options.postsAMinute, now });
  const first = options.kept ? takeUp(world, options.kept) : addTeam(world, options);
  const actions = actionsOf(world, delivery, first);
  const server = createWorkspaceServer(world, limits, [...(options.routes?.(world) ?? []), controlRoute(world, actions)]);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  world.baseUrl = `http://127.0.0.1:${port}`;
  if (options.kept) readdressFiles(world, options.kept.baseUrl);
  return {
    ...actions,
    /** What `SLACK_API_URL` is set to. */
    url: `${world.baseUrl}/api/`,
    /** The base of `/control/`, and where a page for people is if one is served. */
    pageUrl: `${world.baseUrl}/`,
    port,
    signingSecret,
    appToken: sockets.appToken,
    teamId: first.id,
    botToken: first.botToken,
    botUserId: first.botUserId,
    botId: first.botId,
    appId: first.appId,
    ledger,
    faults,
    /** What a later run takes up with the option `kept`; write it down before anything else happens. */
    memory: (): Kept => memoryOf(world, first, { signingSecret, appToken: sockets.appToken }),
    /** Brings back a direct message that the app knows and a sudden end has lost. */
    reopenDirect: (userId: string, channel: string) => reopenDirect(world, userId, channel),
    /** Calls back after every change, until the answer is called. */
    onChange: (listener: () => void): (() => void) => {
      world.onChange.add(listener);
      return () => void world.onChange.delete(listener);
    },
    /** Puts messages that are older than the app into a channel; nobody is told. */
    addPast: (channel: string, messages: PastMessage[]) => addPast(world, channel, messages),
    /** Signs a body as Slack would; the time is in seconds, and another secret makes a forgery. */
    sign: (body: string, timestamp?: number, secret = signingSecret) => signed(body, secret, timestamp),
    async stop(): Promise<void> {
      delivery.stop();
      sockets.stop();
      for (const timer of world.timers) clearTimeout(timer);
      world.onChange.clear();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Parts = { now: () => number; ledger: Ledger; faults: Faults; delivery: Delivery; sockets: SocketMode; run: string };

function newWorld(options: WorkspaceOptions, { now, ledger, faults, delivery, sockets, run }: Parts): World {
  let counter = 0;
  return {
    teams: new Map(),
    byToken: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    now,
    nextId: (prefix) => {
      counter += 1;
      return `${prefix}${run}${counter.toString(36).toUpperCase().padStart(4, '0')}`;
    },
    baseUrl: '',
    events: new Set(options.events ?? DEFAULT_EVENTS),
    triggerLife: options.triggerLife ?? 3_000,
    shareDelay: options.shareDelay ?? 300,
    homeTabEnabled: options.homeTabEnabled ?? true,
    ledger,
    faults,
    courier: delivery,
    sockets,
    background: new Set(),
    timers: new Set(),
    version: 1,
    onChange: new Set(),
  };
}
