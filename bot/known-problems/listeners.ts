import type { App, BlockButtonAction } from '@slack/bolt';
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { fromInput } from '#bot/slack/escape.ts';
import { openForm } from '#bot/slack/forms.ts';
import { fieldOf, ticketNumber, workspaceOf } from '#bot/slack/payloads.ts';
import { ANNOUNCE_PROBLEM, ATTACH_TICKET, DETACH_TICKET, SAY_SAME_HERE, UPDATE_PROBLEM } from '#bot/tickets/action-ids.ts';
import { findTicket } from '#bot/tickets/ticket.ts';
import { viewOf } from '#bot/tickets/views.ts';
import { wordsFor } from '#bot/words/words.ts';
import {
  ANNOUNCE_MODAL,
  ATTACH_MODAL,
  announceModal,
  attachModal,
  PARENT_CHOICE,
  PROBLEM_TEXT,
  UPDATE_MODAL,
  UPDATE_TEXT,
  updateModal,
} from './blocks.ts';
import { announceProblem, attachTicket, audienceOf, detachTicket, peopleIn, updateProblem } from './known-problems.ts';
import { saySameHere } from './same-here.ts';

/** Connects known problems to Slack: announcing, attaching, telling everybody, and "same here". */
export function registerKnownProblems(app: App, deps: SlackDeps): void {
  for (const actionId of [ANNOUNCE_PROBLEM, UPDATE_PROBLEM]) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, client, context }) => {
      const workspaceId = workspaceOf(context);
      const ticketId = ticketNumber(action.value);
      await requireRight(deps.db, 'announce a known problem', { workspaceId, actorId: body.user.id, ticketId });
      const problem = await findTicket(deps.db, workspaceId, ticketId);
      const isUpdate = actionId === UPDATE_PROBLEM && problem.problemSince !== null;
      const form = isUpdate ? updateModal(problem, peopleIn(await audienceOf(deps.db, problem))) : announceModal(problem);
      await openForm(client, body, form);
      await ack();
    });
  }

  app.action<BlockButtonAction>(ATTACH_TICKET, async ({ ack, action, body, client, context }) => {
    const [ticketId, parentId] = numbersIn(action.value);
    const who = { workspaceId: workspaceOf(context), ticketId, actorId: body.user.id };
    if (parentId !== undefined) {
      await attachTicket(deps, who, parentId);
    } else {
      await requireRight(deps.db, 'announce a known problem', who);
      const { ticket, knownProblems } = await viewOf(deps.db, who.workspaceId, ticketId);
      const others = knownProblems.filter((known) => known.ticketId !== ticketId);
      if (others.length === 0) throw new UserError('no_problem', NO_PROBLEM);
      const problems = others.map(({ ticketId: id, text }) => ({ id, problem: text, problemSince: null }));
      await openForm(client, body, attachModal(ticket.id, problems));
    }
    await ack();
  });

  app.action<BlockButtonAction>(DETACH_TICKET, async ({ ack, action, body, context }) => {
    const who = { workspaceId: workspaceOf(context), ticketId: ticketNumber(action.value), actorId: body.user.id };
    await detachTicket(deps, who);
    await ack();
  });

  app.action<BlockButtonAction>(SAY_SAME_HERE, async ({ ack, action, body, context, respond }) => {
    const [workspaceId, memberId] = [workspaceOf(context), body.user.id];
    const isNew = await saySameHere(deps, { workspaceId, parentId: ticketNumber(action.value), memberId });
    await ack();
    const { knownProblems } = await wordsFor(deps.db, workspaceId, memberId);
    const text = isNew ? knownProblems.noted : knownProblems.notedAlready;
    await respond({ response_type: 'ephemeral', replace_original: false, text });
  });

  app.view(ANNOUNCE_MODAL, async ({ ack, view, body, context }) => {
    const who = { workspaceId: workspaceOf(context), ticketId: ticketNumber(view.private_metadata), actorId: body.user.id };
    await announceProblem(deps, who, fromInput(fieldOf(view, PROBLEM_TEXT).value ?? ''));
    await ack();
  });

  app.view(UPDATE_MODAL, async ({ ack, view, body, context }) => {
    const text = fromInput(fieldOf(view, UPDATE_TEXT).value ?? '').trim();
    if (text === '')
      return ack({ response_action: 'errors', errors: { [UPDATE_TEXT.blockId]: 'Please write what is new first.' } });
    const who = { workspaceId: workspaceOf(context), ticketId: ticketNumber(view.private_metadata), actorId: body.user.id };
    await updateProblem(deps, who, text, `problem-update:${view.id}`);
    await ack();
  });

  app.view(ATTACH_MODAL, async ({ ack, view, body, context }) => {
    const who = { workspaceId: workspaceOf(context), ticketId: ticketNumber(view.private_metadata), actorId: body.user.id };
    await attachTicket(deps, who, ticketNumber(fieldOf(view, PARENT_CHOICE).selected_option?.value));
    await ack();
  });
}

const NO_PROBLEM =
  'This desk has no known problem right now. Open the card of one that several members have, and press *Known problem* under *More…*.';

const Pair = z.string().regex(/^\d{1,10}:\d{1,10}$/);

/** "12", or "12:7" for request 12 and known problem 7. */
function numbersIn(value: unknown): [number, number | undefined] {
  const pair = Pair.safeParse(value);
  if (!pair.success) return [ticketNumber(value), undefined];
  const [ticketId, parentId] = pair.data.split(':');
  return [ticketNumber(ticketId), ticketNumber(parentId)];
}
