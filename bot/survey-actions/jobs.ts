import { z } from 'zod';
import { hasRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import type { Voice } from '#bot/slack/saying.ts';
import { readingOf } from '#bot/survey-results/readers.ts';
import { findWave } from '#bot/waves/wave.ts';
import type { Task } from '#bot/worker.ts';
import { dayOf } from '#reports/days.ts';
import { findAction } from './actions.ts';
import { ACTION_DUE, REMIND_OF_ACTION, remindOfAction } from './due.ts';
import { actionDue, actionNews } from './news.ts';
import { ACTION_NEWS, TELL_OF_ACTIONS, tellSome } from './telling.ts';

const Due = z.object({ workspaceId: z.string(), actionId: z.int() });
const Chunk = Due.extend({ after: z.string() });

export function surveyActionTasks(deps: SlackDeps): Record<string, Task> {
  return {
    [REMIND_OF_ACTION]: { run: (payload) => remindOfAction(deps, Due.parse(payload)) },
    [TELL_OF_ACTIONS]: { run: (payload) => tellSome(deps, Chunk.parse(payload)) },
  };
}

const OfAction = z.object({ actionId: z.int(), to: z.string() });

export const surveyActionVoices: Record<string, Voice> = {
  [ACTION_NEWS]: {
    render: async (tx, _deps, workspaceId, content) => {
      const { actionId, to } = OfAction.parse(content);
      const action = await findAction(tx, workspaceId, actionId);
      return actionNews(action, await readingOf(tx, await findWave(tx, workspaceId, action.waveId), to));
    },
  },
  [ACTION_DUE]: {
    render: async (tx, deps, workspaceId, content) => {
      const { actionId, to } = OfAction.parse(content);
      const action = await findAction(tx, workspaceId, actionId);
      const wave = await findWave(tx, workspaceId, action.waveId);
      const { ownerId } = await tx.survey.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: wave.surveyId } } });
      const place = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { timeZone: true } });
      const mayEnd = await hasRight(tx, 'change a survey', { workspaceId, actorId: to, waveId: wave.id });
      const due = { action, keeperId: ownerId, today: dayOf(deps.now(), place).toString(), mayEnd };
      return actionDue(due, await readingOf(tx, wave, to));
    },
  },
};
