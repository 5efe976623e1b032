import type { ModalView } from '@slack/types';
import { button, context, dateOf, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, quoteBlock } from '#bot/slack/escape.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import { type Words, wordsIn } from '#bot/words/words.ts';
import { ratingClass } from '#surveys/scoring.ts';
import { overAt, type Rating } from './ratings.ts';

/** The buttons of the five points; what was pressed is in the id, and the value names the ticket. */
export const RATE_REQUEST = [
  'rating.very-unhappy',
  'rating.unhappy',
  'rating.neither',
  'rating.happy',
  'rating.very-happy',
] as const;
export const ADD_COMMENT = 'rating.comment';
export const COMMENT_MODAL = 'rating.comment-form';
export const COMMENT_TEXT = { blockId: 'comment', actionId: 'text' };
export const TAKE_CALL = 'rating.take-call';
export const CALLED = 'rating.called';

/** The question how we helped, in the member's direct message: with its buttons, with the thanks, or taken back. */
export function ratingMessage(rating: Rating, asked: string, { ratings }: Words): Rendering {
  const value = String(rating.ticketId);
  const number = `*#${rating.ticketId}*`;
  if (rating.score !== null) return answered(rating, ratings);
  if (rating.withdrawnAt) {
    const said = rating.withdrawnAt < overAt(rating.askedAt) ? ratings.cameBack(number) : ratings.expired(number);
    return { text: said, blocks: [section(said)] };
  }
  const buttons = ratings.points.map((point, index) => button(RATE_REQUEST[index] ?? '', cut(point, 75), value));
  return {
    text: `${ratings.question(number)} ${ratings.whoReads}`,
    blocks: [
      section(ratings.question(number)),
      ...(asked ? [context(ratings.youAsked), quoteBlock(cut(asked, 200))] : []),
      { type: 'actions', block_id: 'rating', elements: buttons.toReversed() },
      context(ratings.whoReads),
    ],
  };
}

function answered({ score, comment, ticketId }: Rating, ratings: Words['ratings']): Rendering {
  const point = ratings.points[(score ?? 0) - 1] ?? '';
  const thanks = ratingClass(score ?? 0) === 'unhappy' ? ratings.sorry(point) : ratings.thanks(point);
  if (comment !== null)
    return { text: `${thanks} ${ratings.commentKept}`, blocks: [section(thanks), context(ratings.commentKept)] };
  const add = button(ADD_COMMENT, ratings.addComment, String(ticketId));
  return { text: thanks, blocks: [section(thanks), { type: 'actions', block_id: 'rating', elements: [add] }] };
}

/** The form for what a member wants to add. */
export function commentModal(ticketId: number, { ratings }: Words): ModalView {
  return {
    type: 'modal',
    callback_id: COMMENT_MODAL,
    private_metadata: String(ticketId),
    title: plain(ratings.commentTitle),
    submit: plain(ratings.send),
    close: plain(ratings.cancel),
    blocks: [
      {
        type: 'input',
        block_id: COMMENT_TEXT.blockId,
        label: plain(ratings.commentLabel),
        hint: plain(ratings.commentHint),
        element: {
          type: 'plain_text_input',
          action_id: COMMENT_TEXT.actionId,
          multiline: true,
          max_length: 2000,
          focus_on_load: true,
        },
      },
    ],
  };
}

/** What a lead reads of an unhappy answer. */
export type Call = {
  rating: Rating;
  /** Who asked, as staff read it, and the message */
  requester: string;
  link: string;
  asked: string;
  ownerId: string | null;
  /** The request was made private since: nothing of its words, nor of the comment, is shown */
  isPrivate: boolean;
};

/** The card with which a lead learns that a member is not happy, with what can be done about it. */
export function callCard({ rating, requester, link, asked, ownerId, isPrivate }: Call): Rendering {
  const { ticketId, score, comment, callById, callTakenAt, calledAt } = rating;
  const value = String(ticketId);
  const point = (wordsIn('en').ratings.points[(score ?? 1) - 1] ?? '').toLowerCase();
  const said = `${requester} is *${point}* with how we helped (request *#${ticketId}*).`;
  const state = calledAt
    ? `:white_check_mark: <@${callById}> called them, ${dateOf(calledAt)}`
    : callById && callTakenAt
      ? `:telephone_receiver: <@${callById}> calls them, since ${dateOf(callTakenAt)}`
      : 'Nobody has called them yet.';
  const elements = calledAt
    ? []
    : callById
      ? [button(CALLED, 'Called', value)]
      : [{ ...button(TAKE_CALL, "I'll call them", value), style: 'primary' as const }];
  const words = isPrivate ? [] : [context(`They had asked (<${link}|open the message>):`), quoteBlock(cut(asked, 300))];
  const added = comment === null || isPrivate ? [] : [context('Their comment:'), quoteBlock(cut(comment, 2000))];
  return {
    text: `${said}${comment === null || isPrivate ? '' : ` "${escapeText(cut(comment, 300))}"`} ${state}`,
    blocks: [
      section(said),
      ...added,
      ...words,
      context(`${ownerId ? `<@${ownerId}> looked after it. ` : ''}${state} Only leads see this.`),
      ...(elements.length > 0 ? [{ type: 'actions' as const, block_id: 'call', elements }] : []),
    ],
  };
}
