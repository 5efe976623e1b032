import { cut, escapeText } from '#bot/slack/escape.ts';
import type { Condition, Question, Survey } from '#surveys/survey.ts';
import { textIn } from '#surveys/wording.ts';

/** What the answer is, as staff choose it. */
export const KIND_WORDS: Record<Question['kind'], string> = {
  nps: 'Would you recommend us, 0 to 10 (NPS)',
  rating: 'A rating, 1 to 5',
  scale: 'A scale with words at both ends',
  'yes-no': 'Yes or no',
  choice: 'One of a list',
  many: 'Several of a list',
  text: 'A short text',
  'long-text': 'A longer text',
  number: 'A number',
  date: 'A day',
};

/** Everything there is to know of a question in its place, in a few lines of mrkdwn. */
export function questionLines(survey: Survey, question: Question, language: string): string {
  const { label, help } = question;
  const own = (text: string) => escapeText(text.replaceAll(/\s+/g, ' '));
  const about = [answerWords(survey, question, language), question.isRequired ? 'has to be answered' : ''].filter(Boolean);
  return [
    `*${own(textIn(label, language, survey))}*${missing(label, language)}`,
    about.join(' · '),
    ...(help ? [`Help: ${cut(own(textIn(help, language, survey)), 200)}`] : []),
    ...(question.showIf ?? []).map((condition) => `:arrow_right_hook: shown if ${conditionWords(survey, condition, language)}`),
  ].join('\n');
}

const missing = (text: Record<string, string>, language: string) =>
  Object.hasOwn(text, language) ? '' : ` (not in ${languageName(language)} yet)`;

/** What can be answered. */
function answerWords(survey: Survey, question: Question, language: string): string {
  const said = (text: Record<string, string>) => escapeText(textIn(text, language, survey));
  const kind = KIND_WORDS[question.kind];
  switch (question.kind) {
    case 'rating':
      return question.points ? `${kind}: ${cut(question.points.map(said).join(', '), 300)}` : kind;
    case 'scale':
      return `A scale, ${question.from} (${said(question.low)}) to ${question.to} (${said(question.high)})`;
    case 'choice':
    case 'many': {
      const options = question.options.map((option) => said(option.label));
      return `${kind}: ${cut([...options, ...(question.hasOther ? ['or their own words'] : [])].join(', '), 500)}`;
    }
    case 'number':
      return [kind, range(question.least, question.most)].filter(Boolean).join(', ');
    default:
      return kind;
  }
}

function range(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return `${least} to ${most}`;
  if (least !== undefined) return `${least} or more`;
  return most === undefined ? '' : `${most} or less`;
}

/** `3. How happy are you?` is 2 or less. */
export function conditionWords(survey: Survey, condition: Condition, language: string): string {
  const at = survey.questions.findIndex(({ id }) => id === condition.question);
  const earlier = survey.questions[at];
  if (!earlier) return 'a question that is gone';
  const name = `“${at + 1}. ${cut(escapeText(textIn(earlier.label, language, survey)), 80)}”`;
  const { anyOf, atLeast, atMost } = condition;
  if (anyOf) {
    const values = anyOf.map((value) => cut(escapeText(valueWords(survey, earlier, value, language)), 60));
    return `${name} is ${cut(new Intl.ListFormat('en', { type: 'disjunction' }).format(values), 400)}`;
  }
  return `${name} is ${range(atLeast, atMost)}`;
}

/** One answer that a condition can name. */
function valueWords(survey: Survey, question: Question, value: string, language: string): string {
  const known = valuesOf(survey, question, language).find((one) => one.value === value);
  return known?.words ?? value;
}

/** The answers that a condition can name; none for a question with numbers or one whose answer people write. */
export function valuesOf(survey: Survey, question: Question, language: string): { value: string; words: string }[] {
  if (question.kind === 'yes-no')
    return [
      { value: 'yes', words: 'yes' },
      { value: 'no', words: 'no' },
    ];
  if (question.kind !== 'choice' && question.kind !== 'many') return [];
  return [
    ...question.options.map(({ id, label }) => ({ value: id, words: textIn(label, language, survey) })),
    ...(question.hasOther ? [{ value: 'other', words: 'their own words' }] : []),
  ];
}

/** Whether a condition can be about it, and how. */
export function conditionKind({ kind }: Question): 'values' | 'numbers' | 'none' {
  if (kind === 'yes-no' || kind === 'choice' || kind === 'many') return 'values';
  return kind === 'nps' || kind === 'rating' || kind === 'scale' || kind === 'number' ? 'numbers' : 'none';
}

/** A language as staff call it. */
export function languageName(language: string): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language;
}

/** The languages a survey can be written in: its own first, ours, and whatever it holds already. */
export function languagesOf(survey: Survey): string[] {
  const held = survey.questions.flatMap(({ label }) => Object.keys(label));
  return [...new Set([survey.language, 'en', 'es', ...Object.keys(survey.name), ...held])];
}
