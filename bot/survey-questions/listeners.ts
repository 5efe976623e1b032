import type { App, BlockButtonAction } from '@slack/bolt';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { actorIn } from '#bot/slack/payloads.ts';
import * as ids from '#bot/surveys/action-ids.ts';
import { type Which, whichIn } from '#bot/surveys/action-ids.ts';
import { drawnSurvey, redraw, surveyToChange } from '#bot/surveys/drawing.ts';
import { languageIn, pageOf, savedNote } from '#bot/surveys/editor.ts';
import type { Keeper, Kept } from '#bot/surveys/surveys.ts';
import type { Tx } from '#prisma/db.ts';
import type { Condition } from '#surveys/survey.ts';
import { conditionErrors, conditionForm, conditionIn, conditionsForm, conditionsIn } from './condition-forms.ts';
import { kindForm, kindIn, questionErrors, questionForm, typedIn } from './question-forms.ts';
import { questionTyped, type TypedQuestion, typedOf } from './question-typing.ts';
import { earlierQuestion, moveOrRemove, type QuestionSaved, questionSeen, saveConditions, saveQuestion } from './questions.ts';

const MOVED_ALREADY = 'This question was changed or moved meanwhile, so I did nothing. This is how it is now.';

/** Connects to Slack how a survey's questions are written, put in order, and made to depend on each other. */
export function registerSurveyQuestions(app: App, deps: SlackDeps): void {
  registerWriting(app, deps);
  registerConditions(app, deps);
}

function registerWriting(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(ids.ADD_QUESTION, async ({ ack, action, body, client, context }) => {
    const which = whichIn(action.value);
    await surveyToChange(deps.db, actorIn(context, body), which);
    await client.views.push({ trigger_id: body.trigger_id, view: kindForm(which) });
    await ack();
  });

  app.view(ids.CHOOSE_KIND, async ({ ack, view, body, context }) => {
    const which = whichIn(view.private_metadata);
    const { definition } = await surveyToChange(deps.db, actorIn(context, body), which);
    const kind = kindIn(view) ?? 'rating';
    const facts = { which: { ...which, kind }, survey: definition, question: undefined, kind, language: definition.language };
    await ack({ response_action: 'update', view: questionForm(facts) });
  });

  app.action<BlockButtonAction>(ids.EDIT_QUESTION, async ({ ack, action, body, client, context }) => {
    const keeper = actorIn(context, body);
    const which = whichIn(action.value);
    const form = formForQuestion(which, await surveyToChange(deps.db, keeper, which));
    if (form) await client.views.push({ trigger_id: body.trigger_id, view: form });
    else await redraw(client, body.view?.id, await drawnSurvey(deps.db, keeper, which, { said: MOVED_ALREADY, isWarning: true }));
    await ack();
  });

  app.view(ids.SAVE_QUESTION, async ({ ack, view, body, client, context }) => {
    const which = whichIn(view.private_metadata);
    const keeper = actorIn(context, body);
    const { typed, after } = typedIn(view);
    const done = await saveQuestion(deps, keeper, which.id, {
      id: which.question,
      seen: which.seen,
      after,
      make: (survey, before) => questionTyped(survey, before, { kind: which.kind, language: languageIn(survey, which), typed }),
    });
    if ('problems' in done.saved) return ack({ response_action: 'errors', errors: questionErrors(done.saved.problems, view) });
    const again = 'changed' in done.saved ? formForQuestion(which, done.saved.changed, typed) : undefined;
    if (again) return ack({ response_action: 'update', view: again });
    await ack();
    await redraw(client, view.previous_view_id, await drawnAfter(deps.db, keeper, which, done, 'It is saved.'));
  });

  for (const [pressed, move] of [
    [ids.MOVE_UP, 'up'],
    [ids.MOVE_DOWN, 'down'],
    [ids.REMOVE_QUESTION, 'remove'],
  ] as const)
    app.action<BlockButtonAction>(pressed, async ({ ack, action, body, client, context }) => {
      const keeper = actorIn(context, body);
      const which = whichIn(action.value);
      const { question: id = '', at = -1, seen = '' } = which;
      const done = await moveOrRemove(deps, keeper, which.id, { id, move, at, seen });
      const said = move === 'remove' ? 'It is taken out.' : 'It is moved.';
      await redraw(client, body.view?.id, await drawnAfter(deps.db, keeper, which, done, said));
      await ack();
    });
}

