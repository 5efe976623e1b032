import { context, lettersIn, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { channelField, form } from '#bot/slack/form-parts.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import type { QuestionResult } from '#surveys/results.ts';
import { textIn } from '#surveys/wording.ts';
import { shareText, toldOfAll } from './figure-words.ts';
import { answersPart, spokenLines } from './question-parts.ts';
import type { Publishable } from './sharing.ts';

export const SHARE_FORM = 'survey-results.share-form';
export const POST_FORM = 'survey-results.post-form';
export const CHANNEL_FIELD = { blockId: 'channel', actionId: 'channel' };

/** Slack refuses messages whose blocks have many more characters together, and more than 50 blocks. */
const ROOM = 9000;
const MOST_BLOCKS = 40;
const LONGEST_TEXT = 3900;

type Blocks = Parameters<typeof form>[0]['blocks'];

/** Results as a channel reads them: everybody together, as many questions as one message holds; never by group, and nobody's words. */
export function sharedResults({ reading, results }: Publishable): Rendering & { blocks: Blocks } {
  const said = reading.words.surveyNews.results;
  const title = said.title(escapeText(cut(reading.name, 150)));
  const answered = said.answered(shareText(results.complete, results.reached, reading));
  const { questions, left } = thatFit({ reading, results });
  const more = left > 0 ? [said.more(left)] : [];
  const blocks: Blocks = [
    section(`*${title}*\n${answered}`),
    ...questions.flatMap(({ result, number }) => answersPart(result, number, results.wave, reading)),
    context([...more, said.hidden(results.wave.smallestGroup)].join('\n')),
  ];
  const spoken = questions.map(({ result, number }) => {
    const label = textIn(result.question.label, reading.language, reading.survey);
    return [`${number}. ${escapeText(label)}`, ...spokenLines(toldOfAll(result, results.wave, reading), reading)].join('\n');
  });
  return { text: cut([title, answered, ...spoken, ...more].join('\n'), LONGEST_TEXT), blocks };
}

type Numbered = { result: QuestionResult; number: number };

/** The questions that fit, in order; a long one is left out for a short one after it, and counted. */
function thatFit({ reading, results }: Publishable): { questions: Numbered[]; left: number } {
  const questions: Numbered[] = [];
  let [characters, blocks] = [0, 0];
  for (const [index, result] of results.questions.entries()) {
    const part = answersPart(result, index + 1, results.wave, reading);
    const length = lettersIn(part);
    if (characters + length > ROOM || blocks + part.length > MOST_BLOCKS) continue;
    [characters, blocks] = [characters + length, blocks + part.length];
    questions.push({ result, number: index + 1 });
  }
  return { questions, left: results.questions.length - questions.length };
}

/** Asks where to share. */
export function shareForm(waveId: number) {
  return form({
    callbackId: SHARE_FORM,
    title: 'Share results',
    submit: 'Preview',
    metadata: String(waveId),
    blocks: [
      channelField(CHANNEL_FIELD, { label: 'In which channel?', hint: 'I have to be in it. You see what will be posted first.' }),
    ],
  });
}

/** What will be posted, with the button that posts it. */
export function sharePreview(shared: Publishable, channelId: string, isSharedWithOthers: boolean) {
  const warning = ':warning: People of other workspaces are in that channel, too, and will read it.';
  return form({
    callbackId: POST_FORM,
    title: 'Share results',
    submit: 'Post',
    metadata: JSON.stringify({ waveId: shared.results.wave.id, channelId }),
    blocks: [
      section(`This is what <#${channelId}> will read; charts of it follow in its thread:`),
      ...(isSharedWithOthers ? [context(warning)] : []),
      { type: 'divider' },
      ...sharedResults(shared).blocks,
    ],
  });
}

export function sharedNote(channelId: string) {
  return form({
    callbackId: 'survey-results.shared',
    title: 'Share results',
    metadata: '',
    close: 'Close',
    blocks: [section(`:white_check_mark: It is on its way to <#${channelId}>.`)],
  });
}
