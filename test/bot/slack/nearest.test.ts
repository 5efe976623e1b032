import { describe, expect, it } from 'vitest';
import { nearest, wordsOf } from '#bot/slack/nearest.ts';

const KNOWN = ['list', 'show', 'claim', 'resolve', 'reopen', 'help'];

describe('the nearest word', () => {
  it.each([
    ['lsit', 'list'],
    ['LIST', 'list'],
    ['resolv', 'resolve'],
    ['reslove', 'resolve'],
    ['re-open', 'reopen'],
    ['cliam', 'claim'],
    ['hlep', 'help'],
    ['shwo', 'show'],
  ])('to "%s" is "%s"', (typed, meant) => {
    expect(nearest(typed, KNOWN)).toBe(meant);
  });

  it.each(['qwertzuiop', 'abracadabra', 'x'.repeat(50_000), '🦊🦊🦊🦊🦊🦊'])('to something else entirely is none', (typed) => {
    expect(nearest(typed, KNOWN)).toBeUndefined();
  });

  it('of nothing is none', () => {
    expect(nearest('list', [])).toBeUndefined();
  });
});

it('a command is taken apart at its spaces, however many there are', () => {
  expect(wordsOf('  RESOLVE \t 12   tool  access\n')).toEqual({ verb: 'resolve', rest: ['12', 'tool', 'access'] });
  expect(wordsOf('   ')).toEqual({ verb: '', rest: [] });
});
