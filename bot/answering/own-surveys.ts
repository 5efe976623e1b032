// What is open for somebody, and what they want no more of: on a page of its own (`/survey mine`) and in App Home.
import { OPEN_MAILBOX } from '#bot/mailbox/action-ids.ts';
import { button, context, section } from '#bot/slack/block-parts.ts';
import { form } from '#bot/slack/form-parts.ts';
import { SHOW_RESULTS } from '#bot/survey-results/action-ids.ts';
import { CHANGE_ANSWER, OPT_IN, OPT_OUT_ALL, START_ANSWER } from './action-ids.ts';
import type { Reader } from './asked.ts';
import { factsOf, goOnLabel, momentIn, nameOf, optOutButtons } from './invitation.ts';
import type { ConfidedSurvey, OpenSurvey, OptedOut } from './open-surveys.ts';
import { progressOf } from './walking.ts';

const OWN_SURVEYS = 'answering.mine';
type Blocks = Parameters<typeof form>[0]['blocks'];

/** What is open for somebody, what they want no more of, and whose answers they read. */
export type OwnSurveys = { open: OpenSurvey[]; optOuts: OptedOut[]; confided: ConfidedSurvey[] };

/** The way to our answers to letters is there for everybody: that it is says nothing of who wrote one. */
export function ownSurveysPage({ open, optOuts, confided }: OwnSurveys, reader: Reader) {
  const { answering, mailbox } = reader.words;
  const hasOptedOutOfAll = optOuts.some(({ surveyId }) => surveyId === 0);
  const noneAtAll = optOutButtons(0, reader.words).filter(({ action_id }) => action_id === OPT_OUT_ALL);
  const blocks: Blocks = [
    section(open.length === 0 ? answering.mineEmpty : answering.mineIntro),
    ...open.flatMap((one) => openBlocks(one, reader)),
    ...(optOuts.length > 0 ? [{ type: 'divider' as const }, section(answering.mineOptOuts)] : []),
    ...optOuts.map(({ surveyId, survey }) => ({
      ...section(survey ? nameOf(survey, reader) : answering.everySurvey),
      accessory: button(OPT_IN, answering.askAgain, String(surveyId)),
    })),
    ...(confided.length > 0 ? [{ type: 'divider' as const }, section(answering.mineConfided)] : []),
    ...confided.map(({ waveId, survey, openedAt }) => ({
      ...section(`${nameOf(survey, reader)}, ${momentIn(openedAt, reader.words)}`),
      accessory: button(SHOW_RESULTS, answering.results, String(waveId)),
    })),
    { type: 'divider' },
    { ...section(mailbox.wroteBefore), accessory: button(OPEN_MAILBOX, mailbox.pickUp, 'open') },
    ...(hasOptedOutOfAll ? [] : [{ type: 'actions' as const, block_id: 'all', elements: noneAtAll }]),
  ];
  const { mineTitle: title, close } = answering;
  return form({ callbackId: OWN_SURVEYS, title, metadata: '', blocks, close });
}

function openBlocks(one: OpenSurvey, reader: Reader): Blocks {
  const noMore = optOutButtons(one.surveyId, reader.words).filter(({ action_id }) => action_id !== OPT_OUT_ALL);
  return [
    section(lineOf(one, reader)),
    { type: 'actions', block_id: `survey:${one.waveId}`, elements: [answerButton(one, reader), ...noMore] },
  ];
}

function lineOf({ survey, endsAt, kept }: OpenSurvey, reader: Reader): string {
  const { answering } = reader.words;
  const { answered, questions } = progressOf(survey, kept?.answers ?? {});
  if (kept?.isComplete && endsAt)
    return `${answering.done(nameOf(survey, reader))} ${answering.changeUntil(momentIn(endsAt, reader.words))}`;
  const begun = answered > 0 ? ` ${answering.kept(answered, questions)}` : '';
  return `*${nameOf(survey, reader)}*\n${factsOf(survey, endsAt, reader.words)}${begun}`;
}

function answerButton({ waveId, survey, kept }: OpenSurvey, { words }: Reader) {
  if (kept?.isComplete) return button(CHANGE_ANSWER, words.answering.changeAll, String(waveId));
  return button(START_ANSWER, goOnLabel(progressOf(survey, kept?.answers ?? {}), words), String(waveId));
}

const MOST_AT_HOME = 3;

/** In App Home, what is still to be answered; never more than five blocks. */
export function homeSurveys(open: OpenSurvey[], reader: Reader) {
  const { answering } = reader.words;
  const waiting = open.filter(({ kept }) => !kept?.isComplete);
  if (waiting.length === 0) return [];
  const more = waiting.length - MOST_AT_HOME;
  return [
    section(`*${answering.homeTitle}*`),
    ...waiting.slice(0, MOST_AT_HOME).map((one) => ({ ...section(lineOf(one, reader)), accessory: answerButton(one, reader) })),
    ...(more > 0 ? [context(answering.homeMore(more))] : []),
  ];
}
