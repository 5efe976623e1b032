import { UserError } from '#bot/errors.ts';
import { escapeText, fromInput } from '#bot/slack/escape.ts';
import { fieldOf, MemberId } from '#bot/slack/payloads.ts';
import type { Words } from '#bot/words/words.ts';
import { addressesIn } from './subjects.ts';

/** The fields for the people of a sign-up, as both the forms and their listeners name them. */
export const PEOPLE = { blockId: 'people', actionId: 'users' };
export const ADDRESSES = { blockId: 'addresses', actionId: 'text' };

/** The number in a button's value or a form's metadata; what is none gets a sentence. */
export function signUpNumberIn(value: unknown): number {
  const number = typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined;
  if (number === undefined) throw new UserError('no_sign_up', ({ tools }) => tools.noSuchSignUp);
  return number;
}

/** A sign-up and, where the button names it, the end of the term that was asked about. */
export function endingIn(value: string | undefined): { signUpId: number; of?: Date } {
  const [number, end = ''] = (value ?? '').split(':');
  return { signUpId: signUpNumberIn(number), ...(/^\d{1,15}$/.test(end) ? { of: new Date(Number(end)) } : {}) };
}

/** The people named in a form, or a sentence under the field that cannot be taken. */
export function peopleIn(
  view: Parameters<typeof fieldOf>[0],
  { signUps }: Words,
): { people: string[] } | { errors: Record<string, string> } {
  const members = (fieldOf(view, PEOPLE).selected_users ?? []).filter((id) => MemberId.safeParse(id).success);
  const { addresses, wrong } = addressesIn(fromInput(fieldOf(view, ADDRESSES).value ?? ''));
  if (wrong.length > 0)
    return { errors: { [ADDRESSES.blockId]: signUps.wrongAddresses(escapeText(wrong.slice(0, 5).join(', ')).slice(0, 200)) } };
  const people = [...members, ...addresses];
  return people.length === 0 ? { errors: { [PEOPLE.blockId]: signUps.namesSomebody } } : { people };
}
