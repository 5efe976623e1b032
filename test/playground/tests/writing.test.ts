import { describe, expect, it } from 'vitest';
import { commandIn, offerFor, withNames, written } from '../page/writing.ts';

const people = [
  { id: 'UANA', name: 'Ana Ferreira', handle: 'ana', note: 'member' },
  { id: 'UBEN', name: 'Ben Okafor', handle: 'ben.o', note: '' },
];
const commands = [
  { name: '/ticket', hint: '[what you need]', says: 'Make a request' },
  { name: '/triage', hint: '', says: 'Work through the requests' },
];
const known = { commands, people };

describe('what a person types', () => {
  it('is escaped as Slack does it, so that it is never markup', () => {
    expect(written('a < b & <script>', people)).toBe('a &lt; b &amp; &lt;script&gt;');
  });

  it('mentions whoever has the handle after an @, and leaves other words as they are', () => {
    expect(written('@Ana, ask @ben.o. Not @nobody', people)).toBe('<@UANA>, ask <@UBEN>. Not @nobody');
  });

  it('does not make a mention of a mail address', () => {
    expect(written('me@ana', people)).toBe('me@ana');
  });

  it('cannot forge a mention', () => {
    expect(written('<@UANA>', people)).toBe('&lt;@UANA&gt;');
  });
});

describe('a command', () => {
  it('is taken apart into its name and the rest', () => {
    expect(commandIn('/triage  list mine')).toEqual({ name: '/triage', rest: 'list mine' });
    expect(commandIn('/ticket')).toEqual({ name: '/ticket', rest: '' });
  });

  it('is none after a space, in the middle of a text or in a path', () => {
    expect(commandIn(' /ticket')).toBeUndefined();
    expect(commandIn('see /ticket')).toBeUndefined();
    expect(commandIn('/etc/hosts')).toBeUndefined();
  });
});

describe('what is offered while typing', () => {
  it("is the app's commands after a slash, fewer with each letter", () => {
    expect(offerFor('/', 1, known)?.choices).toHaveLength(2);
    expect(offerFor('/tr', 3, known)?.choices).toEqual([{ put: '/triage ', name: '/triage', says: 'Work through the requests' }]);
    expect(offerFor('/x', 2, known)).toBeUndefined();
  });

  it('is no command once its name is written, nor in the middle of a text', () => {
    expect(offerFor('/triage list', 12, known)).toBeUndefined();
    expect(offerFor('see /tr', 7, known)).toBeUndefined();
  });

  it('is people after an @, by handle or any of their names', () => {
    expect(offerFor('hello @oka', 10, known)).toMatchObject({ from: 6, to: 10, choices: [{ put: '@ben.o ' }] });
    expect(offerFor('@an', 3, known)?.choices[0]).toMatchObject({ name: 'Ana Ferreira', says: '@ana · member' });
  });

  it('is nothing in a mail address', () => {
    expect(offerFor('me@an', 5, known)).toBeUndefined();
  });

  it('looks at what stands before the caret only', () => {
    expect(offerFor('@an and more', 3, known)).toMatchObject({ from: 0, to: 3 });
  });
});

describe('what the server says', () => {
  it('names people and channels that are known, and leaves all else as it is', () => {
    const names = new Map([
      ['UMAYA', 'Maya Lindqvist'],
      ['CHELP', '#help'],
    ]);

    expect(withNames('UMAYA is not in CHELP', names)).toBe('Maya Lindqvist is not in #help');
    expect(withNames('There is nobody with the id UNOBODY: XUMAYA, umaya, JSON', names)).toBe(
      'There is nobody with the id UNOBODY: XUMAYA, umaya, JSON',
    );
  });
});
