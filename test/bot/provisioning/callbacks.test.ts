import { request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { callbackDoor } from '#bot/provisioning/callback-door.ts';
import { signatureOf } from '#bot/provisioning/signing.ts';
import { linkPlace, webhookPlace } from '#bot/secrets.ts';
import { moveSignUp } from '#bot/sign-ups/moves.ts';
import { findSignUp } from '#bot/sign-ups/sign-up.ts';
import { listen } from '#bot/slack/http.ts';
import { clearedBy } from '#bot/terms/clearing.ts';
import { ANA, WORKSPACE } from '#test/support/factories.ts';
import { outside } from '#test/support/outside.ts';
import { openTools, WAREHOUSE } from '#test/support/tools.ts';

const SECRET = 'a secret between the two';
const NOW = new Date('2026-06-01T12:00:00Z');
const SECOND = Math.floor(NOW.getTime() / 1000);
const READY = '{"state":"ready"}';

type Sent = {
  body?: string | Buffer;
  secret?: string;
  at?: number;
  signature?: string | string[];
  timestamp?: string | string[];
  key?: string;
  path?: string;
  method?: string;
};

/** The bot's listener with two tools that have a webhook, and a sign-up of each that is being set up. */
async function theDoor() {
  const sealing = outside(() => NOW);
  const sealed = (secret: string, toolId: string) => sealing.secrets.seal(secret, webhookPlace(WORKSPACE, toolId));
  const tools = await openTools({
    webhookUrl: 'https://hooks.example.org/',
    webhookSecret: sealed(SECRET, WAREHOUSE),
    linkHosts: ['vault.example.org'],
  });
  await tools.addTool({
    id: 'maps',
    name: 'Maps',
    webhookUrl: 'https://hooks.example.org/',
    webhookSecret: sealed('of the maps', 'maps'),
  });
  await tools.addTool({ id: 'texting', name: 'Texting' });
  const deps = { ...tools.deps, ...sealing };
  const { id } = await tools.addSignUp({ state: 'setting up', webhookState: 'sent' });
  const other = await tools.addSignUp({ state: 'setting up', toolId: 'maps' });
  const plain = await tools.addSignUp({ state: 'setting up', toolId: 'texting' });
  const web = await listen(
    { port: 0, host: '127.0.0.1' },
    undefined,
    async () => ({ isReady: true, checks: {} }),
    () => NOW,
    callbackDoor(deps),
  );
  onTestFinished(() => web.stop());

  /** Posts a report; whatever is not said is as it should be. */
  const report = (sent: Sent = {}) => {
    const {
      body = READY,
      secret = SECRET,
      at = SECOND,
      key,
      path = `/tools/callback/${WORKSPACE}/${id}`,
      method = 'POST',
    } = sent;
    const timestamp = sent.timestamp ?? String(at);
    const signature = sent.signature ?? signatureOf(secret, String(at), body);
    const headers = {
      ...(signature.length === 0 ? {} : { 'x-rochdale-signature': signature }),
      ...(timestamp.length === 0 ? {} : { 'x-rochdale-timestamp': timestamp }),
      ...(key ? { 'idempotency-key': key } : {}),
    };
    return new Promise<{ status: number; said: string }>((resolve, reject) => {
      const asking = request({ host: '127.0.0.1', port: web.port, path, method, headers, agent: false }, (answer) => {
        let said = '';
        answer.on('data', (part) => {
          said += part;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, said }));
      });
      asking.on('error', reject);
      asking.end(body);
    });
  };
  /** Everything that anything could have been written to. */
  const rows = async () => {
    const counts = [
      await tools.db.signUpEvent.count(),
      await tools.db.handledRequest.count(),
      await tools.db.saidMessage.count(),
      (await tools.jobs()).length,
    ];
    return JSON.stringify([counts, await tools.db.signUp.findMany({ orderBy: { id: 'asc' } })]);
  };
  const row = () => findSignUp(tools.db, WORKSPACE, id);
  const kinds = async () =>
    (await tools.db.signUpEvent.findMany({ where: { signUpId: id }, orderBy: { id: 'asc' } })).map(({ kind }) => kind).slice(1);
  return { ...tools, deps, report, rows, row, kinds, id, other, plain };
}

