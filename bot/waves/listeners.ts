import type { App, BlockAction, BlockButtonAction } from '@slack/bolt';
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { organisationChoices } from '#bot/members/records.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { standingIn } from '#bot/slack/conversations.ts';
import { fromInput } from '#bot/slack/escape.ts';
import { choice } from '#bot/slack/form-parts.ts';
import { openForm } from '#bot/slack/forms.ts';
import { actorIn, fieldOf, jsonIn, RowId, workspaceOf } from '#bot/slack/payloads.ts';
import {
  CHANGE_WAVE,
  CHOOSE_AUDIENCE,
  CHOOSE_LEVEL,
  CHOOSE_TIME,
  CLOSE_WAVE,
  DROP_WAVE,
  EXTEND_FORM,
  EXTEND_WAVE,
  FIND_ORGANISATIONS,
  PLAN_FORM,
  PLAN_WAVE,
  SEND_WAVE,
  STOP_REPEATING,
  WITHDRAW_WAVE,
} from './action-ids.ts';
import { closeNow } from './closing.ts';
import { confirmWave, dropWave, type WaveAction } from './confirming.ts';
import { extendWave, MORE_DAYS } from './extending.ts';
import { extendForm, MORE_TIME, planForm } from './form.ts';
import { choicesOf, formFacts } from './form-facts.ts';
import { FIELDS, FIRST_CHOICES } from './form-fields.ts';
import { choicesIn, readPlanForm } from './form-reading.ts';
import { changeWave, planWave } from './planning.ts';
import { whyNoPosts } from './post-places.ts';
import { stopRepeating } from './repeating.ts';
import { findWave } from './wave.ts';
import { withdrawWave } from './withdrawing.ts';

/** Connects to Slack the sending of a survey: whom, when, and its end. */
export function registerWaves(app: App, deps: SlackDeps): void {
  const presses: Record<string, (action: WaveAction) => Promise<unknown>> = {
    [SEND_WAVE]: (action) => confirmWave(deps, action),
    [DROP_WAVE]: (action) => dropWave(deps, action),
    [CLOSE_WAVE]: (action) => closeNow(deps, action),
    [WITHDRAW_WAVE]: (action) => withdrawWave(deps, action),
    [STOP_REPEATING]: (action) => stopRepeating(deps, action),
  };
  for (const [actionId, rule] of Object.entries(presses)) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, context }) => {
      await rule({ workspaceId: workspaceOf(context), waveId: idIn(action.value), actorId: body.user.id });
      await ack();
    });
  }
  registerForm(app, deps);
  registerExtending(app, deps);
}

function registerForm(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(PLAN_WAVE, async ({ ack, action, body, client, context }) => {
    const opening = { ...actorIn(context, body), surveyId: idIn(action.value), waveId: null };
    await openForm(client, body, planForm(await formFacts(deps, opening), FIRST_CHOICES));
    await ack();
  });

  app.action<BlockButtonAction>(CHANGE_WAVE, async ({ ack, action, body, client, context }) => {
    const workspaceId = workspaceOf(context);
    const waveId = idIn(action.value);
    const { surveyId } = await findWave(deps.db, workspaceId, waveId);
    const facts = await formFacts(deps, { workspaceId, actorId: body.user.id, surveyId, waveId });
    await openForm(client, body, planForm(facts, facts.given ? choicesOf(facts.given) : FIRST_CHOICES));
    await ack();
  });

  for (const actionId of [CHOOSE_LEVEL, CHOOSE_AUDIENCE, CHOOSE_TIME]) {
    app.action<BlockAction>(actionId, async ({ ack, body, client, context }) => {
      const { view } = body;
      if (!view) return ack();
      const choices = choicesIn(view);
      const opening = { ...actorIn(context, body), ...openedFor(view.private_metadata) };
      const facts = await formFacts(deps, opening, choices.kind);
      await client.views.update({ view_id: view.id, view: planForm(facts, choices) });
      await ack();
    });
  }

  app.options(FIND_ORGANISATIONS, async ({ ack, options, body, context }) => {
    const typed = typeof options.value === 'string' ? fromInput(options.value) : '';
    const found = await organisationChoices(deps, actorIn(context, body), typed);
    await ack({ options: found.map(({ id, name }) => choice(name, id)) });
  });

  app.view(PLAN_FORM, async ({ ack, view, body, client, context }) => {
    const opening = { ...actorIn(context, body), ...openedFor(view.private_metadata) };
    const { given } = await formFacts(deps, opening);
    const read = readPlanForm(view, deps.now(), given);
    if ('errors' in read) return ack({ response_action: 'errors', errors: read.errors });
    const closed = await whyNoPosts(read.settings, (channelId) => standingIn(deps, client, opening.workspaceId, channelId));
    if (closed) return ack({ response_action: 'errors', errors: { [FIELDS.posts.blockId]: closed } });
    const { waveId, ...planning } = opening;
    if (waveId === null) await planWave(deps, planning, read.settings);
    else await changeWave(deps, { ...planning, waveId }, read.settings);
    await ack();
  });
}

function registerExtending(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(EXTEND_WAVE, async ({ ack, action, body, client, context }) => {
    const asked = { ...actorIn(context, body), waveId: idIn(action.value) };
    await requireRight(deps.db, 'send a survey', asked);
    await findWave(deps.db, asked.workspaceId, asked.waveId);
    await openForm(client, body, extendForm(asked.waveId));
    await ack();
  });

  app.view(EXTEND_FORM, async ({ ack, view, body, context }) => {
    const asked = { ...actorIn(context, body), waveId: idIn(view.private_metadata) };
    const days = MORE_DAYS.find((one) => String(one) === fieldOf(view, MORE_TIME).selected_option?.value);
    if (days === undefined) return ack({ response_action: 'errors', errors: { [MORE_TIME.blockId]: 'Please choose one.' } });
    await extendWave(deps, asked, days);
    await ack();
  });
}

const Id = z.coerce.number().int().positive().max(2_147_483_647);

/** The survey or wave that a button or a form names; what is none gets a sentence. */
function idIn(value: unknown): number {
  const parsed = Id.safeParse(typeof value === 'string' ? value : undefined);
  if (!parsed.success) throw noSurvey();
  return parsed.data;
}

const OpenedFor = z.object({ surveyId: RowId, waveId: RowId.nullable() });

function openedFor(metadata: unknown): z.infer<typeof OpenedFor> {
  const parsed = OpenedFor.safeParse(jsonIn(metadata));
  if (!parsed.success) throw noSurvey();
  return parsed.data;
}

const noSurvey = () => new UserError('no_survey', 'That survey cannot be found. Please type `/survey` again.');
