import type { App, BlockButtonAction, RespondFn } from '@slack/bolt';
import { deskForStaff } from '#bot/desks/desks.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { savedRepliesFor } from '#bot/saved-replies/saved-replies.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { ticketNumber, workspaceOf } from '#bot/slack/payloads.ts';
import {
  type Answer,
  BACK_TO_LIST,
  CLAIM_LINE,
  doneBlocks,
  FIRST_HITS,
  FIRST_PAGE,
  NEXT_HITS,
  NEXT_PAGE,
  queueList,
  SHOW_HIT,
  SHOW_LINE,
  savedRepliesList,
  searchResults,
  sentence,
  shownTicket,
  splitOffer,
  statsBlocks,
  triageHelp,
} from './blocks.ts';
import { type Command, onlyNumbersIn, readCommand } from './commands.ts';
import { filterMeant, placeValue, pressedPlace } from './filters.ts';
import { staffMeant } from './people.ts';
import { pressedSearch, searchFor, searchTickets, ticketSearchedFor } from './search.ts';
import { deskStats } from './stats.ts';
import { doStep, type StepCommand, type Typing } from './steps.ts';
import { ticketStory } from './story.ts';
import { STEPS, type StepName } from './story-blocks.ts';
import { deskMeant, queuePage, takeNext, ticketToWorkOn } from './triage.ts';

/** Who asks, and in which channel. */
type Asking = Typing & { channelId: string };

/** Connects the queue to Slack: `/triage` and what can be pressed in its answers. */
export function registerTriage(app: App, deps: SlackDeps): void {
  app.command('/triage', async ({ ack, command, context }) => {
    const who = { workspaceId: workspaceOf(context), memberId: command.user_id };
    // Before anything typed is judged: who is not staff hears only that.
    await deskForStaff(deps.db, who.workspaceId, who.memberId);
    const asking = { ...who, channelId: command.channel_id, key: command.trigger_id };
    await ack({ response_type: 'ephemeral', ...(await answerTo(deps, asking, readCommand(command.text))) });
  });
  registerList(app, deps);
  registerSearch(app, deps);
  registerSteps(app, deps);
}

async function answerTo(deps: SlackDeps, who: Asking, command: Command): Promise<Answer> {
  const { workspaceId, memberId } = who;
  switch (command.verb) {
    case 'help':
      return triageHelp();
    case 'list': {
      const desk = await deskMeant(deps.db, who, who.channelId);
      const filter = await filterMeant(deps.db, { ...who, desk }, command.typed);
      return queueList(await queuePage(deps, who, { filter, after: null }));
    }
    case 'next':
      return nextOne(deps, who);
    case 'show':
      return shownTicket(await ticketStory(deps, workspaceId, memberId, command.id));
    case 'split':
      return splitOffer(await ticketToWorkOn(deps.db, who, command.id));
    case 'search':
      return searched(deps, who, command.typed);
    case 'stats': {
      const desk = await deskMeant(deps.db, who, who.channelId);
      const about = command.typed === '' ? memberId : await staffMeant(deps.db, who, desk.id, command.typed);
      return statsBlocks(await deskStats(deps, who, desk, about), memberId);
    }
    case 'replies': {
      const desk = await deskMeant(deps.db, who, who.channelId);
      return savedRepliesList(await savedRepliesFor(deps.db, workspaceId, memberId, desk.id));
    }
    default: {
      const { text, undoable } = await doStep(deps, who, command satisfies StepCommand);
      return doneBlocks(text, undoable);
    }
  }
}

async function nextOne(deps: SlackDeps, who: Asking): Promise<Answer> {
  const desk = await deskMeant(deps.db, who, who.channelId);
  const taken = await takeNext(deps, who, desk.id);
  if (taken === null) return sentence('Every request has somebody who looks after it. Enjoy the quiet!');
  const story = shownTicket(await ticketStory(deps, who.workspaceId, who.memberId, taken));
  const news = sentence(`Request #${taken} is yours now.`);
  return { text: `${news.text}\n${story.text}`, blocks: [...news.blocks, ...story.blocks] };
}

