import type { App, BlockButtonAction } from '@slack/bolt';
import { requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { fromInput } from '#bot/slack/escape.ts';
import { openForm } from '#bot/slack/forms.ts';
import { fieldOf, ticketNumber, workspaceOf } from '#bot/slack/payloads.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import { wordsFor } from '#bot/words/words.ts';
import { ADD_COMMENT, CALLED, COMMENT_MODAL, COMMENT_TEXT, commentModal, RATE_REQUEST, TAKE_CALL } from './blocks.ts';
import { markCalled, takeCall } from './calls.ts';
import { commentOnRating, rate } from './ratings.ts';
import { answerThanks } from './thanks.ts';
import { THANK_IN_PUBLIC, THANK_QUIETLY } from './thanks-blocks.ts';

/** Connects to Slack what follows a resolved request: the rating, its comment, the call to an unhappy member, and thanks. */
export function registerRatings(app: App, deps: SlackDeps): void {
  const presses: Record<string, (action: Action) => Promise<void>> = {
    [TAKE_CALL]: (action) => takeCall(deps, action),
    [CALLED]: (action) => markCalled(deps, action),
    [THANK_IN_PUBLIC]: (action) => answerThanks(deps, action, 'yes'),
    [THANK_QUIETLY]: (action) => answerThanks(deps, action, 'no'),
    ...Object.fromEntries(RATE_REQUEST.map((id, index) => [id, (action: Action) => rate(deps, action, index + 1)])),
  };
  for (const [actionId, rule] of Object.entries(presses)) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, context }) => {
      await rule({ workspaceId: workspaceOf(context), ticketId: ticketNumber(action.value), actorId: body.user.id });
      await ack();
    });
  }

  app.action<BlockButtonAction>(ADD_COMMENT, async ({ ack, action, body, client, context }) => {
    const asked = { workspaceId: workspaceOf(context), ticketId: ticketNumber(action.value), actorId: body.user.id };
    await requireRight(deps.db, 'rate a request', asked);
    await openForm(client, body, commentModal(asked.ticketId, await wordsFor(deps.db, asked.workspaceId, asked.actorId)));
    await ack();
  });

  app.view(COMMENT_MODAL, async ({ ack, view, body, context }) => {
    const action = { workspaceId: workspaceOf(context), ticketId: ticketNumber(view.private_metadata), actorId: body.user.id };
    const text = fromInput(fieldOf(view, COMMENT_TEXT).value ?? '').trim();
    if (text === '') {
      const { refusals } = await wordsFor(deps.db, action.workspaceId, action.actorId);
      return ack({ response_action: 'errors', errors: { [COMMENT_TEXT.blockId]: refusals.writeFirst } });
    }
    await commentOnRating(deps, action, text);
    await ack();
  });
}
