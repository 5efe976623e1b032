// WHAT A MEMBER SEES OF THEIR REQUEST: the acknowledgement in its thread, or the root of its talk in their direct message.
import { button, context, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, fromMessage, quoteBlock } from '#bot/slack/escape.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import { type Words, wordsIn } from '#bot/words/words.ts';
import { SAY_SAME_HERE } from './action-ids.ts';
import { askedIn, LONGEST_QUOTE } from './asked.ts';
import type { TalkSoFar } from './talk-so-far.ts';
import { DAYS_TO_RETURN } from './ticket.ts';
import type { TicketView } from './views.ts';

type Blocks = NonNullable<Rendering['blocks']>;

/** What a talk that moved shows of each thing said before. */
const LONGEST_SAID = 450;

/** What the member sees in their thread: that it arrived, who has it, and what happens next. Null when nothing is to be seen. */
export function acknowledgement(view: TicketView): Rendering | null {
  const { ticket, requester } = view;
  const words = wordsIn(requester.language);
  if (ticket.talksInDm) return movedAway(view, words);
  const sentence = stateForMember(view, words);
  if (sentence === null) return null;
  return { text: sentence, blocks: [section(sentence), ...sameHereButtons(view, words)], threadTs: ticket.threadTs };
}

/** In a thread that a request has left, nothing but that. */
function movedAway({ ticket }: TicketView, { requests }: Words): Rendering | null {
  // Split off from the middle of another's thread, it never was there by itself.
  const isSplitReply = ticket.splitFromId !== null && ticket.ts !== ticket.threadTs;
  if (isSplitReply || ticket.state === 'dismissed' || ticket.state === 'merged') return null;
  const sentence = requests.movedToDm(`*#${ticket.id}*`);
  return { text: sentence, blocks: [section(sentence)], threadTs: ticket.threadTs };
}

/** The message in the requester's direct message under which a request is talked about that has no thread of its own. */
export function talkMessage(view: TicketView, { said, names }: TalkSoFar): Rendering {
  const { ticket, requester } = view;
  const words = wordsIn(requester.language);
  const { requests } = words;
  const number = `*#${ticket.id}*`;
  const state =
    stateForMember(view, words) ??
    (ticket.mergedIntoId ? requests.goesOnWith(number, `*#${ticket.mergedIntoId}*`) : requests.notARequest(number));
  const logged =
    ticket.via === 'log' && ticket.loggedById
      ? [context(requests.loggedForYou(`<@${ticket.loggedById}>`, requests.contacts[ticket.contactBy ?? 'phone'] ?? ''))]
      : [];
  const asked = askedIn(view, words.home);
  const heading = ticket.via === 'survey' ? requests.whyWeWrite : requests.youAsked;
  return {
    text: `${state}\n${heading} ${escapeText(cut(asked, 300))}`,
    blocks: [
      section(state),
      context(heading),
      quoteBlock(cut(asked, LONGEST_QUOTE)),
      ...logged,
      ...(said.length > 0 ? [context(words.privacy.saidSoFar)] : []),
      ...said.flatMap(({ authorId, text }) => [
        context(`<@${authorId}>`),
        quoteBlock(
          cut(
            fromMessage(text, (id) => names.get(id)),
            LONGEST_SAID,
          ),
        ),
      ]),
      context(requests.goesOnHere),
      ...sameHereButtons(view, words),
    ],
  };
}

const MOST_BANNERS = 3;

/** One press for whoever reads a known problem's banner and has it, too. */
function sameHereButtons({ ticket, knownProblems }: TicketView, words: Words): Blocks {
  if (ticket.state !== 'open' && ticket.state !== 'claimed') return [];
  const others = knownProblems.filter(({ ticketId }) => ticketId !== ticket.id && ticketId !== ticket.partOfId);
  return others.slice(0, MOST_BANNERS).map(({ ticketId, text }) => {
    const label = others.length === 1 ? words.knownProblems.sameHere : `${words.knownProblems.sameHere}: ${text}`;
    return {
      type: 'actions' as const,
      block_id: `same-here-${ticketId}`,
      elements: [button(SAY_SAME_HERE, cut(label, 75), String(ticketId))],
    };
  });
}

/** How a request stands, in the member's words. Null when there is nothing to be seen of it any more. */
export function stateForMember(view: TicketView, words: Words): string | null {
  const { ticket, openingHours } = view;
  const { requests, waiting } = words;
  const number = `*#${ticket.id}*`;
  const owner = ticket.ownerId ? `<@${ticket.ownerId}>` : requests.somebody;
  const banners = bannersFor(view, words);
  const sentences: Record<string, string | null> = {
    open: [
      `${requests.received(number)} ${requests.answeredInThread}`,
      ...banners,
      requests.openingHours(escapeText(openingHours)),
    ].join('\n'),
    claimed: [requests.claimed(owner, number), ...banners].join('\n'),
    waiting: ticket.waitingOn === 'member' ? requests.waitingForYou(owner, number) : requests.waitingForOthers(owner, number),
    resolved: ticket.outcome === 'stale' ? waiting.putAside(number) : requests.resolved(owner, number, DAYS_TO_RETURN),
    closed: requests.closed(number),
    dismissed: null,
    merged: null,
  };
  return sentences[ticket.state] ?? null;
}

/** A line for each problem many have; in an outage with a great many of them only as many as Slack takes. */
function bannersFor({ ticket, knownProblems }: TicketView, words: Words): string[] {
  const others = knownProblems.filter(({ ticketId }) => ticketId !== ticket.id);
  const shown = others.slice(0, MOST_BANNERS).map(({ text }) => `:warning: ${escapeText(text)}`);
  const more = others.length - shown.length;
  return more > 0 ? [...shown, `:warning: ${words.knownProblems.andMore(more)}`] : shown;
}
