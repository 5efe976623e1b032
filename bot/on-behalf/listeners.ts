import type { App, BlockButtonAction, SlashCommand, ViewOutput } from '@slack/bolt';
import { UserError } from '#bot/errors.ts';
import { findOrganisation } from '#bot/members/finding.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { fromInput, unescapeText } from '#bot/slack/escape.ts';
import { openForm } from '#bot/slack/forms.ts';
import { actorIn, fieldOf, ticketNumber, workspaceOf } from '#bot/slack/payloads.ts';
import { meetMentioned } from '#bot/slack/people.ts';
import { ANSWERED_ELSEWHERE } from '#bot/tickets/action-ids.ts';
import { findTicket } from '#bot/tickets/ticket.ts';
import { dismissTicket } from '#bot/tickets/tickets.ts';
import {
  ANSWERED,
  ANSWERED_FIELD,
  CONTACT_FIELD,
  DESK_FIELD,
  ELSEWHERE_FORM,
  elsewhereForm,
  LOG_FORM,
  LOG_HELP,
  logForm,
  loggedAnswer,
  loggedSentence,
  MEMBER_FIELD,
  NAME_FIELD,
  ORGANISATION_FIELD,
  savedForm,
  TIME_FIELD,
  UNDO_LOG,
  WHAT_FIELD,
} from './blocks.ts';
import {
  answerElsewhere,
  desksToLogAt,
  type Logged,
  logRequest,
  objectionToAnswer,
  objectionToTime,
  unanswered,
} from './on-behalf.ts';
import { CONTACTS, readLog } from './typed.ts';

type Staff = { workspaceId: string; actorId: string };

/** Connects to Slack what staff enter on behalf of members: contacts outside Slack, and answers given there. */
export function registerOnBehalf(app: App, deps: SlackDeps): void {
  registerLog(app, deps);
  registerElsewhere(app, deps);
}

function registerLog(app: App, deps: SlackDeps): void {
  app.command('/log', async ({ ack, command, client, context }) => {
    const staff = { workspaceId: workspaceOf(context), actorId: command.user_id };
    const desks = await desksToLogAt(deps, staff);
    const typed = readLog(command.text ?? '');
    if (/^help$/i.test(typed.text)) return ack({ response_type: 'ephemeral', text: LOG_HELP });
    const [desk] = desks;
    const { contact, memberId, text } = typed;
    if (desk && contact && memberId && text !== '') {
      await meetMentioned(deps, staff.workspaceId, [memberId]);
      const logged = { deskId: desk.id, contact, who: { memberId }, text, at: deps.now(), isAnswered: false };
      const ticketId = await logRequest(deps, staff, { key: keyOf(command), ...logged });
      return ack({ response_type: 'ephemeral', ...loggedAnswer(ticketId, memberId) });
    }
    await client.views.open({ trigger_id: command.trigger_id, view: logForm(desks, typed, deps.now()) });
    await ack();
  });

  app.action<BlockButtonAction>(UNDO_LOG, async ({ ack, action, body, context, respond }) => {
    const ticketId = ticketNumber(action.value);
    await dismissTicket(deps, { workspaceId: workspaceOf(context), ticketId, actorId: body.user.id });
    await ack();
    await respond({ replace_original: true, response_type: 'ephemeral', text: `Request #${ticketId} is taken back.` });
  });

  app.view(LOG_FORM, async ({ ack, view, body, context }) => {
    const staff = actorIn(context, body);
    const read = await readForm(deps, staff, view);
    if ('errors' in read) return ack({ response_action: 'errors', errors: read.errors });
    if ('memberId' in read.who) await meetMentioned(deps, staff.workspaceId, [read.who.memberId]);
    const ticketId = await logRequest(deps, staff, read);
    await ack({ response_action: 'update', view: savedForm('Written down', loggedSentence(ticketId, read.isAnswered)) });
  });
}

const keyOf = ({ trigger_id }: SlashCommand) => `log:${trigger_id}`;

/** What the form says, or what is wrong in it, beside the field; nothing typed is lost. */
async function readForm(deps: SlackDeps, staff: Staff, view: ViewOutput): Promise<Logged | { errors: Record<string, string> }> {
  const line = (field: typeof WHAT_FIELD) => fromInput(fieldOf(view, field).value ?? '').trim();
  const [text, name, organisation] = [line(WHAT_FIELD), line(NAME_FIELD), line(ORGANISATION_FIELD)];
  const memberId = fieldOf(view, MEMBER_FIELD).selected_user ?? null;
  const contact = CONTACTS.find((one) => one === fieldOf(view, CONTACT_FIELD).selected_option?.value);
  const picked = fieldOf(view, TIME_FIELD).selected_date_time;
  const at = picked == null ? deps.now() : new Date(picked * 1000);
  const [first] = await desksToLogAt(deps, staff);
  const deskId = fieldOf(view, DESK_FIELD).selected_option?.value ?? first?.id;
  const objection = objectionToTime(at, deps.now());
  const errors: Record<string, string> = {};
  if (text === '') errors[WHAT_FIELD.blockId] = 'Please write in a line what they want.';
  if (!contact) errors[CONTACT_FIELD.blockId] = 'Please choose how they reached you.';
  if (!memberId && name === '') errors[MEMBER_FIELD.blockId] = 'Please choose who they are, or type a name below.';
  if (memberId && name !== '') errors[NAME_FIELD.blockId] = 'Please choose a person or type a name, not both.';
  if (objection) errors[TIME_FIELD.blockId] = objection;
  const organisationId = memberId || organisation === '' ? null : await organisationNamed(deps, staff, organisation, errors);
  if (Object.keys(errors).length > 0 || !contact || !deskId) return { errors };
  const who = memberId ? { memberId } : { name, organisationId };
  const isAnswered = (fieldOf(view, ANSWERED_FIELD).selected_options ?? []).some(({ value }) => value === ANSWERED);
  return { key: `log:${view.id}`, deskId, contact, who, text, at, isAnswered };
}

async function organisationNamed(
  deps: SlackDeps,
  { workspaceId }: Staff,
  typed: string,
  errors: Record<string, string>,
): Promise<string | null> {
  try {
    return (await findOrganisation(deps.db, workspaceId, typed)).id;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    errors[ORGANISATION_FIELD.blockId] = unescapeText(error.message.replaceAll('*', ''));
    return null;
  }
}

function registerElsewhere(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(ANSWERED_ELSEWHERE, async ({ ack, action, body, client, context }) => {
    const ticketId = ticketNumber(action.value);
    await unanswered(deps.db, { workspaceId: workspaceOf(context), ticketId, actorId: body.user.id });
    await openForm(client, body, elsewhereForm(ticketId, deps.now()));
    await ack();
  });

  app.view(ELSEWHERE_FORM, async ({ ack, view, body, context }) => {
    const action = { workspaceId: workspaceOf(context), ticketId: ticketNumber(view.private_metadata), actorId: body.user.id };
    const picked = fieldOf(view, TIME_FIELD).selected_date_time;
    const at = picked == null ? deps.now() : new Date(picked * 1000);
    const problem = objectionToAnswer(await findTicket(deps.db, action.workspaceId, action.ticketId), at, deps.now());
    if (problem) return ack({ response_action: 'errors', errors: { [TIME_FIELD.blockId]: problem } });
    await answerElsewhere(deps, action, at);
    await ack({ response_action: 'clear' });
  });
}
