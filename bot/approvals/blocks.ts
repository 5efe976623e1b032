import type { KnownBlock, ModalView } from '@slack/types';
import { Answers } from '#bot/form-fields/form-fields.ts';
import { answerTexts } from '#bot/form-fields/showing.ts';
import { asManyAsFit, button, context, dateOf, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, quoteBlock } from '#bot/slack/escape.ts';
import { choice, dayField, form, radioField, textField } from '#bot/slack/form-parts.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import type { Words } from '#bot/words/words.ts';
import {
  ANSWER_QUESTION,
  APPROVE_SIGN_UP,
  ASK_ABOUT_SIGN_UP,
  DECLINE_SIGN_UP,
  PUT_ON_LIST,
  SAY_AWAY,
  SAY_BACK,
} from './action-ids.ts';
import { type Approval, placesOf } from './approvers.ts';
import { DECLINE_REASONS, LONGEST_TEXT } from './deciding.ts';
import type { Asked, Standing } from './facts.ts';

export const DECLINE_FORM = 'approval.decline-form';
export const REASON_FIELD = { blockId: 'reason', actionId: 'choice' };
export const TEXT_FIELD = { blockId: 'text', actionId: 'text' };
export const ASK_FORM = 'approval.ask-form';
export const AWAY_FORM = 'approval.away-form';
export const DAY_FIELD = { blockId: 'day', actionId: 'day' };
export const QUESTION_FIELD = { blockId: 'question', actionId: 'text' };

const PEOPLE_SHOWN = 15;
const QUESTIONS_SHOWN = 3;
/** Texts of what was filled in: as many as one message holds. */
const ANSWER_TEXTS: [number, ...number[]] = [2, 1];
const LONGEST_ANSWER = 400;

/**
 * What an approver sees in their direct messages: who wants what, what was said, and the buttons while it is their turn.
 *
 * `away`: until when they said that they are away.
 */
export function approvalCard(standing: Standing, own: Approval, words: Words, away: Date | null = null): Rendering {
  const { approvals } = words;
  const { signUp, tool, questions } = standing;
  const [who, number, name] = [`<@${signUp.memberId}>`, `S${signUp.id}`, escapeText(cut(tool.name, 100))];
  const isTurn = isTurnOf(standing, own);
  const asks = signUp.state === 'renewal' ? approvals.asksToRenew(who, name, number) : approvals.asks(who, name, number);
  const state = isTurn ? '' : stateLine(standing, own, words);
  const blocks = asManyAsFit(ANSWER_TEXTS, (most): KnownBlock[] => [
    section(asks),
    context([...subjectLines(standing, words), approvals.asked(dateOf(signUp.askedAt, words.home.moment))].join('\n')),
    ...filledIn(standing, words, most),
    ...questions.slice(-QUESTIONS_SHOWN).flatMap((one) => questionBlocks(one, words)),
  ]);
  if (!isTurn) return { text: `${asks} ${state}`, blocks: [...blocks, section(state)] };
  const isAway = away ? [approvals.away(dateOf(away, '{date_long}'))] : [];
  const notes = [...turnNotes(standing, own, words), ...isAway];
  return {
    text: cut([asks, ...notes].join(' '), 3000),
    blocks: [
      ...blocks,
      ...(notes.length > 0 ? [context(notes.join('\n'))] : []),
      { type: 'actions', block_id: 'approval', elements: [...turnButtons(standing, words), awayButton(standing, words, away)] },
    ],
  };
}

/** Whether it is this approver's turn, in the stage the sign-up is in. */
export function isTurnOf({ signUp }: Standing, own: Approval): boolean {
  const isUndecided = signUp.state === 'asked' || signUp.state === 'renewal' || signUp.state === 'questioned';
  return isUndecided && own.round === signUp.round && own.stage === signUp.stage && own.decision === null;
}

