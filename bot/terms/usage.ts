import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { moveSignUp, refusalOf } from '#bot/sign-ups/moves.ts';
import { findSignUp, type SignUp, type SignUpAction } from '#bot/sign-ups/sign-up.ts';
import { ASK_IF_NEEDED, timersOf, unusedSince } from '#bot/sign-ups/timers.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import { findTool, lockTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { dayOf } from '#reports/days.ts';
import { nextOpening } from '#reports/working-hours.ts';
import { recipientOf } from './recipients.ts';

/** Somebody used a tool on a day (`2026-03-02`): a member's id or an e-mail address. */
export type Use = { who: string; usedOn: string };
export type Noted = { noted: number; unknown: string[] };

const LONGEST_MS = 300_000;
const DAY_MS = 24 * 3600 * 1000;

/**
 * Keeps when a tool was last used, by whoever tells us: its owner or a lead, or (without an actor) an outside system whose
 * word was checked. An older day than we know changes nothing, so the same twice changes nothing, either.
 */
export async function noteUsage(
  deps: Deps,
  { workspaceId, actorId, toolId, uses }: { workspaceId: string; actorId: string | null; toolId: string; uses: Use[] },
): Promise<Noted> {
  return deps.db.$transaction(
    async (tx) => {
      if (actorId !== null) await requireRight(tx, 'note what is used', { workspaceId, actorId, toolId });
      const tool = await lockTool(tx, workspaceId, toolId);
      const given = JSON.stringify(
        uses.map(({ who, usedOn }) => ({ who: who.includes('@') ? who.toLowerCase() : who, on: usedOn })),
      );
      const found = await tx.$queryRaw<{ who: string; signUpId: number; isPerson: boolean; person: string; on: Date }[]>`
        with given as (
          select given.who, max(least(given."on", ${deps.now()}::date)) as "on"
          from jsonb_to_recordset(${given}::jsonb) as given(who text, "on" date) group by given.who
        ), known as (
          select given.who, given."on", coalesce(member.id, given.who) as id, given.who as address
          from given left join member on member.workspace_id = ${workspaceId} and (member.id = given.who or member.email = given.who)
        )
        select known.who, sign_up.id as "signUpId", person.who is not null as "isPerson", coalesce(person.who, '') as person, known."on"
        from known join sign_up on sign_up.workspace_id = ${workspaceId} and sign_up.tool_id = ${toolId}
          and sign_up.state in ('ready', 'renewal', 'suspended')
        left join sign_up_person person on person.workspace_id = sign_up.workspace_id and person.sign_up_id = sign_up.id
          and person.who in (known.id, known.address)
        where person.who is not null or sign_up.member_id = known.id`;
      await tx.$executeRaw`
        update sign_up_person person set last_used_on = greatest(person.last_used_on, given."on")
        from jsonb_to_recordset(${JSON.stringify(found.map(({ signUpId, person, on }) => ({ id: signUpId, person, on })))}::jsonb)
          as given(id int, person text, "on" date)
        where person.workspace_id = ${workspaceId} and person.sign_up_id = given.id and person.who = given.person`;
      const latest = new Map<number, Date>();
      for (const { signUpId, on } of found)
        latest.set(signUpId, new Date(Math.max(on.getTime(), latest.get(signUpId)?.getTime() ?? 0)));
      for (const [signUpId, on] of latest) await noteUse(tx, deps, tool, { signUpId, on, actorId });
      const known = new Set(found.map(({ who }) => who));
      const unknown = [...new Set(uses.map(({ who }) => (who.includes('@') ? who.toLowerCase() : who)))].filter(
        (who) => !known.has(who),
      );
      return { noted: known.size, unknown };
    },
    { timeout: LONGEST_MS, maxWait: LONGEST_MS },
  );
}

/** The same of one sign-up, by whoever may say so: the day it was used last, never one still to come. */
export async function noteUse(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'dueAt'>,
  tool: Tool,
  { signUpId, on: day, actorId }: { signUpId: number; on: Date; actorId: string | null },
): Promise<void> {
  const { workspaceId } = tool;
  const on = new Date(Math.floor(Math.min(day.getTime(), deps.now().getTime()) / DAY_MS) * DAY_MS);
  const { count } = await tx.signUp.updateMany({
    where: { workspaceId, id: signUpId, OR: [{ lastUsedOn: null }, { lastUsedOn: { lt: on } }] },
    data: { lastUsedOn: on },
  });
  if (count === 0) return;
  const detail = { on: on.toISOString().slice(0, 10) };
  await recordSignUpEvent(tx, { workspaceId, signUpId, kind: 'used', actorId, at: deps.now(), detail });
  await setNeededTimer(tx, deps, tool, await findSignUp(tx, workspaceId, signUpId));
}

