import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { findTool, type Tool, toolOf } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { addBusinessTime } from '#reports/working-hours.ts';
import { expiresAt } from './expiry.ts';
import { contactsOf } from './news.ts';
import { isSigned, placeInLine, seatsOf } from './seats.ts';
import { findSignUp, organisationOf, peopleOf, type SignUp, type SignUpAction, stateIn } from './sign-up.ts';

/** Everything a member is shown of a sign-up. */
export type Standing = {
  signUp: SignUp;
  tool: Tool;
  organisation: string | null;
  /** Members' ids and addresses. */
  people: string[];
  /** Who has it now: approvers who have not decided, or contacts who can sign. */
  has: string[];
  /** When it is to go on: a day (`isDay`), or a moment. */
  expected: { at: Date; isDay: boolean } | null;
  /** That day is over. */
  isOverdue: boolean;
  place: number | null;
  inLine: number;
  /** The draw of the window that it waits for. */
  drawAt: Date | null;
  /** What an approver asked, in plain words. */
  question: { text: string; byId: string | null } | null;
  /** Whose it is, where somebody else reads about what is one person's. */
  holder: string | null;
  isSigned: boolean;
  /** Its term ends soon, and they can still say that they keep it. */
  isEnding: boolean;
  /** The silence of its member ends it then; only after they were told. */
  expiresAt: Date | null;
};

/** How a sign-up stands right now, for its member or for this reader. */
export async function standingOf(tx: Tx, workspaceId: string, signUpId: number, now: Date, readerId?: string): Promise<Standing> {
  const signUp = await findSignUp(tx, workspaceId, signUpId);
  const tool = await findTool(tx, workspaceId, signUp.toolId);
  const { state, noticedAt } = signUp;
  const isLate = noticedAt !== null && (state === 'questioned' || state === 'unsigned');
  const expected = await expectedOf(tx, tool, signUp);
  return {
    signUp,
    tool,
    organisation: await organisationOf(tx, signUp),
    people: await peopleOf(tx, signUp),
    has: await whoHas(tx, signUp),
    expected,
    isOverdue: expected !== null && expected.at.getTime() + (expected.isDay ? DAY_MS / 2 : 0) < now.getTime(),
    place: state === 'waiting' ? await placeInLine(tx, signUp) : null,
    inLine: state === 'waiting' ? (await seatsOf(tx, tool)).waiting : 0,
    drawAt: tool.windowDrawnAt === null ? tool.windowClosesAt : null,
    question: state === 'questioned' ? await questionTo(tx, signUp) : null,
    holder: holderFor(signUp, readerId),
    isSigned: await isSigned(tx, tool, signUp),
    isEnding: isEnding(signUp, tool, now),
    expiresAt: isLate ? await expiresAt(tx, signUp) : null,
  };
}

function holderFor({ subjectKey, memberId }: SignUp, readerId: string | undefined): string | null {
  return subjectKey.startsWith('p:') && readerId !== undefined && readerId !== memberId ? memberId : null;
}

const DAY_MS = 24 * 3600 * 1000;

/** From the first reminder on; also for who said that they give it back, unless an approver did. */
function isEnding({ state, endsAt, renewalAnswer, declineReason }: SignUp, { reminderDays }: Tool, now: Date): boolean {
  const isAnswered = renewalAnswer === 'keep' || declineReason !== null;
  if (state !== 'ready' || endsAt === null || isAnswered) return false;
  const days = reminderDays.length > 0 ? Math.max(...reminderDays) : 30;
  return endsAt.getTime() - now.getTime() <= days * DAY_MS;
}

async function whoHas(tx: Tx, signUp: SignUp): Promise<string[]> {
  const { workspaceId, id: signUpId, state, round, stage, memberId } = signUp;
  if (state === 'unsigned') return (await contactsOf(tx, signUp)).filter((id) => id !== memberId);
  if (state === 'setting up') return signUp.provisionerId ? [signUp.provisionerId] : [];
  if (state !== 'asked' && state !== 'renewal' && state !== 'questioned') return [];
  const rows = await tx.signUpApproval.findMany({
    where: { workspaceId, signUpId, round, stage, decision: null },
    orderBy: [{ askedAt: 'asc' }, { approverId: 'asc' }],
    select: { approverId: true },
  });
  return rows.map(({ approverId }) => approverId);
}

