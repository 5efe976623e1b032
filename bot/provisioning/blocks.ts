import type { Button, KnownBlock } from '@slack/types';
import { isOpen, type State } from '#bot/sign-ups/life.ts';
import { isToClear } from '#bot/sign-ups/timers.ts';
import { asManyAsFit, button, context, dateOf, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import { clearingLines, MARK_CLEARED } from '#bot/terms/clearing.ts';
import {
  CALL_AGAIN,
  CLAIM_SETTING_UP,
  EXPECT_ON,
  HAND_LINK_OVER,
  MAKE_READY,
  RELEASE_SETTING_UP,
  TICK_STEP,
  UNTICK_STEP,
} from './action-ids.ts';
import type { SignUpCard } from './card.ts';
import { stepKey, stepsOf } from './provisioning.ts';
import { purposeIn } from './starting.ts';

const STATE_WORDS: Record<State, string> = {
  asked: 'waits for a decision',
  questioned: 'waits for an answer of the member',
  waiting: 'on the waiting list',
  offered: 'a seat is offered',
  unsigned: 'waits for the agreement to be signed',
  'setting up': 'to be set up',
  ready: 'ready',
  renewal: 'ready, and asked for again',
  suspended: 'suspended',
  ended: 'ended',
  declined: 'declined',
  cancelled: 'cancelled',
  expired: 'over, nobody answered',
};
/** Steps shown with a button of their own, in a message of fifty blocks at most. */
const MOST_STEPS = 30;
const MOST_PEOPLE = 20;
/** How much of what was written a card shows: as much as one message holds. */
type Size = { answers: number; letters: number; step: number };
const SIZES: [Size, ...Size[]] = [
  { answers: 3, letters: 3000, step: 300 },
  { answers: 2, letters: 1500, step: 100 },
  { answers: 1, letters: 800, step: 50 },
];

/** The card of a sign-up in the staff's channel: how it stands, what was filled in, what is to be done and what can be pressed now. */
export function signUpCard(card: SignUpCard): Rendering {
  const { signUp, tool } = card;
  const number = `S${signUp.id}`;
  const name = short(tool.name, 150);
  const whom = whomOf(card);
  const state = STATE_WORDS[signUp.state];
  const said = `*${number}* *${name}* for ${whom}: ${state}`;
  const blocks = asManyAsFit(SIZES, (size) => [section(said), ...cardBlocks(card, size)]);
  return { text: `${number} ${name} for ${whom}: ${state}`, blocks };
}

function cardBlocks(card: SignUpCard, { answers: most, letters, step }: Size): KnownBlock[] {
  const { signUp, answers, approvals, presses } = card;
  const buttons = [...presses.map(pressOf), ...workButtons(card)];
  const shown = answers.slice(0, most).map((text) => cut(text, letters));
  const isAll = shown.length === answers.length && shown.every((text, index) => text === answers[index]);
  return [
    context(`<@${signUp.memberId}> asked, ${dateOf(signUp.askedAt)}${standing(card)}`),
    ...peopleLine(card, letters),
    ...shown.map((text) => section(text)),
    ...(isAll ? [] : [context('More was filled in than fits here.')]),
    ...(approvals.length > 0 ? [context(cut(approvals.join('\n'), letters))] : []),
    ...outcomeLines(card).map((line) => context(cut(line, letters))),
    ...checklist(card, step),
    ...(buttons.length > 0 ? [{ type: 'actions' as const, block_id: 'sign-up', elements: buttons }] : []),
  ];
}

/** Cut once more, since what is escaped is longer. */
const short = (text: string, letters: number) => cut(escapeText(cut(text, letters)), letters + 20);

/** An organisation by its name; a person by theirs, with where they belong. */
function whomOf({ signUp, tool, organisation }: SignUpCard): string {
  const name = organisation && short(organisation, 150);
  if (name && tool.subject === 'organisation') return `*${name}*`;
  return `<@${signUp.memberId}>${name ? ` (${name})` : ''}`;
}

function standing({ signUp, seats, place }: SignUpCard): string {
  const { seats: own, state, provisionerId, expectedOn } = signUp;
  const ofSeats = seats.cap === null ? '' : ` · ${seats.taken} of ${seats.cap} seats taken, ${seats.waiting} in line`;
  const isBeingSetUp = state === 'setting up';
  const who = isBeingSetUp ? ` · ${provisionerId ? `<@${provisionerId}> has it` : 'nobody has it yet'}` : '';
  const when = isBeingSetUp && expectedOn ? ` · expected on ${dayOf(expectedOn)}` : '';
  return `${own > 1 ? ` · ${own} seats` : ''}${ofSeats}${place ? ` · number ${place} in line` : ''}${who}${when}`;
}

function peopleLine({ people }: SignUpCard, letters: number): KnownBlock[] {
  if (people.length === 0) return [];
  const shown = people.slice(0, MOST_PEOPLE).map((who) => (who.includes('@') ? escapeText(cut(who, 100)) : `<@${who}>`));
  const more = people.length > MOST_PEOPLE ? ` and ${people.length - MOST_PEOPLE} more` : '';
  return [context(`${cut(`People (${people.length}): ${shown.join(', ')}`, letters)}${more}`)];
}

/** What else staff have to know: why it ended, its term, its link, and how the webhook fares. */
function outcomeLines({ signUp, tool, link }: SignUpCard): string[] {
  const { declineReason, declineText, readyAt, endsAt, endedAt, endReason } = signUp;
  const lines: string[] = [];
  if (signUp.state === 'declined' && (declineReason || declineText))
    lines.push(`Declined: ${escapeText([declineReason, declineText].filter((part) => part).join(': '))}`);
  if (readyAt)
    lines.push(`Ready since ${dateOf(readyAt)}${endsAt && !endedAt ? `, until ${dateOf(endsAt, '{date_short_pretty}')}` : ''}`);
  if (endedAt) lines.push(`Over since ${dateOf(endedAt)}${endReason ? ` (${escapeText(endReason)})` : ''}`);
  lines.push(...clearingLines(signUp));
  if (link) {
    const by = link.by ? `<@${link.by}>` : 'the other system';
    lines.push(
      link.kind === 'opened'
        ? `:link: ${by} opened the link, ${dateOf(link.at)}`
        : `:link: ${by} handed a link over, ${dateOf(link.at)}`,
    );
  }
  return [...lines, ...webhookLines(signUp, tool)];
}

function webhookLines(
  { state, webhookState, webhookProblem }: SignUpCard['signUp'],
  { webhookUrl }: SignUpCard['tool'],
): string[] {
  // Staff may have been faster than the other system.
  if (webhookUrl === null || (purposeIn(state) === null && webhookState !== 'done')) return [];
  const what = purposeIn(state) === 'deprovision' ? 'end it' : 'set it up';
  const problem = webhookProblem ? escapeText(cut(webhookProblem, 600)) : '';
  const soFar = problem ? ` (so far: ${problem}; I try again by myself)` : '';
  const said: Record<string, string> = {
    failed: `:warning: The other system did not ${what}: ${problem}`,
    waiting: `The other system is being told to ${what}${soFar}`,
    sent: `The other system was told to ${what} and has not reported back yet`,
    done: 'The other system has done it',
  };
  const line = said[webhookState ?? ''];
  return line === undefined ? [] : [line];
}

function checklist({ signUp, tool, ticks }: SignUpCard, letters: number): KnownBlock[] {
  const steps = stepsOf(tool);
  if (steps.length === 0 || (signUp.state !== 'setting up' && ticks.length === 0)) return [];
  const done = steps.filter((step) => ticks.some((tick) => tick.step === step)).length;
  const head = context(`*Steps:* ${done} of ${steps.length} done`);
  if (signUp.state !== 'setting up') return [head];
  const shown = steps.length > MOST_STEPS ? steps.filter((step) => !ticks.some((tick) => tick.step === step)) : steps;
  const rows = shown.slice(0, MOST_STEPS).map((step, index): KnownBlock => {
    const tick = ticks.find((one) => one.step === step);
    const words = short(step, letters);
    const value = JSON.stringify([signUp.id, stepKey(step)]);
    const text = tick ? `:white_check_mark: ${words} (<@${tick.by}>, ${dateOf(tick.at)})` : `:white_large_square: ${words}`;
    const accessory = tick ? button(UNTICK_STEP, 'Undo', value) : button(TICK_STEP, 'Done', value);
    return { ...section(text), block_id: `step-${index}`, accessory };
  });
  const more = shown.length > MOST_STEPS ? [context(`${shown.length - MOST_STEPS} more steps come up as these are done.`)] : [];
  return [head, ...rows, ...more];
}

const pressOf = ({ actionId, label, value, style }: SignUpCard['presses'][number]): Button => ({
  ...button(actionId, label, value),
  ...(style ? { style } : {}),
});

function workButtons({ signUp, tool, ticks, organisation }: SignUpCard): Button[] {
  const { state, provisionerId, webhookState } = signUp;
  const value = String(signUp.id);
  const link = tool.linkHosts.length > 0 ? [button(HAND_LINK_OVER, 'Hand over a link…', value)] : [];
  const canCall = tool.webhookUrl !== null && (webhookState === 'failed' || (webhookState === null && state === 'setting up'));
  const again = canCall ? [button(CALL_AGAIN, webhookState === null ? 'Send to the other system' : 'Try again', value)] : [];
  if (state === 'ready' || state === 'renewal') return link;
  if (!isOpen(state)) return [...(isToClear(signUp) ? [button(MARK_CLEARED, 'Taken away', value)] : []), ...again];
  if (state !== 'setting up') return [];
  const open = stepsOf(tool).filter((step) => !ticks.some((tick) => tick.step === step)).length;
  const left = open === 0 ? '' : ` ${open === 1 ? 'One step is' : `${open} steps are`} not ticked yet.`;
  const ready: Button = {
    ...button(MAKE_READY, 'Ready', value),
    ...(provisionerId ? { style: 'primary' as const } : {}),
    confirm: {
      title: plain('Is it ready?'),
      text: plain(`The member${organisation ? '' : ' of this sign-up'} is told, and the term begins.${left}`),
      confirm: plain('It is ready'),
      deny: plain('Not yet'),
    },
  };
  const claim = provisionerId
    ? button(RELEASE_SETTING_UP, 'Let go', value)
    : { ...button(CLAIM_SETTING_UP, 'Claim', value), style: 'primary' as const };
  return [claim, ready, button(EXPECT_ON, 'Expected on…', value), ...link, ...again];
}

/** A day that is kept as a date. */
function dayOf(day: Date): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(day);
}
