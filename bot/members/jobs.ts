import { z } from 'zod';
import { addJobs } from '#bot/queue.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { withinLimits } from '#bot/slack/limits.ts';
import { isPlatformError } from '#bot/slack/own-messages.ts';
import { pageOfPeople } from '#bot/slack/people.ts';
import type { Task } from '#bot/worker.ts';
import { MATCH_MEMBERS, matchMembers } from './belonging.ts';
import { keepPage, READ_PEOPLE, readingJob } from './reading.ts';

const Workspace = z.object({ workspaceId: z.string() });
const Reading = Workspace.extend({ cursor: z.string() });

export function memberTasks(deps: SlackDeps): Record<string, Task> {
  return {
    [READ_PEOPLE]: { run: (payload) => readPeople(deps, Reading.parse(payload)) },
    [MATCH_MEMBERS]: { run: async (payload) => void (await matchMembers(deps.db, Workspace.parse(payload).workspaceId)) },
  };
}

/** Reads one page of everybody; a cursor that Slack no longer knows begins again at the first. */
async function readPeople(deps: SlackDeps, { workspaceId, cursor }: { workspaceId: string; cursor: string }): Promise<void> {
  const client = await deps.slack.client(workspaceId);
  try {
    const page = await withinLimits(deps, workspaceId, 'users.list', () => pageOfPeople(client, workspaceId, cursor));
    await keepPage(deps, workspaceId, page.people, page.nextCursor);
  } catch (error) {
    if (cursor === '' || !isPlatformError(error, 'invalid_cursor')) throw error;
    await addJobs(deps.db, deps, [readingJob(workspaceId)]);
  }
}
