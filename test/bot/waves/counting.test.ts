import { describe, expect, it } from 'vitest';
import { confirmWave } from '#bot/waves/confirming.ts';
import { countPeople } from '#bot/waves/gathering.ts';
import type { Audience } from '#bot/waves/plan.ts';
import { changeWave } from '#bot/waves/planning.ts';
import { A_PLAN, aSurvey, seedWave } from '#test/support/surveys.ts';
import { BEN, daysAfter, LEA, MONDAY, openWaves, SETTINGS, type Waves } from './scene.ts';

const of = (audience: Audience, more: object = {}) => ({ plan: { ...SETTINGS.plan, audience, ...more } });

describe('whom a wave asks', () => {
  it('everyone, but nobody who is no member, has left, or wants no more surveys; and says who is left out and why', async () => {
    const scene = await openWaves();
    const { addMembers, db, workspaceId, survey } = scene;
    await addMembers(
      { id: 'U1' },
      { id: 'U2' },
      { id: 'U3' },
      { id: 'UBOT9', kind: 'bot' },
      { id: 'UGUEST', kind: 'guest' },
      { id: 'USTRANGE', kind: 'stranger' },
      { id: 'UGONE', deactivatedAt: MONDAY },
      { id: 'XPHONE', kind: 'outside' },
    );
    await db.surveyOptOut.createMany({
      data: [
        { workspaceId, memberId: 'U2', surveyId: 0, at: MONDAY },
        { workspaceId, memberId: 'U3', surveyId: survey.id, at: MONDAY },
        { workspaceId, memberId: 'U1', surveyId: survey.id + 1, at: MONDAY },
      ],
    });

    const wave = await scene.plan();
    await scene.work();

    expect(await asked(scene, wave)).toEqual([BEN, LEA, 'U1']);
    expect(await scene.wave(wave)).toMatchObject({
      state: 'ready',
      invited: 3,
      skipped: { optedOut: 2, bots: 1, guests: 1, strangers: 1, deactivated: 1, outside: 1 },
    });
    expect(scene.card(wave)).toContain('Yes, send to 3 people');
    expect(scene.card(wave)).toContain('2 people want no more of it');
  });

  it('guests and people from other workspaces, when they are chosen', async () => {
    const scene = await openWaves();
    await scene.addMembers({ id: 'UGUEST', kind: 'guest' }, { id: 'USTRANGE', kind: 'stranger' });

    const wave = await scene.plan(of({ kind: 'everyone' }, { takesGuests: true, takesStrangers: true }));
    await scene.work();

    expect(await asked(scene, wave)).toEqual([BEN, LEA, 'UGUEST', 'USTRANGE']);
  });

  it('in a large cooperative within seconds, although the store has not seen yet how many a new wave means', async () => {
    const scene = await openWaves();
    const { db, pool, workspaceId, survey } = scene;
    const ids = Array.from({ length: 20_000 }, (_, index) => `U1${index}`);
    await db.member.createMany({ data: ids.map((id) => ({ workspaceId, id, displayName: id })) });
    const sent = { workspaceId, surveyId: survey.id, at: daysAfter(MONDAY, -200), asked: ids.slice(0, 1000) };
    for (let wave = 0; wave < 5; wave += 1) await seedWave(db, sent, { state: 'closed' });
    await pool.query('analyze');
    const wave = await scene.plan();

    const started = performance.now();
    await scene.work();

    expect(performance.now() - started).toBeLessThan(15_000);
    expect(await scene.wave(wave)).toMatchObject({ state: 'ready', invited: 20_002 });
  });

  it('the people of organisations, or one voice of each: its first contact who is in Slack', async () => {
    const scene = await openWaves();
    await withOrganisations(scene);

    const people = await scene.plan(of({ kind: 'organisations', ids: ['maple', 'harbor'], voice: 'people' }));
    const voices = await scene.plan(of({ kind: 'organisations', ids: [], voice: 'contact' }));
    await scene.work();

    expect(await asked(scene, people)).toEqual(['UHARBOR', 'UMAPLE1', 'UMAPLE2']);
    expect(await asked(scene, voices)).toEqual(['UHARBOR', 'UMAPLE2']);
    expect((await scene.wave(voices)).skipped).toEqual({ noContact: 1 });
    expect((await scene.invitations(voices)).map(({ organisationId }) => organisationId)).toEqual(['harbor', 'maple']);
  });

  it('who has a role, who has a seat of a tool, and who asked for help in a period by the workspace’s days', async () => {
    const scene = await openWaves();
    const { db, workspaceId } = scene;
    await db.workspace.update({ where: { id: workspaceId }, data: { timeZone: 'America/Los_Angeles' } });
    await scene.addMembers({ id: 'U1', role: 'driver' }, { id: 'U2' }, { id: 'U3', email: 'u3@example.org' }, { id: 'U4' });
    await withTool(scene);
    await withTickets(scene, [
      ['U1', '2026-02-28T07:00:00Z'],
      ['U2', '2026-02-28T09:00:00Z'],
      ['U4', '2026-03-02T07:30:00Z'],
    ]);

    const roles = await scene.plan(of({ kind: 'roles', roles: ['driver'] }));
    const holders = await scene.plan(of({ kind: 'tool-holders', toolIds: ['scanner'] }));
    const requesters = await scene.plan(of({ kind: 'requesters', from: '2026-02-28', to: '2026-03-01' }));
    await scene.work();

    expect(await asked(scene, roles)).toEqual(['U1']);
    expect(await asked(scene, holders)).toEqual(['U2', 'U3']);
    expect((await scene.wave(holders)).skipped).toEqual({ unknownEmails: 1 });
    expect(await asked(scene, requesters)).toEqual(['U2', 'U4']);
  });

  it('who is in channels and user groups, each once', async () => {
    const scene = await openWaves();
    const { slack } = scene;
    await scene.addMembers({ id: 'U1' }, { id: 'U2' }, { id: 'U3' });
    const [one, other] = [
      ['U1', 'U2'],
      ['U2', LEA],
    ].map((members, index) => slack.addChannel({ name: `c${index}`, members: [...members, slack.botUserId] }));
    const group = slack.addUserGroup({ handle: 'drivers', users: ['U3'] });
    await scene.db.member.create({
      data: { workspaceId: scene.workspaceId, id: slack.botUserId, displayName: 'bot', kind: 'bot' },
    });

    const channels = await scene.plan(of({ kind: 'channels', ids: [one!.id, other!.id] }));
    const groups = await scene.plan(of({ kind: 'user-groups', ids: [group.id] }));
    await scene.work();

    expect(await asked(scene, channels)).toEqual([LEA, 'U1', 'U2']);
    expect((await scene.wave(channels)).skipped).toEqual({ bots: 1 });
    expect(await asked(scene, groups)).toEqual(['U3']);
  });

  it('nobody of a channel that the bot cannot see, and says so under the card', async () => {
    const scene = await openWaves();
    const secret = scene.slack.addChannel({ name: 'secret', isPrivate: true, members: [LEA] });

    const wave = await scene.plan(of({ kind: 'channels', ids: [secret.id] }));
    await scene.work();

    expect(await scene.wave(wave)).toMatchObject({ state: 'ready', invited: 0 });
    expect(scene.card(wave)).not.toContain('Yes, send');
    expect(scene.toldTo(LEA).at(-1)?.text).toContain('Please invite me there');
  });

  it('goes on counting where Slack’s limit stopped it', async () => {
    const scene = await openWaves();
    const { slack } = scene;
    const [one, other] = ['U1', 'U2'].map((id) =>
      slack.addChannel({ name: `with-${id}`.toLowerCase(), members: [slack.addPerson({ id, name: id }).id] }),
    );
    await scene.db.member.createMany({
      data: ['U1', 'U2'].map((id) => ({ workspaceId: scene.workspaceId, id, displayName: id })),
    });
    slack.faults.next('conversations.members', 'slow:0');
    slack.faults.next('conversations.members', '429:7');

    const wave = await scene.plan(of({ kind: 'channels', ids: [one!.id, other!.id] }));
    await scene.work();
    const before = (await scene.wave(wave)).state;
    await scene.goTo(new Date(MONDAY.getTime() + 8000));

    expect(before).toBe('counting');
    expect(await asked(scene, wave)).toEqual(['U1', 'U2']);
    expect(slack.ledger.calls('conversations.members')).toHaveLength(3);
  });

  it('the addresses of a list, and how many of them are nobody’s', async () => {
    const scene = await openWaves();
    await scene.addMembers({ id: 'U1', email: 'u1@example.org' }, { id: 'U2', email: 'u2@example.org' });
    const file = scene.slack.uploadFile(
      LEA,
      'list.csv',
      'Name;E-mail\nOne;U1@example.org \nTwo;Two <u2@example.org>\nSomebody;no@example.org\n',
    );

    const wave = await scene.plan(of({ kind: 'e-mails', emails: [], fileId: fileIdOf(file) }));
    await scene.work();

    expect(await asked(scene, wave)).toEqual(['U1', 'U2']);
    expect((await scene.wave(wave)).skipped).toEqual({ unknownEmails: 1 });
  });

  it('so many by lot, of each organisation in proportion', async () => {
    const scene = await openWaves();
    for (const [id, count] of [
      ['maple', 20],
      ['harbor', 10],
    ] as const) {
      await scene.db.organisation.create({ data: { workspaceId: scene.workspaceId, id, name: id } });
      await scene.db.member.createMany({
        data: Array.from({ length: count }, (_, index) => ({
          workspaceId: scene.workspaceId,
          id: `U${id}${index}`.toUpperCase(),
          displayName: id,
          organisationId: id,
        })),
      });
    }

    const wave = await scene.plan(of({ kind: 'organisations', ids: [], voice: 'people' }, { sample: 6 }));
    await scene.work();

    const drawn = (await scene.invitations(wave)).map(({ organisationId }) => organisationId);
    expect(drawn.toSorted()).toEqual(['harbor', 'harbor', 'maple', 'maple', 'maple', 'maple']);
    expect((await scene.wave(wave)).skipped).toEqual({ notDrawn: 24 });
  });
});

