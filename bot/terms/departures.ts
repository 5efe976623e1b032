import { leadsOf } from '#bot/approvals/approvers.ts';
import { approversGone, replaceApproversGone } from '#bot/approvals/stand-ins.ts';
import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { isOpen, LIFE } from '#bot/sign-ups/life.ts';
import { moveSignUp, refusalOf, showSignUp } from '#bot/sign-ups/moves.ts';
import { offerSeats, seatsFor, warnOfFewSeats } from '#bot/sign-ups/seats.ts';
import { findSignUp, openKeyOf, type SignUp, type SignUpAction, subjectKeyOf } from '#bot/sign-ups/sign-up.ts';
import { untilDone } from '#bot/sign-ups/turns.ts';
import { SYNC_MESSAGE, syncSoon } from '#bot/slack/outbox.ts';
import { findTool, lockTool, lockTools, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { nextOpening } from '#reports/working-hours.ts';
import { tellAll } from './terms.ts';

type Clock = Pick<Deps, 'now' | 'dueAt'>;

/** What a tool's owner sees of everything that somebody who left has: `left:<who left>:<owner>`. */
const leftKey = (memberId: string, ownerId: string): string => `left:${memberId}:${ownerId}`;

type Left = { signUpId: number; toolId: string; memberId: string; why: string; isHolder: boolean; offSince: Date | null };

/**
 * Somebody was switched off, or belongs to another organisation now: everything of theirs that is open is listed to the owners
 * of the tools for a decision, in one message each, as the desk opens next; and whoever they were asked to approve goes on.
 *
 * One person's, after they changed, or everybody's. Noted once, so twice changes nothing; who came back and is switched
 * off again is somebody who left anew.
 */
export async function noteDeparture(tx: Tx, deps: Clock, workspaceId: string, memberId: string | null): Promise<void> {
  const about = [...(await approversGone(tx, deps.now(), workspaceId, memberId)), ...(await leftNow(tx, workspaceId, memberId))];
  // Slack tells us of every change of a status; hardly ever is one somebody's leaving.
  if (about.length === 0) return;
  // All of them before anything is done, in one order: what was done for one tool would keep whoever holds another waiting.
  await lockTools(
    tx,
    workspaceId,
    about.map(({ toolId }) => toolId),
  );
  await replaceApproversGone(tx, deps, workspaceId, memberId);
  for (const one of await leftNow(tx, workspaceId, memberId)) await noteLeft(tx, deps, workspaceId, one);
}

/** What is open of those who left and was not noted yet; of one person, or of everybody. */
function leftNow(tx: Tx, workspaceId: string, memberId: string | null): Promise<Left[]> {
  return tx.$queryRaw<Left[]>`
    with mine as (
      select sign_up.id, sign_up.tool_id, sign_up.organisation_id, sign_up.member_id as who, true as is_holder
      from sign_up where sign_up.workspace_id = ${workspaceId} and sign_up.open_key is not null
        and (${memberId}::text is null or sign_up.member_id = ${memberId}::text)
      union all
      select sign_up.id, sign_up.tool_id, sign_up.organisation_id, person.who, false
      from sign_up_person person
      join sign_up on sign_up.workspace_id = person.workspace_id and sign_up.id = person.sign_up_id and sign_up.open_key is not null
      where person.workspace_id = ${workspaceId} and person.who <> sign_up.member_id
        and (${memberId}::text is null or person.who = ${memberId}::text)
    ), left_now as (
      select mine.*, member.deactivated_at as off_since, case when member.deactivated_at is not null then 'switched off' else 'moved' end as why
      from mine join member on member.workspace_id = ${workspaceId} and member.id = mine.who
      where member.deactivated_at is not null
        or mine.organisation_id is not null and member.organisation_id is distinct from mine.organisation_id and member.kind = 'member'
    )
    select id as "signUpId", tool_id as "toolId", who as "memberId", why, is_holder as "isHolder", off_since as "offSince" from left_now
    where not exists (
      select 1 from sign_up_event event where event.workspace_id = ${workspaceId} and event.sign_up_id = left_now.id
        and event.kind = 'person_left' and event.detail ->> 'memberId' = left_now.who and event.detail ->> 'why' = left_now.why
        and (left_now.off_since is null or event.at >= left_now.off_since)
    )
    order by tool_id, id, who`;
}

async function noteLeft(
  tx: Tx,
  deps: Clock,
  workspaceId: string,
  { signUpId, toolId, memberId, why, isHolder, offSince }: Left,
): Promise<void> {
  const tool = await lockTool(tx, workspaceId, toolId);
  const detail = { memberId, why, isHolder };
  const before = await tx.signUpEvent.findMany({
    where: { workspaceId, signUpId, kind: 'person_left', ...(offSince ? { at: { gte: offSince } } : {}) },
    select: { detail: true },
  });
  const isNoted = before.some((event) => {
    const known = event.detail as { memberId?: unknown; why?: unknown };
    return known.memberId === memberId && known.why === why;
  });
  if (isNoted) return;
  await recordSignUpEvent(tx, { workspaceId, signUpId, kind: 'person_left', actorId: null, at: deps.now(), detail });
  const desk = await deskOf(tx, workspaceId, tool.deskId);
  const owners = tool.ownerId ? [tool.ownerId] : await leadsOf(tx, workspaceId, tool.deskId);
  const at = nextOpening(hoursOf(desk), deps.now());
  await addJobs(
    tx,
    deps,
    (owners.length > 0 ? owners : [desk.triageChannelId]).map((channelId) => {
      const key = leftKey(memberId, channelId);
      return { task: SYNC_MESSAGE, payload: { workspaceId, key, channelId }, key: `sync:${workspaceId}:${key}`, at };
    }),
  );
}

export type Stay = 'keep' | 'end' | { to: string };
type Departure = SignUpAction & { memberId: string };

/**
 * What becomes of what somebody who left had: it stays as it is, goes to somebody else, or ends. Of one who was only one of
 * an organisation's people, ending takes them off the list, and handing over puts somebody in their place.
 */
export async function decideStay(deps: Deps, departure: Departure, stay: Stay): Promise<void> {
  const { workspaceId, signUpId, actorId, memberId } = departure;
  await untilDone(deps.db, async (tx) => {
    await requireRight(tx, 'decide about a seat', { workspaceId, signUpId, actorId });
    const { toolId } = await findSignUp(tx, workspaceId, signUpId);
    const tool = await lockTool(tx, workspaceId, toolId);
    const signUp = await findSignUp(tx, workspaceId, signUpId);
    const noted = await departureOf(tx, workspaceId, signUpId, memberId);
    if (!noted) throw refusalOf('not asked');
    if (noted.decidedBy) {
      const who = `<@${noted.decidedBy}>`;
      throw new UserError('decided_already', ({ terms }) => terms.stayDecided(who));
    }
    if (!isOpen(signUp.state)) throw refusalOf('over');
    if (stay === 'end' && signUp.memberId === memberId) await endFor(tx, deps, departure, signUp);
    else if (stay === 'end') await takeOff(tx, deps, tool, signUp, memberId, null);
    else if (stay !== 'keep') await handOver(tx, deps, tool, signUp, departure, stay.to);
    const detail = { memberId, decision: typeof stay === 'string' ? stay : 'hand over' };
    await recordSignUpEvent(tx, { workspaceId, signUpId, kind: 'stay_decided', actorId, at: deps.now(), detail });
    const messages = await tx.ownedMessage.findMany({ where: { workspaceId, key: { startsWith: leftKey(memberId, '') } } });
    await syncSoon(tx, deps, workspaceId, messages);
    await showSignUp(tx, deps, tool, await findSignUp(tx, workspaceId, signUpId));
  });
}

async function endFor(tx: Tx, deps: Deps, { workspaceId, signUpId, actorId }: Departure, { state }: SignUp): Promise<void> {
  const move = typeof LIFE.end[state] === 'string' ? 'end' : 'cancel';
  await moveSignUp(tx, deps, { workspaceId, signUpId, actorId }, { move, result: { endReason: 'left' } });
}

async function handOver(
  tx: Tx,
  deps: Deps,
  tool: Tool,
  signUp: SignUp,
  { actorId, memberId }: Departure,
  to: string,
): Promise<void> {
  const { workspaceId, id: signUpId } = signUp;
  const heir = await tx.member.findUnique({ where: { workspaceId_id: { workspaceId, id: to } } });
  const isPerson = heir !== null && heir.deactivatedAt === null && ['member', 'guest', 'stranger'].includes(heir.kind);
  if (!isPerson) throw new UserError('no_heir', ({ terms }) => terms.noHeir);
  if (signUp.organisationId !== null && heir.organisationId !== signUp.organisationId)
    throw new UserError('other_organisation', ({ terms }) => terms.heirElsewhere);
  if (signUp.memberId !== memberId) return takeOff(tx, deps, tool, signUp, memberId, to);
  const isOwn = tool.subject === 'person';
  const subjectKey = isOwn ? subjectKeyOf({ memberId: to }) : signUp.subjectKey;
  const openKey = openKeyOf(tool.id, subjectKey);
  const other = await tx.signUp.findUnique({ where: { workspaceId_openKey: { workspaceId, openKey } } });
  if (other && other.id !== signUpId) throw new UserError('heir_has_one', ({ terms }) => terms.heirHasOne(`S${other.id}`));
  await tx.signUp.updateMany({ where: { workspaceId, id: signUpId }, data: { memberId: to, subjectKey, openKey } });
  // Whoever it goes to has their place among its people, too, where they had one.
  const isListed = (await tx.signUpPerson.count({ where: { workspaceId, signUpId, who: memberId } })) > 0;
  if (isListed) await takeOff(tx, deps, tool, { ...signUp, memberId: to }, memberId, to);
  const detail = { from: memberId, to };
  await recordSignUpEvent(tx, { workspaceId, signUpId, kind: 'handed_over', actorId, at: deps.now(), detail });
  await tellAll(tx, deps, tool, { ...signUp, memberId: to }, 'handed over');
}

/** One of an organisation's people goes, and somebody comes in their place or nobody does; a seat that becomes free is offered. */
async function takeOff(tx: Tx, deps: Deps, tool: Tool, signUp: SignUp, memberId: string, to: string | null): Promise<void> {
  const { workspaceId, id: signUpId } = signUp;
  const at = deps.now();
  const { count } = await tx.signUpPerson.deleteMany({ where: { workspaceId, signUpId, who: memberId } });
  // Who was taken off the list meanwhile leaves no place to somebody else.
  if (count === 0 && to !== null) throw new UserError('changed_meanwhile', ({ tools }) => tools.changedMeanwhile);
  if (to !== null)
    await tx.signUpPerson.createMany({
      data: [{ workspaceId, signUpId, who: to, addedById: signUp.memberId, addedAt: at }],
      skipDuplicates: true,
    });
  // Nobody came who had no seat: whatever the tool says of seats by now, it is no more than before.
  const seats = Math.min(signUp.seats, seatsFor(tool, await tx.signUpPerson.count({ where: { workspaceId, signUpId } })));
  await tx.signUp.updateMany({ where: { workspaceId, id: signUpId }, data: { seats } });
  const detail = { added: to === null ? 0 : 1, removed: 1 };
  await recordSignUpEvent(tx, { workspaceId, signUpId, kind: 'people_changed', actorId: null, at, detail });
  if (seats < signUp.seats) await offerSeats(tx, deps, tool, moveSignUp);
  await warnOfFewSeats(tx, deps, tool);
}

export type LeftOne = { signUp: SignUp; tool: Tool; isHolder: boolean; decidedBy: string | null; decision: string | null };

/** Whether somebody's leaving was noted of a sign-up, and what was decided since. */
async function departureOf(tx: Tx, workspaceId: string, signUpId: number, memberId: string) {
  const events = await tx.signUpEvent.findMany({
    where: { workspaceId, signUpId, kind: { in: ['person_left', 'stay_decided'] } },
    orderBy: { id: 'asc' },
  });
  const own = events.filter(({ detail }) => (detail as { memberId?: unknown }).memberId === memberId);
  const noted = own.findLast(({ kind }) => kind === 'person_left');
  if (!noted) return undefined;
  const decided = own.findLast(({ kind, id }) => kind === 'stay_decided' && id > noted.id);
  const decision = (decided?.detail as { decision?: unknown } | undefined)?.decision;
  return {
    isHolder: (noted.detail as { isHolder?: unknown }).isHolder === true,
    why: (noted.detail as { why?: unknown }).why === 'moved' ? 'moved' : 'switched off',
    decidedBy: decided?.actorId ?? null,
    decision: typeof decision === 'string' ? decision : null,
  };
}

/** Everything that somebody who left has with the tools of one owner (or, without one, of a desk's leads). */
export async function leftBy(
  tx: Tx,
  workspaceId: string,
  memberId: string,
  ownerId: string,
): Promise<{ why: string; seats: LeftOne[] }> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    select distinct event.sign_up_id as id from sign_up_event event
    join tool on tool.workspace_id = event.workspace_id and tool.id = event.tool_id
    where event.workspace_id = ${workspaceId} and event.kind = 'person_left' and event.detail ->> 'memberId' = ${memberId}
      and (tool.owner_id = ${ownerId} or tool.owner_id is null) order by 1`;
  const seats: LeftOne[] = [];
  let why = 'switched off';
  for (const { id } of rows) {
    const signUp = await findSignUp(tx, workspaceId, id);
    const tool = await findTool(tx, workspaceId, signUp.toolId);
    const noted = await departureOf(tx, workspaceId, id, memberId);
    if (!noted) continue;
    if (tool.ownerId === null && /^[UW]/.test(ownerId) && !(await leadsOf(tx, workspaceId, tool.deskId)).includes(ownerId))
      continue;
    why = noted.why;
    seats.push({ signUp, tool, ...noted });
  }
  return { why, seats };
}
