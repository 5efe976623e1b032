import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { callAgain, getReady } from '#bot/provisioning/provisioning.ts';
import { isSignedWith } from '#bot/provisioning/signing.ts';
import type { Purpose } from '#bot/provisioning/starting.ts';
import { callWebhook, noteFailure } from '#bot/provisioning/webhooks.ts';
import { webhookPlace } from '#bot/secrets.ts';
import type { Move } from '#bot/sign-ups/life.ts';
import { moveSignUp } from '#bot/sign-ups/moves.ts';
import { findSignUp } from '#bot/sign-ups/sign-up.ts';
import { ANA, WORKSPACE } from '#test/support/factories.ts';
import { outside } from '#test/support/outside.ts';
import { anOutsideSystem } from '#test/support/outside-system.ts';
import { openTools, WAREHOUSE } from '#test/support/tools.ts';

const SECRET = 'a secret between the two';

/** A tool with a webhook at another system on this machine, and a sign-up that is approved. */
async function withWebhook(answer?: (response: ServerResponse) => void) {
  const system = await anOutsideSystem(answer);
  const deps_ = outside();
  const webhookSecret = deps_.secrets.seal(SECRET, webhookPlace(WORKSPACE, WAREHOUSE));
  const tools = await openTools({ subject: 'organisation', webhookUrl: system.url, webhookSecret });
  const deps = { ...tools.deps, ...deps_, webhookHosts: [system.host] };
  const { id } = await tools.addSignUp({ people: ['UMAYA', 'greta@elsewhere.example'], answers: { why: 'Counting' } } as never);
  const by = (actorId: string) => ({ workspaceId: WORKSPACE, signUpId: id, actorId });
  const row = () => findSignUp(tools.db, WORKSPACE, id);
  return {
    ...tools,
    system,
    deps,
    id,
    by,
    row,
    move: (move: Move) => tools.db.$transaction((tx) => moveSignUp(tx, deps, by(ANA), { move })),
    call: (purpose: Purpose = 'provision') =>
      callWebhook(deps, { workspaceId: WORKSPACE, signUpId: id, purpose }, { patienceMs: 300 }),
    state: async () => {
      const { webhookState, webhookProblem } = await row();
      return [webhookState, webhookProblem];
    },
    kinds: async () =>
      (await tools.db.signUpEvent.findMany({ where: { signUpId: id }, orderBy: { id: 'asc' } })).map(({ kind }) => kind),
    webhookJobs: async () => (await tools.jobs()).map(({ key }) => key).filter((key) => /^(de)?provision:/.test(key ?? '')),
  };
}

