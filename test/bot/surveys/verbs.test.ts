import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noSuchVerb, surveyHelp } from '#bot/surveys/help.ts';
import { isMemberView, surveyVerbOf } from '#bot/surveys/verbs.ts';
import { wordsIn } from '#bot/words/words.ts';
import { ANA, LEA, MAYA, openDesk, WORKSPACE } from '#test/support/factories.ts';

describe('what is typed after /survey', () => {
  it.each([
    ['', { verb: 'bare' }],
    ['  list ', { verb: 'list' }],
    ['NEW', { verb: 'new' }],
    ['`help`', { verb: 'help' }],
    ['ayuda', { verb: 'help' }],
    ['mine', { verb: 'mine' }],
    ['mías', { verb: 'mine' }],
    ['Mis encuestas', { verb: 'mine' }],
    ['pick-up', { verb: 'pick-up', rest: '' }],
    ['recoger maple-7', { verb: 'pick-up', rest: 'maple-7' }],
    ['results  spring pulse', { verb: 'results', rest: 'spring pulse' }],
    ['letters', { verb: 'letters' }],
    ['__proto__', { verb: 'unknown', word: 'proto', rest: '' }],
  ])('%j is understood', (typed, asked) => {
    expect(surveyVerbOf(typed)).toEqual(asked);
  });

  it('is answered whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (typed, isStaff) => {
        const asked = surveyVerbOf(typed);
        if (asked.verb !== 'unknown') return;
        const answer = noSuchVerb(wordsIn('en'), isStaff, asked);
        expect(answer.length).toBeLessThan(3000);
        expect(answer).not.toMatch(/<[^>]*>/);
      }),
    );
  });

  it('is put right with what was typed after it, and with words that are for everybody only from whoever is no staff', () => {
    const unknown = (typed: string, isStaff: boolean, language = 'en') => {
      const asked = surveyVerbOf(typed);
      return asked.verb === 'unknown' ? noSuchVerb(wordsIn(language), isStaff, asked) : asked.verb;
    };

    expect(unknown('resuts spring <pulse>', true)).toContain('`/survey results spring &lt;pulse&gt;`');
    expect(unknown('resuts', false)).toBe(`I don't know that one.\n${surveyHelp(wordsIn('en'), false)}`);
    expect(unknown('mien', false)).toContain('`/survey mine`');
    expect(unknown('xyzzyx', true)).toContain('/survey new');
    expect(unknown('xyzzyx', false, 'es')).toMatch(/^Ese no lo conozco[\s\S]*mías/);
  });
});

it('nothing typed is the list for staff, and for everybody else what they are asked', async () => {
  const { db } = await openDesk();
  const bare = (actorId: string) => isMemberView(db, { workspaceId: WORKSPACE, actorId }, { verb: 'bare' });

  expect(await bare(MAYA)).toBe(true);
  expect(await bare(ANA)).toBe(false);
  expect(await bare(LEA)).toBe(false);
  expect(await isMemberView(db, { workspaceId: WORKSPACE, actorId: ANA }, { verb: 'mine' })).toBe(true);
  expect(await isMemberView(db, { workspaceId: WORKSPACE, actorId: MAYA }, { verb: 'new' })).toBe(false);
});
