import { context } from '#bot/slack/block-parts.ts';
import { escapeText } from '#bot/slack/escape.ts';
import { dayField, form, textField } from '#bot/slack/form-parts.ts';

export const EXPECT_MODAL = 'provisioning.expect-form';
export const EXPECT_DAY = { blockId: 'day', actionId: 'day' };
export const LINK_MODAL = 'provisioning.link-form';
export const LINK_TEXT = { blockId: 'link', actionId: 'text' };
export const LINK_NOTE = { blockId: 'note', actionId: 'text' };

export function expectModal(signUpId: number, expectedOn: Date | null) {
  const chosen = expectedOn ? { chosen: expectedOn.toISOString().slice(0, 10) } : {};
  return form({
    callbackId: EXPECT_MODAL,
    title: `S${signUpId}: expected on`,
    metadata: String(signUpId),
    submit: 'Save',
    blocks: [dayField(EXPECT_DAY, { label: 'By when will it be ready?', hint: 'The member sees this day.', ...chosen })],
  });
}

export function linkForm(signUpId: number, hosts: string[]) {
  return form({
    callbackId: LINK_MODAL,
    title: `S${signUpId}: a link`,
    metadata: String(signUpId),
    submit: 'Hand over',
    blocks: [
      textField(LINK_TEXT, {
        label: 'One-time link',
        hint: `Never a password: make a link that works once, on ${hosts.join(', ')}.`.slice(0, 1900),
        longest: 2000,
        placeholder: 'https://…',
        isFirst: true,
      }),
      textField(LINK_NOTE, { label: 'A word to the member', isOptional: true, isLong: true, longest: 300 }),
      context(
        `The member opens it with a button, once. It is not shown in any channel, and who opened it is noted. Hosts: ${escapeText(hosts.join(', ')).slice(0, 2000)}`,
      ),
    ],
  });
}
