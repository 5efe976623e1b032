import { describe, expect, it } from 'vitest';
import { provisioningVoices } from '#bot/provisioning/jobs.ts';
import { handLinkOver, openLink } from '#bot/provisioning/links.ts';
import {
  claimSettingUp,
  expectOn,
  makeReady,
  READY_NEWS,
  releaseSettingUp,
  stepKey,
  tickStep,
  ticksOf,
} from '#bot/provisioning/provisioning.ts';
import { linkPlace } from '#bot/secrets.ts';
import { moveSignUp } from '#bot/sign-ups/moves.ts';
import { findSignUp } from '#bot/sign-ups/sign-up.ts';
import { lockTool } from '#bot/tools/tool.ts';
import { ANA, BEN, LEA, MAYA, minutesAfter, WORKSPACE } from '#test/support/factories.ts';
import { outside } from '#test/support/outside.ts';
import { MAPLE, OWNER, openTools, WAREHOUSE } from '#test/support/tools.ts';

const URL_ = 'https://vault.example.org/s/8fK2';

async function beingSetUp(changes: Parameters<typeof openTools>[0] = {}, signUp: object = {}) {
  const tools = await openTools({ checklist: ['Account', 'Invitation', 'Group'], linkHosts: ['vault.example.org'], ...changes });
  const { id } = await tools.addSignUp({ state: 'setting up', ...signUp });
  const deps = { ...tools.deps, ...outside() };
  return {
    ...tools,
    id,
    deps,
    by: (actorId: string) => ({ workspaceId: WORKSPACE, signUpId: id, actorId }),
    row: () => findSignUp(tools.db, WORKSPACE, id),
    kinds: async () =>
      (await tools.db.signUpEvent.findMany({ where: { signUpId: id }, orderBy: { id: 'asc' } })).map(({ kind }) => kind).slice(1),
    said: async () =>
      (await tools.db.saidMessage.findMany({ orderBy: { id: 'asc' } })).map(({ key, channelId }) => [key, channelId]),
  };
}

const codeOf = (doing: Promise<unknown>) =>
  doing.then(
    () => 'done',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );

describe('setting a tool up', () => {
  it('is taken on by one of many at once, and the others hear who', async () => {
    const { deps, by, row, kinds } = await beingSetUp();

    const codes = await Promise.all([ANA, BEN, LEA, OWNER].map((who) => codeOf(claimSettingUp(deps, by(who)))));

    expect(codes.toSorted()).toEqual(['done', 'set_up_claimed', 'set_up_claimed', 'set_up_claimed']);
    expect([ANA, BEN, LEA, OWNER]).toContain((await row()).provisionerId);
    expect(await kinds()).toEqual(['set_up_claimed']);
  });

  it('can be let go again', async () => {
    const { deps, by, row, kinds } = await beingSetUp();
    await claimSettingUp(deps, by(ANA));

    await releaseSettingUp(deps, by(BEN));

    expect((await row()).provisionerId).toBeNull();
    expect(await codeOf(releaseSettingUp(deps, by(BEN)))).toBe('set_up_free');
    expect(await kinds()).toEqual(['set_up_claimed', 'set_up_released']);
  });

  it('loses no tick of two at once, and none twice', async () => {
    const { deps, by, row, kinds } = await beingSetUp();
    const presses = [
      tickStep(deps, by(ANA), stepKey('Account'), true),
      tickStep(deps, by(BEN), stepKey('Group'), true),
      tickStep(deps, by(LEA), stepKey('Invitation'), true),
      tickStep(deps, by(BEN), stepKey('Account'), true),
    ];

    const codes = await Promise.all(presses.map(codeOf));

    expect(codes.filter((code) => code === 'done')).toHaveLength(3);
    expect(codes).toContain('ticked');
    expect(
      ticksOf(await row())
        .map(({ step }) => step)
        .toSorted(),
    ).toEqual(['Account', 'Group', 'Invitation']);
    expect(await kinds()).toEqual(['step_ticked', 'step_ticked', 'step_ticked']);
  });

  it('takes one tick back and leaves the others with who made them', async () => {
    const { deps, by, row } = await beingSetUp();
    await tickStep(deps, by(ANA), stepKey('Account'), true);
    await tickStep(deps, by(BEN), stepKey('Group'), true);

    await tickStep(deps, by(BEN), stepKey('Account'), false);

    expect(ticksOf(await row())).toMatchObject([{ step: 'Group', by: BEN }]);
    expect(await codeOf(tickStep(deps, by(BEN), stepKey('Account'), false))).toBe('not_ticked');
    expect(await codeOf(tickStep(deps, by(BEN), stepKey('Something else'), true))).toBe('no_step');
  });

  it('says by when, on a day that is still to come at the desk', async () => {
    const { deps, by, row } = await beingSetUp();

    expect(await codeOf(expectOn(deps, by(ANA), '2026-03-01'))).toBe('day_over');
    expect(await codeOf(expectOn(deps, by(ANA), 'soon'))).toBe('day_over');
    expect(await codeOf(expectOn(deps, by(ANA), '2026-03-02'))).toBe('done');
    expect((await row()).expectedOn).toEqual(new Date('2026-03-02T00:00:00Z'));
  });

  it('begins the term when it is ready, not when it was asked for, and says so once', async () => {
    const { deps, by, row, kinds, said, time } = await beingSetUp({ term: 'rolling', termMonths: 12 });
    time.now = minutesAfter(time.now, 24 * 60 * 9);

    const codes = await Promise.all([ANA, BEN].map((who) => codeOf(makeReady(deps, by(who)))));

    const signUp = await row();
    expect(codes.toSorted()).toEqual(['done', 'ready_already']);
    expect([signUp.state, signUp.readyAt, signUp.endsAt]).toEqual(['ready', time.now, new Date('2027-03-11T23:59:59Z')]);
    expect([ANA, BEN]).toContain(signUp.provisionerId);
    expect(await kinds()).toEqual(['ready']);
    expect(await said()).toEqual([[`ready:${signUp.id}:1:${signUp.memberId}`, signUp.memberId]]);
  });

  it('keeps who took it on, and has the term its tool was given, while it was being made ready', async () => {
    const { db, deps, by, row, id } = await beingSetUp({ term: 'rolling', termMonths: 12 });
    const isHeld = Promise.withResolvers<void>();

    const other = db.$transaction(async (tx) => {
      await lockTool(tx, WORKSPACE, WAREHOUSE);
      isHeld.resolve();
      // So that whoever makes it ready has read what can be read without this tool.
      await new Promise((done) => setTimeout(done, 400));
      await tx.tool.updateMany({ data: { term: 'none', termMonths: null } });
      await tx.signUp.updateMany({ where: { id }, data: { provisionerId: BEN } });
    });
    await isHeld.promise;
    await Promise.all([makeReady(deps, by(ANA)), other]);

    expect(await row()).toMatchObject({ state: 'ready', provisionerId: BEN, endsAt: null });
  });

  it('is said to everybody on the list who is in Slack, each once and in their language', async () => {
    const people = ['UJEROME', 'UMAYA', MAPLE.contact, 'UGONE', 'guest@maple.example'];
    const { db, deps, by, said, id } = await beingSetUp({ subject: 'organisation' }, { people });
    await db.member.create({ data: { workspaceId: WORKSPACE, id: 'UGONE', displayName: 'gone', deactivatedAt: deps.now() } });
    await db.member.updateMany({ where: { id: 'UJEROME' }, data: { language: 'es' } });

    await handLinkOver(deps, by(ANA), { text: URL_, note: '' });
    await makeReady(deps, by(ANA));

    expect((await said()).filter(([key]) => key?.startsWith('ready')).map(([, channelId]) => channelId)).toEqual([
      'UMAYA',
      'UJEROME',
      MAPLE.contact,
    ]);
    const words = async (to: string) => {
      const content = { kind: READY_NEWS, signUpId: id, to };
      const rendered = await provisioningVoices[READY_NEWS]!.render(db, deps, WORKSPACE, content);
      return JSON.stringify(rendered);
    };
    expect(await words('UMAYA')).toMatch(/is ready for you .* Hello maya, welcome/);
    expect(await words('UJEROME')).toMatch(/jerome/);
    expect(await words('UJEROME')).not.toContain('is ready for you');
    // The link works once, so that it is offered to one.
    expect((await words('UMAYA')).includes('open-link')).toBe(true);
    expect((await words('UJEROME')).includes('open-link')).toBe(false);
  });

  it.each(['asked', 'waiting', 'ready', 'ended', 'cancelled'] as const)('is no matter while it is %s', async (state) => {
    const { deps, by, kinds } = await beingSetUp({}, { state });

    const doing = [
      claimSettingUp(deps, by(ANA)),
      tickStep(deps, by(ANA), stepKey('Account'), true),
      expectOn(deps, by(ANA), '2026-03-09'),
      makeReady(deps, by(ANA)),
    ];

    expect((await Promise.all(doing.map(codeOf))).filter((code) => code === 'done')).toEqual([]);
    expect(await kinds()).toEqual([]);
  });

  it.each(['UMAYA', MAPLE.contact, 'UAMINA', MAYA])('is not for a member, whatever they send (%s)', async (who) => {
    const { deps, by, row, kinds } = await beingSetUp();
    const text = URL_;

    const doing = [
      claimSettingUp(deps, by(who)),
      releaseSettingUp(deps, by(who)),
      tickStep(deps, by(who), stepKey('Account'), true),
      expectOn(deps, by(who), '2026-03-09'),
      makeReady(deps, by(who)),
      handLinkOver(deps, by(who), { text, note: '' }),
    ];

    expect(new Set(await Promise.all(doing.map(codeOf)))).toEqual(new Set(['not_owner']));
    expect([await kinds(), (await row()).state]).toEqual([[], 'setting up']);
  });
});