async function searched(deps: SlackDeps, who: Asking, typed: string): Promise<Answer> {
  const { workspaceId, memberId } = who;
  const ticketId = await ticketSearchedFor(deps, workspaceId, memberId, typed);
  if (ticketId !== null) return shownTicket(await ticketStory(deps, workspaceId, memberId, ticketId));
  return searchResults(await searchTickets(deps, workspaceId, memberId, searchFor(typed)));
}

function registerList(app: App, deps: SlackDeps): void {
  for (const actionId of [NEXT_PAGE, FIRST_PAGE, BACK_TO_LIST]) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, context, respond }) => {
      const who = { workspaceId: workspaceOf(context), memberId: body.user.id };
      const page = await queuePage(deps, who, pressedPlace(action.value).place);
      await ack();
      await turn(respond, queueList(page));
    });
  }

  app.action<BlockButtonAction>(SHOW_LINE, async ({ ack, action, body, context, respond }) => {
    const { place, ticketId } = pressedPlace(action.value);
    const story = await ticketStory(deps, workspaceOf(context), body.user.id, ticketNumber(String(ticketId)));
    await ack();
    await turn(respond, shownTicket(story, { actionId: BACK_TO_LIST, value: placeValue(place) }));
  });

  app.action<BlockButtonAction>(CLAIM_LINE, async ({ ack, action, body, context, respond }) => {
    const who = { workspaceId: workspaceOf(context), memberId: body.user.id, key: body.trigger_id };
    const { place, ticketId } = pressedPlace(action.value);
    // Before anything is done, so that somebody without a right to the list is not told that it failed after it worked.
    await requireRight(deps.db, 'see the queue', { ...who, actorId: who.memberId, deskId: place.filter.deskId });
    const { text } = await doStep(deps, who, { verb: 'claim', ids: [ticketNumber(String(ticketId))] });
    await ack();
    await turn(respond, queueList(await queuePage(deps, who, place), text));
  });
}

function registerSearch(app: App, deps: SlackDeps): void {
  for (const actionId of [NEXT_HITS, FIRST_HITS]) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, context, respond }) => {
      const found = await searchTickets(deps, workspaceOf(context), body.user.id, pressedSearch(action.value));
      await ack();
      await turn(respond, searchResults(found));
    });
  }

  // Beside the results, which stay: somebody who looks for something looks at several.
  app.action<BlockButtonAction>(SHOW_HIT, async ({ ack, action, body, context, respond }) => {
    const story = await ticketStory(deps, workspaceOf(context), body.user.id, ticketNumber(action.value));
    await ack();
    await respond({ response_type: 'ephemeral', replace_original: false, ...shownTicket(story) });
  });
}

function registerSteps(app: App, deps: SlackDeps): void {
  const commands: Record<StepName, (ids: number[]) => StepCommand> = {
    claim: (ids) => ({ verb: 'claim', ids }),
    solve: (ids) => ({ verb: 'resolve', ids, topic: null }),
    dismiss: (ids) => ({ verb: 'dismiss', ids }),
    reopen: (ids) => ({ verb: 'reopen', ids }),
    undo: (ids) => ({ verb: 'undo', ids }),
  };
  for (const [name, actionId] of Object.entries(STEPS)) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, context, respond }) => {
      const who = { workspaceId: workspaceOf(context), memberId: body.user.id, key: body.trigger_id };
      const { text, undoable } = await doStep(deps, who, commands[name as StepName](onlyNumbersIn(action.value)));
      await ack();
      await turn(respond, doneBlocks(text, undoable));
    });
  }
}

/** What is shown takes the place of what was pressed in. */
async function turn(respond: RespondFn, answer: Answer): Promise<void> {
  await respond({ response_type: 'ephemeral', replace_original: true, ...answer });
}
