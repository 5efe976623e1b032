import { massConfirm } from '#bot/approvals/mass.ts';
import { button, context, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import type { Words } from '#bot/words/words.ts';
import {
  END_STAY,
  HAND_OVER,
  REVIEW_KEEP,
  REVIEW_KEEP_REST,
  REVIEW_REMOVE,
  REVIEW_REMOVE_REST,
  START_REVIEW,
  STAY_AS_IT_IS,
} from './action-ids.ts';
import type { LeftOne } from './departures.ts';
import type { ReviewView } from './reviews.ts';

const SEATS_SHOWN = 20;

/** What an owner sees of everything that somebody who left has, with what can be decided about each. */
export function leftMessage(memberId: string, { why, seats }: { why: string; seats: LeftOne[] }, { terms }: Words): Rendering {
  const undecided = seats.filter(({ decidedBy, signUp }) => decidedBy === null && signUp.endedAt === null);
  const head = terms.left[why]?.(`<@${memberId}>`, seats.length) ?? '';
  const shown = [...undecided, ...seats.filter((one) => !undecided.includes(one))].slice(0, SEATS_SHOWN);
  const blocks = shown.flatMap(({ signUp, tool, isHolder, decidedBy, decision }, index) => {
    const line = `*${escapeText(cut(tool.name, 100))}* (S${signUp.id}), ${isHolder ? terms.isHolder : terms.isOneOfPeople}`;
    if (decidedBy !== null) return [section(`${line}: ${terms.stayed[decision ?? 'keep'] ?? ''} (<@${decidedBy}>)`)];
    if (signUp.endedAt !== null) return [section(terms.hasEnded(escapeText(cut(tool.name, 100)), `S${signUp.id}`))];
    const value = `${signUp.id}:${memberId}`;
    const elements = [
      button(STAY_AS_IT_IS, terms.stayKeep, value),
      button(HAND_OVER, terms.handOver, value),
      { ...button(END_STAY, isHolder ? terms.end : terms.takeOff, value), style: 'danger' as const },
    ];
    return [section(line), { type: 'actions' as const, block_id: `left-${index}`, elements }];
  });
  const more = seats.length > SEATS_SHOWN ? [context(terms.reviewMore(seats.length - SEATS_SHOWN))] : [];
  const names = shown.map(({ signUp, tool }) => `${escapeText(cut(tool.name, 100))} (S${signUp.id})`).join(', ');
  return { text: `${head} ${names}`, blocks: [section(head), ...blocks, ...more] };
}

type Reviewed = { view: ReviewView; day: string; whoOf: (signUpId: number) => string };

/** A tool's yearly review: the seats that are undecided with their buttons, and how many are decided. */
export function reviewMessage({ view, day, whoOf }: Reviewed, { terms }: Words): Rendering {
  const { tool, undecided, kept, removed, told } = view;
  const name = escapeText(cut(tool.name, 100));
  if (undecided.length === 0) {
    const done = `${terms.reviewDone(name)} ${terms.reviewCounts(kept, removed)}`;
    return { text: done, blocks: [section(done)] };
  }
  const head = `${terms.review(name, undecided.length)} ${terms.reviewCounts(kept, removed)}`;
  const base = `${tool.id}:${day}`;
  const lines = undecided.slice(0, SEATS_SHOWN).flatMap(({ signUp }, index) => {
    const used = signUp.lastUsedOn ? terms.lastUsed(signUp.lastUsedOn.toISOString().slice(0, 10)) : terms.neverUsed;
    const value = `${base}:${signUp.id}`;
    const elements = [button(REVIEW_KEEP, terms.reviewKeep, value), button(REVIEW_REMOVE, terms.reviewRemove, value)];
    return [
      section(`S${signUp.id} · ${whoOf(signUp.id)} · ${used}`),
      { type: 'actions' as const, block_id: `review-${index}`, elements },
    ];
  });
  const rest = [
    button(REVIEW_KEEP_REST, terms.keepRest, base),
    { ...button(REVIEW_REMOVE_REST, terms.removeRest, base), style: 'danger' as const, ...massConfirm(told, terms) },
  ];
  const more = undecided.length > SEATS_SHOWN ? [context(terms.reviewMore(undecided.length - SEATS_SHOWN))] : [];
  return {
    text: head,
    blocks: [section(head), ...lines, ...more, { type: 'actions', block_id: 'review-rest', elements: rest }],
  };
}

/** It is a year since the last review. */
export function reviewDueMessage(tool: { id: string; name: string }, { terms }: Words): Rendering {
  const text = terms.reviewDue(escapeText(cut(tool.name, 100)));
  const elements = [{ ...button(START_REVIEW, terms.startReview, tool.id), style: 'primary' as const }];
  return { text, blocks: [section(text), { type: 'actions', block_id: 'review-due', elements }] };
}
