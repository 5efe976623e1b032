import { describe, expect, it } from 'vitest';
import { type Person, rememberMember, rememberMembers } from '#bot/members/members.ts';
import { DAY, MAYA, MONDAY_TEN, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';
import { addOrganisation, aPerson } from './some-people.ts';

async function memory() {
  const { db } = await openDesk();
  await addOrganisation(db, 'Maple', ['maple.coop']);
  await addOrganisation(db, 'Oak', ['oak.coop']);
  await addOrganisation(db, 'Twig', ['twig.maple.coop']);
  return {
    db,
    remember: (changes: Partial<Person> = {}, at = MONDAY_TEN) => rememberMember(db, WORKSPACE, aPerson(changes), at),
    maya: () => db.member.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId: WORKSPACE, id: MAYA } } }),
  };
}

describe('what Slack says of a person', () => {
  it('is kept, and replaced by what it says later', async () => {
    const { remember, maya } = await memory();

    await remember();
    const before = await maya();
    await remember({
      displayName: 'Maya L.',
      kind: 'guest',
      isAdmin: true,
      timeZone: 'Europe/Madrid',
      language: 'es',
      email: 'maya@oak.coop',
    });

    expect(before).toMatchObject({
      displayName: 'Maya',
      language: 'en',
      languageBy: 'slack',
      organisationId: 'maple',
      belongsBy: 'domain',
    });
    expect(await maya()).toMatchObject({
      displayName: 'Maya L.',
      kind: 'guest',
      isAdmin: true,
      timeZone: 'Europe/Madrid',
      language: 'es',
      email: 'maya@oak.coop',
      organisationId: 'oak',
    });
  });

  it('takes nothing away that it does not mention', async () => {
    const { db, remember, maya } = await memory();
    await remember();
    await db.member.updateMany({ data: { dmChannelId: 'D1', homeOpenedAt: MONDAY_TEN, homeHash: 'x', role: 'Treasurer' } });

    await rememberMember(
      db,
      WORKSPACE,
      { id: MAYA, displayName: 'M', kind: 'member', isAdmin: false, timeZone: null, language: null, isDeactivated: false },
      MONDAY_TEN,
    );

    expect(await maya()).toMatchObject({
      displayName: 'M',
      email: 'maya@maple.coop',
      organisationId: 'maple',
      language: 'en',
      timeZone: 'America/Denver',
      dmChannelId: 'D1',
      homeOpenedAt: MONDAY_TEN,
      homeHash: 'x',
      role: 'Treasurer',
    });
  });

  it('is overruled by nothing older, in whatever order it comes', async () => {
    const { remember, maya } = await memory();
    const seconds = (count: number) => new Date(MONDAY_TEN.getTime() + count * 1000);
    await remember({ isAdmin: true, updatedAt: seconds(10) }, seconds(60));
    await remember({ kind: 'guest', isDeactivated: true, updatedAt: seconds(20) }, seconds(61));

    await remember({ isAdmin: true, updatedAt: seconds(10) }, seconds(62));
    const afterOlder = await maya();
    await remember({ kind: 'guest', updatedAt: seconds(20) }, seconds(63));
    const sameSecond = await maya();
    await remember({ kind: 'member' }, seconds(64));
    await remember({ kind: 'guest', updatedAt: seconds(63) }, seconds(65));

    expect(afterOlder).toMatchObject({ isAdmin: false, kind: 'guest', deactivatedAt: seconds(61), updatedAt: seconds(20) });
    expect(sameSecond).toMatchObject({ deactivatedAt: null });
    expect(await maya()).toMatchObject({ kind: 'member', updatedAt: seconds(64) });
  });

  it('counts as no later than now, so that nothing is shut out by a clock that is ahead', async () => {
    const { remember, maya } = await memory();
    await remember({ updatedAt: new Date(MONDAY_TEN.getTime() + DAY) });

    await remember({ displayName: 'Maya L.' });

    expect(await maya()).toMatchObject({ displayName: 'Maya L.' });
  });

  it('does not overrule the language somebody chose', async () => {
    const { db, remember, maya } = await memory();
    await remember();
    await db.member.updateMany({ data: { language: 'es', languageBy: 'chosen' } });

    await remember({ displayName: 'Maya L.', language: 'en' });

    expect(await maya()).toMatchObject({ displayName: 'Maya L.', language: 'es', languageBy: 'chosen' });
  });

  it.each([
    ['an organisation', 'oak'],
    ['none', null],
  ])('does not overrule %s that was set by hand', async (_name, organisationId) => {
    const { db, remember, maya } = await memory();
    await remember();
    await db.member.updateMany({ data: { organisationId, belongsBy: 'hand' } });

    await remember({ displayName: 'Maya L.', email: 'maya.l@maple.coop' });

    expect(await maya()).toMatchObject({ displayName: 'Maya L.', organisationId, belongsBy: 'hand' });
  });

  it('knows since when somebody is deactivated, and when they are back', async () => {
    const { remember, maya } = await memory();

    await remember({ isDeactivated: true });
    await remember({ isDeactivated: true, displayName: 'Maya (gone)' }, new Date(MONDAY_TEN.getTime() + DAY));
    const gone = await maya();
    await remember({}, new Date(MONDAY_TEN.getTime() + 2 * DAY));

    expect(gone.deactivatedAt).toEqual(MONDAY_TEN);
    expect((await maya()).deactivatedAt).toBeNull();
  });

  it('is written only where something is new', async () => {
    const { db, remember } = await memory();
    await remember();
    const version = () => db.$queryRaw`select xmin::text from member where id = ${MAYA}`;
    const before = await version();

    await remember();
    const same = await version();
    await remember({ timeZone: 'UTC' });

    expect(same).toEqual(before);
    expect(await version()).not.toEqual(before);
  });

  it('may be of many at once', async () => {
    const { db } = await memory();

    await rememberMembers(db, WORKSPACE, [aPerson(), aPerson({ id: TOM, email: 'tom@oak.coop', language: null })], MONDAY_TEN);
    await rememberMembers(db, WORKSPACE, [], MONDAY_TEN);

    const people = await db.member.findMany({ orderBy: { id: 'asc' } });
    expect(people).toMatchObject([
      { id: MAYA, organisationId: 'maple' },
      { id: TOM, organisationId: 'oak', language: null, languageBy: null },
    ]);
  });
});

describe('where somebody belongs', () => {
  it.each([
    ['the domain itself', { email: 'maya@maple.coop' }, 'maple'],
    ['a domain below it', { email: 'maya@mail.maple.coop' }, 'maple'],
    ['the nearest of several', { email: 'maya@eu.twig.maple.coop' }, 'twig'],
    ['not one that only ends alike', { email: 'maya@sugarmaple.coop' }, null],
    ['not one above all', { email: 'maya@coop' }, null],
    ['nowhere without an address', { email: 'nobody' }, null],
    ['a guest, too', { kind: 'guest' as const }, 'maple'],
    ['a stranger, too', { kind: 'stranger' as const }, 'maple'],
    ['never a bot', { kind: 'bot' as const }, null],
  ])('is found by %s', async (_name, changes, organisationId) => {
    const { remember, maya } = await memory();

    await remember(changes);

    expect(await maya()).toMatchObject({ organisationId, belongsBy: organisationId && 'domain' });
  });
});
