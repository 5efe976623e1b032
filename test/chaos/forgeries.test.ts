import { createServer } from 'node:http';
import { HTTPReceiver, type ReceiverEvent } from '@slack/bolt';
import pino from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { slackLogger } from '#bot/slack/logging.ts';
import { type Cooperative, startCooperative } from '#test/support/cooperative.ts';
import type { Delivered } from '#test/workspace/ledger.ts';
import { startBotInParts } from './bot-in-parts.ts';
import { report } from './figures.ts';
import { FORGERIES } from './forgeries.ts';
import { allRows, type Rows } from './rows.ts';
import { asSent, bodyOf, everyKindOfRequest, oneOfEach } from './session.ts';
import { PATIENCE_MS } from './sizes.ts';

it(
  '27: sixteen forgeries of every kind of request are refused and leave nothing behind',
  async () => {
    const coop = await startCooperative();
    const routes = await everyRoute(coop);
    const before = await allRows(coop.database.pool);

    const accepted = await tryForgeries(coop, routes);
    await coop.quiet();

    report('27', { forgeries: Object.keys(FORGERIES).length, routes: routes.size, accepted: accepted.length });
    expect(Object.keys(FORGERIES)).toHaveLength(16);
    expect(accepted).toEqual([]);
    expect(await allRows(coop.database.pool)).toEqual(before);
  },
  PATIENCE_MS,
);

it('27: without the check of signatures the same forgeries are accepted and noticed', async () => {
  const coop = await startCooperative();
  const routes = await someRoutes(coop);
  const { signingSecret } = coop.slack;
  const receiver = quietReceiver({ signingSecret, signatureVerification: false });
  const mutant = await startBotInParts({ ...coop, receiver });
  coop.slack.connect(mutant.url);
  const before = await allRows(coop.database.pool);

  const accepted = await tryForgeries(coop, routes);

  // The other five are refused for their time, which is looked at before.
  const noticed = new Set(accepted.map((one) => one.split(': ')[0]));
  expect(noticed.size).toBeGreaterThanOrEqual(11);
  expect(newRows(before, await allRows(coop.database.pool))).toBeGreaterThan(0);
});

it('27: with a check that nobody waits for the same forgeries are accepted and noticed', async () => {
  const coop = await startCooperative();
  const routes = await someRoutes(coop);
  const { app } = await startBotInParts(coop);
  const url = await carelessDoor((event) => app.processEvent(event));
  coop.slack.connect(url);

  const accepted = await tryForgeries(coop, routes);

  expect(new Set(accepted.map((one) => one.split(': ')[0])).size).toBe(16);
});

it('27: Bolt alone accepts a request from the future, which is noticed', async () => {
  const coop = await startCooperative();
  const routes = await someRoutes(coop);
  const receiver = quietReceiver({ signingSecret: coop.slack.signingSecret });
  await startBotInParts({ ...coop, receiver });
  const server = createServer((request, response) => receiver.requestListener(request, response));
  coop.slack.connect(await urlOf(server));

  const accepted = await tryForgeries(coop, routes);

  expect(new Set(accepted.map((one) => one.split(': ')[0]))).toContain('a request from 302 seconds ahead');
});

function quietReceiver(options: { signingSecret: string; signatureVerification?: boolean }): HTTPReceiver {
  return new HTTPReceiver({ ...options, endpoints: '/slack/events', logger: slackLogger(pino({ level: 'silent' })) });
}

/** A fresh body for each kind of request: if it were taken, something would happen. */
async function everyRoute(coop: Cooperative): Promise<Map<string, Delivered>> {
  const routes = oneOfEach(await everyKindOfRequest(coop));
  const envelope = { ...routes.get('message')!, type: 'url_verification' };
  const asBody = (type: string, more: object) => ({ ...envelope, type, body: JSON.stringify({ type, token: 'x', ...more }) });
  routes.set('url_verification', asBody('url_verification', { challenge: 'prove it' }));
  routes.set('app_rate_limited', asBody('app_rate_limited', { team_id: coop.workspaceId, api_app_id: coop.slack.appId }));
  return routes;
}

/** Enough to see whether a door is open. */
async function someRoutes({ slack, people, help, triage, quiet }: Cooperative): Promise<Map<string, Delivered>> {
  await slack.post(people.maya.id, help, 'Where do I find the price list?');
  await slack.command(people.ana.id, triage, '/triage', 'help');
  await quiet();
  return oneOfEach(slack.ledger.delivered);
}

/** Which forgeries of which routes were answered as if they came from Slack. */
async function tryForgeries({ slack }: Cooperative, routes: Map<string, Delivered>): Promise<string[]> {
  const accepted: string[] = [];
  let number = 0;
  for (const [route, delivery] of routes) {
    for (const [forgery, forge] of Object.entries(FORGERIES)) {
      number += 1;
      const fresh = { ...bodyOf(delivery), event_id: `EvFORGED${number}`, trigger_id: `forged-${number}` };
      const body = asSent(delivery, fresh);
      const given = forge({ body, contentType: delivery.contentType, secret: slack.signingSecret });
      const headers = { 'content-type': delivery.contentType, ...given.headers };
      const { status } = await slack.deliverRaw({ body: given.body, headers });
      if (status === undefined || status < 400) accepted.push(`${forgery}: ${route} ${status}`);
    }
  }
  return accepted;
}

/** A door that starts to check and does not wait for what comes of it. */
async function carelessDoor(take: (event: ReceiverEvent) => Promise<void>): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const check = async () => {
        if (request.headers['x-slack-signature'] !== 'right') throw new Error('not from Slack');
      };
      check().catch(() => undefined);
      const form = new URLSearchParams(body);
      const isJson = request.headers['content-type'] === 'application/json';
      const parsed: unknown = JSON.parse(isJson ? body : (form.get('payload') ?? JSON.stringify(Object.fromEntries(form))));
      const ack = async () => {
        if (!response.headersSent) response.writeHead(200).end();
      };
      take({ body: parsed as Record<string, unknown>, ack }).then(ack, ack);
    });
  });
  return urlOf(server);
}

async function urlOf(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/slack/events`;
}

function newRows(before: Rows, after: Rows): number {
  return Object.entries(after).reduce((sum, [table, rows]) => sum + Math.max(0, rows.length - (before[table]?.length ?? 0)), 0);
}
