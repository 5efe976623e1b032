import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { MOST_A_MINUTE } from '#bot/tickets/flood.ts';
import { CONCURRENCY } from '#bot/worker.ts';
import type { Delivered } from '#test/workspace/ledger.ts';
import { longest, percentile, report } from './figures.ts';
import { calm, type Scene, startScene } from './harness.ts';
import { allRows } from './rows.ts';
import { DONE_WITHIN_MS, IS_FULL, PATIENCE_MS, sizeOf } from './sizes.ts';

const { messages, others } = sizeOf('flood');
/** What one person writes in a minute, and the others in the same time. */
const PER_MINUTE = 1000;
const OTHERS_PER_MINUTE = 600;
const MOST_MEGABYTES = 100;
const WARM_UP = IS_FULL ? 600 : 160;
/** With few messages the slowest one is the machine's, not the flood's. */
const NOT_WORTH_COMPARING_MS = IS_FULL ? 20 : 1000;

it(
  '38: one member’s flood is taken in to its limit with one notice, and holds nobody else up',
  async () => {
    const scene = await startScene({ takesFloods: false });
    const { slack, db, instances, member } = scene;
    // A process that has just begun grows by itself.
    await inTurn(scene, WARM_UP);
    await calm(scene, { within: DONE_WITHIN_MS });
    const calmBefore = await waitsOf(scene, () => inTurn(scene, others));
    const memory = await instances[0]!.memory();

    const flood = writeAtRate(messages, IS_FULL ? PER_MINUTE : 6 * PER_MINUTE, (index) =>
      slack.post(member, scene.help[0]!, `Message ${index}: does anybody read this?`),
    );
    const meanwhile = await waitsOf(scene, () => inTurn(scene, others));
    await flood;
    await calm(scene, { within: DONE_WITHIN_MS });

    const grown = (await instances[0]!.memory()) - memory;
    const byFlooder = await db.channelMessage.findMany({ where: { authorId: member } });
    const notices = slack.botMessages(slack.directChannel(member));
    const lost = await db.ticket.count({ where: { requesterId: { not: member } } });
    report('38, flood', {
      messages,
      'taken in': byFlooder.filter(({ reason }) => reason !== 'flood').length,
      notices: notices.length,
      'p99 of others ms, calm': percentile(calmBefore, 0.99),
      'p99 of others ms, flooded': percentile(meanwhile, 0.99),
      'memory grown MB': grown,
    });
    expect(byFlooder).toHaveLength(messages);
    // Those that are worked on at the same time do not know of each other yet.
    const minutes = new Set(byFlooder.map(({ ts }) => Math.floor(Number(ts) / 60))).size;
    expect(byFlooder.filter(({ reason }) => reason !== 'flood').length).toBeLessThanOrEqual(
      MOST_A_MINUTE * minutes + CONCURRENCY,
    );
    expect(notices.filter(({ text }) => text.includes(`${MOST_A_MINUTE} messages`))).toHaveLength(1);
    expect(lost).toBe(others * 2 + WARM_UP);
    expect(percentile(meanwhile, 0.99)).toBeLessThan(2 * Math.max(percentile(calmBefore, 0.99), NOT_WORTH_COMPARING_MS));
    expect(grown).toBeLessThan(MOST_MEGABYTES);
  },
  PATIENCE_MS,
);

it(
  '38: a body of ten megabytes and one nested a hundred thousand deep are refused or set aside, and nothing follows from them',
  async () => {
    const scene = await startScene();
    const { db, pool, instances } = scene;
    await inTurn(scene, 4);
    await calm(scene, { within: DONE_WITHIN_MS });
    const before = await allRows(pool);
    // The first round shows what one of them costs, and the others that it is given back.
    const [first, ...rounds] = [0, 1, 2];
    const answers = await sendAll(scene, first!);
    const memory = await instances[0]!.memory();
    for (const round of rounds) answers.push(...(await sendAll(scene, round)));
    await calm(scene, { within: DONE_WITHIN_MS });

    const grown = (await instances[0]!.memory()) - memory;
    const big = answers.filter(({ isBig }) => isBig);
    const deep = answers.filter(({ isBig }) => !isBig);
    const after = await allRows(pool);
    report('38, bodies', {
      'ten megabytes': [...new Set(big.map(({ status }) => status))].join(' '),
      'hundred thousand deep': [...new Set(deep.map(({ status }) => status))].join(' '),
      'slowest answer ms': longest(answers.map(({ ms }) => ms)),
      'memory grown MB': grown,
    });
    expect(big.filter(({ status }) => status === undefined || status < 400)).toEqual([]);
    expect(deep.filter(({ status }) => status === undefined)).toEqual([]);
    expect(longest(answers.map(({ ms }) => ms))).toBeLessThan(3000);
    expect(effectsOf(after)).toEqual(effectsOf(before));
    expect(grown).toBeLessThan(MOST_MEGABYTES);
    expect(instances.every((instance) => instance.isAlive())).toBe(true);
    await inTurn(scene, 2);
    await calm(scene, { within: DONE_WITHIN_MS });
    expect(await db.ticket.count()).toBe(6);
  },
  PATIENCE_MS,
);

let asked = 0;

