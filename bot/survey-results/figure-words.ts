// What a question's figures say, in plain words; whoever shows them escapes.
import { FEWEST_FOR_A_PERCENTAGE } from '#reports/wording.ts';
import type { Figures, QuestionResult, WaveResults } from '#surveys/results.ts';
import type { Question } from '#surveys/survey.ts';
import { answerLabel, type Reader } from './answer-words.ts';

/** Months of dates can be any number. */
const MOST_BARS = 40;
const WIDTH = 10;

type Bar = { key: string; label: string; count: number };
/** From how many people on something is shown, and what was written. */
export type Least = Pick<WaveResults['wave'], 'smallestGroup' | 'smallestTexts'>;
export type Told = { lines: string[]; bars: Bar[]; of: number };

/** '12 of 31', and a percentage only where it means something. */
export function shareText(part: number, whole: number, { words }: Pick<Reader, 'words'>): string {
  const { of, percent } = words.surveyNews.results;
  const said = of(part, whole);
  return whole < FEWEST_FOR_A_PERCENTAGE ? said : `${said} (${percent(Math.round((100 * part) / whole))})`;
}

/** So many tenths of the whole, always as wide; one that is not nothing is never empty. */
export function barOf(count: number, of: number): string {
  const filled = count === 0 || of === 0 ? 0 : Math.max(1, Math.round((WIDTH * count) / of));
  return '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
}

export const scoreText = (score: number): string => (score > 0 ? `+${score}` : String(score).replace('-', '−'));

/** What one question says of one group of people. */
export function toldBy(question: Question, figures: Figures, reader: Reader): Told {
  const { n, distribution, nps, number } = figures;
  const said = reader.words.surveyNews.results;
  if (nps) {
    const margin = nps.margin === null ? '' : ` (${said.margin(nps.margin)})`;
    return {
      lines: [`${said.nps(scoreText(nps.score))}${margin}`],
      bars: (['promoters', 'passives', 'detractors'] as const).map((key) => ({ key, label: said[key], count: nps[key] })),
      of: n,
    };
  }
  if (number) {
    const plain = (value: number) => value.toLocaleString(reader.language);
    const { median, p10, p90 } = number;
    const between = p10 === null || p90 === null ? '' : `, ${said.between(plain(p10), plain(p90))}`;
    return { lines: [`${said.median(plain(median))}${between}. ${said.answers(n)}.`], bars: [], of: n };
  }
  const bars = distribution.slice(0, MOST_BARS).map(({ value, count }) => ({
    key: value,
    label: question.kind === 'date' ? monthText(value, reader) : answerLabel(question, value, reader),
    count,
  }));
  const left = distribution.length - bars.length;
  return { lines: left > 0 ? [said.moreAnswers(left)] : [], bars, of: n };
}

/** What one question says of everybody: its figures, or why there are none. */
export function toldOfAll(result: QuestionResult, { smallestGroup, smallestTexts }: Least, reader: Reader): Told {
  const { question, hidden, figures, texts, npsByOrganisation: voices } = result;
  const said = reader.words.surveyNews.results;
  const wrote = texts === null ? [] : [said.wrote(texts)];
  if (isText(question))
    return { lines: texts === null ? [whyHidden(hidden, smallestTexts, reader)] : wrote, bars: [], of: texts ?? 0 };
  if (figures === null) return { lines: [whyHidden(hidden, smallestGroup, reader), ...wrote], bars: [], of: 0 };
  const told = toldBy(question, figures, reader);
  const byOrganisation = voices ? [said.organisations(scoreText(voices.score), voices.organisations)] : [];
  const other = wrote.map((line) => `${reader.words.answering.other}: ${line}`);
  return { ...told, lines: [...told.lines, ...byOrganisation, ...other] };
}

/** In a plain sentence; why of those that are protected is never said, since "all alike" is an answer. */
export function whyHidden(hidden: QuestionResult['hidden'], least: number, { words }: Pick<Reader, 'words'>): string {
  const { tooFew, notShown } = words.surveyNews.results;
  return hidden === 'too few' ? tooFew(least) : notShown;
}

export const isText = ({ kind }: Question): boolean => kind === 'text' || kind === 'long-text';

/** Whether people may have written something to it that can be read. */
export const hasTexts = (question: Question): boolean =>
  isText(question) || ((question.kind === 'choice' || question.kind === 'many') && question.hasOther);

function monthText(value: string, { language }: Reader): string {
  return /^\d{4}-\d{2}$/.test(value) ? monthsIn(language).format(new Date(`${value}-01T00:00:00Z`)) : value;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Kept, since making one takes longer than everything else here together. */
function monthsIn(language: string): Intl.DateTimeFormat {
  const locale = language === 'en' ? 'en-GB' : language;
  const format = formats.get(locale) ?? new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  formats.set(locale, format);
  return format;
}
