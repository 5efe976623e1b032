import { describe, expect, it } from 'vitest';
import { bringMessage, syncMessage } from '#bot/slack/posting.ts';
import { openOutbox } from '#test/support/posting.ts';

const KEY = 'note:1';

async function outboxWithNote(options: { pacing?: boolean } = {}) {
  const outbox = await openOutbox(options);
  outbox.shows.set('1', { text: 'first' });
  const payload = { workspaceId: outbox.workspaceId, key: KEY, channelId: outbox.channel };
  return { ...outbox, sync: (key = KEY) => syncMessage(outbox.posting, { ...payload, key }) };
}

describe('an owned message', () => {
  it('is posted once, with its mark, and nothing in it unfolds', async () => {
    const { slack, channel, sync, texts, workspaceId } = await outboxWithNote();

    await sync();

    expect(texts()).toEqual(['first']);
    expect(slack.messages(channel)[0]?.metadata).toMatchObject({ event_payload: { key: `${workspaceId}:${KEY}` } });
    expect(slack.ledger.calls('chat.postMessage')[0]?.args).toMatchObject({
      unfurl_links: expect.anything(),
      unfurl_media: expect.anything(),
    });
    expect(
      slack.ledger.calls('chat.postMessage').map(({ args }) => [String(args.unfurl_links), String(args.unfurl_media)]),
    ).toEqual([['false', 'false']]);
  });

  it('costs no call when it shows what Slack has already', async () => {
    const { slack, sync } = await outboxWithNote();
    await sync();
    slack.ledger.clear();

    await sync();

    expect(slack.ledger.countByMethod()).toEqual({});
  });

  it('is updated in place when it shows something else', async () => {
    const { shows, sync, texts, calls } = await outboxWithNote();
    await sync();
    shows.set('1', { text: 'second' });

    await sync();

    expect(texts()).toEqual(['second']);
    expect([calls('chat.postMessage'), calls('chat.update')]).toEqual([1, 1]);
  });

  it('loses its blocks when it has none any more', async () => {
    const { slack, channel, shows, sync } = await outboxWithNote();
    shows.set('1', { text: 'first', blocks: [{ type: 'divider' }] });
    await sync();
    shows.set('1', { text: 'second' });

    await sync();

    expect(JSON.stringify(slack.messages(channel)[0])).not.toContain('divider');
  });

  it('is deleted when it should not be there, and posted again when it should', async () => {
    const { shows, sync, texts } = await outboxWithNote();
    await sync();
    shows.set('1', 'nothing');
    await sync();
    await sync();
    const gone = texts();
    shows.set('1', { text: 'back' });

    await sync();

    expect(gone).toEqual([]);
    expect(texts()).toEqual(['back']);
  });

  it('that never was there costs no call', async () => {
    const { shows, slack, sync } = await outboxWithNote();
    shows.set('1', 'nothing');

    await sync();

    expect(slack.ledger.countByMethod()).toEqual({});
  });

  it('is posted once by many at the same time', async () => {
    const { slack, sync, texts } = await outboxWithNote();

    await Promise.all(Array.from({ length: 6 }, () => sync()));

    expect(texts()).toEqual(['first']);
    expect(slack.duplicates()).toEqual([]);
  });

  it('that somebody deleted in Slack is posted anew', async () => {
    const { slack, channel, shows, sync, texts } = await outboxWithNote();
    await sync();
    const ts = slack.messages(channel)[0]?.ts ?? '';
    await fetchDelete(slack, channel, ts);
    shows.set('1', { text: 'second' });

    await sync();

    expect(texts()).toEqual(['second']);
  });

  it('of many goes to a person whose direct message is not known yet with one call, which tells where that is', async () => {
    const { slack, db, shows, posting, workspaceId } = await outboxWithNote();
    const { id } = slack.addPerson({ name: 'maya' });
    await db.member.create({ data: { workspaceId, id, displayName: 'Maya' } });
    const sync = () => bringMessage(posting, { workspaceId, key: KEY, channelId: id });

    await sync();
    shows.set('1', { text: 'second' });
    await sync();

    expect(slack.ledger.countByMethod()).toEqual({ 'chat.postMessage': 1, 'chat.update': 1 });
    expect(slack.messages(slack.directChannel(id)).map(({ text }) => text)).toEqual(['second']);
    expect(await db.member.findFirst()).toMatchObject({ dmChannelId: slack.directChannel(id) });
  });

  it('to a person is found in their direct message after a crash, and not posted again', async () => {
    const { slack, db, posting, workspaceId } = await outboxWithNote();
    const { id } = slack.addPerson({ name: 'maya' });
    await db.member.create({ data: { workspaceId, id, displayName: 'Maya' } });
    slack.faults.next('chat.postMessage', 'accept-then-drop');
    const sync = () => syncMessage(posting, { workspaceId, key: KEY, channelId: id });

    await expect(sync()).rejects.toThrow();
    await sync();

    expect(slack.messages(slack.directChannel(id)).map(({ text }) => text)).toEqual(['first']);
    expect(slack.ledger.calls('chat.postMessage')).toHaveLength(1);
  });

  it('waits for what it hangs on, each time longer, without spending a try', async () => {
    const { db, shows, sync, jobs } = await outboxWithNote();
    shows.set('1', 'not yet');

    await sync();

    expect(await jobs()).toMatchObject([{ key: expect.stringContaining(KEY), attempts: 0 }]);
    expect(await db.ownedMessage.findFirst()).toMatchObject({ attempts: 0, ts: null });
  });
});