async function setNeededTimer(tx: Tx, deps: Pick<Deps, 'now' | 'dueAt'>, tool: Tool, signUp: SignUp): Promise<void> {
  const hours = hoursOf(await deskOf(tx, tool.workspaceId, tool.deskId));
  await addJobs(
    tx,
    deps,
    timersOf(tool, signUp, hours, deps.now()).filter(({ task }) => task === ASK_IF_NEEDED),
  );
}

/** The question whether somebody still needs a tool: `needed:<sign-up>:<day>`, one for each time it is asked. */
const neededKey = (signUpId: number, day: string): string => `needed:${signUpId}:${day}`;

/**
 * Asks once a period whether a seat that lies unused is still needed. Only where we would know if it were used:
 * of a tool nobody reports about, nobody is asked.
 */
export async function askIfNeeded(
  deps: Deps,
  { workspaceId, signUpId }: { workspaceId: string; signUpId: number },
): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const { toolId } = await findSignUp(tx, workspaceId, signUpId);
    const tool = await lockTool(tx, workspaceId, toolId);
    const signUp = await findSignUp(tx, workspaceId, signUpId);
    const since = unusedSince(signUp);
    if (signUp.state !== 'ready' || since === null || tool.unusedDays === null) return;
    const hours = hoursOf(await deskOf(tx, workspaceId, tool.deskId));
    const now = deps.now();
    const due = nextOpening(hours, new Date(Math.max(since.getTime() + tool.unusedDays * DAY_MS, now.getTime())));
    if (due > now) return setNeededTimer(tx, deps, tool, signUp);
    const isAsked = await isReportedAbout(tx, tool, since);
    const recipient = isAsked ? await recipientOf(tx, tool, signUp) : null;
    await tx.signUp.updateMany({ where: { workspaceId, id: signUpId }, data: { askedIfNeededAt: now } });
    await setNeededTimer(tx, deps, tool, await findSignUp(tx, workspaceId, signUpId));
    if (recipient === null) return;
    const key = neededKey(signUpId, dayOf(now, hours).toString());
    await recordSignUpEvent(tx, {
      workspaceId,
      signUpId,
      kind: 'asked_if_needed',
      actorId: null,
      at: now,
      detail: { to: recipient },
    });
    await syncSoon(tx, deps, workspaceId, [{ key, channelId: recipient }]);
  });
}

async function isReportedAbout(tx: Tx, { workspaceId, id: toolId }: Tool, since: Date): Promise<boolean> {
  const where = { workspaceId, toolId, kind: 'used', at: { gte: since } };
  return (await tx.signUpEvent.findFirst({ where, select: { id: true } })) !== null;
}

/** The answer to that: it stays, or goes to the next at once. */
export async function answerNeeded(deps: Deps, action: SignUpAction, isNeeded: boolean): Promise<void> {
  const { workspaceId, signUpId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'change a sign-up', action);
    const { toolId } = await findSignUp(tx, workspaceId, signUpId);
    await lockTool(tx, workspaceId, toolId);
    const signUp = await findSignUp(tx, workspaceId, signUpId);
    if (signUp.endedAt !== null) throw refusalOf('over');
    if (signUp.askedIfNeededAt === null) throw refusalOf('not asked');
    if (!isNeeded) await moveSignUp(tx, deps, action, { move: 'give back', result: { endReason: 'not used' } });
    else {
      const since = { gte: signUp.askedIfNeededAt };
      const told = await tx.signUpEvent.count({ where: { workspaceId, signUpId, kind: 'still_needed', at: since } });
      if (told > 0) throw new UserError('answered_already', ({ terms }) => terms.neededAlready);
      await recordSignUpEvent(tx, { workspaceId, signUpId, kind: 'still_needed', actorId, at: deps.now() });
    }
    await showNeeded(tx, deps, signUp);
  });
}

async function showNeeded(tx: Tx, deps: Deps, { workspaceId, id }: SignUp): Promise<void> {
  const where = { workspaceId, key: { startsWith: neededKey(id, '') } };
  await syncSoon(tx, deps, workspaceId, await tx.ownedMessage.findMany({ where }));
}

/** What such a question shows. */
export async function neededOf(tx: Tx, workspaceId: string, signUpId: number, day: string) {
  const signUp = await findSignUp(tx, workspaceId, signUpId);
  const tool = await findTool(tx, workspaceId, signUp.toolId);
  const from = new Date(new Date(`${day}T00:00:00Z`).getTime() - DAY_MS);
  const answered = await tx.signUpEvent.findFirst({ where: { workspaceId, signUpId, kind: 'still_needed', at: { gte: from } } });
  const asked = await tx.signUpEvent.findFirst({
    where: { workspaceId, signUpId, kind: 'asked_if_needed', at: { gte: from } },
    orderBy: { id: 'asc' },
  });
  const to = (asked?.detail as { to?: unknown } | undefined)?.to;
  return { signUp, tool, isKept: answered !== null, to: typeof to === 'string' ? to : null };
}
