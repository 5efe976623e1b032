import type { ModalView, SectionBlock } from '@slack/types';
import { EFFECT_FOR_STAFF } from '#bot/privacy/button.ts';
import { button, context, dateOf, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { form } from '#bot/slack/form-parts.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import * as ids from '#bot/tickets/action-ids.ts';
import { LIFE, type Move, stateOf } from '#bot/tickets/life.ts';
import { isOutside, type Ticket } from '#bot/tickets/ticket.ts';
import type { TicketView } from '#bot/tickets/views.ts';
import type { May } from './more.ts';

export const MORE_MODAL = 'handling.more';

/** What is pressed in "More…" and done at once, after which it is shown again; on the card the same has an id of its own. */
export const CLAIM_HERE = 'more.claim';
export const SOLVE_HERE = 'more.solve';
export const DISMISS_HERE = 'more.dismiss';
export const REOPEN_HERE = 'more.reopen';
export const UNDO_HERE = 'more.undo';

type Offer = { id: string; label: string; why: string; isDanger?: string };
type Group = { heading: string; offers: (Offer | false)[] };

/** Everything that can be done with a ticket now, in groups, one line and one button each; `done` says what was just done. */
export function moreModal(view: TicketView, may: May, done?: string): ModalView {
  const { ticket } = view;
  const groups = [whose(ticket, may), standing(view, may), saying(ticket, may), together(ticket, may), ending(view, may)]
    .map(({ heading, offers }) => ({ heading, offers: offers.filter((offer) => offer !== false) }))
    .filter(({ offers }) => offers.length > 0);
  const value = String(ticket.id);
  return form({
    callbackId: MORE_MODAL,
    title: `Request #${ticket.id}`,
    metadata: value,
    close: 'Close',
    blocks: [
      ...(done ? [section(`:white_check_mark: Done: ${done}`)] : []),
      ...(groups.length === 0 ? [section('There is nothing you can do with this request right now.')] : []),
      ...groups.flatMap(({ heading, offers }) => [section(`*${heading}*`), ...offers.map((offer) => row(offer, value))]),
    ],
  });
}

function row({ id, label, why, isDanger }: Offer, value: string): SectionBlock {
  const confirm = isDanger
    ? {
        title: { type: 'plain_text' as const, text: 'Are you sure?' },
        text: { type: 'plain_text' as const, text: isDanger },
        confirm: { type: 'plain_text' as const, text: 'Yes' },
        deny: { type: 'plain_text' as const, text: 'Not now' },
      }
    : undefined;
  return { ...section(why), accessory: { ...button(id, label, value), ...(confirm ? { confirm } : {}) } };
}

/** Whether the table of moves lets this happen to a ticket as it stands. */
function can(ticket: Ticket, move: Move): boolean {
  const step = LIFE[move][stateOf(ticket)];
  return step === 'as before' || (typeof step === 'object' && 'to' in step);
}

function whose(ticket: Ticket, { work }: May): Group {
  return {
    heading: 'Who looks after it',
    offers: [
      work && can(ticket, 'claim') && { id: CLAIM_HERE, label: 'Claim', why: 'You look after it from now on.' },
      work &&
        can(ticket, 'assign') && { id: ids.ASSIGN_TICKET, label: 'Assign…', why: 'Somebody else looks after it, and is told.' },
      work && can(ticket, 'release') && { id: ids.RELEASE_TICKET, label: 'Give back', why: 'Anybody can claim it again.' },
    ],
  };
}

function standing({ ticket }: TicketView, { work }: May): Group {
  const inQueue = work && can(ticket, 'merge');
  return {
    heading: 'How it stands',
    offers: [
      work &&
        !isOutside(ticket.requesterId) &&
        can(ticket, 'wait on member') && {
          id: ids.WAIT_FOR_MEMBER,
          label: 'Wait for the member',
          why: 'They see that we need an answer, and are reminded after two working days.',
        },
      work &&
        can(ticket, 'wait on other') && {
          id: ids.WAIT_FOR_OTHERS,
          label: 'Wait for someone…',
          why: 'For a supplier, say. It comes back to you on the day you choose.',
        },
      inQueue && { id: ids.SET_PRIORITY, label: 'How urgent…', why: `Its priority is ${ticket.priority} now.` },
      inQueue && {
        id: ids.SET_TOPIC,
        label: 'Topic…',
        why: ticket.topic ? `It is about ${escapeText(ticket.topic)}.` : 'Say what it is about before it is resolved.',
      },
    ],
  };
}

function saying(ticket: Ticket, { work, answer }: May): Group {
  const isInSlack = !isOutside(ticket.requesterId);
  const isOver = ['closed', 'dismissed', 'merged'].includes(ticket.state);
  return {
    heading: 'What is said',
    offers: [
      answer &&
        isInSlack &&
        !isOver && {
          id: ids.REPLY_TO_MEMBER,
          label: 'Reply',
          why: `The member reads it in their ${ticket.talksInDm ? 'direct message' : 'thread'}.`,
        },
      answer &&
        isInSlack &&
        !isOver && { id: ids.REPLY_TO_MEMBER, label: 'Saved reply…', why: 'Begin your answer with a text of this desk.' },
      work &&
        can(ticket, 'merge') && {
          id: ids.ANSWERED_ELSEWHERE,
          label: 'Answered elsewhere…',
          why: 'You answered by phone, by e-mail or in person.',
        },
      answer && { id: ids.ADD_NOTE, label: 'Note…', why: 'Only staff read it, under the card.' },
    ],
  };
}

function together(ticket: Ticket, { work, answerPrivately, announce }: May): Group {
  const inQueue = can(ticket, 'merge');
  const isPart = ticket.partOfId !== null;
  return {
    heading: 'With other requests',
    offers: [
      work && inQueue && { id: ids.MERGE_TICKET, label: 'Merge…', why: 'It is the same as another one, which goes on for both.' },
      (ticket.isPrivate ? answerPrivately : work) &&
        inQueue && { id: ids.SPLIT_TICKET, label: 'Split…', why: 'Part of it becomes a request of its own.' },
      work && { id: ids.LINK_TICKET, label: 'Link…', why: 'It has to do with another one; both cards say so.' },
      announce &&
        inQueue &&
        ticket.problemSince === null &&
        !isPart && { id: ids.ANNOUNCE_PROBLEM, label: 'Known problem…', why: 'Many members have this. Tell them all at once.' },
      announce &&
        inQueue &&
        ticket.problemSince === null &&
        !isPart && {
          id: ids.ATTACH_TICKET,
          label: 'Part of one…',
          why: 'It is part of a known problem, and is answered with it.',
        },
      announce &&
        isPart && { id: ids.DETACH_TICKET, label: 'Detach', why: `It is not part of known problem #${ticket.partOfId}.` },
      announce &&
        inQueue &&
        ticket.problemSince !== null && {
          id: ids.ANNOUNCE_PROBLEM,
          label: 'Change…',
          why: 'What members read of this known problem, or its end.',
        },
      announce &&
        inQueue &&
        ticket.problemSince !== null && {
          id: ids.UPDATE_PROBLEM,
          label: 'Tell them…',
          why: 'Say to everybody who has it what is new.',
        },
    ],
  };
}

function ending({ ticket, canUndo }: TicketView, { work, makePrivate }: May): Group {
  const inQueue = work && can(ticket, 'resolve');
  return {
    heading: 'How it ends',
    offers: [
      inQueue && { id: SOLVE_HERE, label: 'Solved', why: 'As solved, with its usual topic.' },
      inQueue && { id: ids.RESOLVE_TICKET, label: 'Resolve…', why: 'You choose how it ended and what it was about.' },
      inQueue && { id: DISMISS_HERE, label: 'Not a request', why: 'It leaves the figures, and the member’s thread.' },
      work && can(ticket, 'reopen') && { id: REOPEN_HERE, label: 'Reopen', why: 'It goes back to who looked after it.' },
      work && canUndo && { id: UNDO_HERE, label: 'Undo', why: 'Takes the last step back.' },
      makePrivate &&
        !ticket.isPrivate && {
          id: ids.MAKE_PRIVATE,
          label: 'Make private',
          why: 'Only its readers see what it says, and the talk goes on in a direct message.',
          isDanger: EFFECT_FOR_STAFF,
        },
    ],
  };
}

/** A note of staff's, under the card; of a private request only that there is one. */
export function noteUnderCard(authorName: string, text: string, isPrivate: boolean): Rendering {
  const who = `${authorName} (note)`;
  if (isPrivate) return { text: `*${escapeText(who)}:* it is private. Readers press Read on the card.` };
  return {
    text: cut(`*${escapeText(who)}:* ${escapeText(text)}`, 3900),
    blocks: [
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: `${who}: `, style: { bold: true } },
              { type: 'text', text },
            ],
          },
        ],
      },
    ],
  };
}

