import { UserError } from '#bot/errors.ts';
import { type Changed, fingerprintOf, type Keeper, type KeeperDeps, type Saved, saveDefinition } from '#bot/surveys/surveys.ts';
import { type Edited, moveQuestion, putQuestion, removeQuestion } from '#surveys/editing.ts';
import type { Condition, Question, Survey } from '#surveys/survey.ts';

/** What became of a change of one question; `dropped` are conditions that went with it (see `Edited`). */
export type QuestionSaved = { saved: Saved; id: string; dropped: Edited['dropped'] };

export type QuestionEdit = {
  /** Left out for a new one */
  id?: string | undefined;
  /** What it was when the form was opened (`questionSeen`): of two who change the same question, the second is told. */
  seen?: string | undefined;
  /** The question as it is to be, from what it is; problems are counted from the question. */
  make: (survey: Survey, before: Question | undefined) => Made;
  /** After which question it goes, '' for the beginning; where it is, or at the end, when left out */
  after?: string | undefined;
};
export type Made = { given: unknown } | { problems: { path: string; sentence: string }[] };

/** What somebody was shown of a question, in a few letters; in which language its form was, too. */
export const questionSeen = ({ language }: Survey, question: Question): string => fingerprintOf([language, question]);

/** Adds a question, or changes one. */
export async function saveQuestion(
  deps: KeeperDeps,
  keeper: Keeper,
  surveyId: number,
  edit: QuestionEdit,
): Promise<QuestionSaved> {
  let done: { id: string; dropped: Edited['dropped'] } = { id: edit.id ?? '', dropped: [] };
  const change = (survey: Survey): Changed => {
    const before = survey.questions.find(({ id }) => id === edit.id);
    if (edit.id !== undefined && !before) throw gone();
    if (before && edit.seen !== undefined && edit.seen !== questionSeen(survey, before)) return 'changed';
    const made = edit.make(survey, before);
    if ('problems' in made) return made;
    const put = putQuestion(survey, made.given, edit.id);
    if (!put) throw gone();
    if ('problems' in put) return put;
    const id = edit.id ?? put.survey.questions.at(-1)?.id ?? '';
    const placed = placeAfter(put.survey, id, edit.after);
    done = { id, dropped: [...put.dropped, ...placed.dropped] };
    return placed.survey;
  };
  const saved = await saveDefinition(deps, keeper, surveyId, {
    change,
    what: edit.id === undefined ? 'question added' : 'question',
  });
  return { saved, ...done };
}

export type QuestionMove = {
  id: string;
  move: 'up' | 'down' | 'remove';
  /** Where it was shown, from 0, and as what; when it is not so any more, nothing is done. */
  at: number;
  seen: string;
};

/** Moves a question by one, or takes it out. */
export async function moveOrRemove(
  deps: KeeperDeps,
  keeper: Keeper,
  surveyId: number,
  wanted: QuestionMove,
): Promise<QuestionSaved> {
  const { id, move, at, seen } = wanted;
  let dropped: Edited['dropped'] = [];
  const change = (survey: Survey): Changed => {
    const question = survey.questions[at];
    if (question?.id !== id || questionSeen(survey, question) !== seen) return 'changed';
    const edited = move === 'remove' ? removeQuestion(survey, id) : moveQuestion(survey, id, move);
    if (!edited) return 'changed';
    dropped = edited.dropped;
    return edited.survey;
  };
  const saved = await saveDefinition(deps, keeper, surveyId, {
    change,
    what: move === 'remove' ? 'question removed' : 'question moved',
  });
  return { saved, id, dropped };
}

/** Sets when a question is shown. */
export function saveConditions(
  deps: KeeperDeps,
  keeper: Keeper,
  surveyId: number,
  { id, seen, conditions }: { id: string; seen?: string | undefined; conditions: (before: Condition[]) => Condition[] },
): Promise<QuestionSaved> {
  const make = (_: Survey, before: Question | undefined): Made => {
    const { showIf = [], ...rest } = before ?? {};
    const after = conditions(showIf);
    return { given: after.length === 0 ? rest : { ...rest, showIf: after } };
  };
  return saveQuestion(deps, keeper, surveyId, { id, seen, make });
}

/** By as many steps as it takes, so that whatever depends on what it passes is looked at. */
function placeAfter(survey: Survey, id: string, after: string | undefined): Edited {
  let edited: Edited = { survey, dropped: [] };
  if (after === undefined || after === id) return edited;
  for (;;) {
    const { questions } = edited.survey;
    const at = questions.findIndex((question) => question.id === id);
    const found = questions.findIndex((question) => question.id === after);
    // The one it was to follow was taken out meanwhile: it stays where it is.
    if (after !== '' && found < 0) return edited;
    const target = found < at ? found + 1 : found;
    if (at < 0 || at === target) return edited;
    const moved = moveQuestion(edited.survey, id, target < at ? 'up' : 'down');
    if (!moved) return edited;
    edited = { survey: moved.survey, dropped: [...edited.dropped, ...moved.dropped] };
  }
}

const gone = () =>
  new UserError('question_gone', 'Somebody took this question out meanwhile. If it should stay, please add it again.');

/** The question that another one is to depend on. Throws a sentence when it is not there any more. */
export function earlierQuestion({ questions }: Survey, about: string | undefined): Question {
  const found = questions.find(({ id }) => id === about);
  if (!found) throw new UserError('no_question', 'That question is not there any more. Please choose another one.');
  return found;
}
