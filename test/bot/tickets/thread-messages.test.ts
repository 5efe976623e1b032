import { describe, expect, it } from 'vitest';
import { staffReply, threadCopy } from '#bot/tickets/thread-messages.ts';
import { MAYA } from '#test/support/factories.ts';
import { objectionsTo } from '#test/support/valid-blocks.ts';
import { all, plainOf, quotesOf } from './renderings.ts';

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
