import type { SurveyProblem } from './given.ts';
import { checkConditions } from './given-conditions.ts';
import { freeIdFrom } from './ids.ts';
import { readSurvey } from './reading.ts';
import { type Condition, MOST, type Question, type Survey } from './survey.ts';

/** A survey after a change; `dropped` are the conditions that did not make sense any more: whose, and on which question's answers. */
export type Edited = { survey: Survey; dropped: { question: string; dependedOn: string }[] };

/**
 * Adds a question at the end, or puts it in the place of the one with this id; undefined when that one is gone.
 *
 * Questions and options without an id get one made from their label; an option that says what one said before keeps that one's.
 * Problems are told as `readSurvey` does, their paths counted from the question.
 */
export function putQuestion(survey: Survey, given: unknown, id?: string): Edited | { problems: SurveyProblem[] } | undefined {
  const { language, questions } = survey;
  const index = id === undefined ? questions.length : questions.findIndex((question) => question.id === id);
  if (index < 0) return undefined;
  const question = withIds(survey, given, questions[index]);
  const read = readSurvey({ name: { [language]: '-' }, language, questions: [...questions.slice(0, index), question] });
  if ('problems' in read)
    return {
      problems: read.problems.map(({ path, sentence }) => ({ path: path.replace(/^questions(?:\.\d+\.?)?/, ''), sentence })),
    };
  return mended({ ...survey, questions: [...read.survey.questions, ...questions.slice(index + 1)] });
}

/** A step up or down; undefined when that question is gone. At the ends nothing moves. */
export function moveQuestion(survey: Survey, id: string, to: 'up' | 'down'): Edited | undefined {
  const at = survey.questions.findIndex((question) => question.id === id);
  const [question] = survey.questions.slice(at, at + 1);
  if (at < 0 || !question) return undefined;
  const others = survey.questions.toSpliced(at, 1);
  return mended({ ...survey, questions: others.toSpliced(Math.max(0, to === 'up' ? at - 1 : at + 1), 0, question) });
}

/** Without this question; undefined when it is gone already. */
export function removeQuestion(survey: Survey, id: string): Edited | undefined {
  const questions = survey.questions.filter((question) => question.id !== id);
  return questions.length === survey.questions.length ? undefined : mended({ ...survey, questions });
}

/** Each condition that is left looks back, at an answer which can be given. */
function mended(survey: Survey): Edited {
  const dropped: Edited['dropped'] = [];
  const questions = survey.questions.map((question, index): Question => {
    const { showIf, ...rest } = question;
    if (!showIf) return question;
    const kept = showIf.flatMap((condition) => {
      const sound = soundPart(survey, index, condition);
      if (!sound) dropped.push({ question: question.id, dependedOn: condition.question });
      return sound ?? [];
    });
    return kept.length === 0 ? rest : { ...rest, showIf: kept };
  });
  return { survey: { ...survey, questions }, dropped };
}

/** Without answers that an earlier question does not have any more; undefined when nothing is left. */
function soundPart(survey: Survey, index: number, condition: Condition): Condition | undefined {
  const { anyOf, ...rest } = condition;
  const left = anyOf?.filter((value) => isSound(survey, index, { question: condition.question, anyOf: [value] }));
  const part = left === undefined || left.length === 0 ? rest : { ...rest, anyOf: left };
  return isSound(survey, index, part) ? part : undefined;
}

function isSound({ language, questions }: Survey, index: number, condition: Condition): boolean {
  const [question] = questions.slice(index, index + 1);
  const look = { language, problems: [] };
  if (question) checkConditions(look, questions.with(index, { ...question, showIf: [condition] }), index);
  return look.problems.length === 0;
}

/** `constructor` is the name of something in every object; `other` stands for an answer in people's own words. */
const NO_IDS = ['constructor', 'other'];

function withIds({ language, questions }: Survey, given: unknown, before: Question | undefined): unknown {
  if (!isObject(given)) return given;
  const taken = new Set([...questions.map(({ id }) => id), ...NO_IDS]);
  const id = before?.id ?? freeIdFrom(wordsOf(given.label, language), 'question', taken);
  const options =
    Array.isArray(given.options) && given.options.length <= MOST.options
      ? { options: optionsWithIds(given.options, before, language) }
      : {};
  return { ...given, id, ...options };
}

function optionsWithIds(given: unknown[], before: Question | undefined, language: string): unknown[] {
  const old = before && 'options' in before ? before.options : [];
  const taken = new Set([...NO_IDS, ...old.map(({ id }) => id)]);
  const used = new Set(given.flatMap((one) => (isObject(one) && typeof one.id === 'string' ? one.id : [])));
  for (const id of used) taken.add(id);
  return given.map((one) => {
    if (!isObject(one) || one.id !== undefined) return one;
    const words = wordsOf(one.label, language);
    const same = old.find(({ id, label }) => label[language] === words && !used.has(id));
    const id = same?.id ?? freeIdFrom(words, 'option', taken);
    taken.add(id);
    used.add(id);
    return { ...one, id };
  });
}

function wordsOf(label: unknown, language: string): string {
  const words = isObject(label) && Object.hasOwn(label, language) ? label[language] : undefined;
  return typeof words === 'string' ? words.trim() : '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
