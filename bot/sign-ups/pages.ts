// The catalogue and what somebody has, as pages of one form (so is a tool's page): each takes the place of the one before it.
import { button, context, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { choice, form } from '#bot/slack/form-parts.ts';
import { sentenceOf } from '#bot/tools/eligibility.ts';
import type { Words } from '#bot/words/words.ts';
import {
  BROWSE_TOOLS,
  CHOOSE_CATEGORY,
  MY_TOOLS,
  SEARCH_TOOLS,
  SHOW_SIGN_UP,
  SHOW_TOOL,
  TOOLS_BACK,
  TOOLS_NEXT,
} from './action-ids.ts';
import type { Catalogue, Place } from './browsing.ts';
import type { OwnSignUps, Standing } from './following.ts';
import { type SignUpBlock, signUpBlocks } from './sign-up-parts.ts';
import { dayIn, signUpNumber, toolName } from './standing.ts';

export type Page = ReturnType<typeof form>;
export type Blocks = Parameters<typeof form>[0]['blocks'];

/** Only the catalogue can be sent: that looks for what is typed in it. */
export const TOOLS_PAGE = 'tools.page';
export const SEARCH_FIELD = { blockId: 'tools-search', actionId: SEARCH_TOOLS };
const ALL = 'all';

/** The category in what a press of the filter carries. */
export const categoryIn = (value: string | undefined): string | undefined =>
  value === undefined || value === ALL ? undefined : value.replace(/^c:/, '');

export function page(title: string, blocks: Blocks, words: Words): Page {
  return form({ callbackId: TOOLS_PAGE, title, metadata: '', blocks, close: words.signUps.close });
}

/** One page of the catalogue, with the filter and the search that lead to it. */
export function cataloguePage({ place, page: found, categories, mine }: Catalogue, words: Words): Page {
  const { signUps } = words;
  const isFiltered = place.category !== undefined || (place.search ?? '') !== '';
  const here = JSON.stringify(place);
  const none = isFiltered ? signUps.nothingFound : signUps.nothingYet;
  const turns = [
    ...(found.previous ? [button(TOOLS_BACK, signUps.previous, turned(place, found.previous))] : []),
    ...(found.next ? [button(TOOLS_NEXT, signUps.next, turned(place, found.next))] : []),
    ...(isFiltered ? [button(BROWSE_TOOLS, signUps.all, '{}')] : []),
    button(MY_TOOLS, signUps.mineTitle, '{}'),
  ];
  const blocks: Blocks = [
    searchField(place, words),
    ...(categories.length > 0 ? [categoryFilter(place, categories, words)] : []),
    ...(place.search ? [context(signUps.searchedFor(escapeText(cut(place.search, 100))))] : []),
    section(found.total === 0 ? none : signUps.intro(found.total)),
    ...found.entries.map((entry) => entryBlock(entry, { place, words, isMine: mine.has(entry.tool.id) })),
    { type: 'actions', block_id: 'turn', elements: turns },
  ];
  const { title, search: submit, close } = signUps;
  return form({ callbackId: TOOLS_PAGE, title, metadata: here, blocks, submit, close });
}

const turned = ({ category, search }: Place, to: string) => JSON.stringify({ page: to, category, search });

function searchField({ search }: Place, { signUps }: Words): Blocks[number] {
  return {
    type: 'input',
    block_id: SEARCH_FIELD.blockId,
    dispatch_action: true,
    optional: true,
    label: plain(signUps.search),
    hint: plain(signUps.searchHint),
    element: {
      type: 'plain_text_input',
      action_id: SEARCH_FIELD.actionId,
      max_length: 200,
      dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] },
      ...(search ? { initial_value: search } : {}),
    },
  };
}

/** Slack takes a hundred options, and values of 150 letters. */
const MOST_CATEGORIES = 99;

function categoryFilter({ category }: Place, categories: string[], { signUps }: Words): Blocks[number] {
  const options = [
    choice(signUps.allCategories, ALL),
    ...categories
      .filter((one) => one.length < 148)
      .slice(0, MOST_CATEGORIES)
      .map((one) => choice(one, `c:${one}`)),
  ];
  const chosen = options.find(({ value }) => value === `c:${category}`) ?? options[0];
  return {
    type: 'actions',
    block_id: `filter:${cut(category ?? ALL, 100)}`,
    elements: [
      {
        type: 'static_select',
        action_id: CHOOSE_CATEGORY,
        placeholder: plain(signUps.category),
        options,
        ...(chosen ? { initial_option: chosen } : {}),
      },
    ],
  };
}

