import type { App, BlockButtonAction } from '@slack/bolt';
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { findSignUp, type SignUpAction } from '#bot/sign-ups/sign-up.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { fromInput } from '#bot/slack/escape.ts';
import { openForm } from '#bot/slack/forms.ts';
import { fieldOf, jsonIn, workspaceOf } from '#bot/slack/payloads.ts';
import { findTool } from '#bot/tools/tool.ts';
import { wordsFor } from '#bot/words/words.ts';
import {
  CALL_AGAIN,
  CLAIM_SETTING_UP,
  EXPECT_ON,
  HAND_LINK_OVER,
  MAKE_READY,
  OPEN_LINK,
  RELEASE_SETTING_UP,
  TICK_STEP,
  UNTICK_STEP,
} from './action-ids.ts';
import { EXPECT_DAY, EXPECT_MODAL, expectModal, LINK_MODAL, LINK_NOTE, LINK_TEXT, linkForm } from './forms.ts';
import { handLinkOver, openLink } from './links.ts';
import { linkModal } from './member-blocks.ts';
import { LINK_FAULTS, oneTimeLink } from './one-time-links.ts';
import { callAgain, claimSettingUp, expectOn, makeReady, releaseSettingUp, tickStep } from './provisioning.ts';
import { LOOKS_SECRET, looksSecret } from './secret-looks.ts';

const Id = z.coerce.number().int().positive().max(2_147_483_647);
const Step = z.tuple([Id, z.string()]);

function signUpNumber(value: unknown): number {
  const parsed = Id.safeParse(typeof value === 'string' ? value : undefined);
  if (!parsed.success) throw new UserError('no_sign_up', ({ tools }) => tools.noSuchSignUp);
  return parsed.data;
}

/** Connects to Slack how a tool is set up for somebody. */
export function registerProvisioning(app: App, deps: SlackDeps): void {
  const presses: Record<string, (action: SignUpAction) => Promise<void>> = {
    [CLAIM_SETTING_UP]: (action) => claimSettingUp(deps, action),
    [RELEASE_SETTING_UP]: (action) => releaseSettingUp(deps, action),
    [MAKE_READY]: (action) => makeReady(deps, action),
    [CALL_AGAIN]: (action) => callAgain(deps, action),
  };
  for (const [actionId, rule] of Object.entries(presses)) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, context }) => {
      await rule({ workspaceId: workspaceOf(context), signUpId: signUpNumber(action.value), actorId: body.user.id });
      await ack();
    });
  }
  for (const actionId of [TICK_STEP, UNTICK_STEP]) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, context }) => {
      const value = Step.safeParse(jsonIn(action.value));
      if (!value.success) throw new UserError('no_sign_up', ({ tools }) => tools.noSuchSignUp);
      const [signUpId, key] = value.data;
      const who = { workspaceId: workspaceOf(context), signUpId, actorId: body.user.id };
      await tickStep(deps, who, key, actionId === TICK_STEP);
      await ack();
    });
  }
  registerForms(app, deps);

  app.action<BlockButtonAction>(OPEN_LINK, async ({ ack, action, body, client, context }) => {
    const who = { workspaceId: workspaceOf(context), signUpId: signUpNumber(action.value), actorId: body.user.id };
    const words = await wordsFor(deps.db, who.workspaceId, who.actorId);
    await openLink(deps, who, (link, tool) => openForm(client, body, linkModal(link, tool, words)));
    await ack();
  });
}

function registerForms(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(EXPECT_ON, async ({ ack, action, body, client, context }) => {
    const who = { workspaceId: workspaceOf(context), signUpId: signUpNumber(action.value), actorId: body.user.id };
    await requireRight(deps.db, 'set a tool up', who);
    const { expectedOn } = await findSignUp(deps.db, who.workspaceId, who.signUpId);
    await openForm(client, body, expectModal(who.signUpId, expectedOn));
    await ack();
  });

  app.view(EXPECT_MODAL, async ({ ack, view, body, context }) => {
    const who = { workspaceId: workspaceOf(context), signUpId: signUpNumber(view.private_metadata), actorId: body.user.id };
    const day = fieldOf(view, EXPECT_DAY).selected_date ?? '';
    const problem = await expectOn(deps, who, day).then(() => undefined, sentenceOf('day_over'));
    await ack(problem ? { response_action: 'errors', errors: { [EXPECT_DAY.blockId]: problem } } : undefined);
  });

  app.action<BlockButtonAction>(HAND_LINK_OVER, async ({ ack, action, body, client, context }) => {
    const who = { workspaceId: workspaceOf(context), signUpId: signUpNumber(action.value), actorId: body.user.id };
    await requireRight(deps.db, 'set a tool up', who);
    const { toolId } = await findSignUp(deps.db, who.workspaceId, who.signUpId);
    const { linkHosts } = await findTool(deps.db, who.workspaceId, toolId);
    await openForm(client, body, linkForm(who.signUpId, linkHosts));
    await ack();
  });

  app.view(LINK_MODAL, async ({ ack, view, body, context }) => {
    const who = { workspaceId: workspaceOf(context), signUpId: signUpNumber(view.private_metadata), actorId: body.user.id };
    await requireRight(deps.db, 'set a tool up', who);
    const text = fromInput(fieldOf(view, LINK_TEXT).value ?? '');
    const note = fromInput(fieldOf(view, LINK_NOTE).value ?? '').trim();
    const { toolId } = await findSignUp(deps.db, who.workspaceId, who.signUpId);
    const { linkHosts } = await findTool(deps.db, who.workspaceId, toolId);
    const link = oneTimeLink(text, linkHosts);
    const errors = {
      ...('fault' in link ? { [LINK_TEXT.blockId]: LINK_FAULTS[link.fault] } : {}),
      ...(looksSecret(note) ? { [LINK_NOTE.blockId]: LOOKS_SECRET } : {}),
    };
    if (Object.keys(errors).length > 0) return ack({ response_action: 'errors', errors });
    await handLinkOver(deps, who, { text, note });
    await ack();
  });
}

/** The sentence of one refusal, for the field it is about; anything else goes on. */
function sentenceOf(code: string) {
  return (error: unknown): string => {
    if (error instanceof UserError && error.code === code) return error.message;
    throw error;
  };
}
