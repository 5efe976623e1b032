// "YOU SAID, WE DID": what follows from a wave as a whole, who sees to it, and telling everybody. What it has found is in bot/survey-results,
// what follows from one person's answer in bot/survey-follow-up.
import { Temporal } from 'temporal-polyfill';
import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { removeJob } from '#bot/queue.ts';
import { hasRight, requireRight } from '#bot/rights/rights.ts';
import { recordSurveyEvent } from '#bot/surveys/events.ts';
import { findWave, type Wave } from '#bot/waves/wave.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { dayOf } from '#reports/days.ts';
import { dueKey, planDueReminder } from './due.ts';
import { peopleToTell } from './people-to-tell.ts';

/** "You said, we did": what follows from a wave. */
export type SurveyAction = Prisma.SurveyActionGetPayload<object>;

/** What a form gives of one; the day as `2026-11-30`. */
export type ActionDraft = { said: string; doing: string; ownerId: string; dueOn: string };
/** Which field cannot be taken, and why. */
export type ActionProblem = { field: keyof ActionDraft; sentence: string };

type Keeper = { workspaceId: string; actorId: string };

/** Writes down what follows from a wave; what cannot be taken comes back, each with its sentence. */
export async function addAction(deps: Deps, keeper: Keeper, waveId: number, draft: ActionDraft): Promise<ActionProblem[]> {
  const { workspaceId, actorId } = keeper;
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'change a survey', { workspaceId, actorId, waveId });
    const wave = await findWave(tx, workspaceId, waveId);
    if (wave.state !== 'open' && wave.state !== 'closed')
      throw new UserError('no_results', 'This wave has asked nobody, so nothing follows from it.');
    const problems = await problemsOf(tx, deps, workspaceId, draft);
    if (problems.length > 0) return problems;
    const { said, doing, ownerId } = draft;
    const action = await tx.surveyAction.create({
      data: { workspaceId, waveId, said, doing, ownerId, dueOn: dayAsDate(draft), createdById: actorId, createdAt: deps.now() },
    });
    await note(tx, deps, wave, actorId, 'action_added', action.id);
    await planDueReminder(tx, deps, action);
    return [];
  });
}

/** Changes one that is not done. */
export async function changeAction(deps: Deps, keeper: Keeper, actionId: number, draft: ActionDraft): Promise<ActionProblem[]> {
  const { workspaceId, actorId } = keeper;
  return deps.db.$transaction(async (tx) => {
    const { wave } = await actionForKeeper(tx, keeper, actionId);
    const problems = await problemsOf(tx, deps, workspaceId, draft);
    if (problems.length > 0) return problems;
    const { said, doing, ownerId } = draft;
    const { count } = await tx.surveyAction.updateMany({
      where: { workspaceId, id: actionId, doneAt: null },
      data: { said, doing, ownerId, dueOn: dayAsDate(draft) },
    });
    if (count === 0) throw isDone();
    await note(tx, deps, wave, actorId, 'action_changed', actionId);
    await planDueReminder(tx, deps, await findAction(tx, workspaceId, actionId));
    return [];
  });
}

/** Of two who press at once one has done it. */
export async function finishAction(deps: Deps, keeper: Keeper, actionId: number): Promise<SurveyAction> {
  const { workspaceId, actorId } = keeper;
  return deps.db.$transaction(async (tx) => {
    const { action, wave } = await actionForKeeper(tx, keeper, actionId);
    const { count } = await tx.surveyAction.updateMany({
      where: { workspaceId, id: actionId, doneAt: null },
      data: { doneAt: deps.now(), doneById: actorId },
    });
    if (count === 0) throw isDone();
    await note(tx, deps, wave, actorId, 'action_done', actionId);
    await removeJob(tx, dueKey(action));
    return action;
  });
}

const isDone = () => new UserError('action_done', 'This is done already.');

export async function findAction(tx: Tx, workspaceId: string, actionId: number): Promise<SurveyAction> {
  const action = await tx.surveyAction.findUnique({ where: { workspaceId_id: { workspaceId, id: actionId } } });
  if (!action) throw new UserError('no_action', 'That action cannot be found. Please type `/survey results` again.');
  return action;
}

