// One sign-up as its member sees it, wherever that is: the note in their messages, App Home, their list, the tool's page.
import { ANSWER_QUESTION } from '#bot/approvals/action-ids.ts';
import { OPEN_LINK } from '#bot/provisioning/action-ids.ts';
import { button, context, plain, section } from '#bot/slack/block-parts.ts';
import { cut } from '#bot/slack/escape.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import { endingValue } from '#bot/terms/action-ids.ts';
import type { Words } from '#bot/words/words.ts';
import {
  CANCEL_SIGN_UP,
  CHANGE_PEOPLE,
  GIVE_BACK,
  KEEP_TOOL,
  LET_SEAT_GO,
  REPORT_PROBLEM,
  SIGN_AGREEMENT,
  TAKE_SEAT,
} from './action-ids.ts';
import type { Standing } from './following.ts';
import { isOpen } from './life.ts';
import { headingOf, namesOf, standingInWords } from './standing.ts';

type SignUpButton = ReturnType<typeof button> & { confirm?: object };
export type SignUpBlock =
  | ReturnType<typeof section>
  | ReturnType<typeof context>
  | { type: 'actions'; block_id: string; elements: ReturnType<typeof button>[] };

/** What a sign-up shows: its heading, how it stands, its people, and what can be pressed now. `room` names where it is shown. */
export function signUpBlocks(standing: Standing, words: Words, room = 'sign-up'): SignUpBlock[] {
  const { signUp, people } = standing;
  const buttons = signUpButtons(standing, words);
  return [
    section(`${headingOf(standing, words)}\n${standingInWords(standing, words)}`),
    ...(people.length > 0 ? [context(cut(words.signUps.peopleAre(namesOf(people, words)), 1900))] : []),
    ...(buttons.length > 0 ? [{ type: 'actions' as const, block_id: `${room}:${signUp.id}`, elements: buttons }] : []),
  ];
}

/** What its member can do with a sign-up as it stands, the likeliest first. */
export function signUpButtons({ signUp, tool, isSigned, isEnding, holder }: Standing, words: Words): SignUpButton[] {
  const { signUps, provisioning } = words;
  const { state } = signUp;
  const value = String(signUp.id);
  const one = (actionId: string, label: string) => button(actionId, label, value);
  const first = (actionId: string, label: string) => ({ ...one(actionId, label), style: 'primary' as const });
  const isInUse = state === 'ready' || state === 'renewal' || state === 'suspended';
  if (!isOpen(state)) return [];
  const canSign = tool.agreement !== null && signUp.organisationId !== null && !isSigned;
  return [
    ...(state === 'questioned' ? [first(ANSWER_QUESTION, signUps.answer)] : []),
    ...(state === 'offered' ? [first(TAKE_SEAT, signUps.take), one(LET_SEAT_GO, signUps.notNow)] : []),
    ...(canSign ? [(state === 'questioned' ? one : first)(SIGN_AGREEMENT, signUps.sign)] : []),
    ...(signUp.link !== null && !holder ? [first(OPEN_LINK, provisioning.showLink)] : []),
    ...(isEnding || state === 'suspended' ? [{ ...first(KEEP_TOOL, signUps.keep), value: keepValue(signUp) }] : []),
    ...(tool.subject === 'organisation' ? [one(CHANGE_PEOPLE, signUps.changePeople)] : []),
    ...(isInUse || state === 'setting up' ? [one(REPORT_PROBLEM, signUps.problem)] : []),
    isInUse
      ? sure(one(GIVE_BACK, signUps.giveBack), signUps.giveBackSure, signUps.giveBackMeans, words)
      : sure(one(CANCEL_SIGN_UP, signUps.cancel), signUps.cancelSure, signUps.cancelMeans, words),
  ];
}

/** With the end it is about, so that pressed twice it is one more term. */
const keepValue = ({ id, endsAt }: Standing['signUp']) => (endsAt === null ? String(id) : endingValue(id, endsAt));

function sure(element: SignUpButton, title: string, text: string, { signUps }: Words): SignUpButton {
  const confirm = { title: plain(title), text: plain(text), confirm: plain(signUps.yes), deny: plain(signUps.no) };
  return { ...element, confirm };
}

/** The member's note: one message that always says how their sign-up stands, with what they can do now. */
export function noteMessage(standing: Standing, words: Words): Rendering {
  const text = `${headingOf(standing, words)}: ${standingInWords(standing, words)}`.replaceAll('\n', ' ');
  return { text: cut(text, 2900), blocks: signUpBlocks(standing, words, 'note') };
}
