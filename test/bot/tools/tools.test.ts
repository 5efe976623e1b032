import { describe, expect, it } from 'vitest';
import { secretsWith, webhookPlace } from '#bot/secrets.ts';
import { archiveTool, restoreTool } from '#bot/tools/archiving.ts';
import type { ToolDraft } from '#bot/tools/draft.ts';
import { findTool } from '#bot/tools/tool.ts';
import { type Change, changeTool, createTool, fingerprintOf, newDraft, renewSecret } from '#bot/tools/tools.ts';
import { ANA, LEA, MAYA, WORKSPACE } from '#test/support/factories.ts';
import { HARBOR, OWNER, openTools, STAND_IN, WAREHOUSE } from '#test/support/tools.ts';

const lea = { workspaceId: WORKSPACE, actorId: LEA };
const mapping: Change = { ...newDraft('main'), name: 'Mapping', summary: 'Maps for everybody' };
const secrets = secretsWith(Buffer.alloc(32, 7));

async function open(changes: Parameters<typeof openTools>[0] = {}) {
  const opened = await openTools(changes);
  const deps = { ...opened.deps, secrets };
  const change = (wanted: Change | ((before: ToolDraft) => Change), seen?: string) =>
    changeTool(deps, lea, WAREHOUSE, wanted, seen);
  return { ...opened, deps, change, read: () => findTool(opened.db, WORKSPACE, WAREHOUSE) };
}

const problemsOf = (saved: Awaited<ReturnType<typeof changeTool>>) =>
  'problems' in saved ? saved.problems.map(({ path, sentence }) => `${path}: ${sentence}`) : [];