/** By when it is to go on: what staff expect, or when somebody else is asked to decide, or how long an offer holds. */
async function expectedOf(tx: Tx, tool: Tool, signUp: SignUp): Promise<Standing['expected']> {
  const { workspaceId, id: signUpId, state, round, stage, expectedOn, offerEndsAt } = signUp;
  if (state === 'setting up') return expectedOn && { at: noonOf(expectedOn), isDay: true };
  if (state === 'offered') return offerEndsAt && { at: offerEndsAt, isDay: false };
  if (state !== 'asked' && state !== 'renewal') return null;
  const { _max } = await tx.signUpApproval.aggregate({
    where: { workspaceId, signUpId, round, stage, decision: null },
    _max: { askedAt: true },
  });
  if (_max.askedAt === null) return null;
  const hours = hoursOf(await deskOf(tx, workspaceId, tool.deskId));
  return { at: addBusinessTime(hours, _max.askedAt, tool.standInHours * 3600), isDay: true };
}

/** A day as an instant that is the same day wherever somebody reads it (nearly). */
const noonOf = (day: Date): Date => new Date(day.getTime() + 12 * 3600 * 1000);

/** The last thing an approver asked; in its history under `text`. */
async function questionTo(tx: Tx, { workspaceId, id: signUpId }: SignUp): Promise<Standing['question']> {
  const asked = await tx.signUpEvent.findFirst({
    where: { workspaceId, signUpId, kind: 'questioned' },
    orderBy: { id: 'desc' },
  });
  const detail = asked?.detail as { question?: unknown; text?: unknown } | undefined;
  const text = detail?.question ?? detail?.text;
  return asked ? { text: typeof text === 'string' ? text : '', byId: asked.actorId } : null;
}

export type OwnSignUps = { open: Standing[]; moreOpen: number; ended: { signUp: SignUp; tool: Tool; holder: string | null }[] };

/** What a member has, waits for, and had: their own, their organisation's as its contact, and those they are one of the people of. */
export async function ownSignUps(
  tx: Tx,
  workspaceId: string,
  memberId: string,
  { now, ...most }: { open: number; ended: number; now: Date },
): Promise<OwnSignUps> {
  const rows = await tx.$queryRaw<{ id: number; isOpen: boolean; all: number }[]>`
    with mine as (
      select sign_up.id, sign_up.open_key is not null as is_open, coalesce(sign_up.ended_at, sign_up.asked_at) as at
      from sign_up
      where sign_up.workspace_id = ${workspaceId} and (
        sign_up.member_id = ${memberId}
        or sign_up.id in (select sign_up_id from sign_up_person where workspace_id = ${workspaceId} and who = ${memberId})
        or sign_up.organisation_id in (
          select contact.organisation_id from organisation_contact contact
          join member on member.workspace_id = contact.workspace_id and member.email = contact.email and member.id = ${memberId}
          where contact.workspace_id = ${workspaceId}
        )
      )
    )
    (select id, true as "isOpen", count(*) over ()::int as all from mine where is_open order by at desc, id desc limit ${most.open})
    union all
    (select id, false, 0 from mine where not is_open order by at desc, id desc limit ${most.ended})`;
  const open: Standing[] = [];
  for (const { id } of rows.filter(({ isOpen }) => isOpen)) open.push(await standingOf(tx, workspaceId, id, now, memberId));
  return {
    open,
    moreOpen: Math.max(0, (rows.find(({ isOpen }) => isOpen)?.all ?? 0) - open.length),
    ended: await endedOf(
      tx,
      workspaceId,
      memberId,
      rows.filter(({ isOpen }) => !isOpen).map(({ id }) => id),
    ),
  };
}

async function endedOf(tx: Tx, workspaceId: string, readerId: string, ids: number[]): Promise<OwnSignUps['ended']> {
  const rows = await tx.signUp.findMany({
    where: { workspaceId, id: { in: ids } },
    orderBy: [{ endedAt: 'desc' }, { id: 'desc' }],
  });
  const tools = await tx.tool.findMany({ where: { workspaceId, id: { in: rows.map(({ toolId }) => toolId) } } });
  return rows.flatMap((row) => {
    const tool = tools.find(({ id }) => id === row.toolId);
    const signUp = { ...row, state: stateIn(row.state) };
    return tool ? [{ signUp, tool: toolOf(tool), holder: holderFor(signUp, readerId) }] : [];
  });
}

/** How a sign-up stands, for whoever may follow it. */
export async function follow(deps: Deps, action: SignUpAction): Promise<Standing> {
  await requireRight(deps.db, 'follow a sign-up', action);
  return standingOf(deps.db, action.workspaceId, action.signUpId, deps.now(), action.actorId);
}

/** The same for whoever may change it. */
export async function followOwn(deps: Deps, action: SignUpAction): Promise<Standing> {
  await requireRight(deps.db, 'change a sign-up', action);
  return standingOf(deps.db, action.workspaceId, action.signUpId, deps.now(), action.actorId);
}
