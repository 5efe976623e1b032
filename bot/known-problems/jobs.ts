import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import type { Voice } from '#bot/slack/saying.ts';
import { END_PROBLEM, findTicket } from '#bot/tickets/ticket.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Task } from '#bot/worker.ts';
import { REFRESH_BANNERS, refreshBanners } from './banners.ts';
import { problemOver, problemUpdate } from './blocks.ts';
import { endProblem, PROBLEM_UPDATE } from './known-problems.ts';
import { PROBLEM_OVER, RESOLVE_PART, resolvePart } from './parts.ts';

const Ended = z.object({ workspaceId: z.string(), ticketId: z.number() });
const AtDesk = z.object({ workspaceId: z.string(), deskId: z.string() });
const Part = z.object({ workspaceId: z.string(), ticketId: z.number(), parentId: z.number(), actorId: z.string() });

export function problemTasks(deps: Deps): Record<string, Task> {
  return {
    [END_PROBLEM]: { run: (payload) => endProblem(deps, Ended.parse(payload)) },
    [REFRESH_BANNERS]: { run: (payload) => refreshBanners(deps, AtDesk.parse(payload)) },
    [RESOLVE_PART]: { run: (payload) => resolvePart(deps, Part.parse(payload)) },
  };
}

const Update = z.object({ ticketId: z.number(), authorId: z.string(), memberId: z.string(), text: z.string() });
const Over = z.object({ ticketId: z.number(), memberId: z.string(), isSolved: z.boolean() });

export const problemVoices: Record<string, Voice> = {
  [PROBLEM_UPDATE]: {
    render: async (tx, _deps, workspaceId, content) => {
      const { ticketId, memberId, ...update } = Update.parse(content);
      const { problem } = await findTicket(tx, workspaceId, ticketId);
      return problemUpdate({ problem: problem ?? '', ...update }, await wordsFor(tx, workspaceId, memberId));
    },
  },
  [PROBLEM_OVER]: {
    render: async (tx, _deps, workspaceId, content) => {
      const { ticketId, memberId, isSolved } = Over.parse(content);
      const { problem } = await findTicket(tx, workspaceId, ticketId);
      return problemOver({ problem: problem ?? '', isSolved }, await wordsFor(tx, workspaceId, memberId));
    },
  },
};
