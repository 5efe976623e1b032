import { approvalButtons, approvalLines, type PressFact } from '#bot/approvals/facts.ts';
import { Answers } from '#bot/form-fields/form-fields.ts';
import { answerTexts } from '#bot/form-fields/showing.ts';
import { placeInLine, type SeatCount, seatsOf } from '#bot/sign-ups/seats.ts';
import { findSignUp, organisationOf, peopleOf, type SignUp } from '#bot/sign-ups/sign-up.ts';
import { findTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { type Ticks, ticksOf } from './provisioning.ts';

/** All that staff and approvers see of a sign-up. */
export type SignUpCard = {
  signUp: SignUp;
  tool: Tool;
  organisation: string | null;
  people: string[];
  answers: string[];
  approvals: string[];
  /** What approvers can press. */
  presses: PressFact[];
  seats: SeatCount;
  place: number | null;
  ticks: Ticks;
  /** What happened to the last link. */
  link: { kind: 'given' | 'opened'; by: string | null; at: Date } | null;
};

/** Undefined when the sign-up is gone. */
export async function cardOf(tx: Tx, workspaceId: string, signUpId: number): Promise<SignUpCard | undefined> {
  const exists = await tx.signUp.count({ where: { workspaceId, id: signUpId } });
  if (exists === 0) return undefined;
  const signUp = await findSignUp(tx, workspaceId, signUpId);
  const tool = await findTool(tx, workspaceId, signUp.toolId);
  const link = await tx.signUpEvent.findFirst({
    where: { workspaceId, signUpId, kind: { in: ['link_given', 'link_opened'] } },
    orderBy: { id: 'desc' },
  });
  return {
    signUp,
    tool,
    organisation: (await organisationOf(tx, signUp)) ?? signUp.organisationId,
    people: await peopleOf(tx, signUp),
    answers: answerTexts(tool.fields, Answers.parse(signUp.answers)),
    approvals: await approvalLines(tx, signUp),
    presses: await approvalButtons(tx, signUp),
    seats: await seatsOf(tx, tool),
    place: signUp.state === 'waiting' ? await placeInLine(tx, signUp) : null,
    ticks: ticksOf(signUp),
    link: link && { kind: link.kind === 'link_opened' ? 'opened' : 'given', by: link.actorId, at: link.at },
  };
}
