// Block Kit as a table: every block, element and composition object that a message, modal or Home may hold here.
import { LIMITS } from './limits.ts';
import {
  anything,
  boolean,
  byType,
  type Fields,
  integer,
  list,
  matching,
  named,
  object,
  oneOf,
  type Shape,
  string,
} from './shapes.ts';

const plainText = (max: number): Shape =>
  byType({ plain_text: object({ ...named, text: string({ max, min: 1 }) }, { emoji: boolean }) });
const markdownText = (max: number): Shape =>
  byType({ mrkdwn: object({ ...named, text: string({ max, min: 1 }) }, { verbatim: boolean }) });
/** A text that may be plain or mrkdwn. */
const anyText = (max: number): Shape =>
  byType({
    plain_text: object({ ...named, text: string({ max, min: 1 }) }, { emoji: boolean }),
    mrkdwn: object({ ...named, text: string({ max, min: 1 }) }, { verbatim: boolean }),
  });

const confirm = object(
  {
    title: plainText(LIMITS.confirmation.title),
    text: anyText(LIMITS.confirmation.text),
    confirm: plainText(LIMITS.confirmation.confirm),
    deny: plainText(LIMITS.confirmation.deny),
  },
  { style: oneOf('primary', 'danger') },
);

const optionOf = (label: Shape, extra: Fields = {}): Shape =>
  object(
    { text: label, value: string({ max: LIMITS.option.value, min: 1 }) },
    { description: anyText(LIMITS.option.description), ...extra },
  );
const option = optionOf(plainText(LIMITS.option.text));
const richOption = optionOf(anyText(LIMITS.option.text));
const overflowOption = optionOf(plainText(LIMITS.option.text), { url: string({ max: LIMITS.option.url }) });
const optionGroup = object({
  label: plainText(LIMITS.option_group.label),
  options: list(option, { min: 1, max: LIMITS.option_group.options }),
});

const actionId: Fields = { action_id: string({ max: LIMITS.action_id, min: 1 }) };
const blockId: Fields = { block_id: string({ max: LIMITS.block_id, min: 1 }) };
const focus: Fields = { focus_on_load: boolean };
const placeholder: Fields = { placeholder: plainText(LIMITS.select.placeholder) };
const picking: Fields = { ...actionId, ...focus, ...placeholder, confirm };
const dispatching: Fields = {
  dispatch_action_config: object({}, { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { min: 1 }) }),
};
const conversationFilter = object(
  {},
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), { min: 1 }),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
);
const manyOf: Fields = { max_selected_items: integer(1, 1_000) };
const responseUrl: Fields = { response_url_enabled: boolean };
const options: Fields = {
  options: list(option, { min: 1, max: LIMITS.select.options }),
  option_groups: list(optionGroup, { min: 1, max: LIMITS.select.option_groups }),
};
const date = matching(/^\d{4}-\d{2}-\d{2}$/, 'a date in the form YYYY-MM-DD');

const image: Fields = {
  image_url: string({ max: LIMITS.image.image_url, min: 1 }),
  slack_file: object({}, { id: string({ min: 1 }), url: string({ min: 1 }) }),
};

const textInput = { ...actionId, ...focus, ...placeholder, ...dispatching, initial_value: string() };
const inputLength: Fields = { min_length: integer(0, LIMITS.plain_text_input), max_length: integer(1, LIMITS.plain_text_input) };

