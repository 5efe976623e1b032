import { describe, expect, it } from 'vitest';
import { dismissTicket, resolveTicket } from '#bot/tickets/tickets.ts';
import { ANA, by, HELP, MAYA, MONDAY_TEN, type OpenDesk, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';

const at = (seconds: number) => new Date(MONDAY_TEN.getTime() + seconds * 1000);
const SOLVED = { outcome: 'solved' as const, topic: 'billing' };

const row = ({ db }: OpenDesk, ts: string) =>
  db.channelMessage.findUnique({ where: { workspaceId_channelId_ts: { workspaceId: WORKSPACE, channelId: HELP, ts } } });

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
