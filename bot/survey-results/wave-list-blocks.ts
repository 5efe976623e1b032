import { button, context, dateOf, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { form } from '#bot/slack/form-parts.ts';
import { share } from '#reports/wording.ts';
import { LIST_NEWER, LIST_OLDER, LIST_WAVES, SHOW_RESULTS } from './action-ids.ts';
import type { ListedWave, WaveList } from './wave-list.ts';

/** Every sending of every survey, newest first, each with its state and a button to what it found. */
export function waveListPage({ waves, page, pages, count, search }: WaveList) {
  const at = (other: number) => JSON.stringify({ page: other, search });
  const looked = search === '' ? '' : ` of surveys called “${escapeText(cut(search, 60))}”`;
  const none = search === '' ? 'No survey has been sent yet. `/survey new` makes one.' : `No results${looked}.`;
  const where = pages > 1 ? `, page ${page + 1} of ${pages}` : '';
  const turns = [
    ...(page > 0 ? [button(LIST_NEWER, 'Newer', at(page - 1))] : []),
    ...(page + 1 < pages ? [button(LIST_OLDER, 'Older', at(page + 1))] : []),
    ...(search === '' ? [] : [button(LIST_WAVES, 'All results', JSON.stringify({ page: 0, search: '' }))]),
  ];
  return form({
    callbackId: 'survey-results.waves',
    title: 'Survey results',
    metadata: '',
    close: 'Close',
    blocks: [
      section(count === 0 ? none : `*Results*${looked} (${count})${where}`),
      ...waves.map(waveLine),
      ...(count > 0 ? [context('Of an anonymous survey there are results only when it is closed.')] : []),
      ...(turns.length > 0 ? [{ type: 'actions' as const, block_id: 'waves-turn', elements: turns }] : []),
    ],
  });
}

function waveLine(wave: ListedWave) {
  const { id, name, level, openedAt, reached, answered } = wave;
  const title = escapeText(cut(name, 100));
  const facts = `${stateText(wave)} · ${level} · ${share(answered, reached)} answered`;
  return {
    ...section(`*${title}*, sent ${dateOf(openedAt, '{date}')}\n${facts}`),
    ...(wave.state === 'withdrawn' ? {} : { accessory: button(SHOW_RESULTS, 'Results', String(id)) }),
  };
}

function stateText({ state, endsAt, closedAt }: ListedWave): string {
  if (state === 'withdrawn') return 'taken back';
  if (state === 'closed') return closedAt ? `closed ${dateOf(closedAt, '{date}')}` : 'closed';
  return endsAt ? `:large_green_circle: open until ${dateOf(endsAt)}` : ':large_green_circle: open';
}
