import { z } from 'zod';
import { PLAN_LETTERS } from '#bot/schedule.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import type { Renderer } from '#bot/slack/posting.ts';
import type { Voice } from '#bot/slack/saying.ts';
import type { Task } from '#bot/worker.ts';
import { mixLetters } from './mixing.ts';
import { LETTERS, planLetterNews, waitingLetters } from './news.ts';
import { lettersCame } from './staff-blocks.ts';

export function mailboxTasks(deps: SlackDeps): Record<string, Task> {
  return {
    [PLAN_LETTERS]: {
      run: async () => {
        await mixLetters(deps);
        await planLetterNews(deps);
      },
    },
  };
}

export const mailboxRenderers: Record<string, Renderer> = {};

const Came = z.object({ waveId: z.number() });

const sayLettersCame: Voice = {
  render: async (tx, _deps, workspaceId, content) => {
    const { survey, waiting } = await waitingLetters(tx, workspaceId, Came.parse(content).waveId);
    return lettersCame(survey, waiting);
  },
};

export const mailboxVoices: Record<string, Voice> = { [LETTERS]: sayLettersCame };
