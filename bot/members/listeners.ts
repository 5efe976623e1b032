import type { App, BlockButtonAction } from '@slack/bolt';
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { fromInput } from '#bot/slack/escape.ts';
import { isPlatformError } from '#bot/slack/own-messages.ts';
import { actorIn, fieldOf, workspaceOf } from '#bot/slack/payloads.ts';
import { meet, readPerson } from '#bot/slack/people.ts';
import { noteDeparture } from '#bot/terms/departures.ts';
import { type Belonging, setBelonging } from './belonging.ts';
import {
  belongingOf,
  belongsWords,
  CHOOSE_ORGANISATION,
  memberBlocks,
  memberHelp,
  noteModal,
  ORGANISATION_FIELD,
  organisationBlocks,
  organisationForm,
  organisationOptions,
  SET_ORGANISATION,
  SET_ORGANISATION_FORM,
  sentence,
} from './blocks.ts';
import { type Found, findMember, findOrganisation, mentionedId, readTyped } from './finding.ts';
import { rememberMember } from './members.ts';
import { memberRecord, organisationChoices, organisationRecord } from './records.ts';

/** Connects people to Slack: who comes and changes, and `/member`. */
export function registerMembers(app: App, deps: SlackDeps): void {
  for (const type of ['team_join', 'user_change'] as const) {
    app.event(type, async ({ event, context }) => {
      const workspaceId = workspaceOf(context);
      const person = readPerson(event.user, workspaceId);
      if (!person) return;
      await rememberMember(deps.db, workspaceId, person, deps.now());
      await deps.db.$transaction((tx) => noteDeparture(tx, deps, workspaceId, person.id));
    });
  }
  registerCommand(app, deps);
  registerForm(app, deps);
}

type Reader = { workspaceId: string; actorId: string };

function registerCommand(app: App, deps: SlackDeps): void {
  app.command('/member', async ({ ack, command, context }) => {
    const reader = { workspaceId: workspaceOf(context), actorId: command.user_id };
    await requireRight(deps.db, 'look members up', reader);
    await ack({ response_type: 'ephemeral', ...(await answerTo(deps, reader, command.text)) });
  });
}

async function answerTo(deps: SlackDeps, reader: Reader, text: string): Promise<ReturnType<typeof sentence>> {
  const { workspaceId } = reader;
  const typed = readTyped(fromInput(text));
  if (typed.kind === 'help') return memberHelp();
  if (typed.kind === 'organisation') {
    const { id } = await findOrganisation(deps.db, workspaceId, typed.name);
    return organisationBlocks(await organisationRecord(deps, reader, id));
  }
  const { id: memberId } = await personMeant(deps, workspaceId, typed.who);
  if (typed.kind === 'belonging') {
    await setBelonging(deps, { ...reader, memberId }, await belongingMeant(deps, workspaceId, typed.organisation));
    return sentence(belongsWords(await memberRecord(deps, reader, memberId)));
  }
  return memberBlocks(await memberRecord(deps, reader, memberId));
}

/** Somebody mentioned whom we have not met yet is asked of Slack. */
async function personMeant(deps: SlackDeps, workspaceId: string, who: string): Promise<Found> {
  const id = mentionedId(who);
  if (id !== undefined) {
    await meet(deps, workspaceId, id).catch((error: unknown) => {
      if (!isPlatformError(error, 'user_not_found') && !isPlatformError(error, 'user_not_visible')) throw error;
    });
  }
  return findMember(deps.db, workspaceId, who);
}

async function belongingMeant(deps: SlackDeps, workspaceId: string, typed: string): Promise<Belonging> {
  if (/^none$/i.test(typed)) return 'none';
  if (/^by e-?mail$/i.test(typed)) return 'by e-mail';
  return { organisationId: (await findOrganisation(deps.db, workspaceId, typed)).id };
}

const MemberId = z.string().regex(/^[A-Z0-9]{2,100}$/i);

function memberIn(value: unknown): string {
  const parsed = MemberId.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UserError('no_member', 'That person cannot be found. Please type `/member @name` again.');
}

function registerForm(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(SET_ORGANISATION, async ({ ack, action, body, client, context }) => {
    const reader = actorIn(context, body);
    await requireRight(deps.db, 'change where a member belongs', reader);
    const record = await memberRecord(deps, reader, memberIn(action.value));
    await client.views.open({ trigger_id: body.trigger_id, view: organisationForm(record) });
    await ack();
  });

  app.options(CHOOSE_ORGANISATION, async ({ ack, options, body, context }) => {
    const typed = typeof options.value === 'string' ? fromInput(options.value) : '';
    const choices = await organisationChoices(deps, actorIn(context, body), typed);
    await ack({ options: organisationOptions(choices, typed) });
  });

  app.view(SET_ORGANISATION_FORM, async ({ ack, view, body, context }) => {
    const reader = actorIn(context, body);
    const memberId = memberIn(view.private_metadata);
    const chosen = fieldOf(view, ORGANISATION_FIELD).selected_option?.value;
    if (!chosen) return ack({ response_action: 'errors', errors: { [ORGANISATION_FIELD.blockId]: 'Please choose one.' } });
    await setBelonging(deps, { ...reader, memberId }, belongingOf(fromInput(chosen)));
    const said = belongsWords(await memberRecord(deps, reader, memberId));
    await ack({ response_action: 'update', view: noteModal('Set organisation', said) });
  });
}