describe('27: a forged report', () => {
  const good = signatureOf(SECRET, String(SECOND), READY);
  const forgeries: [string, Sent][] = [
    ['no signature', { signature: '' }],
    ['no timestamp', { timestamp: '' }],
    ['neither', { signature: '', timestamp: '' }],
    ['a wrong signature', { signature: `sha256=${'0'.repeat(64)}` }],
    ['one letter changed', { signature: good.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }],
    ['a truncated signature', { signature: good.slice(0, -2) }],
    ['a lengthened signature', { signature: `${good}00` }],
    ['another scheme', { signature: good.replace('sha256=', 'v1=') }],
    ['no scheme', { signature: good.replace('sha256=', '') }],
    ['capitals', { signature: good.toUpperCase() }],
    ['base64', { signature: `sha256=${Buffer.from(good.slice(7), 'hex').toString('base64')}` }],
    ['a space before', { signature: `sha256= ${good.slice(7)}` }],
    ['one byte more in the body', { body: `${READY} `, signature: good }],
    ['another body', { body: '{"state":"failed"}', signature: good }],
    ['an empty body', { body: '', signature: good }],
    ['the same in another encoding', { body: Buffer.from(READY, 'utf16le'), signature: good }],
    ['a time of 301 seconds ago', { at: SECOND - 301 }],
    ['a time 301 seconds ahead', { at: SECOND + 301 }],
    ['another time than was signed', { timestamp: String(SECOND - 1), signature: good }],
    ['milliseconds', { at: NOW.getTime() }],
    ['a time in words', { timestamp: 'now', signature: signatureOf(SECRET, 'now', READY) }],
    ['a time with an exponent', { timestamp: '1.78e9', signature: signatureOf(SECRET, '1.78e9', READY) }],
    ['the signature twice', { signature: [good, good] }],
    ['a forged and a good signature', { signature: [`sha256=${'0'.repeat(64)}`, good] }],
    ['the time twice', { timestamp: [String(SECOND), String(SECOND)] }],
    ['the secret of another tool', { secret: 'of the maps' }],
    ['an empty secret', { secret: '' }],
    ['the sealed secret', { secret: 'v1.' }],
    ['the sign-up of another tool', { path: `/tools/callback/${WORKSPACE}/OTHER` }],
    ['a sign-up of a tool without a secret', { path: `/tools/callback/${WORKSPACE}/PLAIN` }],
    ['a sign-up that is not there', { path: `/tools/callback/${WORKSPACE}/99999` }],
    ['another workspace', { path: '/tools/callback/T0OTHER/SAME' }],
    ['no number', { path: `/tools/callback/${WORKSPACE}/1e3` }],
    ['a way around', { path: `/tools/callback/${WORKSPACE}/../${WORKSPACE}/SAME` }],
    ['another method', { method: 'PUT' }],
    ['no method for it', { method: 'GET', body: '' }],
  ];

  it('is not accepted and writes nothing, whichever it is', async () => {
    const { report, rows, id, other, plain } = await theDoor();
    const before = await rows();
    const accepted: string[] = [];
    for (const [name, sent] of forgeries) {
      const path = sent.path?.replace('OTHER', String(other.id)).replace('PLAIN', String(plain.id)).replace('SAME', String(id));
      const { status } = await report(path ? { ...sent, path } : sent);
      if (![401, 404].includes(status)) accepted.push(`${name}: ${status}`);
      if ((await rows()) !== before) accepted.push(`${name}: wrote something`);
    }

    expect(forgeries.length).toBeGreaterThan(30);
    expect(accepted).toEqual([]);
    expect((await report()).status).toBe(200);
  });

  it('is not accepted as a replay, for the same sign-up or another of the tool, with another key or without', async () => {
    const { report, rows, addSignUp, id, kinds } = await theDoor();
    const second = await addSignUp({ state: 'setting up', memberId: 'UJEROME' });
    const first = await report({ key: 'one' });
    const before = await rows();

    const again = [
      await report({ key: 'one' }),
      await report({ key: 'two' }),
      await report(),
      await report({ path: `/tools/callback/${WORKSPACE}/${second.id}` }),
    ];

    expect(first.status).toBe(200);
    expect(again.map(({ status }) => status)).toEqual([409, 409, 409, 409]);
    expect(await rows()).toBe(before);
    expect(await kinds()).toEqual(['reported_back', 'ready']);
    expect(id).not.toBe(second.id);
  });

  it('is one of many at once only', async () => {
    const { report, kinds } = await theDoor();

    const statuses = (await Promise.all(Array.from({ length: 8 }, () => report()))).map(({ status }) => status);

    expect(statuses.toSorted()).toEqual([200, 409, 409, 409, 409, 409, 409, 409]);
    expect((await kinds()).filter((kind) => kind === 'ready')).toHaveLength(1);
  });

  it('is not read beyond 64 kB, whatever it says of its length', async () => {
    const { report, rows } = await theDoor();
    const before = await rows();
    const body = `{"state":"failed","problem":"${'x'.repeat(70_000)}"}`;

    const status = await report({ body }).then(
      (answer) => answer.status,
      () => 'closed',
    );

    expect([413, 'closed']).toContain(status);
    expect(await rows()).toBe(before);
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"state":"gone"}',
    '{"state":"ready","extra":1}',
    '{"state":"used","usedOn":"soon"}',
    '{"state":"ready","signUp":1}',
    '{"__proto__":{"state":"ready"}}',
  ])('is nothing that is not a report, though signed: %s', async (body) => {
    const { report, rows } = await theDoor();
    const before = await rows();

    expect((await report({ body })).status).toBe(422);
    expect(await rows()).toBe(before);
  });
});