describe('people who are mentioned', () => {
  it('are met before it is posted, each once and never again', async () => {
    const { slack, db, shows, sync, texts, calls } = await outboxWithNote();
    const { id: tom } = slack.addPerson({ name: 'tom' });
    shows.set('1', { text: 'hello', unmet: [tom] });

    await sync();
    shows.set('1', { text: 'hello again', unmet: [tom] });
    await sync();

    expect(texts()).toEqual(['hello again']);
    expect([calls('users.info'), calls('chat.postMessage'), calls('chat.update'), calls('conversations.history')]).toEqual([
      1, 1, 1, 0,
    ]);
    expect(await db.member.findFirst({ where: { id: tom } })).toMatchObject({ displayName: 'tom' });
  });

  it('and are unknown to Slack hold nothing up, and are not asked for again', async () => {
    const { db, shows, sync, texts, calls } = await outboxWithNote();
    shows.set('1', { text: 'hello', unmet: ['U0NOBODY'] });
    shows.set('2', { text: 'hello you', unmet: ['U0NOBODY'] });

    await sync();
    await sync('note:2');

    expect(texts()).toEqual(['hello', 'hello you']);
    expect(calls('users.info')).toBe(1);
    expect(await db.member.findFirst()).toMatchObject({ displayName: 'somebody', isAdmin: false });
  });

  it('in a crowd are not all met', async () => {
    const { slack, shows, sync, calls } = await outboxWithNote();
    const crowd = Array.from({ length: 30 }, (_, index) => slack.addPerson({ name: `person${index}` }).id);
    shows.set('1', { text: 'hello all', unmet: crowd });

    await sync();

    expect([calls('users.info'), calls('chat.postMessage')]).toEqual([10, 1]);
  });

  it('while Slack limits such questions, are waited for without spending a try', async () => {
    const { slack, db, shows, sync, time, texts, jobs } = await outboxWithNote();
    const { id: tom } = slack.addPerson({ name: 'tom' });
    shows.set('1', { text: 'hello', unmet: [tom] });
    slack.faults.limit('users.info', 30);

    await sync();
    const early = texts();
    const put = await jobs();
    const row = await db.ownedMessage.findFirst();
    time.now = new Date(time.now.getTime() + 30_001);
    await sync();

    expect(early).toEqual([]);
    expect(put).toMatchObject([{ attempts: 0 }]);
    expect(row).toMatchObject({ attempts: 0 });
    expect(texts()).toEqual(['hello']);
  });
});

