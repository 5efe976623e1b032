import type { App, BlockButtonAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import type { Deed } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { fromInput } from '#bot/slack/escape.ts';
import { openForm } from '#bot/slack/forms.ts';
import { fieldOf, ticketNumber, workspaceOf } from '#bot/slack/payloads.ts';
import * as ids from '#bot/tickets/action-ids.ts';
import { findTicket } from '#bot/tickets/ticket.ts';
import { type Action, claimTicket, dismissTicket, reopenTicket, resolveAsUsual, undoLastStep } from '#bot/tickets/tickets.ts';
import type { TicketView } from '#bot/tickets/views.ts';
import { CLAIM_HERE, DISMISS_HERE, MORE_MODAL, moreModal, REOPEN_HERE, SOLVE_HERE, UNDO_HERE } from './blocks.ts';
import * as forms from './forms.ts';
import { assignTicket, releaseTicket } from './handing.ts';
import { linkTickets, Unlinking, unlinkTickets } from './linking.ts';
import { mergeTicket } from './merging.ts';
import { dayToLookAgain, everythingToDo, neighboursOf, staffOf, viewForStaff } from './more.ts';
import { addNote } from './notes.ts';
import { deskOfAll, handleSeveral, numbersIn, planIn, ticketsToChoose } from './several.ts';
import * as several from './several-forms.ts';
import { priorityNamed, setPriority, setTopic } from './sorting.ts';
import { partsToSplit, splitTicket } from './splitting.ts';
import { startOfDayTyped, waitForMember, waitForOthers } from './waiting-moves.ts';

type Step = { rule: (deps: SlackDeps, action: Action) => Promise<void>; done: string };

/** What is done by the press alone. */
const STEPS: Record<string, Step> = {
  [CLAIM_HERE]: { rule: claimTicket, done: 'it is yours now.' },
  [SOLVE_HERE]: { rule: resolveAsUsual, done: 'it is resolved.' },
  [DISMISS_HERE]: { rule: dismissTicket, done: 'it is marked as not a request.' },
  [REOPEN_HERE]: { rule: reopenTicket, done: 'it is back in work.' },
  [UNDO_HERE]: { rule: undoLastStep, done: 'the last step is taken back.' },
  [ids.RELEASE_TICKET]: { rule: releaseTicket, done: 'it is given back, and anybody can claim it.' },
  [ids.WAIT_FOR_MEMBER]: { rule: waitForMember, done: 'the member sees that we wait for them.' },
};

type Form = (deps: SlackDeps, action: Action, view: TicketView) => Promise<ModalView> | ModalView;

/** What asks something first, in a form. */
const FORMS: Record<string, Form> = {
  [ids.ASSIGN_TICKET]: async ({ db }, { workspaceId }, view) =>
    forms.assignForm(view, await staffOf(db, workspaceId, view.ticket.deskId)),
  [ids.SET_PRIORITY]: (_deps, _action, view) => forms.priorityForm(view),
  [ids.SET_TOPIC]: (_deps, _action, view) => forms.topicForm(view),
  [ids.WAIT_FOR_OTHERS]: async (deps, _action, view) => forms.othersForm(view, await dayToLookAgain(deps.db, deps, view)),
  [ids.ADD_NOTE]: (_deps, _action, view) => forms.noteForm(view),
  [ids.MERGE_TICKET]: async ({ db }, _action, view) => forms.mergeForm(view, await neighboursOf(db, view)),
  [ids.LINK_TICKET]: async ({ db }, _action, view) => forms.linkForm(view, await neighboursOf(db, view)),
  [ids.SPLIT_TICKET]: async (deps, action, view) => {
    const { parts, names } = await partsToSplit(deps, action);
    return forms.splitForm(view, parts, names);
  },
};

/** Connects to Slack what staff do with a request besides answering it: "More…" and its forms. */
export function registerHandling(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(ids.MORE_MOVES, async ({ ack, action, body, client, context }) => {
    await openForm(client, body, await more(deps, actionOf(context, action.value, body)));
    await ack();
  });

  for (const [actionId, { rule, done }] of Object.entries(STEPS)) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, client, context }) => {
      const taken = actionOf(context, action.value, body);
      await rule(deps, taken);
      if (body.view?.callback_id === MORE_MODAL) await openForm(client, body, await more(deps, taken, done));
      await ack();
    });
  }

  for (const [actionId, formOf] of Object.entries(FORMS)) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, client, context }) => {
      const asked = actionOf(context, action.value, body);
      const view = await viewForStaff(deps.db, asked, await deedOf(deps, actionId, asked));
      await openForm(client, body, await formOf(deps, asked, view));
      // Last, so that a form that could not be opened is still answered with a sentence.
      await ack();
    });
  }

  app.action<BlockButtonAction>(ids.UNLINK_TICKET, async ({ ack, action, body, client, context }) => {
    const { ticketId, otherId } = Unlinking.decode(action.value);
    const taken = { workspaceId: workspaceOf(context), ticketId, actorId: body.user.id };
    await unlinkTickets(deps, taken, otherId);
    const view = await viewForStaff(deps.db, taken);
    if (body.view?.type === 'modal') await openForm(client, body, forms.linkForm(view, await neighboursOf(deps.db, view)));
    await ack();
  });

  registerForms(app, deps);
  registerSeveral(app, deps);
}

