import { mostBytes } from './sizes.ts';
import type { Answer, Answers, Condition, Question, Survey } from './survey.ts';

/** No form is longer, so that all of a page fits in what Slack takes and keeps. */
const MOST_ON_A_PAGE = 20;
/** A form may have 250 kB; a page leaves room for what stands around its questions. */
const MOST_BYTES = 220_000;

/** The questions that somebody with these answers is shown, in order. An answer to a question that is hidden makes no other one shown. */
export function shownQuestions(survey: Survey, answers: Answers): Question[] {
  const counted = new Map<string, Answer>();
  return survey.questions.filter((question) => {
    // Conditions look back only, so one pass knows of every earlier question whether it is shown.
    if (!(question.showIf ?? []).every((condition) => holds(condition, counted.get(condition.question)))) return false;
    const answer = Object.hasOwn(answers, question.id) ? answers[question.id] : undefined;
    if (answer !== undefined) counted.set(question.id, answer);
    return true;
  });
}

/**
 * The same, page by page. A page ends before a question that starts one, before one that depends on a question of the same page
 * (whether or not it is shown, so that an answer never moves what stands on its own page), at twenty questions, and before one with which a
 * form could be larger than Slack takes, whatever is answered.
 */
export function pagesOf(survey: Survey, answers: Answers): Question[][] {
  const shown = new Set(shownQuestions(survey, answers));
  return chapters(survey.questions).flatMap((chapter) => inForms(chapter.filter((question) => shown.has(question))));
}

/** As few pages as hold them. */
function inForms(questions: Question[]): Question[][] {
  const pages: Question[][] = [];
  let bytes = 0;
  for (const question of questions) {
    const page = pages.at(-1);
    bytes += mostBytes(question);
    if (page !== undefined && page.length < MOST_ON_A_PAGE && bytes <= MOST_BYTES) page.push(question);
    else {
      pages.push([question]);
      bytes = mostBytes(question);
    }
  }
  return pages;
}

function chapters(questions: Question[]): Question[][] {
  const all: Question[][] = [];
  for (const question of questions) {
    const last = all.at(-1);
    const dependsOnIt = last?.some(({ id }) => question.showIf?.some((condition) => condition.question === id));
    if (last === undefined || question.startsPage || dependsOnIt) all.push([question]);
    else last.push(question);
  }
  return all;
}

function holds({ anyOf, atLeast, atMost }: Condition, answer: Answer | undefined): boolean {
  if (answer === undefined) return false;
  if (typeof answer === 'number')
    return anyOf === undefined && answer >= (atLeast ?? -Infinity) && answer <= (atMost ?? Infinity);
  if (atLeast !== undefined || atMost !== undefined) return false;
  return valuesOf(answer).some((value) => anyOf?.includes(value));
}

function valuesOf(answer: Exclude<Answer, number>): string[] {
  if (typeof answer === 'string') return [answer];
  return [...answer.chosen, ...(answer.other === undefined ? [] : ['other'])];
}
