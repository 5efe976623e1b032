import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../state.ts';
import type { Workspace } from '../workspace.ts';
import { call, startBot, startCooperative } from './listening-bot.ts';

let slack: Workspace;
let bot: Awaited<ReturnType<typeof startBot>>;
beforeEach(async () => {
  slack = await startCooperative();
  bot = await startBot();
  slack.connect(bot.url);
});
afterEach(async () => {
  await slack.stop();
  await bot.stop();
});

const cardOf = async (user: string) => (await call(slack, 'users.info', { user, include_locale: true })).user as Json;
const listed = async (args: Json = {}) => (await call(slack, 'users.list', args)).members as Json[];

describe('guests', () => {
  it('are marked as Slack marks them: the single-channel ones by both words', async () => {
    slack.addPerson({ id: 'UGUS', name: 'gus', isGuest: true });
    slack.addPerson({ id: 'USIA', name: 'sia', isSingleChannelGuest: true });

    expect(await cardOf('UANA')).toMatchObject({ is_restricted: false, is_ultra_restricted: false });
    expect(await cardOf('UGUS')).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
    expect(await cardOf('USIA')).toMatchObject({ is_restricted: true, is_ultra_restricted: true });
  });

  it('come into a channel only by invitation, and single-channel guests into one', async () => {
    slack.addPerson({ id: 'USIA', name: 'sia', isSingleChannelGuest: true });
    slack.addChannel({ id: 'CTWO', name: 'two', members: ['UANA', slack.botUserId] });

    await expect(slack.join('USIA', 'CHELP')).rejects.toThrow('has to be invited');
    await slack.join('USIA', 'CHELP', 'UANA');
    await expect(slack.join('USIA', 'CTWO', 'UANA')).rejects.toThrow('in a channel already');

    expect(slack.members('CHELP')).toContain('USIA');
    expect(bot.events('member_joined_channel')).toMatchObject([{ user: 'USIA', inviter: 'UANA' }]);
  });
});

describe('strangers of Slack Connect', () => {
  beforeEach(() => {
    slack.addStranger({ id: 'UZOE', name: 'zoe', email: 'zoe@example.net', isAdmin: true, channels: ['CHELP'] });
  });

  it('write in the shared channel, and the event says whose installation it is for and where they are from', async () => {
    await slack.post('UZOE', 'CHELP', 'hello');
    await slack.post('UANA', 'CHELP', 'hello back');

    const [theirs, ours] = bot.heard.map(({ payload }) => payload);
    expect(theirs).toMatchObject({
      team_id: 'T9999',
      context_team_id: 'T0001',
      is_ext_shared_channel: true,
      authorizations: [{ team_id: 'T0001', user_id: 'UBOT' }],
      event: { user: 'UZOE', user_team: 'T9999', source_team: 'T9999', user_profile: { display_name: 'zoe', team: 'T9999' } },
    });
    expect(ours).toMatchObject({ team_id: 'T0001', is_ext_shared_channel: true });
    expect(ours?.event).not.toHaveProperty('user_team');
  });

  it('are known by little: no address, no rights, another team', async () => {
    const card = await cardOf('UZOE');

    expect(card).toMatchObject({ team_id: 'T9999', real_name: 'zoe', is_stranger: false });
    for (const field of ['is_admin', 'is_restricted', 'tz', 'locale']) expect(card).not.toHaveProperty(field);
    expect(card.profile).not.toHaveProperty('email');
    expect((await call(slack, 'conversations.info', { channel: 'CHELP' })).channel).toMatchObject({ is_ext_shared: true });
  });

  it('are listed and told of while they share a channel with the bot, and not otherwise', async () => {
    slack.addChannel({ id: 'COTHER', name: 'other', members: ['UANA'] });
    slack.addStranger({ id: 'UYAN', name: 'yan', channels: ['COTHER'] });

    await slack.changePerson('UZOE', { realName: 'Zoe Novak' });
    await slack.changePerson('UYAN', { realName: 'Yan Li' });

    expect((await listed()).map(({ id }) => id)).toEqual(['UBOT', 'UANA', 'UBEN', 'UZOE']);
    expect(await cardOf('UYAN')).toMatchObject({ is_stranger: true });
    expect(bot.events('user_change').map(({ user }) => (user as Json).id)).toEqual(['UZOE']);
    expect(bot.heard[0]?.payload).toMatchObject({ team_id: 'T0001' });
  });

  it('can have a DM with the bot and fill in its forms, which come from their workspace', async () => {
    const { channel } = await call(slack, 'conversations.open', { users: 'UZOE' });
    await call(slack, 'chat.postMessage', { channel: 'UZOE', text: 'hello' });
    await slack.post('UZOE', slack.botUserId, 'hello back');
    const message = await slack.post('UANA', 'CHELP', 'look');
    await slack.shortcut('UZOE', 'make_ticket', { channel: 'CHELP', ts: message.ts });
    const { trigger_id } = bot.heard.at(-1)!.payload;
    const view = { type: 'modal', title: { type: 'plain_text', text: 'Form' }, submit: { type: 'plain_text', text: 'Send' } };
    await call(slack, 'views.open', { trigger_id, view: { ...view, blocks: [{ type: 'divider' }] } });

    await slack.submit('UZOE', String(slack.views('UZOE')[0]!.id));

    expect(slack.messages(String((channel as Json).id)).map(({ text }) => text)).toEqual(['hello', 'hello back']);
    expect(bot.heard.at(-1)?.payload).toMatchObject({
      type: 'view_submission',
      user: { id: 'UZOE', team_id: 'T9999' },
      team: { id: 'T9999' },
      view: { team_id: 'T9999', app_installed_team_id: 'T0001' },
    });
  });

  it('do not see the app elsewhere', async () => {
    await expect(slack.shortcut('UZOE', 'new_ticket')).rejects.toThrow('does not have the app');
    await expect(slack.openHome('UZOE')).rejects.toThrow('does not have the app');
    slack.addChannel({ id: 'CTWO', name: 'two', members: ['UANA', slack.botUserId] });
    await expect(slack.command('UZOE', 'CTWO', '/triage')).rejects.toThrow('not in CTWO');
  });
});

