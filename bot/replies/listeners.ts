import type { App, BlockButtonAction, BlockStaticSelectAction } from '@slack/bolt';
import { UserError } from '#bot/errors.ts';
import { filledReply } from '#bot/saved-replies/saved-replies.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { fromInput } from '#bot/slack/escape.ts';
import { openForm } from '#bot/slack/forms.ts';
import { actorIn, fieldOf, ticketNumber, workspaceOf } from '#bot/slack/payloads.ts';
import { meetMentioned } from '#bot/slack/people.ts';
import { REPLY_TO_MEMBER } from '#bot/tickets/action-ids.ts';
import {
  appended,
  draftIn,
  EDIT_LOST_REPLY,
  INSERT_SAVED_REPLY,
  REPLY_MODAL,
  replyModal,
  replyText,
  TRY_REPLY_AGAIN,
  triedAgain,
} from './blocks.ts';
import { tryReplyAgain } from './lost-replies.ts';
import { beginReply, leaveReply, ownLostAnswer, replyFacts, sendReply } from './replying.ts';

/** Connects the reply form to Slack, and the offer to send again what did not get through. */
export function registerReplies(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(REPLY_TO_MEMBER, async ({ ack, action, body, client, context }) => {
    const asked = { workspaceId: workspaceOf(context), ticketId: ticketNumber(action.value), actorId: body.user.id };
    const facts = await beginReply(deps, asked);
    const draft = { ticketId: asked.ticketId, since: deps.now().getTime(), version: 0 };
    await openForm(client, body, replyModal(facts, draft));
    // Last, so that a form that could not be opened is still answered with a sentence.
    await ack();
  });

  app.action<BlockStaticSelectAction>(INSERT_SAVED_REPLY, async ({ ack, action, body, client, context }) => {
    if (!body.view) throw new UserError('no_form', 'That form is gone. Please open it again from the card.');
    const draft = draftIn(body.view.private_metadata);
    const asked = { workspaceId: workspaceOf(context), ticketId: draft.ticketId, actorId: body.user.id };
    const typed = fromInput(fieldOf(body.view, replyText(draft.version)).value ?? '');
    const { view } = await replyFacts(deps.db, deps, asked);
    // Their names may be filled in.
    await meetMentioned(deps, asked.workspaceId, [view.ticket.requesterId, asked.actorId]);
    const facts = await replyFacts(deps.db, deps, asked);
    const text = appended(typed, await filledReply(deps.db, facts.view, asked.actorId, action.selected_option.value));
    const next = { ...draft, version: draft.version + 1 };
    const filled = text === null ? { text: typed, remark: TOO_LONG } : { text };
    await openForm(client, body, replyModal(facts, next, filled));
    await ack();
  });

  app.view(REPLY_MODAL, async ({ ack, view, body, context }) => {
    const draft = draftIn(view.private_metadata);
    const { blockId, actionId } = replyText(draft.version);
    const text = fromInput(fieldOf(view, { blockId, actionId }).value ?? '').trim();
    if (text === '') return ack({ response_action: 'errors', errors: { [blockId]: 'Please write your answer first.' } });
    const action = { workspaceId: workspaceOf(context), ticketId: draft.ticketId, actorId: body.user.id };
    const sent = { text, key: `reply:${view.id}`, since: new Date(draft.since) };
    const overtaken = await sendReply(deps, action, draft.replaces ? { ...sent, replaces: BigInt(draft.replaces) } : sent);
    if (!overtaken) return ack();
    const next = { ...draft, version: draft.version + 1, since: Math.max(deps.now().getTime(), overtaken.at.getTime()) };
    const facts = await replyFacts(deps.db, deps, action);
    await ack({ response_action: 'update', view: replyModal(facts, next, { text, overtaken }) });
  });

  app.view({ callback_id: REPLY_MODAL, type: 'view_closed' }, async ({ ack, view, body, context }) => {
    const { ticketId } = draftIn(view.private_metadata);
    await leaveReply(deps, { workspaceId: workspaceOf(context), ticketId, actorId: body.user.id });
    await ack();
  });

  app.action<BlockButtonAction>(TRY_REPLY_AGAIN, async ({ ack, action, body, context, respond }) => {
    const who = actorIn(context, body);
    const ticketId = await tryReplyAgain(deps, who, saidIn(action.value));
    await ack();
    await respond({ replace_original: true, ...triedAgain(ticketId, deps.now()) });
  });

  app.action<BlockButtonAction>(EDIT_LOST_REPLY, async ({ ack, action, body, client, context }) => {
    const workspaceId = workspaceOf(context);
    const id = saidIn(action.value);
    const { ticketId, text } = await ownLostAnswer(deps.db, workspaceId, body.user.id, id);
    const facts = await beginReply(deps, { workspaceId, ticketId, actorId: body.user.id });
    const draft = { ticketId, since: deps.now().getTime(), version: 0, replaces: String(id) };
    await openForm(client, body, replyModal(facts, draft, { text }));
    await ack();
  });
}

const TOO_LONG = ':warning: With that text your answer would be longer than Slack takes, so I left yours as it was.';

function saidIn(value: unknown): bigint {
  if (typeof value === 'string' && /^\d{1,18}$/.test(value)) return BigInt(value);
  throw new UserError('not_lost', 'That answer cannot be found. Please write it in the thread of the request.');
}
