import { z } from 'zod';
import { ANSWER_QUESTION } from '#bot/approvals/action-ids.ts';
import { button, dateOf, section } from '#bot/slack/block-parts.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import type { Renderer } from '#bot/slack/posting.ts';
import type { Voice } from '#bot/slack/saying.ts';
import { findTool } from '#bot/tools/tool.ts';
import { type Words, wordsFor } from '#bot/words/words.ts';
import type { Task } from '#bot/worker.ts';
import { LET_SEAT_GO as LET_GO_BUTTON, SHOW_SIGN_UP, SIGN_AGREEMENT, TAKE_SEAT } from './action-ids.ts';
import { expireSignUp, noticeMember } from './expiry.ts';
import { type Standing, standingOf } from './following.ts';
import { refreshLine, TOLD_TO_OWNER, warnOwner } from './line.ts';
import { NEWS, type News, REFRESH_LINE, SIGN_UP_NEWS } from './news.ts';
import { endOffer } from './offers.ts';
import { PEOPLE_CHANGED } from './people.ts';
import { WARN_OF_FEW_SEATS } from './seats.ts';
import { noteMessage } from './sign-up-parts.ts';
import { dayIn, namesOf, signUpNumber, toolName } from './standing.ts';
import { EXPIRE_SIGN_UP, LET_SEAT_GO, NOTICE_MEMBER } from './timers.ts';
import { inClockTurn } from './turns.ts';
import { DRAW_SEATS, drawWindow, OPEN_WINDOW, openWindow } from './windows.ts';

const Timer = z.object({ workspaceId: z.string(), signUpId: z.number() });
const OfTool = z.object({ workspaceId: z.string(), toolId: z.string() });

export function signUpTasks(deps: SlackDeps): Record<string, Task> {
  return {
    [NOTICE_MEMBER]: { run: (payload) => inClockTurn(Timer.parse(payload), (timer) => noticeMember(deps, timer)) },
    [EXPIRE_SIGN_UP]: { run: (payload) => inClockTurn(Timer.parse(payload), (timer) => expireSignUp(deps, timer)) },
    [LET_SEAT_GO]: { run: (payload) => inClockTurn(Timer.parse(payload), (timer) => endOffer(deps, timer)) },
    [WARN_OF_FEW_SEATS]: { run: (payload) => warnOwner(deps, OfTool.parse(payload)) },
    [REFRESH_LINE]: { run: (payload) => refreshLine(deps, OfTool.parse(payload)) },
    [OPEN_WINDOW]: { run: (payload) => openWindow(deps, OfTool.parse(payload)) },
    [DRAW_SEATS]: { run: (payload) => drawWindow(deps, OfTool.parse(payload)) },
  };
}

/** `sign-up-note:<sign-up>:<member>` */
const renderNote: Renderer = async (tx, deps, workspaceId, id) => {
  const [signUpId, memberId = ''] = id.split(':');
  const standing = await standingOf(tx, workspaceId, Number(signUpId), deps.now());
  if (standing.signUp.memberId !== memberId) return 'nothing';
  return noteMessage(standing, await wordsFor(tx, workspaceId, memberId));
};

export const signUpRenderers: Record<string, Renderer> = { 'sign-up-note': renderNote };

const Said = z.object({
  signUpId: z.number(),
  news: z.enum(NEWS),
  to: z.string(),
  until: z.number().nullable(),
  isLast: z.boolean(),
  from: z.string().optional(),
});
type Said = z.infer<typeof Said>;

const sayNews: Voice = {
  render: async (tx, deps, workspaceId, content) => {
    const said = Said.parse(content);
    const standing = await standingOf(tx, workspaceId, said.signUpId, deps.now());
    return newsMessage(said, standing, await wordsFor(tx, workspaceId, said.to));
  },
};

function newsMessage(said: Said, standing: Standing, words: Words): Rendering {
  const text = newsInWords(said, standing, words);
  const elements = newsButtons(said, words);
  return {
    text,
    blocks: [
      section(text),
      ...(elements.length > 0 ? [{ type: 'actions' as const, block_id: `news:${said.signUpId}`, elements }] : []),
    ],
  };
}

