import type { App, BlockButtonAction } from '@slack/bolt';
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { openOnTop } from '#bot/slack/forms.ts';
import { actorIn, jsonIn, RowId } from '#bot/slack/payloads.ts';
import { OPEN_TICKET } from '#bot/survey-results/action-ids.ts';
import { followUpNote } from './blocks.ts';
import { openFollowUp } from './follow-up.ts';

/** Connects to Slack the one press beside an answer with which its giver is helped. */
export function registerSurveyFollowUp(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(OPEN_TICKET, async ({ ack, action, body, client, context }) => {
    const staff = actorIn(context, body);
    const followUp = await openFollowUp(deps, staff, answeredIn(action.value));
    await openOnTop(client, body, followUpNote(followUp));
    await ack();
  });
}

const Answered = z.object({ waveId: RowId, responseId: z.uuid() });

/** Whose answers a button means; what is none gets a sentence. */
function answeredIn(value: unknown): z.infer<typeof Answered> {
  const parsed = Answered.safeParse(jsonIn(value));
  if (parsed.success) return parsed.data;
  throw new UserError('no_response', 'Those answers are not there any more. Please type `/survey results` again.');
}
