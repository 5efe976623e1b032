import { createHash } from 'node:crypto';
import { z } from 'zod';
import { nameOf } from '#bot/members/members.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { SHOW_HOME } from '#bot/slack/homes.ts';
import { withinLimits } from '#bot/slack/limits.ts';
import { isPlatformError } from '#bot/slack/own-messages.ts';
import type { Voice } from '#bot/slack/saying.ts';
import { findTicket } from '#bot/tickets/ticket.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Task } from '#bot/worker.ts';
import { addedMessage, homePage } from './blocks.ts';
import { homeOf } from './home.ts';
import { ADDED_BY_REQUESTER } from './requests.ts';

/** The transaction is open while Slack is called, so that a second rendering waits for the first. */
const LONGEST_MS = 40_000;

/** Makes Slack show what the rows say in one person's App Home, or does nothing if Slack has it already. */
async function showHome(deps: SlackDeps, person: { workspaceId: string; memberId: string }): Promise<void> {
  const { workspaceId, memberId } = person;
  const client = await deps.slack.client(workspaceId);
  await deps.db.$transaction(
    async (tx) => {
      // Not the person's row: what Slack says of people, and rights, must not wait for a call.
      await tx.$executeRaw`select 1 from pg_advisory_xact_lock(hashtextextended(${`home:${workspaceId}:${memberId}`}, 0))`;
      const view = await homeOf(tx, deps, person);
      if (!view) return;
      const page = homePage(view, deps.now());
      const hash = createHash('sha256').update(JSON.stringify(page)).digest('base64url');
      const known = await tx.member.findUnique({
        where: { workspaceId_id: { workspaceId, id: memberId } },
        select: { homeHash: true },
      });
      if (known?.homeHash === hash) return;
      try {
        await withinLimits(deps, workspaceId, 'views.publish', () => client.views.publish({ user_id: memberId, view: page }));
      } catch (error) {
        if (!NOWHERE.some((name) => isPlatformError(error, name))) throw error;
        deps.log.warn({ workspaceId, memberId }, 'somebody has no Home tab of ours to show anything in');
        return;
      }
      await tx.member.updateMany({ where: { workspaceId, id: memberId }, data: { homeHash: hash } });
    },
    { timeout: LONGEST_MS, maxWait: LONGEST_MS },
  );
}

/** The Home tab is switched off, or the person is not (any more) one whom Slack shows ours. */
const NOWHERE = ['not_enabled', 'user_not_found', 'user_disabled'];

const Person = z.object({ workspaceId: z.string(), memberId: z.string() });

export function homeTasks(deps: SlackDeps): Record<string, Task> {
  return { [SHOW_HOME]: { run: (payload) => showHome(deps, Person.parse(payload)) } };
}

const Added = z.object({ ticketId: z.number(), text: z.string() });

/** Repeats what a requester typed in App Home: in their direct message to them, in a channel's thread with their name. */
const sayAdded: Voice = {
  render: async (tx, _deps, workspaceId, content) => {
    const { ticketId, text } = Added.parse(content);
    const { requesterId, channelId, talksInDm } = await findTicket(tx, workspaceId, ticketId);
    const words = await wordsFor(tx, workspaceId, requesterId);
    const isBetweenUs = talksInDm || channelId.startsWith('D');
    const name = isBetweenUs ? null : await nameOf(tx, workspaceId, requesterId);
    return addedMessage(text, words, name);
  },
};

export const homeVoices: Record<string, Voice> = { [ADDED_BY_REQUESTER]: sayAdded };