/** So many requests, each by somebody new, at the pace of many people. */
function inTurn({ slack, help }: Scene, count: number): Promise<void> {
  return writeAtRate(count, IS_FULL ? OTHERS_PER_MINUTE : 6 * OTHERS_PER_MINUTE, (index) => {
    asked += 1;
    const { id } = slack.addPerson({ name: `other${asked}` });
    const channel = help[1 + (index % (help.length - 1))]!;
    slack.join(id, channel).catch(() => undefined);
    return slack.post(id, channel, `Question ${asked}: how do I get into the tool?`);
  });
}

/** Writes at an even pace, whatever becomes of what was written before. */
async function writeAtRate(count: number, perMinute: number, write: (index: number) => Promise<unknown>): Promise<void> {
  const started = performance.now();
  const writing: Promise<unknown>[] = [];
  for (let index = 0; index < count; index += 1) {
    await wait(Math.max(0, started + (index * 60_000) / perMinute - performance.now()));
    writing.push(write(index));
  }
  await Promise.all(writing);
}

/** How long the messages that are written meanwhile by others than the flooder wait for their acknowledgement. */
async function waitsOf({ slack, member }: Scene, work: () => Promise<void>): Promise<number[]> {
  const from = slack.ledger.delivered.length;
  await work();
  const isOthers = ({ type, body }: Delivered) =>
    type === 'message' && !body.includes('"bot_id"') && !body.includes(`"user":"${member}"`);
  return slack.ledger.delivered
    .slice(from)
    .filter(isOthers)
    .flatMap(({ attempts }) => attempts.map(({ ms }) => ms));
}

type Body = { body: string; contentType: string };
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

function envelope({ slack, help, member }: Scene, index: number, more: string): string {
  const event = `"type":"message","channel":"${help[0]}","channel_type":"channel","user":"${member}","ts":"${Math.floor(Date.now() / 1000) - 900 + index}.000500"`;
  return `{"type":"event_callback","event_id":"EvBIG${more.length}X${index}","team_id":"${slack.teamId}","api_app_id":"${slack.appId}","event":{${event},${more}}}`;
}

function interaction({ slack, member }: Scene, index: number, more: string): string {
  const payload = `{"type":"block_actions","trigger_id":"big${more.length}x${index}","team":{"id":"${slack.teamId}"},"user":{"id":"${member}"},"api_app_id":"${slack.appId}","actions":[],${more}}`;
  return `payload=${encodeURIComponent(payload)}`;
}

const BIG: ((scene: Scene, index: number, filler: string) => Body)[] = [
  (scene, index, filler) => ({ body: envelope(scene, index, `"text":"How does it work? ${filler}"`), contentType: JSON_TYPE }),
  (scene, index, filler) => ({ body: interaction(scene, index, `"message":{"text":"${filler}"}`), contentType: FORM_TYPE }),
  ({ slack, member }, _index, filler) => ({
    body: `command=/triage&team_id=${slack.teamId}&user_id=${member}&text=${filler}`,
    contentType: FORM_TYPE,
  }),
  (_scene, _index, filler) => ({ body: filler, contentType: 'text/plain' }),
];

const LEVELS = 100_000;
const nested = `${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}`;
const nestedObjects = `${'{"a":'.repeat(LEVELS)}1${'}'.repeat(LEVELS)}`;
const DEEP: ((scene: Scene, index: number) => Body)[] = [
  (scene, index) => ({ body: envelope(scene, index, `"blocks":${nested}`), contentType: JSON_TYPE }),
  (scene, index) => ({ body: envelope(scene, index, `"blocks":${nestedObjects}`), contentType: JSON_TYPE }),
  (scene, index) => ({ body: interaction(scene, index, `"message":{"blocks":${nested}}`), contentType: FORM_TYPE }),
  ({ slack, member }, index) => ({
    body: interaction({ slack, member } as Scene, index, `"type":"view_submission","view":{"state":{"values":${nested}}}`),
    contentType: FORM_TYPE,
  }),
  () => ({ body: nested, contentType: JSON_TYPE }),
];

type Sent = { isBig: boolean; status: number | undefined; ms: number };

/** One of each, the big ones at once. */
async function sendAll(scene: Scene, round: number): Promise<Sent[]> {
  const filler = 'x'.repeat(10_000_000);
  const big = await Promise.all(BIG.map((make) => send(scene, make(scene, round, filler))));
  const deep = await Promise.all(DEEP.map((make) => send(scene, make(scene, round))));
  return [...big.map((sent) => ({ ...sent, isBig: true })), ...deep.map((sent) => ({ ...sent, isBig: false }))];
}

async function send({ slack }: Scene, { body, contentType }: Body): Promise<{ status: number | undefined; ms: number }> {
  const { status, delivery } = await slack.deliverRaw({ body, headers: { 'content-type': contentType, ...slack.sign(body) } });
  return { status, ms: delivery.attempts[0]?.ms ?? 0 };
}

/** What members and staff would notice; that a request was met at all is written down elsewhere, and pruned. */
function effectsOf({
  inbox_event: _inbox,
  handled_request: _handled,
  member: _members,
  ...rest
}: Awaited<ReturnType<typeof allRows>>) {
  return rest;
}
