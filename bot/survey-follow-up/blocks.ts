import { section } from '#bot/slack/block-parts.ts';
import { form } from '#bot/slack/form-parts.ts';
import type { FollowUp } from './follow-up.ts';

/** What whoever opened a request after a survey reads. */
export function followUpNote({ ticketId, memberId }: FollowUp) {
  const text = `Request *#${ticketId}* is open, and you have it. <@${memberId}> reads in a direct message that one of us would like to help. Their answers stay here: nobody else reads them in the request.`;
  return form({
    callbackId: 'survey-follow-up.note',
    title: 'A request',
    metadata: '',
    close: 'Back',
    blocks: [section(text)],
  });
}
