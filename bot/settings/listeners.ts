import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { UserError } from '#bot/errors.ts';
import { rememberMember } from '#bot/members/members.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { fromInput } from '#bot/slack/escape.ts';
import { noSuchCommand, wordsOf } from '#bot/slack/nearest.ts';
import { fieldOf, workspaceOf } from '#bot/slack/payloads.ts';
import { whoIs } from '#bot/slack/people.ts';
import { wordsFor } from '#bot/words/words.ts';
import { fieldAt, helpText, momentModal, noteModal, SETUP_MODAL, savedModal, setupModal } from './blocks.ts';
import { formOf, readForm, type SettingsForm } from './form.ts';
import { checkAfterJoining, helpFor, requireAdmin, saveSettings, settingsOf, takenChannels } from './settings.ts';

/** Connects the settings to Slack: `/rochdale`, its form, and the bot's own arrival in a channel. */
export function registerSettings(app: App, deps: SlackDeps): void {
  app.command('/rochdale', async ({ ack, command, client, context }) => {
    const workspaceId = workspaceOf(context);
    const { verb, rest } = wordsOf(command.text);
    if (verb === '' || verb === 'help') {
      const words = await wordsFor(deps.db, workspaceId, command.user_id);
      const text = helpText(await helpFor(deps.db, workspaceId, command.user_id), words);
      return ack({ response_type: 'ephemeral', text });
    }
    if (verb !== 'setup') throw noSuchCommand('/rochdale', { verb, rest }, COMMANDS);
    // The trigger lives three seconds: first a form, then the question who asks.
    const opened = await client.views.open({ trigger_id: command.trigger_id, view: momentModal() });
    await ack();
    await fillIn(client, opened.view?.id ?? '', () => setupFor(deps, client, workspaceId, command.user_id));
  });

  app.view(SETUP_MODAL, async ({ ack, view, body, context }) => {
    const workspaceId = workspaceOf(context);
    const kept = (await settingsOf(deps.db, workspaceId)).triageChannelId;
    const form = filledIn(view);
    // Slack hides a private channel from an admin who is not in it, so an empty field keeps the channel there is.
    const read = readForm({ ...form, triageChannelId: form.triageChannelId || kept }, context.botUserId);
    if ('problems' in read) return ack({ response_action: 'errors', errors: read.problems });
    const taken = await takenChannels(deps.db, workspaceId, read.settings);
    if (Object.keys(taken).length > 0) return ack({ response_action: 'errors', errors: taken });
    await saveSettings(deps, workspaceId, body.user.id, read.settings);
    await ack({ response_action: 'update', view: savedModal() });
  });

  app.event('member_joined_channel', async ({ event, context }) => {
    if (event.user !== context.botUserId) return;
    await checkAfterJoining(deps, workspaceOf(context), event.channel, event.event_ts);
  });
}

/** The form for this person, filled in. Throws a sentence unless Slack says, now, that they administer the workspace. */
async function setupFor(deps: SlackDeps, client: WebClient, workspaceId: string, memberId: string): Promise<ModalView> {
  const person = await whoIs(client, workspaceId, memberId);
  await rememberMember(deps.db, workspaceId, person, deps.now());
  await requireAdmin(deps.db, workspaceId, memberId);
  return setupModal(formOf(await settingsOf(deps.db, workspaceId, person.timeZone ?? undefined)));
}

/** Shows a form in place of the one that is open; Slack cannot close that, so what went wrong is said in it too. */
async function fillIn(client: WebClient, viewId: string, form: () => Promise<ModalView>): Promise<void> {
  try {
    await client.views.update({ view_id: viewId, view: await form() });
  } catch (error) {
    const expected = error instanceof UserError;
    const sentence = expected ? error.message : 'Sorry, that did not work. Please close this and try again in a moment.';
    await client.views.update({ view_id: viewId, view: noteModal(sentence) });
    if (!expected) throw error;
  }
}

function filledIn(view: Parameters<typeof fieldOf>[0]): SettingsForm {
  const field = (name: keyof SettingsForm) => fieldOf(view, fieldAt(name));
  const text = (name: keyof SettingsForm) => fromInput(field(name).value ?? '');
  return {
    deskName: text('deskName'),
    helpChannelIds: field('helpChannelIds').selected_conversations ?? [],
    triageChannelId: field('triageChannelId').selected_conversation ?? '',
    digestChannelId: field('digestChannelId').selected_conversation ?? '',
    staffIds: field('staffIds').selected_users ?? [],
    leadIds: field('leadIds').selected_users ?? [],
    readerIds: field('readerIds').selected_users ?? [],
    timeZone: field('timeZone').selected_option?.value ?? '',
    openingHours: text('openingHours'),
    holidays: text('holidays'),
    closedDays: text('closedDays'),
    topics: text('topics'),
    acknowledgement: field('acknowledgement').selected_option?.value ?? '',
  };
}

const COMMANDS = ['help', 'setup'];
