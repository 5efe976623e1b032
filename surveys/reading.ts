import { type Look, type Parts, readList, readParts, readTranslated, report, type SurveyProblem } from './given.ts';
import { checkConditions } from './given-conditions.ts';
import { type ReadQuestion, readQuestion } from './given-questions.ts';
import { MOST, Survey } from './survey.ts';

export type { SurveyProblem } from './given.ts';

const PARTS: Parts = {
  name: {
    read: (look, path, value) => readTranslated(look, path, value, { most: MOST.name }),
    missing: 'Please give the survey a name, by language.',
  },
  intro: { read: (look, path, value) => readTranslated(look, path, value, { most: MOST.intro, isLong: true }) },
  thanks: { read: (look, path, value) => readTranslated(look, path, value, { most: MOST.intro, isLong: true }) },
  language: {
    read: readLanguage,
    missing: 'Please say in which language every text is there, by its two letters, such as "en".',
  },
  questions: { read: readQuestions, missing: 'Please add at least one question.' },
};

/** A survey from anything at all, such as a file of somebody's; or everything that is wrong with it. It never throws. */
export function readSurvey(value: unknown): { survey: Survey } | { problems: SurveyProblem[] } {
  const language =
    typeof value === 'object' && value !== null && Object.hasOwn(value, 'language') && Reflect.get(value, 'language');
  const look: Look = { language: isLanguage(language) ? language : undefined, problems: [] };
  const read = readParts(look, '', value, { name: 'A survey', parts: PARTS });
  if (look.problems.length > 0) return { problems: look.problems };
  const parsed = Survey.safeParse(read);
  return parsed.success ? { survey: parsed.data } : { problems: [{ path: '', sentence: 'This is not a survey.' }] };
}

const isLanguage = (value: unknown): value is string => typeof value === 'string' && /^[a-z]{2}$/.test(value);

function readLanguage(look: Look, path: string, value: unknown): string | undefined {
  if (isLanguage(value)) return value;
  report(look, path, 'A language is its two small letters, such as "en" or "es".');
  return undefined;
}

function readQuestions(look: Look, path: string, value: unknown): ReadQuestion[] | undefined {
  const questions = readList(look, path, value, {
    name: 'The questions of a survey',
    least: 1,
    most: MOST.questions,
    read: readQuestion,
  });
  if (!questions) return undefined;
  const seen = new Map<string, number>();
  for (const [index, { id }] of questions.entries()) {
    const twin = id === undefined ? undefined : seen.get(id);
    if (twin !== undefined)
      report(look, `${path}.${index}.id`, `The id “${id}” is that of question ${twin + 1} already. Please take another.`);
    if (id !== undefined && twin === undefined) seen.set(id, index);
    checkConditions(look, questions, index);
  }
  return questions;
}
