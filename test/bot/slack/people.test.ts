import { describe, expect, it } from 'vitest';
import { planReadings, readPeopleSoon } from '#bot/members/reading.ts';
import { readPerson } from '#bot/slack/people.ts';
import { startCooperative } from '#test/support/cooperative.ts';

const MAYA = {
  id: 'U1',
  team_id: 'T1',
  name: 'maya',
  deleted: false,
  is_bot: false,
  is_admin: false,
  tz: 'America/Denver',
  locale: 'es-LA',
  profile: { display_name: 'Maya', real_name: 'Maya Lopez', email: 'Maya@Maple.coop' },
};

describe('a person as Slack describes them', () => {
  it('has a name, an e-mail in small letters, and a language of two letters', () => {
    expect(readPerson(MAYA, 'T1')).toEqual({
      id: 'U1',
      displayName: 'Maya',
      kind: 'member',
      isAdmin: false,
      timeZone: 'America/Denver',
      language: 'es',
      isDeactivated: false,
      email: 'maya@maple.coop',
    });
  });

  it('comes with the time at which Slack last changed it, if Slack tells', () => {
    expect(readPerson({ ...MAYA, updated: 1_700_000_000 }, 'T1')?.updatedAt).toEqual(new Date('2023-11-14T22:13:20Z'));
    for (const updated of [undefined, null, 0, -1, 'x', 1e300])
      expect(readPerson({ ...MAYA, updated }, 'T1')).not.toHaveProperty('updatedAt');
  });

  it.each([
    ['a bot', { is_bot: true }, { kind: 'bot' }],
    ['Slackbot, which does not say so', { id: 'USLACKBOT' }, { kind: 'bot' }],
    ['a guest', { is_restricted: true }, { kind: 'guest' }],
    ['a guest of one channel', { is_ultra_restricted: true }, { kind: 'guest' }],
    ['a stranger', { is_stranger: true }, { kind: 'stranger' }],
    ['somebody of another workspace', { team_id: 'T2' }, { kind: 'stranger' }],
    ['an owner', { is_owner: true }, { isAdmin: true }],
    ['somebody deactivated', { deleted: true }, { isDeactivated: true }],
    ['somebody with no name to show', { profile: { real_name: 'Maya Lopez' } }, { displayName: 'Maya Lopez' }],
    ['somebody without any name', { name: '', profile: null }, { displayName: 'Somebody' }],
    ['somebody whose language Slack does not tell', { locale: undefined }, { language: null }],
    [
      'somebody with odd facts',
      { tz: 7, locale: {}, deleted: 'no', profile: 'x' },
      { timeZone: null, language: null, displayName: 'maya' },
    ],
  ])('may be %s', (_name, changes, expected) => {
    expect(readPerson({ ...MAYA, ...changes }, 'T1')).toMatchObject(expected);
  });

  it.each([undefined, null, 7, 'U1', {}, { id: 7 }, { id: '' }, { id: 'U'.repeat(200) }])('is not %j', (user) => {
    expect(readPerson(user, 'T1')).toBeUndefined();
  });
});

async function largeCooperative(count: number) {
  const coop = await startCooperative();
  for (let index = 0; index < count; index += 1) {
    coop.slack.addPerson({ name: `p${index}`, email: `p${index}@maple.coop`, locale: index % 2 ? 'es-ES' : 'en-US' });
  }
  coop.slack.addPerson({ name: 'robot', isBot: true });
  await coop.db.organisation.create({ data: { workspaceId: coop.workspaceId, id: 'maple', name: 'Maple' } });
  await coop.db.organisationDomain.create({
    data: { workspaceId: coop.workspaceId, domain: 'maple.coop', organisationId: 'maple' },
  });
  const [bot] = coop.bots;
  if (!bot) throw new Error('no bot');
  return {
    ...coop,
    read: async () => {
      await planReadings(bot.deps);
      await coop.quiet();
    },
    lists: () => coop.slack.ledger.calls('users.list'),
    readAt: async () => (await coop.db.workspace.findFirstOrThrow()).peopleReadAt,
    deps: bot.deps,
  };
}

