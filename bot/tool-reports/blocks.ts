import type { ActionsBlock, KnownBlock } from '@slack/types';
import { button, context, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, mrkdwn } from '#bot/slack/escape.ts';
import { decisionsSaid, readySaid, seatsSaid, sumSaid, toolSaid, undecidedSaid } from '#reports/sign-up-lines.ts';
import { PERIODS } from './periods.ts';
import type { Listed, ReportView, ToolReport } from './tool-reports.ts';

const SHOW_REPORT = 'tool-reports.show';
export const CHOOSE_PERIOD = 'tool-reports.period';
export const EXPORT_REPORT = 'tool-reports.export';
/** Buttons of one message need ids of their own. */
export const TURN = [
  'tools-back',
  'tools-on',
  'undecided-back',
  'undecided-on',
  'organisations-back',
  'organisations-on',
] as const;
export const turnId = (turn: (typeof TURN)[number]) => `${SHOW_REPORT}.${turn}`;

type Answer = { text: string; blocks: KnownBlock[] };

/** What leads read of tools, for their eyes only. */
export function reportBlocks(report: ToolReport): Answer {
  const { period, figures } = report;
  const title = `*Tools, ${escapeText(period.label)}*`;
  const summary = [
    `*Sign-ups*  ${escapeText(sumSaid(figures))}`,
    ...(figures.sum.sumHolds ? [] : [':warning: This sum does not add up. Please tell whoever runs this bot.']),
    ...[...decisionsSaid(figures), ...readySaid(figures)].map((line) => `• ${escapeText(line)}`),
    `*Seats*  ${escapeText(seatsSaid(figures) ?? 'none made ready, being set up or about to end')}`,
  ].join('\n');
  const lists = [toolLines(report), undecidedLines(report), organisationLines(report)];
  return {
    text: cut([title, summary, ...lists.map(({ text }) => text)].join('\n'), 3900),
    blocks: [
      section(`${title}\n${cut(summary, 2800)}`),
      ...lists.flatMap(({ text, turns }) => [section(text), ...turns]),
      lastRow(report),
      context('`/digest explain` says what each figure means.'),
    ],
  };
}

type List = { text: string; turns: ActionsBlock[] };

function toolLines({ tools, view }: ToolReport): List {
  const lines = tools.lines.map((tool) => `• ${escapeText(toolSaid(tool))}`);
  return { text: listed(`*Tools* (${tools.count})`, lines, tools), turns: turns('tools', tools, view) };
}

function undecidedLines({ undecided, names, timeZone, now, view }: ToolReport): List {
  if (undecided.count === 0) return { text: 'Nobody waits for a decision.', turns: [] };
  const nameOf = (id: string) => names.get(id);
  const lines = undecided.lines.map((one) => `• ${escapeText(undecidedSaid(one, { nameOf, timeZone, asOf: now }))}`);
  const title = `*Waiting for a decision now* (${undecided.count})`;
  return { text: listed(title, lines, undecided), turns: turns('undecided', undecided, view) };
}

function organisationLines({ organisations, view }: ToolReport): List {
  if (organisations.count === 0) return { text: 'No organisation asked for a tool.', turns: [] };
  const lines = organisations.lines.map(({ name, ...sum }) => {
    const said = sumSaid({ sum: { ...sum, sumHolds: true } });
    return `• ${escapeText(cut(name, 80))}: ${escapeText(said)}`;
  });
  const title = `*By organisation* (${organisations.count})`;
  return { text: listed(title, lines, organisations), turns: turns('organisations', organisations, view) };
}

function listed(title: string, lines: string[], { page, pages }: Listed<unknown>): string {
  const where = pages > 1 ? `, page ${page + 1} of ${pages}` : '';
  return cut([title + where, ...lines].join('\n'), 2900);
}

/** Back and on, where there is something; each says where the whole report is then. */
function turns(
  list: 'tools' | 'undecided' | 'organisations',
  { page, pages }: Listed<unknown>,
  view: ReportView,
): ActionsBlock[] {
  const to = (index: number) => JSON.stringify({ ...view, [list]: index });
  const elements = [
    ...(page > 0 ? [button(turnId(`${list}-back`), 'Back', to(page - 1))] : []),
    ...(page + 1 < pages ? [button(turnId(`${list}-on`), 'More', to(page + 1))] : []),
  ];
  return elements.length > 0 ? [{ type: 'actions', block_id: `turn-${list}`, elements }] : [];
}

function lastRow({ view }: ToolReport): ActionsBlock {
  const options = PERIODS.map((name) => ({ text: plain(name), value: name }));
  const chosen = options.find(({ value }) => value === view.period);
  return {
    type: 'actions',
    block_id: 'report',
    elements: [
      {
        type: 'static_select',
        action_id: CHOOSE_PERIOD,
        placeholder: plain('Another period'),
        options,
        ...(chosen ? { initial_option: chosen } : {}),
      },
      button(EXPORT_REPORT, 'Export (CSV)', view.period),
    ],
  };
}

/** What is said beside the files. */
export function exportWords(label: string): string {
  return `The sign-ups behind the report on tools, ${escapeText(label)}; times are UTC. A cell that begins like a formula has an apostrophe before it.`;
}

export const exportComing: Answer = {
  text: 'The files are on their way to your direct messages with me.',
  blocks: [{ type: 'section', text: mrkdwn('The files are on their way to your direct messages with me.') }],
};
