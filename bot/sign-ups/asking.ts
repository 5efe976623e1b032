import { beginApproval } from '#bot/approvals/stages.ts';
import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import type { Answers } from '#bot/form-fields/form-fields.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { personFor, sentenceOf, whyNot } from '#bot/tools/eligibility.ts';
import { lockTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { keepSignature } from './agreements.ts';
import { recordSignUpEvent } from './events.ts';
import { showSignUp } from './moves.ts';
import { seatsFor } from './seats.ts';
import { findSignUp, openKeyOf, type SignUp } from './sign-up.ts';
import { peopleFor, type Subject, subjectFor } from './subjects.ts';
import { inTurn, untilDone } from './turns.ts';
import { planWindow } from './windows.ts';

export type Asked = {
  workspaceId: string;
  actorId: string;
  toolId: string;
  answers: Answers;
  /** Members' ids, and addresses of people outside Slack; for a tool that each person asks for themselves, nobody. */
  people: readonly string[];
  /** They signed the organisation's agreement with it. */
  isAgreementSigned: boolean;
};

/**
 * Asks for a tool: the sign-up with its people and the signature, and its way through the stages of approval begins.
 *
 * There is one open sign-up per tool and subject: whoever asks again, at once or much later, gets the one that is there.
 */
export function askForTool(deps: Deps, asked: Asked): Promise<SignUp> {
  return inTurn(`ask:${asked.workspaceId}:${asked.toolId}`, () => ask(deps, asked));
}

function ask(deps: Deps, asked: Asked): Promise<SignUp> {
  const { workspaceId, actorId, toolId } = asked;
  return untilDone(deps.db, async (tx) => {
    await requireRight(tx, 'sign up for a tool', { workspaceId, actorId });
    // Held, so that of two who ask for the same the second finds the sign-up of the first.
    const tool = await lockTool(tx, workspaceId, toolId);
    const subject = await subjectFor(tx, tool, actorId);
    const there = await openSignUpOf(tx, tool, subject);
    if (there) return there;
    await requireOpenTo(tx, deps, tool, actorId);
    const signUp = await addSignUp(tx, deps, tool, subject, asked);
    if (asked.isAgreementSigned) await keepSignature(tx, deps, tool, signUp, actorId);
    await planWindow(tx, deps, tool);
    const after = await beginApproval(tx, deps, tool, signUp);
    await showSignUp(tx, deps, tool, after);
    return after;
  });
}

/** The one open sign-up that a subject has for a tool; null for none. */
async function openSignUpOf(tx: Tx, tool: Pick<Tool, 'workspaceId' | 'id'>, { subjectKey }: Subject): Promise<SignUp | null> {
  const { workspaceId, id } = tool;
  const openKey = openKeyOf(id, subjectKey);
  const there = await tx.signUp.findUnique({ where: { workspaceId_openKey: { workspaceId, openKey } }, select: { id: true } });
  return there && findSignUp(tx, workspaceId, there.id);
}

/** Throws, in words, unless this person may ask for the tool now. */
async function requireOpenTo(tx: Tx, deps: Pick<Deps, 'now'>, tool: Tool, memberId: string): Promise<void> {
  const why = whyNot(tool, await personFor(tx, tool.workspaceId, memberId), deps.now());
  if (why) throw new UserError('not_for_you', (words) => sentenceOf(why, words));
}

async function addSignUp(tx: Tx, deps: Deps, tool: Tool, subject: Subject, asked: Asked): Promise<SignUp> {
  const { workspaceId, actorId, toolId, answers } = asked;
  const isForMany = tool.subject === 'organisation';
  const people = isForMany ? await peopleFor(tx, { workspaceId, ...subject }, asked.people) : [];
  const seats = seatsFor(tool, people.length);
  requireEnoughAtAll(tool, seats);
  const at = deps.now();
  const [numbered] = await tx.$queryRaw<{ id: number }[]>`
    update workspace set next_sign_up_id = next_sign_up_id + 1 where id = ${workspaceId} returning next_sign_up_id - 1 as id`;
  if (!numbered) throw new Error(`workspace ${workspaceId} is gone`);
  const { id } = numbered;
  await tx.signUp.create({
    data: {
      workspaceId,
      id,
      toolId,
      ...subject,
      openKey: openKeyOf(toolId, subject.subjectKey),
      memberId: actorId,
      state: 'asked',
      seats,
      answers,
      askedAt: at,
      queuedAt: at,
    },
  });
  await tx.signUpPerson.createMany({
    data: people.map((who) => ({ workspaceId, signUpId: id, who, addedById: actorId, addedAt: at })),
  });
  await recordSignUpEvent(tx, {
    workspaceId,
    signUpId: id,
    kind: 'asked',
    actorId,
    at,
    detail: { people: people.length },
  });
  return findSignUp(tx, workspaceId, id);
}

/** A list of more people than there will ever be seats would wait for ever. */
export function requireEnoughAtAll({ seatCap, seatCapPerOrganisation: own }: Tool, seats: number): void {
  const most = Math.min(seatCap ?? Number.POSITIVE_INFINITY, own ?? Number.POSITIVE_INFINITY);
  if (seats > most) throw new UserError('more_than_seats', ({ signUps }) => signUps.moreThanSeats(most));
}
