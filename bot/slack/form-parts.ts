import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { plain } from './block-parts.ts';
import { cut } from './escape.ts';

/** A field of a form, as both its block and its listener name it. */
export type FieldName = { blockId: string; actionId: string };

type Form = {
  callbackId: string;
  /** At most 24 characters, or Slack refuses the form. */
  title: string;
  metadata: string;
  blocks: KnownBlock[];
  /** What the button to send it says; a form without one has nothing to send. */
  submit?: string;
  close?: string;
};

export function form({ callbackId, title, metadata, blocks, submit, close = 'Cancel' }: Form): ModalView {
  return {
    type: 'modal',
    callback_id: callbackId,
    private_metadata: metadata,
    title: plain(cut(title, 24)),
    ...(submit ? { submit: plain(cut(submit, 24)) } : {}),
    close: plain(close),
    blocks,
  };
}

export const choice = (text: string, value: string): PlainTextOption => ({ text: plain(cut(text, 75)), value });

type Labelled = { label: string; hint?: string; isOptional?: boolean };

function input({ blockId }: FieldName, { label, hint, isOptional }: Labelled, element: InputBlock['element']): InputBlock {
  return {
    type: 'input',
    block_id: blockId,
    label: plain(label),
    ...(hint ? { hint: plain(hint) } : {}),
    ...(isOptional ? { optional: true } : {}),
    element,
  };
}

type Text = Labelled & { longest: number; isLong?: boolean; text?: string; placeholder?: string; isFirst?: boolean };

/** A field to type in; `isFirst` puts the cursor there. */
export function textField(name: FieldName, { longest, isLong = false, text, placeholder, isFirst, ...label }: Text): InputBlock {
  return input(name, label, {
    type: 'plain_text_input',
    action_id: name.actionId,
    multiline: isLong,
    max_length: longest,
    ...(text ? { initial_value: text } : {}),
    ...(placeholder ? { placeholder: plain(placeholder) } : {}),
    ...(isFirst ? { focus_on_load: true } : {}),
  });
}

type Choices = Labelled & { options: PlainTextOption[]; chosen?: string };

/** One of several, chosen from a list that folds. */
export function listField(name: FieldName, { options, chosen, ...label }: Choices): InputBlock {
  const first = options.find(({ value }) => value === chosen);
  const element = { type: 'static_select' as const, action_id: name.actionId, options };
  return input(name, label, first ? { ...element, initial_option: first } : element);
}

/** One of a few, all of them in sight. */
export function radioField(name: FieldName, { options, chosen, ...label }: Choices): InputBlock {
  const first = options.find(({ value }) => value === chosen);
  const element = { type: 'radio_buttons' as const, action_id: name.actionId, options };
  return input(name, label, first ? { ...element, initial_option: first } : element);
}

type Several = Labelled & { options: PlainTextOption[]; chosen?: string[] };

const among = (options: PlainTextOption[], chosen: string[] = []) =>
  options.filter(({ value }) => value !== undefined && chosen.includes(value));

/** Several of at most ten. */
export function checkField(
  name: FieldName,
  { options, chosen, areChosen = false, ...label }: Several & { areChosen?: boolean },
): InputBlock {
  const first = areChosen ? options : among(options, chosen);
  const element = { type: 'checkboxes' as const, action_id: name.actionId, options };
  return input(name, label, first.length > 0 ? { ...element, initial_options: first } : element);
}

/** Several of up to a hundred, from a list that folds. */
export function manyField(name: FieldName, { options, chosen, ...label }: Several): InputBlock {
  const first = among(options, chosen);
  const element = { type: 'multi_static_select' as const, action_id: name.actionId, options };
  return input(name, label, first.length > 0 ? { ...element, initial_options: first } : element);
}

export function peopleField(
  name: FieldName,
  { chosen = [], most, ...label }: Labelled & { chosen?: string[]; most: number },
): InputBlock {
  return input(name, label, {
    type: 'multi_users_select',
    action_id: name.actionId,
    max_selected_items: most,
    ...(chosen.length > 0 ? { initial_users: chosen } : {}),
  });
}

/** An e-mail address, with the keyboard for it on a telephone. */
export function emailField(name: FieldName, { text, ...label }: Labelled & { text?: string }): InputBlock {
  return input(name, label, { type: 'email_text_input', action_id: name.actionId, ...(text ? { initial_value: text } : {}) });
}

export function fileField(name: FieldName, { most, kinds, ...label }: Labelled & { most: number; kinds?: string[] }): InputBlock {
  return input(name, label, {
    type: 'file_input',
    action_id: name.actionId,
    max_files: most,
    ...(kinds ? { filetypes: kinds } : {}),
  });
}

/** A moment, in the reader's own time zone. */
export function momentField(name: FieldName, { at, ...label }: Labelled & { at?: Date }): InputBlock {
  const element = { type: 'datetimepicker' as const, action_id: name.actionId };
  return input(name, label, at ? { ...element, initial_date_time: Math.floor(at.getTime() / 1000) } : element);
}

export function channelField(name: FieldName, { chosen, ...label }: Labelled & { chosen?: string }): InputBlock {
  return input(name, label, {
    type: 'conversations_select',
    action_id: name.actionId,
    filter: { include: ['public', 'private'], exclude_bot_users: true },
    ...(chosen ? { initial_conversation: chosen } : {}),
  });
}

export function personField(name: FieldName, { chosen, ...label }: Labelled & { chosen?: string }): InputBlock {
  return input(name, label, { type: 'users_select', action_id: name.actionId, ...(chosen ? { initial_user: chosen } : {}) });
}

/** A day, as `2026-11-30`. */
export function dayField(name: FieldName, { chosen, ...label }: Labelled & { chosen?: string }): InputBlock {
  return input(name, label, { type: 'datepicker', action_id: name.actionId, ...(chosen ? { initial_date: chosen } : {}) });
}

/** Several channels. */
export function channelsField(
  name: FieldName,
  { chosen = [], most, ...label }: Labelled & { chosen?: string[]; most: number },
): InputBlock {
  return input(name, label, {
    type: 'multi_conversations_select',
    action_id: name.actionId,
    filter: { include: ['public', 'private'], exclude_bot_users: true },
    max_selected_items: most,
    ...(chosen.length > 0 ? { initial_conversations: chosen } : {}),
  });
}

/** Several of very many, which are looked for while one types. */
export function searchField(
  name: FieldName,
  { chosen = [], placeholder, ...label }: Labelled & { chosen?: PlainTextOption[]; placeholder: string },
): InputBlock {
  return input(name, label, {
    type: 'multi_external_select',
    action_id: name.actionId,
    min_query_length: 0,
    placeholder: plain(placeholder),
    ...(chosen.length > 0 ? { initial_options: chosen } : {}),
  });
}

/** A field that tells us at once what is chosen in it. */
export const tellingAtOnce = (field: InputBlock): InputBlock => ({ ...field, dispatch_action: true });