function newsInWords({ news, until, isLast, from }: Said, standing: Standing, words: Words): string {
  const { tool, place, inLine, expiresAt } = standing;
  const { signUps, home } = words;
  const name = toolName(tool);
  const by = dateOf(new Date(until ?? 0), home.moment);
  const ends = expiresAt ? dayIn(expiresAt) : by;
  switch (news) {
    case 'offered':
      return isLast ? signUps.news.offeredAgain(name, by) : signUps.news.offered(name, by);
    case 'lapsed':
      return signUps.news.lapsed(name);
    case 'expired':
      return from === 'offered' ? signUps.news.expiredOffer(name) : signUps.news.expired(name);
    case 'sign':
      return signUps.news.sign(name, toolName({ name: tool.agreement?.name ?? tool.name }));
    case 'signed':
      return signUps.news.signed(name);
    case 'question-notice':
      return signUps.news.questionNotice(name, ends);
    case 'agreement-notice':
      return signUps.news.agreementNotice(name, ends);
    case 'drawn-seat':
      return signUps.news.drawnSeat(name);
    case 'drawn-place':
      return signUps.news.drawnPlace(name, place ?? inLine);
  }
}

/** What can be done about the news at once; pressed too late, it says how it stands. */
function newsButtons({ news, signUpId }: Said, { signUps }: Words) {
  const value = String(signUpId);
  const first = (actionId: string, label: string) => ({ ...button(actionId, label, value), style: 'primary' as const });
  const buttons: Partial<Record<News, ReturnType<typeof button>[]>> = {
    offered: [first(TAKE_SEAT, signUps.take), button(LET_GO_BUTTON, signUps.notNow, value)],
    sign: [first(SIGN_AGREEMENT, signUps.sign)],
    'agreement-notice': [first(SIGN_AGREEMENT, signUps.sign)],
    'question-notice': [first(ANSWER_QUESTION, signUps.answer)],
  };
  return buttons[news] ?? [button(SHOW_SIGN_UP, signUps.show, value)];
}

const ToldOwner = z.object({
  toolId: z.string(),
  to: z.string(),
  about: z.enum(['few-seats', 'window-open', 'drawn']),
  free: z.number().default(0),
  cap: z.number().default(0),
  waiting: z.number().default(0),
  seats: z.number().default(0),
  closesAt: z.number().default(0),
});

const tellOwner: Voice = {
  render: async (tx, _deps, workspaceId, content) => {
    const { toolId, to, about, free, cap, waiting, seats, closesAt } = ToldOwner.parse(content);
    const name = toolName(await findTool(tx, workspaceId, toolId));
    const { signUps, home } = await wordsFor(tx, workspaceId, to);
    const { owners } = signUps;
    if (about === 'window-open') return { text: owners.windowOpen(name, dateOf(new Date(closesAt), home.moment)) };
    if (about === 'drawn') return { text: owners.drawn(name, seats, waiting) };
    return { text: [owners.fewSeats(name, free, cap), ...(waiting > 0 ? [owners.waiting(waiting)] : [])].join(' ') };
  },
};

const Changed = z.object({ signUpId: z.number(), actorId: z.string(), added: z.string(), removed: z.string() });

/** For staff, in English. */
const sayPeopleChanged: Voice = {
  render: async (tx, _deps, workspaceId, content) => {
    const { signUpId, actorId, added, removed } = Changed.parse(content);
    const words = await wordsFor(tx, workspaceId, '');
    const named = (people: string) => namesOf(people.split(' '), words);
    const parts = [
      ...(added === '' ? [] : [`To be added: ${named(added)}.`]),
      ...(removed === '' ? [] : [`To be taken out: ${named(removed)}.`]),
    ];
    return { text: `<@${actorId}> changed the people of *${signUpNumber(signUpId)}*. ${parts.join(' ')}` };
  },
};

export const signUpVoices: Record<string, Voice> = {
  [SIGN_UP_NEWS]: sayNews,
  [TOLD_TO_OWNER]: tellOwner,
  [PEOPLE_CHANGED]: sayPeopleChanged,
};
