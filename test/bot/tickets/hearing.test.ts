import { describe, expect, it } from 'vitest';
import { hearDeletion, hearEdit } from '#bot/tickets/corrections.ts';
import { claimTicket } from '#bot/tickets/tickets.ts';
import {
  ANA,
  by,
  HELP,
  MAYA,
  MINUTE,
  MONDAY_TEN,
  minutesAfter,
  type OpenDesk,
  openDesk,
  TRIAGE,
  tsAt,
  WORKSPACE,
} from '#test/support/factories.ts';

const at = (seconds: number) => new Date(MONDAY_TEN.getTime() + seconds * 1000);
function edit(desk: OpenDesk, ts: string, text: string, seconds = 60, threadTs: string | null = null, authorId = MAYA) {
  const editedTs = `${Math.floor(at(seconds).getTime() / 1000)}.000000`;
  return hearEdit(desk.deps, { workspaceId: WORKSPACE, channelId: HELP, ts, threadTs, authorId, text, files: [], editedTs });
}

function remove(desk: OpenDesk, ts: string, threadTs: string | null = null) {
  return hearDeletion(desk.deps, { workspaceId: WORKSPACE, channelId: HELP, ts, threadTs, authorId: MAYA, at: at(90) });
}

const row = ({ db }: OpenDesk, ts: string) =>
  db.channelMessage.findUnique({ where: { workspaceId_channelId_ts: { workspaceId: WORKSPACE, channelId: HELP, ts } } });

describe('a message of a help channel', () => {
  it('opens one ticket however often it is heard, also at once', async () => {
    const desk = await openDesk();
    const ts = tsAt(MONDAY_TEN);

    await Promise.all(Array.from({ length: 8 }, () => desk.say(MAYA, 'Where is my invoice?', { ts })));

    expect(await desk.db.ticket.count()).toBe(1);
    expect(await desk.kinds()).toEqual(['opened']);
    expect(await desk.ticket()).toMatchObject({
      requesterId: MAYA,
      channelId: HELP,
      ts,
      threadTs: ts,
      state: 'open',
      openedAt: MONDAY_TEN,
    });
  });

  it('gets its number from its workspace, without gaps or repeats', async () => {
    const desk = await openDesk();

    await Promise.all(
      Array.from({ length: 12 }, (_, index) => desk.say(`U0M${index}`, 'Where is my invoice?', { at: at(index) })),
    );

    const numbers = (await desk.db.ticket.findMany()).map(({ id }) => id).toSorted((one, other) => one - other);
    expect(numbers).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });

  it.each([
    ['staff', 'Please use the form from today on', ANA, true],
    ['smallTalk', 'thank you all!', MAYA, true],
    ['noise', 'Maya has joined the channel', MAYA, false],
  ])('that is %s opens nothing, and only the reason is kept', async (reason, text, author, isHuman) => {
    const desk = await openDesk();

    const ts = await desk.say(author, text, { isHuman });

    expect(await desk.db.ticket.count()).toBe(0);
    expect(await row(desk, ts)).toMatchObject({ standing: 'ignored', reason, text: null, files: [] });
  });

  it('of a channel the bot does not look after is not kept at all', async () => {
    const desk = await openDesk();

    await desk.say(MAYA, 'Where is my invoice?', { channelId: 'C0OTHER' });
    await desk.say(MAYA, 'Where is my invoice?', { channelId: TRIAGE });

    expect(await desk.db.channelMessage.count()).toBe(0);
  });

  it('keeps files as links', async () => {
    const desk = await openDesk();
    const files = [{ name: 'screen.png', url: 'https://coop.slack.com/files/1' }];

    const ts = await desk.say(MAYA, '', { files });

    expect(await row(desk, ts)).toMatchObject({ standing: 'request', files });
  });
});

