import type { App, BlockButtonAction, BlockStaticSelectAction } from '@slack/bolt';
import { z } from 'zod';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { fromInput } from '#bot/slack/escape.ts';
import { openForm } from '#bot/slack/forms.ts';
import { actorIn, fieldOf, MemberId, ticketNumber, workspaceOf } from '#bot/slack/payloads.ts';
import { meetMentioned } from '#bot/slack/people.ts';
import { ADD_TO_REQUEST, SAY_SOLVED, TAKE_REQUEST_BACK } from '#bot/tickets/action-ids.ts';
import { wordsFor } from '#bot/words/words.ts';
import { ADD_MODAL, ADDED_TEXT, addModal, CHOOSE_LANGUAGE } from './blocks.ts';
import { noteOpened } from './home.ts';
import { chooseLanguage } from './language.ts';
import { addToRequest, requestToAddTo, saySolved, takeRequestBack } from './requests.ts';

const Opened = z.object({ tab: z.literal('home'), user: MemberId, view: z.unknown().optional() });

/** Connects App Home to Slack: its opening, what a requester presses in it, and the choice of a language. */
export function registerHome(app: App, deps: SlackDeps): void {
  app.event('app_home_opened', async ({ event, context }) => {
    const opened = Opened.safeParse(event);
    if (!opened.success) return;
    const person = { workspaceId: workspaceOf(context), memberId: opened.data.user };
    await meetMentioned(deps, person.workspaceId, [person.memberId]);
    await noteOpened(deps, { ...person, isEmpty: opened.data.view === undefined });
  });

  const endings = { [TAKE_REQUEST_BACK]: takeRequestBack, [SAY_SOLVED]: saySolved };
  for (const [actionId, rule] of Object.entries(endings)) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, context }) => {
      await rule(deps, { workspaceId: workspaceOf(context), ticketId: ticketNumber(action.value), actorId: body.user.id });
      await ack();
    });
  }

  app.action<BlockButtonAction>(ADD_TO_REQUEST, async ({ ack, action, body, client, context }) => {
    const own = { workspaceId: workspaceOf(context), ticketId: ticketNumber(action.value), actorId: body.user.id };
    await requestToAddTo(deps.db, own);
    await openForm(client, body, addModal(own.ticketId, await wordsFor(deps.db, own.workspaceId, own.actorId)));
    // Last, so that a form that could not be opened is still answered with a sentence.
    await ack();
  });

  app.view(ADD_MODAL, async ({ ack, view, body, context }) => {
    const own = { workspaceId: workspaceOf(context), ticketId: ticketNumber(view.private_metadata), actorId: body.user.id };
    const text = fromInput(fieldOf(view, ADDED_TEXT).value ?? '').trim();
    if (text === '') {
      const { refusals } = await wordsFor(deps.db, own.workspaceId, own.actorId);
      return ack({ response_action: 'errors', errors: { [ADDED_TEXT.blockId]: refusals.writeFirst } });
    }
    await addToRequest(deps, own, { text, key: `added:${view.id}` });
    await ack();
  });

  app.action<BlockStaticSelectAction>(CHOOSE_LANGUAGE, async ({ ack, action, body, context }) => {
    const language = action.selected_option?.value ?? '';
    await chooseLanguage(deps, { ...actorIn(context, body), language });
    await ack();
  });
}