/** Elements people press or choose from: in actions, in a section's accessory, and most of them in inputs. */
const INTERACTIVE: Record<string, Shape> = {
  button: object(
    { ...named, text: plainText(LIMITS.button.text) },
    {
      ...actionId,
      url: string({ max: LIMITS.button.url }),
      value: string({ max: LIMITS.button.value }),
      style: oneOf('primary', 'danger'),
      confirm,
      accessibility_label: string({ max: LIMITS.button.accessibility_label }),
    },
  ),
  overflow: object({ ...named, options: list(overflowOption, { min: 1, max: LIMITS.overflow }) }, { ...actionId, confirm }),
  datepicker: object(named, { ...picking, initial_date: date }),
  timepicker: object(named, {
    ...picking,
    initial_time: matching(/^\d{2}:\d{2}$/, 'a time in the form HH:mm'),
    timezone: string(),
  }),
  datetimepicker: object(named, { ...actionId, ...focus, confirm, initial_date_time: integer(1_000_000_000, 9_999_999_999) }),
  checkboxes: object(
    { ...named, options: list(richOption, { min: 1, max: LIMITS.checkboxes }) },
    { ...actionId, ...focus, confirm, initial_options: list(richOption, { min: 1, max: LIMITS.checkboxes }) },
  ),
  radio_buttons: object(
    { ...named, options: list(richOption, { min: 1, max: LIMITS.radio_buttons }) },
    { ...actionId, ...focus, confirm, initial_option: richOption },
  ),
  static_select: object(named, { ...picking, ...options, initial_option: option }),
  external_select: object(named, { ...picking, initial_option: option, min_query_length: integer(0, 255) }),
  users_select: object(named, { ...picking, initial_user: string({ min: 1 }) }),
  conversations_select: object(named, {
    ...picking,
    ...responseUrl,
    initial_conversation: string({ min: 1 }),
    default_to_current_conversation: boolean,
    filter: conversationFilter,
  }),
  channels_select: object(named, { ...picking, ...responseUrl, initial_channel: string({ min: 1 }) }),
  multi_static_select: object(named, { ...picking, ...manyOf, ...options, initial_options: list(option, { min: 1 }) }),
  multi_external_select: object(named, {
    ...picking,
    ...manyOf,
    initial_options: list(option, { min: 1 }),
    min_query_length: integer(0, 255),
  }),
  multi_users_select: object(named, { ...picking, ...manyOf, initial_users: list(string({ min: 1 }), { min: 1 }) }),
  multi_conversations_select: object(named, {
    ...picking,
    ...manyOf,
    initial_conversations: list(string({ min: 1 }), { min: 1 }),
    default_to_current_conversation: boolean,
    filter: conversationFilter,
  }),
  multi_channels_select: object(named, { ...picking, ...manyOf, initial_channels: list(string({ min: 1 }), { min: 1 }) }),
};

const INPUTS: Record<string, Shape> = {
  ...without(INTERACTIVE, ['button', 'overflow']),
  plain_text_input: object(named, { ...textInput, ...inputLength, multiline: boolean }),
  email_text_input: object(named, textInput),
  url_text_input: object(named, textInput),
  number_input: object({ ...named, is_decimal_allowed: boolean }, { ...textInput, min_value: string(), max_value: string() }),
  rich_text_input: object(named, { ...actionId, ...focus, ...placeholder, ...dispatching, initial_value: anything }),
  file_input: object(named, { ...actionId, filetypes: list(string({ min: 1 })), max_files: integer(1, LIMITS.file_input) }),
};

const imageElement = object({ ...named, alt_text: string({ max: LIMITS.image.alt_text, min: 1 }) }, image);

const richText: Shape = list(
  byType(
    Object.fromEntries(
      ['rich_text_section', 'rich_text_list', 'rich_text_quote', 'rich_text_preformatted'].map((type) => [
        type,
        object(
          { ...named, elements: list(anything) },
          { style: oneOf('bullet', 'ordered'), indent: integer(0, 8), offset: integer(0, 10_000), border: integer(0, 1) },
        ),
      ]),
    ),
  ),
);
const tableCell = byType({
  raw_text: object({ ...named, text: string() }),
  rich_text: object({ ...named, elements: richText }, blockId),
});

