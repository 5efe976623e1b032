import type { App, BlockButtonAction, MessageShortcut } from '@slack/bolt';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { openForm } from '#bot/slack/forms.ts';
import { fieldOf, ticketNumber, workspaceOf } from '#bot/slack/payloads.ts';
import {
  CLAIM_SHORTCUT,
  CLAIM_TICKET,
  DISMISS_TICKET,
  REOPEN_TICKET,
  RESOLVE_SHORTCUT,
  RESOLVE_TICKET,
  SOLVE_TICKET,
  UNDO_STEP,
} from './action-ids.ts';
import {
  ANSWERER_CHOICE,
  OUTCOME_CHOICE,
  PARTS_CHOICE,
  RESOLVE_MODAL,
  resolveModal,
  TOPIC_CHOICE,
  WITH_PARTS,
} from './blocks.ts';
import { hearDeletion, hearEdit } from './corrections.ts';
import { endingsOf } from './endings.ts';
import { hearMessage } from './hearing.ts';
import { deletionIn, editIn, messageIn } from './message-events.ts';
import { ticketOfMessage } from './places.ts';
import { OUTCOMES } from './ticket.ts';
import { claimTicket, dismissTicket, reopenTicket, resolveAsUsual, resolveTicket, undoLastStep } from './tickets.ts';
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
    const message = messageIn(workspaceOf(context), event);
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

  app.action<BlockButtonAction>(RESOLVE_TICKET, async ({ ack, action, body, client, context }) => {
    const workspaceId = workspaceOf(context);
    const view = await viewOf(deps.db, workspaceId, ticketNumber(action.value));
    await requireRight(deps.db, 'work on a request', { workspaceId, actorId: body.user.id, ticketId: view.ticket.id });
    await openForm(client, body, resolveModal(view, await endingsOf(deps.db, view.ticket)));
    // Last, so that a form that could not be opened is still answered with a sentence.
    await ack();
  });

  app.view(RESOLVE_MODAL, async ({ ack, view, body, context }) => {
    const chosen = fieldOf(view, OUTCOME_CHOICE).selected_option?.value;
    const outcome = OUTCOMES.find((one) => one === chosen && one !== 'stale');
    const topic = fieldOf(view, TOPIC_CHOICE).selected_option?.value;
    if (!outcome) return ack({ response_action: 'errors', errors: { [OUTCOME_CHOICE.blockId]: 'Please choose how it ended.' } });
    if (!topic) return ack({ response_action: 'errors', errors: { [TOPIC_CHOICE.blockId]: 'Please choose a topic.' } });
    const action = { workspaceId: workspaceOf(context), ticketId: ticketNumber(view.private_metadata), actorId: body.user.id };
    const answeredById = fieldOf(view, ANSWERER_CHOICE).selected_user;
    const parts = fieldOf(view, PARTS_CHOICE).selected_option?.value;
    await resolveTicket(deps, action, {
      outcome,
      topic,
      ...(answeredById ? { answeredById } : {}),
      ...(parts ? { withParts: parts === WITH_PARTS } : {}),
    });
    await ack();
  });

  registerShortcuts(app, deps);
}

/** From the menu of a message that belongs to a request: commands do not work in threads. */
function registerShortcuts(app: App, deps: SlackDeps): void {
  app.shortcut<MessageShortcut>(CLAIM_SHORTCUT, async ({ ack, shortcut, context, respond }) => {
    const action = await actionOn(deps, workspaceOf(context), shortcut);
    await claimTicket(deps, action);
    await ack();
    const text = `Request #${action.ticketId} is yours now.`;
    await respond({ response_type: 'ephemeral', replace_original: false, text });
  });

  app.shortcut<MessageShortcut>(RESOLVE_SHORTCUT, async ({ ack, shortcut, client, context }) => {
    const action = await actionOn(deps, workspaceOf(context), shortcut);
    await requireRight(deps.db, 'work on a request', action);
    const view = await viewOf(deps.db, action.workspaceId, action.ticketId);
    await client.views.open({ trigger_id: shortcut.trigger_id, view: resolveModal(view, await endingsOf(deps.db, view.ticket)) });
    await ack();
  });
}

/** Who wants something of which ticket. Only staff hear whether a message belongs to one. */
async function actionOn(deps: SlackDeps, workspaceId: string, { user, channel, message, message_ts: ts }: MessageShortcut) {
  const actorId = user.id;
  await requireRight(deps.db, 'see the queue', { workspaceId, actorId });
  const threadTs = typeof message.thread_ts === 'string' && message.thread_ts !== ts ? message.thread_ts : null;
  const ticketId = await ticketOfMessage(deps.db, { workspaceId, channelId: channel.id, ts, threadTs });
  if (ticketId === null) throw new UserError('no_ticket', NO_TICKET);
  return { workspaceId, ticketId, actorId };
}

const NO_TICKET = 'That message belongs to no request. *Make a request* in the same menu makes one of it.';
