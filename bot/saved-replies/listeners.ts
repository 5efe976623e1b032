import type { App, BlockButtonAction } from '@slack/bolt';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { fromInput } from '#bot/slack/escape.ts';
import { openForm } from '#bot/slack/forms.ts';
import { actorIn, fieldOf, workspaceOf } from '#bot/slack/payloads.ts';
import { OPEN_SAVED_REPLIES } from '#bot/tickets/action-ids.ts';
import {
  ARCHIVE_REPLY,
  EDIT_REPLY,
  NEW_REPLY,
  REPLY_NAME,
  replyForm,
  replyList,
  SAVE_REPLY,
  SAVED_TEXT,
  whichIn,
} from './blocks.ts';
import { archiveReply, requireGood, savedRepliesFor, saveReply } from './saved-replies.ts';

/** Connects saved replies to Slack: the list, and the form with which leads keep them. */
export function registerSavedReplies(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(OPEN_SAVED_REPLIES, async ({ ack, action, body, client, context }) => {
    const list = await savedRepliesFor(deps.db, workspaceOf(context), body.user.id, action.value);
    await openForm(client, body, replyList(list));
    await ack();
  });

  app.action<BlockButtonAction>(NEW_REPLY, async ({ ack, action, body, client, context }) => {
    const { deskId } = whichIn(action.value);
    await requireRight(deps.db, 'change saved replies', { ...actorIn(context, body), deskId });
    await openForm(client, body, replyForm(deskId));
    await ack();
  });

  app.action<BlockButtonAction>(EDIT_REPLY, async ({ ack, action, body, client, context }) => {
    const { deskId, id } = whichIn(action.value);
    await requireRight(deps.db, 'change saved replies', { ...actorIn(context, body), deskId });
    const { replies } = await savedRepliesFor(deps.db, workspaceOf(context), body.user.id, deskId);
    const reply = replies.find((one) => one.id === id);
    if (!reply) throw new UserError('no_saved_reply', 'That saved reply is not there any more. Please open the list again.');
    await openForm(client, body, replyForm(deskId, reply));
    await ack();
  });

  app.action<BlockButtonAction>(ARCHIVE_REPLY, async ({ ack, action, body, client, context }) => {
    const { deskId, id = '' } = whichIn(action.value);
    const keeper = { ...actorIn(context, body), deskId };
    await archiveReply(deps, keeper, id);
    const list = await savedRepliesFor(deps.db, keeper.workspaceId, keeper.actorId, deskId);
    await openForm(client, body, replyList(list, 'It is put away.'));
    await ack();
  });

  app.view(SAVE_REPLY, async ({ ack, view, body, context }) => {
    const { deskId, id } = whichIn(view.private_metadata);
    const keeper = { ...actorIn(context, body), deskId };
    const name = fromInput(fieldOf(view, REPLY_NAME).value ?? '').trim();
    const text = fromInput(fieldOf(view, SAVED_TEXT).value ?? '').trim();
    const problem = problemWith(name, text);
    if (problem) return ack({ response_action: 'errors', errors: problem });
    await saveReply(deps, keeper, { ...(id ? { id } : {}), name, text });
    const list = await savedRepliesFor(deps.db, keeper.workspaceId, keeper.actorId, deskId);
    await ack({ response_action: 'update', view: replyList(list, 'It is saved.') });
  });
}

/** What is wrong is said at its field. */
function problemWith(name: string, text: string): Record<string, string> | undefined {
  try {
    requireGood(name, text);
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      [error.code.endsWith('name') || error.code.startsWith('name') ? REPLY_NAME.blockId : SAVED_TEXT.blockId]: error.message,
    };
  }
}
