import { describe, expect, it } from 'vitest';
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
import { acknowledgement, resolveModal, staffReply, threadCopy, ticketCard } from '#bot/tickets/blocks.ts';
import { ANA, aTicketView, MAYA } from '#test/support/factories.ts';
import { objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';

const ALL_STATES = [
  {},
  { state: 'claimed', ownerId: ANA },
  { state: 'waiting', waitingOn: 'member', ownerId: ANA },
  { state: 'waiting', waitingOn: 'other', waitingFor: 'the bank', ownerId: ANA },
  { state: 'resolved', ownerId: ANA, outcome: 'solved', topic: 'billing', resolvedAt: new Date('2026-03-03T10:00:00Z') },
  { state: 'closed', ownerId: ANA, outcome: 'solved', topic: 'billing' },
  { state: 'dismissed' },
  { state: 'merged', mergedIntoId: 4 },
];
const ENDING = [SOLVE_TICKET, RESOLVE_TICKET, DISMISS_TICKET, MORE_MOVES];

/** Everything in a rendering that is the member's own or the bot's markup, as one text. */
const all = (rendering: unknown) => JSON.stringify(rendering);

function buttonsOf(rendering: { blocks?: unknown[] }): string[] {
  const actions = (rendering.blocks ?? []) as { type: string; elements?: { action_id: string; value: string }[] }[];
  return actions
    .filter(({ type }) => type === 'actions')
    .flatMap(({ elements = [] }) => elements.map((element) => element.action_id));
}

/** What a person reads in rich text. */
function plainOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(plainOf).join('');
  const { elements, text, url } = value as { elements?: unknown; text?: string; url?: string };
  return elements ? plainOf(elements) : (text ?? url ?? '');
}

function quotesOf(value: unknown): string[] {
  return [...all(value).matchAll(/"rich_text_quote","elements":\[\{"type":"text","text":("(?:[^"\\]|\\.)*")/g)].map(([, text]) =>
    JSON.parse(text ?? '""'),
  );
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

  it('says what it follows up', () => {
    expect(all(ticketCard(aTicketView({ ticket: { linkedToId: 3 } })))).toContain('follows up #3');
  });
});

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

  it.each(ALL_STATES.slice(6))('is not there for what is no request: %o', (ticket) => {
    expect(acknowledgement(aTicketView({ ticket }))).toBeNull();
  });

  it('never says ticket to a member', () => {
    const said = ALL_STATES.map((ticket) => acknowledgement(aTicketView({ ticket }))?.text ?? '').join(' ');

    expect(said.toLowerCase()).not.toContain('ticket');
  });
});

describe("a staff member's answer", () => {
  it('is said under their name, and says that they are staff', () => {
    const said = staffReply('Ana', 'Try again now.');

    expect(said.text).toBe('*Ana (staff):* Try again now.');
    expect(plainOf(said.blocks)).toBe('Ana (staff): Try again now.');
  });

  it.each(['a', '&', '<', '😀', 'e\u0301', '\n', '&amp;'])('of 3,000 characters "%s" is taken by Slack', (part) => {
    const text = part.repeat(3000).slice(0, 3000).toWellFormed();

    expect(objectionsTo(staffReply('Ana', text))).toEqual([]);
  });

  it('is shown as it was typed, to the last letter', () => {
    const text = 'Überraschung & <Ärger> *fett* '.repeat(95).trim();

    expect(plainOf(staffReply('Ana', text).blocks)).toBe(`Ana (staff): ${text}`);
  });

  it('keeps an address that staff paste clickable, and nothing but addresses', () => {
    const said = staffReply('Ana', 'See https://coop.example/help?a=1&b=2, or javascript:alert(1) <https://bank.example|here>');

    const links = [...all(said.blocks).matchAll(/"type":"link","url":"([^"]*)"/g)].map(([, url]) => url);
    expect(links[0]).toBe('https://coop.example/help?a=1&b=2');
    expect(links.join()).not.toContain('javascript');
    expect(all(said.blocks)).not.toContain('"text":"here"');
  });
});

describe('the copy under the card', () => {
  const copy = {
    authorId: MAYA,
    role: 'requester',
    text: 'It is the one of May',
    files: [],
    names: new Map(),
    isDeleted: false,
    isEdited: false,
    link: 'https://coop.slack.com/archives/C0HELP/p1',
  };

  it('says who wrote what, with a link, under the card', () => {
    const shown = threadCopy(copy, '1772445601.000001');

    expect(shown.threadTs).toBe('1772445601.000001');
    expect(shown.text).toBe(`<@${MAYA}>: It is the one of May`);
    expect(quotesOf(shown)).toEqual(['It is the one of May']);
  });

  it("says when it is another member's, edited or deleted", () => {
    expect(all(threadCopy({ ...copy, role: 'member' }, '1'))).toContain('(another member)');
    expect(all(threadCopy({ ...copy, isEdited: true }, '1'))).toContain('(edited)');
    expect(all(threadCopy({ ...copy, isDeleted: true, text: null }, '1'))).toContain('(deleted)');
  });
});

describe('files and people in a copy', () => {
  const copy = { authorId: MAYA, role: 'requester', isDeleted: false, isEdited: false, link: 'https://coop.slack.com/x' };
  const files = [{ name: 'screenshot <1>.png', url: 'https://coop.slack.com/files/1' }];

  it('shows a screenshot that was sent without words, as a link', () => {
    const shown = threadCopy({ ...copy, text: '', files, names: new Map() }, '1');

    expect(shown.text).toBe(`<@${MAYA}>: screenshot &lt;1&gt;.png`);
    expect(all(shown)).toContain('<https://coop.slack.com/files/1|screenshot &lt;1&gt;.png>');
    expect(all(shown)).not.toContain('(no text)');
    expect(objectionsTo(shown)).toEqual([]);
  });

  it('says that there is no text only when there is nothing else either', () => {
    expect(quotesOf(threadCopy({ ...copy, text: '', files: [], names: new Map() }, '1'))).toEqual(['(no text)']);
  });

  it('names people who are mentioned, and shows nobody’s id', () => {
    const shown = threadCopy({ ...copy, text: '<@U1> told me, not <@U2>', files: [], names: new Map([['U1', 'Tom']]) }, '1');

    expect(quotesOf(shown)).toEqual(['@Tom told me, not @somebody']);
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
