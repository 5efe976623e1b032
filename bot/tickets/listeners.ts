import type { App, BlockButtonAction } from '@slack/bolt';
import { type Deed, requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { fromInput } from '#bot/slack/escape.ts';
import { openForm } from '#bot/slack/forms.ts';
import { fieldOf, ticketNumber, workspaceOf } from '#bot/slack/payloads.ts';
import {
  CLAIM_TICKET,
  DISMISS_TICKET,
  REOPEN_TICKET,
  REPLY_TO_MEMBER,
  RESOLVE_TICKET,
  SOLVE_TICKET,
  UNDO_STEP,
} from './action-ids.ts';
import { OUTCOME_CHOICE, REPLY_MODAL, REPLY_TEXT, RESOLVE_MODAL, replyModal, resolveModal, TOPIC_CHOICE } from './blocks.ts';
import { hearDeletion, hearEdit } from './corrections.ts';
import { hearMessage } from './hearing.ts';
import { deletionIn, editIn, messageIn } from './message-events.ts';
import { OUTCOMES, type Ticket } from './ticket.ts';
import {
  claimTicket,
  dismissTicket,
  reopenTicket,
  replyToMember,
  resolveAsUsual,
  resolveTicket,
  undoLastStep,
} from './tickets.ts';
import { viewOf } from './views.ts';

/** Connects tickets to Slack: what is written in channels, the card's buttons and their forms. */
export function registerTickets(app: App, deps: SlackDeps): void {
  app.event('message', async ({ event, context }) => {
    const workspaceId = workspaceOf(context);
    const edit = editIn(workspaceId, event);
    const deletion = deletionIn(workspaceId, event);
    const message = messageIn(workspaceId, event);
    if (edit) await hearEdit(deps, edit);
    else if (deletion) await hearDeletion(deps, deletion);
    else if (message) await hearMessage(deps, message);
  });

  app.event('app_mention', async ({ event, context }) => {
    const message = messageIn(workspaceOf(context), { ...event, channel_type: 'channel' });
    if (message) await hearMessage(deps, message);
  });

  const buttons = {
    [CLAIM_TICKET]: claimTicket,
    [SOLVE_TICKET]: resolveAsUsual,
    [DISMISS_TICKET]: dismissTicket,
    [UNDO_STEP]: undoLastStep,
    [REOPEN_TICKET]: reopenTicket,
  };
  for (const [actionId, rule] of Object.entries(buttons)) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, context }) => {
      await rule(deps, { workspaceId: workspaceOf(context), ticketId: ticketNumber(action.value), actorId: body.user.id });
      await ack();
    });
  }

  const forms = { [REPLY_TO_MEMBER]: replyModal, [RESOLVE_TICKET]: resolveModal };
  for (const [actionId, form] of Object.entries(forms)) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, client, context }) => {
      const workspaceId = workspaceOf(context);
      const view = await viewOf(deps.db, workspaceId, ticketNumber(action.value));
      await requireRight(deps.db, deedOf(actionId, view.ticket), {
        workspaceId,
        actorId: body.user.id,
        ticketId: view.ticket.id,
      });
      await openForm(client, body, form(view));
      // Last, so that a form that could not be opened is still answered with a sentence.
      await ack();
    });
  }

  app.view(REPLY_MODAL, async ({ ack, view, body, context }) => {
    const text = fromInput(fieldOf(view, REPLY_TEXT).value ?? '').trim();
    if (text === '')
      return ack({ response_action: 'errors', errors: { [REPLY_TEXT.blockId]: 'Please write your answer first.' } });
    const action = { workspaceId: workspaceOf(context), ticketId: ticketNumber(view.private_metadata), actorId: body.user.id };
    await replyToMember(deps, action, { text, key: `reply:${view.id}` });
    await ack();
  });

  app.view(RESOLVE_MODAL, async ({ ack, view, body, context }) => {
    const chosen = fieldOf(view, OUTCOME_CHOICE).selected_option?.value;
    const outcome = OUTCOMES.find((one) => one === chosen && one !== 'stale');
    const topic = fieldOf(view, TOPIC_CHOICE).selected_option?.value;
    if (!outcome) return ack({ response_action: 'errors', errors: { [OUTCOME_CHOICE.blockId]: 'Please choose how it ended.' } });
    if (!topic) return ack({ response_action: 'errors', errors: { [TOPIC_CHOICE.blockId]: 'Please choose a topic.' } });
    const action = { workspaceId: workspaceOf(context), ticketId: ticketNumber(view.private_metadata), actorId: body.user.id };
    await resolveTicket(deps, action, { outcome, topic });
    await ack();
  });
}

/** The reply form shows what the member wrote; of a private request only its readers see that. */
function deedOf(actionId: string, { isPrivate }: Ticket): Deed {
  if (actionId !== REPLY_TO_MEMBER) return 'work on a request';
  return isPrivate ? 'answer a private request' : 'answer a request';
}
