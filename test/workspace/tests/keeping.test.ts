import { deserialize, serialize } from 'node:v8';
import { expect, it, onTestFinished } from 'vitest';
import type { Kept } from '../keeping.ts';
import type { Json } from '../state.ts';
import { startWorkspace, type Workspace, type WorkspaceOptions } from '../workspace.ts';

async function aWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const slack = await startWorkspace(options);
  onTestFinished(() => slack.stop());
  return slack;
}

/** The same Slack in its next run, as if it had been written to a disk in between. */
async function nextRun(slack: Workspace): Promise<Workspace> {
  const kept = deserialize(serialize(slack.memory())) as Kept;
  await slack.stop();
  return aWorkspace({ kept });
}

async function call(slack: Workspace, method: string, args: Json): Promise<Json> {
  const headers = { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' };
  const response = await fetch(`${slack.url}${method}`, { method: 'POST', headers, body: JSON.stringify(args) });
  return (await response.json()) as Json;
}

const HOME = { type: 'home', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'Welcome home' } }] };

it('is the same Slack again after a restart', async () => {
  const slack = await aWorkspace({ name: 'Riverbend' });
  const maya = slack.addPerson({ name: 'maya' }).id;
  const help = slack.addChannel({ name: 'help', members: [maya, slack.botUserId] }).id;
  const noor = slack.addStranger({ name: 'noor', channels: [help] }).id;
  const root = await slack.post(maya, help, 'My screen is blue');
  await slack.post(noor, help, 'Mine, too', { threadTs: root.ts });
  await slack.react(noor, help, root.ts, 'eyes');
  await call(slack, 'chat.postEphemeral', { channel: help, user: maya, text: 'Only you see this' });
  await call(slack, 'views.publish', { user_id: maya, view: HOME });
  const { channel } = await call(slack, 'conversations.open', { users: maya });
  slack.markRead(maya, help, root.ts);

  const again = await nextRun(slack);

  expect(again.messages(help, { threadTs: root.ts }).map(({ text, user }) => [text, user])).toEqual([
    ['My screen is blue', maya],
    ['Mine, too', noor],
  ]);
  expect(again.message(help, root.ts)?.reactions).toEqual([{ name: 'eyes', users: [noor], count: 1 }]);
  expect(again.ephemerals(maya).map(({ text }) => text)).toEqual(['Only you see this']);
  expect(again.home(maya)).toMatchObject({ type: 'home', blocks: [expect.objectContaining({ type: 'section' })] });
  expect(again.directChannel(maya)).toBe((channel as Json).id);
  expect(again.memory().teams.get(again.teamId)?.readMarks).toEqual(new Map([[`${maya} ${help}`, root.ts]]));
  expect(await call(again, 'auth.test', {})).toMatchObject({ ok: true, team: 'Riverbend', user_id: again.botUserId });
  expect([again.signingSecret, again.appToken, again.botToken]).toEqual([slack.signingSecret, slack.appToken, slack.botToken]);
});

it('still has the bytes of files, at its new address', async () => {
  const slack = await aWorkspace();
  const maya = slack.addPerson({ name: 'maya' }).id;
  const help = slack.addChannel({ name: 'help', members: [maya, slack.botUserId] }).id;
  const { ts } = await slack.post(maya, help, '', { files: [{ name: 'screen.png', content: Buffer.from([0, 255, 10, 13]) }] });

  const again = await nextRun(slack);

  const [file] = again.message(help, ts)?.files ?? [];
  const headers = { authorization: `Bearer ${again.botToken}` };
  const response = await fetch(String(file?.url_private_download), { headers });
  expect(again.port).not.toBe(slack.port);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([0, 255, 10, 13]));
});

it('gives no id twice, also when what happened last was not written down', async () => {
  const slack = await aWorkspace();
  const before = deserialize(serialize(slack.memory())) as Kept;
  const lost = Array.from({ length: 50 }, (_, index) => slack.addPerson({ name: `lost${index}` }).id);
  await slack.stop();

  const again = await aWorkspace({ kept: before });

  const found = Array.from({ length: 50 }, (_, index) => again.addPerson({ name: `new${index}` }).id);
  expect(new Set([...lost, ...found]).size).toBe(100);
});

it('counts its changes on, so that an open page sees that it is behind', async () => {
  const slack = await aWorkspace();
  const written = deserialize(serialize(slack.memory())) as Kept;
  for (let index = 0; index < 100; index += 1) slack.addPerson({ name: `p${index}` });
  const seen = slack.memory().version;
  await slack.stop();

  const again = await aWorkspace({ kept: written });

  expect(again.memory().version).toBeGreaterThan(seen);
});

it('brings back a direct message that it has forgotten and the bot has not', async () => {
  const slack = await aWorkspace();
  const maya = slack.addPerson({ name: 'maya' }).id;

  slack.reopenDirect(maya, 'D0LOST');
  slack.reopenDirect(maya, 'D0OTHER');

  expect(slack.directChannel(maya)).toBe('D0LOST');
  expect(await call(slack, 'chat.postMessage', { channel: 'D0LOST', text: 'Hello' })).toMatchObject({ ok: true });
});