/** The forms as they come back; whatever a rule refuses is said on top of them, with everything typed still there. */
function registerForms(app: App, deps: SlackDeps): void {
  app.view(forms.ASSIGN_FORM, async ({ ack, view, body, context }) => {
    const memberId = fieldOf(view, forms.ASSIGNEE).selected_user;
    if (!memberId) return ack(wrong(forms.ASSIGNEE, 'Please choose who looks after it.'));
    await assignTicket(deps, actionOf(context, view.private_metadata, body), memberId);
    await ack();
  });

  app.view(forms.PRIORITY_FORM, async ({ ack, view, body, context }) => {
    const chosen = priorityNamed(fieldOf(view, forms.PRIORITY).selected_option?.value ?? '');
    await setPriority(deps, actionOf(context, view.private_metadata, body), chosen);
    await ack();
  });

  app.view(forms.TOPIC_FORM, async ({ ack, view, body, context }) => {
    const topic = fieldOf(view, forms.TOPIC).selected_option?.value;
    if (!topic) return ack(wrong(forms.TOPIC, 'Please choose a topic.'));
    await setTopic(deps, actionOf(context, view.private_metadata, body), topic);
    await ack();
  });

  app.view(forms.OTHERS_FORM, async ({ ack, view, body, context }) => {
    const whom = fromInput(fieldOf(view, forms.WHOM).value ?? '').trim();
    const day = fieldOf(view, forms.UNTIL).selected_date;
    if (whom === '') return ack(wrong(forms.WHOM, 'Please write for whom it waits.'));
    if (!day) return ack(wrong(forms.UNTIL, 'Please choose a day.'));
    const action = actionOf(context, view.private_metadata, body);
    const { deskId } = await findTicket(deps.db, action.workspaceId, action.ticketId);
    const hours = hoursOf(await deskOf(deps.db, action.workspaceId, deskId));
    await waitForOthers(deps, action, { whom, until: startOfDayTyped(hours, day) });
    await ack();
  });

  app.view(forms.NOTE_FORM, async ({ ack, view, body, context }) => {
    const text = fromInput(fieldOf(view, forms.NOTE_TEXT).value ?? '').trim();
    if (text === '') return ack(wrong(forms.NOTE_TEXT, 'Please write the note first.'));
    await addNote(deps, actionOf(context, view.private_metadata, body), { text, key: `note:${view.id}` });
    await ack();
  });

  for (const [callbackId, rule] of [
    [forms.MERGE_FORM, mergeTicket],
    [forms.LINK_FORM, linkTickets],
  ] as const) {
    app.view(callbackId, async ({ ack, view, body, context }) => {
      const otherId = forms.numberTyped(fieldOf(view, forms.OTHER_NUMBER).value);
      if (otherId === null) return ack(wrong(forms.OTHER_NUMBER, forms.NUMBER_MISSING));
      await rule(deps, actionOf(context, view.private_metadata, body), otherId);
      await ack();
    });
  }

  app.view(forms.SPLIT_FORM, async ({ ack, view, body, context }) => {
    const messageTs = (fieldOf(view, forms.PARTS).selected_options ?? []).map(({ value }) => value);
    if (messageTs.length === 0) return ack(wrong(forms.PARTS, 'Please choose at least one.'));
    await splitTicket(deps, actionOf(context, view.private_metadata, body), { messageTs });
    await ack();
  });
}