describe('everybody in a workspace', () => {
  it('is read once, page by page, and belongs where their e-mail says', async () => {
    const { db, read, lists, readAt } = await largeCooperative(450);

    await read();
    await read();

    expect(lists()).toHaveLength(3);
    expect(lists().map(({ args }) => args.limit)).toEqual(lists().map(() => lists()[0]?.args.limit));
    expect(await readAt()).not.toBeNull();
    expect(await db.member.count({ where: { organisationId: 'maple', belongsBy: 'domain' } })).toBe(450);
    expect(await db.member.count({ where: { language: 'es', languageBy: 'slack' } })).toBe(225);
    expect(await db.member.findFirst({ where: { displayName: 'robot' } })).toMatchObject({ kind: 'bot', organisationId: null });
  });

  it('goes on being read where it was when Slack says that this was too much', async () => {
    const { db, read, lists, slack, readAt, quiet, deps, workspaceId } = await largeCooperative(250);
    slack.faults.next('users.list', 'slow:1');
    slack.faults.next('users.list', '429:1');

    await read();
    const between = { read: await readAt(), known: await db.member.count({ where: { organisationId: 'maple' } }) };
    await readPeopleSoon(db, deps, workspaceId);
    await expect.poll(readAt, { timeout: 10_000 }).not.toBeNull();
    await quiet();

    expect(between.read).toBeNull();
    expect(between.known).toBeGreaterThan(150);
    expect(await db.member.count({ where: { organisationId: 'maple' } })).toBe(250);
    expect(lists().filter(({ args }) => !args.cursor)).toHaveLength(1);
  });

  it('is not read before the bot is set up, and is read when it has been', async () => {
    const { db, slack, workspaceId, bots, quiet } = await startCooperative({ isSetUp: false });
    const [bot] = bots;
    if (!bot) throw new Error('no bot');

    await planReadings(bot.deps);
    await quiet();
    const before = slack.ledger.calls('users.list').length;
    await db.workspace.update({ where: { id: workspaceId }, data: { setUpAt: bot.deps.now() } });
    await planReadings(bot.deps);
    await quiet();

    expect(before).toBe(0);
    expect(slack.ledger.calls('users.list')).toHaveLength(1);
  });
});

it('everybody is read again where the bot could not see any e-mail the first time', async () => {
  const { slack, db, bots, quiet } = await startCooperative();
  const [bot] = bots;
  if (!bot) throw new Error('no bot');
  await planReadings(bot.deps);
  await quiet();
  await db.member.updateMany({ data: { email: null } });

  await planReadings(bot.deps);
  await quiet();

  expect(slack.ledger.calls('users.list')).toHaveLength(2);
  expect(await db.member.count({ where: { email: { not: null } } })).toBe(6);
});

it('who comes and who changes is known at once', async () => {
  const { slack, db, quiet } = await startCooperative();

  const zoe = await slack.welcome({ name: 'zoe', email: 'zoe@maple.coop', locale: 'es-ES', tz: 'Europe/Madrid' });
  await quiet();
  const member = () => db.member.findFirst({ where: { id: zoe.id } });
  const came = await member();
  await slack.changePerson(zoe.id, { name: 'zoe l.', email: 'zoe@oak.coop', isGuest: true, isAdmin: true, locale: 'en-GB' });
  await quiet();
  const changed = await member();
  await slack.changePerson(zoe.id, { isDeleted: true });
  await quiet();

  expect(came).toMatchObject({
    displayName: 'zoe',
    kind: 'member',
    email: 'zoe@maple.coop',
    language: 'es',
    timeZone: 'Europe/Madrid',
    deactivatedAt: null,
  });
  expect(changed).toMatchObject({ displayName: 'zoe l.', kind: 'guest', isAdmin: true, email: 'zoe@oak.coop', language: 'en' });
  expect((await member())?.deactivatedAt).not.toBeNull();
});
