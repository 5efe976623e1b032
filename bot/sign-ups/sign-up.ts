import { UserError } from '#bot/errors.ts';
import type { Job } from '#bot/queue.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { STATES, type State } from './life.ts';

export type SignUp = Omit<Prisma.SignUpGetPayload<object>, 'state'> & { state: State };

/** Who does what to which sign-up; nobody (null) for what the clock does. */
export type SignUpAction = { workspaceId: string; signUpId: number; actorId: string };

/** The card that staff and approvers see of a sign-up in the tool's channel, or else the desk's. */
export const signUpCardKey = (signUpId: number): string => `sign-up:${signUpId}`;
/** What an approver sees of it in their direct messages. */
export const approvalKey = (signUpId: number, approverId: string): string => `approval:${signUpId}:${approverId}`;
/** What its member sees of it in their direct messages: how it stands, always; gone once it is another's. */
export const signUpNoteKey = (signUpId: number, memberId: string): string => `sign-up-note:${signUpId}:${memberId}`;

/** A sign-up by the number people see (S12). Throws a sentence when there is none. */
export async function findSignUp(tx: Tx, workspaceId: string, signUpId: number): Promise<SignUp> {
  const row = await tx.signUp.findUnique({ where: { workspaceId_id: { workspaceId, id: signUpId } } });
  if (!row) throw new UserError('no_sign_up', ({ tools }) => tools.noSuchSignUp);
  return { ...row, state: stateIn(row.state) };
}

export function stateIn(state: string): State {
  const known = STATES.find((name) => name === state);
  if (!known) throw new Error(`a sign-up is in a state nobody knows: ${state}`);
  return known;
}

/** The name of the organisation that it is for, if any. */
export async function organisationOf(
  tx: Tx,
  { workspaceId, organisationId }: Pick<SignUp, 'workspaceId' | 'organisationId'>,
): Promise<string | null> {
  if (organisationId === null) return null;
  const found = await tx.organisation.findUnique({
    where: { workspaceId_id: { workspaceId, id: organisationId } },
    select: { name: true },
  });
  return found?.name ?? null;
}

/** The people of a sign-up (members' ids and addresses), in the order in which they were added. */
export async function peopleOf(tx: Tx, { workspaceId, id }: Pick<SignUp, 'workspaceId' | 'id'>): Promise<string[]> {
  const rows = await tx.signUpPerson.findMany({
    where: { workspaceId, signUpId: id },
    orderBy: [{ addedAt: 'asc' }, { who: 'asc' }],
    select: { who: true },
  });
  return rows.map(({ who }) => who);
}

/** Whose it is, for one open sign-up per tool and subject. */
export function subjectKeyOf(subject: { organisationId: string } | { memberId: string }): string {
  return 'organisationId' in subject ? `o:${subject.organisationId}` : `p:${subject.memberId}`;
}

export function openKeyOf(toolId: string, subjectKey: string): string {
  return `${toolId} ${subjectKey}`;
}

const timerKey = (task: string, { workspaceId, id }: Pick<SignUp, 'workspaceId' | 'id'>) => `${task}:${workspaceId}:${id}`;

/** A sign-up's job under its own key, which a later one of the same kind moves. */
export function signUpTimer(task: string, signUp: Pick<SignUp, 'workspaceId' | 'id'>, at: Date): Job {
  const payload = { workspaceId: signUp.workspaceId, signUpId: signUp.id };
  return { task, payload, key: timerKey(task, signUp), at, moves: true };
}

export { timerKey as signUpTimerKey };
