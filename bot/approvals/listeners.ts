import type { App, BlockButtonAction } from '@slack/bolt';
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import type { SignUpAction } from '#bot/sign-ups/sign-up.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { fromInput } from '#bot/slack/escape.ts';
import { openForm } from '#bot/slack/forms.ts';
import { fieldOf, workspaceOf } from '#bot/slack/payloads.ts';
import { type Words, wordsFor } from '#bot/words/words.ts';
import {
  APPROVE_SIGN_UP,
  ASK_ABOUT_SIGN_UP,
  DECLINE_SIGN_UP,
  PUT_ON_LIST,
  REOPEN_SIGN_UP,
  SAY_AWAY,
  SAY_BACK,
} from './action-ids.ts';
import { sayAway, sayBack } from './away.ts';
import {
  ASK_FORM,
  AWAY_FORM,
  askForm,
  awayForm,
  DAY_FIELD,
  DECLINE_FORM,
  declineForm,
  QUESTION_FIELD,
  REASON_FIELD,
  TEXT_FIELD,
} from './blocks.ts';
import { approve, askMember, DECLINE_REASONS, decline, LONGEST_TEXT, reopen, requireTurn } from './deciding.ts';

/** Connects to Slack how sign-ups are decided. */
export function registerApprovals(app: App, deps: SlackDeps): void {
  const presses: Record<string, (action: SignUpAction) => Promise<void>> = {
    [APPROVE_SIGN_UP]: (action) => approve(deps, action),
    [PUT_ON_LIST]: (action) => approve(deps, action, { ontoList: true }),
    [REOPEN_SIGN_UP]: (action) => reopen(deps, action),
    [SAY_BACK]: (action) => sayBack(deps, action),
  };
  for (const [actionId, rule] of Object.entries(presses)) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, context }) => {
      await rule({ workspaceId: workspaceOf(context), signUpId: signUpNumber(action.value), actorId: body.user.id });
      await ack();
    });
  }

  const forms: Record<string, (signUpId: number, words: Words) => Parameters<typeof openForm>[2]> = {
    [DECLINE_SIGN_UP]: declineForm,
    [ASK_ABOUT_SIGN_UP]: askForm,
    [SAY_AWAY]: awayForm,
  };
  for (const [actionId, formOf] of Object.entries(forms)) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, client, context }) => {
      const who = { workspaceId: workspaceOf(context), signUpId: signUpNumber(action.value), actorId: body.user.id };
      await requireTurn(deps, who);
      await openForm(client, body, formOf(who.signUpId, await wordsFor(deps.db, who.workspaceId, who.actorId)));
      await ack();
    });
  }

  app.view(DECLINE_FORM, async ({ ack, view, body, context }) => {
    const who = { workspaceId: workspaceOf(context), signUpId: signUpNumber(view.private_metadata), actorId: body.user.id };
    const { approvals } = await wordsFor(deps.db, who.workspaceId, who.actorId);
    const reason = Reason.safeParse(fieldOf(view, REASON_FIELD).selected_option?.value);
    const text = fromInput(fieldOf(view, TEXT_FIELD).value ?? '').trim();
    if (!reason.success) return ack({ response_action: 'errors', errors: { [REASON_FIELD.blockId]: approvals.declineReason } });
    if (reason.data === 'other' && text === '')
      return ack({ response_action: 'errors', errors: { [TEXT_FIELD.blockId]: approvals.needsText } });
    await decline(deps, who, { reason: reason.data, text: text.slice(0, LONGEST_TEXT) });
    await ack();
  });

  app.view(ASK_FORM, async ({ ack, view, body, context }) => {
    const who = { workspaceId: workspaceOf(context), signUpId: signUpNumber(view.private_metadata), actorId: body.user.id };
    const { approvals } = await wordsFor(deps.db, who.workspaceId, who.actorId);
    const question = fromInput(fieldOf(view, QUESTION_FIELD).value ?? '').trim();
    if (question === '') return ack({ response_action: 'errors', errors: { [QUESTION_FIELD.blockId]: approvals.nothingAsked } });
    await askMember(deps, who, question.slice(0, LONGEST_TEXT));
    await ack();
  });

  app.view(AWAY_FORM, async ({ ack, view, body, context }) => {
    const who = { workspaceId: workspaceOf(context), signUpId: signUpNumber(view.private_metadata), actorId: body.user.id };
    await sayAway(deps, who, fieldOf(view, DAY_FIELD).selected_date ?? null);
    await ack();
  });
}

const Reason = z.enum(DECLINE_REASONS);
const SignUpNumber = z.coerce.number().int().positive().max(2_147_483_647);

/** The sign-up that a button or a form names; what is none gets a sentence. */
function signUpNumber(value: unknown): number {
  const parsed = SignUpNumber.safeParse(typeof value === 'string' ? value : undefined);
  if (!parsed.success) throw new UserError('no_sign_up', ({ tools }) => tools.noSuchSignUp);
  return parsed.data;
}
