import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { givenFile } from '#bot/imports/given-files.ts';
import { PLAN_TERMS } from '#bot/schedule.ts';
import { findSignUp, organisationOf, peopleOf, type SignUp } from '#bot/sign-ups/sign-up.ts';
import { ASK_IF_NEEDED, CLEAR_SEAT, END_SUSPENSION, END_TERM, REMIND_OF_END, SUSPENDED_DAYS } from '#bot/sign-ups/timers.ts';
import { inClockTurn } from '#bot/sign-ups/turns.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import type { Renderer } from '#bot/slack/posting.ts';
import type { Voice } from '#bot/slack/saying.ts';
import { findTool, type Tool } from '#bot/tools/tool.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Task } from '#bot/worker.ts';
import type { Tx } from '#prisma/db.ts';
import { clearingMessage, type EndingLine, endingMessage, neededMessage, termNews } from './blocks.ts';
import { askToClear, clearedBy } from './clearing.ts';
import { leftBy, noteDeparture } from './departures.ts';
import { leftMessage, reviewDueMessage, reviewMessage } from './owner-blocks.ts';
import { endingsIn, remindOfEnd } from './reminding.ts';
import { DECIDE_REST, decideRest, FOLLOW_UP_REVIEW, followUpReview, REVIEW_DUE, reviewOf, tellReviewsDue } from './reviews.ts';
import { dayText, endSuspension, endTerm, suspensionEnds, TERM_NEWS } from './terms.ts';
import { askIfNeeded, neededOf } from './usage.ts';
import { importUsage, READ_USAGE_FILE, usageWords } from './usage-import.ts';

const Timer = z.object({ workspaceId: z.string(), signUpId: z.number() });
const Review = z.object({ workspaceId: z.string(), toolId: z.string(), day: z.string() });
const Rest = Review.extend({ actorId: z.string(), verdict: z.enum(['keep', 'remove']) });
const UsageFile = z.object({ workspaceId: z.string(), actorId: z.string(), toolId: z.string().nullable(), fileId: z.string() });

export function termTasks(deps: SlackDeps): Record<string, Task> {
  return {
    [REMIND_OF_END]: { run: (payload) => remindOfEnd(deps, Timer.parse(payload)) },
    [END_TERM]: { run: (payload) => inClockTurn(Timer.parse(payload), (timer) => endTerm(deps, timer)) },
    [END_SUSPENSION]: { run: (payload) => inClockTurn(Timer.parse(payload), (timer) => endSuspension(deps, timer)) },
    [ASK_IF_NEEDED]: { run: (payload) => askIfNeeded(deps, Timer.parse(payload)) },
    [CLEAR_SEAT]: { run: (payload) => askToClear(deps, Timer.parse(payload)) },
    [FOLLOW_UP_REVIEW]: { run: (payload) => followUpReview(deps, Review.parse(payload)) },
    [DECIDE_REST]: {
      run: (payload) => {
        const { day, verdict, ...who } = Rest.parse(payload);
        return decideRest(deps, { ...who, startedOn: new Date(`${day}T00:00:00Z`) }, verdict);
      },
    },
    [READ_USAGE_FILE]: { run: (payload) => readUsage(deps, UsageFile.parse(payload)) },
    [PLAN_TERMS]: { run: () => planTerms(deps) },
  };
}

/** Every hour: who left without Slack telling us, and tools whose yearly review is due. */
async function planTerms(deps: Deps): Promise<void> {
  for (const { id } of await deps.db.workspace.findMany({ select: { id: true } }))
    await deps.db.$transaction((tx) => noteDeparture(tx, deps, id, null), { timeout: LONGEST_MS });
  await tellReviewsDue(deps);
}

const LONGEST_MS = 60_000;

/** Whoever gave the file hears what became of it, once. */
async function readUsage(deps: SlackDeps, { workspaceId, actorId, toolId, fileId }: z.infer<typeof UsageFile>): Promise<void> {
  const tell = (text: string) =>
    deps.db.$transaction((tx) =>
      saySoon(tx, deps, workspaceId, { key: `usage:${fileId}`, channelId: actorId, content: { kind: 'text', text } }),
    );
  try {
    const bytes = await givenFile(deps, workspaceId, actorId, fileId);
    await tell(usageWords(await importUsage(deps, { workspaceId, actorId, toolId }, bytes)));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await tell(error.in(await wordsFor(deps.db, workspaceId, actorId)));
  }
}

async function lineOf(tx: Tx, tool: Tool, signUp: SignUp, remindedOf: Date): Promise<EndingLine> {
  const { workspaceId, id: signUpId, endsAt, suspendedAt } = signUp;
  const hours = hoursOf(await deskOf(tx, workspaceId, tool.deskId));
  const people = await tx.signUpPerson.count({ where: { workspaceId, signUpId } });
  return {
    signUp,
    tool,
    remindedOf,
    endDay: endsAt ? dayText(endsAt, hours) : '',
    goneDay: suspendedAt ? dayText(suspensionEnds(suspendedAt, hours), hours) : '',
    people,
  };
}

