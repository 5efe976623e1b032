// The ruler: Bolt as it comes, its signature check, and a listener that does nothing.
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';

const receiver = new HTTPReceiver({ signingSecret: process.env.SLACK_SIGNING_SECRET ?? '', endpoints: '/slack/events' });
const app = new App({
  receiver,
  logLevel: LogLevel.ERROR,
  authorize: async () => ({ botToken: 'xoxb-ruler', botId: 'BBOT', botUserId: 'UBOT' }),
});
app.event('message', async () => undefined);
app.command('/triage', ({ ack }) => ack('nothing'));

const server = await receiver.start(0);
process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
