import type { App, BlockButtonAction, BlockStaticSelectAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { UserError } from '#bot/errors.ts';
import { hasRight, requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { showDecided } from '#bot/slack/decided.ts';
import { fromInput } from '#bot/slack/escape.ts';
import { openForm } from '#bot/slack/forms.ts';
import { actorIn, jsonIn, workspaceOf } from '#bot/slack/payloads.ts';
import { wordsFor } from '#bot/words/words.ts';
import * as ids from './action-ids.ts';
import { type Which, whichIn } from './action-ids.ts';
import { archiveSurvey, restoreSurvey } from './archiving.ts';
import { drawnSurvey, redraw, surveyToChange } from './drawing.ts';
import { languageIn } from './editor.ts';
import { FILE_FIELD, fileIn, importForm, noteForm } from './file-forms.ts';
import { askForExport, askForPreview, askToApply, FileToApply, FileToPreview } from './file-requests.ts';
import { noSuchVerb, surveyHelp } from './help.ts';
import { listBlocks } from './list-blocks.ts';
import { ListView, listSurveys } from './listing.ts';
import { newErrors, newForm, newIn } from './new-form.ts';
import { setOwners } from './owners.ts';
import { copySource, createFrom, sourcesFor } from './sources.ts';
import { ownersError, ownersForm, ownersIn, textErrors, textsForm, textsIn } from './survey-forms.ts';
import type { Keeper } from './surveys.ts';
import { sendTest } from './test-sending.ts';
import { saveTexts, textsOf, textsSeen } from './texts.ts';
import { isMemberView, surveyVerbOf } from './verbs.ts';

const LIST_TURNS = ['back', 'on', 'away', 'in-use'] as const;

/** Connects to Slack what staff do with a survey: `/survey`, making one, editing it, its files. */
export function registerSurveys(app: App, deps: SlackDeps): void {
  // Several rooms listen to `/survey`; each leaves the verbs of the others alone (see verbs.ts).
  app.command('/survey', async ({ ack, command, client, context }) => {
    const keeper = { workspaceId: workspaceOf(context), actorId: command.user_id };
    const asked = surveyVerbOf(fromInput(command.text ?? ''));
    if (await isMemberView(deps.db, keeper, asked)) return;
    if (asked.verb === 'bare' || asked.verb === 'list') {
      const list = await listSurveys(deps.db, keeper, { page: 0, isPutAway: false });
      return ack({ response_type: 'ephemeral', ...listBlocks(list) });
    }
    if (asked.verb === 'new') {
      await client.views.open({ trigger_id: command.trigger_id, view: await formForNew(deps, keeper) });
      return ack();
    }
    if (asked.verb !== 'help' && asked.verb !== 'unknown') return;
    const words = await wordsFor(deps.db, keeper.workspaceId, keeper.actorId);
    const isStaff = await hasRight(deps.db, 'build surveys', keeper);
    const text = asked.verb === 'help' ? surveyHelp(words, isStaff) : noSuchVerb(words, isStaff, asked);
    return ack({ response_type: 'ephemeral', text });
  });

  for (const turn of LIST_TURNS)
    app.action<BlockButtonAction>(`${ids.SHOW_LIST}.${turn}`, async ({ ack, action, body, context, respond }) => {
      const view = ListView.catch({ page: 0, isPutAway: false }).parse(jsonIn(action.value));
      const list = await listSurveys(deps.db, actorIn(context, body), view);
      await ack();
      await respond({ response_type: 'ephemeral', replace_original: true, ...listBlocks(list) });
    });

  for (const [pressed, copies] of [
    [ids.NEW_SURVEY, false],
    [ids.COPY_SURVEY, true],
  ] as const)
    app.action<BlockButtonAction>(pressed, async ({ ack, action, body, client, context }) => {
      const copyOf = copies ? whichIn(action.value).id : undefined;
      await openForm(client, body, await formForNew(deps, actorIn(context, body), copyOf));
      await ack();
    });

  app.view(ids.CREATE_SURVEY, async ({ ack, view, body, context }) => {
    const keeper = actorIn(context, body);
    const made = await createFrom(deps, keeper, newIn(view));
    if ('problems' in made) return ack({ response_action: 'errors', errors: newErrors(made.problems) });
    const said = 'It is there. Nobody is asked before you send it.';
    await ack({ response_action: 'update', view: await drawnSurvey(deps.db, keeper, { id: made.survey.id }, { said }) });
  });

  app.action<BlockButtonAction>(ids.OPEN_SURVEY, async ({ ack, action, body, client, context }) => {
    await openForm(client, body, await drawnSurvey(deps.db, actorIn(context, body), whichIn(action.value)));
    await ack();
  });

  registerEditor(app, deps);
  registerFiles(app, deps);
}

/** What the page of one survey does with the survey as a whole. */
function registerEditor(app: App, deps: SlackDeps): void {
  const pressed = (actionId: string, act: (keeper: Keeper, which: Which) => Promise<string | undefined>) =>
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, client, context }) => {
      const keeper = actorIn(context, body);
      const which = whichIn(action.value);
      const said = await act(keeper, which);
      await redraw(client, body.view?.id, await drawnSurvey(deps.db, keeper, which, said === undefined ? undefined : { said }));
      await ack();
    });
  pressed(ids.TURN_PAGE, async () => undefined);
  pressed(ids.TURN_BACK, async () => undefined);
  pressed(ids.ARCHIVE_SURVEY, async (keeper, { id }) => {
    await archiveSurvey(deps, keeper, id);
    return 'It is put away.';
  });
  pressed(ids.RESTORE_SURVEY, async (keeper, { id }) => {
    await restoreSurvey(deps, keeper, id);
    return 'It is back.';
  });
  pressed(ids.SEND_TEST, async (keeper, { id }) => {
    const people = await sendTest(deps, keeper, id);
    return people === 1 ? 'The test comes to you as a direct message.' : `The test goes to ${people} people, you among them.`;
  });
  pressed(ids.EXPORT_SURVEY, async (keeper, { id }) => {
    await askForExport(deps, keeper, id);
    return 'I am writing the file and will send it to you in a direct message in a moment.';
  });

  app.action<BlockStaticSelectAction>(ids.CHOOSE_LANGUAGE, async ({ ack, action, body, client, context }) => {
    const which = { ...whichIn(body.view?.private_metadata), language: action.selected_option?.value ?? '' };
    await redraw(client, body.view?.id, await drawnSurvey(deps.db, actorIn(context, body), which));
    await ack();
  });

  app.action<BlockButtonAction>(ids.EDIT_TEXTS, async ({ ack, action, body, client, context }) => {
    const which = whichIn(action.value);
    const { survey, definition } = await surveyToChange(deps.db, actorIn(context, body), which);
    const language = languageIn(definition, which);
    const seen = textsSeen(survey, definition, language);
    const typed = textsOf(survey, definition, language);
    const view = textsForm({ which: { ...which, language, seen }, survey: definition, language, typed });
    await client.views.push({ trigger_id: body.trigger_id, view });
    await ack();
  });

  app.view(ids.SAVE_TEXTS, async ({ ack, view, body, client, context }) => {
    const { seen, ...which } = whichIn(view.private_metadata);
    const keeper = actorIn(context, body);
    const typed = textsIn(view);
    const language = which.language ?? 'en';
    const saved = await saveTexts(deps, keeper, which.id, { language, typed, seen });
    if ('problems' in saved) return ack({ response_action: 'errors', errors: textErrors(saved.problems) });
    if ('changed' in saved) {
      const { survey, definition } = saved.changed;
      const again = { ...which, seen: textsSeen(survey, definition, language) };
      const now = textsOf(survey, definition, language);
      return ack({ response_action: 'update', view: textsForm({ which: again, survey: definition, language, typed, now }) });
    }
    await ack();
    await redraw(client, view.previous_view_id, await drawnSurvey(deps.db, keeper, which, { said: 'It is saved.' }));
  });

  app.action<BlockButtonAction>(ids.EDIT_OWNERS, async ({ ack, action, body, client, context }) => {
    const which = whichIn(action.value);
    const { survey } = await surveyToChange(deps.db, actorIn(context, body), which);
    await client.views.push({ trigger_id: body.trigger_id, view: ownersForm(which, survey) });
    await ack();
  });

  app.view(ids.SAVE_OWNERS, async ({ ack, view, body, client, context }) => {
    const { owner = '', owners = [], ...which } = whichIn(view.private_metadata);
    const keeper = actorIn(context, body);
    const seen = { ownerId: owner, coOwnerIds: owners };
    const saved = await setOwners(deps, keeper, which.id, { wanted: ownersIn(view, seen), seen });
    if ('problem' in saved) return ack({ response_action: 'errors', errors: ownersError(saved.problem) });
    await ack();
    await redraw(client, view.previous_view_id, await drawnSurvey(deps.db, keeper, which, { said: 'It is saved.' }));
  });
}