describe('the contact rule', () => {
  it('asks nobody two NPS surveys in 90 days, and any other survey as often as wanted', async () => {
    const scene = await openWaves();
    const { db, workspaceId } = scene;
    await scene.addMembers({ id: 'U1' }, { id: 'U2' }, { id: 'U3' });
    const asks = (memberIds: string[]) => ({ workspaceId, surveyId: scene.survey.id + 1, at: MONDAY, asked: memberIds });
    await seedWave(db, { ...asks(['U1']), at: daysAfter(MONDAY, -89) }, { state: 'closed' });
    await seedWave(db, { ...asks(['U2']), at: daysAfter(MONDAY, -91) }, { state: 'closed' });
    await seedWave(db, { ...asks(['U3']), at: daysAfter(MONDAY, -3) }, { state: 'closed', asksNps: false });
    const other = await scene.addSurvey(aSurvey({ questions: aSurvey().questions.filter(({ kind }) => kind !== 'nps') }));

    const nps = await scene.plan();
    const plain = await scene.plan({}, other.id);
    await scene.work();

    expect(await asked(scene, nps)).toEqual([BEN, LEA, 'U2', 'U3']);
    expect(await asked(scene, plain)).toEqual([BEN, LEA, 'U1', 'U2', 'U3']);
    expect(scene.card(nps)).toContain('1 person has been asked an NPS in the last 90 days');
  });

  it('holds also when two are counted before either is sent: who is asked in the first is not in the second', async () => {
    const scene = await openWaves();
    const other = await scene.addSurvey(aSurvey());
    const [first, second] = [await scene.plan(), await scene.plan({}, other.id)];
    await scene.work();

    await confirmWave(scene.posting, scene.by(first));
    await expect(confirmWave(scene.posting, scene.by(second))).rejects.toThrow('nobody left to ask');
    await scene.work();

    expect([await scene.askedIn(first), await scene.askedIn(second)]).toEqual([[BEN, LEA], []]);
    expect((await scene.wave(second)).state).toBe('ready');
    expect(scene.card(second)).toContain('Nobody is left to ask');
  });
});

