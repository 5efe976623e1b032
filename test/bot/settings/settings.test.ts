import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Deps } from '#bot/deps.ts';
import { hoursOf, notePresence, roleAt } from '#bot/desks/desks.ts';
import { POST_DUE_DIGEST } from '#bot/reports/digests.ts';
import {
  CHECK_SETUP,
  checkAfterJoining,
  helpFor,
  requireAdmin,
  saveSettings,
  settingsOf,
  takenChannels,
} from '#bot/settings/settings.ts';
import { openTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { someSettings } from './some-settings.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const LATER = new Date('2026-03-09T10:00:00Z');
let database: TestDatabase;
let deps: Deps;
let workspaceId = '';
let count = 0;

beforeAll(async () => {
  database = await openTestDatabase();
  deps = { db: database.db, pool: database.pool, now: () => NOW, dueAt: (at) => at, log: pino({ level: 'silent' }) };
});
afterAll(() => database.drop());

beforeEach(async () => {
  count += 1;
  workspaceId = `T${count}`;
  const facts = { name: 'Weavers', url: 'https://weavers.slack.com/', botUserId: 'UBOT', botId: 'BBOT', encryptedToken: 'x' };
  await deps.db.workspace.create({ data: { id: workspaceId, ...facts } });
  await aMember('UADA', { isAdmin: true });
});

const aMember = (id: string, more: { isAdmin?: boolean; deactivatedAt?: Date } = {}) =>
  deps.db.member.create({ data: { workspaceId, id, displayName: id.toLowerCase(), ...more } });
const save = (settings = someSettings(), at = NOW) => saveSettings({ ...deps, now: () => at }, workspaceId, 'UADA', settings);
const staff = () => deps.db.deskStaff.findMany({ where: { workspaceId }, orderBy: { memberId: 'asc' } });

async function jobs(task: string) {
  const { rows } = await database.pool.query<{ payload: Record<string, string>; run_at: Date }>(
    `select jobs.payload, jobs.run_at from graphile_worker._private_jobs jobs
     join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id
     where tasks.identifier = $1 and jobs.payload ->> 'workspaceId' = $2`,
    [task, workspaceId],
  );
  return rows;
}

it('gives back what was saved', async () => {
  const settings = someSettings({ acknowledgement: 'silent', helpChannelIds: ['CHELP', 'CTOOLS'] });

  await save(settings);

  expect(await settingsOf(deps.db, workspaceId)).toEqual(settings);
  const workspace = await deps.db.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
  expect(workspace).toMatchObject({ timeZone: 'Europe/Madrid', digestChannelId: 'CNEWS', setUpAt: NOW });
});

it('offers usual settings before the first set-up, in the time zone of who asks', async () => {
  const settings = await settingsOf(deps.db, workspaceId, 'America/New_York');

  expect(settings).toMatchObject({ deskName: 'Help desk', helpChannelIds: [], staffIds: [], acknowledgement: 'message' });
  expect(settings.topics).toEqual(['tool access', 'how to', 'something broken', 'billing', 'other']);
  expect(settings.schedule.timeZone).toBe('America/New_York');
});

it('keeps the day of the first set-up, from which digests are counted', async () => {
  await save();

  await save(someSettings({ deskName: 'Members first' }), LATER);

  expect(await deps.db.workspace.findUnique({ where: { id: workspaceId } })).toMatchObject({ setUpAt: NOW });
});

it('has the new settings checked in Slack, and the next digest planned anew', async () => {
  await save();

  const entry = await deps.db.auditEntry.findFirstOrThrow({ where: { workspaceId } });
  expect((await jobs(CHECK_SETUP)).map(({ payload }) => payload)).toEqual([
    { workspaceId, adminId: 'UADA', checkId: String(entry.id) },
  ]);
  expect(await jobs(POST_DUE_DIGEST)).toHaveLength(1);
});

it('gives nobody rights before they were seen in the triage channel', async () => {
  await save();

  expect(await staff()).toMatchObject([
    { memberId: 'UANA', role: 'staff', isPresent: false },
    { memberId: 'ULEA', role: 'lead', isPresent: false },
  ]);
});

it('leaves the rights of those who stay, and ends those of who is no longer named', async () => {
  await save();
  await notePresence(deps.db, workspaceId, { channelId: 'GTRIAGE', memberId: 'UANA', isPresent: true, ts: '1.000000' });
  await notePresence(deps.db, workspaceId, { channelId: 'GTRIAGE', memberId: 'ULEA', isPresent: true, ts: '2.000000' });

  await save(someSettings({ staffIds: ['UANA', 'UBEN'], leadIds: ['UANA'] }));

  expect(await roleAt(deps.db, workspaceId, 'main', 'UANA')).toBe('lead');
  expect(await roleAt(deps.db, workspaceId, 'main', 'ULEA')).toBeNull();
  expect(await roleAt(deps.db, workspaceId, 'main', 'UBEN')).toBeNull();
});

it('makes a lead staff again who is no longer named as one', async () => {
  await save();

  await save(someSettings({ leadIds: [] }));

  expect((await staff()).map(({ role }) => role)).toEqual(['staff', 'staff']);
});

it('ends everybody’s rights when the triage channel changes, until they are seen in the new one', async () => {
  await save();
  await notePresence(deps.db, workspaceId, { channelId: 'GTRIAGE', memberId: 'UANA', isPresent: true, ts: '3.000000' });

  await save(someSettings({ triageChannelId: 'GOTHER' }));

  expect(await roleAt(deps.db, workspaceId, 'main', 'UANA')).toBeNull();
});

it('takes up new help channels and lets go of the others', async () => {
  await save(someSettings({ helpChannelIds: ['CHELP', 'COLD'] }));

  await save(someSettings({ helpChannelIds: ['CHELP', 'CNEW'] }));

  const channels = await deps.db.helpChannel.findMany({ where: { workspaceId }, orderBy: { channelId: 'asc' } });
  expect(channels.map(({ channelId }) => channelId)).toEqual(['CHELP', 'CNEW']);
});

it('keeps the days worked in spite of a holiday, which the form does not show', async () => {
  const schedule = { ...someSettings().schedule, ownWorkingDays: ['2026-12-26'] };
  await save(someSettings({ schedule }));

  await save();

  const desk = await deps.db.desk.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: 'main' } } });
  expect(hoursOf(desk).ownWorkingDays).toEqual(['2026-12-26']);
});

