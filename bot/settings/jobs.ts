import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Person } from '#bot/members/members.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { standingIn } from '#bot/slack/conversations.ts';
import { withinLimits } from '#bot/slack/limits.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { isPlatformError } from '#bot/slack/own-messages.ts';
import { membersOf, whoIs } from '#bot/slack/people.ts';
import type { Task } from '#bot/worker.ts';
import { setupReport } from './blocks.ts';
import { type Findings, placesOf, takeOver } from './check.ts';
import { CHECK_SETUP, type SetupCheck } from './settings.ts';

const Check = z.object({ workspaceId: z.string(), adminId: z.string(), checkId: z.string() });

export function settingsTasks(deps: SlackDeps): Record<string, Task> {
  return { [CHECK_SETUP]: { run: (payload) => checkSetup(deps, Check.parse(payload)) } };
}

/** For fifty people on a busy store. */
const LONGEST_MS = 20_000;

/** Looks whether the settings work in Slack, takes over what it finds, and tells the admin once, however often it runs. */
async function checkSetup(deps: SlackDeps, check: SetupCheck): Promise<void> {
  const { workspaceId, adminId, checkId } = check;
  const findings = await lookAround(deps, workspaceId);
  await deps.db.$transaction(
    async (tx) => {
      const text = setupReport(await takeOver(tx, deps, workspaceId, findings));
      const content = { kind: 'text', text };
      await saySoon(tx, deps, workspaceId, { key: `${CHECK_SETUP}:${checkId}`, channelId: adminId, content });
    },
    { timeout: LONGEST_MS },
  );
}

async function lookAround(deps: SlackDeps, workspaceId: string): Promise<Findings> {
  const client = await deps.slack.client(workspaceId);
  const { desks, digestChannelId } = await placesOf(deps.db, workspaceId);
  const channels: Findings['channels'] = new Map();
  const named = [
    ...desks.flatMap((desk) => [...desk.helpChannelIds, desk.triageChannelId]),
    ...(digestChannelId ? [digestChannelId] : []),
  ];
  for (const channelId of new Set(named))
    channels.set(channelId, (await standingIn(deps, client, workspaceId, channelId)).standing);

  const people: Person[] = [];
  const unknownIds: string[] = [];
  for (const memberId of new Set(desks.flatMap((desk) => desk.staffIds))) {
    const person = await personOf(deps, client, workspaceId, memberId);
    if (person) people.push(person);
    else unknownIds.push(memberId);
  }

  const present: Findings['present'] = new Map();
  for (const { triageChannelId } of desks) {
    if (channels.get(triageChannelId) === 'in') present.set(triageChannelId, await membersOf(deps, workspaceId, triageChannelId));
  }
  const presentBefore = new Map(desks.map(({ deskId, presentIds }) => [deskId, presentIds]));
  return { channels, people, unknownIds, present, presentBefore };
}

/** Null for an id Slack does not know, or not here. */
async function personOf(deps: SlackDeps, client: WebClient, workspaceId: string, memberId: string): Promise<Person | null> {
  try {
    return await withinLimits(deps, workspaceId, 'users.info', () => whoIs(client, workspaceId, memberId));
  } catch (error) {
    if (isPlatformError(error, 'user_not_found') || isPlatformError(error, 'user_not_visible')) return null;
    throw error;
  }
}