it('keeps what people can be told apart by so coarse that ten share it', async () => {
  const scene = await openWaves();
  const { db, workspaceId } = scene;
  for (const [id, count, size] of [
    ['maple', 12, 300],
    ['harbor', 11, 8],
    ['hill', 3, 8],
  ] as const) {
    await db.organisation.create({ data: { workspaceId, id, name: id, size } });
    await db.member.createMany({
      data: Array.from({ length: count }, (_, index) => ({
        workspaceId,
        id: `U${id}${index}`.toUpperCase(),
        displayName: id,
        organisationId: id,
      })),
    });
  }

  const wave = await scene.plan({ bands: ['size', 'organisation'], ...of({ kind: 'organisations', ids: [], voice: 'people' }) });
  await scene.work();

  const groups = Map.groupBy(await scene.invitations(wave), ({ bandOne, bandTwo }) => JSON.stringify([bandOne, bandTwo]));
  expect(groups.size).toBeGreaterThan(1);
  expect([...groups.values()].every((group) => group.length >= 10)).toBe(true);
});

it('counts anew, and writes nothing of the old count, when the plan is changed meanwhile', async () => {
  const scene = await openWaves();
  await scene.addMembers({ id: 'U1', role: 'driver' });
  const wave = await scene.plan();

  await changeWave(scene.posting, scene.by(wave), {
    ...SETTINGS,
    plan: { ...A_PLAN, audience: { kind: 'roles', roles: ['driver'] } },
  });

  await countPeople(scene.posting, { workspaceId: scene.workspaceId, waveId: wave, count: 1, place: 0, cursor: '' });
  const afterOld = (await scene.wave(wave)).state;
  await scene.work();

  expect(afterOld).toBe('counting');
  expect(await asked(scene, wave)).toEqual(['U1']);
});

