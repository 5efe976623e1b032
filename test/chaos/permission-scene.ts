import { Writable } from 'node:stream';
import pino from 'pino';
import type { Role } from '#bot/rights/rights.ts';
import { DEFAULT_WORKING_HOURS } from '#reports/working-hours.ts';
import { type Cooperative, startCooperative } from '#test/support/cooperative.ts';
import { calm } from './harness.ts';
import type { Row, Target } from './permissions.ts';
import { DONE_WITHIN_MS } from './sizes.ts';

export const OTHER_TEAM = 'T0OTHER';
/** A request that only the other workspace has. */
const THEIR_TICKET = 77;
/** In whatever only those may read who may. */
export const SECRET = 'canary';

type Actor = { name: string; id: string; roles: (row: Row) => Role[] };
export type Cell = {
  handler: string;
  row: Row;
  actor: Pick<Actor, 'id'>;
  target: Target;
  teamId?: string;
  /** Where the bot may answer beside the request. */
  responseUrl?: string;
};

/** A desk with a public and a private request of Maya's, and everybody there can be; the other workspace has one request, too. */
export async function setTheScene() {
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
  const coop = await startCooperative({ bot: { log } });
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
    call: async (cell: Cell) => {
      calls += 1;
      const { body, contentType } = payloadOf(coop, cell, { call: calls, triage });
      const { status, body: answer } = await slack.deliverRaw({
        body,
        headers: { 'content-type': contentType, ...slack.sign(body) },
      });
      return { status, answer };
    },
  };
}

/** The request as Slack would send it, or as somebody would forge it who can sign. */
function payloadOf({ slack, workspaceId }: Cooperative, cell: Cell, { call, triage }: { call: number; triage: string }) {
  const { handler, row, actor, target, teamId = workspaceId, responseUrl } = cell;
  const [kind = '', id = '', closed] = handler.split(' ');
  const contentType = 'application/x-www-form-urlencoded';
  const value = row.value?.(target) ?? '';
  const shared = {
    trigger_id: `cell-${call}`,
    team: { id: teamId },
    user: { id: actor.id, team_id: teamId },
    api_app_id: slack.appId,
    token: 't',
    is_enterprise_install: false,
    ...(responseUrl ? { response_url: responseUrl } : {}),
  };
  if (kind === 'command') {
    const fields = {
      command: id,
      text: value,
      team_id: teamId,
      user_id: actor.id,
      channel_id: triage,
      api_app_id: slack.appId,
      trigger_id: `cell-${call}`,
    };
    return { contentType, body: new URLSearchParams(fields).toString() };
  }
  const form = (payload: object) => ({ contentType, body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString() });
  const values = row.fields?.(target) ?? {};
  const view = (metadata: string, callbackId: string) => ({
    id: `V${call}`,
    type: 'modal',
    team_id: teamId,
    app_installed_team_id: teamId,
    callback_id: callbackId,
    private_metadata: metadata,
    blocks: [],
    hash: 'h',
    root_view_id: `V${call}`,
    state: { values },
  });
  if (kind === 'view') return form({ ...shared, type: closed ?? 'view_submission', view: view(value, id) });
  if (kind === 'options') {
    const place = { block_id: 'organisation', action_id: id, value, view: view('', 'forged') };
    return form({ ...shared, type: 'block_suggestion', ...place });
  }
  if (kind === 'shortcut') {
    const message = { type: 'message', ts: target.ts, user: actor.id, text: 'forged' };
    return form({
      ...shared,
      type: 'message_action',
      callback_id: id,
      channel: { id: target.channelId },
      message_ts: target.ts,
      message,
    });
  }
  const option = { value, text: { type: 'plain_text', text: value } };
  const action = {
    type: 'button',
    action_id: id,
    block_id: value.slice(0, 200),
    value,
    selected_option: option,
    action_ts: '1.0',
  };
  const inside = row.inForm ? { view: { ...view(row.inForm(target), 'forged'), hash: 'h' } } : {};
  const place = row.inForm
    ? { type: 'view', view_id: `V${call}` }
    : { type: 'message', channel_id: triage, message_ts: target.ts };
  const message = row.inForm ? {} : { channel: { id: triage }, message: { ts: target.ts, text: '', blocks: [] } };
  return form({ ...shared, type: 'block_actions', container: place, actions: [action], ...message, ...inside });
}
