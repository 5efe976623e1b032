import { context, section } from '#bot/slack/block-parts.ts';
import { cut, fromMessage } from '#bot/slack/escape.ts';
import { checkField, choice, form, listField, radioField } from '#bot/slack/form-parts.ts';
import { OUTCOMES } from '#bot/tickets/ticket.ts';
import type { BulkResult } from './bulk.ts';
import { assigneeField, mergeField, priorityField, topicField } from './forms.ts';
import type { Chosen, Plan, SeveralDeed } from './several.ts';

export const SEVERAL_FORM = 'handling.several';
export const SEVERAL_CONFIRMED = 'handling.several-confirmed';
export const WHICH = { blockId: 'which', actionId: 'choice' };
export const WHAT = { blockId: 'what', actionId: 'choice' };
export const OUTCOME = { blockId: 'outcome', actionId: 'choice' };

const DEED_WORDS: Record<SeveralDeed, string> = {
  claim: 'Claim them',
  assign: 'Assign them',
  priority: 'Say how urgent they are',
  resolve: 'Resolve them',
  wait: 'Wait for their members',
  merge: 'Merge them into one',
};

/** First which and what; how comes after. */
export function severalForm(chosen: Chosen[]) {
  return form({
    callbackId: SEVERAL_FORM,
    title: 'Several requests',
    submit: 'Next',
    metadata: '',
    blocks: [
      checkField(WHICH, {
        label: 'Which requests?',
        areChosen: true,
        options: chosen.map(({ ticket, text }) => {
          const words = ticket.isPrivate ? '(private)' : cut(fromMessage(text).replaceAll(/\s+/g, ' '), 60);
          return choice(`#${ticket.id} ${words}`, String(ticket.id));
        }),
      }),
      listField(WHAT, {
        label: 'What shall be done with them?',
        options: Object.entries(DEED_WORDS).map(([deed, words]) => choice(words, deed)),
      }),
    ],
  });
}

const number = (id: number) => `#${id}`;
const many = (count: number) => (count === 1 ? '1 request' : `${count} requests`);

/** What is still to be said, and how many it concerns before anything is done. */
export function severalConfirm(plan: Plan, topics: string[]) {
  const { ids, deed } = plan;
  const fields = {
    claim: [],
    wait: [],
    assign: [assigneeField()],
    priority: [priorityField('normal')],
    resolve: [outcomeField(), topicField(topics, topics.at(-1) ?? '')],
    merge: [mergeField()],
  };
  return form({
    callbackId: SEVERAL_CONFIRMED,
    title: 'Several requests',
    submit: `Yes, all ${ids.length}`,
    metadata: JSON.stringify(plan),
    blocks: [section(`*${DEED_WORDS[deed]}*: ${many(ids.length)}, ${ids.map(number).join(', ')}`), ...fields[deed]],
  });
}

function outcomeField() {
  const options = OUTCOMES.filter((outcome) => outcome !== 'stale').map((outcome) =>
    choice(outcome.charAt(0).toUpperCase() + outcome.slice(1), outcome),
  );
  return radioField(OUTCOME, { label: 'How did they end?', options, chosen: 'solved' });
}

/** What was done, and by number what was not, and why. */
export function severalResult({ done, failed }: BulkResult) {
  return form({
    callbackId: 'handling.several-result',
    title: 'Several requests',
    metadata: '',
    close: 'Close',
    blocks: [
      section(
        done.length > 0
          ? `:white_check_mark: Done for ${many(done.length)}: ${done.map(number).join(', ')}.`
          : 'Nothing was done.',
      ),
      ...failed.map(({ ticketId, sentence }) => section(`:warning: *#${ticketId}*: ${sentence}`)),
      ...(failed.length > 0 ? [context('What was not done is as it was.')] : []),
    ],
  });
}
