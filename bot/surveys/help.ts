import { cut, escapeText } from '#bot/slack/escape.ts';
import { nearest } from '#bot/slack/nearest.ts';
import type { Words } from '#bot/words/words.ts';
import { STAFF_HELP } from './list-blocks.ts';
import { type SurveyVerb, verbsFor } from './verbs.ts';

/** What `/survey help` says: staff read more of it, in their language. */
export function surveyHelp({ surveyCommand }: Words, isStaff: boolean): string {
  if (isStaff) return STAFF_HELP;
  const { title, mine, pickUp } = surveyCommand.help;
  return `*${title}*\n• ${mine}\n• ${pickUp}`;
}

/** The answer to a word nobody knows: the nearest right one with what was typed after it, or all that there is. */
export function noSuchVerb(words: Words, isStaff: boolean, { word, rest }: Extract<SurveyVerb, { verb: 'unknown' }>): string {
  const meant = word === '' ? undefined : nearest(word, verbsFor(isStaff));
  if (meant === undefined) return `${words.surveyCommand.unknown}\n${surveyHelp(words, isStaff)}`;
  const again = cut(`/survey ${meant} ${rest}`.replaceAll('`', '').trim(), 100);
  return words.refusals.didYouMean(`\`${escapeText(again)}\``);
}
