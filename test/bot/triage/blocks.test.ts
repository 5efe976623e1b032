import { describe, expect, it } from 'vitest';
import { FIRST_PAGE, NEXT_PAGE, queueList, ticketStoryBlocks, triageHelp } from '#bot/triage/blocks.ts';
import type { Said } from '#bot/triage/triage.ts';
import { ANA, aTicket, aTicketView, MAYA } from '#test/support/factories.ts';
import { asSlackSends, HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { liveSequences, liveTexts, objectionsTo } from '#test/support/valid-blocks.ts';

const { desk } = aTicketView();
const line = (text: string, id = 12) => ({ ...aTicket({ id }), text });
const page = (texts: string[], more = {}) => ({
  desk,
  lines: texts.map((text, index) => line(text, index + 1)),
  names: new Map<string, string>(),
  open: texts.length,
  next: null,
  isFirst: true,
  ...more,
});
const pageButtons = (answer: object) => [...JSON.stringify(answer).matchAll(/"action_id":"([^"]*)"/g)].map(([, id]) => id);
const withScreenshot = (said: Said) => ({ ...said, files: [{ name: 'screen.png', url: 'https://coop.slack.com/files/1' }] });
const meant = new RegExp(String.raw`^<(@${MAYA}|@${ANA}|#C0HELP|!date\^\d+\^[^<>]*|https://coop\.slack\.com/[^<>]*)>$`);

describe('the list', () => {
  it('says so when nothing waits', () => {
    expect(queueList(page([])).text).toContain('Nothing waits at *Help desk*');
  });

  it('counts the open requests and says of each who asked, what, whose it is and since when', () => {
    const { text } = queueList(
      page(['Where is my invoice?'], { lines: [{ ...line('Where is my\ninvoice?'), ownerId: ANA, state: 'claimed' }] }),
    );

    expect(text).toContain('1 open request, oldest first');
    expect(text).toContain(`*#12* <@${MAYA}>: Where is my invoice?`);
    expect(text).toContain(`<@${ANA}> · unanswered · <!date^1772445600^`);
  });

  it('names people who are mentioned', () => {
    const { text } = queueList(page(['<@U1> or <@U2>'], { names: new Map([['U1', 'Tom']]) }));

    expect(text).toContain(': @Tom or @somebody\n');
  });

  it('has a button onwards only when there is more, and back only when it is not the first', () => {
    expect(pageButtons(queueList(page(['a'])))).toEqual([]);
    expect(pageButtons(queueList(page(['a'], { next: 10 })))).toEqual([NEXT_PAGE]);
    expect(pageButtons(queueList(page(['a'], { next: 20, isFirst: false })))).toEqual([FIRST_PAGE, NEXT_PAGE]);
    expect(pageButtons(queueList(page([], { open: 10, isFirst: false })))).toEqual([FIRST_PAGE]);
  });

  it('32: of ten hostile texts is taken by Slack, and nothing of them is live', () => {
    for (let index = 0; index < HOSTILE_TEXTS.length; index += 10) {
      const answer = queueList(page(HOSTILE_TEXTS.slice(index, index + 10).map(asSlackSends), { next: 3, isFirst: false }));

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
      ticketStoryBlocks({
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
      ticketStoryBlocks({ ...rest, view: { ...view, files: [file('bill.pdf')] }, talk: rest.talk.slice(1).map(withScreenshot) }),
    );

    expect(told).toContain('<https://coop.slack.com/files/1|bill.pdf>');
    expect(told).toContain(`<@${MAYA}>:  :paperclip: screen.png`);
    expect(told).toContain('<https://coop.slack.com/files/1|screen.png>');
  });

  it('names people who are mentioned', () => {
    const told = ticketStoryBlocks({ ...story('<@U1> or <@U2>'), names: new Map([['U1', 'Tom']]) });

    expect(JSON.stringify(told)).toContain('@Tom or @somebody');
  });

  it('32: is taken by Slack whatever was written, and nothing of it is live', () => {
    for (const text of HOSTILE_TEXTS.map(asSlackSends)) {
      const answer = ticketStoryBlocks(story(text));

      expect(objectionsTo(answer), text.slice(0, 60)).toEqual([]);
      expect(liveSequences([answer.text, ...liveTexts(answer.blocks)], meant), text.slice(0, 60)).toEqual([]);
    }
  });
});

it('the help names every command with an example', () => {
  expect(objectionsTo(triageHelp())).toEqual([]);
  for (const command of ['list', 'show 12', 'claim 12', 'resolve 12', 'reopen 12'])
    expect(triageHelp().text).toContain(`/triage ${command}`);
});
