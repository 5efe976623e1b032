// By which figure a question is followed from wave to wave: one that means the same whatever the number of answers.
import type { Figures } from '#surveys/results.ts';
import type { Question } from '#surveys/survey.ts';
import type { Trend, TrendPoint } from '#surveys/trend.ts';
import { answerLabel, type Reader } from './answer-words.ts';
import { scoreText, shareText } from './figure-words.ts';

/** A part of a whole, or a number of its own. */
type Followed = { label: string; part: number; whole: number } | { label: string; value: number };

/** The score; a rating's upper two points; yes; the answer that is the most frequent now; a scale's mean; a median. Null of what has none. */
export function followed(question: Question, figures: Figures, latest: Figures, reader: Reader): Followed | null {
  const { n, distribution, nps, number } = figures;
  const countOf = (...keys: string[]) =>
    distribution.filter(({ value }) => keys.includes(value)).reduce((sum, { count }) => sum + count, 0);
  if (nps) return { label: 'NPS', value: nps.score };
  if (number) return { label: 'median', value: number.median };
  switch (question.kind) {
    case 'rating':
      return { label: '4 or 5 of 5', part: countOf('4', '5'), whole: n };
    case 'scale': {
      const sum = distribution.reduce((all, { value, count }) => all + Number(value) * count, 0);
      return n === 0 ? null : { label: 'mean', value: Math.round((10 * sum) / n) / 10 };
    }
    case 'yes-no':
      return { label: answerLabel(question, 'yes', reader), part: countOf('yes'), whole: n };
    case 'choice':
    case 'many': {
      const [top] = latest.distribution.toSorted((one, other) => other.count - one.count);
      return top ? { label: answerLabel(question, top.value, reader), part: countOf(top.value), whole: n } : null;
    }
    default:
      return null;
  }
}

/** The figures of the newest wave that has any. */
export const latestOf = ({ points }: Trend): Figures | null =>
  points.findLast(({ figures }) => figures !== null)?.figures ?? null;

/** One wave of a trend: '2 Mar 2026: NPS +12 (40 answers)'. */
export function pointText(question: Question, { closedAt, figures }: TrendPoint, trend: Trend, reader: Reader): string {
  const day = waveDay(closedAt);
  const latest = latestOf(trend);
  const found = figures && latest ? followed(question, figures, latest, reader) : null;
  if (figures === null || found === null) return `${day}: not shown`;
  if ('part' in found) return `${day}: ${found.label} ${shareText(found.part, found.whole, reader)}`;
  const value = figures.nps ? scoreText(found.value) : String(found.value);
  return `${day}: ${found.label} ${value} (${reader.words.surveyNews.results.answers(figures.n)})`;
}

/** By which one tells waves apart. */
export function waveDay(at: Date): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(at);
}