/** Deletes a message in Slack behind the bot's back. */
async function fetchDelete(
  slack: { url: string; botToken: string; ledger: { clear: () => void } },
  channel: string,
  ts: string,
): Promise<void> {
  const headers = { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' };
  await fetch(`${slack.url}chat.delete`, { method: 'POST', headers, body: JSON.stringify({ channel, ts }) });
  slack.ledger.clear();
}

describe('after a crash between posting and recording', () => {
  it('11: the message is found by its mark and not posted again', async () => {
    const { slack, sync, texts, calls } = await outboxWithNote();
    slack.faults.next('chat.postMessage', 'accept-then-drop');
    await expect(sync()).rejects.toThrow(`bringing ${KEY} to Slack`);

    await sync();

    expect(texts()).toEqual(['first']);
    expect(calls('chat.postMessage')).toBe(1);
    expect(slack.duplicates()).toEqual([]);
  });

  it('11: it is found in its thread too, and shows the newest words', async () => {
    const { slack, channel, shows, sync, db, workspaceId } = await outboxWithNote();
    await sync();
    const root = (await db.ownedMessage.findFirst({ where: { workspaceId } }))?.ts ?? '';
    shows.set('2', { text: 'reply', threadTs: root });
    slack.faults.next('chat.postMessage', 'accept-then-drop');
    await expect(sync('note:2')).rejects.toThrow();
    shows.set('2', { text: 'newer reply', threadTs: root });

    await sync('note:2');

    expect(slack.messages(channel, { threadTs: root }).map(({ text }) => text)).toEqual(['first', 'newer reply']);
  });

  it('11: one that was posted anew after somebody deleted it is found as well', async () => {
    const { slack, channel, shows, sync, texts } = await outboxWithNote();
    await sync();
    await fetchDelete(slack, channel, slack.messages(channel)[0]?.ts ?? '');
    shows.set('1', { text: 'second' });
    slack.faults.next('chat.postMessage', 'accept-then-drop');
    await expect(sync()).rejects.toThrow();

    await sync();

    expect(texts()).toEqual(['second']);
  });

  it.each(['500', 'reset'] as const)('11: what Slack did not take (%s) is posted at the next try', async (fault) => {
    const { slack, sync, texts } = await outboxWithNote();
    slack.faults.next('chat.postMessage', fault, 2);
    await expect(sync()).rejects.toThrow();
    await expect(sync()).rejects.toThrow();

    await sync();

    expect(texts()).toEqual(['first']);
  });
});

describe("Slack's limits", () => {
  it('10: a 429 is honoured by all, for exactly its method and time, without spending a try', async () => {
    const { slack, channel, sync, shows, time, texts, jobs, db } = await outboxWithNote();
    await sync();
    slack.faults.limit('chat.postMessage', 30);
    shows.set('2', { text: 'later' });
    await sync('note:2');
    slack.ledger.clear();
    shows.set('1', { text: 'an update goes on' });

    await sync('note:2');
    await sync('note:1');
    const [put] = await jobs();
    const early = slack.ledger.countByMethod();
    time.now = new Date(time.now.getTime() + 30_001);
    await sync('note:2');

    expect(early).toEqual({ 'chat.update': 1 });
    expect(put?.attempts).toBe(0);
    expect((put?.run_at.getTime() ?? 0) - time.now.getTime()).toBeGreaterThan(-1002);
    expect(texts()).toEqual(['an update goes on', 'later']);
    expect((await db.ownedMessage.findMany({ where: { channelId: channel } })).map(({ attempts }) => attempts)).toEqual([0, 0]);
  });

  it('posts in one channel are spread by a second each, in several they are not', async () => {
    const { slack, shows, sync, time, texts, posting, workspaceId } = await outboxWithNote({ pacing: true });
    const other = slack.addChannel({ name: 'other', members: [slack.botUserId] }).id;
    for (const id of ['2', '3', '9']) shows.set(id, { text: id });
    const all = async () => {
      for (const key of ['note:1', 'note:2', 'note:3']) await sync(key);
    };

    await all();
    await syncMessage(posting, { workspaceId, key: 'note:9', channelId: other });
    const atOnce = [texts().length, slack.messages(other).length];
    time.now = new Date(time.now.getTime() + 1000);
    await all();
    const afterOne = texts().length;
    time.now = new Date(time.now.getTime() + 1000);
    await all();

    expect(atOnce).toEqual([1, 1]);
    expect(afterOne).toBe(2);
    expect(texts()).toEqual(['first', '2', '3']);
  });
});
