import { describe, expect, it } from 'vitest';
import { HANDLE_SEVERAL } from '#bot/tickets/action-ids.ts';
import {
  CLAIM_LINE,
  FIRST_PAGE,
  NEXT_PAGE,
  queueList,
  savedRepliesList,
  searchResults,
  shownTicket,
  triageHelp,
} from '#bot/triage/blocks.ts';
import { EXAMPLES } from '#bot/triage/commands.ts';
import type { Said } from '#bot/triage/story.ts';
import type { QueuePage, TicketLine } from '#bot/triage/triage.ts';
import { ANA, aTicket, aTicketView, MAYA } from '#test/support/factories.ts';
import { asSlackSends, HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { liveSequences, liveTexts, objectionsTo } from '#test/support/valid-blocks.ts';

const { desk } = aTicketView();
const line = (text: string | null, id = 12, more: Partial<TicketLine> = {}): TicketLine => ({
  ...aTicket({ id }),
  requesterName: 'Maya',
  organisation: null,
  isOverdue: false,
  text,
  ...more,
});
const page = (texts: (string | null)[], more: Partial<QueuePage> = {}): QueuePage => ({
  desk,
  filter: { deskId: 'main' },
  lines: texts.map((text, index) => line(text, index + 1)),
  names: new Map<string, string>(),
  open: texts.length,
  after: null,
  next: null,
  ...more,
});
const second = { rank: 3, id: 10 };
const buttonsIn = (answer: object) => [...JSON.stringify(answer).matchAll(/"action_id":"([^"]*)"/g)].map(([, id]) => id);
const pageButtons = (answer: object) => buttonsIn(answer).filter((id) => id === NEXT_PAGE || id === FIRST_PAGE);
const withScreenshot = (said: Said) => ({ ...said, files: [{ name: 'screen.png', url: 'https://coop.slack.com/files/1' }] });
const meant = new RegExp(String.raw`^<(@${MAYA}|@${ANA}|#C0HELP|!date\^\d+\^[^<>]*|https://coop\.slack\.com/[^<>]*)>$`);

describe('the list', () => {
  it('says so when nothing waits', () => {
    expect(queueList(page([])).text).toContain('Nothing waits at *Help desk*');
  });

  it('counts the open requests and says of each who asked, what, whose it is and since when', () => {
    const { text } = queueList(page(['x'], { lines: [line('Where is my\ninvoice?', 12, { ownerId: ANA, state: 'claimed' })] }));

    expect(text.split('\n')[0]).toMatch(/: 1 open request$/);
    expect(text).toContain(`*#12* <@${MAYA}>: Where is my invoice?`);
    expect(text).toContain(`<@${ANA}> · unanswered · <!date^1772445600^`);
  });

  it('names people who are mentioned', () => {
    const { text } = queueList(page(['<@U1> or <@U2>'], { names: new Map([['U1', 'Tom']]) }));

    expect(text).toContain(': @Tom or @somebody\n');
  });

  it('has a button onwards only when there is more, and back only when it is not the first', () => {
    expect(pageButtons(queueList(page(['a'])))).toEqual([]);
    expect(pageButtons(queueList(page(['a'], { next: second })))).toEqual([NEXT_PAGE]);
    expect(pageButtons(queueList(page(['a'], { next: second, after: second })))).toEqual([FIRST_PAGE, NEXT_PAGE]);
    expect(pageButtons(queueList(page([], { open: 10, after: second })))).toEqual([FIRST_PAGE]);
  });

  it('marks what is urgent, high, low and overdue, and names the organisation and whom we wait for', () => {
    const lines = [
      line('a', 1, { priority: 'urgent', organisation: 'Maple & Co', isOverdue: true }),
      line('b', 2, { priority: 'high', state: 'waiting', waitingOn: 'member', ownerId: ANA }),
      line('c', 3, { priority: 'low', state: 'waiting', waitingOn: 'other', waitingFor: '<Vendor>', ownerId: ANA }),
    ];

    const { text } = queueList(page([], { lines, open: 3 }));

    expect(text).toContain(`:rotating_light: *#1* <@${MAYA}> (Maple &amp; Co): a`);
    expect(text).toContain('*nobody yet* · unanswered · *overdue*');
    expect(text).toContain(':small_red_triangle: *#2*');
    expect(text).toContain('waits for the member');
    expect(text).toContain(':small_blue_diamond: *#3*');
    expect(text).toContain('waits for &lt;Vendor&gt;');
  });

  it('says of a private request that it is, and nothing else', () => {
    const { text } = queueList(page([null]));

    expect(text).toContain(`*#1* <@${MAYA}>: :lock: _private_`);
  });

  it('lets staff claim what nobody has, and take several in hand', () => {
    const answer = queueList(page(['a', 'b'], { lines: [line('a', 1), line('b', 2, { state: 'claimed', ownerId: ANA })] }));

    expect(buttonsIn(answer).filter((id) => id === CLAIM_LINE)).toHaveLength(1);
    expect(buttonsIn(answer)).toContain(HANDLE_SEVERAL);
    expect(JSON.stringify(answer.blocks)).toContain('"value":"[1,2]"');
  });

  it('says what it was narrowed to, and that nothing is so', () => {
    const filter = { deskId: 'main', whose: 'mine', overdue: true, organisation: { id: '1', name: '<Maple>' } } as const;

    expect(queueList(page(['a'], { filter })).text).toContain('1 open request (yours, overdue, from &lt;Maple&gt;)');
    expect(queueList(page([], { filter })).text).toContain('Nothing at *Help desk* is yours, overdue, from &lt;Maple&gt;.');
  });

  it('says that a very long queue is longer than it counts', () => {
    expect(queueList(page(['a'], { open: 1001 })).text).toContain('more than 1,000 open requests');
  });

  it('32: of ten hostile texts is taken by Slack, and nothing of them is live', () => {
    for (let index = 0; index < HOSTILE_TEXTS.length; index += 10) {
      const answer = queueList(page(HOSTILE_TEXTS.slice(index, index + 10).map(asSlackSends), { next: second, after: second }));

      expect(objectionsTo({ text: 'checked below', blocks: answer.blocks })).toEqual([]);
      expect([...answer.text].length).toBeLessThan(40_000);
      expect(liveSequences([answer.text, ...liveTexts(answer.blocks)], meant)).toEqual([]);
    }
    expect(
      objectionsTo({
        text: 'checked below',
        blocks: queueList(page(Array.from({ length: 10 }, () => '&amp;'.repeat(200)))).blocks,
      }),
    ).toEqual([]);
  });
});

describe('one request', () => {
  const file = (name: string) => ({ name, url: 'https://coop.slack.com/files/1' });
  const story = (text: string) => ({
    view: aTicketView({ request: [{ text, deletedAt: null }], ticket: { ownerId: ANA, state: 'claimed' } }),
    steps: Array.from({ length: 12 }, () => ({
      kind: 'member_wrote' as const,
      actorId: MAYA,
      at: new Date('2026-03-02T10:00:00Z'),
    })),
    talk: Array.from({ length: 8 }, () => ({ authorId: MAYA, text, files: [file(text)], standing: 'reply', deletedAt: null })),
    names: new Map<string, string>(),
  });

  it('is shown with its state, what was said last and what happened', () => {
    const told = JSON.stringify(
      shownTicket({
        ...story('Where is it?'),
        steps: [
          { kind: 'opened', actorId: MAYA, at: new Date() },
          { kind: 'closed', actorId: null, at: new Date() },
        ],
      }),
    );

    expect(told).toContain(`<@${ANA}> has it`);
    expect(told).toContain('Where is it?');
    expect(told).toContain(`<@${MAYA}> asked`);
    expect(told).toContain('Rochdale closed');
  });

  it('shows what was sent along with the question and in the thread, as links', () => {
    const { view, ...rest } = story('');
    const told = JSON.stringify(
      shownTicket({ ...rest, view: { ...view, files: [file('bill.pdf')] }, talk: rest.talk.slice(1).map(withScreenshot) }),
    );

    expect(told).toContain('<https://coop.slack.com/files/1|bill.pdf>');
    expect(told).toContain(`<@${MAYA}>:  :paperclip: screen.png`);
    expect(told).toContain('<https://coop.slack.com/files/1|screen.png>');
  });

  it('names people who are mentioned', () => {
    const told = shownTicket({ ...story('<@U1> or <@U2>'), names: new Map([['U1', 'Tom']]) });

    expect(JSON.stringify(told)).toContain('@Tom or @somebody');
  });

  it('32: is taken by Slack whatever was written, and nothing of it is live', () => {
    for (const text of HOSTILE_TEXTS.map(asSlackSends)) {
      const answer = shownTicket(story(text));

      expect(objectionsTo(answer), text.slice(0, 60)).toEqual([]);
      expect(liveSequences([answer.text, ...liveTexts(answer.blocks)], meant), text.slice(0, 60)).toEqual([]);
    }
  });
});

describe('what was found', () => {
  const found = (texts: (string | null)[], words = 'invoice', more = {}) => ({
    search: { words, before: null },
    hits: texts.map((snippet, index) => ({ ...line(null, index + 1), snippet })),
    names: new Map<string, string>(),
    next: null,
    isAlike: false,
    ...more,
  });

  it('shows the words around what was looked for, and of a private one nothing', () => {
    const long = `${'Good morning and thank you. '.repeat(8)}The invoice of May is wrong.`;

    const { text } = searchResults(found([long, null]));

    expect(text).toContain('The invoice of May is wrong.');
    expect(text).not.toContain('Good morning and thank you. Good morning and thank you. Good');
    expect(text).toContain(':lock: _private_');
  });

  it('says when nothing is exact, and when there is nothing at all', () => {
    expect(searchResults(found(['a'], 'invioce', { isAlike: true })).text).toContain('Nothing has exactly “invioce”. Near it:');
    expect(searchResults(found([], '<!channel>')).text).toContain('I found nothing with “&lt;!channel&gt;”');
  });

  it('32: is taken by Slack whatever was written, and nothing of it is live', () => {
    for (let index = 0; index < HOSTILE_TEXTS.length; index += 20) {
      const texts = HOSTILE_TEXTS.slice(index, index + 20).map(asSlackSends);
      const answer = searchResults(found(texts, texts[0]?.slice(0, 100) ?? 'x'));

      expect(objectionsTo(answer)).toEqual([]);
      expect(liveSequences([answer.text, ...liveTexts(answer.blocks)], meant)).toEqual([]);
    }
  });
});

it('saved replies are listed by name, and their absence is said', () => {
  const reply = { workspaceId: 'T1', deskId: 'main', id: 'r1', name: 'Thanks', text: 'Thank you, {name}!', archivedAt: null };

  expect(savedRepliesList({ desk, replies: [reply], mayChange: true }).text).toContain('• *Thanks*: Thank you, {name}!');
  expect(savedRepliesList({ desk, replies: [], mayChange: false }).text).toContain('no saved replies yet');
  expect(objectionsTo(savedRepliesList({ desk, replies: Array.from({ length: 90 }, () => reply), mayChange: true }))).toEqual([]);
});

it('the help names every command with an example', () => {
  expect(objectionsTo(triageHelp())).toEqual([]);
  for (const verb of Object.keys(EXAMPLES).filter((one) => one !== 'help'))
    expect(triageHelp().text).toMatch(new RegExp(`/triage ${verb}|\`${verb} `));
  expect(triageHelp().text).toContain('Slack takes no commands inside a thread');
});
