import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { HTTPReceiver } from '@slack/bolt';
import type { Logger } from 'pino';
import { slackLogger } from './logging.ts';

/** Slack waits three seconds; whatever has not been answered before is refused, so that Slack sends it again. */
const ANSWER_WITHIN_MS = 2500;
const LONGEST_BODY = 1_000_000;
const SLACK_PATH = '/slack/events';
/** Slack's own rule for old requests; Bolt does not apply it to those from the future. */
const LONGEST_CLOCK_DIFFERENCE_SECONDS = 300;

/** Bolt's receiver: checks signatures and reads bodies; listening is ours (`listen`). */
export function httpReceiver(signingSecret: string, log: Logger): HTTPReceiver {
  return new HTTPReceiver({
    signingSecret,
    endpoints: SLACK_PATH,
    logger: slackLogger(log),
    bodyLimit: LONGEST_BODY,
    unhandledRequestTimeoutMillis: ANSWER_WITHIN_MS,
    unhandledRequestHandler: ({ response }) => refuse(response, 503),
    processEventErrorHandler: async ({ error, response }) => {
      log.warn({ err: error }, 'a request could not be taken');
      refuse(response, 500);
      return false;
    },
  });
}

function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent) return;
  response.writeHead(status).end();
}

/** Whether the bot can do its work, and what is missing. */
export type Readiness = () => Promise<{ isReady: boolean; checks: Record<string, boolean> }>;

export type Web = {
  port: number;
  /** Stops taking new connections and waits for the answers under way. */
  stop: () => Promise<void>;
};

/** Answers a request that is its own; false for every other one. */
export type Door = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Listens at an address for health checks, for others that report something and, with a receiver, for Slack. `port` 0 takes any that is free. */
export async function listen(
  address: { port: number; host?: string | undefined },
  receiver: HTTPReceiver | undefined,
  readiness: Readiness,
  realNow: () => Date,
  door: Door = () => false,
): Promise<Web> {
  let isStopping = false;
  const server = createServer((request, response) => {
    if (isStopping) response.setHeader('connection', 'close');
    const path = (request.url ?? '/').split('?')[0];
    if (path === SLACK_PATH && request.method === 'POST' && receiver) takeFromSlack(receiver, realNow(), request, response);
    else if (path === '/healthz') response.end('ok\n');
    else if (path === '/readyz') answerReadiness(response, readiness);
    else if (!door(request, response)) response.writeHead(404).end();
  });
  // Longer than balancers and Slack keep a connection they may use again.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  const stop = async () => {
    isStopping = true;
    await close(server);
  };
  return { port: portOf(server), stop };
}

function takeFromSlack(receiver: HTTPReceiver, now: Date, request: IncomingMessage, response: ServerResponse): void {
  const time = Number(request.headers['x-slack-request-timestamp']);
  const isFromNow = Math.abs(now.getTime() / 1000 - time) <= LONGEST_CLOCK_DIFFERENCE_SECONDS;
  if (isFromNow) receiver.requestListener(request, response);
  else response.writeHead(401).end();
}

function answerReadiness(response: ServerResponse, readiness: Readiness): void {
  readiness().then(
    ({ isReady, checks }) => {
      response.writeHead(isReady ? 200 : 503, { 'content-type': 'application/json' }).end(`${JSON.stringify(checks)}\n`);
    },
    () => refuse(response, 503),
  );
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await closed;
}