const ANYWHERE: Record<string, Shape> = {
  actions: object({ ...named, elements: list(byType(INTERACTIVE), { min: 1, max: LIMITS.actions }) }, blockId),
  context: object(
    { ...named, elements: list(byType({ ...texts(), image: imageElement }), { min: 1, max: LIMITS.context }) },
    blockId,
  ),
  divider: object(named, blockId),
  header: object({ ...named, text: plainText(LIMITS.header) }, blockId),
  image: object(
    { ...named, alt_text: string({ max: LIMITS.image.alt_text, min: 1 }) },
    { ...blockId, ...image, title: plainText(LIMITS.image.title) },
  ),
  rich_text: object({ ...named, elements: richText }, blockId),
  section: object(named, {
    ...blockId,
    text: anyText(LIMITS.section.text),
    fields: list(anyText(LIMITS.section.field), { min: 1, max: LIMITS.section.fields }),
    accessory: byType({ ...INTERACTIVE, image: imageElement }),
    expand: boolean,
  }),
  video: object(
    {
      ...named,
      alt_text: string({ max: LIMITS.video.alt_text, min: 1 }),
      title: plainText(LIMITS.video.title),
      thumbnail_url: string({ min: 1 }),
      video_url: string({ min: 1 }),
    },
    {
      ...blockId,
      author_name: string({ max: LIMITS.video.author_name }),
      description: plainText(LIMITS.video.description),
      provider_icon_url: string(),
      provider_name: string({ max: LIMITS.video.provider_name }),
      title_url: string(),
    },
  ),
};

const INPUT_BLOCK: Shape = object(
  { ...named, label: plainText(LIMITS.input.label), element: byType(INPUTS) },
  { ...blockId, hint: plainText(LIMITS.input.hint), optional: boolean, dispatch_action: boolean },
);

const MESSAGE_ONLY: Record<string, Shape> = {
  markdown: object({ ...named, text: string({ max: LIMITS.markdown, min: 1 }) }, blockId),
  table: object(
    { ...named, rows: list(list(tableCell, { min: 1, max: LIMITS.table.cells }), { min: 1, max: LIMITS.table.rows }) },
    { ...blockId, column_settings: list(object({}, { align: oneOf('left', 'center', 'right'), is_wrapped: boolean })) },
  ),
};

const VIEW_ONLY: Record<string, Shape> = {
  input: INPUT_BLOCK,
  alert: object(
    { ...named, text: anyText(LIMITS.alert) },
    { ...blockId, level: oneOf('default', 'info', 'warning', 'error', 'success') },
  ),
};

/** Blocks of a message, unchecked for what concerns several of them at once: see block-check.ts. */
export const messageBlocks = list(byType({ ...ANYWHERE, ...MESSAGE_ONLY }), { max: LIMITS.message.blocks });
const modalBlocks = list(byType({ ...ANYWHERE, ...VIEW_ONLY }), { min: 1, max: LIMITS.view.blocks });
const homeBlocks = list(byType({ ...ANYWHERE, input: INPUT_BLOCK }), { min: 1, max: LIMITS.view.blocks });

const viewFields: Fields = {
  private_metadata: string({ max: LIMITS.view.private_metadata }),
  callback_id: string({ max: LIMITS.view.callback_id }),
  external_id: string({ max: LIMITS.view.external_id }),
};
export const view: Shape = byType({
  modal: object(
    { ...named, title: plainText(LIMITS.view.title), blocks: modalBlocks },
    {
      ...viewFields,
      submit: plainText(LIMITS.view.submit),
      close: plainText(LIMITS.view.close),
      clear_on_close: boolean,
      notify_on_close: boolean,
      submit_disabled: boolean,
    },
  ),
  home: object({ ...named, blocks: homeBlocks }, viewFields),
});

function texts(): Record<string, Shape> {
  return { plain_text: plainText(LIMITS.text), mrkdwn: markdownText(LIMITS.text) };
}

function without(shapes: Record<string, Shape>, names: string[]): Record<string, Shape> {
  return Object.fromEntries(Object.entries(shapes).filter(([name]) => !names.includes(name)));
}
