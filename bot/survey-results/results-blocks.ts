import { button, context, dateOf, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { form } from '#bot/slack/form-parts.ts';
import { LIST_ACTIONS } from '#bot/survey-actions/action-ids.ts';
import { BANDS_IN_WORDS, LEVELS_IN_WORDS } from '#bot/waves/plan-words.ts';
import { bandText } from '#surveys/bands.ts';
import type { WaveResults } from '#surveys/results.ts';
import {
  CHOOSE_BAND,
  EXPORT_NAMED,
  EXPORT_RESULTS,
  LIST_WAVES,
  QUESTIONS_BACK,
  QUESTIONS_ON,
  READ_ANSWERS,
  READ_TEXTS,
  SEND_CHARTS,
  SHARE_RESULTS,
} from './action-ids.ts';
import { hasTexts, shareText } from './figure-words.ts';
import { type Place, placed } from './places.ts';
import { answersPart, type GroupName, groupsPart, trendPart } from './question-parts.ts';
import { questionsOn, type ResultsView } from './results-view.ts';

type Blocks = Parameters<typeof form>[0]['blocks'];

const RESULTS_PAGE = 'survey-results.page';
const EVERYBODY = 'all';

/** What is seen until all answers are counted. */
export function countingPage() {
  const blocks: Blocks = [section(':hourglass: Counting the answers…')];
  return form({ callbackId: RESULTS_PAGE, title: 'Survey results', metadata: '', blocks, close: 'Close' });
}

/** A wave's results, a few questions at a time; with a band, told apart by it. */
export function resultsPage(view: ResultsView, place: Place, note?: string) {
  const { reading, results } = view;
  const { page, pages, shown } = questionsOn(results.questions, place.page);
  const here: Place = { ...place, page };
  const blocks: Blocks = [
    ...headOf(view, page, pages),
    ...(note ? [context(note)] : []),
    ...(results.segments.length > 0 ? [bandChoice(results, here)] : []),
    ...shown.flatMap(({ result, number }) => questionPart(view, here, result, number)),
    ...lastRows(view, here, pages),
  ];
  return form({ callbackId: RESULTS_PAGE, title: cut(reading.name, 24), metadata: placed(here), blocks, close: 'Close' });
}

function headOf({ reading, results }: ResultsView, page: number, pages: number): Blocks {
  const { wave, complete, reached, halfDone, notYet, isLive } = results;
  const when = wave.openedAt ? `sent ${dateOf(wave.openedAt, '{date}')}` : 'not sent yet';
  const ends = wave.closedAt ? `, closed ${dateOf(wave.closedAt, '{date}')}` : '';
  const half =
    halfDone > 0 ? ` ${halfDone} more ${halfDone === 1 ? 'has' : 'have'} begun; what they said so far counts below.` : '';
  const answered = `*${shareText(complete, reached, reading)} answered.*${half}`;
  const where = pages > 1 ? ` · page ${page + 1} of ${pages}` : '';
  const title = `*${escapeText(cut(reading.name, 150))}*\n${LEVELS_IN_WORDS[wave.level].name} · ${when}${ends}${where}`;
  if (notYet !== null) return [section(title), section(`${answered}\n${notYetText(results)}`)];
  const rule = isLive
    ? ':eyes: You may read who said what, so nothing is hidden from you here. What you share or export for others hides what is said of few people.'
    : `Nothing is shown of fewer than ${wave.smallestGroup} people, no texts of fewer than ${wave.smallestTexts}, and nothing that would give these away.`;
  return [section(`${title}\n${answered}`), context(rule)];
}

function notYetText({ wave, notYet }: WaveResults): string {
  if (notYet === 'withdrawn') return 'This wave was taken back, and its answers were thrown away.';
  if (notYet === 'not sent') return 'It has asked nobody yet.';
  const ends = wave.endsAt ? ` It closes ${dateOf(wave.endsAt)}.` : '';
  return `While it is open, only the number of answers is shown.${ends}`;
}

function bandChoice({ segments }: WaveResults, place: Place): Blocks[number] {
  const options = [
    { text: plain('Everybody together'), value: EVERYBODY },
    ...segments.map(({ band }, index) => ({ text: plain(`By ${BANDS_IN_WORDS[band]}`), value: String(index) })),
  ];
  const chosen = options.find(({ value }) => value === (place.band === undefined ? EVERYBODY : String(place.band)));
  return {
    type: 'actions',
    block_id: 'results-band',
    elements: [
      {
        type: 'static_select',
        action_id: CHOOSE_BAND,
        placeholder: plain('Told apart by'),
        options,
        ...(chosen ? { initial_option: chosen } : {}),
      },
    ],
  };
}

/** The band in what was chosen; undefined is everybody together. */
export const bandIn = (value: string | undefined): number | undefined =>
  value === '0' || value === '1' ? Number(value) : undefined;

function questionPart(
  { reading, results, trends }: ResultsView,
  place: Place,
  result: WaveResults['questions'][number],
  number: number,
): Blocks {
  const { question } = result;
  const segment = place.band === undefined ? undefined : results.segments[place.band];
  if (segment) {
    const groupName: GroupName = (group) => group.organisation ?? bandText(segment.band, group.value);
    return [...groupsPart(question, segment, number, { ...reading, groupName }), { type: 'divider' }];
  }
  const canRead = hasTexts(question) && result.texts !== null;
  const read = button(
    READ_TEXTS,
    'Read what was written',
    placed({ waveId: place.waveId, page: place.page, question: question.id }),
  );
  const trend = trends.find(({ questionId }) => questionId === question.id);
  return [
    ...answersPart(result, number, results.wave, reading),
    ...trendPart(question, trend, reading),
    ...(canRead ? [{ type: 'actions' as const, block_id: `texts-${number}`, elements: [read] }] : []),
    { type: 'divider' },
  ];
}

function lastRows({ results, isKeeper, isConfidant }: ResultsView, place: Place, pages: number): Blocks {
  const { waveId, page, band } = place;
  const at = (other: number) => placed({ waveId, page: other, ...(band === undefined ? {} : { band }) });
  const isClosed = results.wave.state === 'closed';
  const turns = [
    ...(page > 0 ? [button(QUESTIONS_BACK, 'Back', at(page - 1))] : []),
    ...(page + 1 < pages ? [button(QUESTIONS_ON, 'More', at(page + 1))] : []),
    ...(results.notYet === null ? [button(SEND_CHARTS, 'Charts of this page', at(page))] : []),
  ];
  const wave = String(waveId);
  const deeds = [
    ...(isConfidant && results.responses > 0 ? [button(READ_ANSWERS, 'Who said what', placed({ waveId, page: 0 }))] : []),
    ...(isKeeper && isClosed ? [button(SHARE_RESULTS, 'Share in a channel…', wave)] : []),
    ...(isClosed || results.wave.state === 'open' ? [button(LIST_ACTIONS, 'You said, we did', placed({ waveId, page: 0 }))] : []),
    ...(isClosed ? [button(EXPORT_RESULTS, 'Export', wave)] : []),
    ...(isConfidant && results.responses > 0 ? [button(EXPORT_NAMED, 'Export with names', wave)] : []),
    button(LIST_WAVES, 'All results', placed({ waveId, page: 0 })),
  ];
  return [
    ...(turns.length > 0 ? [{ type: 'actions' as const, block_id: 'results-turn', elements: turns }] : []),
    { type: 'actions', block_id: 'results-deeds', elements: deeds },
  ];
}
