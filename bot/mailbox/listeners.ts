import { randomBytes } from 'node:crypto';
import type { App, BlockButtonAction, Context } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { fromInput } from '#bot/slack/escape.ts';
import { openForm } from '#bot/slack/forms.ts';
import { actorIn, fieldOf, jsonIn, workspaceOf } from '#bot/slack/payloads.ts';
import { surveyVerbOf } from '#bot/surveys/verbs.ts';
import { type Words, wordsFor } from '#bot/words/words.ts';
import * as ids from './action-ids.ts';
import { answerLetter, endLetter, letterFor, lettersFor, type Staff } from './answering.ts';
import { CODE_FIELD, closedPage, codeForm, codePage, LETTER_FIELD, letterForm, ownLetter } from './blocks.ts';
import { textFieldAt, threadOf } from './letter.ts';
import { keepPace, type Pace } from './pace.ts';
import { letterList, staffLetter } from './staff-blocks.ts';
import {
  endOwn,
  handleOf,
  letterInHand,
  mailboxesOf,
  mailboxOf,
  pickUp,
  type Writer,
  writeAgain,
  writeLetter,
} from './writing.ts';

const Whole = z.coerce.number().int().min(0).max(2_147_483_647);
const Token = z.object({ waveId: Whole, token: z.string().regex(/^[\w-]{43}$/) });
const InHand = z.object({ handle: z.string().max(500), position: Whole });
const StaffLetter = z.object({ id: z.uuid(), position: Whole, page: Whole });

/** Connects to Slack letters that are written without a name. */
export function registerMailbox(app: App, deps: SlackDeps): void {
  const pace = keepPace(deps);
  registerWriting(app, deps, pace);
  registerPickingUp(app, deps, pace);
  registerOwnLetter(app, deps);
  registerStaff(app, deps);
}

function registerWriting(app: App, deps: SlackDeps, pace: Pace): void {
  app.action<BlockButtonAction>(ids.WRITE_LETTER, async ({ ack, action, body, client, context }) => {
    const { writer, words } = await writerOf(deps, context, body);
    const mailbox = await mailboxOf(deps.db, deps, writer, numberIn(action.value));
    const { over, overTitle } = words.mailbox;
    const view = mailbox ? letterForm(mailbox, randomBytes(32).toString('base64url'), words) : closedPage(over, overTitle, words);
    await openForm(client, body, view);
    await ack();
  });

  app.view(ids.LETTER_FORM, async ({ ack, view, body, context }) => {
    const { writer, words } = await writerOf(deps, context, body);
    const { mailbox } = words;
    const wrong = (sentence: string) => ack({ response_action: 'errors', errors: { [LETTER_FIELD.blockId]: sentence } });
    const text = fromInput(fieldOf(view, LETTER_FIELD).value ?? '').trim();
    if (text === '') return wrong(mailbox.writeFirst);
    if (!pace(writer.workspaceId, writer.actorId)) return wrong(mailbox.tooOften);
    const written = await writeLetter(deps, writer, { ...parsed(Token, jsonIn(view.private_metadata)), text });
    if (written === 'closed') return wrong(mailbox.over);
    if (written === 'full') return wrong(mailbox.fullToday);
    await ack({ response_action: 'update', view: codePage(written.code, words) });
  });
}

