import { button, context, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, fromMessage } from '#bot/slack/escape.ts';
import { checkField, choice, dayField, form, listField, personField, radioField, textField } from '#bot/slack/form-parts.ts';
import { UNLINK_TICKET } from '#bot/tickets/action-ids.ts';
import { PRIORITIES, type Priority, type Ticket, usualTopic } from '#bot/tickets/ticket.ts';
import type { TicketView } from '#bot/tickets/views.ts';
import { Unlinking } from './linking.ts';
import type { Part } from './splitting.ts';

export const ASSIGN_FORM = 'handling.assign-form';
export const PRIORITY_FORM = 'handling.priority-form';
export const TOPIC_FORM = 'handling.topic-form';
export const OTHERS_FORM = 'handling.wait-form';
export const NOTE_FORM = 'handling.note-form';
export const MERGE_FORM = 'handling.merge-form';
export const SPLIT_FORM = 'handling.split-form';
export const LINK_FORM = 'handling.link-form';

export const ASSIGNEE = { blockId: 'assignee', actionId: 'person' };
export const PRIORITY = { blockId: 'priority', actionId: 'choice' };
export const TOPIC = { blockId: 'topic', actionId: 'choice' };
export const WHOM = { blockId: 'whom', actionId: 'text' };
export const UNTIL = { blockId: 'until', actionId: 'day' };
export const NOTE_TEXT = { blockId: 'note', actionId: 'text' };
export const OTHER_NUMBER = { blockId: 'other', actionId: 'text' };
export const PARTS = { blockId: 'parts', actionId: 'choice' };

const metadata = (ticket: Ticket) => String(ticket.id);

/** Who works at the desk is in sight, since Slack's own list has everybody. */
export function assignForm({ ticket, desk }: TicketView, staff: string[]) {
  return form({
    callbackId: ASSIGN_FORM,
    title: `Assign #${ticket.id}`,
    submit: 'Assign',
    metadata: metadata(ticket),
    blocks: [
      assigneeField(),
      context(
        `At ${escapeText(desk.name)}: ${staff
          .slice(0, 40)
          .map((id) => `<@${id}>`)
          .join(', ')}`,
      ),
    ],
  });
}

export const assigneeField = () =>
  personField(ASSIGNEE, {
    label: 'Who looks after it from now on?',
    hint: 'Somebody who works at this desk. They are told in a direct message.',
  });

const PRIORITY_WORDS: Record<Priority, string> = {
  urgent: 'Urgent: now, before anything else',
  high: 'High: before the usual',
  normal: 'Normal',
  low: 'Low: when there is time',
};

export const priorityField = (chosen: string) =>
  radioField(PRIORITY, {
    label: 'How urgent is it?',
    options: PRIORITIES.map((priority) => choice(PRIORITY_WORDS[priority], priority)),
    chosen,
  });

export function priorityForm({ ticket }: TicketView) {
  const title = `How urgent is #${ticket.id}?`;
  return form({
    callbackId: PRIORITY_FORM,
    title,
    submit: 'Save',
    metadata: metadata(ticket),
    blocks: [priorityField(ticket.priority)],
  });
}

export const topicField = (topics: string[], chosen: string) =>
  listField(TOPIC, {
    label: 'What is it about?',
    hint: 'One topic: what it is mostly about.',
    options: topics.map((topic) => choice(topic, topic)),
    chosen,
  });

export function topicForm({ ticket, desk }: TicketView) {
  const blocks = [topicField(desk.topics, usualTopic(ticket, desk))];
  return form({ callbackId: TOPIC_FORM, title: `Topic of #${ticket.id}`, submit: 'Save', metadata: metadata(ticket), blocks });
}

