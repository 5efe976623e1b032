import { describe, expect, it } from 'vitest';
import {
  clearingMessage,
  type EndingLine,
  endingMessage,
  handOverForm,
  neededMessage,
  termNews,
  usageForm,
} from '#bot/terms/blocks.ts';
import { leftMessage, reviewDueMessage, reviewMessage } from '#bot/terms/owner-blocks.ts';
import { wordsIn } from '#bot/words/words.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { liveSequences, liveTexts, objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';
import { timePasses } from './support.ts';

const MEANT = /^<(@[UW][A-Z0-9]+|!date\^\d+\^[^|>]+\|[^>]*)>$/;
const LANGUAGES = ['en', 'es'] as const;
const END = new Date('2026-04-02T23:59:59Z');
const idsIn = (message: { blocks?: unknown[] }) =>
  [...JSON.stringify(message.blocks).matchAll(/"action_id":"([^"]+)"/g)].map(([, id]) => id);

async function line(changes: Partial<EndingLine['signUp']> = {}, tool: Partial<EndingLine['tool']> = {}): Promise<EndingLine> {
  const passing = await timePasses();
  const signUp = { ...(await passing.addReady({ endsAt: END })), ...changes };
  return {
    signUp,
    tool: { ...passing.tool, ...tool },
    remindedOf: END,
    endDay: '<!date^1^{date_long}|2026-04-02>',
    goneDay: '<!date^1^{date_long}|2026-04-10>',
    people: 3,
  };
}

describe('a reminder', () => {
  it('asks nothing any more, and threatens nothing, once all of it is answered', async () => {
    const one = await line();
    const shown = (changes: Partial<EndingLine['signUp']>, organisation: string | null) =>
      JSON.stringify(endingMessage([{ ...one, signUp: { ...one.signUp, ...changes } }], organisation, 5, wordsIn('en')));

    for (const changes of [{ state: 'ended' as const }, { renewalAnswer: 'give back' }])
      for (const organisation of [null, 'Maple Street']) {
        expect(shown({}, organisation)).toMatch(/Do you want to keep it\?.*If we hear nothing/);
        expect(shown(changes, organisation)).toContain('this is how it stands');
        expect(shown(changes, organisation)).not.toMatch(/Do you want to keep it\?|If we hear nothing/);
      }
  });

  it('offers to keep or give back, and afterwards says how it stands', async () => {
    const one = await line();
    const shown = (changes: Partial<EndingLine['signUp']>) => {
      const message = endingMessage([{ ...one, signUp: { ...one.signUp, ...changes } }], null, 5, wordsIn('en'));
      return { ids: idsIn(message), text: message.text.split('\n').at(-1) };
    };

    expect(shown({})).toMatchObject({ ids: ['terms.keep', 'terms.give-back'], text: expect.stringContaining('ends on') });
    expect(shown({ endsAt: new Date('2026-05-02T23:59:59Z') })).toMatchObject({
      ids: [],
      text: expect.stringContaining('You keep'),
    });
    expect(shown({ renewalAnswer: 'give back' })).toMatchObject({
      ids: ['terms.keep'],
      text: expect.stringContaining('goes back on'),
    });
    expect(shown({ renewalAnswer: 'give back', declineReason: 'other' })).toMatchObject({
      ids: [],
      text: expect.stringContaining('not renewed'),
    });
    expect(shown({ state: 'renewal' })).toMatchObject({ ids: [], text: expect.stringContaining('being decided') });
    expect(shown({ state: 'suspended' })).toMatchObject({
      ids: ['terms.keep', 'terms.give-back'],
      text: expect.stringContaining('suspended'),
    });
    expect(shown({ state: 'ended' })).toMatchObject({ ids: [], text: expect.stringContaining('has ended') });
  });

  it('of an organisation with fifty seats is one message that Slack takes', async () => {
    const one = await line({}, { name: HOSTILE_TEXTS[5] ?? '', renewal: 'approval' });
    const lines = Array.from({ length: 50 }, () => one);

    for (const language of LANGUAGES) {
      const message = endingMessage(lines, 'Maple <!channel>', 5, wordsIn(language));
      expect(objectionsTo(message)).toEqual([]);
      expect(liveSequences([message.text, ...liveTexts(message.blocks)], MEANT)).toEqual([]);
    }
  });
});

