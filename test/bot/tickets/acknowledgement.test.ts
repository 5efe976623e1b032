import { describe, expect, it } from 'vitest';
import { acknowledgement, talkMessage } from '#bot/tickets/acknowledgement.ts';
import { ANA, aTicketView } from '#test/support/factories.ts';
import { objectionsTo } from '#test/support/valid-blocks.ts';
import { ALL_STATES } from './renderings.ts';

describe('the acknowledgement', () => {
  it.each(ALL_STATES.slice(0, 6))('speaks of the number in the thread: %o', (ticket) => {
    const said = acknowledgement(aTicketView({ ticket }));

    expect(said?.text).toContain('*#12*');
    expect(said?.threadTs).toBe('1772445600.000100');
  });

  it('says what happens next, and when somebody is there', () => {
    const said = acknowledgement(aTicketView());

    expect(said?.text).toContain('will answer here in this thread');
    expect(said?.text).toContain('Mon–Fri 09:00–17:00');
  });

  it('shows three problems that many have, and counts the others', () => {
    const problem = (ticketId: number) => ({ ticketId, text: '<'.repeat(190) + ticketId });
    const said = acknowledgement(aTicketView({ knownProblems: Array.from({ length: 40 }, (_, index) => problem(100 + index)) }));

    expect(said && objectionsTo(said)).toEqual([]);
    expect(said?.text.match(/:warning:/g)).toHaveLength(4);
    expect(said?.text).toContain('and 37 more that we know of');
    expect(acknowledgement(aTicketView({ knownProblems: [problem(100)] }))?.text).not.toContain('more that we know of');
  });

  it.each(ALL_STATES.slice(6))('is not there for what is no request: %o', (ticket) => {
    expect(acknowledgement(aTicketView({ ticket }))).toBeNull();
  });

  it('never says ticket to a member', () => {
    const said = ALL_STATES.map((ticket) => acknowledgement(aTicketView({ ticket }))?.text ?? '').join(' ');

    expect(said.toLowerCase()).not.toContain('ticket');
  });
});

describe('the root of a talk in a direct message', () => {
  const talk = (ticket: object) =>
    talkMessage(aTicketView({ ticket: { talksInDm: true, ...ticket } }), { said: [], names: new Map() });

  it('of what was written down and undone says that nobody works on it, and where to ask', () => {
    const logged = talk({ state: 'dismissed', via: 'log', loggedById: ANA, contactBy: 'phone' });

    expect(logged.text).toContain('Request *#12* is off our list, so nobody works on it.');
    expect(logged.text).not.toContain('closed');
    expect(objectionsTo(logged)).toEqual([]);
  });

  it('of a merged one says with which it goes on', () => {
    expect(talk({ state: 'merged', mergedIntoId: 4 }).text).toContain('Your request *#12* goes on together with *#4*.');
  });
});
