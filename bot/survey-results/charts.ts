// What a question's answers look like, as charts that reports/render.ts draws.
import {
  type AnswerBars,
  answersAltText,
  answersChart,
  answersChartHeight,
  type FigureTrend,
  trendAltText,
  trendChart,
} from '#reports/survey-charts.ts';
import { FEWEST_FOR_A_PERCENTAGE } from '#reports/wording.ts';
import type { Figures, QuestionResult } from '#surveys/results.ts';
import { type NpsClass, npsClass, type RatingClass, ratingClass } from '#surveys/scoring.ts';
import type { Question } from '#surveys/survey.ts';
import type { Trend } from '#surveys/trend.ts';
import { textIn } from '#surveys/wording.ts';
import type { Reader } from './answer-words.ts';
import { toldBy } from './figure-words.ts';
import { followed, latestOf, waveDay } from './trends.ts';

/** A picture, and what is said to those who do not see it. */
export type Picture = { name: string; title: string; altText: string; draw: () => Promise<Buffer> };

/** Of one question: how it was answered, and how its figure moved, where there is something to see. */
export function picturesOf(result: QuestionResult, number: number, trend: Trend | undefined, reader: Reader): Picture[] {
  const { question, figures } = result;
  if (figures === null) return [];
  return [...answersPicture(question, figures, number, reader), ...(trend ? trendPicture(question, trend, number, reader) : [])];
}

function answersPicture(question: Question, figures: Figures, number: number, reader: Reader): Picture[] {
  const { bars, of } = question.kind === 'nps' ? { bars: pointsOf(figures), of: figures.n } : toldBy(question, figures, reader);
  if (bars.length === 0) return [];
  const title = titleOf(question, reader);
  const chart: AnswerBars = {
    title,
    note: reader.words.surveyNews.results.answers(of),
    bars: bars.map(({ key, label, count }) => ({ label, count, ...classOf(question, key) })),
  };
  return [
    {
      name: `question-${number}`,
      title,
      altText: answersAltText(chart),
      draw: async () => draw(answersChart(chart), answersChartHeight(chart)),
    },
  ];
}

const pointsOf = ({ distribution }: Figures) => distribution.map(({ value, count }) => ({ key: value, label: value, count }));

/** Colours where low and high have a meaning of their own. */
function classOf({ kind }: Question, key: string): Pick<AnswerBars['bars'][number], 'class'> {
  if (kind === 'nps') return { class: COLOURED[npsClass(Number(key))] };
  return kind === 'rating' ? { class: COLOURED[ratingClass(Number(key))] } : {};
}

const COLOURED = {
  promoters: 'high',
  passives: 'middle',
  detractors: 'low',
  happy: 'high',
  neutral: 'middle',
  unhappy: 'low',
} as const satisfies Record<NpsClass | RatingClass, AnswerBars['bars'][number]['class']>;

function trendPicture(question: Question, trend: Trend, number: number, reader: Reader): Picture[] {
  const latest = latestOf(trend);
  if (latest === null) return [];
  const { answers } = reader.words.surveyNews.results;
  const found = trend.points.flatMap(({ closedAt, figures }) => {
    const figure = figures && followed(question, figures, latest, reader);
    return figures && figure ? [{ label: waveDay(closedAt), note: answers(figures.n), figure }] : [];
  });
  // Parts of few answers are said as counts, and no line leads from one count to another.
  const isCounted = found.some(({ figure }) => 'part' in figure && figure.whole < FEWEST_FOR_A_PERCENTAGE);
  if (found.length < 2 || isCounted) return [];
  const points = found.map(({ figure, ...point }) => ({
    ...point,
    value: 'part' in figure ? Math.round((100 * figure.part) / figure.whole) : figure.value,
  }));
  const [first] = found;
  if (!first) return [];
  const title = titleOf(question, reader);
  const chart: FigureTrend = {
    title,
    note: `${first.figure.label}${'part' in first.figure ? ', %' : ''}`,
    ...rangeOf(question, points),
    points,
  };
  return [
    {
      name: `question-${number}-waves`,
      title: `${title} (from wave to wave)`,
      altText: trendAltText(chart),
      draw: async () => draw(trendChart(chart)),
    },
  ];
}

/** The whole range of a figure, so that a small step looks small. */
function rangeOf(question: Question, points: { value: number }[]): { from: number; to: number } {
  if (question.kind === 'nps') return { from: -100, to: 100 };
  if (question.kind === 'scale') return { from: question.from, to: question.to };
  if (question.kind !== 'number') return { from: 0, to: 100 };
  const values = points.map(({ value }) => value);
  return { from: Math.min(0, ...values), to: Math.max(1, ...values) };
}

const titleOf = ({ label }: Question, { language, survey }: Reader): string => textIn(label, language, survey);

async function draw(...chart: Parameters<typeof import('#reports/render.ts').chartPng>): Promise<Buffer> {
  // Drawing needs a canvas and fonts in memory, which most processes never use.
  const { chartPng } = await import('#reports/render.ts');
  return chartPng(...chart);
}
