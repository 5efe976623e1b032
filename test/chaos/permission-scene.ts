import { Writable } from 'node:stream';
import pino from 'pino';
import type { Role } from '#bot/rights/rights.ts';
import { DEFAULT_WORKING_HOURS } from '#reports/working-hours.ts';
import { startCooperative } from '#test/support/cooperative.ts';
import type { World } from '#test/workspace/state.ts';
import { calm } from './harness.ts';
import { type Cell, openFormOf, payloadOf } from './permission-requests.ts';
import type { Row, Target } from './permissions.ts';
import { DONE_WITHIN_MS } from './sizes.ts';
import { stopTicking } from './watching.ts';

export const OTHER_TEAM = 'T0OTHER';
/** A request that only the other workspace has. */
const THEIR_TICKET = 77;
/** In whatever only those may read who may. */
export const SECRET = 'canary';

type Actor = { name: string; id: string; roles: (row: Row) => Role[] };

type Options = {
  /** Slack knows the form in which somebody presses, so that another can be put over it or in its place. */
  opensForms?: boolean;
  instances?: number;
};

/** A desk with a public and a private request of Maya's, and everybody there can be; the other workspace has one request, too. */
export async function setTheScene({ opensForms = false, instances = 1 }: Options = {}) {
  let world: World | undefined;
  const lines: string[] = [];
  const log = pino(
    { level: 'info' },
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (chunk.includes('"msg":"refused"')) lines.push(chunk.toString());
        done();
      },
    }),
  );
  const coop = await startCooperative({
    bot: { log },
    instances,
    slack: {
      routes: (of) => {
        world = of;
        return [];
      },
    },
  });
  await stopTicking();
  const { slack, db, database, people, help, triage, workspaceId, quiet } = coop;
  const person = (name: string) => slack.addPerson({ name, realName: name });
  const [rita, cara, gus, xena, dea] = [person('rita'), person('cara'), person('gus'), person('xena'), person('dea')];
  const { maya, tom, ana, lea, ada } = people;
  await slack.post(maya.id, help, `Where is my invoice? ${SECRET}-public`);
  await quiet();
  await slack.post(tom.id, help, 'Something else: how do I get in?');
  await quiet();
  await slack.post(maya.id, help, `I want to complain about something ${SECRET}-private`);
  await quiet();
  const first = await db.ticket.findFirstOrThrow({ where: { id: 1 } });
  await db.ticket.updateMany({ where: { id: 3 }, data: { isPrivate: true } });
  const kinds = { gus: 'guest', xena: 'stranger' } as Record<string, string>;
  for (const [name, one] of Object.entries({ rita, cara, gus, xena, dea, ada, maya, tom, ana, lea })) {
    const facts = { kind: kinds[name] ?? 'member', isAdmin: name === 'ada', deactivatedAt: name === 'dea' ? new Date() : null };
    const row = { workspaceId, id: one.id, displayName: name, ...facts };
    await db.member.upsert({
      where: { workspaceId_id: { workspaceId, id: one.id } },
      create: row,
      update: facts,
    });
  }
  const main = await db.desk.findFirstOrThrow({ where: { workspaceId } });
  await db.desk.updateMany({ where: { workspaceId, id: 'main' }, data: { readers: [rita.id] } });
  const { id: _id, readers: _readers, triageChannelId: _channel, ...desk } = main;
  await db.desk.create({
    data: { ...desk, schedule: DEFAULT_WORKING_HOURS, id: 'second', name: 'Second', triageChannelId: 'C0SECOND' },
  });
  await db.deskStaff.createMany({
    data: [rita, gus, xena, dea].map((one) => ({ workspaceId, deskId: 'main', memberId: one.id, isPresent: true })),
  });
  await db.deskStaff.create({ data: { workspaceId, deskId: 'second', memberId: cara.id, isPresent: true } });
  await db.workspace.create({
    data: {
      id: OTHER_TEAM,
      name: 'Other',
      url: 'https://other.slack.com/',
      botUserId: 'UOB',
      botId: 'BOB',
      encryptedToken: 'none',
    },
  });
  await db.desk.create({
    data: {
      ...desk,
      schedule: DEFAULT_WORKING_HOURS,
      workspaceId: OTHER_TEAM,
      id: 'theirs',
      name: 'Theirs',
      triageChannelId: 'C0THEIRS',
    },
  });
  const { workspaceId: _ours, id: _number, ...ticket } = first;
  await db.ticket.create({
    data: {
      ...ticket,
      workspaceId: OTHER_TEAM,
      id: THEIR_TICKET,
      deskId: 'theirs',
      channelId: 'C0OTHER',
      requesterId: 'U0OTHER',
    },
  });
  const lost = await db.saidMessage.create({
    data: {
      workspaceId,
      key: 'reply:lost',
      channelId: help,
      ticketId: 1,
      content: { kind: 'staff-reply', ticketId: 1, authorId: ana.id, text: `${SECRET} lost` },
      createdAt: new Date(),
      parkedAt: new Date(),
    },
  });
  const saved = await db.savedReply.create({
    data: {
      workspaceId,
      deskId: 'main',
      id: 'saved',
      name: 'Hello',
      text: `${SECRET} saved`,
    },
  });
  await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });

  const base: Target = {
    ticketId: 1,
    deskId: 'main',
    memberId: tom.id,
    channelId: help,
    ts: first.ts,
    saidId: String(lost.id),
    savedId: saved.id,
  };
  const target = (row: Row): Target => (row.on === 'private' ? { ...base, ticketId: 3 } : base);
  const is = (name: string, id: string, roles: (row: Row) => Role[]): Actor => ({ name, id, roles });
  const requester = (row: Row): Role[] => (row.on === 'ticket' || row.on === 'private' ? ['member', 'requester'] : ['member']);
  const actors: Actor[] = [
    is('nobody known', 'U0NOBODY', () => ['member']),
    is('tom', tom.id, () => ['member']),
    is('maya', maya.id, requester),
    is('ana', ana.id, () => ['member', 'staff']),
    is('rita', rita.id, () => ['member', 'staff', 'reader']),
    is('lea', lea.id, () => ['member', 'staff', 'lead']),
    is('ada', ada.id, () => ['member', 'admin']),
    is('cara', cara.id, ({ on }) => (on === 'anywhere' ? ['member', 'staff', 'reader'] : ['member'])),
    is('gus', gus.id, () => ['member']),
    is('xena', xena.id, () => ['member']),
    is('dea', dea.id, () => []),
  ];
  let calls = 0;
  /** The request as it would be sent. */
  const requestOf = (cell: Cell) => {
    calls += 1;
    const viewId = world && opensForms ? openFormOf(world, coop, cell, `cell-${calls}`) : `V${calls}`;
    return payloadOf(coop, cell, { call: calls, triage, viewId });
  };
  return {
    coop,
    actors,
    actor: (name: string) => actors.find((one) => one.name === name)!,
    target,
    /** The same thing of the other workspace. */
    theirs: (row: Row): Target => ({ ...target(row), ticketId: THEIR_TICKET, deskId: 'theirs', channelId: 'C0OTHER' }),
    lines: () => lines,
    /** The codes of what somebody was refused, in order. */
    refusals: (userId: string) =>
      lines
        .map((line) => JSON.parse(line) as { code: string; user: string })
        .flatMap(({ code, user }) => (user === userId ? [code] : [])),
    requestOf,
    call: async (cell: Cell) => {
      const { body, contentType } = requestOf(cell);
      const { status, body: answer } = await slack.deliverRaw({
        body,
        headers: { 'content-type': contentType, ...slack.sign(body) },
      });
      return { status, answer };
    },
  };
}