/** A survey from a file. */
function registerFiles(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(ids.NEW_FROM_FILE, async ({ ack, body, client, context }) => {
    await requireRight(deps.db, 'build surveys', actorIn(context, body));
    await openForm(client, body, importForm(undefined));
    await ack();
  });

  app.action<BlockButtonAction>(ids.IMPORT_SURVEY, async ({ ack, action, body, client, context }) => {
    const which = whichIn(action.value);
    const { survey } = await surveyToChange(deps.db, actorIn(context, body), which);
    await client.views.push({ trigger_id: body.trigger_id, view: importForm(which, survey.name) });
    await ack();
  });

  app.view(ids.IMPORT_FORM, async ({ ack, view, body, context }) => {
    const into = view.private_metadata === '' ? null : whichIn(view.private_metadata).id;
    const file = FileToPreview.safeParse({ ...actorIn(context, body), fileId: fileIn(view), into });
    if (!file.success) return ack({ response_action: 'errors', errors: { [FILE_FIELD.blockId]: 'Please choose a file.' } });
    await askForPreview(deps, file.data);
    const words = 'I am reading your file and will write to you in a moment what is in it.\nYou can close this.';
    await ack({ response_action: 'update', view: noteForm('Import a survey', words) });
  });

  app.action<BlockButtonAction>(ids.APPLY_IMPORT, async ({ ack, action, body, context, respond }) => {
    const [fileId, into, fingerprint] = String(action.value ?? '').split(' ');
    const file = FileToApply.safeParse({
      ...actorIn(context, body),
      fileId,
      into: into === '0' ? null : Number(into),
      fingerprint,
    });
    if (!file.success) throw new UserError('no_file', 'That file cannot be found. Please import it again with `/survey`.');
    await askToApply(deps, file.data);
    await ack();
    await showDecided(respond, body, 'I am taking it in and will write to you when it is done.');
  });

  app.action<BlockButtonAction>(ids.LEAVE_IMPORT, async ({ ack, body, context, respond }) => {
    await requireRight(deps.db, 'build surveys', actorIn(context, body));
    await ack();
    await showDecided(respond, body, 'Left as it is: nothing was changed.');
  });
}

async function formForNew({ db }: SlackDeps, keeper: Keeper, copyOf?: number): Promise<ModalView> {
  const { language } = await db.workspace.findUniqueOrThrow({ where: { id: keeper.workspaceId }, select: { language: true } });
  const sources = await sourcesFor(db, keeper, copyOf);
  return newForm(sources, copyOf === undefined ? sources.empty.source : copySource(copyOf), language);
}
