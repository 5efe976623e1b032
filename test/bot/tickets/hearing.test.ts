import { describe, expect, it } from 'vitest';
import { hearDeletion, hearEdit } from '#bot/tickets/hearing.ts';
import { claimTicket, dismissTicket, resolveTicket } from '#bot/tickets/tickets.ts';
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
  TOM,
  TRIAGE,
  tsAt,
  WORKSPACE,
} from '#test/support/factories.ts';

const at = (seconds: number) => new Date(MONDAY_TEN.getTime() + seconds * 1000);
const SOLVED = { outcome: 'solved' as const, topic: 'billing' };

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

describe('joining', () => {
  const cases: { title: string; tickets: number; talk: (desk: OpenDesk) => Promise<unknown> }[] = [
    {
      title: 'takes the next message of the author',
      tickets: 1,
      talk: (desk) => desk.say(MAYA, 'I mean the one of May', { at: at(40) }),
    },
    {
      title: 'takes one exactly five minutes later',
      tickets: 1,
      talk: (desk) => desk.say(MAYA, 'I mean the one of May', { ts: '1772445900.000100' }),
    },
    {
      title: 'does not take one a blink after five minutes',
      tickets: 2,
      talk: (desk) => desk.say(MAYA, 'I mean the one of May', { ts: '1772445900.000101' }),
    },
    {
      title: 'counts the five minutes from the last one that joined',
      tickets: 1,
      talk: async (desk) => {
        await desk.say(MAYA, 'I mean the one of May', { at: at(280) });
        await desk.say(MAYA, 'and that of June', { at: at(560) });
      },
    },
    {
      title: 'ends when another member writes in between',
      tickets: 3,
      talk: async (desk) => {
        await desk.say(TOM, 'My badge is broken', { at: at(20) });
        await desk.say(MAYA, 'I mean the one of May', { at: at(40) });
      },
    },
    {
      title: 'ends when another member greets in between',
      tickets: 2,
      talk: async (desk) => {
        await desk.say(TOM, 'Good morning', { at: at(20) });
        await desk.say(MAYA, 'I mean the one of May', { at: at(40) });
      },
    },
    {
      title: 'ends when staff write in between',
      tickets: 2,
      talk: async (desk) => {
        await desk.say(ANA, 'We are closed tomorrow', { at: at(20) });
        await desk.say(MAYA, 'I mean the one of May', { at: at(40) });
      },
    },
    {
      title: 'goes on over what bots post and over who comes and goes',
      tickets: 1,
      talk: async (desk) => {
        await desk.say('U0APP', 'Build failed', { at: at(20), isHuman: false });
        await desk.say(TOM, 'Tom has joined the channel', { at: at(25), isHuman: false });
        await desk.say(MAYA, 'I mean the one of May', { at: at(40) });
      },
    },
    {
      title: 'goes on over answers in threads',
      tickets: 1,
      talk: async (desk) => {
        await desk.say(TOM, 'I have that too', { at: at(20), threadTs: '1772445600.000100' });
        await desk.say(MAYA, 'I mean the one of May', { at: at(40) });
      },
    },
    { title: 'is not for others', tickets: 2, talk: (desk) => desk.say(TOM, 'Mine is missing too', { at: at(40) }) },
    {
      title: 'does not go into a ticket that was no request',
      tickets: 2,
      talk: async (desk) => {
        await dismissTicket(desk.deps, by(ANA));
        await desk.say(MAYA, 'I mean the one of May', { at: at(40) });
      },
    },
  ];

  it.each(cases)('$title', async ({ talk, tickets }) => {
    const desk = await openDesk();
    await desk.say(MAYA, 'Where is my invoice?', { ts: '1772445600.000100' });

    await talk(desk);

    expect(await desk.db.ticket.count()).toBe(tickets);
  });

  it('is recorded and shows on the card', async () => {
    const desk = await openDesk();
    await desk.say(MAYA, 'Where is my invoice?');
    await desk.deps.pool.query('delete from graphile_worker._private_jobs');

    const ts = await desk.say(MAYA, 'I mean the one of May', { at: at(40) });

    expect(await desk.kinds()).toEqual(['opened', 'joined']);
    expect(await row(desk, ts)).toMatchObject({ standing: 'joined', ticketId: 1, text: 'I mean the one of May' });
    expect((await desk.jobs()).map(({ key }) => key)).toContain(`sync:${WORKSPACE}:card:1`);
  });

  it('a ticket that was just resolved reopens it, so that the question is not lost', async () => {
    const desk = await openDesk();
    await desk.say(MAYA, 'Where is my invoice?');
    await resolveTicket(desk.deps, by(ANA), SOLVED);

    await desk.say(MAYA, 'That is the wrong one, please look again', { at: at(100) });

    expect(await desk.ticket()).toMatchObject({ state: 'claimed', ownerId: ANA });
    expect(await desk.kinds()).toContain('reopened');
  });

  it('thanks do not reopen a ticket that was just resolved', async () => {
    const desk = await openDesk();
    await desk.say(MAYA, 'Where is my invoice?');
    await resolveTicket(desk.deps, by(ANA), SOLVED);

    await desk.say(MAYA, 'thank you!!', { at: at(100) });

    expect(await desk.ticket()).toMatchObject({ state: 'resolved' });
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
