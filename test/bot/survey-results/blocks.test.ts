import { describe, expect, it } from 'vitest';
import { cut } from '#bot/slack/escape.ts';
import { barOf } from '#bot/survey-results/figure-words.ts';
import { resultsPage } from '#bot/survey-results/results-blocks.ts';
import { saidWhatPage } from '#bot/survey-results/said-what-blocks.ts';
import { sharedResults, sharePreview } from '#bot/survey-results/shared-blocks.ts';
import { textsPage, themeForm } from '#bot/survey-results/text-blocks.ts';
import { waveListPage } from '#bot/survey-results/wave-list-blocks.ts';
import type { Answer, Question } from '#surveys/survey.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { aSurvey } from '#test/support/surveys.ts';
import { liveSequences, liveTexts, objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';
import { CLOSED_AT, fullSurvey, readingIn, resultsOfAll, viewOf, wave } from './some-figures.ts';

/** What the bot means: people, channels and dates. */
const MEANT = /^<(@U0OWNER|@U0MAYA|#C0NEWS|!date\^\d+\^[^|>]+\|[^>]*)>$/;
const LONG = fullSurvey('𝕏&<long> ');
/** Each of them is five letters when it is escaped. */
const WORST = fullSurvey('&');
/** As long as the forms take them. */
const hostile = [...new Set(HOSTILE_TEXTS.map((text) => cut(text, 1000)))].filter((_, index) => index % 5 === 0);

const textsOf = (text: string) => ({
  wave,
  reading: readingIn(aSurvey({ name: { en: text } })),
  question: aSurvey().questions[2] as Question,
  after: 'key',
  page: {
    hidden: null,
    n: 99,
    next: 'next',
    theme: text.slice(0, 50) || 'x',
    texts: Array.from({ length: 5 }, (_, index) => ({
      key: `${index}`.repeat(32),
      text,
      themes: Array(10).fill(text.slice(0, 50) || 'x'),
    })),
  },
  themes: { themes: Array.from({ length: 60 }, () => ({ theme: text.slice(0, 50) || 'x', texts: 5 })), rarer: 4 },
});

const personOf = (survey: ReturnType<typeof aSurvey>, text: string) => ({
  wave,
  reading: readingIn(survey),
  page: 1,
  people: 9,
  low: 2,
  person: {
    memberId: 'U0MAYA',
    responseId: '11111111-1111-4111-8111-111111111111',
    organisation: text,
    isComplete: false,
    isLow: true,
    given: survey.questions.map((question) => ({ question, answer: answerTo(question, text) })),
  },
});

function answerTo(question: Question, text: string): Answer {
  if (question.kind === 'choice' || question.kind === 'many')
    return { chosen: question.options.map(({ id }) => id), other: text };
  return question.kind === 'text' || question.kind === 'long-text'
    ? text
    : question.kind === 'yes-no'
      ? 'no'
      : question.kind === 'date'
        ? '2026-03-02'
        : 0;
}

describe('what Slack is given', () => {
  it.each([
    ['𝕏', LONG],
    ['&', WORST],
  ])('is taken, however much there is to say (%s)', (letter, survey) => {
    const view = viewOf(survey, 200, `${letter} organisation `.repeat(20));
    const last = resultsPage(view, { waveId: 7, page: 99 });
    const pages = Array.from({ length: 12 }, (_, page) =>
      [undefined, 0].map((band) =>
        resultsPage(view, { waveId: 7, page, ...(band === undefined ? {} : { band }) }, 'It is on its way.'),
      ),
    );
    const written = letter.repeat(3000);

    expect([last, ...pages.flat()].flatMap(objectionsToView)).toEqual([]);
    expect(objectionsToView(saidWhatPage(personOf(survey, written)))).toEqual([]);
    expect(objectionsToView(textsPage(textsOf(written), 3))).toEqual([]);
    const themes = Array.from({ length: 100 }, (_, index) => `${index} ${letter.repeat(45)}`);
    const place = { waveId: 7, page: 0, question: 'q'.repeat(60), key: 'k'.repeat(64) };
    expect(objectionsToView(themeForm(place, { has: themes.slice(0, 10), known: themes }))).toEqual([]);
  });

  it.each([LONG, WORST])('fits in one message when it is shared, and says how much it leaves out (%#)', (survey) => {
    const shared = { reading: readingIn(survey), results: resultsOfAll(survey, 3, 'Maple') };

    const message = sharedResults(shared);

    expect(objectionsTo(message)).toEqual([]);
    expect(objectionsToView(sharePreview(shared, 'C0NEWS', true))).toEqual([]);
    expect(JSON.stringify(message.blocks)).toMatch(/… and \d+ more questions/);
    expect(JSON.stringify(message.blocks)).not.toContain('Maple');
  });

  it('has nothing live in it that somebody wrote', () => {
    for (const text of hostile) demandDead(text);
  });
});

it('who has answered is told apart from who has only begun', () => {
  const view = viewOf(aSurvey());
  const results = { ...view.results, reached: 40, complete: 12, halfDone: 7, responses: 19 };

  const shown = JSON.stringify(resultsPage({ ...view, results }, { waveId: 7, page: 0 }));

  expect(shown).toContain('*12 of 40 (30 %) answered.* 7 more have begun; what they said so far counts below.');
  expect(sharedResults({ reading: view.reading, results }).text).toContain('12 of 40 (30 %) answered');
});

describe('a bar', () => {
  it('is always as wide, empty only for nothing and full only for all', () => {
    expect([barOf(0, 31), barOf(1, 1000), barOf(12, 31), barOf(31, 31), barOf(0, 0)]).toEqual([
      '░░░░░░░░░░',
      '█░░░░░░░░░',
      '████░░░░░░',
      '██████████',
      '░░░░░░░░░░',
    ]);
  });
});

function demandDead(text: string): void {
  const survey = aSurvey({ name: { en: text || 'x' }, questions: fullSurvey(text || 'x').questions.slice(0, 9) });
  const shared = { reading: readingIn(survey), results: resultsOfAll(survey, 0, text) };
  const waves = [
    {
      id: 1,
      name: text,
      level: 'named' as const,
      state: 'open' as const,
      openedAt: CLOSED_AT,
      endsAt: null,
      closedAt: null,
      reached: 3,
      answered: 1,
    },
  ];
  const views = [
    resultsPage(viewOf(survey, 5, text), { waveId: 7, page: 0, band: 0 }),
    resultsPage(viewOf(survey), { waveId: 7, page: 1 }),
    saidWhatPage(personOf(survey, text)),
    textsPage(textsOf(text), 0),
    sharePreview(shared, 'C0NEWS', false),
    waveListPage({ waves, page: 0, pages: 1, count: 1, search: text.slice(0, 80) }),
  ];
  const message = sharedResults(shared);

  const live = [...liveTexts([...views, message]), message.text];

  expect(liveSequences(live, MEANT)).toEqual([]);
  expect(objectionsTo(message)).toEqual([]);
}