/** The same with several requests of a list: which and what, then how, then what became of each. */
function registerSeveral(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(ids.HANDLE_SEVERAL, async ({ ack, action, body, client, context }) => {
    const chosen = await ticketsToChoose(deps.db, workspaceOf(context), body.user.id, numbersIn(action.value));
    await openForm(client, body, several.severalForm(chosen));
    await ack();
  });

  app.view(several.SEVERAL_FORM, async ({ ack, view, body, context }) => {
    const which = (fieldOf(view, several.WHICH).selected_options ?? []).map(({ value }) => Number(value));
    if (which.length === 0) return ack(wrong(several.WHICH, 'Please choose at least one.'));
    const deed = fieldOf(view, several.WHAT).selected_option?.value;
    if (!deed) return ack(wrong(several.WHAT, 'Please choose what shall be done.'));
    const plan = planIn(JSON.stringify({ ids: which, deed }));
    const chosen = await ticketsToChoose(deps.db, workspaceOf(context), body.user.id, plan.ids);
    const { topics } = await deskOfAll(deps.db, workspaceOf(context), chosen);
    await ack({ response_action: 'update', view: several.severalConfirm(plan, topics) });
  });

  app.view(several.SEVERAL_CONFIRMED, async ({ ack, view, body, context }) => {
    const plan = planIn(view.private_metadata);
    const intoId = forms.numberTyped(fieldOf(view, forms.OTHER_NUMBER).value);
    if (plan.deed === 'merge' && intoId === null) return ack(wrong(forms.OTHER_NUMBER, forms.NUMBER_MISSING));
    const answers = {
      memberId: fieldOf(view, forms.ASSIGNEE).selected_user ?? undefined,
      priority: fieldOf(view, forms.PRIORITY).selected_option?.value,
      outcome: fieldOf(view, several.OUTCOME).selected_option?.value,
      topic: fieldOf(view, forms.TOPIC).selected_option?.value,
      intoId: intoId ?? undefined,
    };
    const result = await handleSeveral(deps, workspaceOf(context), body.user.id, plan, answers);
    await ack({ response_action: 'update', view: several.severalResult(result) });
  });
}

async function more({ db }: SlackDeps, action: Action, done?: string): Promise<ModalView> {
  const { view, may } = await everythingToDo(db, action);
  return moreModal(view, may, done);
}

/** The words of a private request, and notes on it, are for its readers. */
async function deedOf({ db }: SlackDeps, actionId: string, { workspaceId, ticketId }: Action): Promise<Deed> {
  if (actionId !== ids.ADD_NOTE && actionId !== ids.SPLIT_TICKET) return 'work on a request';
  const { isPrivate } = await findTicket(db, workspaceId, ticketId);
  return isPrivate ? 'answer a private request' : 'work on a request';
}

function actionOf(context: Parameters<typeof workspaceOf>[0], value: unknown, body: { user: { id: string } }): Action {
  return { workspaceId: workspaceOf(context), ticketId: ticketNumber(value), actorId: body.user.id };
}

function wrong({ blockId }: { blockId: string }, sentence: string) {
  return { response_action: 'errors' as const, errors: { [blockId]: sentence } };
}
