import type { ActionsBlock, InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { IMPORT_PEOPLE } from '#bot/imports/requests.ts';
import { button } from '#bot/slack/block-parts.ts';
import { mrkdwn } from '#bot/slack/escape.ts';
import type { Words } from '#bot/words/words.ts';
import type { SetupReport } from './check.ts';
import { LONGEST_NAME, LONGEST_TOPIC, MOST_HELP_CHANNELS, MOST_STAFF, MOST_TOPICS, type SettingsForm } from './form.ts';
import type { HelpFacts } from './settings.ts';
import { zoneGroups } from './zones.ts';

export const SETUP_MODAL = 'settings.setup-form';

/** Where a field of the form is in what Slack sends: the block has the field's name. */
export const fieldAt = (field: keyof SettingsForm) => ({ blockId: field, actionId: 'value' });

/** What stands there while we look who asks, since Slack wants a form at once. */
export function momentModal(): ModalView {
  return noteModal('One moment…');
}

/** One sentence in place of the form. */
export function noteModal(text: string): ModalView {
  return {
    type: 'modal',
    title: plain(TITLE),
    close: plain('Close'),
    blocks: [{ type: 'section', text: mrkdwn(text) }],
  };
}

export function savedModal(): ModalView {
  return noteModal(
    '*Saved.* I am looking whether I am in those channels and will write to you in a moment.\nYou can close this.',
  );
}

const TITLE = 'Set up Rochdale';

/** The whole set-up on one form, filled in with what is stored. */
export function setupModal(form: SettingsForm): ModalView {
  return {
    type: 'modal',
    callback_id: SETUP_MODAL,
    title: plain(TITLE),
    submit: plain('Save'),
    close: plain('Cancel'),
    blocks: [...channelInputs(form), ...staffInputs(form), ...hoursInputs(form), ...deskInputs(form), importButton()],
  };
}

/** Opens a form of its own on top of this one, which keeps what was typed. */
function importButton(): ActionsBlock {
  return { type: 'actions', block_id: 'import', elements: [button(IMPORT_PEOPLE, 'Import people (CSV)', 'file')] };
}

const OF_CHANNELS = { include: ['public' as const, 'private' as const], exclude_bot_users: true };

/** Slack lists only channels one is in, so an admin outside a private triage channel must be able to leave this as it is. */
function triageInput(triageChannelId: string): InputBlock {
  const usual = 'A private channel is best: requests and internal notes are shown there.';
  const kept = 'Leave it empty to keep the channel there is; Slack offers only channels you are in.';
  const element = {
    type: 'conversations_select' as const,
    action_id: 'value',
    filter: OF_CHANNELS,
    ...(triageChannelId ? { initial_conversation: triageChannelId } : {}),
  };
  const block = input('triageChannelId', 'Where does your staff work?', triageChannelId ? kept : usual, element);
  return triageChannelId ? optional(block) : block;
}

function channelInputs({ helpChannelIds, triageChannelId, digestChannelId }: SettingsForm): InputBlock[] {
  return [
    input('helpChannelIds', 'Where do members ask for help?', 'Every message a member writes there becomes a request.', {
      type: 'multi_conversations_select',
      action_id: 'value',
      filter: OF_CHANNELS,
      max_selected_items: MOST_HELP_CHANNELS,
      ...(helpChannelIds.length > 0 ? { initial_conversations: helpChannelIds } : {}),
    }),
    triageInput(triageChannelId),
    input(
      'digestChannelId',
      'Where does the weekly digest go?',
      'It is posted every Monday, or on the first working day after it.',
      {
        type: 'conversations_select',
        action_id: 'value',
        filter: OF_CHANNELS,
        ...(digestChannelId ? { initial_conversation: digestChannelId } : {}),
      },
    ),
  ];
}

function staffInputs({ staffIds, leadIds, readerIds }: SettingsForm): InputBlock[] {
  return [
    input('staffIds', 'Who answers requests?', 'They also need to be in the channel where your staff works.', {
      type: 'multi_users_select',
      action_id: 'value',
      max_selected_items: MOST_STAFF,
      ...(staffIds.length > 0 ? { initial_users: staffIds } : {}),
    }),
    optional(
      input('leadIds', 'Who leads the staff?', 'Leads may also post the digest themselves. They count as staff.', {
        type: 'multi_users_select',
        action_id: 'value',
        max_selected_items: MOST_STAFF,
        ...(leadIds.length > 0 ? { initial_users: leadIds } : {}),
      }),
    ),
    optional(
      input('readerIds', 'Who may read private requests?', 'Only people who answer requests. Leave it empty for all of them.', {
        type: 'multi_users_select',
        action_id: 'value',
        max_selected_items: MOST_STAFF,
        ...(readerIds.length > 0 ? { initial_users: readerIds } : {}),
      }),
    ),
  ];
}

function hoursInputs({ timeZone, openingHours, holidays, closedDays }: SettingsForm): InputBlock[] {
  const groups = zoneGroups(timeZone).map(({ label, zones }) => ({ label: plain(label), options: zones.map(zoneOption) }));
  return [
    input('timeZone', 'Your time zone', undefined, {
      type: 'static_select',
      action_id: 'value',
      option_groups: groups,
      initial_option: zoneOption(timeZone),
    }),
    input(
      'openingHours',
      'When are you open?',
      'One line for days that are alike: Mon–Fri 09:00–12:00, 13:00–17:00',
      text(openingHours, true),
    ),
    optional(
      input(
        'holidays',
        'Public holidays',
        'A country such as US, or with its state: US-CA. Empty if you work on holidays.',
        text(holidays),
      ),
    ),
    optional(input('closedDays', 'Other days you are closed', 'One a line, like this: 2026-12-24', text(closedDays, true))),
  ];
}

function deskInputs({ topics, acknowledgement, deskName }: SettingsForm): InputBlock[] {
  const choices = [
    option('A message in the thread, with its number', 'message'),
    option('Nothing: stay silent until somebody answers', 'silent'),
  ];
  const chosen = choices.find(({ value }) => value === acknowledgement);
  return [
    input(
      'topics',
      'What are requests about?',
      `One topic a line, at most ${MOST_TOPICS}, each up to ${LONGEST_TOPIC} characters: what a request can be about.`,
      text(topics, true),
    ),
    input('acknowledgement', 'What does a member see after asking?', undefined, {
      type: 'radio_buttons',
      action_id: 'value',
      options: choices,
      ...(chosen ? { initial_option: chosen } : {}),
    }),
    input('deskName', 'Name of your desk', undefined, { ...text(deskName), max_length: LONGEST_NAME }),
  ];
}

function input(field: keyof SettingsForm, label: string, hint: string | undefined, element: InputBlock['element']): InputBlock {
  return {
    type: 'input',
    block_id: fieldAt(field).blockId,
    label: plain(label),
    ...(hint ? { hint: plain(hint) } : {}),
    element,
  };
}

const optional = (block: InputBlock): InputBlock => ({ ...block, optional: true });
const text = (value: string, multiline = false) => ({
  type: 'plain_text_input' as const,
  action_id: 'value',
  multiline,
  max_length: 3000,
  ...(value ? { initial_value: value } : {}),
});
const zoneOption = (zone: string) => option(zone.replaceAll('_', ' '), zone);
const option = (label: string, value: string): PlainTextOption => ({ text: plain(label), value });
const plain = (words: string) => ({ type: 'plain_text' as const, text: words });

/** What `/rochdale help` says: how to ask, and for staff how to work. */
export function helpText({ isSetUp, isStaff, helpChannelIds }: HelpFacts, words: Words): string {
  if (!isSetUp) return words.refusals.notSetUp;
  return [
    words.help.howToAsk(helpChannelIds.map((id) => `<#${id}>`)),
    ...(isStaff
      ? [
          '*For staff*\n• `/triage list` shows the open requests, `/triage help` the rest\n• `/log` writes down who rang, wrote or came by; `/member @ana` shows who somebody is\n• `/digest preview` shows the digest to you alone; leads post it with `/digest post`',
        ]
      : []),
    words.help.forAdmins,
  ].join('\n\n');
}

/** What the admin hears after the settings were checked: what works, and each thing that is missing with what to do about it. */
export function setupReport(report: SetupReport): string {
  const steps = [...channelSteps(report), ...staffSteps(report)];
  const ready = readyLines(report);
  if (steps.length === 0) return [':white_check_mark: *Everything is ready.*', ...ready].join('\n');
  const heading =
    steps.length === 1
      ? '*Your settings are saved. One thing is missing:*'
      : '*Your settings are saved. Some things are missing:*';
  return [heading, ...steps.map((step) => `• ${step}`), ...(ready.length > 0 ? ['', '*Ready:*', ...ready] : [])].join('\n');
}

function channelSteps({ channels }: SetupReport): string[] {
  return [...channels].flatMap(([id, standing]) => {
    if (standing === 'archived')
      return [`<#${id}> is archived. Bring it back, or choose another channel with \`/rochdale setup\`.`];
    return standing === 'out' ? [`I am not in <#${id}> yet. Open it and type \`/invite @Rochdale\`.`] : [];
  });
}

const WHY_NOT = {
  bot: 'bots cannot be staff',
  guest: 'guests cannot be staff',
  stranger: 'people of another Slack workspace cannot be staff',
  deactivated: 'deactivated in Slack',
  unknown: 'not to be found in Slack',
};

function staffSteps({ desks, removed }: SetupReport): string[] {
  const refused = [...Map.groupBy(removed, ({ why }) => why)].map(
    ([why, people]) => `${allOf(people.map(({ memberId }) => `<@${memberId}>`))}: ${WHY_NOT[why]}. I took them off the list.`,
  );
  const absent = desks.flatMap(({ absentIds, triageChannelId }) => {
    if (absentIds.length === 0) return [];
    const are = absentIds.length === 1 ? 'is' : 'are';
    return [
      `${allOf(absentIds.map((id) => `<@${id}>`))} ${are} not in <#${triageChannelId}> yet. Invite them there: only who is in it can work on requests.`,
    ];
  });
  const alone = desks
    .filter(({ staffIds }) => staffIds.length === 0)
    .map(() => 'Nobody is left who answers requests. Choose people with `/rochdale setup`.');
  return [...refused, ...absent, ...alone];
}

function readyLines({ desks, digestChannelId, channels }: SetupReport): string[] {
  const isIn = (id: string) => channels.get(id) === 'in';
  const of = desks.flatMap(({ helpChannelIds, triageChannelId }) => {
    const help = helpChannelIds.filter(isIn).map((id) => `<#${id}>`);
    return help.length > 0 && isIn(triageChannelId)
      ? [`What members write in ${anyOf(help)} arrives in <#${triageChannelId}>.`]
      : [];
  });
  const stayed = desks.flatMap(({ earlierChannelIds }) => earlierChannelIds.map((id) => `<#${id}>`));
  const earlier =
    stayed.length > 0
      ? [`The cards of earlier requests stay in ${allOf(stayed)}, and what is written to them arrives there.`]
      : [];
  return [
    ...of,
    ...earlier,
    ...(digestChannelId && isIn(digestChannelId) ? [`The weekly digest goes to <#${digestChannelId}>.`] : []),
  ];
}

/** More names than this are counted, so that the message stays readable. */
const MOST_NAMED = 20;

function joined(names: string[], word: 'and' | 'or'): string {
  const shown = names.length > MOST_NAMED ? [...names.slice(0, MOST_NAMED), `${names.length - MOST_NAMED} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} ${word} ${shown.at(-1)}`;
}

const allOf = (names: string[]): string => joined(names, 'and');
const anyOf = (names: string[]): string => joined(names, 'or');
