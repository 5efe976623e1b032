import type { App, BlockButtonAction } from '@slack/bolt';
import { requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { openForm, openOnTop } from '#bot/slack/forms.ts';
import { actorIn, workspaceOf } from '#bot/slack/payloads.ts';
import { isMemberView, surveyVerbOf } from '#bot/surveys/verbs.ts';
import { findWave } from '#bot/waves/wave.ts';
import {
  ANSWER_AFTER_ALL,
  ANSWER_HERE,
  CHANGE_ANSWER,
  OPT_IN,
  OPT_OUT,
  OPT_OUT_ALL,
  PAGE_BACK,
  PREVIEW_SURVEY,
  SHOW_MESSAGE,
  START_ANSWER,
} from './action-ids.ts';
import { readerFor } from './asked.ts';
import { pressedIn } from './in-message.ts';
import { INVITATION_BLOCK } from './invitation.ts';
import { keepHere } from './kept.ts';
import { messagePage } from './message-page.ts';
import { askedIfSent } from './message-preview.ts';
import { confidedTo, openSurveysOf, optOutsOf } from './open-surveys.ts';
import { optIn, optInto, optOut } from './opting-out.ts';
import { ownSurveysPage } from './own-surveys.ts';
import { SURVEY_FORM, screenView } from './pages.ts';
import { numberIn, placeIn, previewIn, surveyOrAllIn } from './place.ts';
import { goBack, sendPage, start, startPreview } from './steps.ts';

/** Connects to Slack how somebody is asked, and answers. */
export function registerAnswering(app: App, deps: SlackDeps): void {
  registerOpening(app, deps);
  registerForm(app, deps);
  registerOptingOut(app, deps);
  registerOwnSurveys(app, deps);
}

function registerOpening(app: App, deps: SlackDeps): void {
  for (const [actionId, from] of [
    [START_ANSWER, 'where they were'],
    [CHANGE_ANSWER, 'first page'],
  ] as const) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, client, context }) => {
      const screen = await start(deps, { ...actorIn(context, body), waveId: numberIn(action.value) }, from);
      await openForm(client, body, screenView(screen));
      await ack();
    });
  }

  app.action<BlockButtonAction>(ANSWER_AFTER_ALL, async ({ ack, action, body, client, context }) => {
    const answering = { ...actorIn(context, body), waveId: numberIn(action.value) };
    await requireRight(deps.db, 'answer a survey', answering);
    const { surveyId } = await findWave(deps.db, answering.workspaceId, answering.waveId);
    await optInto(deps, { ...actorIn(context, body), surveyId });
    await openForm(client, body, screenView(await start(deps, answering, 'where they were')));
    await ack();
  });

  for (const actionId of ANSWER_HERE) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, context }) => {
      const { waveId, question, value } = pressedIn(action.value);
      await keepHere(deps, { ...actorIn(context, body), waveId }, { questionId: question, value });
      await ack();
    });
  }

  app.action<BlockButtonAction>(SHOW_MESSAGE, async ({ ack, action, body, client, context }) => {
    const asked = await askedIfSent(deps, actorIn(context, body), numberIn(action.value));
    await openOnTop(client, body, messagePage(asked));
    await ack();
  });

  app.action<BlockButtonAction>(PREVIEW_SURVEY, async ({ ack, action, body, client, context }) => {
    const screen = await startPreview(deps, actorIn(context, body), previewIn(action.value));
    await openOnTop(client, body, screenView(screen));
    await ack();
  });
}

function registerForm(app: App, deps: SlackDeps): void {
  app.view(SURVEY_FORM, async ({ ack, view, body, context }) => {
    const sent = await sendPage(deps, actorIn(context, body), placeIn(view.private_metadata), view.state?.values);
    if ('errors' in sent) return ack({ response_action: 'errors', errors: sent.errors });
    await ack({ response_action: 'update', view: screenView(sent) });
  });

  app.action<BlockButtonAction>(PAGE_BACK, async ({ ack, body, client, context }) => {
    const { view } = body;
    const screen = await goBack(deps, actorIn(context, body), placeIn(view?.private_metadata), view?.state?.values);
    await openForm(client, body, screenView(screen));
    await ack();
  });
}

function registerOptingOut(app: App, deps: SlackDeps): void {
  const rules = { [OPT_OUT]: optOut, [OPT_OUT_ALL]: optOut, [OPT_IN]: optIn };
  for (const [actionId, rule] of Object.entries(rules)) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, client, context }) => {
      const actor = actorIn(context, body);
      await rule(deps, { ...actor, surveyId: surveyOrAllIn(action.value) });
      // The invitation itself says so, and how it is taken back; everywhere else a page does.
      if (action.block_id !== INVITATION_BLOCK) await openForm(client, body, await ownSurveys(deps, actor));
      await ack();
    });
  }
}

type Actor = ReturnType<typeof actorIn>;

async function ownSurveys(deps: SlackDeps, actor: Actor) {
  const { workspaceId, actorId } = actor;
  await requireRight(deps.db, 'choose which surveys to get', actor);
  const open = await openSurveysOf(deps.db, workspaceId, actorId, deps.now());
  const optOuts = await optOutsOf(deps.db, workspaceId, actorId);
  const confided = await confidedTo(deps.db, workspaceId, actorId);
  return ownSurveysPage({ open, optOuts, confided }, await readerFor(deps.db, workspaceId, actorId));
}

function registerOwnSurveys(app: App, deps: SlackDeps): void {
  // Other rooms listen to the same command; each answers its own verbs only.
  app.command('/survey', async ({ ack, command, client, context }) => {
    const actor = { workspaceId: workspaceOf(context), actorId: command.user_id };
    if (!(await isMemberView(deps.db, actor, surveyVerbOf(command.text ?? '')))) return;
    await client.views.open({ trigger_id: command.trigger_id, view: await ownSurveys(deps, actor) });
    await ack();
  });
}
