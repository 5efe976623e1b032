import { button, context, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { form } from '#bot/slack/form-parts.ts';
import { textIn } from '#surveys/wording.ts';
import { ANSWERS_BACK, ANSWERS_ON, OPEN_TICKET, SHOW_RESULTS } from './action-ids.ts';
import { answerText } from './answer-words.ts';
import { placed } from './places.ts';
import type { SaidWhat } from './said-what.ts';

type Blocks = Parameters<typeof form>[0]['blocks'];

/** Slack takes 250 kB a form; so many characters of answers are well within, whatever they are written in. */
const ROOM = 36_000;

/** What one person said, with the way to the one before and the one after. */
export function saidWhatPage(said: SaidWhat) {
  const { wave, reading, page, people, low, person } = said;
  const at = (other: number) => placed({ waveId: wave.id, page: other });
  const head = `*${escapeText(cut(reading.name, 100))}*`;
  const promise =
    wave.level === 'named'
      ? 'Named: the people who run the survey and leads may read this. That you have read it is written down.'
      : 'Confidential: only those who were named when it was sent may read this. That you have read it is written down.';
  const lowText = low === 0 ? '' : `. Low answers come first: ${low} ${low === 1 ? 'person' : 'people'}.`;
  const blocks: Blocks = [
    section(people === 0 ? `${head}\nNobody has answered yet.` : `${head}\nPerson ${page + 1} of ${people}${lowText}`),
    context(promise),
    ...(person === null ? [] : personPart(said)),
    {
      type: 'actions',
      block_id: 'answers-turn',
      elements: [
        ...(page > 0 ? [button(ANSWERS_BACK, 'Back', at(page - 1))] : []),
        ...(page + 1 < people ? [button(ANSWERS_ON, 'Next', at(page + 1))] : []),
        button(SHOW_RESULTS, 'To the results', String(wave.id)),
      ],
    },
  ];
  return form({ callbackId: 'survey-results.said-what', title: 'Who said what', metadata: '', blocks, close: 'Close' });
}

function personPart({ wave, reading, person }: SaidWhat): Blocks {
  if (person === null) return [];
  const { memberId, organisation, isComplete, given, responseId } = person;
  const who = organisation === null ? `<@${memberId}>` : `<@${memberId}>, ${escapeText(cut(organisation, 80))}`;
  const longest = Math.min(2500, Math.floor(ROOM / Math.max(1, given.length)));
  const answers = given.map(({ question, answer }) => {
    const label = escapeText(textIn(question.label, reading.language, reading.survey));
    return section(`*${label}*\n${escapeText(cut(answerText(question, answer, reading), longest))}`);
  });
  const help = { ...button(OPEN_TICKET, 'Open a request', JSON.stringify({ waveId: wave.id, responseId })) };
  return [
    section(isComplete ? who : `${who} (not finished yet)`),
    ...(answers.length === 0 ? [section('They answered none of the questions.')] : answers),
    ...(person.isLow
      ? [
          context('One of these answers is low. A request makes sure that somebody looks after it.'),
          { type: 'actions' as const, block_id: 'low', elements: [help] },
        ]
      : []),
  ];
}
