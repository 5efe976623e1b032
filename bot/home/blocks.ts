import type { ActionsBlock, Button, HomeView as HomePage, KnownBlock, ModalView, StaticSelect } from '@slack/types';
import { homeSurveys } from '#bot/answering/own-surveys.ts';
import { makePrivateButton } from '#bot/privacy/button.ts';
import { homeBlocks } from '#bot/sign-ups/pages.ts';
import { button, context, dateOf, plain, section } from '#bot/slack/block-parts.ts';
import { cut, fromMessage, type NameOf, quoteBlock } from '#bot/slack/escape.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import { instantOf } from '#bot/slack/timestamps.ts';
import { ADD_TO_REQUEST, NEW_REQUEST, SAY_SOLVED, TAKE_REQUEST_BACK } from '#bot/tickets/action-ids.ts';
import { DAY_MS, DAYS_TO_RETURN } from '#bot/tickets/ticket.ts';
import { LANGUAGES, type Language, type Words } from '#bot/words/words.ts';
import type { HomeView } from './home.ts';
import type { OwnRequest, OwnRequests } from './own-requests.ts';
import { boardBlocks } from './staff-blocks.ts';

export const CHOOSE_LANGUAGE = 'home.language';
export const ADD_MODAL = 'request.add-form';
export const ADDED_TEXT = { blockId: 'added', actionId: 'text' };

/** What Slack takes in one view. */
const MOST_BLOCKS = 100;
/** What is shown of a request and of its last answer. */
const LONGEST_QUOTE = 150;

/** App Home: for staff what their desks have before them, and for everybody their own requests. */
export function homePage(view: HomeView, now: Date): HomePage {
  const words = LANGUAGES[view.tongue.language];
  const own = view.isSetUp ? memberBlocks(view, words, now) : [section(words.refusals.notSetUp)];
  const staff = boardBlocks(view, MOST_BLOCKS - own.length);
  return { type: 'home', blocks: [...staff, ...own] };
}

/** Blocks of "Your tools" at most. */
const TOOLS_BLOCKS = 24;

function memberBlocks({ own, tongue, tools, surveys }: HomeView, words: Words, now: Date): KnownBlock[] {
  const { home } = words;
  const nameOf: NameOf = (id) => own.names.get(id);
  const requests: KnownBlock[] = [
    { type: 'header', text: plain(home.title) },
    ...(tongue.isAsked ? [languageQuestion()] : []),
    {
      ...section(home.welcome),
      block_id: 'new-request',
      accessory: { ...button(NEW_REQUEST, home.newRequest, 'home'), style: 'primary' },
    },
    ...homeSurveys(surveys.open, { words, language: surveys.language }),
    ...openBlocks(own, words, nameOf),
    ...endedBlocks(own, words, nameOf, now),
  ];
  const language: KnownBlock[] = [
    { type: 'divider' },
    {
      ...section(`*${home.language}*${tongue.isFromSlack ? `\n${home.fromSlack}` : ''}`),
      block_id: 'language',
      accessory: languageSelect(home.language, tongue.language),
    },
  ];
  const room = Math.min(TOOLS_BLOCKS, MOST_BLOCKS - requests.length - language.length);
  return [...requests, ...(tools ? homeBlocks(tools, words, room) : []), ...language];
}

function openBlocks({ open, moreOpen }: OwnRequests, words: Words, nameOf: NameOf): KnownBlock[] {
  const { home } = words;
  if (open.length === 0) return [section(home.nothingYet)];
  return [
    section(`*${home.open}*`),
    ...open.flatMap((request) => openRequest(request, words, nameOf)),
    ...(moreOpen > 0 ? [context(home.moreOpen(moreOpen))] : []),
  ];
}

function openRequest(request: OwnRequest, words: Words, nameOf: NameOf): KnownBlock[] {
  const { home } = words;
  const marks = [
    `*#${request.id}*`,
    home.asked(dateOf(request.openedAt, home.moment)),
    ...(request.isPrivate ? [`:lock: ${home.privately}`] : []),
  ];
  const { answer } = request;
  return [
    section(`${marks.join(' · ')}\n${stateInWords(request, words)}`),
    quoteBlock(askedWords(request, words, nameOf)),
    ...(answer
      ? [
          context(home.answered(`<@${answer.authorId}>`, dateOf(instantOf(answer.ts), home.moment))),
          quoteBlock(cut(fromMessage(answer.text ?? '', nameOf), LONGEST_QUOTE) || home.noWords),
        ]
      : []),
    ownButtons(request, words),
  ];
}

