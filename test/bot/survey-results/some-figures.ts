import type { Reading } from '#bot/survey-results/readers.ts';
import type { ResultsView } from '#bot/survey-results/results-view.ts';
import { waveOf } from '#bot/waves/wave.ts';
import { wordsIn } from '#bot/words/words.ts';
import type { Figures, QuestionResult, WaveResults } from '#surveys/results.ts';
import type { Question, Survey } from '#surveys/survey.ts';
import { MOST } from '#surveys/survey.ts';
import { A_PLAN } from '#test/support/surveys.ts';

const OPENED = new Date('2026-02-15T10:00:00Z');
export const CLOSED_AT = new Date('2026-03-01T10:00:00Z');

/** A named wave that is over. */
export const wave = waveOf({
  workspaceId: 'T0COOP',
  id: 7,
  surveyId: 1,
  version: 1,
  level: 'named',
  state: 'closed',
  plan: A_PLAN,
  asksNps: true,
  bands: [],
  readerIds: [],
  smallestGroup: 5,
  smallestTexts: 8,
  createdById: 'U0OWNER',
  createdAt: CLOSED_AT,
  startsAt: null,
  opensForDays: 14,
  endsAt: CLOSED_AT,
  countedAt: null,
  openedAt: CLOSED_AT,
  sentAt: CLOSED_AT,
  closedAt: CLOSED_AT,
  invited: 12,
  skipped: {},
  repeats: null,
  previousWaveId: null,
  hasMailbox: false,
  counts: 0,
});

/** A survey with as many and as long texts as there can be, all of them this one. */
export function fullSurvey(text: string): Survey {
  const long = (most: number) => ({ en: [...text.repeat(Math.ceil(most / text.length))].slice(0, most).join('') });
  const common = (index: number) => ({ id: `q${index}`, label: long(MOST.label), isRequired: false });
  const options = Array.from({ length: MOST.options }, (_, index) => ({ id: `o${index}`, label: long(MOST.option) }));
  const kinds: ((index: number) => Question)[] = [
    (index) => ({ ...common(index), kind: 'nps' }),
    (index) => ({ ...common(index), kind: 'rating', points: Array.from({ length: 5 }, () => long(MOST.point)) }),
    (index) => ({ ...common(index), kind: 'many', options, hasOther: true }),
    (index) => ({ ...common(index), kind: 'long-text' }),
    (index) => ({ ...common(index), kind: 'scale', from: 0, to: 10, low: long(MOST.point), high: long(MOST.point) }),
    (index) => ({ ...common(index), kind: 'date' }),
    (index) => ({ ...common(index), kind: 'number' }),
    (index) => ({ ...common(index), kind: 'choice', options, hasOther: true }),
    (index) => ({ ...common(index), kind: 'yes-no' }),
  ];
  const questions = Array.from({ length: MOST.questions }, (_, index) => kinds[index % kinds.length]!(index));
  return { name: long(MOST.name), language: 'en', questions };
}

/** Figures of any question, of 200 000 people, so that every number is as long as it gets. */
function figuresOf(question: Question): Figures {
  const values = {
    nps: () => numbers(0, 10),
    rating: () => numbers(1, 5),
    scale: () => (question.kind === 'scale' ? numbers(question.from, question.to) : []),
    'yes-no': () => ['yes', 'no'],
    choice: () => optionsOf(question),
    many: () => optionsOf(question),
    date: () =>
      Array.from({ length: 200 }, (_, index) => `${2000 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`),
    text: () => [],
    'long-text': () => [],
    number: () => [],
  }[question.kind]();
  return {
    n: 200_000,
    distribution: values.map((value) => ({ value, label: null, count: 123_456 })),
    nps:
      question.kind === 'nps'
        ? { n: 200_000, promoters: 123_456, passives: 50_000, detractors: 26_544, score: -48, margin: 12 }
        : null,
    number: question.kind === 'number' ? { median: 1_234_567.5, p10: -99, p90: 99_999_999 } : null,
  };
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
const optionsOf = (question: Question) =>
  question.kind === 'choice' || question.kind === 'many' ? [...question.options.map(({ id }) => id), 'other'] : [];

function resultOf(question: Question): QuestionResult {
  const isText = question.kind === 'text' || question.kind === 'long-text';
  return {
    question,
    hidden: null,
    figures: isText ? null : figuresOf(question),
    texts: isText || question.kind === 'choice' ? 99_999 : null,
    npsByOrganisation:
      question.kind === 'nps' ? { organisations: 999, promoters: 0.3, passives: 0.3, detractors: 0.4, score: -10 } : null,
  };
}

/** Results of a survey with so many groups, each called by this name. */
export function resultsOfAll(survey: Survey, groups: number, name: string): WaveResults {
  const each = (index: number) => ({
    value: `g${index}`,
    organisation: name,
    responses: 1000,
    questions: survey.questions.map((question) => ({ id: question.id, figures: index % 4 === 0 ? null : figuresOf(question) })),
  });
  return {
    wave: {
      id: 2_147_483_647,
      surveyId: 1,
      version: 1,
      level: 'anonymous',
      state: 'closed',
      bands: ['organisation'],
      smallestGroup: 5,
      smallestTexts: 8,
      openedAt: OPENED,
      endsAt: CLOSED_AT,
      closedAt: CLOSED_AT,
      invited: 400_000,
    },
    survey,
    invited: 400_000,
    reached: 400_000,
    responses: 200_000,
    complete: 200_000,
    halfDone: 0,
    isLive: false,
    notYet: null,
    questions: survey.questions.map(resultOf),
    segments: groups === 0 ? [] : [{ band: 'organisation', groups: Array.from({ length: groups }, (_, index) => each(index)) }],
  };
}

export const readingIn = (survey: Survey, language: 'en' | 'es' = 'en'): Reading => ({
  language,
  words: wordsIn(language),
  survey,
  name: survey.name.en ?? '',
});

export function viewOf(survey: Survey, groups = 0, name = 'Maple Street'): ResultsView {
  const points = (question: Question) =>
    Array.from({ length: 13 }, (_, index) => ({
      waveId: index,
      closedAt: new Date(CLOSED_AT.getTime() - (13 - index) * 86_400_000 * 30),
      hidden: index === 3 ? ('too few' as const) : null,
      figures: index === 3 ? null : figuresOf(question),
    }));
  return {
    reading: readingIn(survey),
    results: resultsOfAll(survey, groups, name),
    trends: survey.questions.map((question) => ({ questionId: question.id, points: points(question) })),
    isKeeper: true,
    isConfidant: true,
  };
}
