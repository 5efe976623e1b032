import type { App, BlockButtonAction } from '@slack/bolt';
import { z } from 'zod';
import { requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { fromInput } from '#bot/slack/escape.ts';
import { openForm } from '#bot/slack/forms.ts';
import { actorIn, fieldOf, jsonIn } from '#bot/slack/payloads.ts';
import { placeIn } from '#bot/survey-results/places.ts';
import { findWave } from '#bot/waves/wave.ts';
import * as ids from './action-ids.ts';
import { actionForKeeper, actionsOf, addAction, changeAction, finishAction } from './actions.ts';
import {
  ACTION_FORM,
  actionForm,
  actionsPage,
  DOING_FIELD,
  DUE_FIELD,
  FIELD_OF,
  OWNER_FIELD,
  SAID_FIELD,
  tellingNote,
} from './blocks.ts';
import { ActionPlace, actionIn } from './places.ts';
import { askToTell } from './telling.ts';

const Day = z.iso.date();

type Reader = { workspaceId: string; actorId: string };

/** Connects to Slack what follows from a wave: writing it down, changing it, doing it, telling of it. */
export function registerSurveyActions(app: App, deps: SlackDeps): void {
  const listAt = async (reader: Reader, waveId: number, page: number, note?: string) =>
    actionsPage(await actionsOf(deps, reader, waveId, page), note);

  for (const turn of [ids.LIST_ACTIONS, ids.ACTIONS_BACK, ids.ACTIONS_ON])
    app.action<BlockButtonAction>(turn, async ({ ack, action, body, client, context }) => {
      const { waveId, page } = placeIn(action.value);
      await openForm(client, body, await listAt(actorIn(context, body), waveId, page));
      await ack();
    });

  app.action<BlockButtonAction>(ids.ADD_ACTION, async ({ ack, action, body, client, context }) => {
    const { waveId, page } = placeIn(action.value);
    const reader = actorIn(context, body);
    await requireRight(deps.db, 'change a survey', { ...reader, waveId });
    await findWave(deps.db, reader.workspaceId, waveId);
    await openForm(client, body, actionForm({ waveId, page }));
    await ack();
  });

  app.action<BlockButtonAction>(ids.EDIT_ACTION, async ({ ack, action, body, client, context }) => {
    const { actionId, page } = actionIn(action.value);
    const found = await actionForKeeper(deps.db, actorIn(context, body), actionId);
    await openForm(client, body, actionForm({ waveId: found.wave.id, page, action: found.action }));
    await ack();
  });

  app.view(ACTION_FORM, async ({ ack, view, body, context }) => {
    const reader = actorIn(context, body);
    const { waveId, page } = placeIn(view.private_metadata);
    const changed = ActionPlace.safeParse(jsonIn(view.private_metadata));
    const draft = {
      said: fromInput(fieldOf(view, SAID_FIELD).value ?? ''),
      doing: fromInput(fieldOf(view, DOING_FIELD).value ?? ''),
      ownerId: fieldOf(view, OWNER_FIELD).selected_user ?? '',
      dueOn: Day.catch('1970-01-01').parse(fieldOf(view, DUE_FIELD).selected_date),
    };
    const problems = changed.success
      ? await changeAction(deps, reader, changed.data.actionId, draft)
      : await addAction(deps, reader, waveId, draft);
    if (problems.length > 0) {
      const errors = Object.fromEntries(problems.map(({ field, sentence }) => [FIELD_OF[field], sentence]));
      return ack({ response_action: 'errors', errors });
    }
    await ack({ response_action: 'update', view: await listAt(reader, waveId, page, ':white_check_mark: It is saved.') });
  });

  app.action<BlockButtonAction>(ids.ACTION_DONE, async ({ ack, action, body, client, context, respond }) => {
    const reader = actorIn(context, body);
    const { actionId, page } = actionIn(action.value);
    const { waveId } = await finishAction(deps, reader, actionId);
    await ack();
    if (body.view?.type === 'modal') return openForm(client, body, await listAt(reader, waveId, page));
    await respond({ response_type: 'ephemeral', replace_original: false, text: ':white_check_mark: Done. Thank you!' });
  });

  app.action<BlockButtonAction>(ids.TELL_OF_ACTION, async ({ ack, action, body, client, context }) => {
    const reader = actorIn(context, body);
    const { actionId, page } = actionIn(action.value);
    const telling = await askToTell(deps, reader, actionId);
    const { waveId } = (await actionForKeeper(deps.db, reader, actionId)).action;
    await openForm(client, body, await listAt(reader, waveId, page, tellingNote(telling)));
    await ack();
  });
}