function stateInWords({ state, waitingOn, ownerId }: OwnRequest, { home, requests }: Words): string {
  const owner = ownerId ? `<@${ownerId}>` : requests.somebody;
  if (state === 'open') return home.states.open;
  if (state === 'claimed') return home.states.claimed(owner);
  return waitingOn === 'member' ? home.states.waitingForYou(owner) : home.states.waitingForOthers(owner);
}

function askedWords({ text, isDeleted }: OwnRequest, { home }: Words, nameOf: NameOf): string {
  return isDeleted ? home.deleted : cut(fromMessage(text ?? '', nameOf), LONGEST_QUOTE) || home.noWords;
}

function ownButtons({ id, isPrivate }: OwnRequest, words: Words): ActionsBlock {
  const { home } = words;
  const value = String(id);
  const takeBack: Button = {
    ...button(TAKE_REQUEST_BACK, home.takeBack, value),
    confirm: {
      title: plain(home.takeBackSure),
      text: plain(home.takeBackMeans(`#${id}`)),
      confirm: plain(home.takeBackYes),
      deny: plain(home.takeBackNo),
    },
  };
  const elements = [
    button(ADD_TO_REQUEST, home.add, value),
    button(SAY_SOLVED, home.solved, value),
    takeBack,
    ...(isPrivate ? [] : [makePrivateButton(id, words)]),
  ];
  return { type: 'actions', block_id: `request:${id}`, elements };
}

function endedBlocks({ ended }: OwnRequests, words: Words, nameOf: NameOf, now: Date): KnownBlock[] {
  if (ended.length === 0) return [];
  return [
    { type: 'divider' },
    section(`*${words.home.ended}*`),
    ...ended.flatMap((request) => endedRequest(request, words, nameOf, now)),
  ];
}

function endedRequest(request: OwnRequest, words: Words, nameOf: NameOf, now: Date): KnownBlock[] {
  const { home } = words;
  const { id, state, resolvedAt, outcome, mergedIntoId } = request;
  const how = mergedIntoId ? home.joined(`*#${mergedIntoId}*`) : (home.outcomes[outcome ?? ''] ?? home.done);
  const line = context(`*#${id}* · ${how}${resolvedAt ? ` · ${dateOf(resolvedAt, words.home.moment)}` : ''}`);
  const canReturn = state === 'resolved' && resolvedAt !== null && now.getTime() - resolvedAt.getTime() < DAYS_TO_RETURN * DAY_MS;
  const quote = quoteBlock(askedWords(request, words, nameOf));
  if (!canReturn) return [line, quote];
  const again = button(ADD_TO_REQUEST, home.writeAgain, String(id));
  return [line, quote, { type: 'actions', block_id: `request:${id}`, elements: [again] }];
}

/** In every language we speak, since we do not know which of them the person reads. */
function languageQuestion(): KnownBlock {
  const all = Object.values(LANGUAGES);
  return {
    ...section(all.map(({ home }) => home.chooseLanguage).join('\n')),
    block_id: 'language-question',
    accessory: languageSelect(all.map(({ home }) => home.language).join(' / ')),
  };
}

function languageSelect(placeholder: string, chosen?: Language): StaticSelect {
  const options = Object.entries(LANGUAGES).map(([value, { home }]) => ({ text: plain(home.languageName), value }));
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'static_select',
    action_id: CHOOSE_LANGUAGE,
    placeholder: plain(placeholder),
    options,
    ...(initial ? { initial_option: initial } : {}),
  };
}

/** The form in which a requester adds to their request. */
export function addModal(ticketId: number, { home }: Words): ModalView {
  return {
    type: 'modal',
    callback_id: ADD_MODAL,
    private_metadata: String(ticketId),
    title: plain(home.addTitle(`#${ticketId}`)),
    submit: plain(home.send),
    close: plain(home.cancel),
    blocks: [
      {
        type: 'input',
        block_id: ADDED_TEXT.blockId,
        label: plain(home.addLabel),
        hint: plain(home.addHint),
        element: {
          type: 'plain_text_input',
          action_id: ADDED_TEXT.actionId,
          multiline: true,
          max_length: 3000,
          focus_on_load: true,
        },
      },
    ],
  };
}

/** What a requester added in App Home, as the bot repeats it in the talk: to them alone, or with their name where others read along. */
export function addedMessage(text: string, { home }: Words, nameForOthers: string | null): Rendering {
  const heading = nameForOthers === null ? home.youAdded : home.somebodyAdded(nameForOthers);
  return {
    text: cut(`${heading} ${text}`, 3900),
    blocks: [{ type: 'section', text: plain(cut(heading, 200)) }, quoteBlock(text)],
  };
}
