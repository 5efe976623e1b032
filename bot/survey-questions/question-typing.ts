import leven from 'leven';
import { UserError } from '#bot/errors.ts';
import type { Option, Question, Survey, Translated } from '#surveys/survey.ts';
import { readNumber } from '#surveys/typed-values.ts';
import { cleanLine } from '#surveys/wording.ts';
import type { Made } from './questions.ts';

/** What stands in the form of one question, in one language. What a form does not hold is undefined. */
export type TypedQuestion = {
  label: string;
  help: string;
  options: string;
  points: string;
  from: string;
  to: string;
  low: string;
  high: string;
  least: string;
  most: string;
  hasOther: boolean;
  isRequired: boolean;
  startsPage: boolean;
};

export const NOTHING_TYPED: TypedQuestion = {
  label: '',
  help: '',
  options: '',
  points: '',
  from: '1',
  to: '5',
  low: '',
  high: '',
  least: '',
  most: '',
  hasOther: false,
  isRequired: false,
  startsPage: false,
};

/** A question as its form shows it. */
export function typedOf(question: Question, language: string): TypedQuestion {
  const own = (text: Translated | undefined) => (text && Object.hasOwn(text, language) ? (text[language] ?? '') : '');
  const lines = (texts: Translated[]) => texts.map(own).join('\n').trimEnd();
  const typed = {
    ...NOTHING_TYPED,
    label: own(question.label),
    help: own(question.help),
    isRequired: question.isRequired,
    startsPage: question.startsPage ?? false,
  };
  switch (question.kind) {
    case 'rating':
      return { ...typed, points: lines(question.points ?? []) };
    case 'scale':
      return { ...typed, from: `${question.from}`, to: `${question.to}`, low: own(question.low), high: own(question.high) };
    case 'choice':
    case 'many':
      return { ...typed, options: lines(question.options.map(({ label }) => label)), hasOther: question.hasOther };
    case 'number':
      return { ...typed, least: `${question.least ?? ''}`, most: `${question.most ?? ''}` };
    default:
      return typed;
  }
}

/** The question that a form makes: all of it in the survey's own language, only its texts in another. */
export function questionTyped(
  survey: Survey,
  before: Question | undefined,
  { kind, language, typed }: { kind: Question['kind'] | undefined; language: string; typed: TypedQuestion },
): Made {
  if (before && language !== survey.language) return translated(before, language, typed);
  const known = before?.kind ?? kind;
  if (!known) throw new UserError('no_kind', 'Please begin again with “Add a question”.');
  return written(survey, known, before, typed);
}

function written(survey: Survey, kind: Question['kind'], before: Question | undefined, typed: TypedQuestion): Made {
  const { language } = survey;
  const problems: { path: string; sentence: string }[] = [];
  const said = (text: string, old?: Translated): Translated => ({ ...old, [language]: cleanLine(text) });
  const number = (path: string, text: string, isNeeded = false): number | undefined => {
    if (text.trim() === '' && !isNeeded) return undefined;
    const value = readNumber(text, '.');
    if (value === undefined) problems.push({ path, sentence: 'Please write a number here.' });
    return Number(value);
  };
  const set = (parts: Record<string, number | undefined>) =>
    Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
  const own = (): Record<string, unknown> => {
    switch (kind) {
      case 'rating': {
        const old = before?.kind === 'rating' ? before.points : undefined;
        const lines = linesIn(typed.points);
        return lines.length === 0 ? {} : { points: lines.map((line, index) => said(line, old?.[index])) };
      }
      case 'scale': {
        const old = before?.kind === 'scale' ? before : undefined;
        const ends = { low: said(typed.low, old?.low), high: said(typed.high, old?.high) };
        return { ...set({ from: number('from', typed.from, true), to: number('to', typed.to, true) }), ...ends };
      }
      case 'choice':
      case 'many': {
        const old = before && 'options' in before ? before.options : [];
        return { options: optionsTyped(linesIn(typed.options), old, language), hasOther: typed.hasOther };
      }
      case 'number':
        return set({ least: number('least', typed.least), most: number('most', typed.most) });
      default:
        return {};
    }
  };
  const given = {
    ...(before ? { id: before.id } : {}),
    kind,
    label: said(typed.label, before?.label),
    ...(cleanLine(typed.help) === '' ? {} : { help: said(typed.help, before?.help) }),
    isRequired: typed.isRequired,
    ...(before?.showIf ? { showIf: before.showIf } : {}),
    ...(typed.startsPage ? { startsPage: true } : {}),
    ...own(),
  };
  return problems.length > 0 ? { problems } : { given };
}

/**
 * Each line with the option it was: one that says the same, or nearly so (a slip was mended). Answers and translations stay with it;
 * what reads differently is another option.
 */
function optionsTyped(lines: string[], old: Option[], language: string): Partial<Option>[] {
  const wordsOf = (option: Option) => option.label[language] ?? '';
  const free = new Set(old.filter((option) => !lines.includes(wordsOf(option))));
  return lines.map((line) => {
    const same = old.find((option) => wordsOf(option) === line);
    if (same) return same;
    const meant = [...free].find((option) => isSlip(wordsOf(option), line));
    if (!meant) return { label: { [language]: line } };
    free.delete(meant);
    return { id: meant.id, label: { ...meant.label, [language]: line } };
  });
}

/** One letter in four at most, so that neither `5` and `6` nor `Web` and `Fax` are taken for the same. */
function isSlip(before: string, after: string): boolean {
  const [one, other] = [before.toLowerCase(), after.toLowerCase()];
  return leven(one, other) <= Math.floor(Math.min(one.length, other.length) / 4);
}

/** What is left empty is read in the survey's own language. */
function translated(before: Question, language: string, typed: TypedQuestion): Made {
  const problems: { path: string; sentence: string }[] = [];
  const said = (old: Translated, text: string): Translated => {
    const { [language]: _, ...others } = old;
    return cleanLine(text) === '' ? others : { ...others, [language]: cleanLine(text) };
  };
  const lines = (path: string, text: string, count: number): string[] => {
    const found = text.trim() === '' ? [] : text.trimEnd().split(/\r?\n/);
    if (found.length > 0 && found.length !== count)
      problems.push({
        path,
        sentence: `Please write ${count} lines, one for each, in the same order; here are ${found.length}.`,
      });
    return found;
  };
  const own = (): object => {
    switch (before.kind) {
      case 'rating': {
        if (!before.points) return {};
        const found = lines('points', typed.points, before.points.length);
        return { points: before.points.map((point, index) => said(point, found[index] ?? '')) };
      }
      case 'scale':
        return { low: said(before.low, typed.low), high: said(before.high, typed.high) };
      case 'choice':
      case 'many': {
        const found = lines('options', typed.options, before.options.length);
        return { options: before.options.map((option, index) => ({ ...option, label: said(option.label, found[index] ?? '') })) };
      }
      default:
        return {};
    }
  };
  const given = {
    ...before,
    label: said(before.label, typed.label),
    ...(before.help ? { help: said(before.help, typed.help) } : {}),
    ...own(),
  };
  return problems.length > 0 ? { problems } : { given };
}

const linesIn = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map(cleanLine)
    .filter((line) => line !== '');