it('writes down who changed what, without a word that was typed', async () => {
  await save();

  await save(
    someSettings({
      staffIds: ['UANA', 'UBEN'],
      leadIds: [],
      deskName: 'Secret plan',
      topics: ['secret'],
      digestChannelId: 'CTWO',
    }),
    LATER,
  );

  const [, entry] = await deps.db.auditEntry.findMany({ where: { workspaceId }, orderBy: { id: 'asc' } });
  expect(entry).toMatchObject({ actorId: 'UADA', action: 'settings.saved', at: LATER });
  expect(entry?.detail).toEqual({
    staffAdded: ['UBEN'],
    staffRemoved: ['ULEA'],
    leadsRemoved: ['ULEA'],
    digestChannel: 'CTWO',
    others: ['deskName', 'topics'],
  });
});

it('writes down nothing but the act when nothing changed', async () => {
  await save();

  await save();

  const [, entry] = await deps.db.auditEntry.findMany({ where: { workspaceId }, orderBy: { id: 'asc' } });
  expect(entry?.detail).toEqual({});
});

it('refuses everybody but admins, and changes nothing then', async () => {
  await aMember('UMAYA');

  const refused = saveSettings(deps, workspaceId, 'UMAYA', someSettings());

  await expect(refused).rejects.toMatchObject({ code: 'not_admin' });
  expect(await deps.db.desk.count({ where: { workspaceId } })).toBe(0);
});

it('does not know a stranger or somebody deactivated as an admin', async () => {
  await aMember('UOLD', { isAdmin: true, deactivatedAt: NOW });

  await expect(requireAdmin(deps.db, workspaceId, 'UOLD')).rejects.toMatchObject({ code: 'switched_off' });
  await expect(requireAdmin(deps.db, workspaceId, 'UNOBODY')).rejects.toMatchObject({ code: 'not_admin' });
});