/** What somebody reads in a direct message when a ticket was given to them; its words stay on the card, where they can be taken back. */
export function assignedMessage(view: TicketView, byId: string, cardLink: string | null): Rendering {
  return aboutTicket(view, `<@${byId}> gave you request *#${view.ticket.id}*, asked ${dateOf(view.ticket.openedAt)}.`, cardLink);
}

/** What the owner reads in a direct message when the day has come that they chose. */
export function backMessage(view: TicketView, waitingFor: string | null, cardLink: string | null): Rendering {
  const whom = view.ticket.isPrivate ? 'somebody else' : escapeText(waitingFor ?? 'somebody else');
  return aboutTicket(view, `Request *#${view.ticket.id}* is back with you. It waited for ${whom} until today.`, cardLink);
}

/** The same under the card, when its owner does not work here any more. */
export function backForDesk(ticketId: number, ownerId: string | null, waitingFor: string | null): Rendering {
  const whom = escapeText(waitingFor ?? 'somebody else');
  const gone = ownerId
    ? ` <@${ownerId}>, who looked after it, is not at this desk any more: please *Assign…* it under *More…*.`
    : '';
  return { text: `Request *#${ticketId}* is back. It waited for ${whom} until today.${gone}` };
}

function aboutTicket(view: TicketView, sentence: string, cardLink: string | null): Rendering {
  const text = view.ticket.isPrivate ? `${sentence} It is private.` : sentence;
  return { text, blocks: [section(text), ...(cardLink ? [context(`<${cardLink}|Open its card>`)] : [])] };
}