const asked = async (scene: Waves, wave: number) => (await scene.invitations(wave)).map(({ memberId }) => memberId);

const fileIdOf = (file: unknown) => (typeof file === 'string' ? file : String((file as { id: string }).id));

async function withOrganisations({ db, workspaceId, addMembers }: Waves) {
  for (const id of ['maple', 'harbor', 'hill']) await db.organisation.create({ data: { workspaceId, id, name: id } });
  await addMembers(
    { id: 'UMAPLE1', organisationId: 'maple', email: 'one@maple.example', deactivatedAt: null },
    { id: 'UMAPLE2', organisationId: 'maple', email: 'two@maple.example' },
    { id: 'UMAPLE3', organisationId: 'maple', email: 'three@maple.example', deactivatedAt: MONDAY },
    { id: 'UHARBOR', organisationId: 'harbor', email: 'one@harbor.example' },
    { id: 'UHILL', organisationId: 'hill' },
  );
  await db.organisationContact.createMany({
    data: [
      ['maple', 'board', 'three@maple.example'],
      ['maple', 'office', 'two@maple.example'],
      ['harbor', 'office', 'one@harbor.example'],
      ['hill', 'office', 'nobody@hill.example'],
    ].map(([organisationId, role, email]) => ({ workspaceId, organisationId: organisationId!, role: role!, email: email! })),
  });
}

async function withTool({ db, workspaceId }: Waves) {
  await db.tool.create({
    data: {
      workspaceId,
      id: 'scanner',
      name: 'Scanner',
      summary: 'It scans',
      deskId: 'main',
      subject: 'organisation',
      createdAt: MONDAY,
    },
  });
  const signUp = { workspaceId, toolId: 'scanner', askedAt: MONDAY, queuedAt: MONDAY, memberId: 'U2' };
  await db.signUp.create({ data: { ...signUp, id: 1, subjectKey: 'p:U2', state: 'ready' } });
  await db.signUp.create({ data: { ...signUp, id: 2, subjectKey: 'o:maple', state: 'ready', memberId: 'U4' } });
  await db.signUp.create({ data: { ...signUp, id: 3, subjectKey: 'p:U1', state: 'ended', memberId: 'U1' } });
  await db.signUpPerson.createMany({
    data: ['u3@example.org', 'nobody@example.org'].map((who) => ({
      workspaceId,
      signUpId: 2,
      who,
      addedById: 'U4',
      addedAt: MONDAY,
    })),
  });
}

async function withTickets({ db, workspaceId }: Waves, tickets: [string, string][]) {
  await db.ticket.createMany({
    data: tickets.map(([requesterId, at], index) => ({
      workspaceId,
      id: index + 1,
      deskId: 'main',
      requesterId,
      channelId: 'C0HELP',
      ts: `${index}.1`,
      threadTs: `${index}.1`,
      lastJoinedTs: `${index}.1`,
      openedAt: new Date(at),
    })),
  });
}
