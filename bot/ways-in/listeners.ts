import type { App, BlockButtonAction, MessageShortcut } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { addJobs } from '#bot/queue.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { fromInput } from '#bot/slack/escape.ts';
import { openForm } from '#bot/slack/forms.ts';
import { isPlatformError } from '#bot/slack/own-messages.ts';
import { actorIn, fieldOf, MemberId, workspaceOf } from '#bot/slack/payloads.ts';
import { instantOf } from '#bot/slack/timestamps.ts';
import { NEW_REQUEST } from '#bot/tickets/action-ids.ts';
import { messageIn } from '#bot/tickets/message-events.ts';
import { wordsFor } from '#bot/words/words.ts';
import {
  ACCEPT_OFFER,
  DECLINE_OFFER,
  DESK_FIELD,
  MAKE_REQUEST,
  PRIVATE,
  PRIVATE_FIELD,
  REQUEST_FORM,
  receivedForm,
  requestForm,
  SEND_NOTE_FORM,
  SEND_TO_MEMBER,
  SOMETHING_NEW,
  sendNoteForm,
  TEXT_FIELD,
  TOPIC_FIELD,
} from './blocks.ts';
import { hearDirect } from './direct.ts';
import { askByForm, desksToAsk } from './forms.ts';
import { makeRequestOf } from './marking.ts';
import { hearMention } from './mentions.ts';
import { noteToSend, sendNote } from './notes.ts';
import { answerOffer, markedJob } from './offers.ts';
import { splitOffAnswer } from './something-new.ts';

/** Connects to Slack the ways in which a request can come, other than by writing in a help channel. */
export function registerWaysIn(app: App, deps: SlackDeps): void {
  registerEvents(app, deps);
  registerOffers(app, deps);
  registerShortcuts(app, deps);
  registerForm(app, deps);
}

/** The two names of the ticket in Slack's emoji: 🎫 and 🎟️. */
const TICKET_EMOJI = ['ticket', 'admission_tickets'];
const Reaction = z.object({
  user: MemberId,
  reaction: z.string(),
  item: z.object({ type: z.literal('message'), channel: z.string(), ts: z.string() }),
  event_ts: z.string(),
});

function registerEvents(app: App, deps: SlackDeps): void {
  app.event('reaction_added', async ({ event, context }) => {
    const reaction = Reaction.safeParse(event);
    if (!reaction.success || !TICKET_EMOJI.includes(reaction.data.reaction)) return;
    const { user: actorId, item, event_ts } = reaction.data;
    const mark = { workspaceId: workspaceOf(context), channelId: item.channel, ts: item.ts, actorId, at: instantOf(event_ts) };
    await addJobs(deps.db, deps, [markedJob(mark)]);
  });

  app.event('app_mention', async ({ event, context }) => {
    const heard = messageIn(workspaceOf(context), event);
    if (heard && context.botUserId) await hearMention(deps, heard, context.botUserId);
  });

  app.event('message', async ({ event, context }) => {
    const heard = event.channel_type === 'im' ? messageIn(workspaceOf(context), event) : undefined;
    if (heard) await hearDirect(deps, heard);
  });
}

const Place = z.string().regex(/^[CDG][A-Z0-9]{1,40}:\d{10}\.\d{6}$/);

function placeIn(value: unknown): { channelId: string; ts: string } {
  const parsed = Place.safeParse(value);
  if (!parsed.success) throw new UserError('no_message', ({ waysIn }) => waysIn.isGone);
  const [channelId = '', ts = ''] = parsed.data.split(':');
  return { channelId, ts };
}

function registerOffers(app: App, deps: SlackDeps): void {
  for (const [actionId, answer] of [
    [ACCEPT_OFFER, 'yes'],
    [DECLINE_OFFER, 'no'],
  ] as const) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, context, respond }) => {
      const workspaceId = workspaceOf(context);
      await answerOffer(deps, { workspaceId, ...placeIn(action.value), actorId: body.user.id }, answer);
      await ack();
      const { waysIn } = await wordsFor(deps.db, workspaceId, body.user.id);
      await respond({ replace_original: true, text: answer === 'yes' ? waysIn.offerTaken : waysIn.offerDeclined });
    });
  }

  app.action<BlockButtonAction>(SOMETHING_NEW, async ({ ack, action, body, context, respond }) => {
    const workspaceId = workspaceOf(context);
    const ticketId = await splitOffAnswer(deps, { workspaceId, ...placeIn(action.value), actorId: body.user.id });
    await ack();
    const { waysIn } = await wordsFor(deps.db, workspaceId, body.user.id);
    await respond({ replace_original: true, text: waysIn.splitOff(`*#${ticketId}*`) });
  });
}