describe('everything else that is said of seats', () => {
  it('is taken by Slack, in both languages, and nothing in it is live', async () => {
    const one = await line({}, { name: 'Maps <https://evil.example|here>' });
    const { signUp, tool } = one;
    const leftSeats = Array.from({ length: 30 }, (_, index) => ({
      signUp,
      tool,
      isHolder: index % 2 === 0,
      decidedBy: index % 3 === 0 ? 'UOWNER' : null,
      decision: index % 3 === 0 ? 'end' : null,
    }));
    const undecided = Array.from({ length: 30 }, () => ({ signUp, people: 2 }));
    for (const language of LANGUAGES) {
      const words = wordsIn(language);
      const messages = [
        ...['suspended', 'ended', 'lost', 'removed', 'handed over'].map((news) =>
          termNews({ ...one, signUp: { ...signUp, state: 'suspended' }, news, by: 'UOWNER' }, words),
        ),
        neededMessage({ signUp, tool, isKept: false }, words),
        neededMessage({ signUp, tool, isKept: true }, words),
        leftMessage('UMAYA', { why: 'moved', seats: leftSeats }, words),
        leftMessage('UMAYA', { why: 'switched off', seats: leftSeats }, words),
        reviewMessage(
          { view: { tool, undecided, kept: 1, removed: 2, told: 70 }, day: '2026-03-02', whoOf: () => '<@UMAYA>' },
          words,
        ),
        reviewMessage({ view: { tool, undecided: [], kept: 1, removed: 2, told: 0 }, day: '2026-03-02', whoOf: () => '' }, words),
        reviewDueMessage(tool, words),
      ];
      for (const message of messages) {
        expect(objectionsTo(message)).toEqual([]);
        expect(liveSequences([message.text, ...liveTexts(message.blocks ?? [])], MEANT)).toEqual([]);
      }
      expect(objectionsToView(handOverForm('12:UMAYA', words))).toEqual([]);
    }
    expect(objectionsToView(usageForm(null))).toEqual([]);
    expect(objectionsToView(usageForm(tool))).toEqual([]);
  });

  it('for staff says what to take away from whom, until it is done', async () => {
    const { signUp, tool } = await line({ state: 'ended', endReason: 'no answer' });
    const facts = { signUp, tool, organisation: 'Maple <Street>', people: ['UMAYA', '<b@c.org'], clearedBy: '<@UANA>' };

    const open = clearingMessage(facts);
    const done = clearingMessage({ ...facts, signUp: { ...signUp, clearedAt: END } });

    expect(open.text).toBe(
      `:broom: *Data warehouse* (*S${signUp.id}*) of *Maple &lt;Street&gt;* has ended (no answer). Please take away what was set up outside Slack.`,
    );
    expect([idsIn(open), idsIn(done)]).toEqual([['terms.cleared'], []]);
    expect(done.text).toContain('was taken away by <@UANA>');
    expect([...objectionsTo(open), ...objectionsTo(done)]).toEqual([]);
  });

  it('asks before the rest of a review removes more than ten people', async () => {
    const { signUp, tool } = await line();
    const of = (told: number) => {
      const view = { tool, undecided: [{ signUp, people: 0 }], kept: 0, removed: 0, told };
      return JSON.stringify(reviewMessage({ view, day: '2026-03-02', whoOf: () => 'x' }, wordsIn('en')).blocks);
    };

    expect(of(70)).toContain('This will notify 70 people.');
    expect(of(10)).not.toContain('This will notify');
  });
});