function registerPickingUp(app: App, deps: SlackDeps, pace: Pace): void {
  const formFor = async (writer: Writer, words: Words, typed: string): Promise<ModalView> =>
    codeForm(typed, await mailboxesOf(deps.db, writer, deps.now()), words);

  app.command('/survey', async ({ ack, command, client, context }) => {
    const asked = surveyVerbOf(command.text ?? '');
    if (asked.verb !== 'pick-up') return;
    const { writer, words } = await writerOf(deps, context, { user: { id: command.user_id } });
    await client.views.open({ trigger_id: command.trigger_id, view: await formFor(writer, words, fromInput(asked.rest)) });
    await ack();
  });

  app.action<BlockButtonAction>(ids.OPEN_MAILBOX, async ({ ack, body, client, context }) => {
    const { writer, words } = await writerOf(deps, context, body);
    await openForm(client, body, await formFor(writer, words, ''));
    await ack();
  });

  app.view(ids.CODE_FORM, async ({ ack, view, body, context }) => {
    const { writer, words } = await writerOf(deps, context, body);
    const { codeFirst, codeSlip, codeUnknown, tooOften } = words.mailbox;
    const wrong = (sentence: string) => ack({ response_action: 'errors', errors: { [CODE_FIELD.blockId]: sentence } });
    const typed = fieldOf(view, CODE_FIELD).value ?? '';
    if (typed.trim() === '') return wrong(codeFirst);
    const thread = await pickUp(deps, pace, writer, typed);
    if (thread === 'too often') return wrong(tooOften);
    if (thread === 'slip') return wrong(codeSlip);
    if (thread === 'unknown') return wrong(codeUnknown);
    await ack({ response_action: 'update', view: ownLetter({ thread, handle: handleOf(deps, thread.letter) }, words) });
  });
}

/** The letter that its writer has opened with their code: reading on, writing again, and ending it. */
function registerOwnLetter(app: App, deps: SlackDeps): void {
  const show = async (client: WebClient, viewId: string | undefined, { writer, words, handle, before }: Reading) => {
    const letter = await letterInHand(deps.db, deps, writer, handle);
    const view = letter
      ? ownLetter({ thread: await threadOf(deps.db, letter, before), handle }, words)
      : closedPage(words.mailbox.gone, words.mailbox.letterTitle, words);
    await client.views.update({ view_id: viewId ?? '', view });
  };

  app.action<BlockButtonAction>(ids.OWN_EARLIER, async ({ ack, action, body, client, context }) => {
    const { writer, words } = await writerOf(deps, context, body);
    const { handle } = parsed(InHand, jsonIn(body.view?.private_metadata));
    await show(client, body.view?.id, { writer, words, handle, before: numberIn(action.value) });
    await ack();
  });

  app.action<BlockButtonAction>(ids.END_OWN, async ({ ack, body, client, context }) => {
    const { writer, words } = await writerOf(deps, context, body);
    const { handle } = parsed(InHand, jsonIn(body.view?.private_metadata));
    await endOwn(deps, writer, handle);
    await show(client, body.view?.id, { writer, words, handle });
    await ack();
  });

  app.view(ids.OWN_LETTER, async ({ ack, view, body, context }) => {
    const { writer, words } = await writerOf(deps, context, body);
    const { mailbox } = words;
    const { handle, position } = parsed(InHand, jsonIn(view.private_metadata));
    const field = textFieldAt(position);
    const wrong = (sentence: string) => ack({ response_action: 'errors', errors: { [field.blockId]: sentence } });
    const text = fromInput(fieldOf(view, field).value ?? '').trim();
    if (text === '') return wrong(mailbox.writeFirst);
    const written = await writeAgain(deps, writer, { handle, position, text });
    if (!written) return wrong(mailbox.gone);
    const { outcome, thread } = written;
    if (outcome === 'full') return wrong(mailbox.enoughToday);
    const said = {
      ...(outcome === 'overtaken' ? { notice: mailbox.overtaken, unsent: text } : {}),
      ...(outcome === 'written' || outcome === 'same' ? { notice: mailbox.sent } : {}),
    };
    await ack({ response_action: 'update', view: ownLetter({ thread, handle, ...said }, words) });
  });
}

type Reading = { writer: Writer; words: Words; handle: string; before?: number };