describe('a tool', () => {
  it('gets a readable id from its name, and another of nearly the same name gets one of its own', async () => {
    const { deps, db } = await open();

    await createTool(deps, lea, mapping);
    await createTool(deps, lea, { ...mapping, name: 'Mapping!' });
    await createTool(deps, lea, { ...mapping, name: '地図' });

    const ids = (await db.tool.findMany({ orderBy: { id: 'asc' } })).map(({ id }) => id);
    expect(ids).toEqual(['mapping', 'mapping-2', 'tool', WAREHOUSE]);
    expect(await db.auditEntry.findMany({ where: { action: 'tool.created' } })).toMatchObject([
      { actorId: LEA, detail: { id: 'mapping', name: 'Mapping' } },
      {},
      {},
    ]);
  });

  it('of a name that is taken is refused, however it is accented, also when two are made at once', async () => {
    const { deps, db } = await open();

    const both = await Promise.all([createTool(deps, lea, mapping), createTool(deps, lea, { ...mapping, name: 'Máppíng' })]);

    expect(both.flatMap(problemsOf)).toHaveLength(1);
    expect(both.flatMap(problemsOf)[0]).toMatch(/^name: There is a tool called “M.pp.ng” already/);
    expect(await db.tool.count()).toBe(2);
  });

  it('is made and changed by leads only', async () => {
    const { deps, change } = await open();

    for (const actorId of [ANA, MAYA, OWNER]) {
      await expect(createTool(deps, { ...lea, actorId }, mapping), actorId).rejects.toThrow(/leads|staff/);
      await expect(changeTool(deps, { ...lea, actorId }, WAREHOUSE, { cost: 'nothing' }), actorId).rejects.toThrow(/leads|staff/);
      await expect(archiveTool(deps, { ...lea, actorId }, WAREHOUSE), actorId).rejects.toThrow(/leads|staff/);
      await expect(restoreTool(deps, { ...lea, actorId }, WAREHOUSE), actorId).rejects.toThrow(/leads|staff/);
      await expect(renewSecret(deps, { ...lea, actorId }, WAREHOUSE), actorId).rejects.toThrow(/leads|staff/);
    }
    expect(problemsOf(await change({ cost: 'nothing' }))).toEqual([]);
  });

  it('is not given to a desk that the lead does not lead', async () => {
    const { db, change, read } = await open();
    const other = { name: 'Other', triageChannelId: 'C0OTHER', topics: [], schedule: {} };
    await db.desk.create({ data: { workspaceId: WORKSPACE, id: 'other', ...other } });

    await expect(change({ deskId: 'other' })).rejects.toThrow();
    expect((await read()).deskId).toBe('main');
  });

  it.each<[string, Change, string]>([
    ['no name', { name: ' ' }, 'name: Please fill this in.'],
    ['a long summary', { summary: 'x'.repeat(301) }, 'summary: Please keep this to 300 characters.'],
    ['an owner nobody knows', { ownerId: 'UNOBODY' }, 'ownerId: This is nobody who can look after a tool'],
    ['an owner who stands in for themselves', { standInId: OWNER }, 'standInId: This has to be somebody else'],
    ['half a seat', { seatCap: 0.5 }, 'seatCap: This is a whole number from 1 to 100,000.'],
    ['seats in words', { seatCap: 'many' }, 'seatCap: This is a whole number'],
    [
      'more seats for one than there are',
      { seatCap: 3, seatCapPerOrganisation: 4 },
      'seatCapPerOrganisation: This is more than all',
    ],
    ['few seats of no number', { fewSeats: 3 }, 'fewSeats: Without a number of seats'],
    ['a term without its end', { term: 'fixed' }, 'termEndsOn: Please say on which day'],
    ['a term without months', { term: 'rolling' }, 'termMonths: Please say for how many'],
    ['a day that is none', { term: 'fixed', termEndsOn: '2027-02-29' }, 'termEndsOn: Write a day as 2026-05-31'],
    [
      'a window that closes before it opens',
      { seatCap: 3, windowOpensAt: '2026-05-02T00:00:00Z', windowClosesAt: '2026-05-01T00:00:00Z' },
      'windowClosesAt: Applications have to close after they open.',
    ],
    ['a lot for seats without number', { windowClosesAt: '2026-05-01T00:00:00Z' }, 'windowClosesAt: Seats are drawn by lot only'],
    [
      'a stage of its owner without one',
      { ownerId: null, standInId: null, stages: [{ who: 'owner' }] },
      'stages.0.who: Its owner is',
    ],
    ['a stage of nobody', { stages: [{ who: 'contact' }, { who: 'people' }] }, 'stages.1.memberIds: Please choose who approves'],
    ['six stages', { stages: Array.from({ length: 6 }, () => ({ who: 'lead' })) }, 'stages: There is room for 5.'],
    [
      'an organisation that is gone',
      { eligibility: { organisationIds: ['gone'] } },
      'eligibility.organisationIds: There is no organisation “gone”.',
    ],
    ['sizes the wrong way round', { eligibility: { smallest: 5, largest: 4 } }, 'eligibility.largest: The largest is smaller'],
    [
      'a link that is not encrypted',
      { links: [{ label: 'Handbook', url: 'http://example.org/' }] },
      'links.0.url: Write a whole address that begins with https://',
    ],
    ['a link that runs', { links: [{ label: 'x', url: 'javascript:alert(1)' }] }, 'links.0.url: Write a whole address'],
    [
      'an agreement without a version',
      { agreement: { name: 'Terms', url: 'https://example.org/', version: '' } },
      'agreement.version: Please fill this in.',
    ],
    ['a webhook with a password', { webhookUrl: 'https://a:b@example.org/' }, 'webhookUrl: Write a whole address'],
    ['a host that is an address', { linkHosts: ['https://example.org'] }, 'linkHosts.0: Write the name of a host only'],
    ['a welcome nobody can fill', { welcome: 'Hello {nmae}' }, 'welcome: I cannot fill in {nmae}. I know {name}'],
    ['reminders twice', { reminderDays: [7, 7] }, 'reminderDays: One of these is there twice.'],
    [
      'fields of one id',
      {
        fields: [
          { id: 'a', label: 'A', kind: 'text' },
          { id: 'a', label: 'B', kind: 'text' },
        ],
      },
      'fields.1.id: The id “a”',
    ],
    [
      'a list without choices',
      { fields: [{ id: 'a', label: 'A', kind: 'choice' }] },
      'fields.0.options: There has to be something',
    ],
  ])('is refused with %s, and stays as it was', async (_, wanted, sentence) => {
    const { change, read, db } = await open();
    const before = await read();

    expect(problemsOf(await change(wanted)).join('\n')).toContain(sentence);
    expect(await read()).toEqual(before);
    expect(await db.auditEntry.count()).toBe(0);
  });

  it('takes everything that can be set, and keeps the names of what changed in the audit, not the texts', async () => {
    const { change, read, db } = await open();

    const saved = await change({
      subject: 'organisation',
      seatsByPerson: true,
      seatCap: 10,
      seatCapPerOrganisation: 4,
      fewSeats: 2,
      term: 'rolling',
      termMonths: 12,
      reminderDays: [1, 30, 7],
      eligibility: { organisationIds: ['maple'], plans: ['Full'], roles: ['treasurer'], smallest: 2, largest: 50 },
      agreement: { name: 'Terms', url: 'https://example.org/terms', version: '2' },
      stages: [{ who: 'contact' }, { who: 'people', memberIds: [ANA === 'U0ANA' ? STAND_IN : OWNER], needs: 'all' }],
      linkHosts: ['Send.Example.org'],
    });

    expect(problemsOf(saved)).toEqual([]);
    expect(await read()).toMatchObject({
      seatCap: 10,
      termMonths: 12,
      reminderDays: [30, 7, 1],
      linkHosts: ['send.example.org'],
    });
    const [entry] = await db.auditEntry.findMany();
    expect(entry).toMatchObject({ action: 'tool.changed', detail: { id: WAREHOUSE } });
    expect(entry?.detail).toHaveProperty('changed', expect.arrayContaining(['stages']));
    expect(JSON.stringify(entry?.detail)).not.toContain('treasurer');
  });

  it('that is renamed by two at once never ends with another of its name, and neither waits for the other', async () => {
    const { deps, addTool, db } = await open();
    await addTool({ id: 'other', name: 'Other' });

    const saved = await Promise.all([
      changeTool(deps, lea, WAREHOUSE, { name: 'Same' }),
      changeTool(deps, lea, 'other', { name: 'SAME' }),
      archiveTool(deps, lea, 'other'),
      createTool(deps, lea, { ...mapping, name: 'same' }),
    ]);

    expect(saved.length).toBe(4);
    const offered = await db.tool.findMany({ where: { archivedAt: null } });
    const names = offered.map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
  });

  it('that is saved as it was leaves no trace', async () => {
    const { change, db } = await open();

    await change(({ summary }) => ({ summary }));

    expect(await db.auditEntry.count()).toBe(0);
  });

  it('drops what another setting makes meaningless', async () => {
    const { change, read } = await open();

    await change({ term: 'rolling', termMonths: 6, termEndsOn: '2027-01-31', seatsByPerson: true });

    expect(await read()).toMatchObject({ termMonths: 6, termEndsOn: null, seatsByPerson: false });
  });

  it('can be mended in one part while another is broken by what happened since', async () => {
    const { change, db, read } = await open();
    await db.member.updateMany({ where: { id: OWNER }, data: { deactivatedAt: new Date() } });

    expect(problemsOf(await change({ summary: 'Another sentence.' }))).toEqual([]);
    expect((await read()).summary).toBe('Another sentence.');
    expect(problemsOf(await change({ ownerId: OWNER })).join()).toContain('ownerId');
  });

  it('that somebody else changed since the form was opened is not overwritten', async () => {
    const { change, read } = await open();
    const { summary } = await read();
    const seen = fingerprintOf({ summary } as ToolDraft, ['summary']);
    await change({ summary: 'By Ana' });

    await expect(change({ summary: 'By Lea' }, seen)).rejects.toThrow('Somebody changed this a moment ago');
    await change({ cost: 'Nothing' }, undefined);
    expect((await read()).summary).toBe('By Ana');
  });
});

