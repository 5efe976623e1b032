import pino from 'pino';
import { expect, it } from 'vitest';
import type { Deps } from '#bot/deps.ts';
import { notePresence, roleAt } from '#bot/desks/desks.ts';
import type { Person } from '#bot/members/members.ts';
import { type Findings, placesOf, takeOver } from '#bot/settings/check.ts';
import { saveSettings } from '#bot/settings/settings.ts';
import { freshDatabase } from '#test/support/database.ts';
import { someSettings } from './some-settings.ts';

const aPerson = (id: string, more: Partial<Person> = {}): Person => ({
  ...{ id, displayName: id.toLowerCase(), kind: 'member', isAdmin: false, timeZone: null, language: null, isDeactivated: false },
  ...more,
});

async function aDeskOf(staffIds: string[]): Promise<Deps> {
  const { db, pool } = await freshDatabase();
  const deps = { db, pool, now: () => new Date('2026-03-02T10:00:00Z'), dueAt: (at: Date) => at, log: pino({ level: 'silent' }) };
  const facts = { name: 'Weavers', url: 'https://weavers.slack.com/', botUserId: 'UBOT', botId: 'BBOT', encryptedToken: 'x' };
  await db.workspace.create({ data: { id: 'T1', ...facts } });
  await db.member.create({ data: { workspaceId: 'T1', id: 'UADA', displayName: 'ada', isAdmin: true } });
  await saveSettings(deps, 'T1', 'UADA', someSettings({ staffIds, leadIds: [] }));
  return deps;
}

function found(people: Person[], present: string[] | null, more: Partial<Findings> = {}): Findings {
  const channels = new Map([
    ['CHELP', 'in'],
    ['GTRIAGE', present ? 'in' : 'out'],
    ['CNEWS', 'in'],
  ] as const);
  return {
    channels,
    people,
    unknownIds: [],
    present: new Map(present ? [['GTRIAGE', present]] : []),
    presentBefore: new Map(),
    ...more,
  };
}

const apply = (deps: Deps, findings: Findings) => deps.db.$transaction((tx) => takeOver(tx, deps, 'T1', findings));

it('gives rights to the staff in the triage channel, and to nobody else in it', async () => {
  const deps = await aDeskOf(['UANA', 'UBEN']);

  const report = await apply(deps, found([aPerson('UANA'), aPerson('UBEN')], ['UANA', 'UMAYA', 'UBOT']));

  expect(await roleAt(deps.db, 'T1', 'main', 'UANA')).toBe('staff');
  expect(await roleAt(deps.db, 'T1', 'main', 'UBEN')).toBeNull();
  expect(await roleAt(deps.db, 'T1', 'main', 'UMAYA')).toBeNull();
  expect(report.desks).toMatchObject([{ staffIds: ['UANA', 'UBEN'], absentIds: ['UBEN'] }]);
});

it('knows that cards of open requests are still in an earlier triage channel', async () => {
  const deps = await aDeskOf(['UANA']);
  const ticket = { workspaceId: 'T1', deskId: 'main', requesterId: 'UMAYA', channelId: 'CHELP', openedAt: deps.now() };
  const cardsIn = { 1: 'GOLD', 2: 'GTRIAGE', 3: 'GOLDEST' };
  for (const [id, channelId] of Object.entries(cardsIn)) {
    const ts = `177244560${id}.000100`;
    const state = id === '3' ? 'closed' : 'open';
    await deps.db.ticket.create({ data: { ...ticket, id: Number(id), ts, threadTs: ts, lastJoinedTs: ts, state } });
    await deps.db.ownedMessage.create({ data: { workspaceId: 'T1', key: `card:${id}`, channelId, ts } });
  }

  const report = await apply(deps, found([aPerson('UANA')], ['UANA']));

  expect(report.desks).toMatchObject([{ earlierChannelIds: ['GOLD'] }]);
});

it('takes away the rights of who left while nobody was looking', async () => {
  const deps = await aDeskOf(['UANA']);
  await apply(deps, found([aPerson('UANA')], ['UANA']));

  await apply(deps, found([aPerson('UANA')], [], { presentBefore: new Map([['main', ['UANA']]]) }));

  expect(await roleAt(deps.db, 'T1', 'main', 'UANA')).toBeNull();
});

