import { describe, expect, it } from 'vitest';
import { deletionIn, editIn, messageIn } from '#bot/tickets/message-events.ts';

const TS = '1772445600.000100';
const ROOT = '1772445500.000100';
const written = (changes: object = {}) => ({
  type: 'message',
  channel: 'C1',
  channel_type: 'channel',
  ts: TS,
  user: 'U1',
  text: 'Help',
  ...changes,
});
const changed = (message: object, changes: object = {}) => ({
  type: 'message',
  subtype: 'message_changed',
  channel: 'C1',
  channel_type: 'channel',
  ts: '1772445700.000100',
  message: { type: 'message', ts: TS, user: 'U1', text: 'Help me', edited: { user: 'U1', ts: '1772445699.000000' }, ...message },
  previous_message: { type: 'message', ts: TS, user: 'U1', text: 'Help' },
  ...changes,
});

describe('what somebody wrote', () => {
  it('is heard with who, where and when', () => {
    expect(messageIn('T1', written())).toEqual({
      workspaceId: 'T1',
      channelId: 'C1',
      ts: TS,
      threadTs: null,
      authorId: 'U1',
      isHuman: true,
      text: 'Help',
      files: [],
    });
  });

  it.each([
    ['me_message', {}, null],
    ['file_share', {}, null],
    ['thread_broadcast', { thread_ts: ROOT }, ROOT],
  ])('%s is a person writing', (subtype, more, threadTs) => {
    expect(messageIn('T1', written({ subtype, ...more }))).toMatchObject({ isHuman: true, threadTs });
  });

  it.each([
    'channel_join',
    'channel_leave',
    'group_join',
    'channel_topic',
    'channel_name',
    'channel_archive',
    'pinned_item',
    'bot_message',
    'reminder_add',
    'something_new',
  ])('%s is nobody writing', (subtype) => {
    expect(messageIn('T1', written({ subtype }))).toMatchObject({ isHuman: false });
  });

  it("is not a person's when a bot posted it", () => {
    expect(messageIn('T1', written({ bot_id: 'B1' }))).toMatchObject({ isHuman: false });
    expect(messageIn('T1', written({ user: undefined, bot_id: 'B1', subtype: 'bot_message' }))).toMatchObject({
      isHuman: false,
      authorId: null,
    });
  });

  it('is top-level when Slack names it as the root of its own thread', () => {
    expect(messageIn('T1', written({ thread_ts: TS }))?.threadTs).toBeNull();
    expect(messageIn('T1', written({ thread_ts: ROOT }))?.threadTs).toBe(ROOT);
  });

  it('keeps files as links, also of those Slack will not show', () => {
    const files = [
      { name: 'a.png', permalink: 'https://x.slack.com/a' },
      { id: 'F2', mode: 'tombstone' },
      { name: null, permalink: null },
    ];

    expect(messageIn('T1', written({ subtype: 'file_share', files }))?.files).toEqual([
      { name: 'a.png', url: 'https://x.slack.com/a' },
      { name: 'file', url: '' },
      { name: 'file', url: '' },
    ]);
  });

  it('is heard in direct messages, too', () => {
    expect(messageIn('T1', written({ channel: 'D1', channel_type: 'im' }))).toMatchObject({ channelId: 'D1', isHuman: true });
  });

  it.each([
    ['nothing', undefined],
    ['no ts', written({ ts: undefined })],
    ['a ts that is none', written({ ts: '12; drop table' })],
    ['a text that is an object', written({ text: { $gt: '' } })],
    ['a user that is a list', written({ user: ['U1'] })],
    ['a channel that is missing', written({ channel: undefined })],
  ])('is not made up from %s', (_what, event) => {
    expect(messageIn('T1', event)).toBeUndefined();
    expect(editIn('T1', event)).toBeUndefined();
    expect(deletionIn('T1', event)).toBeUndefined();
  });
});

describe('an edit', () => {
  it('is heard with its new words and its own time', () => {
    expect(editIn('T1', changed({ thread_ts: ROOT }))).toMatchObject({
      ts: TS,
      threadTs: ROOT,
      authorId: 'U1',
      text: 'Help me',
      editedTs: '1772445699.000000',
    });
    expect(messageIn('T1', changed({}))).toBeUndefined();
    expect(deletionIn('T1', changed({}))).toBeUndefined();
  });

  it("is not Slack's own unfolding of a link", () => {
    expect(editIn('T1', changed({ edited: undefined, attachments: [{}] }))).toBeUndefined();
  });

  it("is not a bot's", () => {
    expect(editIn('T1', changed({ bot_id: 'B1' }))).toBeUndefined();
    expect(editIn('T1', changed({ subtype: 'bot_message' }))).toBeUndefined();
  });

  it('of a file message, a me message or a broadcast is one too', () => {
    for (const subtype of ['file_share', 'me_message', 'thread_broadcast'])
      expect(editIn('T1', changed({ subtype }))).toBeDefined();
  });
});

describe('a deletion', () => {
  it('is known to be of what a bot posted', () => {
    const event = { type: 'message', subtype: 'message_deleted', channel: 'C1', ts: '1772445700.000000', deleted_ts: TS };

    expect(deletionIn('T1', { ...event, previous_message: { user: 'UBOT', bot_id: 'B1' } })).toMatchObject({ isByBot: true });
  });

  it('is heard when Slack removes a message', () => {
    const event = {
      type: 'message',
      subtype: 'message_deleted',
      channel: 'C1',
      ts: '1772445700.000100',
      deleted_ts: TS,
      previous_message: { user: 'U1', thread_ts: ROOT },
    };

    expect(deletionIn('T1', event)).toEqual({
      workspaceId: 'T1',
      channelId: 'C1',
      ts: TS,
      threadTs: ROOT,
      authorId: 'U1',
      isByBot: false,
      at: new Date(1_772_445_700_000),
    });
    expect(messageIn('T1', event)).toBeUndefined();
  });

  it('is heard when a message with replies becomes a tombstone', () => {
    const event = changed({ subtype: 'tombstone', user: 'USLACKBOT', text: 'This message was deleted.', edited: undefined });

    expect(deletionIn('T1', event)).toMatchObject({ ts: TS, threadTs: null, authorId: null });
    expect(editIn('T1', event)).toBeUndefined();
  });
});
