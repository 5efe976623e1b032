import { isWhole, onlyShown } from '#surveys/answers.ts';
import { pagesOf, shownQuestions } from '#surveys/showing.ts';
import type { Answers, Question, Survey } from '#surveys/survey.ts';

/** Where somebody is in the form: the first question of a page. Answers on earlier pages may move a page, never what begins it. */
export type At = string;
/** After the last page of an anonymous survey, where only sending is left. */
export const END: At = '';

export type Page = { questions: Question[]; number: number; count: number };

/** The page that begins with this question; undefined where, with these answers, none does. */
export function pageAt(survey: Survey, answers: Answers, at: At): Page | undefined {
  const pages = pagesOf(survey, answers);
  const index = pages.findIndex(([first]) => first?.id === at);
  const questions = pages[index];
  return questions && { questions, number: index + 1, count: pages.length };
}

/** Where the form begins. */
export function firstAt(survey: Survey): At {
  return beginOf(pagesOf(survey, {})[0]);
}

/** Where to go on: the first page with something unanswered, or the last. */
export function openAt(survey: Survey, answers: Answers): At {
  const pages = pagesOf(survey, answers);
  return beginOf(pages.find((page) => page.some(({ id }) => !isAnswered(answers, id))) ?? pages.at(-1));
}

/** The first page on which something is missing that has to be answered; null when nothing is. */
export function missingAt(survey: Survey, answers: Answers): At | null {
  if (isWhole(survey, answers)) return null;
  const page = pagesOf(survey, answers).find((one) => one.some(({ id, isRequired }) => isRequired && !isAnswered(answers, id)));
  return page ? beginOf(page) : null;
}

/** The page after this one; null after the last. */
export function nextAt(survey: Survey, answers: Answers, at: At): At | null {
  const place = placeOf(survey, at);
  const next = pagesOf(survey, answers).find((page) => placeOf(survey, beginOf(page)) > place);
  return next ? beginOf(next) : null;
}

/** The page before this one, or from the end the last; null before the first. */
export function previousAt(survey: Survey, answers: Answers, at: At): At | null {
  const place = at === END ? Number.POSITIVE_INFINITY : placeOf(survey, at);
  const previous = pagesOf(survey, answers).findLast((page) => placeOf(survey, beginOf(page)) < place);
  return previous ? beginOf(previous) : null;
}

/** Whether nothing follows this page, whatever is answered on it. */
export function isLastPage(survey: Survey, answers: Answers, { questions }: Page): boolean {
  const last = questions.at(-1);
  const later = survey.questions.slice(last ? survey.questions.indexOf(last) + 1 : 0);
  const shown = new Set(shownQuestions(survey, answers));
  const open = new Set(questions.map(({ id }) => id));
  return !later.some((question) => {
    if (shown.has(question)) return true;
    // Hidden now, and perhaps not any more once this page is answered.
    return question.showIf?.some((condition) => open.has(condition.question)) ?? false;
  });
}

/** All that was answered before, with this page as it was just filled in: what was emptied on it is gone, and so is what is not shown any more. */
export function withPage(survey: Survey, before: Answers, questions: Question[], typed: Answers): Answers {
  const here = new Set(questions.map(({ id }) => id));
  const others = Object.entries(before).filter(([id]) => !here.has(id));
  return onlyShown(survey, { ...Object.fromEntries(others), ...typed });
}

/** How many of the questions that somebody is shown they have answered. */
export function progressOf(survey: Survey, answers: Answers): { answered: number; questions: number } {
  const shown = shownQuestions(survey, answers);
  return { answered: shown.filter(({ id }) => isAnswered(answers, id)).length, questions: shown.length };
}

const isAnswered = (answers: Answers, id: string) => Object.hasOwn(answers, id) && answers[id] !== undefined;
const beginOf = (page: Question[] | undefined): At => page?.[0]?.id ?? END;
const placeOf = (survey: Survey, at: At) => survey.questions.findIndex(({ id }) => id === at);