function subjectLines({ organisation, people }: Standing, { approvals }: Words): string[] {
  const names = people.slice(0, PEOPLE_SHOWN).map((who) => (who.includes('@') ? escapeText(cut(who, 60)) : `<@${who}>`));
  const more = people.length > PEOPLE_SHOWN ? [approvals.andMore(people.length - PEOPLE_SHOWN)] : [];
  return [
    ...(organisation ? [approvals.forOrganisation(escapeText(cut(organisation, 100)))] : []),
    ...(people.length > 0 ? [approvals.people([...names, ...more].join(', '), people.length)] : []),
  ];
}

function filledIn({ tool, signUp }: Standing, { approvals }: Words, most: number): KnownBlock[] {
  const texts = answerTexts(tool.fields, Answers.safeParse(signUp.answers).data ?? {}, LONGEST_ANSWER).slice(0, most);
  return texts.length === 0 ? [] : [context(approvals.whoAnswered), ...texts.map((text) => section(text))];
}

function questionBlocks({ question, by, answer }: Asked, { approvals }: Words): KnownBlock[] {
  return [
    context(approvals.question(`<@${by}>`)),
    quoteBlock(cut(question, 600)),
    ...(answer === null ? [] : [context(approvals.answer), quoteBlock(cut(answer, 900))]),
  ];
}

function turnNotes({ signUp, stage, open, hasSeat }: Standing, own: Approval, { approvals }: Words): string[] {
  const people = placesOf(own).filter((place) => /^[UW][A-Z0-9]+$/.test(place));
  const others = open.filter((place) => place !== own.approverId).map((id) => (/^[UW]/.test(id) ? `<@${id}>` : id));
  return [
    ...(people.length > 0 ? [approvals.inPlaceOf(people.map((id) => `<@${id}>`).join(', '))] : []),
    ...(own.standInForId !== null && people.length === 0 ? [approvals.inPlaceOfNobody] : []),
    ...(stage?.needs === 'all' && others.length > 0 ? [approvals.allNeeded(others.join(', '))] : []),
    ...(signUp.state === 'questioned' ? [approvals.waitsForMember] : []),
    ...(hasSeat ? [] : [approvals.noSeat]),
  ];
}

function turnButtons({ signUp, hasSeat }: Standing, { approvals }: Words) {
  const value = String(signUp.id);
  const approve = hasSeat
    ? { ...button(APPROVE_SIGN_UP, approvals.approve, value), style: 'primary' as const }
    : button(PUT_ON_LIST, approvals.putOnList, value);
  return [
    ...(signUp.state === 'questioned' ? [] : [approve]),
    button(DECLINE_SIGN_UP, approvals.decline, value),
    ...(signUp.state === 'asked' ? [button(ASK_ABOUT_SIGN_UP, approvals.ask, value)] : []),
  ];
}

const awayButton = ({ signUp }: Standing, { approvals }: Words, away: Date | null) =>
  button(away ? SAY_BACK : SAY_AWAY, away ? approvals.back : approvals.sayAway, String(signUp.id));

/** What became of it, for who has nothing to press any more. */
function stateLine({ signUp, rows, open }: Standing, own: Approval, { approvals }: Words): string {
  const last = own.decision ? own : rows.filter(({ decision }) => decision !== null).at(-1);
  if (!last) return approvals.notNeeded;
  const who = `<@${last.approverId}>`;
  const said = last.decision === 'declined' ? approvals.declinedBy(who) : approvals.approvedBy(who);
  const isOpen = own.stage === signUp.stage && (signUp.state === 'asked' || signUp.state === 'renewal');
  const others = open.map((id) => (/^[UW]/.test(id) ? `<@${id}>` : id));
  return isOpen && others.length > 0 ? `${said} ${approvals.allNeeded(others.join(', '))}` : said;
}

/** Why a sign-up is declined; its member reads it. */
export function declineForm(signUpId: number, { approvals }: Words): ModalView {
  return form({
    callbackId: DECLINE_FORM,
    title: approvals.declineTitle,
    metadata: String(signUpId),
    submit: approvals.send,
    close: approvals.cancel,
    blocks: [
      radioField(REASON_FIELD, {
        label: approvals.declineReason,
        options: DECLINE_REASONS.map((reason) => choice(approvals.reasons[reason] ?? reason, reason)),
      }),
      textField(TEXT_FIELD, {
        label: approvals.declineText,
        hint: approvals.declineHint,
        longest: LONGEST_TEXT,
        isLong: true,
        isOptional: true,
      }),
    ],
  });
}