describe('a webhook', () => {
  it('is due when a sign-up comes to be set up and when it ends, and not otherwise', async () => {
    const { move, webhookJobs, id, state, db, deps, by } = await withWebhook();
    const before = await webhookJobs();

    await move('approve');
    const approved = [await webhookJobs(), await state()];
    await db.$transaction((tx) => getReady(tx, deps, by(ANA), {}));
    await move('keep');
    const kept = await webhookJobs();
    await move('give back');

    expect(before).toEqual([]);
    expect(approved).toEqual([[`provision:${WORKSPACE}:${id}`], ['waiting', null]]);
    expect(kept).toEqual([`provision:${WORKSPACE}:${id}`]);
    expect(await webhookJobs()).toEqual([`provision:${WORKSPACE}:${id}`, `deprovision:${WORKSPACE}:${id}`]);
  });

  it('is not due for what never was set up, nor for a tool without one', async () => {
    const { move, webhookJobs, db } = await withWebhook();
    await move('decline');
    const declined = await webhookJobs();
    await move('reopen');
    await db.tool.updateMany({ data: { webhookUrl: null } });
    await move('approve');

    expect([declined, await webhookJobs()]).toEqual([[], []]);
  });

  it('hears who is to be set up, signed with the secret of the tool, at the real time', async () => {
    const { system, move, call, id, deps, state, kinds } = await withWebhook();
    await move('approve');

    await call();

    const [{ headers, body }] = system.taken as [(typeof system.taken)[0]];
    expect(JSON.parse(body)).toEqual({
      purpose: 'provision',
      workspace: WORKSPACE,
      signUp: id,
      tool: { id: 'warehouse', name: 'Data warehouse' },
      organisation: { id: 'maple', name: 'Maple Street' },
      member: { id: 'UMAYA', email: 'umaya@maple.example' },
      people: [
        { id: 'UMAYA', email: 'umaya@maple.example' },
        { id: null, email: 'greta@elsewhere.example' },
      ],
      seats: 1,
      answers: { why: 'Counting' },
      askedAt: '2026-03-02T10:00:00.000Z',
      endsAt: null,
      callback: `/tools/callback/${WORKSPACE}/${id}`,
    });
    const signed = {
      signature: String(headers['x-rochdale-signature']),
      timestamp: String(headers['x-rochdale-timestamp']),
      body: Buffer.from(body),
    };
    expect(isSignedWith(SECRET, signed, deps.realNow())).toBe(true);
    expect(body + JSON.stringify(headers)).not.toContain(SECRET);
    expect([await state(), (await kinds()).at(-1)]).toEqual([['sent', null], 'webhook_sent']);
  });

  it('is sent again under the same key after a crash between sending and writing that down, and under another for another thing', async () => {
    const { system, move, call, db, deps, by } = await withWebhook();
    await move('approve');
    // What it says is written down in a transaction that never commits: the process has died.
    const dying = {
      ...deps,
      db: new Proxy(db, {
        get: (target, name) => (name === '$transaction' ? () => Promise.reject(new Error('killed')) : Reflect.get(target, name)),
      }),
    };
    await callWebhook(dying, { workspaceId: WORKSPACE, signUpId: by(ANA).signUpId, purpose: 'provision' }).catch(() => undefined);

    await call();
    await call();
    await move('give back');
    await call('deprovision');

    const keys = system.taken.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('is not sent any more when the sign-up was cancelled before', async () => {
    const { system, move, call } = await withWebhook();
    await move('approve');
    await move('cancel');

    await call('provision');

    expect(system.taken).toEqual([]);
  });

  it.each([
    [
      'answers 500',
      (response: ServerResponse) => void response.writeHead(500).end('stack trace with secrets'),
      'it answered 500',
    ],
    ['hangs', () => undefined, 'it did not answer in time'],
    ['resets', (response: ServerResponse) => void response.socket?.resetAndDestroy(), 'the connection failed (ECONNRESET)'],
  ])('is tried again by the queue and the card says why so far: %s', async (_name, answer, problem) => {
    const { move, call, state, system, kinds } = await withWebhook(answer);
    await move('approve');

    await expect(call()).rejects.toThrow(problem);
    const failing = await state();
    system.settings.answer = (response) => response.end();
    await call();

    expect([failing, await state()]).toEqual([
      ['waiting', problem],
      ['sent', null],
    ]);
    expect((await kinds()).filter((kind) => kind.startsWith('webhook'))).toEqual(['webhook_sent']);
  });

  it.each([
    ['a host that is not listed', 'https://elsewhere.example/', 'is not among the hosts'],
    ['an address of the clouds', 'http://169.254.169.254/latest', 'does not begin with https|is not among'],
  ])('gives up at once for %s', async (_name, webhookUrl, problem) => {
    const { move, call, state, db, kinds } = await withWebhook();
    await db.tool.updateMany({ data: { webhookUrl } });
    await move('approve');

    await call();

    expect(await state()).toEqual(['failed', expect.stringMatching(problem)]);
    expect((await kinds()).at(-1)).toBe('webhook_failed');
  });

  it('has sixteen tries, and is tried anew at a press, by staff only', async () => {
    const { move, call, state, deps, by, id, system, db } = await withWebhook((response) => response.writeHead(503).end());
    await move('approve');
    const { rows } = await deps.pool.query(`select max_attempts from graphile_worker.jobs where key like 'provision:%'`);
    await call().catch(() => undefined);
    await noteFailure(deps, { workspaceId: WORKSPACE, signUpId: id, purpose: 'provision' }, 'it answered 503');
    const given = await state();
    await deps.pool.query(`update graphile_worker._private_jobs set attempts = 16 where key like 'provision:%'`);

    const refused = await callAgain(deps, by('UMAYA')).catch((error: { code: string }) => error.code);
    await callAgain(deps, by(ANA));
    const second = await callAgain(deps, by(ANA)).catch((error: { code: string }) => error.code);
    system.settings.answer = (response) => response.end();
    const jobs = await db.$queryRaw`select attempts from graphile_worker.jobs where key like 'provision:%'`;
    await call();

    expect([rows, given, refused, second]).toEqual([
      [{ max_attempts: 16 }],
      ['failed', 'it answered 503'],
      'not_owner',
      'sent_already',
    ]);
    expect([jobs, await state()]).toEqual([[{ attempts: 0 }], ['sent', null]]);
    expect(new Set(system.taken.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  it.each(['done', 'failed'])('does not take back what was reported while it was under way (%s)', async (webhookState) => {
    const { move, call, system, db, deps, by, id, state } = await withWebhook();
    await move('approve');
    system.settings.answer = async (response) => {
      if (webhookState === 'done') await db.$transaction((tx) => getReady(tx, deps, by(ANA), { result: { webhookState } }));
      else await db.signUp.updateMany({ where: { id }, data: { webhookState } });
      response.end();
    };

    await call();

    expect(await state()).toEqual([webhookState, null]);
  });
});
