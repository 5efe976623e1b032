import { existsSync, readFileSync } from 'node:fs';
import { App } from '@slack/bolt';
import { Ajv } from 'ajv';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApp } from '#bot/app.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { sourceFiles, withoutComments } from '#test/support/source-files.ts';

type Manifest = {
  display_information: { name: string };
  features: {
    slash_commands: { command: string; url: string; usage_hint: string }[];
    app_home: Record<string, boolean>;
    shortcuts: { name: string; callback_id: string }[];
  };
  oauth_config: { scopes: { bot: string[] } };
  settings: {
    event_subscriptions: { request_url: string; bot_events: string[] };
    interactivity: { is_enabled: boolean; request_url: string; message_menu_options_url: string };
    org_deploy_enabled: boolean;
    socket_mode_enabled: boolean;
    token_rotation_enabled: boolean;
  };
};

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const manifest: Manifest = read('../../manifest.json');
const SCHEMA = '../../../shared/data/manifest-schema/';

const registered: Record<'event' | 'command' | 'action' | 'view' | 'shortcut' | 'options', string[]> = {
  event: [],
  command: [],
  action: [],
  view: [],
  shortcut: [],
  options: [],
};

/** What the running app listens to, read while it registers. */
beforeAll(() => {
  const spies = Object.keys(registered).map((kind) => {
    const name = kind as keyof typeof registered;
    return vi.spyOn(App.prototype, name).mockImplementation((constraint: unknown) => {
      registered[name].push(typeof constraint === 'string' ? constraint : JSON.stringify(constraint));
    });
  });
  const deps = { log: pino({ level: 'silent' }), now: () => new Date(0) } as unknown as SlackDeps;
  const receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined };
  createApp(deps, { receiver, inbox: { store: async () => undefined } });
  for (const spy of spies) spy.mockRestore();
});
afterAll(() => vi.restoreAllMocks());

/** The scope of each method the bot calls; `[a, b]` are needed for public and private channels alike. */
const SCOPES: Record<string, string[]> = {
  'auth.test': [],
  'chat.delete': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.members': ['channels:read', 'groups:read'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'files.uploadV2': ['files:write'],
  'usergroups.list': ['usergroups:read'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  // … and their e-mail addresses, by which people belong to an organisation.
  'users.list': ['users:read', 'users:read.email'],
  'views.open': [],
  'views.publish': [],
  'views.push': [],
  'views.update': [],
};
/** … and of each event it subscribes to, and of having commands at all. */
const EVENT_SCOPES: Record<string, string[]> = {
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  member_left_channel: ['channels:read', 'groups:read'],
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  'message.im': ['im:history'],
  'message.mpim': ['mpim:history'],
  reaction_added: ['reactions:read'],
  team_join: ['users:read'],
  user_change: ['users:read'],
};

describe('manifest.json', () => {
  const { features, settings, oauth_config } = manifest;

  it('has every command that the app answers, with a hint, and no other', () => {
    expect(features.slash_commands.map(({ command }) => command).toSorted()).toEqual([...new Set(registered.command)].toSorted());
    expect(features.slash_commands.filter(({ usage_hint }) => !usage_hint)).toEqual([]);
  });

  it('has every event that the app listens to, and no other', () => {
    const subscribed = new Set(settings.event_subscriptions.bot_events.map((event) => event.split('.')[0]));

    expect([...subscribed].toSorted()).toEqual([...new Set(registered.event)].toSorted());
    expect(settings.event_subscriptions.bot_events).toEqual(
      // A mention opens a request wherever it is written; what follows it must be heard there, too.
      expect.arrayContaining(['message.channels', 'message.groups', 'message.im', 'message.mpim']),
    );
  });

  it('has interactivity on, since there are buttons, forms and lists to type in', () => {
    expect(registered.action.length).toBeGreaterThan(0);
    expect(registered.view.length).toBeGreaterThan(0);
    expect(registered.options.length).toBeGreaterThan(0);
    expect(settings.interactivity).toMatchObject({ is_enabled: true, message_menu_options_url: expect.any(String) });
  });

  it('has every shortcut that the app answers, and no other', () => {
    expect(features.shortcuts.map(({ callback_id }) => callback_id).toSorted()).toEqual(registered.shortcut.toSorted());
    expect(features.shortcuts.filter(({ name }) => name.length > 24)).toEqual([]);
  });

  it('asks for exactly the scopes that its methods, events and commands need', () => {
    const code = sourceFiles('bot')
      .map(({ source }) => withoutComments(source))
      .join('\n');
    const called = [
      ...new Set(
        [
          ...code.matchAll(
            /\b(?:client|slack)\.((?:auth|bots|chat|conversations|files|pins|reactions|team|usergroups|users|views)(?:\.\w+){1,2})\(/g,
          ),
        ].map(([, method]) => method ?? ''),
      ),
    ];
    const needed = [
      ...called.flatMap((method) => SCOPES[method] ?? [`?${method}`]),
      ...settings.event_subscriptions.bot_events.flatMap((event) => EVENT_SCOPES[event] ?? [`?${event}`]),
      'commands',
    ];

    expect(called).toContain('chat.postMessage');
    expect(oauth_config.scopes.bot).toEqual([...new Set(needed)].toSorted());
  });

  it('sends everything to the one path at which the bot listens', () => {
    const urls = [
      ...features.slash_commands.map(({ url }) => url),
      settings.event_subscriptions.request_url,
      settings.interactivity.request_url,
      settings.interactivity.message_menu_options_url,
    ];

    expect(new Set(urls.map((url) => new URL(url).pathname))).toEqual(new Set(['/slack/events']));
    expect(new Set(urls).size).toBe(1);
  });

  it('is named Rochdale, lets members write to the bot, and turns on nothing that is not built', () => {
    expect(manifest.display_information.name).toBe('Rochdale');
    expect(features.app_home).toMatchObject({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    });
    expect(settings).toMatchObject({ org_deploy_enabled: false, socket_mode_enabled: false, token_rotation_enabled: false });
  });

  const isHere = existsSync(new URL(SCHEMA, import.meta.url));
  it.skipIf(!isHere)(`is valid by Slack's schema${isHere ? '' : ' (skipped: the schema is not on this machine)'}`, () => {
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });

    const isValid = ajv.validate(read(`${SCHEMA}schemas/manifest.schema.2.0.0.json`), manifest);

    expect(ajv.errors ?? []).toEqual([]);
    expect(isValid).toBe(true);
  });
});
