import type { Context } from '@slack/bolt';
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';

/** The workspace a listener runs for. */
export function workspaceOf(context: Context): string {
  if (!context.teamId) throw new Error('a request without a workspace');
  return context.teamId;
}

/** Who pressed, typed or sent something, and where. */
export const actorIn = (context: Context, body: { user: { id: string } }): { workspaceId: string; actorId: string } => ({
  workspaceId: workspaceOf(context),
  actorId: body.user.id,
});

/** Slack's id of a person; an event that names nobody is about nobody. */
export const MemberId = z.string().regex(/^[UW][A-Z0-9]{1,99}$/);

/** The number of a row in a button's value or a form's metadata that is JSON. */
export const RowId = z.int().positive().max(2_147_483_647);

const Number_ = z.coerce.number().int().positive().max(2_147_483_647);

/** The ticket number in a button's value or a form's metadata; what is none gets a sentence. */
export function ticketNumber(value: unknown): number {
  const parsed = Number_.safeParse(typeof value === 'string' ? value : undefined);
  if (!parsed.success) throw new UserError('no_ticket', ({ refusals }) => refusals.notFound);
  return parsed.data;
}

/** What a button or a form carries as JSON, which anybody can have written; undefined for what is none. */
export function jsonIn(value: unknown): unknown {
  try {
    return JSON.parse(typeof value === 'string' ? value : '');
  } catch {
    return undefined;
  }
}

/** A chosen option or typed text of a form; undefined for what is empty or not there, whatever the payload holds instead. */
export function fieldOf(
  view: { state?: { values?: unknown } },
  { blockId, actionId }: { blockId: string; actionId: string },
): Field {
  const parsed = Values.safeParse(view.state?.values);
  const field = parsed.success && Object.hasOwn(parsed.data, blockId) ? parsed.data[blockId] : undefined;
  const found = field && Object.hasOwn(field, actionId) ? Field.safeParse(field[actionId]) : undefined;
  return found?.success ? found.data : {};
}

const Option = z.object({ value: z.string() });
const Field = z.object({
  value: z.string().nullish(),
  selected_option: Option.nullish(),
  selected_conversation: z.string().nullish(),
  selected_conversations: z.array(z.string()).nullish(),
  selected_users: z.array(z.string()).nullish(),
  selected_user: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_date_time: z.number().nullish(),
  selected_options: z.array(Option).nullish(),
});
type Field = z.infer<typeof Field>;
const Values = z.record(z.string(), z.record(z.string(), z.unknown()));
