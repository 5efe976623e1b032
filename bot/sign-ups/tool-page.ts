import { button, context, dateOf, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { sentenceOf } from '#bot/tools/eligibility.ts';
import type { Words } from '#bot/words/words.ts';
import { ASK_FOR_TOOL, BROWSE_TOOLS } from './action-ids.ts';
import type { ToolView } from './browsing.ts';
import { type Blocks, type Page, page } from './pages.ts';
import { signUpBlocks } from './sign-up-parts.ts';
import { toolName } from './standing.ts';

/** Everything about one tool, why it is not open to who looks, and what they have of it already. */
export function toolPageOf(view: ToolView, words: Words): Page {
  const { tool, from, why, mine } = view;
  const { signUps } = words;
  const ask = { ...button(ASK_FOR_TOOL, signUps.ask, JSON.stringify({ tool: tool.id, from })), style: 'primary' as const };
  const elements = [...(why || mine ? [] : [ask]), button(BROWSE_TOOLS, signUps.back, JSON.stringify(from))];
  const blocks: Blocks = [
    section(`*${toolName(tool)}*\n${cut(escapeText(tool.summary), 2000)}`),
    section(factsOf(view, words).join('\n')),
    ...linkBlocks(view, words),
    ...troubleBlocks(view, words),
    ...(mine ? [{ type: 'divider' as const }, ...signUpBlocks(mine, words, 'page')] : []),
    ...(why && !mine ? [section(signUps.notOpen(cut(sentenceOf(why, words), 2000)))] : []),
    { type: 'actions', block_id: 'tool', elements },
  ];
  return page(signUps.title, blocks, words);
}

function factsOf({ tool, seats, isWindowOpen }: ToolView, words: Words): string[] {
  const { signUps, home } = words;
  const fact = (label: string, text: string | null) => (text === null ? [] : [`*${label}*: ${text}`]);
  const said = (text: string | null) => (text === null ? null : cut(escapeText(text), 400));
  return [
    ...fact(signUps.forWhom, said(tool.forWhom)),
    tool.subject === 'organisation' ? signUps.forOrganisation : signUps.forPerson,
    ...fact(signUps.cost, said(tool.cost) ?? signUps.costsNothing),
    ...fact(signUps.categoryIs, said(tool.category)),
    ...fact(signUps.owner, tool.ownerId ? `<@${tool.ownerId}>` : null),
    [
      seatsInWords(seats, words),
      // Why some wait although seats are free.
      ...(tool.seatCapPerOrganisation === null ? [] : [signUps.seatsEach(tool.seatCapPerOrganisation)]),
      ...(seats.waiting > 0 ? [signUps.peopleWait(seats.waiting)] : []),
    ].join(' '),
    ...(isWindowOpen && tool.windowClosesAt
      ? [`${signUps.windowUntil(dateOf(tool.windowClosesAt, home.moment))} ${signUps.drawFair}`]
      : []),
  ];
}

/** What a section holds. */
const LONGEST_SECTION = 2900;

/** Whole links only: one that is cut would be read as text. */
function linkBlocks({ tool }: ToolView, { signUps }: Words): Blocks {
  let text = `*${signUps.linksAre}*:`;
  for (const { url, label } of tool.links) {
    const link = ` <${url.replaceAll(/[<>|\s]/g, encodeURIComponent)}|${nameless(label)}>`;
    if (text.length + link.length < LONGEST_SECTION) text += link;
  }
  return text.includes('<') ? [section(text)] : [];
}

const nameless = (label: string) => escapeText(cut(label, 80)).replaceAll('|', '¦');

function seatsInWords({ taken, cap }: ToolView['seats'], { signUps }: Words): string {
  if (cap === null) return signUps.seatsEnough;
  return taken >= cap ? signUps.noSeatsFree(cap) : signUps.seatsFree(cap - taken, cap);
}

function troubleBlocks({ trouble: { problem, open, own } }: ToolView, { signUps }: Words): Blocks {
  const numbers = own.map((id) => `*#${id}*`).join(', ');
  return [
    ...(problem ? [section(signUps.knownProblem(cut(escapeText(problem.text), 1000)))] : []),
    ...(open > 0
      ? [context(`${signUps.openRequests(open)}${numbers === '' ? '' : ` ${signUps.ownRequests(cut(numbers, 500))}`}`)]
      : []),
  ];
}
