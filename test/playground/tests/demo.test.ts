import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { cardKey } from '#bot/tickets/ticket.ts';
import { type Delivered, Ledger, type Received } from '#test/workspace/ledger.ts';
import { quiet } from '../riverbend/play.ts';
import { type Demo, startDemo } from '../start.ts';
import { emptyFolder, failedDemo, spawnDemo } from './demo-command.ts';

const WEDNESDAY = new Date('2026-11-18T20:00:00Z');

it('shows a cooperative with requests in every state and a posted digest with its chart', { timeout: 240_000 }, async () => {
  const dataFolder = await emptyFolder();
  const played = watchLedger();

  const { slack, bot, riverbend, playground, pageUrl, stop } = await startDemo({
    port: 0,
    dataFolder: join(dataFolder, 'demo'),
    now: WEDNESDAY,
  });
  onTestFinished(stop);
  if (!riverbend) throw new Error('this is not Riverbend');

  const page = await fetch(pageUrl);
  const state = await fetch(new URL(`/page/state?as=${riverbend.ids.maya}&channel=${riverbend.channels.help}`, pageUrl));
  const seen = (await state.json()) as { channels: { name: string; unread: number }[]; list: { total: number } };
  expect(page.status).toBe(200);
  expect(seen.channels.map(({ name }) => name).sort()).toEqual([
    'Rochdale',
    'cooperative-news',
    'general',
    'help',
    'mapping-help',
  ]);
  expect(seen.channels.filter(({ unread }) => unread === 0).map(({ name }) => name)).toEqual(['help', 'mapping-help', 'general']);
  expect(seen.list.total).toBeGreaterThan(20);

  const digests = slack.messages(riverbend.news);
  const thread = slack.messages(riverbend.news, { threadTs: digests.at(-1)?.ts ?? '' });
  expect(digests.map(({ text }) => text)).toEqual([expect.stringContaining('week 45'), expect.stringContaining('week 46')]);
  expect(thread.flatMap(({ files }) => files ?? [])).toEqual([expect.objectContaining({ name: 'rochdale-2026-W46.png' })]);

  const tickets = await bot.deps.db.ticket.findMany({ where: { openedAt: { gte: new Date('2026-11-09T00:00:00Z') } } });
  expect(new Set(tickets.map((ticket) => ticket.state))).toEqual(
    new Set(['open', 'claimed', 'waiting', 'resolved', 'closed', 'dismissed']),
  );
  expect(tickets.length).toBeGreaterThanOrEqual(28);

  expect(played.calls.length).toBeGreaterThan(100);
  expect(played.calls.filter(({ answer }) => answer?.ok === false)).toEqual([]);
  expect(played.deliveries.filter((delivery) => delivery.state !== 'acked')).toEqual([]);
  expect(slack.ledger.deliveries()).toEqual([]);
  expect(
    Object.values(riverbend.ids).flatMap((id) => [...slack.notices(id), ...slack.ephemerals(id), ...slack.views(id)]),
  ).toEqual([]);
  expect(slack.duplicates()).toEqual([]);

  const cast = playground.cast();
  expect(
    cast.map(({ group, people }) => [group, ...people.map(({ handle, note }) => (note ? `${handle}: ${note}` : handle))]),
  ).toEqual([
    ['Maple Street Housing', 'maya', 'jerome'],
    ['Northside Food Co-op', 'pilar', 'tom', 'huong'],
    ['Harbor Community Clinic', 'amina', 'greg', 'samira'],
    ['Loom & Thread', 'lucia', 'owen'],
    ['Sunrise Childcare', 'bea', 'dalia'],
    ['Valley Energy', 'ravi', 'joan'],
    ['Riverbend staff', 'rosa: staff', 'devon: staff', 'ines: lead', 'kofi: admin'],
    ['Guests and partners', 'theo: guest', 'noor: from Lakeside Growers'],
  ]);
  expect(playground.clock?.face().isMoving).toBe(false);

  await takesVisitors({ slack, bot, riverbend });

  const second = await failedDemo(['--port', '0'], dataFolder);
  expect(second.stderr).toBe(`A demo is running already at ${pageUrl}. Open that one, or stop it with Ctrl-C first.\n`);
});