describe('an edit', () => {
  it('reaches the stored text, the history and the card', async () => {
    const desk = await openDesk();
    const ts = await desk.say(MAYA, 'Where is my invoise?');
    await desk.deps.pool.query('delete from graphile_worker._private_jobs');

    await edit(desk, ts, 'Where is my invoice?');

    expect(await row(desk, ts)).toMatchObject({ text: 'Where is my invoice?' });
    expect(await desk.kinds()).toEqual(['opened', 'edited']);
    expect((await desk.jobs()).map(({ key }) => key)).toContain(`sync:${WORKSPACE}:card:1`);
  });

  it('counts once, and an older one that comes late changes nothing', async () => {
    const desk = await openDesk();
    const ts = await desk.say(MAYA, 'one');

    await edit(desk, ts, 'three', 60);
    await edit(desk, ts, 'three', 60);
    await edit(desk, ts, 'two', 30);

    expect(await row(desk, ts)).toMatchObject({ text: 'three' });
    expect(await desk.kinds()).toEqual(['opened', 'edited']);
  });

  it('turns a greeting into a request', async () => {
    const desk = await openDesk();
    const ts = await desk.say(MAYA, 'hello');

    await edit(desk, ts, 'hello, where is my invoice?');

    expect(await desk.ticket()).toMatchObject({ ts, state: 'open' });
    expect(await row(desk, ts)).toMatchObject({ standing: 'request', text: 'hello, where is my invoice?' });
  });

  it('of a greeting leaves the newest words, also when an older edit comes late', async () => {
    const desk = await openDesk();
    const ts = await desk.say(MAYA, 'hello');

    await edit(desk, ts, 'where is my invoice of May?', 60);
    await edit(desk, ts, 'where is my invoice?', 30);

    expect(await row(desk, ts)).toMatchObject({ text: 'where is my invoice of May?' });
  });

  it('of a greeting into another greeting opens nothing', async () => {
    const desk = await openDesk();
    const ts = await desk.say(MAYA, 'hello');

    await edit(desk, ts, 'hello everyone');

    expect(await desk.db.ticket.count()).toBe(0);
    expect(await row(desk, ts)).toMatchObject({ standing: 'ignored', reason: 'smallTalk', text: null });
  });

  it('of what staff posted keeps no words', async () => {
    const desk = await openDesk();
    const ts = await desk.say(ANA, 'We are closed');

    await edit(desk, ts, 'We are closed tomorrow', 60, null, ANA);

    expect(await row(desk, ts)).toMatchObject({ standing: 'ignored', text: null });
  });
});

describe('a deletion', () => {
  it('takes the words and files away everywhere, and the ticket stays', async () => {
    const desk = await openDesk();
    const ts = await desk.say(MAYA, 'my password is 12345', { files: [{ name: 'a', url: 'https://x/a' }] });
    await desk.deps.pool.query('delete from graphile_worker._private_jobs');

    await remove(desk, ts);
    await remove(desk, ts);

    expect(await row(desk, ts)).toMatchObject({ text: null, files: [], standing: 'request' });
    expect(await desk.kinds()).toEqual(['opened', 'deleted']);
    expect(await desk.ticket()).toMatchObject({ state: 'open' });
    expect((await desk.jobs()).map(({ key }) => key)).toContain(`sync:${WORKSPACE}:card:1`);
  });

  it('that comes before its message leaves neither its words nor its files', async () => {
    const desk = await openDesk();
    const ts = tsAt(MONDAY_TEN);

    await remove(desk, ts);
    await desk.say(MAYA, 'my password is 12345', { ts, files: [{ name: 'a', url: 'https://x/a' }] });

    expect(await row(desk, ts)).toMatchObject({ text: null, files: [], standing: 'request' });
  });

  it('of one of two joined messages leaves the other', async () => {
    const desk = await openDesk();
    const first = await desk.say(MAYA, 'my password is 12345');
    const second = await desk.say(MAYA, 'can you reset it?', { at: at(MINUTE / 1000) });

    await remove(desk, first);

    expect(await row(desk, second)).toMatchObject({ text: 'can you reset it?' });
  });
});

describe('a note under the card', () => {
  it('is kept with the ticket and seen by nobody else', async () => {
    const desk = await openDesk();
    await desk.say(MAYA, 'Where is my invoice?');
    const key = { workspaceId: WORKSPACE, key: 'card:1', channelId: TRIAGE, ts: '1772445601.000001' };
    await desk.db.ownedMessage.create({ data: key });
    await claimTicket(desk.deps, by(ANA));

    await desk.say(ANA, 'She asked last year too', { channelId: TRIAGE, threadTs: key.ts, at: minutesAfter(MONDAY_TEN, 2) });

    expect(await desk.kinds()).toEqual(['opened', 'claimed', 'noted']);
    expect(await desk.ticket()).toMatchObject({ firstReplyAt: null });
    expect(await desk.db.saidMessage.count()).toBe(0);
  });
});
