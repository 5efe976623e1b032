import type { KnownBlock, ModalView } from '@slack/types';
import { button, context, dateOf, fileContext, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, fromMessage, quoteBlock } from '#bot/slack/escape.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import { instantOf } from '#bot/slack/timestamps.ts';
import { isOutside } from '#bot/tickets/ticket.ts';
import type { Words } from '#bot/words/words.ts';
import { EFFECT_FOR_STAFF } from './button.ts';
import type { DeleteHelp } from './delete-help.ts';
import type { Finding } from './patterns.ts';
import type { Line, Reading } from './reading.ts';

export const ACCEPT_PRIVACY = 'privacy.accept';
export const DECLINE_PRIVACY = 'privacy.decline';
export const READ_EARLIER = 'privacy.read-earlier';
export const CONFIRM_PRIVATE = 'privacy.confirm-form';

/** Asks the author of a message that should perhaps not be in a channel; what was found has a name, not a quotation. */
export function privacyOffer(ticketId: number, holds: Finding, { privacy }: Words): Rendering {
  const value = String(ticketId);
  const text = `${privacy.holds[holds]} ${privacy.shallWe(`*#${ticketId}*`)}`;
  return {
    text,
    blocks: [
      section(text),
      context(privacy.confirm),
      {
        type: 'actions',
        block_id: 'privacy',
        elements: [
          { ...button(ACCEPT_PRIVACY, privacy.makePrivate, value), style: 'primary' },
          button(DECLINE_PRIVACY, privacy.noThanks, value),
        ],
      },
    ],
  };
}

/** One sentence in place of what was asked. */
export function decided(text: string): Rendering {
  return { text, blocks: [section(text)] };
}

const MOST_LINKS = 20;
/** A link has up to 300 characters where the workspace's address is long, and a section takes 3,000. */
const LINKS_PER_SECTION = 9;

/** How to delete one's own messages, and which are left: the oldest of those first, more of them as these are deleted. */
export function deleteHelp({ ticketId, words: { privacy }, messages }: DeleteHelp): Rendering {
  const number = `#${ticketId}`;
  const numbered = messages.map((message, index) => ({ ...message, index }));
  const left = numbered.filter(({ isDeleted }) => !isDeleted);
  if (left.length === 0) return decided(`:white_check_mark: ${privacy.allDeleted(number)}`);
  const linked = left.slice(0, MOST_LINKS);
  const room = MOST_LINKS - linked.length;
  const done = room > 0 ? numbered.filter(({ isDeleted }) => isDeleted).slice(-room) : [];
  const lines = [...linked, ...done]
    .toSorted((one, other) => one.index - other.index)
    .map(({ link, isDeleted, index }) => {
      const name = privacy.message(index + 1);
      return isDeleted ? `:white_check_mark: ~${name}~ ${privacy.isDeleted}` : `• <${link}|${name}>`;
    });
  const sections = lines.flatMap((_, at) =>
    at % LINKS_PER_SECTION === 0 ? [section(lines.slice(at, at + LINKS_PER_SECTION).join('\n'))] : [],
  );
  const more = left.length > MOST_LINKS ? [context(privacy.moreToDelete(left.length - MOST_LINKS))] : [];
  const heading = privacy.helpToDelete(number);
  return { text: heading, blocks: [section(heading), ...sections, ...more, context(privacy.deleteSteps)] };
}

/** Asks staff or the requester once more, where a menu cannot. */
export function confirmModal(ticketId: number, { privacy }: Words, isByStaff: boolean): ModalView {
  return {
    type: 'modal',
    callback_id: CONFIRM_PRIVATE,
    private_metadata: String(ticketId),
    title: plain(isByStaff ? 'Make private' : cut(privacy.makePrivate, 24)),
    submit: plain(isByStaff ? 'Make it private' : cut(privacy.makePrivate, 24)),
    close: plain(isByStaff ? 'Cancel' : privacy.cancel),
    blocks: [section(isByStaff ? `*Request #${ticketId}*\n${EFFECT_FOR_STAFF}` : `*#${ticketId}*\n${privacy.confirm}`)],
  };
}

/** What somebody reads in the form in which they pressed. */
export function doneModal(ticketId: number, { privacy }: Words, isByStaff: boolean): ModalView {
  const text = isByStaff
    ? `Request #${ticketId} is private now. The talk goes on in the member’s direct message: answer with *Reply* on its card.`
    : privacy.done(`#${ticketId}`);
  return {
    type: 'modal',
    title: plain(isByStaff ? 'Make private' : cut(privacy.makePrivate, 24)),
    close: plain(isByStaff ? 'Close' : privacy.close),
    blocks: [section(text)],
  };
}

/** A longer text is cut, with a link to the message. */
const LONGEST_LINE = 2900;

/** A private request as its readers see it: all that was written, a page at a time. */
export function readModal({ view, lines, names, earlier }: Reading): ModalView {
  const { ticket } = view;
  return {
    type: 'modal',
    title: plain(`Request #${ticket.id}`),
    close: plain('Close'),
    blocks: [
      section(`*#${ticket.id}* from ${requesterOf(view)}`),
      context('Only its readers see this. That you have opened it is kept.'),
      ...(earlier
        ? [
            {
              type: 'actions' as const,
              block_id: 'pages',
              elements: [button(READ_EARLIER, 'Show what was written before', `${ticket.id} ${earlier}`)],
            },
          ]
        : []),
      ...lines.flatMap((line) => lineBlocks(line, names)),
    ],
  };
}

/** Somebody who is not in Slack has a name only. */
function requesterOf({ ticket, requester }: Reading['view']): string {
  return isOutside(ticket.requesterId) ? escapeText(requester.name ?? 'somebody') : `<@${ticket.requesterId}>`;
}

function lineBlocks(line: Line, names: Map<string, string>): KnownBlock[] {
  const { ts, authorId, standing, text, files, isDeleted, link } = line;
  const words = text === null ? '(deleted)' : fromMessage(text, (id) => names.get(id)) || '(no text)';
  const isLong = words.length > LONGEST_LINE;
  const open = isDeleted || /\/archives\/[^CG]/.test(link) ? '' : ` · <${link}|${isLong ? 'Read it all' : 'Open'}>`;
  const marks = [standing === 'note' ? ' (note)' : '', isDeleted && text !== null ? ' (deleted in the channel)' : ''].join('');
  return [
    context(`${authorId ? `<@${authorId}>` : 'Somebody'}${marks} · ${dateOf(instantOf(ts))}${open}`),
    quoteBlock(isLong ? cut(words, LONGEST_LINE) : words),
    ...fileContext(files),
  ];
}
