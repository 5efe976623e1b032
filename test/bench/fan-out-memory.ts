import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { openDatabase } from '#prisma/db.ts';
import { seedDesk } from '#test/support/desk.ts';
import { sendSurvey, untilSent } from '#test/support/fan-out.ts';
import { chooseCores } from './cores.ts';
import { botApart } from './desk.ts';
import { type Cleanups, type Measured, readable, type Settings } from './row.ts';
import { openStore } from './store.ts';

const FEW = 1000;
const MANY = 100_000;
const WARM_UPS = 4;
const MOST_MB = 50;
const WAIT_MS = 3 * 3_600_000;
const LOOK_EVERY_MS = 250;
const TEAM = 'T0001';
const STAFF = 'UANA';

/** P16: how much more memory the bot holds while a survey goes to a hundred thousand people than to a thousand. */
export async function measureFanOutMemory({ cleanups, size }: Settings): Promise<Measured> {
  const many = Math.min(MANY, Math.max(500, Math.floor(size / 10)));
  const few = Math.min(FEW, Math.floor(many / 10));
  const cores = chooseCores();
  const { connection } = await openStore(cores, cleanups);
  const slack = await startQuickSlack(cleanups);
  const bot = await botApart(connection, cores?.server)(slack);
  cleanups.add(bot.stop);
  const database = openDatabase({ ...connection, max: 2 });
  cleanups.add(database.close);
  await addPeople(database, many);
  const send = async (count: number) => {
    slack.inChannel(count);
    const started = performance.now();
    const look = highestOf(bot.pid);
    const audience = { kind: 'channels' as const, ids: ['C0MANY'] };
    const waveId = await sendSurvey({ ...database, workspaceId: TEAM, actorId: STAFF, audience });
    await untilSent(database, waveId, WAIT_MS);
    const asked = await database.db.surveyInvitation.count({ where: { waveId, state: 'asked' } });
    if (asked !== count) throw new Error(`${asked} of ${count} were asked`);
    return { highest: await look.stop(), seconds: (performance.now() - started) / 1000 };
  };
  // The first thousands of a process are its compiler's and its caches', until it holds what it needs to work at all.
  for (let time = 0; time < WARM_UPS; time += 1) await send(few);
  const small = await send(few);
  const large = await send(many);
  await cleanups.run();
  const more = large.highest - small.highest;
  return {
    row: {
      id: 'P16',
      value: more,
      unit: `MB more for ${readable(many)} members than for ${readable(few)}`,
      goal: MOST_MB,
      met: more <= MOST_MB,
    },
    detail: [
      `at most ${readable(small.highest)} and ${readable(large.highest)} MB; ${readable(small.seconds)} and ${readable(large.seconds)} s, ${readable(many / large.seconds)} members a second with no limit`,
    ],
  };
}

async function addPeople({ db }: ReturnType<typeof openDatabase>, count: number): Promise<void> {
  const at = new Date();
  await seedDesk(db, {
    workspaceId: TEAM,
    helpChannels: [],
    triageChannelId: 'C0TRIAGE',
    digestChannelId: null,
    staff: [STAFF],
    setUpAt: at,
  });
  await db.workspace.update({ where: { id: TEAM }, data: { peopleReadAt: at } });
  await db.$executeRaw`
    insert into member (workspace_id, id, display_name) select ${TEAM}, ${'U'} || lpad(n::text, 7, '0'), 'Member ' || n from generate_series(1, ${count}::int) n`;
}

/** Watches a process's memory, in megabytes. */
function highestOf(pid: number) {
  let highest = 0;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      highest = Math.max(highest, memoryOf(pid));
      await wait(LOOK_EVERY_MS);
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await watching;
      return highest;
    },
  };
}

function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** A Slack that takes whatever is posted and remembers none of it: with a hundred thousand messages the other one would be what is measured. */
async function startQuickSlack(cleanups: Cleanups) {
  let members = 0;
  let posts = 0;
  const answerTo = (method: string, asked: URLSearchParams): object => {
    if (method === 'auth.test')
      return { url: 'https://coop.slack.com/', team: 'Coop', user: 'rochdale', team_id: TEAM, user_id: 'UBOT', bot_id: 'BBOT' };
    if (method === 'chat.postMessage') {
      posts += 1;
      return { channel: `D${asked.get('channel')}`, ts: `${1_700_000_000 + posts}.000100` };
    }
    if (method === 'conversations.members') return pageOfMembers(members, asked);
    return {};
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const asked = new URLSearchParams(Buffer.concat(parts).toString());
      const method = request.url?.split('/').at(-1) ?? '';
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: true, ...answerTo(method, asked) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.add(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    botToken: 'xoxb-quick',
    signingSecret: 'quick',
    inChannel: (count: number) => {
      members = count;
    },
  };
}

function pageOfMembers(count: number, asked: URLSearchParams): object {
  const start = Number(asked.get('cursor') || 0);
  const end = Math.min(count, start + Number(asked.get('limit') ?? 100));
  const members = Array.from({ length: end - start }, (_, index) => `U${String(start + index + 1).padStart(7, '0')}`);
  return { members, response_metadata: { next_cursor: end < count ? String(end) : '' } };
}
