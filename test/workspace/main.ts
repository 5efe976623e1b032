// The workspace as a process of its own: `node test/workspace/main.ts [port]` prints one line of JSON with its URL,
// token and secret, and runs until it is stopped. It is driven through /control/.
import { startWorkspace } from './workspace.ts';

const port = Number(process.argv[2] ?? 0);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write(`Not a port: ${process.argv[2]}\n`);
  process.exit(1);
}
const slack = await startWorkspace({ port });
const { url, pageUrl, botToken, botUserId, botId, signingSecret, teamId } = slack;
process.stdout.write(`${JSON.stringify({ url, pageUrl, botToken, botUserId, botId, signingSecret, teamId })}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void slack.stop().then(() => process.exit(0)));