type Shown = { place: Place; words: Words; isMine: boolean };

function entryBlock({ tool, openness }: Catalogue['page']['entries'][number], { place, words, isMine }: Shown): Blocks[number] {
  const { signUps } = words;
  const about = [tool.category, tool.cost].filter((part) => part !== null).map((part) => cut(escapeText(part), 80));
  const standing = isMine
    ? `:bookmark: ${signUps.yoursToo}`
    : openness.isOpen
      ? null
      : signUps.notOpen(cut(sentenceOf(openness.why, words), 400));
  const lines = [`*${toolName(tool)}*`, cut(escapeText(tool.summary.replaceAll(/\s+/g, ' ')), 200), about.join(' · '), standing];
  const value = JSON.stringify({ tool: tool.id, from: place });
  return {
    ...section(lines.filter((line) => line !== null && line !== '').join('\n')),
    accessory: button(SHOW_TOOL, signUps.open, value),
  };
}

/** One sign-up on a page of its own; `said` is what has just been done. */
export function signUpPage(standing: Standing, words: Words, said?: string): Page {
  const { signUps } = words;
  const value = JSON.stringify({ tool: standing.tool.id });
  const blocks: Blocks = [
    ...(said ? [section(said)] : []),
    ...signUpBlocks(standing, words, 'page'),
    {
      type: 'actions',
      block_id: 'ways',
      elements: [button(SHOW_TOOL, signUps.open, value), button(MY_TOOLS, signUps.mineTitle, '{}')],
    },
  ];
  return page(toolTitle(standing), blocks, words);
}

const toolTitle = ({ signUp, tool }: Standing) => `${signUpNumber(signUp.id)} · ${tool.name}`;

/** What somebody has, waits for and had. */
export function minePage(own: OwnSignUps, words: Words): Page {
  const { signUps } = words;
  const blocks: Blocks = [
    ...(own.open.length === 0 && own.ended.length === 0 ? [section(signUps.mineEmpty)] : []),
    ...own.open.flatMap((standing) => [...signUpBlocks(standing, words, 'mine'), { type: 'divider' as const }]),
    ...(own.moreOpen > 0 ? [context(signUps.moreOpen(own.moreOpen))] : []),
    ...endedBlocks(own, words),
    { type: 'actions', block_id: 'ways', elements: [button(BROWSE_TOOLS, signUps.browse, '{}')] },
  ];
  return page(signUps.mineTitle, blocks, words);
}

function endedBlocks({ ended }: OwnSignUps, { signUps }: Words): Blocks {
  if (ended.length === 0) return [];
  return [
    section(`*${signUps.mineEnded}*`),
    ...ended.map(({ signUp, tool, holder }) => ({
      ...section(
        `${signUps.number(signUpNumber(signUp.id), toolName(tool))}${holder ? ` ${signUps.forThem(`<@${holder}>`)}` : ''}${signUp.endedAt ? ` · ${dayIn(signUp.endedAt)}` : ''}`,
      ),
      accessory: button(SHOW_SIGN_UP, signUps.show, String(signUp.id)),
    })),
  ];
}

/** "Your tools" in App Home, in no more blocks than there is room for. */
export function homeBlocks(own: OwnSignUps, words: Words, room: number): (SignUpBlock | { type: 'divider' })[] {
  const { signUps } = words;
  const ways = [
    button(BROWSE_TOOLS, signUps.browse, '{}'),
    ...(own.moreOpen > 0 ? [button(MY_TOOLS, signUps.mineTitle, '{}')] : []),
  ];
  const frame = 4;
  const shown = own.open.map((standing) => signUpBlocks(standing, words, 'home'));
  const fitting: SignUpBlock[][] = [];
  for (const blocks of shown) if (fitting.flat().length + blocks.length + frame <= room) fitting.push(blocks);
  const more = own.moreOpen + own.open.length - fitting.length;
  return [
    { type: 'divider' },
    section(`*${signUps.mineTitle}*\n${signUps.homeIntro}`),
    ...fitting.flat(),
    ...(more > 0 ? [context(signUps.moreOpen(more))] : []),
    { type: 'actions', block_id: 'home-tools', elements: ways },
  ];
}