/** `ending:<member>:<day>` */
const renderEnding: Renderer = async (tx, _deps, workspaceId, id) => {
  const [memberId = ''] = id.split(':');
  const endings = await endingsIn(tx, workspaceId, `ending:${id}`);
  const [first] = endings;
  if (!first) return 'nothing';
  const lines: EndingLine[] = [];
  for (const { signUp, tool, endsAt } of endings) lines.push(await lineOf(tx, tool, signUp, endsAt));
  const organisation = first.tool.subject === 'organisation' ? await organisationOf(tx, first.signUp) : null;
  return endingMessage(lines, organisation, SUSPENDED_DAYS, await wordsFor(tx, workspaceId, memberId));
};

/** `needed:<sign-up>:<day>` */
const renderNeeded: Renderer = async (tx, _deps, workspaceId, id) => {
  const [number, day = ''] = id.split(':');
  const needed = await neededOf(tx, workspaceId, Number(number), day);
  return neededMessage(needed, await wordsFor(tx, workspaceId, needed.to ?? needed.signUp.memberId));
};

const renderClearing: Renderer = async (tx, _deps, workspaceId, id) => {
  const signUp = await findSignUp(tx, workspaceId, Number(id));
  const tool = await findTool(tx, workspaceId, signUp.toolId);
  const people = await peopleOf(tx, signUp);
  const organisation = tool.subject === 'organisation' ? await organisationOf(tx, signUp) : null;
  return clearingMessage({ signUp, tool, organisation, people, clearedBy: await clearedBy(tx, workspaceId, signUp.id) });
};

/** `left:<who left>:<owner>` */
const renderLeft: Renderer = async (tx, _deps, workspaceId, id) => {
  const [memberId = '', ownerId = ''] = id.split(':');
  const left = await leftBy(tx, workspaceId, memberId, ownerId);
  return left.seats.length === 0 ? 'nothing' : leftMessage(memberId, left, await wordsFor(tx, workspaceId, ownerId));
};

/** `review:<tool>:<day>:<member>` */
const renderReview: Renderer = async (tx, _deps, workspaceId, id) => {
  const [toolId = '', day = '', memberId = ''] = id.split(':');
  const view = await reviewOf(tx, workspaceId, toolId, new Date(`${day}T00:00:00Z`));
  const names = new Map<number, string>();
  for (const { signUp, people } of view.undecided.slice(0, 20)) {
    const organisation = await organisationOf(tx, signUp);
    const isOfMany = view.tool.subject === 'organisation' && organisation !== null;
    names.set(signUp.id, isOfMany ? `*${escapeText(cut(organisation, 100))}* (${people})` : `<@${signUp.memberId}>`);
  }
  const words = await wordsFor(tx, workspaceId, memberId);
  return reviewMessage({ view, day, whoOf: (signUpId) => names.get(signUpId) ?? '' }, words);
};

export const termRenderers: Record<string, Renderer> = {
  ending: renderEnding,
  needed: renderNeeded,
  clearing: renderClearing,
  left: renderLeft,
  review: renderReview,
};

const News = z.object({ signUpId: z.number(), news: z.string(), to: z.string() });
const FollowUp = z.object({ toolId: z.string(), to: z.string(), count: z.number() });
const Due = z.object({ toolId: z.string(), to: z.string() });

export const termVoices: Record<string, Voice> = {
  [TERM_NEWS]: {
    render: async (tx, _deps, workspaceId, content) => {
      const { signUpId, news, to } = News.parse(content);
      const signUp = await findSignUp(tx, workspaceId, signUpId);
      const tool = await findTool(tx, workspaceId, signUp.toolId);
      const line = await lineOf(tx, tool, signUp, signUp.endsAt ?? signUp.askedAt);
      const last = await tx.signUpEvent.findFirst({
        where: { workspaceId, signUpId, kind: { in: ['ended', 'handed_over'] } },
        orderBy: { id: 'desc' },
      });
      return termNews({ ...line, news, by: last?.actorId ?? '' }, await wordsFor(tx, workspaceId, to));
    },
  },
  [FOLLOW_UP_REVIEW]: {
    render: async (tx, _deps, workspaceId, content) => {
      const { toolId, to, count } = FollowUp.parse(content);
      const { terms } = await wordsFor(tx, workspaceId, to);
      return { text: terms.reviewFollowUp(escapeText(cut((await findTool(tx, workspaceId, toolId)).name, 100)), count) };
    },
  },
  [REVIEW_DUE]: {
    render: async (tx, _deps, workspaceId, content) => {
      const { toolId, to } = Due.parse(content);
      return reviewDueMessage(await findTool(tx, workspaceId, toolId), await wordsFor(tx, workspaceId, to));
    },
  },
};
