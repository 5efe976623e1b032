import { button, plain } from '#bot/slack/block-parts.ts';
import { mrkdwn } from '#bot/slack/escape.ts';
import { MAKE_PRIVATE } from '#bot/tickets/action-ids.ts';
import type { Words } from '#bot/words/words.ts';

/** The button that makes a request private, for whichever room shows it; asks first, since it cannot be taken back. */
export function makePrivateButton(ticketId: number, { privacy }: Words) {
  return {
    ...button(MAKE_PRIVATE, privacy.makePrivate, String(ticketId)),
    confirm: {
      title: plain(privacy.confirmTitle),
      text: mrkdwn(privacy.confirm),
      confirm: plain(privacy.yes),
      deny: plain(privacy.cancel),
    },
  };
}

/** What staff read before they do it. */
export const EFFECT_FOR_STAFF =
  'From then on only the member and its readers see what it says, and the talk goes on in the member’s direct message. This cannot be taken back.';