it('counts nobody as present in a channel the bot cannot look into, and calls nobody absent from it', async () => {
  const deps = await aDeskOf(['UANA']);
  await apply(deps, found([aPerson('UANA')], ['UANA']));

  const report = await apply(deps, found([aPerson('UANA')], null));

  expect(await roleAt(deps.db, 'T1', 'main', 'UANA')).toBeNull();
  expect(report.desks).toMatchObject([{ absentIds: [] }]);
});

it.each<[string, Partial<Person>, string]>([
  ['a bot', { kind: 'bot' }, 'bot'],
  ['a guest', { kind: 'guest' }, 'guest'],
  ['somebody of another workspace', { kind: 'stranger' }, 'stranger'],
  ['somebody deactivated', { isDeactivated: true }, 'deactivated'],
])('never keeps %s as staff', async (_name, more, why) => {
  const deps = await aDeskOf(['UANA', 'UEVE']);

  const report = await apply(deps, found([aPerson('UANA'), aPerson('UEVE', more)], ['UANA', 'UEVE']));

  expect((await placesOf(deps.db, 'T1')).desks).toMatchObject([{ staffIds: ['UANA'] }]);
  expect(report.removed).toEqual([{ memberId: 'UEVE', why }]);
});

it('never keeps somebody Slack does not know', async () => {
  const deps = await aDeskOf(['UANA', 'UGONE']);

  const report = await apply(deps, found([aPerson('UANA')], ['UANA'], { unknownIds: ['UGONE'] }));

  expect(report.removed).toEqual([{ memberId: 'UGONE', why: 'unknown' }]);
  expect(report.desks).toMatchObject([{ staffIds: ['UANA'] }]);
});

it('gives no rights in a channel that stopped being the triage channel while it looked', async () => {
  const deps = await aDeskOf(['UANA']);
  const findings = found([aPerson('UANA')], ['UANA']);
  await saveSettings(deps, 'T1', 'UADA', someSettings({ triageChannelId: 'GOTHER', staffIds: ['UANA'], leadIds: [] }));

  await apply(deps, findings);

  expect(await roleAt(deps.db, 'T1', 'main', 'UANA')).toBeNull();
});

it('gives no rights to somebody named while it looked, before it knows who they are', async () => {
  const deps = await aDeskOf(['UANA']);
  const findings = found([aPerson('UANA')], ['UANA', 'UGUEST']);
  await saveSettings(deps, 'T1', 'UADA', someSettings({ staffIds: ['UANA', 'UGUEST'], leadIds: [] }));

  await apply(deps, findings);

  expect(await roleAt(deps.db, 'T1', 'main', 'UGUEST')).toBeNull();
});

it('lets stand what happened while it looked: who came in has rights, who left has none', async () => {
  const deps = await aDeskOf(['UANA', 'UBEN']);
  await notePresence(deps.db, 'T1', { channelId: 'GTRIAGE', memberId: 'UBEN', isPresent: true, ts: '1.000000' });
  const seen = found([aPerson('UANA'), aPerson('UBEN')], ['UBEN'], { presentBefore: new Map([['main', ['UBEN']]]) });
  await notePresence(deps.db, 'T1', { channelId: 'GTRIAGE', memberId: 'UANA', isPresent: true, ts: '2.000000' });
  await notePresence(deps.db, 'T1', { channelId: 'GTRIAGE', memberId: 'UBEN', isPresent: false, ts: '3.000000' });

  await apply(deps, seen);

  expect(await roleAt(deps.db, 'T1', 'main', 'UANA')).toBe('staff');
  expect(await roleAt(deps.db, 'T1', 'main', 'UBEN')).toBeNull();
});

it('remembers who the staff are, so that Slack need not be asked again', async () => {
  const deps = await aDeskOf(['UANA']);

  await apply(deps, found([aPerson('UANA', { displayName: 'Ana', timeZone: 'Europe/Madrid' })], ['UANA']));

  expect(await deps.db.member.findFirst({ where: { id: 'UANA' } })).toMatchObject({
    displayName: 'Ana',
    timeZone: 'Europe/Madrid',
  });
});
