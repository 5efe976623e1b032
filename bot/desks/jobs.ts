import { z } from 'zod';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { isPlatformError } from '#bot/slack/own-messages.ts';
import { membersOf } from '#bot/slack/people.ts';
import type { Task } from '#bot/worker.ts';
import { CHECK_PRESENCE, type DeskId, takePresence, watchedStaff } from './presence.ts';

const Desk = z.object({ workspaceId: z.string(), deskId: z.string() });

export function deskTasks(deps: SlackDeps): Record<string, Task> {
  return { [CHECK_PRESENCE]: { run: (payload) => checkPresence(deps, Desk.parse(payload)) } };
}

/** Looks who of the staff is in the triage channel, for those who came or left while the bot could not hear. */
async function checkPresence(deps: SlackDeps, desk: DeskId): Promise<void> {
  const watched = await watchedStaff(deps.db, desk);
  if (!watched) return;
  const members = await membersSeenIn(deps, desk.workspaceId, watched.triageChannelId);
  await deps.db.$transaction((tx) => takePresence(tx, desk, watched, members));
}

/** Nobody in a channel the bot is not in, because there it would not notice anybody leaving. */
async function membersSeenIn(deps: SlackDeps, workspaceId: string, channelId: string): Promise<string[]> {
  const us = await deps.slack.installation(workspaceId);
  const members = await membersOf(deps, workspaceId, channelId).catch((error: unknown): string[] => {
    if (isPlatformError(error, 'channel_not_found')) return [];
    throw error;
  });
  if (us && members.includes(us.botUserId)) return members;
  deps.log.warn({ workspaceId, channelId }, 'the bot is not in the triage channel, so nobody has staff rights');
  return [];
}
