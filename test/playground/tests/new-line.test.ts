import { describe, expect, it } from 'vitest';
import { newLineAt } from '../page/new-line.ts';

const NONE = { place: '', from: undefined };

describe('the line above what is new', () => {
  it('is where one has not read when one comes, and stays there while one reads', () => {
    const came = newLineAt(NONE, 'Maya in #help', '2', false);

    expect(came.from).toBe('2');
    expect(newLineAt(came, 'Maya in #help', undefined, true).from).toBe('2');
  });

  it('is gone when one comes back, having read it all', () => {
    const elsewhere = newLineAt({ place: 'Maya in #help', from: '2' }, 'Maya in #general', undefined, true);

    expect(newLineAt(elsewhere, 'Maya in #help', undefined, true).from).toBeUndefined();
  });

  it('does not come above what one sees being written, but above what was written while one did not look', () => {
    const came = newLineAt(NONE, 'Maya in #help', undefined, true);

    expect(newLineAt(came, 'Maya in #help', '3', true).from).toBeUndefined();
    expect(newLineAt(came, 'Maya in #help', '3', false).from).toBe('3');
  });
});
