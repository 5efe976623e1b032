import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import type { EventKind } from '#bot/sign-ups/life.ts';
import { moveSignUp, refusalOf, showSignUp } from '#bot/sign-ups/moves.ts';
import { findSignUp, peopleOf, type SignUp, type SignUpAction } from '#bot/sign-ups/sign-up.ts';
import { untilDone } from '#bot/sign-ups/turns.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { lockTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { purposeIn, webhookJob } from './starting.ts';
import { endOfTerm } from './terms-of.ts';

/** Who ticked which step of the checklist, and when. Steps are known by their words, so that a list that changes keeps its ticks. */
export const Ticks = z.array(z.object({ step: z.string(), by: z.string(), at: z.coerce.date() }));
export type Ticks = z.infer<typeof Ticks>;

export const ticksOf = ({ ticks }: Pick<SignUp, 'ticks'>): Ticks => Ticks.parse(ticks);
/** A step in a button's value, however long it is. */
export const stepKey = (step: string): string => createHash('sha256').update(step).digest('base64url').slice(0, 16);
/** A tool's checklist, each step once. */
export const stepsOf = ({ checklist }: Pick<Tool, 'checklist'>): string[] => [...new Set(checklist)];

/** The kind under which the member hears that it is ready (bot/provisioning/jobs.ts). */
export const READY_NEWS = 'sign-up-ready';

type Held = { tx: Tx; tool: Tool; signUp: SignUp };

/**
 * Runs a rule on a sign-up that may be set up by this person, with it held: of two at once the second sees what the first did.
 *
 * Whatever shows the sign-up is rendered again.
 */
export async function whileHeld<T>(deps: Deps, action: SignUpAction, rule: (held: Held) => Promise<T>): Promise<T> {
  return untilDone(deps.db, async (tx) => {
    await requireRight(tx, 'set a tool up', action);
    const { tool, signUp } = await hold(tx, action);
    const answer = await rule({ tx, tool, signUp });
    await showSignUp(tx, deps, tool, signUp);
    return answer;
  });
}

/** A sign-up and its tool as they stay until the transaction ends; the tool first, as every move holds them. */
async function hold(
  tx: Tx,
  { workspaceId, signUpId }: { workspaceId: string; signUpId: number },
): Promise<{ tool: Tool; signUp: SignUp }> {
  const tool = await lockTool(tx, workspaceId, (await findSignUp(tx, workspaceId, signUpId)).toolId);
  await tx.$executeRaw`select 1 from sign_up where workspace_id = ${workspaceId} and id = ${signUpId} for update`;
  return { tool, signUp: await findSignUp(tx, workspaceId, signUpId) };
}

function requireBeingSetUp({ state }: SignUp): void {
  if (state === 'ready') throw refusalOf('ready already');
  if (state !== 'setting up') throw refusalOf(purposeIn(state) === 'deprovision' ? 'over' : 'not ready');
}

async function change(
  deps: Deps,
  { tx, signUp }: Held,
  actorId: string,
  { data, kind, detail = {} }: { data: Prisma.SignUpUncheckedUpdateManyInput; kind: EventKind; detail?: Prisma.InputJsonObject },
): Promise<void> {
  const { workspaceId, id } = signUp;
  await tx.signUp.updateMany({ where: { workspaceId, id }, data });
  await recordSignUpEvent(tx, { workspaceId, signUpId: id, kind, actorId, at: deps.now(), detail });
}

/** Somebody takes it on to set a sign-up up; of two at once one does, and the other is told who. */
export function claimSettingUp(deps: Deps, action: SignUpAction): Promise<void> {
  return whileHeld(deps, action, async (held) => {
    requireBeingSetUp(held.signUp);
    const { provisionerId } = held.signUp;
    if (provisionerId !== null)
      throw new UserError('set_up_claimed', `${whoIs(provisionerId, action)} setting *S${held.signUp.id}* up already.`);
    await change(deps, held, action.actorId, { data: { provisionerId: action.actorId }, kind: 'set_up_claimed' });
  });
}

/** Whoever has it lets it go again, so that another can take it. */
export function releaseSettingUp(deps: Deps, action: SignUpAction): Promise<void> {
  return whileHeld(deps, action, async (held) => {
    requireBeingSetUp(held.signUp);
    const { provisionerId } = held.signUp;
    if (provisionerId === null) throw new UserError('set_up_free', `Nobody has *S${held.signUp.id}* now.`);
    await change(deps, held, action.actorId, {
      data: { provisionerId: null },
      kind: 'set_up_released',
      detail: { was: provisionerId },
    });
  });
}

