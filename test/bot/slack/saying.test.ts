import { describe, expect, it } from 'vitest';
import { saySoon } from '#bot/slack/outbox.ts';
import { sayWaiting } from '#bot/slack/saying.ts';
import { openOutbox } from '#test/support/posting.ts';

async function outbox(options: { pacing?: boolean } = {}) {
  const box = await openOutbox(options);
  const { channel, posting, workspaceId, db } = box;
  return {
    ...box,
    say: (text: string, more: { key?: string; kind?: string; channelId?: string; threadTs?: string; underKey?: string } = {}) => {
      const { kind = 'text', key = text.slice(0, 40), channelId = channel, ...place } = more;
      return db.$transaction((tx) => saySoon(tx, posting, workspaceId, { key, channelId, content: { kind, text }, ...place }));
    },
    speak: (channelId = channel) => sayWaiting(posting, { workspaceId, channelId }),
    waiting: () => db.saidMessage.findMany({ where: { sentAt: null }, orderBy: { id: 'asc' } }),
  };
}

describe('what is said once', () => {
  it('is said in the order in which it was asked for, each once', async () => {
    const { say, speak, texts, jobs } = await outbox();
    for (const text of ['one', 'two', 'three']) await say(text);
    await say('one');

    await speak();
    await speak();

    expect(texts()).toEqual(['one', 'two', 'three']);
    expect((await jobs()).filter(({ key }) => key.startsWith('say:'))).toHaveLength(1);
  });

  it('is said once by several at the same time, still in order', async () => {
    const { say, slack, speak, texts } = await outbox();
    for (const text of ['one', 'two', 'three']) await say(text);

    await Promise.all([speak(), speak(), speak()]);

    expect(texts()).toEqual(['one', 'two', 'three']);
    expect(slack.duplicates()).toEqual([]);
  });

  it('is forgotten once it was said', async () => {
    const { say, speak, db } = await outbox();
    await say('my password is 12345');

    await speak();

    expect(JSON.stringify(await db.saidMessage.findMany({ select: { content: true } }))).not.toContain('12345');
  });

  it('is left unsaid when it need not be said any more, and holds up nothing', async () => {
    const box = await outbox();
    const { say, texts, waiting } = box;
    const moot = { render: async () => 'nothing' as const };
    await say('too late', { kind: 'moot' });
    await say('one');

    await sayWaiting(
      { ...box.posting, voices: { ...box.posting.voices, moot } },
      { workspaceId: box.workspaceId, channelId: box.channel },
    );

    expect(texts()).toEqual(['one']);
    expect(await waiting()).toMatchObject([{ withdrawnAt: expect.any(Date), content: { kind: 'moot' } }]);
  });

  it('11: is found after a crash between posting and recording, and not said again', async () => {
    const { say, slack, speak, texts, calls } = await outbox();
    await say('one');
    await say('two');
    slack.faults.next('chat.postMessage', 'accept-then-drop');
    await expect(speak()).rejects.toThrow('saying one');

    await speak();

    expect(texts()).toEqual(['one', 'two']);
    expect(calls('chat.postMessage')).toBe(2);
  });

  it('waits while Slack is down and holds its place', async () => {
    const { say, slack, speak, texts, waiting } = await outbox();
    await say('one');
    await say('two');
    slack.faults.next('chat.postMessage', '500');
    await expect(speak()).rejects.toThrow('saying one');
    const during = (await waiting()).length;

    await speak();

    expect(during).toBe(2);
    expect(texts()).toEqual(['one', 'two']);
  });

  it('13: when Slack refuses it for good it is set aside and holds nobody up', async () => {
    const { say, speak, texts, waiting, jobs } = await outbox();
    await say('one');
    await say('x'.repeat(50_000), { key: 'too long' });
    await say('three');

    await speak();

    expect(texts()).toEqual(['one', 'three']);
    expect(await waiting()).toMatchObject([
      { key: 'too long', parkedAt: expect.any(Date), problem: expect.stringContaining('msg_too_long') },
    ]);
    expect((await jobs()).map(({ task_identifier }) => task_identifier)).toContain('announce-parked');
  });

  it('13: what always fails for another reason is set aside after its tries', async () => {
    const { say, speak, texts, waiting } = await outbox();
    await say('?', { kind: 'nobody knows' });
    await say('two');

    for (let tries = 0; tries < 20 && texts().length === 0; tries += 1) await speak().catch(() => undefined);

    expect(texts()).toEqual(['two']);
    expect(await waiting()).toMatchObject([{ parkedAt: expect.any(Date) }]);
  });

  it('is not set aside because the token was bad for a moment', async () => {
    const { say, slack, speak, texts, waiting } = await outbox();
    await say('one');
    await slack.uninstall();

    await speak().catch(() => undefined);

    expect(texts()).toEqual([]);
    expect(await waiting()).toMatchObject([{ parkedAt: null }]);
  });

  it('10: a 429 puts everything in the channel off until its time, without spending a try', async () => {
    const { say, slack, speak, texts, time, waiting, jobs } = await outbox();
    await say('one');
    await say('two');
    slack.faults.limit('chat.postMessage', 30);
    await speak();
    const calls = slack.ledger.calls().length;
    await speak();

    const [put] = (await jobs()).filter(({ key }) => key.startsWith('say:'));
    const early = { calls: slack.ledger.calls().length - calls, attempts: (await waiting())[0]?.attempts };
    time.now = new Date(time.now.getTime() + 30_001);
    await speak();

    expect(early).toEqual({ calls: 0, attempts: 0 });
    expect(put?.attempts).toBe(0);
    expect(texts()).toEqual(['one', 'two']);
  });

  it('is spread by a second each when posts are paced', async () => {
    const { say, speak, texts, time } = await outbox({ pacing: true });
    for (const text of ['one', 'two', 'three']) await say(text);
    const shown: number[] = [];

    for (let second = 0; second < 3; second += 1) {
      await speak();
      shown.push(texts().length);
      time.now = new Date(time.now.getTime() + 1000);
    }

    expect(shown).toEqual([1, 2, 3]);
  });

  it('goes to a person in the direct message with them, which is opened once', async () => {
    const { say, slack, speak, db, workspaceId, calls } = await outbox();
    const { id } = slack.addPerson({ name: 'maya' });
    await db.member.create({ data: { workspaceId, id, displayName: 'Maya' } });
    await say('one', { channelId: id });
    await say('two', { channelId: id });

    await speak(id);

    expect(slack.messages(slack.directChannel(id)).map(({ text }) => text)).toEqual(['one', 'two']);
    expect(calls('conversations.open')).toBe(1);
  });

  it('under a message that is not there yet waits for it and lets the others pass', async () => {
    const { say, slack, channel, speak, texts, db, workspaceId } = await outbox();
    await say('under', { underKey: 'card:1' });
    await say('one');
    await speak();
    const [root] = slack.messages(channel);
    await db.ownedMessage.create({ data: { workspaceId, key: 'card:1', channelId: channel, ts: root?.ts ?? null } });

    await speak();

    expect(texts()).toEqual(['one']);
    expect(slack.messages(channel, { threadTs: root?.ts ?? '' }).map(({ text }) => text)).toEqual(['one', 'under']);
  });
});