describe('seats of a tool', () => {
  it('that are added are offered to who waits, in the order of asking', async () => {
    const { change, addSignUp, db } = await open({ seatCap: 1 });
    await addSignUp({ state: 'ready', memberId: 'UMAPLE' });
    const first = await addSignUp({ state: 'waiting', memberId: 'UMAYA' });
    const second = await addSignUp({ state: 'waiting', memberId: 'UGREG', organisationId: HARBOR.id });

    await change({ seatCap: 2 });

    const stateOf = async (id: number) => (await db.signUp.findFirstOrThrow({ where: { id } })).state;
    expect([await stateOf(first.id), await stateOf(second.id)]).toEqual(['offered', 'waiting']);
  });

  it('of another window are drawn anew, at its close', async () => {
    const { change, read, jobs } = await open({
      seatCap: 1,
      windowClosesAt: new Date('2026-03-01T00:00:00Z'),
      windowDrawnAt: new Date(),
    });

    await change({ windowClosesAt: '2026-04-01T12:00:00Z' });

    expect((await read()).windowDrawnAt).toBeNull();
    expect((await jobs()).find(({ key }) => key.startsWith('draw-seats'))?.run_at).toEqual(new Date('2026-04-01T12:00:00Z'));
  });
});

describe('a webhook', () => {
  it('gets a secret that is shown once, kept sealed, and kept when only its address changes', async () => {
    const { change, read } = await open();

    const saved = await change({ webhookUrl: 'https://hooks.example.org/seats' });
    const { webhookSecret } = await read();
    const again = await change({ webhookUrl: 'https://hooks.example.org/other' });

    const secret = 'secret' in saved ? saved.secret : undefined;
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(webhookSecret).not.toContain(secret);
    expect(secrets.open(webhookSecret ?? '', webhookPlace(WORKSPACE, WAREHOUSE))).toBe(secret);
    expect('secret' in again).toBe(false);
    expect((await read()).webhookSecret).toBe(webhookSecret);
  });

  it('loses its secret with its address, and gets another when a lead asks for one', async () => {
    const { change, read, deps } = await open();
    await expect(renewSecret(deps, lea, WAREHOUSE)).rejects.toThrow('no webhook');
    const saved = await change({ webhookUrl: 'https://hooks.example.org/seats' });

    const renewed = await renewSecret(deps, lea, WAREHOUSE);

    expect(renewed).not.toBe('secret' in saved ? saved.secret : '');
    expect(secrets.open((await read()).webhookSecret ?? '', webhookPlace(WORKSPACE, WAREHOUSE))).toBe(renewed);
    await change({ webhookUrl: null });
    expect((await read()).webhookSecret).toBeNull();
  });
});

describe('putting a tool away', () => {
  it('keeps it and its sign-ups, once however often it is pressed, and can be undone', async () => {
    const { deps, addSignUp, db, read } = await open();
    const signUp = await addSignUp({ state: 'ready' });

    await archiveTool(deps, lea, WAREHOUSE);
    const { archivedAt } = await archiveTool(deps, lea, WAREHOUSE);
    const kept = await db.signUp.findFirstOrThrow({ where: { id: signUp.id } });
    await restoreTool(deps, lea, WAREHOUSE);

    expect(archivedAt).not.toBeNull();
    expect(kept.state).toBe('ready');
    expect((await read()).archivedAt).toBeNull();
    expect((await db.auditEntry.findMany({ orderBy: { id: 'asc' } })).map(({ action }) => action)).toEqual([
      'tool.archived',
      'tool.restored',
    ]);
  });

  it('frees its name, and then it comes back only under another', async () => {
    const { deps } = await open();
    await archiveTool(deps, lea, WAREHOUSE);
    await createTool(deps, lea, { ...mapping, name: 'data WAREHOUSE' });

    await expect(restoreTool(deps, lea, WAREHOUSE)).rejects.toThrow('There is a tool called “data WAREHOUSE” already');
  });
});
