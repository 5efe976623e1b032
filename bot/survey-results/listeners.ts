import type { App, BlockAction, BlockButtonAction, BlockStaticSelectAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { standingIn, whyNoPost } from '#bot/slack/conversations.ts';
import { cut, fromInput, fromMessage } from '#bot/slack/escape.ts';
import { openForm } from '#bot/slack/forms.ts';
import { actorIn, fieldOf, jsonIn, workspaceOf } from '#bot/slack/payloads.ts';
import { surveyVerbOf } from '#bot/surveys/verbs.ts';
import * as ids from './action-ids.ts';
import { askForCharts, askForFiles } from './files.ts';
import { listPlaceIn, Place, placeIn, textPlaceIn } from './places.ts';
import { bandIn, countingPage, resultsPage } from './results-blocks.ts';
import { resultsFor } from './results-view.ts';
import { readPerson } from './said-what.ts';
import { saidWhatPage } from './said-what-blocks.ts';
import { CHANNEL_FIELD, POST_FORM, SHARE_FORM, sharedNote, shareForm, sharePreview } from './shared-blocks.ts';
import { publishableFor, shareResults } from './sharing.ts';
import { NEW_THEME_FIELD, THEME_FORM, THEMES_FIELD, textsPage, themeForm, themeIn } from './text-blocks.ts';
import { tagText, textsFor, themesToChoose } from './themes.ts';
import { listWaves } from './wave-list.ts';
import { waveListPage } from './wave-list-blocks.ts';

type Reader = { workspaceId: string; actorId: string };
type Pressed = { client: WebClient; body: BlockAction };

/** Connects to Slack what a survey has found: `/survey results`, texts, sharing, files. */
export function registerSurveyResults(app: App, deps: SlackDeps): void {
  // Several rooms listen to `/survey`; each leaves the verbs of the others alone.
  app.command('/survey', async ({ ack, command, client, context }) => {
    const asked = surveyVerbOf(command.text ?? '');
    if (asked.verb !== 'results') return;
    const reader = { workspaceId: workspaceOf(context), actorId: command.user_id };
    const list = await listWaves(deps, reader, { page: 0, search: cut(fromMessage(asked.rest), 80) });
    await client.views.open({ trigger_id: command.trigger_id, view: waveListPage(list) });
    await ack();
  });

  for (const turn of [ids.LIST_WAVES, ids.LIST_NEWER, ids.LIST_OLDER])
    app.action<BlockButtonAction>(turn, async ({ ack, action, body, client, context }) => {
      await openForm(client, body, waveListPage(await listWaves(deps, actorIn(context, body), listPlaceIn(action.value))));
      await ack();
    });

  registerResults(app, deps);
  registerTexts(app, deps);
  registerSharing(app, deps);
}

function registerResults(app: App, deps: SlackDeps): void {
  const show = async ({ client, body }: Pressed, reader: Reader, place: Place, note?: string) => {
    await requireRight(deps.db, 'read survey results', { ...reader, waveId: place.waveId });
    const viewId = await viewFor(client, body);
    const view = resultsPage(await resultsFor(deps, reader, place.waveId), place, note);
    await client.views.update({ view_id: viewId, view });
  };

  for (const turn of [ids.SHOW_RESULTS, ids.QUESTIONS_BACK, ids.QUESTIONS_ON])
    app.action<BlockButtonAction>(turn, async ({ ack, action, body, client, context }) => {
      await show({ client, body }, actorIn(context, body), placeIn(action.value));
      await ack();
    });

  app.action<BlockStaticSelectAction>(ids.CHOOSE_BAND, async ({ ack, action, body, client, context }) => {
    const { band: _, ...place } = placeIn(body.view?.private_metadata);
    const band = bandIn(action.selected_option?.value);
    await show({ client, body }, actorIn(context, body), { ...place, ...(band === undefined ? {} : { band }) });
    await ack();
  });

  for (const turn of [ids.READ_ANSWERS, ids.ANSWERS_BACK, ids.ANSWERS_ON])
    app.action<BlockButtonAction>(turn, async ({ ack, action, body, client, context }) => {
      const { waveId, page } = placeIn(action.value);
      await openForm(client, body, saidWhatPage(await readPerson(deps, actorIn(context, body), waveId, page)));
      await ack();
    });

  const onTheirWay = 'They are on their way to your direct messages with me.';
  app.action<BlockButtonAction>(ids.SEND_CHARTS, async ({ ack, action, body, client, context }) => {
    const reader = actorIn(context, body);
    const place = placeIn(action.value);
    const { waveId, page } = place;
    await askForCharts(deps, { ...reader, waveId, page, key: pressKey(deps, waveId, action) });
    await show({ client, body }, reader, place, `:bar_chart: ${onTheirWay}`);
    await ack();
  });

  for (const ask of [ids.EXPORT_RESULTS, ids.EXPORT_NAMED])
    app.action<BlockButtonAction>(ask, async ({ ack, action, body, client, context }) => {
      const reader = actorIn(context, body);
      const { waveId } = placeIn(action.value);
      const named = ask === ids.EXPORT_NAMED ? 1 : 0;
      await askForFiles(deps, { ...reader, waveId, named, key: pressKey(deps, waveId, action) });
      const here = Place.safeParse(jsonIn(body.view?.private_metadata));
      const place = here.success && here.data.waveId === waveId ? here.data : { waveId, page: 0 };
      await show({ client, body }, reader, place, `:file_folder: ${onTheirWay}`);
      await ack();
    });
}

/** The form that somebody pressed in; in a message a new one, opened before all is counted, which may take longer than Slack lets one be opened. */
async function viewFor(client: WebClient, { trigger_id, view }: Pressed['body']): Promise<string> {
  if (view?.type === 'modal') return view.id;
  const opened = await client.views.open({ trigger_id, view: countingPage() });
  return opened.view?.id ?? '';
}

/** The name of what one press asks for, by which what came already is known. */
function pressKey(deps: SlackDeps, waveId: number, { action_ts: pressedAt }: { action_ts?: string }): string {
  const press = String(pressedAt ?? '')
    .replaceAll(/\D/g, '')
    .slice(-9);
  return `survey-${waveId}-${deps.now().toISOString().slice(0, 10)}-${press}`;
}

function registerTexts(app: App, deps: SlackDeps): void {
  const pageAt = async (reader: Reader, { page, ...which }: Pick<Place, 'waveId' | 'page' | 'question' | 'after' | 'theme'>) =>
    textsPage(await textsFor(deps, reader, which), page);

  for (const turn of [ids.READ_TEXTS, ids.TEXTS_ON])
    app.action<BlockButtonAction>(turn, async ({ ack, action, body, client, context }) => {
      await openForm(client, body, await pageAt(actorIn(context, body), placeIn(action.value)));
      await ack();
    });

  app.action<BlockStaticSelectAction>(ids.CHOOSE_THEME, async ({ ack, action, body, client, context }) => {
    const { after: _, theme: __, ...here } = placeIn(body.view?.private_metadata);
    const theme = themeIn(action.selected_option?.value);
    await openForm(client, body, await pageAt(actorIn(context, body), { ...here, ...(theme === undefined ? {} : { theme }) }));
    await ack();
  });

  app.action<BlockButtonAction>(ids.TAG_TEXT, async ({ ack, action, body, client, context }) => {
    const place = textPlaceIn(action.value);
    await openForm(client, body, themeForm(place, await themesToChoose(deps, actorIn(context, body), place)));
    await ack();
  });

  app.view(THEME_FORM, async ({ ack, view, body, context }) => {
    const reader = actorIn(context, body);
    const place = textPlaceIn(view.private_metadata);
    const had = Had.parse(jsonIn(view.private_metadata)).has;
    const chosen = (fieldOf(view, THEMES_FIELD).selected_options ?? []).map(({ value }) => value);
    const added = fromInput(fieldOf(view, NEW_THEME_FIELD).value ?? '');
    await tagText(deps, reader, place, { add: [...chosen, added], remove: had.filter((theme) => !chosen.includes(theme)) });
    await ack({ response_action: 'update', view: await pageAt(reader, place) });
  });
}

/** The themes that a text had when its form was opened: what others added since stays. */
const Had = z.object({ has: z.array(z.string()).catch([]) }).catch({ has: [] });
const Sharing = z.object({ waveId: z.int().positive(), channelId: z.string().regex(/^[CG][A-Z0-9]{1,99}$/) });

function registerSharing(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(ids.SHARE_RESULTS, async ({ ack, action, body, client, context }) => {
    const { waveId } = placeIn(action.value);
    await publishableFor(deps, actorIn(context, body), waveId);
    await openForm(client, body, shareForm(waveId));
    await ack();
  });

  app.view(SHARE_FORM, async ({ ack, view, body, client, context }) => {
    const reader = actorIn(context, body);
    const { waveId } = placeIn(view.private_metadata);
    const shared = await publishableFor(deps, reader, waveId);
    const chosen = Sharing.shape.channelId.safeParse(fieldOf(view, CHANNEL_FIELD).selected_conversation);
    if (!chosen.success)
      return ack({ response_action: 'errors', errors: { [CHANNEL_FIELD.blockId]: 'Please choose a channel.' } });
    const channel = await standingIn(deps, client, reader.workspaceId, chosen.data);
    const closed = whyNoPost([channel]);
    if (closed) return ack({ response_action: 'errors', errors: { [CHANNEL_FIELD.blockId]: closed } });
    await ack({ response_action: 'update', view: sharePreview(shared, chosen.data, channel.isShared) });
  });

  app.view(POST_FORM, async ({ ack, view, body, context }) => {
    const parsed = Sharing.safeParse(jsonIn(view.private_metadata));
    if (!parsed.success) throw new UserError('no_wave', 'Those results cannot be found. Please type `/survey results` again.');
    await shareResults(deps, actorIn(context, body), parsed.data.waveId, parsed.data.channelId);
    await ack({ response_action: 'update', view: sharedNote(parsed.data.channelId) });
  });
}
