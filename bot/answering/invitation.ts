import { button, context, dateOf, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import type { Words } from '#bot/words/words.ts';
import { estimateOf } from '#surveys/estimate.ts';
import type { Survey } from '#surveys/survey.ts';
import { textIn } from '#surveys/wording.ts';
import { CHANGE_ANSWER, OPT_IN, OPT_OUT, OPT_OUT_ALL, PREVIEW_SURVEY, START_ANSWER } from './action-ids.ts';
import type { Asked, Kept, Reader } from './asked.ts';
import { answerableHere, questionBlocks } from './in-message.ts';
import { promiseLines } from './promise.ts';
import { chosenText } from './question-words.ts';
import { progressOf } from './walking.ts';

/** Where its buttons are, by which a press in the invitation itself is known. */
export const INVITATION_BLOCK = 'survey';

/** What notifications and screen readers get of one message. */
const LONGEST_TEXT = 3900;

type Blocks = NonNullable<Rendering['blocks']>;

/** What a screen reader is told of an introduction, so that the promise after it is always told whole. */
const LONGEST_SPOKEN = 1500;

/** A survey's name in bold, with nothing live in it. */
export function nameOf(survey: Survey, { language }: Pick<Reader, 'language'>): string {
  return escapeText(textIn(survey.name, language, survey));
}

/**
 * The message with which one person is asked, and how it stands with them.
 *
 * Of an anonymous survey it never changes because they answered: Slack marks a changed message, and keeps when it was.
 */
export function invitationMessage(asked: Asked): Rendering | 'nothing' {
  const { wave, survey, kept, optedOut, reader } = asked;
  const { answering } = reader.words;
  const name = nameOf(survey, reader);
  if (wave.state === 'withdrawn') return said(answering.withdrawn(name));
  if (wave.state === 'closed') return said(kept ? answering.closedAnswered(name) : answering.closed(name));
  if (wave.state !== 'open') return 'nothing';
  if (optedOut) return optedOutMessage(asked, name);
  if (wave.level === 'anonymous' || !kept) return askingMessage(asked);
  if (kept.isComplete) return doneMessage(asked, name);
  return progressOf(survey, kept.answers).answered === 0 ? askingMessage(asked) : halfDoneMessage(asked, name, kept);
}

const said = (text: string): Rendering => ({ text, blocks: [section(text)] });

function optedOutMessage({ wave, optedOut, reader }: Asked, name: string): Rendering {
  const { answering } = reader.words;
  const isAll = optedOut === 'all';
  const text = isAll ? answering.optedOutAll : answering.optedOut(name);
  const back = button(OPT_IN, answering.askAgain, String(isAll ? 0 : wave.surveyId));
  return { text, blocks: [section(text), { type: 'actions', block_id: INVITATION_BLOCK, elements: [back] }] };
}

/** The message with which somebody is asked, before they have answered anything. */
export function askingMessage(asked: Asked): Rendering & { blocks: Blocks } {
  const { wave, survey, reader } = asked;
  const { words } = reader;
  const question = wave.level === 'anonymous' ? undefined : answerableHere(survey);
  const intro = introOf(survey, reader);
  const promise = promiseLines(asked, reader);
  const facts = factsOf(survey, wave.endsAt, words);
  const asks = words.answering.asks(nameOf(survey, reader));
  const blocks: Blocks = [
    section(asks),
    ...(intro === '' ? [] : [{ type: 'section' as const, text: plain(intro) }]),
    section(promise.join('\n\n')),
    context(facts),
    ...(question ? questionBlocks({ waveId: wave.id, survey, question, reader }) : []),
    {
      type: 'actions',
      block_id: INVITATION_BLOCK,
      elements: [
        ...(question ? [] : [primary(button(START_ANSWER, words.answering.answer, String(wave.id)))]),
        ...optOutButtons(wave.surveyId, words),
      ],
    },
  ];
  const label = question ? escapeText(textIn(question.label, reader.language, survey)) : '';
  return { text: inFull([asks, cut(escapeText(intro), LONGEST_SPOKEN), ...promise, facts, label]), blocks };
}

function halfDoneMessage({ wave, survey, reader }: Asked, name: string, { answers }: Kept): Rendering {
  const { answering } = reader.words;
  const { answered, questions } = progressOf(survey, answers);
  const first = answerableHere(survey);
  const answer = first && Object.hasOwn(answers, first.id) ? answers[first.id] : undefined;
  const youSaid = first && answer !== undefined ? [answering.youSaid(escapeText(chosenText(survey, first, answer, reader)))] : [];
  const until = wave.endsAt ? [answering.keptUntil(momentIn(wave.endsAt, reader.words))] : [];
  const lines = [`*${name}*`, [...youSaid, answering.kept(answered, questions), ...until].join(' ')];
  const elements = [
    primary(button(START_ANSWER, goOnLabel({ answered, questions }, reader.words), String(wave.id))),
    ...(youSaid.length > 0 ? [button(CHANGE_ANSWER, answering.change, String(wave.id))] : []),
    ...optOutButtons(wave.surveyId, reader.words),
  ];
  return { text: inFull(lines), blocks: [section(lines.join('\n')), { type: 'actions', block_id: INVITATION_BLOCK, elements }] };
}

function doneMessage({ wave, reader }: Asked, name: string): Rendering {
  const { answering } = reader.words;
  const until = wave.endsAt ? answering.changeUntil(momentIn(wave.endsAt, reader.words)) : '';
  const text = `${answering.done(name)} ${until}`.trim();
  const change = button(CHANGE_ANSWER, answering.changeAll, String(wave.id));
  return { text, blocks: [section(text), { type: 'actions', block_id: INVITATION_BLOCK, elements: [change] }] };
}

/** Reminds somebody who has not answered, or not to the end. */
export function reminderMessage({ wave, survey, kept, reader }: Asked): Rendering {
  const { answering } = reader.words;
  const name = nameOf(survey, reader);
  const progress = progressOf(survey, kept?.answers ?? {});
  const { answered, questions } = progress;
  const asks = answered > 0 ? answering.reminderKept(name, answered, questions) : answering.reminder(name);
  const facts = factsOf(survey, wave.endsAt, reader.words);
  const label = goOnLabel(progress, reader.words);
  const elements = [primary(button(START_ANSWER, label, String(wave.id))), ...optOutButtons(wave.surveyId, reader.words)];
  return {
    text: inFull([asks, facts]),
    blocks: [section(asks), context(facts), { type: 'actions', block_id: 'reminder', elements }],
  };
}

/** What the button says that opens the form where somebody left it. */
export function goOnLabel({ answered, questions }: ReturnType<typeof progressOf>, { answering }: Words): string {
  if (answered === 0) return answering.answer;
  return questions > answered ? answering.goOn(questions - answered) : answering.toTheEnd;
}

type Tried = { surveyId: number; version: number; survey: Survey };

/** What staff get who try a survey out: the invitation, as far as it is known before it is decided who learns what. */
export function testMessage({ surveyId, version, survey }: Tried, reader: Reader): Rendering {
  const { answering } = reader.words;
  const asks = answering.asks(nameOf(survey, reader));
  const intro = introOf(survey, reader);
  const facts = factsOf(survey, null, reader.words);
  const value = JSON.stringify({ surveyId, version, language: reader.language });
  return {
    text: inFull([answering.testNote, asks, cut(escapeText(intro), LONGEST_SPOKEN), answering.previewPromise, facts]),
    blocks: [
      context(answering.testNote),
      section(asks),
      ...(intro === '' ? [] : [{ type: 'section' as const, text: plain(intro) }]),
      section(answering.previewPromise),
      context(facts),
      { type: 'actions', block_id: 'test', elements: [primary(button(PREVIEW_SURVEY, answering.answer, value))] },
    ],
  };
}

/** The post in a channel, for those who were asked; nothing of who they are. */
export function channelPost({ wave, survey }: Pick<Asked, 'wave' | 'survey'>, reader: Reader): Rendering | 'nothing' {
  const { answering } = reader.words;
  const name = nameOf(survey, reader);
  if (wave.state === 'withdrawn') return said(answering.withdrawn(name));
  if (wave.state === 'closed') return said(answering.closed(name));
  if (wave.state !== 'open') return 'nothing';
  const asks = `${answering.asksAll(name)}\n${answering.forThoseAsked}`;
  const facts = factsOf(survey, wave.endsAt, reader.words);
  const answer = primary(button(START_ANSWER, answering.answer, String(wave.id)));
  return {
    text: inFull([asks, facts]),
    blocks: [section(asks), context(facts), { type: 'actions', block_id: 'post', elements: [answer] }],
  };
}

export function introOf(survey: Survey, { language }: Reader): string {
  return survey.intro ? textIn(survey.intro, language, survey) : '';
}

/** How much it is, and until when. */
export function factsOf(survey: Survey, endsAt: Date | null, words: Words): string {
  const { questions, minutes } = estimateOf(survey);
  const much = words.answering.estimate(questions, minutes);
  return endsAt ? `${much}. ${words.answering.until(momentIn(endsAt, words))}` : `${much}.`;
}

export const momentIn = (at: Date, { home }: Words) => dateOf(at, home.moment);

/** Being asked no more, each with one press; what it leads to says so, and has the way back. */
export function optOutButtons(surveyId: number, { answering }: Words) {
  return [button(OPT_OUT, answering.optOut, String(surveyId)), button(OPT_OUT_ALL, answering.optOutAll, '0')];
}

export const primary = <T extends object>(one: T) => ({ ...one, style: 'primary' as const });

const inFull = (lines: string[]) => cut(lines.filter((line) => line !== '').join('\n'), LONGEST_TEXT);
