import type { App, BlockButtonAction, MessageShortcut, RespondFn } from '@slack/bolt';
import { UserError } from '#bot/errors.ts';
import { hasRight, requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { openForm } from '#bot/slack/forms.ts';
import { ticketNumber, workspaceOf } from '#bot/slack/payloads.ts';
import { MAKE_PRIVATE, READ_TICKET } from '#bot/tickets/action-ids.ts';
import { ticketOfMessage } from '#bot/tickets/places.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import { wordsFor } from '#bot/words/words.ts';
import {
  ACCEPT_PRIVACY,
  CONFIRM_PRIVATE,
  confirmModal,
  DECLINE_PRIVACY,
  decided,
  doneModal,
  READ_EARLIER,
  readModal,
} from './blocks.ts';
import { makePrivate } from './privacy.ts';
import { readRequest } from './reading.ts';

/** In the menu of a message, for staff and for whoever asked. */
const PRIVACY_SHORTCUT = 'privacy.shortcut';

/** Connects privacy to Slack: making a request private from wherever that is offered, and reading a private one. */
export function registerPrivacy(app: App, deps: SlackDeps): void {
  const manner = async (doing: Action) => ({
    words: await wordsFor(deps.db, doing.workspaceId, doing.actorId),
    isByStaff: await hasRight(deps.db, 'work on a request', doing),
  });

  app.action<BlockButtonAction>(MAKE_PRIVATE, async ({ ack, action, body, client, context }) => {
    const doing = { workspaceId: workspaceOf(context), ticketId: ticketNumber(action.value), actorId: body.user.id };
    await makePrivate(deps, doing);
    const { words, isByStaff } = await manner(doing);
    if (body.view?.type === 'modal') await openForm(client, body, doneModal(doing.ticketId, words, isByStaff));
    await ack();
  });

  app.shortcut<MessageShortcut>(PRIVACY_SHORTCUT, async ({ ack, shortcut, body, client, context }) => {
    const workspaceId = workspaceOf(context);
    const { channel, message_ts: ts, message } = shortcut;
    const threadTs = typeof message.thread_ts === 'string' && message.thread_ts !== ts ? message.thread_ts : null;
    const ticketId = await ticketOfMessage(deps.db, { workspaceId, channelId: channel.id, ts, threadTs });
    if (ticketId === null) throw new UserError('no_ticket_here', ({ privacy }) => privacy.noRequestHere);
    const doing = { workspaceId, ticketId, actorId: body.user.id };
    await requireRight(deps.db, 'make a request private', doing);
    const { words, isByStaff } = await manner(doing);
    await openForm(client, { trigger_id: shortcut.trigger_id }, confirmModal(ticketId, words, isByStaff));
    await ack();
  });

  app.view(CONFIRM_PRIVATE, async ({ ack, view, body, context }) => {
    const doing = { workspaceId: workspaceOf(context), ticketId: ticketNumber(view.private_metadata), actorId: body.user.id };
    await makePrivate(deps, doing);
    const { words, isByStaff } = await manner(doing);
    await ack({ response_action: 'update', view: doneModal(doing.ticketId, words, isByStaff) });
  });

  app.action<BlockButtonAction>(ACCEPT_PRIVACY, async ({ ack, action, body, context, respond }) => {
    const doing = { workspaceId: workspaceOf(context), ticketId: ticketNumber(action.value), actorId: body.user.id };
    await makePrivate(deps, doing);
    await ack();
    const { words } = await manner(doing);
    await replace(respond, words.privacy.done(`#${doing.ticketId}`));
  });

  app.action<BlockButtonAction>(DECLINE_PRIVACY, async ({ ack, action, body, context, respond }) => {
    const doing = { workspaceId: workspaceOf(context), ticketId: ticketNumber(action.value), actorId: body.user.id };
    await requireRight(deps.db, 'make a request private', doing);
    await ack();
    const { words } = await manner(doing);
    await replace(respond, words.privacy.declined(`#${doing.ticketId}`));
  });

  app.action<BlockButtonAction>(READ_TICKET, async ({ ack, action, body, client, context }) => {
    const doing = { workspaceId: workspaceOf(context), ticketId: ticketNumber(action.value), actorId: body.user.id };
    await openForm(client, body, readModal(await readRequest(deps, doing)));
    await ack();
  });

  app.action<BlockButtonAction>(READ_EARLIER, async ({ ack, action, body, client, context }) => {
    const [number, before = ''] = (action.value ?? '').split(' ');
    const doing = { workspaceId: workspaceOf(context), ticketId: ticketNumber(number), actorId: body.user.id };
    await openForm(client, body, readModal(await readRequest(deps, doing, before)));
    await ack();
  });
}

/** Takes the buttons off an offer, so that it is decided once. */
async function replace(respond: RespondFn, sentence: string): Promise<void> {
  const { text, blocks = [] } = decided(sentence);
  await respond({ replace_original: true, text, blocks: blocks as never });
}