describe('coming, changing, going', () => {
  it('tells of a new person and of a changed language with the whole card', async () => {
    const { id } = await slack.welcome({ name: 'eva', email: 'eva@example.org', locale: 'es-ES' });
    await slack.changePerson(id, { locale: 'en-GB', name: 'evita' });

    expect(bot.events('team_join')).toMatchObject([{ user: { id, locale: 'es-ES', profile: { email: 'eva@example.org' } } }]);
    expect(bot.events('user_change')).toMatchObject([{ user: { id, locale: 'en-GB', profile: { display_name: 'evita' } } }]);
  });

  it('ends an account: told, out of the channels, its forms gone, and nothing can be done with it', async () => {
    const message = await slack.post('UBEN', 'CHELP', 'hello');

    await slack.deactivate('UBEN');

    const [change] = bot.events('user_change');
    expect(change?.user).toMatchObject({ id: 'UBEN', deleted: true });
    expect(change?.user).not.toHaveProperty('is_admin');
    expect((await call(slack, 'conversations.members', { channel: 'CHELP' })).members).toEqual(['UANA', 'UBOT']);
    expect(await call(slack, 'conversations.open', { users: 'UBEN' })).toEqual({ ok: false, error: 'user_disabled' });
    const acts = [
      () => slack.post('UBEN', 'CHELP', 'still here?'),
      () => slack.react('UBEN', 'CHELP', message.ts, 'eyes'),
      () => slack.remove('UBEN', 'CHELP', message.ts),
      () => slack.command('UBEN', 'CHELP', '/triage'),
      () => slack.shortcut('UBEN', 'new_ticket'),
      () => slack.openHome('UBEN'),
      async () => slack.uploadFile('UBEN', 'a.txt', 'a'),
    ];
    for (const act of acts) await expect(act()).rejects.toThrow('deactivated');
  });
});

describe('users.list', () => {
  it('comes in pages, with languages where asked and addresses where allowed', async () => {
    const first = await call(slack, 'users.list', { limit: 2, include_locale: true });
    const { next_cursor: cursor } = first.response_metadata as Json;
    const second = await call(slack, 'users.list', { limit: 2, cursor });

    expect((first.members as Json[]).map(({ id, locale }) => [id, locale])).toEqual([
      ['UBOT', 'en-US'],
      ['UANA', 'en-US'],
    ]);
    expect((second.members as Json[]).map(({ id, locale }) => [id, locale])).toEqual([['UBEN', undefined]]);
    expect(second.response_metadata).toEqual({ next_cursor: '' });
    expect((first.members as Json[])[1]?.profile).toMatchObject({ email: 'ana@example.org' });
    expect(await call(slack, 'users.list', { cursor: 'bm9uc2Vuc2U=' })).toEqual({ ok: false, error: 'invalid_cursor' });
  });

  it('keeps addresses back from an app without users:read.email', async () => {
    const shy = await startCooperative({ scopes: ['users:read'] });

    const { members } = await call(shy, 'users.list');
    await shy.stop();

    expect((members as Json[]).map(({ profile }) => (profile as Json).email)).toEqual([undefined, undefined, undefined]);
  });
});

it('opens a DM with a person once, and with no bot and nobody unknown', async () => {
  const first = await call(slack, 'conversations.open', { users: 'UANA' });
  const second = await call(slack, 'conversations.open', { users: 'UANA', return_im: true });

  expect(first).toEqual({ ok: true, channel: { id: slack.directChannel('UANA') } });
  expect(second).toMatchObject({ already_open: true, no_op: true, channel: { is_im: true, user: 'UANA' } });
  expect(await call(slack, 'conversations.open', { users: 'UBOT' })).toEqual({ ok: false, error: 'cannot_dm_bot' });
  expect(await call(slack, 'conversations.open', { users: 'UNONE' })).toEqual({ ok: false, error: 'user_not_found' });
});
