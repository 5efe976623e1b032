import { z } from 'zod';
import { placeInLine } from '#bot/sign-ups/seats.ts';
import { findSignUp } from '#bot/sign-ups/sign-up.ts';
import { ASK_STAND_IN } from '#bot/sign-ups/timers.ts';
import { inClockTurn } from '#bot/sign-ups/turns.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import type { Renderer } from '#bot/slack/posting.ts';
import type { Voice } from '#bot/slack/saying.ts';
import { findTool } from '#bot/tools/tool.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Task } from '#bot/worker.ts';
import { APPROVAL_AGAIN, STAFF_UNDECIDED } from './asking.ts';
import { awayUntil } from './away.ts';
import { approvalCard, isTurnOf, newsMessage, questionMessage } from './blocks.ts';
import { APPROVAL_NEWS, APPROVER_QUESTION } from './deciding.ts';
import { standingOf } from './facts.ts';
import { askStandIns } from './stand-ins.ts';

const Timer = z.object({ workspaceId: z.string(), signUpId: z.number() });

export function approvalTasks(deps: SlackDeps): Record<string, Task> {
  return { [ASK_STAND_IN]: { run: (payload) => inClockTurn(Timer.parse(payload), (timer) => askStandIns(deps, timer)) } };
}

/** `approval:<sign-up>:<approver>`: the last stage in which they were asked. */
const renderApproval: Renderer = async (tx, deps, workspaceId, id) => {
  const [number, approverId = ''] = id.split(':');
  const signUpId = Number(number);
  const own = await tx.signUpApproval.findFirst({
    where: { workspaceId, signUpId, approverId },
    orderBy: [{ round: 'desc' }, { stage: 'desc' }],
  });
  if (!own) return 'nothing';
  const signUp = await findSignUp(tx, workspaceId, signUpId);
  const standing = await standingOf(tx, signUp);
  const { round, stage } = own;
  const where = { workspaceId, signUpId, round, stage };
  // What became of the stage they were asked in, though it may be decided further on by now.
  const rows = isTurnOf(standing, own)
    ? standing.rows
    : await tx.signUpApproval.findMany({ where, orderBy: [{ decidedAt: { sort: 'asc', nulls: 'first' } }] });
  const away = await awayUntil(tx, deps.now(), workspaceId, approverId);
  return approvalCard({ ...standing, rows }, own, await wordsFor(tx, workspaceId, approverId), away);
};

export const approvalRenderers: Record<string, Renderer> = { approval: renderApproval };

const Again = z.object({ signUpId: z.number(), approverId: z.string() });
const Question = z.object({ signUpId: z.number(), by: z.string(), question: z.string() });
const News = z.object({ signUpId: z.number(), what: z.string(), by: z.string(), state: z.string(), stage: z.number() });
const Undecided = z.object({ signUpId: z.number(), why: z.enum(['nobody', 'late']) });

export const approvalVoices: Record<string, Voice> = {
  [APPROVAL_AGAIN]: {
    render: async (tx, _deps, workspaceId, content) => {
      const { signUpId, approverId } = Again.parse(content);
      const { memberId, toolId } = await findSignUp(tx, workspaceId, signUpId);
      const { name } = await findTool(tx, workspaceId, toolId);
      const { approvals } = await wordsFor(tx, workspaceId, approverId);
      return { text: approvals.reopenedAsks(`<@${memberId}>`, escapeText(cut(name, 100)), `S${signUpId}`) };
    },
  },
  [APPROVER_QUESTION]: {
    render: async (tx, _deps, workspaceId, content) => {
      const { signUpId, by, question } = Question.parse(content);
      const { memberId, toolId } = await findSignUp(tx, workspaceId, signUpId);
      const { name } = await findTool(tx, workspaceId, toolId);
      return questionMessage({ signUpId, tool: name, by, question }, await wordsFor(tx, workspaceId, memberId));
    },
  },
  [APPROVAL_NEWS]: {
    render: async (tx, _deps, workspaceId, content) => {
      const { what, by, state, signUpId, stage } = News.parse(content);
      const signUp = await findSignUp(tx, workspaceId, signUpId);
      const tool = await findTool(tx, workspaceId, signUp.toolId);
      const facts = {
        what,
        by,
        state,
        signUpId,
        tool: tool.name,
        next: tool.stages[stage]?.who ?? null,
        place: state === 'waiting' ? await placeInLine(tx, signUp) : null,
        endsAt: signUp.endsAt,
        reason: signUp.declineReason,
        text: signUp.declineText,
      };
      return newsMessage(facts, await wordsFor(tx, workspaceId, signUp.memberId));
    },
  },
  [STAFF_UNDECIDED]: {
    render: async (tx, _deps, workspaceId, content) => {
      const { signUpId, why } = Undecided.parse(content);
      const { toolId } = await findSignUp(tx, workspaceId, signUpId);
      const { name } = await findTool(tx, workspaceId, toolId);
      return { text: SENTENCES[why](`*${escapeText(cut(name, 100))}* (*S${signUpId}*)`) };
    },
  },
};

const SENTENCES = {
  nobody: (what: string) =>
    `:warning: Nobody can decide the sign-up for ${what}: the tool has no owner and this desk no lead who may. Please give the tool an owner with \`/tools admin\`, or have a workspace admin name a lead: \`/rochdale setup\`.`,
  late: (what: string) =>
    `:hourglass: The sign-up for ${what} still waits for a decision, although everybody who may decide has been asked. Please remind them: it does not end by itself.`,
};
