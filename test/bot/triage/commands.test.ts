import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '#bot/errors.ts';
import { EXAMPLES, onlyNumbersIn, readCommand, type Verb } from '#bot/triage/commands.ts';

const refusal = (typed: string): string => {
  try {
    readCommand(typed);
    return 'nothing refused';
  } catch (error) {
    return error instanceof UserError ? error.message : String(error);
  }
};

describe('what is typed after /triage', () => {
  it.each(Object.entries(EXAMPLES) as [Verb, string][])('%s: its own example is understood', (verb, example) => {
    expect(readCommand(example).verb).toBe(verb);
  });

  it('takes several numbers, however they are listed, and each once', () => {
    for (const typed of ['claim 12 13 14', 'CLAIM #12, #13,14', 'claim 12 13 and 14 12'])
      expect(readCommand(typed)).toEqual({ verb: 'claim', ids: [12, 13, 14] });
  });

  it('shows the request whose number stands alone', () => {
    expect(readCommand('#12')).toEqual({ verb: 'show', id: 12 });
  });

  it('takes numbers within a text as part of it', () => {
    expect(readCommand('note 12 3 people called,\n2 wrote')).toEqual({ verb: 'note', id: 12, text: '3 people called,\n2 wrote' });
  });

  it('knows on whom a request waits', () => {
    const wait = (typed: string) => (readCommand(typed) as { wait: object }).wait;

    expect(wait('wait 12')).toEqual({ on: 'member' });
    expect(wait('wait 12 on the member')).toEqual({ on: 'member' });
    expect(wait('wait 12 on Vendor until friday')).toEqual({ on: 'other', whom: 'Vendor', until: 'friday' });
    expect(wait('wait 12 en el banco hasta el lunes')).toEqual({ on: 'other', whom: 'el banco', until: 'el lunes' });
    expect(wait('wait 12 <@U1|ana> until 3 days')).toEqual({ on: 'other', whom: '@ana', until: '3 days' });
  });

  it('reads what Slack escaped as it was typed', () => {
    expect(readCommand('note 12 R&amp;D &lt;now&gt;, ask <@U1|ana>')).toEqual({
      verb: 'note',
      id: 12,
      text: 'R&D <now>, ask @ana',
    });
  });

  it('merges and attaches with and without the small word between', () => {
    for (const typed of ['merge 12 into 9', 'merge #12 9'])
      expect(readCommand(typed)).toEqual({ verb: 'merge', id: 12, otherId: 9 });
    for (const typed of ['attach 12 13 9', 'attach 12 13 to 9'])
      expect(readCommand(typed)).toEqual({ verb: 'attach', ids: [12, 13], otherId: 9 });
  });
});

describe('what is wrong with it', () => {
  it('is said with an example, and what was typed is there to copy', () => {
    expect(refusal('note she called and wants a refund')).toMatch(
      /`\/triage note 12 .*You typed: `she called and wants a refund`/,
    );
    expect(refusal('wait 12 on Vendor')).toMatch(/until when.*You typed: `12 on Vendor`/);
    expect(refusal('assign 12')).toContain('`/triage assign 12 @ana`');
    expect(refusal('claim 12 please')).toContain('You typed: `12 please`');
    expect(refusal('merge 12')).toContain('the other request');
    expect(refusal('attach 12')).toContain('both numbers');
    expect(refusal('priority 12 hihg')).toContain('Did you mean `high`?');
  });

  it('takes the number of what is to be split, since the form asks for the rest', () => {
    expect(readCommand('split #12')).toEqual({ verb: 'split', id: 12 });
    expect(refusal('split')).toContain('/triage split 12');
  });

  it('is said with the nearest command, with all that came after it', () => {
    expect(refusal('reslove 12 billing')).toContain('Did you mean `/triage resolve 12 billing`?');
    expect(refusal('qwertzuiop the whole story')).toContain('You typed: `the whole story`');
  });

  it('is more than ten requests at once', () => {
    expect(refusal(`claim ${Array.from({ length: 11 }, (_, index) => index + 1).join(' ')}`)).toContain('more than 10 requests');
  });

  it('is never anything but a sentence, whatever is typed', () => {
    const words = fc.oneof(
      fc.constantFrom(...Object.keys(EXAMPLES), '12', '#9', 'on', 'until', 'into', '"', '<@U1|x>', '`'),
      fc.string(),
    );

    fc.assert(
      fc.property(fc.array(words, { maxLength: 6 }), (typed) => {
        try {
          readCommand(typed.join(' '));
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is a button whose value holds no plain numbers', () => {
    expect(onlyNumbersIn('12 13')).toEqual([12, 13]);
    for (const value of ['', '0', '12 ', '1,2', '-1', '99999999999', undefined, {}, '1 2 3 4 5 6 7 8 9 10 11'])
      expect(() => onlyNumbersIn(value), String(value)).toThrow('cannot be found');
  });
});