/** One action with its wave, for whoever keeps the survey. Throws a sentence for everybody else. */
export async function actionForKeeper(tx: Tx, { workspaceId, actorId }: Keeper, actionId: number) {
  // Before the action is looked for, so that who is not staff does not learn which there are.
  await requireRight(tx, 'read survey results', { workspaceId, actorId });
  const action = await findAction(tx, workspaceId, actionId);
  await requireRight(tx, 'change a survey', { workspaceId, actorId, waveId: action.waveId });
  return { action, wave: await findWave(tx, workspaceId, action.waveId) };
}

export type ActionList = {
  wave: Wave;
  name: string;
  actions: SurveyAction[];
  page: number;
  pages: number;
  /** Whether the reader may do anything about them */
  isKeeper: boolean;
  /** How many a note about one would reach */
  reaches: number;
  today: string;
};

const PAGE = 8;

/** What follows from a wave, what is not done first, soonest first. For staff. */
export async function actionsOf(deps: Deps, reader: Keeper, waveId: number, wanted: number): Promise<ActionList> {
  const { db } = deps;
  const { workspaceId, actorId } = reader;
  await requireRight(db, 'read survey results', { workspaceId, actorId, waveId });
  const wave = await findWave(db, workspaceId, waveId);
  const pages = Math.max(1, Math.ceil((await db.surveyAction.count({ where: { workspaceId, waveId } })) / PAGE));
  const page = Math.min(wanted, pages - 1);
  const actions = await db.surveyAction.findMany({
    where: { workspaceId, waveId },
    orderBy: [{ doneAt: { sort: 'asc', nulls: 'first' } }, { dueOn: 'asc' }, { id: 'asc' }],
    skip: page * PAGE,
    take: PAGE,
  });
  const { name } = await db.survey.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: wave.surveyId } } });
  const isKeeper = await hasRight(db, 'change a survey', { workspaceId, actorId, waveId });
  const reaches = await peopleToTell(db, wave);
  return { wave, name, actions, page, pages, isKeeper, reaches, today: await todayIn(db, deps, workspaceId) };
}

async function problemsOf(tx: Tx, deps: Deps, workspaceId: string, draft: ActionDraft): Promise<ActionProblem[]> {
  const problems: ActionProblem[] = [];
  for (const field of ['said', 'doing'] as const)
    if (draft[field].trim() === '') problems.push({ field, sentence: 'Please write a few words.' });
  const owner = await tx.member.findUnique({ where: { workspaceId_id: { workspaceId, id: draft.ownerId } } });
  // Whoever is on staff may never have written anything, and be unknown for that.
  const isStaff = await hasRight(tx, 'read survey results', { workspaceId, actorId: draft.ownerId });
  if (!isStaff && (owner?.kind !== 'member' || owner.deactivatedAt !== null))
    problems.push({ field: 'ownerId', sentence: 'Please choose a person of this workspace.' });
  const today = Temporal.PlainDate.from(await todayIn(tx, deps, workspaceId));
  const day = Temporal.PlainDate.from(draft.dueOn);
  if (Temporal.PlainDate.compare(day, today) < 0)
    problems.push({ field: 'dueOn', sentence: 'Please choose a day that is still to come.' });
  if (Temporal.PlainDate.compare(day, today.add({ years: 3 })) > 0)
    problems.push({ field: 'dueOn', sentence: 'Please choose a day within three years.' });
  return problems;
}

async function todayIn(tx: Tx, deps: Deps, workspaceId: string): Promise<string> {
  const place = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { timeZone: true } });
  return dayOf(deps.now(), place).toString();
}

const dayAsDate = ({ dueOn }: ActionDraft) => new Date(`${dueOn}T00:00:00Z`);

type ActionEvent = 'action_added' | 'action_changed' | 'action_done';

async function note(tx: Tx, deps: Deps, { workspaceId, surveyId, id }: Wave, actorId: string, kind: ActionEvent, action: number) {
  await recordSurveyEvent(tx, { workspaceId, surveyId, waveId: id, kind, actorId, at: deps.now(), detail: { action } });
}
