// One question's answers as blocks: with bars, by groups, or from wave to wave.
import { context, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, inFewTexts } from '#bot/slack/escape.ts';
import type { Figures, QuestionResult, Segment } from '#surveys/results.ts';
import type { Question } from '#surveys/survey.ts';
import type { Trend } from '#surveys/trend.ts';
import { textIn } from '#surveys/wording.ts';
import type { Reader } from './answer-words.ts';
import { barOf, isText, type Least, shareText, type Told, toldBy, toldOfAll } from './figure-words.ts';
import { pointText } from './trends.ts';

/** A section holds 3,000 characters. */
const ROOM = 2900;
const MOST_OPTIONS = 5;
/** So many sections of groups for each question keep a page within what Slack takes. */
const MOST_SECTIONS = 3;
const MOST_HIDDEN_NAMED = 20;

type Section = ReturnType<typeof section>;
type Blocks = (Section | ReturnType<typeof context>)[];

/** The question and, for everybody together, how often each answer was given. */
export function answersPart(result: QuestionResult, number: number, least: Least, reader: Reader): Section[] {
  return sectionsOf([titleOf(result.question, number, reader), ...linesOf(toldOfAll(result, least, reader), reader)]);
}

/** Bars that one sees, and beside each the words that say the same. */
function linesOf({ lines, bars, of }: Told, reader: Reader): string[] {
  return [
    ...lines.map(escapeText),
    ...bars.map(({ label, count }) => `\`${barOf(count, of)}\` ${escapeText(label)}: ${shareText(count, of, reader)}`),
  ];
}

/** The same without the bars, for who hears it. */
export function spokenLines({ lines, bars, of }: Told, reader: Reader): string[] {
  return [...lines, ...bars.map(({ label, count }) => `${label}: ${shareText(count, of, reader)}`)].map(escapeText);
}

/** The question, which groups may not be shown, and each of the others in one line. */
export function groupsPart(
  question: Question,
  { groups }: Segment,
  number: number,
  { groupName, ...reader }: Reader & { groupName: GroupName },
): Blocks {
  const title = titleOf(question, number, reader);
  if (isText(question)) return [section(`${title}\nTexts are not told apart by group.`)];
  const said = groups.map((group) => ({ group, figures: group.questions.find(({ id }) => id === question.id)?.figures ?? null }));
  const shown = said.flatMap(({ group, figures }) =>
    figures ? [`*${escapeText(cut(groupName(group), 80))}:* ${escapeText(inOneLine(question, figures, reader))}`] : [],
  );
  const hidden = said.filter(({ figures }) => figures === null).map(({ group }) => escapeText(cut(groupName(group), 80)));
  const more = hidden.length > MOST_HIDDEN_NAMED ? ` and ${hidden.length - MOST_HIDDEN_NAMED} more` : '';
  const names = `${hidden.slice(0, MOST_HIDDEN_NAMED).join(', ')}${more}`;
  const notShown = hidden.length > 0 ? [`_Not shown, too few people or to protect others:_ ${names}`] : [];
  const parts = sectionsOf([title, ...notShown, ...shown]);
  if (parts.length <= MOST_SECTIONS) return parts;
  return [...parts.slice(0, MOST_SECTIONS), context('There are more groups than fit here. The export has all of them.')];
}

export type GroupName = (group: Segment['groups'][number]) => string;

/** Long lists of options say the most frequent answers only. */
function inOneLine(question: Question, figures: Figures, reader: Reader): string {
  const { lines, bars, of } = toldBy(question, figures, reader);
  const ranked = bars.length > 11 ? bars.toSorted((one, other) => other.count - one.count).slice(0, MOST_OPTIONS) : bars;
  const shares = ranked.map(({ label, count }) => `${label}: ${count}`).join('; ');
  const { answers } = reader.words.surveyNews.results;
  return [...lines, ...(shares === '' ? [] : [`${shares} (${answers(of)})`])].join(' · ');
}

/** How the figure that a question is followed by moved, oldest wave first; nothing of one that was asked once. */
export function trendPart(question: Question, trend: Trend | undefined, reader: Reader): Section[] {
  if (!trend || trend.points.length < 2) return [];
  const said = trend.points.map((point) => escapeText(pointText(question, point, trend, reader)));
  return [section(cut(`:chart_with_upwards_trend: ${said.join(' → ')}`, ROOM))];
}

function titleOf({ label }: Question, number: number, { language, survey }: Reader): string {
  return `*${number}. ${escapeText(cut(textIn(label, language, survey), 300))}*`;
}

const sectionsOf = (lines: string[]): Section[] => inFewTexts(lines, ROOM).map(section);
