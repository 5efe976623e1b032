import { Temporal } from 'temporal-polyfill';
import type { Deps } from '#bot/deps.ts';
import { hoursOf } from '#bot/desks/desks.ts';
import { addJobs } from '#bot/queue.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import type { Tx } from '#prisma/db.ts';
import { startOfDay } from '#reports/days.ts';
import { nextOpening, type WorkingHours } from '#reports/working-hours.ts';
import type { SurveyAction } from './actions.ts';

/** Reminds the owner of an action that its day has come. */
export const REMIND_OF_ACTION = 'remind-of-survey-action';
/** What is said then; rendered by jobs.ts. */
export const ACTION_DUE = 'survey-action-due';

type Which = { workspaceId: string; id: number };

export const dueKey = ({ workspaceId, id }: Which) => `${REMIND_OF_ACTION}:${workspaceId}:${id}`;

/** As the desk opens on that day; on the next one that it is open, where it is closed then. */
export async function planDueReminder(tx: Tx, deps: Deps, action: SurveyAction): Promise<void> {
  const { workspaceId, id: actionId } = action;
  const at = await morningOf(tx, action);
  await addJobs(tx, deps, [{ task: REMIND_OF_ACTION, payload: { workspaceId, actionId }, key: dueKey(action), at, moves: true }]);
}

/** When people are written to about actions: while the first desk is open. */
export async function hoursForActions(tx: Tx, workspaceId: string): Promise<WorkingHours> {
  return hoursOf(await tx.desk.findFirstOrThrow({ where: { workspaceId }, orderBy: { id: 'asc' } }));
}

async function morningOf(tx: Tx, { workspaceId, dueOn }: SurveyAction): Promise<Date> {
  const { timeZone } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { timeZone: true } });
  const start = startOfDay(Temporal.PlainDate.from(dueOn.toISOString().slice(0, 10)), { timeZone });
  return nextOpening(await hoursForActions(tx, workspaceId), start);
}

/** Reminds once for each day that it was due on; whatever is done by then, or was moved to a later day, is not reminded of. */
export async function remindOfAction(deps: Deps, { workspaceId, actionId }: { workspaceId: string; actionId: number }) {
  await deps.db.$transaction(async (tx) => {
    const action = await tx.surveyAction.findUnique({ where: { workspaceId_id: { workspaceId, id: actionId } } });
    if (!action || action.doneAt !== null) return;
    if ((await morningOf(tx, action)) > deps.now()) return planDueReminder(tx, deps, action);
    const { ownerId, dueOn } = action;
    const key = `${ACTION_DUE}:${actionId}:${ownerId}:${dueOn.toISOString().slice(0, 10)}`;
    await saySoon(tx, deps, workspaceId, { key, channelId: ownerId, content: { kind: ACTION_DUE, actionId, to: ownerId } });
  });
}