/** Ticks a step of the checklist (by its key), or takes the tick back; one event each. Of two at once neither is lost. */
export function tickStep(deps: Deps, action: SignUpAction, key: string, isDone: boolean): Promise<void> {
  return whileHeld(deps, action, async (held) => {
    const { signUp, tool } = held;
    requireBeingSetUp(signUp);
    const step = stepsOf(tool).find((one) => stepKey(one) === key);
    if (step === undefined) throw new UserError('no_step', 'That step is not on the list any more. Please look again.');
    const ticks = ticksOf(signUp);
    const known = ticks.find((one) => one.step === step);
    if (isDone && known) throw new UserError('ticked', `${whoIs(known.by, action, 'have', 'has')} ticked that already.`);
    if (!isDone && !known) throw new UserError('not_ticked', 'That is not ticked.');
    const others = ticks.filter((one) => one !== known);
    const after = isDone ? [...others, { step, by: action.actorId, at: deps.now() }] : others;
    const data = { ticks: after.map(({ step: name, by, at }) => ({ step: name, by, at: at.toISOString() })) };
    await change(deps, held, action.actorId, { data, kind: isDone ? 'step_ticked' : 'step_unticked', detail: { step } });
  });
}

/** Says by when it should be ready; the member sees the day. */
export function expectOn(deps: Deps, action: SignUpAction, day: string): Promise<void> {
  return whileHeld(deps, action, async (held) => {
    requireBeingSetUp(held.signUp);
    const { timeZone } = hoursOf(await deskOf(held.tx, action.workspaceId, held.tool.deskId));
    const today = Temporal.Instant.fromEpochMilliseconds(deps.now().getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Temporal.PlainDate.compare(today, day) > 0)
      throw new UserError('day_over', 'That day is over. Please choose one that is still to come.');
    const data = { expectedOn: new Date(`${day}T00:00:00Z`) };
    await change(deps, held, action.actorId, { data, kind: 'expected', detail: { on: day } });
  });
}

/** It is ready: its term begins, and its people are welcomed, once. */
export async function makeReady(deps: Deps, action: SignUpAction): Promise<void> {
  await untilDone(deps.db, async (tx) => {
    await requireRight(tx, 'set a tool up', action);
    await getReady(tx, deps, action, {});
  });
}

/** The same for whoever may do it; a `link` is sealed already. */
export async function getReady(
  tx: Tx,
  deps: Deps,
  who: { workspaceId: string; signUpId: number; actorId: string | null },
  {
    link,
    detail = {},
    result = {},
  }: { link?: string; detail?: Prisma.InputJsonObject; result?: Prisma.SignUpUncheckedUpdateManyInput },
): Promise<SignUp> {
  const { workspaceId, actorId } = who;
  const { tool, signUp } = await hold(tx, who);
  const hours = hoursOf(await deskOf(tx, workspaceId, tool.deskId));
  const ready = {
    endsAt: endOfTerm(tool, deps.now(), hours),
    ...(signUp.provisionerId === null && actorId !== null ? { provisionerId: actorId } : {}),
    ...(link === undefined ? {} : { link }),
    ...result,
  };
  const after = await moveSignUp(tx, deps, who, { move: 'get ready', result: ready, detail });
  await welcomeAll(tx, deps, after);
  return after;
}

/** Its member hears that it is ready, and so does everybody on its list who is in Slack; each once. */
async function welcomeAll(tx: Tx, deps: Deps, signUp: SignUp): Promise<void> {
  const { workspaceId, id: signUpId, round, memberId } = signUp;
  const others = await tx.member.findMany({
    where: {
      workspaceId,
      id: { in: await peopleOf(tx, signUp), not: memberId },
      kind: { in: ['member', 'guest', 'stranger'] },
      deactivatedAt: null,
    },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  for (const to of [memberId, ...others.map(({ id }) => id)])
    await saySoon(tx, deps, workspaceId, {
      key: `ready:${signUpId}:${round}:${to}`,
      channelId: to,
      content: { kind: READY_NEWS, signUpId, to },
    });
}

/** Has a webhook called (again) that was given up, or that the tool got only after the sign-up came to be set up. */
export function callAgain(deps: Deps, action: SignUpAction): Promise<void> {
  return whileHeld(deps, action, async ({ tx, tool, signUp }) => {
    const { workspaceId, id, state, webhookState } = signUp;
    const purpose = purposeIn(state);
    if (tool.webhookUrl === null || purpose === null) throw new UserError('no_webhook', 'There is nothing to send for this one.');
    if (webhookState !== 'failed' && !(webhookState === null && purpose === 'provision'))
      throw new UserError('sent_already', 'It has been sent, or is on its way.');
    await tx.signUp.updateMany({ where: { workspaceId, id }, data: { webhookState: 'waiting', webhookProblem: null } });
    await addJobs(tx, deps, [{ ...webhookJob(signUp, purpose), moves: true }]);
  });
}

function whoIs(memberId: string, { actorId }: SignUpAction, you = 'are', they = 'is'): string {
  return memberId === actorId ? `You ${you}` : `<@${memberId}> ${they}`;
}
