import { button, context, dateOf, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { NEW_SURVEY, OPEN_SURVEY, SHOW_LIST, written } from './action-ids.ts';
import type { ListedSurvey, NewestWave, SurveyList } from './listing.ts';

/** The surveys that staff keep, for the eyes of whoever asked. */
export function listBlocks({ lines, page, pages, count, putAway, view }: SurveyList, done?: string) {
  const title = view.isPutAway ? 'Surveys that are put away' : 'Surveys';
  const heading = `*${title}* (${count})${pages > 1 ? `, page ${page + 1} of ${pages}` : ''}`;
  const rows = lines.map((one) => ({ id: one.id, text: listedText(one) }));
  const none = 'There is no survey yet. Make the first one, from a ready one or from nothing.';
  const to = (more: Partial<typeof view>) => JSON.stringify({ ...view, ...more });
  const last = [
    button(NEW_SURVEY, 'New', 'new'),
    ...(page > 0 ? [button(`${SHOW_LIST}.back`, 'Back', to({ page: page - 1 }))] : []),
    ...(page + 1 < pages ? [button(`${SHOW_LIST}.on`, 'More', to({ page: page + 1 }))] : []),
    ...(putAway > 0 && !view.isPutAway
      ? [button(`${SHOW_LIST}.away`, `Put away (${putAway})`, to({ page: 0, isPutAway: true }))]
      : []),
    ...(view.isPutAway ? [button(`${SHOW_LIST}.in-use`, 'Those in use', to({ page: 0, isPutAway: false }))] : []),
  ];
  return {
    text: cut(
      [...(done ? [done] : []), heading, ...(rows.length === 0 ? [none] : rows.map(({ text }) => text))].join('\n'),
      3900,
    ),
    blocks: [
      section(`${done ? `:white_check_mark: ${done}\n` : ''}${heading}`),
      ...(rows.length === 0 ? [section(none)] : []),
      ...rows.map(({ id, text }) => ({ ...section(text), accessory: button(OPEN_SURVEY, 'Open', written({ id })) })),
      { type: 'actions' as const, block_id: 'surveys', elements: last },
      context('`/survey help` says what else there is.'),
    ],
  };
}

function listedText({ id, name, ownerId, estimate, wave }: ListedSurvey): string {
  return `*${escapeText(name)}*  \`${id}\`\n${estimate} · kept by <@${ownerId}>\n${waveWords(wave)}`;
}

/** How the newest sending of a survey stands: `open until 12 Mar, 31 of 214 answered`. */
export function waveWords(wave: NewestWave | null): string {
  if (!wave) return 'not sent yet';
  const { state, startsAt, endsAt, closedAt, invited, answered } = wave;
  const people = `${invited} ${invited === 1 ? 'person' : 'people'}`;
  const back = `${answered} of ${invited} answered`;
  switch (state) {
    case 'counting':
      return 'being counted: whom it would reach';
    case 'ready':
      return `waits for a yes, to go to ${people}`;
    case 'scheduled':
      return startsAt ? `goes out ${dateOf(startsAt)} to ${people}` : `goes out soon to ${people}`;
    case 'open':
      return endsAt ? `open until ${dateOf(endsAt)}, ${back}` : `open, ${back}`;
    case 'closed':
      return closedAt ? `closed ${dateOf(closedAt)}, ${back}` : `closed, ${back}`;
    case 'withdrawn':
      return 'taken back; its answers were thrown away';
  }
}

/** What `/survey help` tells staff. */
export const STAFF_HELP = [
  '*What `/survey` does*',
  '• `/survey` lists the surveys we keep, and how each of them stands',
  '• `/survey new` makes one: from a ready one, a copy, a file, or from nothing',
  '• `/survey results` shows what came back, of one survey if you name it',
  '• `/survey letters` shows what was written to us without a name',
  '• `/survey mine` shows what you are asked yourself, and turns surveys off for you',
  '• `/survey pick-up` lets you write without your name yourself, and shows the answer',
].join('\n');