/** Until when somebody is away. */
export function awayForm(signUpId: number, { approvals }: Words): ModalView {
  return form({
    callbackId: AWAY_FORM,
    title: approvals.awayTitle,
    metadata: String(signUpId),
    submit: approvals.save,
    close: approvals.cancel,
    blocks: [dayField(DAY_FIELD, { label: approvals.awayLabel, hint: approvals.awayHint })],
  });
}

export function askForm(signUpId: number, { approvals }: Words): ModalView {
  const label = { label: approvals.askLabel, hint: approvals.askHint };
  return form({
    callbackId: ASK_FORM,
    title: approvals.askTitle,
    metadata: String(signUpId),
    submit: approvals.send,
    close: approvals.cancel,
    blocks: [textField(QUESTION_FIELD, { ...label, longest: LONGEST_TEXT, isLong: true, isFirst: true })],
  });
}

/** An approver's question in the member's direct message. */
export function questionMessage(
  { signUpId, tool, by, question }: { signUpId: number; tool: string; by: string; question: string },
  { approvals: { news } }: Words,
): Rendering {
  const asks = news.question(`<@${by}>`, escapeText(cut(tool, 100)), `S${signUpId}`);
  return {
    text: `${asks} ${escapeText(cut(question, 300))}`,
    blocks: [
      section(asks),
      quoteBlock(question),
      {
        type: 'actions',
        block_id: 'question',
        elements: [{ ...button(ANSWER_QUESTION, news.answer, String(signUpId)), style: 'primary' }],
      },
      context(news.answerHere),
    ],
  };
}

export type NewsFacts = {
  what: string;
  by: string;
  state: string;
  signUpId: number;
  tool: string;
  next: string | null;
  place: number | null;
  endsAt: Date | null;
  reason: string | null;
  text: string | null;
};

/** What was decided, by whom, and what happens next. */
export function newsMessage(facts: NewsFacts, words: Words): Rendering {
  const { news, reasons } = words.approvals;
  const { what, by, signUpId, next, endsAt, text } = facts;
  const [who, tool, number] = [`<@${by}>`, escapeText(cut(facts.tool, 100)), `S${signUpId}`];
  const named = `*${tool}* (${number})`;
  // "Another reason" says nothing: what they wrote is there instead.
  const reason = facts.reason === 'other' && text !== null ? '' : (reasons[facts.reason ?? 'other'] ?? '');
  const until = endsAt ? dateOf(endsAt, '{date_long}') : '';
  const said = {
    approved: `${news.approved(who, tool, number)} ${nextFor(facts, words)}`,
    stage: news.stage(who, named, words.approvals.whoDecides[next ?? 'lead'] ?? ''),
    declined: news.declined(who, named, reason),
    renewed: news.renewed(who, tool, number, until),
    'not renewed': news.notRenewed(who, named, reason, until),
    reopened: news.reopened(who, tool, number),
  }[what];
  if (said === undefined) throw new Error(`nobody tells a member ${what}`);
  const isDeclined = what === 'declined' || what === 'not renewed';
  const written = isDeclined && text !== null ? [context(news.theirWords), quoteBlock(cut(text, LONGEST_TEXT))] : [];
  const after = what === 'declined' ? [context(news.afterDecline)] : [];
  return {
    text: `${said}${isDeclined && text !== null ? ` ${escapeText(cut(text, 300))}` : ''}`,
    blocks: [section(said), ...written, ...after],
  };
}

function nextFor({ state, place }: NewsFacts, { approvals: { news } }: Words): string {
  if (state === 'waiting') return news.waiting(place);
  return state === 'unsigned' ? news.unsigned : news.settingUp;
}