/** A guest and somebody of another cooperative ask like everybody else, and are answered in their threads. */
async function takesVisitors({ slack, bot, riverbend }: Pick<Demo, 'slack' | 'bot' | 'riverbend'>): Promise<void> {
  if (!riverbend) throw new Error('this is not Riverbend');
  const { ids, channels, triage, workspaceId } = riverbend;
  const asked = [
    await slack.post(ids.theo, channels.help, 'Where do I find the key of the bicycle shed?'),
    await slack.post(ids.noor, channels.help, 'Can we borrow your apple press in October?'),
  ];
  await quiet({ deps: bot.deps, slack });
  for (const { ts, user } of asked) {
    const ticket = await bot.deps.db.ticket.findFirstOrThrow({ where: { workspaceId, ts } });
    expect(ticket).toMatchObject({ state: 'open', requesterId: user });
    expect(slack.messages(channels.help, { threadTs: ts })).toHaveLength(2);
    const card = await bot.deps.db.ownedMessage.findFirstOrThrow({ where: { workspaceId, key: cardKey(ticket.id) } });
    await slack.press(ids.rosa, { channel: triage, ts: card.ts ?? '' }, { actionId: 'ticket.claim' });
  }
  await quiet({ deps: bot.deps, slack });
  const guest = await bot.deps.db.member.findFirst({ where: { id: ids.theo } });
  expect(guest).toMatchObject({ kind: 'guest', organisationId: 'maple' });
  const { json } = await slack.command(ids.rosa, triage, '/member', `<@${ids.noor}>`);
  expect(JSON.stringify(json)).toContain('from another Slack workspace');
  const claimed = await bot.deps.db.ticket.findMany({ where: { workspaceId, ts: { in: asked.map(({ ts }) => ts) } } });
  expect(claimed.map(({ state, ownerId }) => [state, ownerId])).toEqual([
    ['claimed', ids.rosa],
    ['claimed', ids.rosa],
  ]);
  expect(slack.ledger.calls().filter(({ answer }) => answer?.ok === false)).toEqual([]);
}

/** What the log held when it was emptied for the visitor. */
function watchLedger(): { calls: Received[]; deliveries: Delivered[] } {
  const held: { calls: Received[]; deliveries: Delivered[] } = { calls: [], deliveries: [] };
  const clear = Ledger.prototype.clear;
  const spy = vi.spyOn(Ledger.prototype, 'clear').mockImplementation(function (this: Ledger) {
    held.calls.push(...this.calls());
    held.deliveries.push(...this.deliveries());
    clear.call(this);
  });
  onTestFinished(() => spy.mockRestore());
  return held;
}

it('leaves nothing running when it is ended while it starts', { timeout: 90_000 }, async () => {
  const dataFolder = await emptyFolder();
  const demo = spawnDemo([], dataFolder);
  const serverFile = join(dataFolder, 'demo/postgres/postmaster.pid');
  await vi.waitUntil(() => existsSync(serverFile), { timeout: 20_000 });

  const code = await demo.end('SIGINT');

  expect(code).toBe(0);
  expect(existsSync(serverFile)).toBe(false);
});

it('says which port is taken, and what is no port', { timeout: 90_000 }, async () => {
  const dataFolder = await emptyFolder();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;

  const taken = await failedDemo(['--port', String(port)], dataFolder);
  const nonsense = await failedDemo(['--port', 'eighty'], dataFolder);

  expect(taken.stderr).toBe(
    `Port ${port} is taken by another program. Choose another one, for example: npm run demo -- --port 3210\n`,
  );
  expect(nonsense.stderr).toBe('"eighty" is not a port. Use a number from 0 to 65535.\n');
});