function registerShortcuts(app: App, deps: SlackDeps): void {
  app.shortcut<MessageShortcut>(MAKE_REQUEST, async (args) => {
    const { ack, shortcut, client, context, respond } = args;
    const workspaceId = workspaceOf(context);
    const actorId = shortcut.user.id;
    const heard = messageIn(workspaceId, { ...shortcut.message, channel: shortcut.channel.id });
    const presence = await presenceIn(client, shortcut.channel.id);
    const said = await makeRequestOf(deps, heard, { workspaceId, actorId, at: deps.now(), ...presence });
    await ack();
    await respond({
      response_type: 'ephemeral',
      replace_original: false,
      text: said(await wordsFor(deps.db, workspaceId, actorId)),
    });
  });

  app.shortcut<MessageShortcut>(SEND_TO_MEMBER, async (args) => {
    const { ack, shortcut, client, context } = args;
    const place = { channelId: shortcut.channel.id, ts: shortcut.message_ts };
    const note = await noteToSend(deps, { workspaceId: workspaceOf(context), ...place, actorId: shortcut.user.id });
    await client.views.open({ trigger_id: shortcut.trigger_id, view: sendNoteForm(note, place) });
    await ack();
  });

  app.view(SEND_NOTE_FORM, async ({ ack, view, body, context }) => {
    const place = placeIn(view.private_metadata);
    await sendNote(deps, { workspaceId: workspaceOf(context), ...place, actorId: body.user.id });
    await ack();
  });
}

/** What Slack says of a conversation the bot is not in. */
function notThere(error: unknown): undefined {
  if (['channel_not_found', 'missing_scope', 'not_in_channel'].some((name) => isPlatformError(error, name))) return undefined;
  throw error;
}

/** Whether the bot is in a conversation, and whether it is for its members only; what the bot reads in a direct message was said to it. */
async function presenceIn(client: WebClient, channel: string): Promise<{ isPrivate: boolean; isElsewhere: boolean }> {
  if (channel.startsWith('D')) {
    const isOurs = (await client.conversations.history({ channel, limit: 1 }).catch(notThere)) !== undefined;
    return { isPrivate: !isOurs, isElsewhere: !isOurs };
  }
  const info = await client.conversations.info({ channel }).catch(notThere);
  return { isPrivate: info?.channel?.is_private ?? true, isElsewhere: info?.channel?.is_member !== true };
}

function registerForm(app: App, deps: SlackDeps): void {
  app.command('/ticket', async ({ ack, command, client, context }) => {
    const asker = { workspaceId: workspaceOf(context), actorId: command.user_id };
    const desks = await desksToAsk(deps, asker);
    const words = await wordsFor(deps.db, asker.workspaceId, asker.actorId);
    const form = requestForm(desks, fromInput(command.text ?? '').trim(), 'command', words);
    await client.views.open({ trigger_id: command.trigger_id, view: form });
    await ack();
  });

  app.action<BlockButtonAction>(NEW_REQUEST, async ({ ack, body, client, context }) => {
    const asker = actorIn(context, body);
    const desks = await desksToAsk(deps, asker);
    await openForm(client, body, requestForm(desks, '', 'home', await wordsFor(deps.db, asker.workspaceId, asker.actorId)));
    await ack();
  });

  app.view(REQUEST_FORM, async ({ ack, view, body, context }) => {
    const asker = actorIn(context, body);
    const words = await wordsFor(deps.db, asker.workspaceId, asker.actorId);
    const text = fromInput(fieldOf(view, TEXT_FIELD).value ?? '').trim();
    if (text === '') return ack({ response_action: 'errors', errors: { [TEXT_FIELD.blockId]: words.waysIn.formEmpty } });
    const chosen = fieldOf(view, PRIVATE_FIELD).selected_options ?? [];
    const ticketId = await askByForm(deps, asker, {
      formId: view.id,
      deskId: fieldOf(view, DESK_FIELD).selected_option?.value ?? null,
      topic: fieldOf(view, TOPIC_FIELD).selected_option?.value ?? null,
      text,
      isPrivate: chosen.some(({ value }) => value === PRIVATE),
      via: view.private_metadata === 'home' ? 'home' : 'command',
    });
    await ack({ response_action: 'update', view: receivedForm(ticketId, words) });
  });
}
