import { UNDECIDED } from '#bot/sign-ups/life.ts';
import { hasFreeSeat } from '#bot/sign-ups/seats.ts';
import { organisationOf, peopleOf, type SignUp } from '#bot/sign-ups/sign-up.ts';
import { dateOf } from '#bot/slack/block-parts.ts';
import { findTool, type Stage, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { APPROVE_SIGN_UP, ASK_ABOUT_SIGN_UP, DECLINE_SIGN_UP, PUT_ON_LIST, REOPEN_SIGN_UP } from './action-ids.ts';
import { type Approval, openPlaces, placesOf } from './approvers.ts';
import { approvalsOf } from './asking.ts';

/** What can be pressed, as data: whoever shows it makes buttons of it. */
export type PressFact = { actionId: string; label: string; value: string; style?: 'primary' | 'danger' };

export type Asked = { question: string; by: string; answer: string | null };
/** What approvers see of a sign-up beside what was filled in. */
export type Standing = {
  tool: Tool;
  signUp: SignUp;
  stage: Stage | undefined;
  rows: Approval[];
  /** Those whose word is missing. */
  open: string[];
  /** Whether the last word would take a seat now; true where it takes none. */
  hasSeat: boolean;
  questions: Asked[];
  organisation: string | null;
  people: string[];
};

/** How the approval of a sign-up stands. */
export async function standingOf(tx: Tx, signUp: SignUp): Promise<Standing> {
  const tool = await findTool(tx, signUp.workspaceId, signUp.toolId);
  const rows = await approvalsOf(tx, signUp);
  const isLast = signUp.stage + 1 >= tool.stages.length;
  const takesSeat = isLast && UNDECIDED.includes(signUp.state);
  return {
    tool,
    signUp,
    stage: tool.stages[signUp.stage],
    rows,
    open: openPlaces(rows),
    hasSeat: !takesSeat || (await hasFreeSeat(tx, tool, signUp)),
    questions: await questionsOf(tx, signUp),
    organisation: await organisationOf(tx, signUp),
    people: await peopleOf(tx, signUp),
  };
}

/** What approvers asked the member, and what they answered; oldest first. */
async function questionsOf(tx: Tx, { workspaceId, id }: Pick<SignUp, 'workspaceId' | 'id'>): Promise<Asked[]> {
  const events = await tx.signUpEvent.findMany({
    where: { workspaceId, signUpId: id, kind: { in: ['questioned', 'answered'] } },
    orderBy: { id: 'asc' },
  });
  const asked: Asked[] = [];
  for (const { kind, actorId, detail } of events) {
    if (kind === 'questioned') asked.push({ question: textIn(detail, 'question'), by: actorId ?? '', answer: null });
    const last = asked.at(-1);
    if (kind === 'answered' && last) last.answer = textIn(detail, 'answer');
  }
  return asked;
}

function textIn(detail: unknown, name: string): string {
  const value: unknown = typeof detail === 'object' && detail !== null ? Reflect.get(detail, name) : undefined;
  return typeof value === 'string' ? value : '';
}

const WHO: Record<string, string> = { contact: 'contact', owner: 'owner', lead: 'lead', people: 'named', person: 'named' };

/** How the approval stands, for the staff card, as mrkdwn in English; nothing where none is needed. */
export async function approvalLines(tx: Tx, signUp: SignUp): Promise<string[]> {
  const tool = await findTool(tx, signUp.workspaceId, signUp.toolId);
  const rows = await tx.signUpApproval.findMany({
    where: { workspaceId: signUp.workspaceId, signUpId: signUp.id, round: signUp.round },
    orderBy: [{ stage: 'asc' }, { askedAt: 'asc' }, { approverId: 'asc' }],
  });
  return tool.stages.flatMap((stage, index) => {
    const own = rows.filter((row) => row.stage === index);
    if (own.length === 0) return [];
    const name = `Stage ${index + 1} of ${tool.stages.length} (${WHO[stage.who]})`;
    return [`${name}: ${own.map((row) => lineOf(row, index === signUp.stage)).join('; ')}`];
  });
}

function lineOf(row: Approval, isNow: boolean): string {
  const places = placesOf(row).filter((place) => /^[UW][A-Z0-9]+$/.test(place));
  const who = `<@${row.approverId}>${places.length > 0 ? ` for ${places.map((id) => `<@${id}>`).join(', ')}` : ''}`;
  if (row.decision === 'approved') return `:white_check_mark: ${who}`;
  if (row.decision === 'declined') return `:x: ${who}`;
  return isNow ? `${who} asked since ${dateOf(row.askedAt)}` : `${who} not needed`;
}

/** The approvers' buttons for the staff card: they work for who was asked, and for a lead once a sign-up is over. */
export async function approvalButtons(tx: Tx, signUp: SignUp): Promise<PressFact[]> {
  const { hasSeat } = await standingOf(tx, signUp);
  const value = String(signUp.id);
  if (signUp.state === 'declined' || signUp.state === 'cancelled' || signUp.state === 'expired')
    return [{ actionId: REOPEN_SIGN_UP, label: 'Reopen', value }];
  if (signUp.state !== 'asked' && signUp.state !== 'questioned' && signUp.state !== 'renewal') return [];
  const approve: PressFact = hasSeat
    ? { actionId: APPROVE_SIGN_UP, label: 'Approve', value, style: 'primary' }
    : { actionId: PUT_ON_LIST, label: 'Approve, onto the waiting list', value };
  return [
    ...(signUp.state === 'questioned' ? [] : [approve]),
    { actionId: DECLINE_SIGN_UP, label: 'Decline…', value },
    ...(signUp.state === 'asked' ? [{ actionId: ASK_ABOUT_SIGN_UP, label: 'Ask a question…', value }] : []),
  ];
}