/** When a question is shown: which conditions stay, then one more. */
function registerConditions(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(ids.EDIT_CONDITIONS, async ({ ack, action, body, client, context }) => {
    const keeper = actorIn(context, body);
    const which = whichIn(action.value);
    const form = formForConditions(which, await surveyToChange(deps.db, keeper, which));
    if (form) await client.views.push({ trigger_id: body.trigger_id, view: form });
    else await redraw(client, body.view?.id, await drawnSurvey(deps.db, keeper, which, { said: MOVED_ALREADY, isWarning: true }));
    await ack();
  });

  app.view(ids.SAVE_CONDITIONS, async ({ ack, view, body, client, context }) => {
    const which = whichIn(view.private_metadata);
    const keeper = actorIn(context, body);
    const { kept, about } = conditionsIn(view);
    if (about !== undefined) {
      const { definition } = await surveyToChange(deps.db, keeper, which);
      const earlier = earlierQuestion(definition, about);
      const next = conditionForm({ ...which, kept, about }, definition, earlier, languageIn(definition, which));
      return ack({ response_action: 'update', view: next });
    }
    const { question: id = '', seen } = which;
    const conditions = (before: Condition[]) => before.filter((_, index) => kept.includes(index));
    const done = await saveConditions(deps, keeper, which.id, { id, seen, conditions });
    const again = 'changed' in done.saved ? formForConditions(which, done.saved.changed, MOVED_ALREADY) : undefined;
    if (again) return ack({ response_action: 'update', view: again });
    await ack();
    await redraw(client, view.previous_view_id, await drawnAfter(deps.db, keeper, which, done, 'It is saved.'));
  });

  app.view(ids.SAVE_CONDITION, async ({ ack, view, body, client, context }) => {
    const { kept = [], about, ...which } = whichIn(view.private_metadata);
    const keeper = actorIn(context, body);
    const { definition } = await surveyToChange(deps.db, keeper, which);
    const earlier = earlierQuestion(definition, about);
    const read = conditionIn(view, earlier);
    if ('errors' in read) return ack({ response_action: 'errors', errors: read.errors });
    const { question: id = '', seen } = which;
    const conditions = (before: Condition[]) => [...before.filter((_, index) => kept.includes(index)), read.condition];
    const done = await saveConditions(deps, keeper, which.id, { id, seen, conditions });
    if ('problems' in done.saved)
      return ack({ response_action: 'errors', errors: conditionErrors(done.saved.problems, earlier) });
    const again = 'changed' in done.saved ? formForConditions(which, done.saved.changed, MOVED_ALREADY) : undefined;
    if (again) return ack({ response_action: 'update', view: again });
    await ack();
    await redraw(client, view.previous_view_id, await drawnAfter(deps.db, keeper, which, done, 'It is saved.'));
  });
}

/** The page on which the question is that was changed, and what became of the change. */
async function drawnAfter(tx: Tx, keeper: Keeper, which: Which, { saved, id, dropped }: QuestionSaved, said: string) {
  if ('problems' in saved) {
    const problem = saved.problems.map(({ sentence }) => sentence).join(' ');
    return drawnSurvey(tx, keeper, which, { said: problem, isWarning: true });
  }
  if ('changed' in saved) return drawnSurvey(tx, keeper, which, { said: MOVED_ALREADY, isWarning: true });
  const page = pageOf(saved.definition, id) ?? which.page;
  const note = { said: savedNote(saved.definition, said, dropped) };
  return drawnSurvey(tx, keeper, { ...which, ...(page === undefined ? {} : { page }) }, note);
}

/** The form of a question as it is now; with what was `typed` over a change of somebody else. Undefined when it is gone. */
function formForQuestion(which: Which, { definition }: Kept, typed?: TypedQuestion) {
  const question = definition.questions.find(({ id }) => id === which.question);
  if (!question) return undefined;
  const language = languageIn(definition, which);
  return questionForm({
    which: { ...which, language, seen: questionSeen(definition, question) },
    survey: definition,
    question,
    kind: question.kind,
    language,
    typed: typed ?? typedOf(question, language),
    isChanged: typed !== undefined,
  });
}

function formForConditions(which: Which, { definition }: Kept, warning?: string) {
  const question = definition.questions.find(({ id }) => id === which.question);
  if (!question) return undefined;
  const seen = { ...which, seen: questionSeen(definition, question) };
  return conditionsForm(seen, definition, question, languageIn(definition, which), warning);
}
