import { expect, it } from 'vitest';
import { parkedJobs } from '#bot/parked.ts';
import type { Db } from '#prisma/db.ts';
import { startCooperative } from '#test/support/cooperative.ts';
import { seedDesk } from '#test/support/desk.ts';
import type { Delivered } from '#test/workspace/ledger.ts';
import { startBotInParts } from './bot-in-parts.ts';
import { longest, report } from './figures.ts';
import { calm } from './harness.ts';
import { changed, oddities, watched } from './odd-payloads.ts';
import { allRows, type Rows } from './rows.ts';
import { asSent, bodyOf, everyKindOfRequest, oneOfEach } from './session.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';

const { payloads } = sizeOf('oddPayloads');
const ANSWERED_WITHIN_MS = 3000;
const AT_ONCE = 10;
const RARELY = 0.01;

it(
  '31: payloads that are not as Slack sends them break nothing, change nothing of others and drop no filter',
  async () => {
    const coop = await startCooperative();
    const { slack, db, database, bots, people, triage } = coop;
    const real = [...oneOfEach(await everyKindOfRequest(coop)).values()].filter((one) => !COMES_AND_GOES.test(one.type));
    await Promise.all(bots.splice(0).map((bot) => bot.stop()));
    // What the admin saved in good faith may not be saved by anybody else.
    await slack.changePerson(people.ada.id, { isAdmin: false });
    await db.member.updateMany({ where: { id: people.ada.id }, data: { isAdmin: false } });
    await anotherWorkspace(db);
    const unfiltered: string[] = [];
    const bot = await startBotInParts({ ...coop, db: watched(db, unfiltered) });
    slack.connect(bot.url);
    const before = await allRows(database.pool);
    const names = Object.getOwnPropertyNames(Object.prototype);

    const queue = oddities(payloads, 31).map(({ which, changes }, index) => {
      const delivery = real[which % real.length]!;
      return { delivery, body: asSent(delivery, changed(fresh(delivery, index), changes)) };
    });
    const answers: { status: number | undefined; ms: number; kind: string; sent: string }[] = [];
    const senders = Array.from({ length: AT_ONCE }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { delivery, body } = next;
        const headers = { 'content-type': delivery.contentType, ...slack.sign(body) };
        const { status, delivery: sent } = await slack.deliverRaw({ body, headers });
        answers.push({ status, ms: sent.attempts[0]!.ms, kind: delivery.kind, sent: body.slice(0, 400) });
      }
    });
    await Promise.all(senders);
    await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });

    const parked = await parkedJobs({ db });
    const slowest = longest(answers.map(({ ms }) => ms));
    const refused = answers.filter(({ status }) => status !== 200);
    report('31', {
      payloads,
      kinds: real.length,
      'not 200': refused.length,
      parked: parked.length,
      'slowest answer ms': slowest,
    });
    const found = {
      unanswered: answers.filter(({ status }) => status === undefined),
      // A command or press may be refused so, as one of a workspace nobody knows is; an event would only be sent again.
      refusedEvents: answers.filter(({ kind, status }) => kind === 'event' && status !== 200),
      unfiltered: [...new Set(unfiltered)],
    };
    expect(answers).toHaveLength(payloads);
    expect(found).toEqual({ unanswered: [], refusedEvents: [], unfiltered: [] });
    // What nobody could have foreseen is set aside, and that is rare.
    const rare = Math.ceil(payloads * RARELY);
    expect(parked.length > rare ? parked.map(({ problem }) => problem) : []).toEqual([]);
    expect(slowest).toBeLessThan(ANSWERED_WITHIN_MS);
    expect(othersIn(await allRows(database.pool))).toEqual(othersIn(before));
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(names);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    const { status } = await slack.command(people.ana.id, triage, '/triage', 'list');
    expect(status).toBe(200);
  },
  PATIENCE_MS,
);

/** Presence in a channel is changed by whoever comes and goes, rightly. */
const COMES_AND_GOES = /^member_(joined|left)_channel$/;
/** The ticket that nobody in these payloads speaks of. */
const OTHERS_TICKET = 2;
const OTHER = 'T0OTHER';

/** A payload that nobody has sent yet. */
function fresh(delivery: Delivered, index: number): Record<string, unknown> {
  const body = bodyOf(delivery);
  if (body.event_id !== undefined) return { ...body, event_id: `EvODD${index}` };
  return { ...body, trigger_id: `odd-${index}` };
}

async function anotherWorkspace(db: Db): Promise<void> {
  const facts = {
    name: 'Other',
    url: 'https://other.slack.com/',
    botUserId: 'UOTHERBOT',
    botId: 'BOTHER',
    encryptedToken: 'none',
  };
  await db.workspace.create({ data: { id: OTHER, ...facts } });
  const places = { helpChannels: ['C0OTHER'], triageChannelId: 'C0DESK', digestChannelId: null, staff: ['U0OTHER'] };
  await seedDesk(db, { workspaceId: OTHER, ...places, setUpAt: new Date() });
}

/** Everything that these payloads may not touch: settings, people, rights, other workspaces, other tickets. */
function othersIn(rows: Rows): Rows {
  const settings = ['desk', 'desk_staff', 'help_channel', 'organisation', 'digest_week', 'audit_entry'];
  const tickets = (rows.ticket ?? []).filter(({ id }) => id === OTHERS_TICKET);
  const steps = (rows.ticket_event ?? []).filter(({ ticket_id: id }) => id === OTHERS_TICKET);
  const elsewhere = Object.entries(rows).map(([name, table]) => [`${name} elsewhere`, table.filter(isElsewhere)] as const);
  return {
    workspace: (rows.workspace ?? []).map(({ next_ticket_id: _next, ...rest }) => rest),
    ...Object.fromEntries(settings.map((name) => [name, rows[name] ?? []])),
    tickets,
    steps,
    ...Object.fromEntries(elsewhere),
  };
}

function isElsewhere({ workspace_id: id }: Record<string, unknown>): boolean {
  return id === OTHER;
}