/** `day` is proposed for looking at it again. */
export function othersForm({ ticket }: TicketView, day: string) {
  return form({
    callbackId: OTHERS_FORM,
    title: `#${ticket.id} waits`,
    submit: 'Wait',
    metadata: metadata(ticket),
    blocks: [
      textField(WHOM, {
        label: 'For whom does it wait?',
        placeholder: 'the bank, the landlord, Stripe …',
        hint: 'Staff read it on the card. The member reads only that we wait for somebody outside our team.',
        longest: 100,
        isFirst: true,
        ...(ticket.waitingFor ? { text: ticket.waitingFor } : {}),
      }),
      dayField(UNTIL, {
        label: 'When shall it come back to you?',
        hint: 'When we are closed that day, on the next day we are open.',
        chosen: day,
      }),
    ],
  });
}

export function noteForm({ ticket }: TicketView) {
  const hint = ticket.isPrivate
    ? 'The request is private, so the note’s words are not posted: its readers find them under Read.'
    : 'It is posted under the card. The member never sees it.';
  return form({
    callbackId: NOTE_FORM,
    title: `Note on #${ticket.id}`,
    submit: 'Leave the note',
    metadata: metadata(ticket),
    blocks: [textField(NOTE_TEXT, { label: 'For staff only', hint, longest: 3000, isLong: true, isFirst: true })],
  });
}

/** Another open request of the same member, in a line. */
export type Neighbour = { id: number; text: string };

export const mergeField = () =>
  textField(OTHER_NUMBER, {
    label: 'Which request goes on for both?',
    placeholder: '#12',
    hint: 'Its number, as on its card.',
    longest: 12,
    isFirst: true,
  });

export function mergeForm({ ticket }: TicketView, neighbours: Neighbour[]) {
  return form({
    callbackId: MERGE_FORM,
    title: `Merge #${ticket.id}`,
    submit: 'Merge',
    metadata: metadata(ticket),
    blocks: [
      section(`Request *#${ticket.id}* ends here, and its member is told where it goes on. You can undo it for seven days.`),
      mergeField(),
      ...near(neighbours),
    ],
  });
}

function near(neighbours: Neighbour[]) {
  if (neighbours.length === 0) return [];
  const lines = neighbours.map(({ id, text }) => `*#${id}* ${escapeText(cut(fromMessage(text).replaceAll(/\s+/g, ' '), 90))}`);
  return [context(`Also open, from the same member:\n${lines.join('\n')}`)];
}

export function linkForm({ ticket, links }: TicketView, neighbours: Neighbour[]) {
  return form({
    callbackId: LINK_FORM,
    title: `Link #${ticket.id}`,
    submit: 'Link',
    metadata: metadata(ticket),
    blocks: [
      textField(OTHER_NUMBER, {
        label: 'Which request does it have to do with?',
        placeholder: '#12',
        longest: 12,
        isFirst: true,
      }),
      ...near(neighbours),
      ...links.slice(0, 20).map((id) => ({
        ...section(`Linked to *#${id}*`),
        accessory: button(UNLINK_TICKET, 'Unlink', Unlinking.encode({ ticketId: ticket.id, otherId: id })),
      })),
    ],
  });
}

export function splitForm({ ticket }: TicketView, parts: Part[], names: Map<string, string>) {
  const options = parts.map(({ ts, text }) => {
    const words = fromMessage(text ?? '', (id) => names.get(id))
      .replaceAll(/\s+/g, ' ')
      .trim();
    return choice(words || '(a file)', ts);
  });
  return form({
    callbackId: SPLIT_FORM,
    title: `Split #${ticket.id}`,
    submit: 'Split off',
    metadata: metadata(ticket),
    blocks: [
      checkField(PARTS, {
        label: 'What becomes a request of its own?',
        hint: 'The newest ten of what the member added. They are told the new number.',
        options,
      }),
    ],
  });
}

/** The number of another request, with or without its #; null for what is none. */
export function numberTyped(typed: string | null | undefined): number | null {
  const digits = /^#?(\d{1,9})$/.exec((typed ?? '').trim())?.[1];
  return digits ? Number(digits) : null;
}

export const NUMBER_MISSING = 'Please write its number, for example #12.';