async function anotherDesk(): Promise<void> {
  const rest = { name: 'Tools', schedule: someSettings().schedule, topics: ['other'] };
  await deps.db.desk.create({ data: { workspaceId, id: 'tools', triageChannelId: 'GTOOLS', ...rest } });
  await deps.db.helpChannel.create({ data: { workspaceId, channelId: 'CTOOLS', deskId: 'tools' } });
  await deps.db.deskStaff.create({ data: { workspaceId, deskId: 'tools', memberId: 'UBEN', isPresent: true } });
}

it.each([
  ['a help channel of another desk', { helpChannelIds: ['CTOOLS'] }, 'helpChannelIds'],
  ['the triage channel of another desk as a help channel', { helpChannelIds: ['GTOOLS'] }, 'helpChannelIds'],
  ['the triage channel of another desk', { triageChannelId: 'GTOOLS' }, 'triageChannelId'],
  ['a help channel of another desk as triage channel', { triageChannelId: 'CTOOLS' }, 'triageChannelId'],
])('refuses %s', async (_name, change, field) => {
  await anotherDesk();
  const settings = someSettings(change);

  expect(Object.keys(await takenChannels(deps.db, workspaceId, settings))).toEqual([field]);
  await expect(save(settings)).rejects.toMatchObject({ code: 'channel_taken' });
  expect(await deps.db.auditEntry.count({ where: { workspaceId } })).toBe(0);
});

it('does not touch another desk', async () => {
  await anotherDesk();

  await save();

  expect(await roleAt(deps.db, workspaceId, 'tools', 'UBEN')).toBe('staff');
  expect(await deps.db.helpChannel.findFirst({ where: { workspaceId, deskId: 'tools' } })).toMatchObject({ channelId: 'CTOOLS' });
});

it('leaves the whole of one when two admins save at once', async () => {
  const one = someSettings({ helpChannelIds: ['C1'], triageChannelId: 'G1', staffIds: ['U1'], leadIds: [], topics: ['one'] });
  const two = someSettings({ helpChannelIds: ['C2'], triageChannelId: 'G2', staffIds: ['U2'], leadIds: [], topics: ['two'] });

  await Promise.all([save(one), save(two)]);

  const stored = await settingsOf(deps.db, workspaceId);
  expect([one, two]).toContainEqual(stored);
  expect(await deps.db.auditEntry.count({ where: { workspaceId } })).toBe(2);
  expect(await jobs(CHECK_SETUP)).toHaveLength(1);
});

it.each(['CHELP', 'GTRIAGE', 'CNEWS'])('checks again, a moment later, when the bot comes into %s', async (channelId) => {
  await save();
  await database.pool.query('delete from graphile_worker._private_jobs');

  await checkAfterJoining(deps, workspaceId, channelId, '1772445600.000100');

  const [job] = await jobs(CHECK_SETUP);
  expect(job?.payload).toMatchObject({ adminId: 'UADA', checkId: expect.stringMatching(`:${channelId}:1772445600.000100$`) });
  expect(job?.run_at).toEqual(new Date(NOW.getTime() + 10_000));
});

it('checks nothing when the bot comes into a channel that has nothing to do with it', async () => {
  await save();
  await database.pool.query('delete from graphile_worker._private_jobs');

  await checkAfterJoining(deps, workspaceId, 'CRANDOM', '1772445600.000100');

  expect(await jobs(CHECK_SETUP)).toEqual([]);
});

it('knows what help to give to whom', async () => {
  expect(await helpFor(deps.db, workspaceId, 'UANA')).toEqual({ isSetUp: false, isStaff: false, helpChannelIds: [] });

  await save();
  await notePresence(deps.db, workspaceId, { channelId: 'GTRIAGE', memberId: 'UANA', isPresent: true, ts: '4.000000' });

  expect(await helpFor(deps.db, workspaceId, 'UANA')).toEqual({ isSetUp: true, isStaff: true, helpChannelIds: ['CHELP'] });
  expect(await helpFor(deps.db, workspaceId, 'UMAYA')).toMatchObject({ isStaff: false });
});

it('keeps who may read private requests, and who changed that', async () => {
  await save();
  await save(someSettings({ readerIds: ['ULEA'] }));

  expect(await settingsOf(deps.db, workspaceId)).toMatchObject({ readerIds: ['ULEA'] });
  expect(await deps.db.auditEntry.findFirst({ where: { workspaceId }, orderBy: { id: 'desc' } })).toMatchObject({
    detail: { readersAdded: ['ULEA'] },
  });
});