/** What those read who look after a survey: the list, one letter, the answer. */
function registerStaff(app: App, deps: SlackDeps): void {
  app.command('/survey', async ({ ack, command, client, context }) => {
    if (surveyVerbOf(command.text ?? '').verb !== 'letters') return;
    const staff = { workspaceId: workspaceOf(context), actorId: command.user_id };
    await client.views.open({ trigger_id: command.trigger_id, view: letterList(await lettersFor(deps.db, staff, 0)) });
    await ack();
  });

  app.action<BlockButtonAction>(ids.SHOW_LETTERS, async ({ ack, body, client, context }) => {
    await openForm(client, body, letterList(await lettersFor(deps.db, actorIn(context, body), 0)));
    await ack();
  });

  for (const turn of [ids.NEWER_LETTERS, ids.OLDER_LETTERS])
    app.action<BlockButtonAction>(turn, async ({ ack, action, body, client, context }) => {
      const view = letterList(await lettersFor(deps.db, actorIn(context, body), numberIn(action.value)));
      await client.views.update({ view_id: body.view?.id ?? '', view });
      await ack();
    });

  app.action<BlockButtonAction>(ids.READ_LETTER, async ({ ack, action, body, client, context }) => {
    const letter = await letterFor(deps.db, actorIn(context, body), parsed(z.uuid(), action.value));
    const view = staffLetter({ ...letter, page: Whole.catch(0).parse(body.view?.private_metadata) });
    await client.views.push({ trigger_id: body.trigger_id, view });
    await ack();
  });

  app.action<BlockButtonAction>(ids.STAFF_EARLIER, async ({ ack, action, body, client, context }) => {
    const { id, page } = parsed(StaffLetter, jsonIn(body.view?.private_metadata));
    const letter = await letterFor(deps.db, actorIn(context, body), id, numberIn(action.value));
    await client.views.update({ view_id: body.view?.id ?? '', view: staffLetter({ ...letter, page }) });
    await ack();
  });

  app.action<BlockButtonAction>(ids.END_LETTER, async ({ ack, body, client, context }) => {
    const staff = actorIn(context, body);
    const { id, page } = parsed(StaffLetter, jsonIn(body.view?.private_metadata));
    const letter = await endLetter(deps, staff, id);
    await client.views.update({ view_id: body.view?.id ?? '', view: staffLetter({ ...letter, page }) });
    await ack();
    await redrawList(deps, client, { staff, page, below: body.view?.previous_view_id });
  });

  app.view(ids.STAFF_LETTER, async ({ ack, view, body, client, context }) => {
    const staff = actorIn(context, body);
    const { id, position, page } = parsed(StaffLetter, jsonIn(view.private_metadata));
    const field = textFieldAt(position);
    const text = fromInput(fieldOf(view, field).value ?? '').trim();
    if (text === '') return ack({ response_action: 'errors', errors: { [field.blockId]: 'Please write something first.' } });
    const letter = await answerLetter(deps, staff, { letterId: id, position, text });
    const isKept = letter.outcome === 'written' || letter.outcome === 'same';
    const shown = staffLetter({ ...letter, page, ...(isKept ? {} : { unsent: text }) });
    await ack({ response_action: 'update', view: shown });
    await redrawList(deps, client, { staff, page, below: view.previous_view_id });
  });
}

type Below = { staff: Staff; page: number; below: string | null | undefined };

/** The list from which the letter was opened, as it is now. */
async function redrawList(deps: SlackDeps, client: WebClient, { staff, page, below }: Below): Promise<void> {
  if (below) await client.views.update({ view_id: below, view: letterList(await lettersFor(deps.db, staff, page)) });
}

async function writerOf(deps: SlackDeps, context: Context, body: { user: { id: string } }) {
  const writer: Writer = actorIn(context, body);
  return { writer, words: await wordsFor(deps.db, writer.workspaceId, writer.actorId) };
}

const numberIn = (value: unknown): number => parsed(Whole, value);

/** What a button or a form carries; what somebody made up themselves leads nowhere. */
function parsed<Shape extends z.ZodType>(shape: Shape, value: unknown): z.infer<Shape> {
  const read = shape.safeParse(value);
  if (!read.success) throw new UserError('no_letter', ({ mailbox }) => mailbox.gone);
  return read.data;
}
