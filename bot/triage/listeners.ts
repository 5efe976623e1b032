import type { App, BlockButtonAction, RespondFn } from '@slack/bolt';
import { deskForStaff } from '#bot/desks/desks.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { noSuchCommand, wordsOf } from '#bot/slack/nearest.ts';
import { workspaceOf } from '#bot/slack/payloads.ts';
import { findTicket } from '#bot/tickets/ticket.ts';
import { type Action, claimTicket, reopenTicket, resolveAsUsual, resolveTicket } from '#bot/tickets/tickets.ts';
import { FIRST_PAGE, NEXT_PAGE, queueList, sentence, ticketStoryBlocks, triageHelp } from './blocks.ts';
import { queuePage, ticketStory, typedNumber } from './triage.ts';

type Answer = ReturnType<typeof sentence>;
type Command = (deps: SlackDeps, who: { workspaceId: string; memberId: string }, words: string[]) => Promise<Answer>;

/** What can follow `/triage`; the words are those of bot/triage/blocks.ts triageHelp. */
const COMMANDS: Record<string, Command> = {
  list: async (deps, { workspaceId, memberId }) => queueList(await queuePage(deps, workspaceId, memberId, 0)),
  show: async (deps, { workspaceId, memberId }, [number]) =>
    ticketStoryBlocks(await ticketStory(deps, workspaceId, memberId, typedNumber(number, 'show'))),
  claim: (deps, who, [number]) => step(deps, who, typedNumber(number, 'claim'), claimTicket, 'is yours now'),
  resolve: (deps, who, [number, ...topic]) =>
    step(deps, who, typedNumber(number, 'resolve'), topic.length > 0 ? asTopic(topic.join(' ')) : resolveAsUsual, 'is resolved'),
  reopen: (deps, who, [number]) => step(deps, who, typedNumber(number, 'reopen'), reopenTicket, 'is back in work'),
  help: async () => triageHelp(),
};

type Rule = (deps: SlackDeps, action: Action) => Promise<void>;

async function step(
  deps: SlackDeps,
  who: { workspaceId: string; memberId: string },
  ticketId: number,
  rule: Rule,
  done: string,
): Promise<Answer> {
  await deskForStaff(deps.db, who.workspaceId, who.memberId);
  await findTicket(deps.db, who.workspaceId, ticketId);
  await rule(deps, { workspaceId: who.workspaceId, ticketId, actorId: who.memberId });
  return sentence(`Request #${ticketId} ${done}.`);
}

const asTopic =
  (topic: string): Rule =>
  (deps, action) =>
    resolveTicket(deps, action, { outcome: 'solved', topic });

/** Connects the queue to Slack: `/triage` and the buttons that turn its pages. */
export function registerTriage(app: App, deps: SlackDeps): void {
  app.command('/triage', async ({ ack, command, context }) => {
    const who = { workspaceId: workspaceOf(context), memberId: command.user_id };
    await deskForStaff(deps.db, who.workspaceId, who.memberId);
    const { verb, rest } = wordsOf(command.text);
    const run = Object.hasOwn(COMMANDS, verb || 'help') ? COMMANDS[verb || 'help'] : undefined;
    if (!run) throw noSuchCommand('/triage', { verb, rest }, Object.keys(COMMANDS));
    await ack({ response_type: 'ephemeral', ...(await run(deps, who, rest)) });
  });

  for (const actionId of [NEXT_PAGE, FIRST_PAGE]) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, context, respond }) => {
      const after = Number(action.value);
      const page = await queuePage(
        deps,
        workspaceOf(context),
        body.user.id,
        Number.isSafeInteger(after) && after > 0 ? Math.min(after, 2_147_483_647) : 0,
      );
      await ack();
      await turn(respond, queueList(page));
    });
  }
}

async function turn(respond: RespondFn, answer: Answer): Promise<void> {
  await respond({ response_type: 'ephemeral', replace_original: true, ...answer });
}