describe('a one-time link', () => {
  it('is kept sealed, and is in no event, no job and no message', async () => {
    const { deps, by, row, db } = await beingSetUp();
    await handLinkOver(deps, by(ANA), { text: URL_, note: 'See you!' });

    const { link, id } = await row();
    const rest = JSON.stringify([await db.signUpEvent.findMany(), await db.saidMessage.findMany()], (_key, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    const jobs = await deps.pool.query('select * from graphile_worker._private_jobs');

    expect(link).toMatch(/^v1\./);
    expect(deps.secrets.open(String(link), linkPlace(WORKSPACE, id))).toBe(URL_);
    expect(() => deps.secrets.open(String(link), linkPlace(WORKSPACE, id + 1))).toThrow('does not open');
    expect(rest + JSON.stringify(jobs.rows) + link).not.toContain('8fK2');
  });

  it('is shown to one of those whose it is, once, and the others hear who was first', async () => {
    const { deps, by, row, kinds } = await beingSetUp(
      { subject: 'organisation' },
      { organisationId: 'maple', people: ['UJEROME'] },
    );
    await handLinkOver(deps, by(ANA), { text: URL_, note: '' });
    const shown: string[] = [];
    const open = (who: string) => codeOf(openLink(deps, by(who), async (link) => void shown.push(link)));

    const codes = await Promise.all(['UMAYA', 'UJEROME', MAPLE.contact, 'UAMINA', ANA].map(open));

    expect(shown).toEqual([URL_]);
    expect(codes.toSorted()).toEqual(['done', 'link_opened', 'link_opened', 'not_holder', 'not_holder']);
    expect((await row()).link).toBeNull();
    expect(await kinds()).toEqual(['link_given', 'link_opened']);
  });

  it('to one person is for them alone: the contact of their organisation cannot take it from them', async () => {
    const { deps, by, row } = await beingSetUp({}, { organisationId: 'maple' });
    await handLinkOver(deps, by(ANA), { text: URL_, note: '' });
    const shown: string[] = [];
    const open = (who: string) => codeOf(openLink(deps, by(who), async (link) => void shown.push(link)));

    const contact = await open(MAPLE.contact);
    const isKept = (await row()).link !== null;

    expect([contact, isKept, shown]).toEqual(['not_holder', true, []]);
    expect([await open('UMAYA'), shown]).toEqual(['done', [URL_]]);
  });

  it('is kept when it could not be shown', async () => {
    const { deps, by, row, kinds } = await beingSetUp();
    await handLinkOver(deps, by(ANA), { text: URL_, note: '' });

    const code = await codeOf(openLink(deps, by('UMAYA'), () => Promise.reject(new Error('Slack is away'))));

    expect([code, (await row()).link === null, await kinds()]).toEqual(['Slack is away', false, ['link_given']]);
  });

  it('is told of each time, also when another takes its place', async () => {
    const { deps, by, id, said } = await beingSetUp();
    await handLinkOver(deps, by(ANA), { text: URL_, note: '' });
    await handLinkOver(deps, by(ANA), { text: `${URL_}b`, note: '' });
    const shown: string[] = [];

    await openLink(deps, by('UMAYA'), async (link) => void shown.push(link));

    expect(shown).toEqual([`${URL_}b`]);
    expect(await said()).toEqual([
      [`link:${id}:1`, 'UMAYA'],
      [`link:${id}:2`, 'UMAYA'],
    ]);
  });

  it.each([
    ['hunter2', '', 'no_link'],
    ['https://evil.example/s', '', 'no_link'],
    [URL_, 'The password is Sunflower42', 'looks_secret'],
  ])('is refused, and nothing is kept: %s %s', async (text, note, code) => {
    const { deps, by, row, kinds } = await beingSetUp();

    expect(await codeOf(handLinkOver(deps, by(ANA), { text, note }))).toBe(code);
    expect([(await row()).link, await kinds()]).toEqual([null, []]);
  });

  it('is gone with the sign-up', async () => {
    const { deps, by, row } = await beingSetUp({}, { state: 'ready' });
    await handLinkOver(deps, by(ANA), { text: URL_, note: '' });

    await deps.db.$transaction((tx) => moveSignUp(tx, deps, by('UMAYA'), { move: 'give back' }));

    expect((await row()).link).toBeNull();
    expect(await codeOf(openLink(deps, by('UMAYA'), async () => undefined))).toBe('no_link');
    expect(await codeOf(handLinkOver(deps, by(ANA), { text: URL_, note: '' }))).toBe('over');
  });
});
