import { requireRight } from '#bot/rights/rights.ts';
import { isPlatformError } from '#bot/slack/own-messages.ts';
import type { Tx } from '#prisma/db.ts';
import type { Which } from './action-ids.ts';
import { type Note, surveyPage } from './editor.ts';
import { surveyModal } from './survey-modal.ts';
import { type Keeper, type Kept, keptSurvey } from './surveys.ts';

/** The page of one survey as it is now. */
export async function drawnSurvey(tx: Tx, keeper: Keeper, which: Which, note?: Note) {
  return surveyModal(await surveyPage(tx, keeper, which, note));
}

/** A survey, for whoever may change it. */
export async function surveyToChange(tx: Tx, { workspaceId, actorId }: Keeper, { id }: Which): Promise<Kept> {
  await requireRight(tx, 'change a survey', { workspaceId, actorId, surveyId: id });
  return keptSurvey(tx, workspaceId, id);
}

type Form = ReturnType<typeof surveyModal>;
type Client = { views: { update: (drawn: { view_id: string; view: Form }) => Promise<unknown> } };

/** Shows a modal as it is now that was drawn before; one that was closed meanwhile needs nothing. */
export async function redraw(client: Client, viewId: string | null | undefined, view: Form): Promise<void> {
  if (!viewId) return;
  await client.views.update({ view_id: viewId, view }).catch((error: unknown) => {
    if (!isPlatformError(error, 'not_found')) throw error;
  });
}
