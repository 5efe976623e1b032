import { describe, expect, it } from 'vitest';
import { acknowledgement } from '#bot/tickets/acknowledgement.ts';
import {
  CLAIM_TICKET,
  DISMISS_TICKET,
  MORE_MOVES,
  REOPEN_TICKET,
  REPLY_TO_MEMBER,
  RESOLVE_TICKET,
  SOLVE_TICKET,
  UNDO_STEP,
} from '#bot/tickets/action-ids.ts';
import { resolveModal, ticketCard } from '#bot/tickets/blocks.ts';
import { ANA, aTicketView, MAYA } from '#test/support/factories.ts';
import { objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';
import { ALL_STATES, all, quotesOf } from './renderings.ts';

const ENDING = [SOLVE_TICKET, RESOLVE_TICKET, DISMISS_TICKET, MORE_MOVES];

function buttonsOf(rendering: { blocks?: unknown[] }): string[] {
  const actions = (rendering.blocks ?? []) as { type: string; elements?: { action_id: string; value: string }[] }[];
  return actions
    .filter(({ type }) => type === 'actions')
    .flatMap(({ elements = [] }) => elements.map((element) => element.action_id));
}

describe('the card', () => {
  it.each([
    ['open', {}, false, [CLAIM_TICKET, REPLY_TO_MEMBER, ...ENDING]],
    ['claimed', { state: 'claimed', ownerId: ANA }, false, [REPLY_TO_MEMBER, ...ENDING]],
    ['claimed a moment ago', { state: 'claimed', ownerId: ANA }, true, [REPLY_TO_MEMBER, ...ENDING, UNDO_STEP]],
    ['waiting', { state: 'waiting', waitingOn: 'member', ownerId: ANA }, false, [REPLY_TO_MEMBER, ...ENDING]],
    ['resolved', { state: 'resolved', ownerId: ANA, outcome: 'solved' }, true, [REPLY_TO_MEMBER, REOPEN_TICKET, UNDO_STEP]],
    ['closed', { state: 'closed', ownerId: ANA, outcome: 'solved' }, false, []],
    ['dismissed', { state: 'dismissed' }, true, [UNDO_STEP]],
    ['dismissed long ago', { state: 'dismissed' }, false, []],
    ['merged', { state: 'merged', mergedIntoId: 3 }, true, [UNDO_STEP]],
  ])('when %s has exactly the buttons that do something now', (_when, ticket, canUndo, buttons) => {
    expect(buttonsOf(ticketCard(aTicketView({ ticket, canUndo })))).toEqual(buttons);
  });

  it('carries nothing in its buttons but the number', () => {
    const card = ticketCard(aTicketView({ canUndo: true }));

    expect(new Set([...all(card).matchAll(/"value":"([^"]*)"/g)].map(([, value]) => value))).toEqual(new Set(['12']));
  });

  it('says who asked, what, where to read it, in what state it is and whose it is', () => {
    const card = ticketCard(aTicketView({ ticket: { state: 'claimed', ownerId: ANA } }));

    expect(all(card)).toContain(`*#12* · <@${MAYA}>`);
    expect(quotesOf(card)).toEqual(['How do I reset my password?']);
    expect(all(card)).toContain(`<@${ANA}> is looking after it`);
    expect(all(card)).toContain('https://coop.slack.com/archives/C0HELP/p1772445600000100');
    expect(card.text).toContain('How do I reset my password?');
  });

  it('tells the age by the reader’s own clock, so that time alone changes nothing', () => {
    expect(all(ticketCard(aTicketView()))).toMatch(/asked <!date\^1772445600\^/);
  });

  it('offers the usual topic with one press', () => {
    expect(all(ticketCard(aTicketView({ ticket: { suggestedTopic: 'billing' } })))).toContain('Solved · billing');
    expect(all(ticketCard(aTicketView({ ticket: { suggestedTopic: 'no longer a topic' } })))).toContain('Solved · other');
  });

  it('shows everything that joined, in order, and what was deleted as deleted', () => {
    const request = [
      { text: 'Where is my invoice?', deletedAt: null },
      { text: null, deletedAt: new Date() },
      { text: 'of &lt;May&gt;', deletedAt: null },
    ];

    expect(quotesOf(ticketCard(aTicketView({ request })))).toEqual(['Where is my invoice?\n(deleted by the member)\nof <May>']);
  });

  it('cuts a long text and links to the rest', () => {
    const card = ticketCard(aTicketView({ request: [{ text: 'word '.repeat(1000), deletedAt: null }] }));

    expect([...(quotesOf(card)[0] ?? '')].length).toBeLessThanOrEqual(1500);
    expect(quotesOf(card)[0]).toMatch(/…$/);
    expect(all(card)).toContain('|Read it all>');
  });

  it('shows a message without words, and files as links', () => {
    const files = [
      { name: 'a|b <c>.png', url: 'https://coop.slack.com/files/1' },
      { name: 'x', url: 'javascript:alert(1)' },
    ];

    const card = ticketCard(aTicketView({ request: [{ text: '', deletedAt: null }], files }));

    expect(quotesOf(card)).toEqual(['(no text)']);
    expect(all(card)).toContain('<https://coop.slack.com/files/1|a¦b &lt;c&gt;.png>');
    expect(all(card)).not.toContain('javascript:');
  });

  it.each([1, 10, 40])('is taken by Slack with %i files with long names', (count) => {
    const files = Array.from({ length: count }, (_, index) => ({
      name: `${index}${'n'.repeat(100)}.png`,
      url: `https://coop.slack.com/files/U0MAYA/F${index}/${'n'.repeat(100)}`,
    }));

    expect(objectionsTo(ticketCard(aTicketView({ files })))).toEqual([]);
  });

  it('names people who are mentioned, when we know them', () => {
    const view = aTicketView({ request: [{ text: 'Ask <@U1> or <@U2>', deletedAt: null }], names: new Map([['U1', 'Tom']]) });

    expect(quotesOf(ticketCard(view))).toEqual(['Ask @Tom or @somebody']);
  });

  it('holds some of what was merged into it and linked to it, and how many more there are', () => {
    const ids = (count: number) => Array.from({ length: count }, (_, index) => 100 + index);
    const card = ticketCard(aTicketView({ mergedHere: ids(600), links: ids(600) }));

    expect(all(card)).toContain('#114 and 585 more were merged into this');
    expect(all(card)).toContain('#114 and 585 more');
    expect(objectionsTo(card)).toEqual([]);
    expect(all(ticketCard(aTicketView({ mergedHere: [4, 5] })))).toContain('#4, #5 were merged into this');
  });

  it('says who else has its known problem, and that nobody has yet', () => {
    const ticket = { problem: 'The till is down.', problemSince: new Date('2026-03-02T11:00:00Z') };

    expect(all(ticketCard(aTicketView({ ticket })))).toContain('*known problem*: nobody else has it yet');
    expect(all(ticketCard(aTicketView({ ticket, parts: 1, sameHere: 2 })))).toContain(
      '*known problem*: 1 more request, 2 say “same here”',
    );
  });

  it('says what it follows up', () => {
    expect(all(ticketCard(aTicketView({ ticket: { linkedToId: 3 } })))).toContain('follows up #3');
  });
});

describe('the forms', () => {
  it('know their ticket by number only', () => {
    expect(resolveModal(aTicketView()).private_metadata).toBe('12');
  });

  it('are taken by Slack, with topics of any length', () => {
    const topics = ['b'.repeat(75), 'billing', 'c'.repeat(140)];

    expect(
      objectionsToView(resolveModal(aTicketView({ topics, ticket: { suggestedTopic: 'billing', id: 2_147_483_647 } }))),
    ).toEqual([]);
  });

  it('do not let anybody choose stale, which only the clock says', () => {
    expect(all(resolveModal(aTicketView()))).not.toContain('stale');
  });
});

describe('every rendering', () => {
  it.each(ALL_STATES)('has its text and is taken by Slack: %o', (ticket) => {
    const view = aTicketView({ ticket, canUndo: true });

    expect(objectionsTo(ticketCard(view))).toEqual([]);
    const said = acknowledgement(view);
    expect(said ? objectionsTo(said) : []).toEqual([]);
  });
});