describe('a report of an outside system', () => {
  it.each([-300, 300])('is taken %i seconds from now', async (away) => {
    const { report } = await theDoor();

    expect((await report({ at: SECOND + away })).status).toBe(200);
  });

  it('makes a sign-up ready, with a link for the member, and they hear of it once', async () => {
    const { report, row, db, deps, id, kinds } = await theDoor();
    const link = 'https://vault.example.org/s/8fK2';

    const { status } = await report({ body: JSON.stringify({ state: 'ready', link, signUp: id }) });

    const signUp = await row();
    expect([status, signUp.state, signUp.webhookState]).toEqual([200, 'ready', 'done']);
    expect(deps.secrets.open(String(signUp.link), linkPlace(WORKSPACE, id))).toBe(link);
    expect((await db.saidMessage.findMany()).map(({ key }) => key)).toEqual([`ready:${id}:1:UMAYA`]);
    expect(await kinds()).toEqual(['reported_back', 'link_given', 'ready']);
  });

  it('changes nothing with a link to another host', async () => {
    const { report, rows } = await theDoor();
    const before = await rows();

    const { status, said } = await report({ body: JSON.stringify({ state: 'ready', link: 'https://evil.example/' }) });

    expect([status, await rows()]).toEqual([409, before]);
    expect(said).toContain('certain hosts');
  });

  it('is answered when it comes again under its key, signed anew, and does nothing', async () => {
    const { report, kinds } = await theDoor();
    await report({ key: 'one' });

    const again = await report({ key: 'one', at: SECOND + 1 });
    const other = await report({ at: SECOND + 2 });

    expect([again.status, other.status]).toEqual([200, 200]);
    expect(await kinds()).toEqual(['reported_back', 'ready']);
  });

  it('puts on the card why it failed', async () => {
    const { report, row, jobs, id } = await theDoor();

    await report({ body: '{"state":"failed","problem":"No licence is left"}' });

    expect(await row()).toMatchObject({ state: 'setting up', webhookState: 'failed', webhookProblem: 'No licence is left' });
    expect((await jobs()).map(({ key }) => key)).toContain(`sync:${WORKSPACE}:sign-up:${id}`);
  });

  it('may come again, once what it is about has come about', async () => {
    const { report, db, deps, id } = await theDoor();
    await db.signUp.updateMany({ where: { id }, data: { state: 'asked' } });

    const early = await report({ key: 'one' });
    await db.$transaction((tx) =>
      moveSignUp(tx, deps, { workspaceId: WORKSPACE, signUpId: id, actorId: ANA }, { move: 'approve' }),
    );

    expect([early.status, (await report({ key: 'one' })).status]).toEqual([409, 200]);
  });

  it('says that what was set up is undone, once it has ended', async () => {
    const { report, row, db, deps, id, kinds } = await theDoor();
    await db.$transaction((tx) =>
      moveSignUp(tx, deps, { workspaceId: WORKSPACE, signUpId: id, actorId: 'UMAYA' }, { move: 'give back' }),
    );

    expect((await report()).status).toBe(200);
    expect(await row()).toMatchObject({ state: 'ended', webhookState: 'done' });
    expect((await row()).clearedAt).not.toBeNull();
    expect(await kinds()).toEqual(['given_back', 'reported_back', 'cleared']);
    expect(await clearedBy(db, WORKSPACE, id)).toBe('the other system');
  });

  it('that comes late does not answer what was asked since', async () => {
    const { report, row, db, deps, id } = await theDoor();
    await db.$transaction((tx) =>
      moveSignUp(tx, deps, { workspaceId: WORKSPACE, signUpId: id, actorId: 'UMAYA' }, { move: 'cancel' }),
    );
    const link = 'https://vault.example.org/s/8fK2';

    const late = await report({ body: '{"state":"ready","purpose":"provision"}' });
    const withLink = await report({ body: JSON.stringify({ state: 'ready', link }) });
    const before = await row();
    const done = await report({ body: '{"state":"ready","purpose":"deprovision"}' });

    expect([late.status, withLink.status, done.status]).toEqual([409, 409, 200]);
    expect([before.clearedAt, before.webhookState, (await row()).clearedAt !== null]).toEqual([null, 'waiting', true]);
  });

  it('on each of two in the same second is taken when it names its sign-up', async () => {
    const { report, addSignUp, row, db } = await theDoor();
    const second = await addSignUp({ memberId: 'UGREG', subjectKey: 'p:g', openKey: 'g', state: 'setting up' });
    const path = `/tools/callback/${WORKSPACE}/${second.id}`;

    await report();
    const alike = await report({ path });
    const named = await report({ path, body: JSON.stringify({ state: 'ready', signUp: second.id }) });

    expect([alike.status, named.status]).toEqual([409, 200]);
    expect(alike.said).toContain('name');
    expect([(await row()).state, await db.signUp.count({ where: { state: 'ready' } })]).toEqual(['ready', 2]);
  });

  it('notes when it was used last, and never a day before that or to come', async () => {
    const { report, row } = await theDoor();
    const used = async (usedOn: string) => {
      await report({ body: JSON.stringify({ state: 'used', usedOn }) });
      return (await row()).lastUsedOn?.toISOString().slice(0, 10);
    };

    expect([await used('2026-02-20'), await used('2026-02-10'), await used('2026-02-25'), await used('2030-01-01')]).toEqual([
      '2026-02-20',
      '2026-02-20',
      '2026-02-25',
      '2026-03-02',
    ]);
  });
});
