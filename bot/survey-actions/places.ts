import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { jsonIn, RowId } from '#bot/slack/payloads.ts';
import { Page } from '#bot/survey-results/places.ts';

/** An action, and the page of the list that it is on. */
export const ActionPlace = z.object({ actionId: RowId, page: Page });
type ActionPlace = z.infer<typeof ActionPlace>;

export function actionIn(value: unknown): ActionPlace {
  const parsed = ActionPlace.safeParse(jsonIn(value));
  if (parsed.success) return parsed.data;
  throw new UserError('no_action', 'That action cannot be found. Please type `/survey results` again.');
}
