import { z } from 'zod';
import type { Deps, OutsideDeps } from '#bot/deps.ts';
import { webhookPlace } from '#bot/secrets.ts';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { STATES } from '#bot/sign-ups/life.ts';
import { showSignUp } from '#bot/sign-ups/moves.ts';
import { findSignUp, type SignUp } from '#bot/sign-ups/sign-up.ts';
import { findTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { type Calling, CallProblem, callOutside } from './calling.ts';
import { KEY_HEADER, SIGNATURE_HEADER, signatureOf, TIMESTAMP_HEADER } from './signing.ts';
import { PURPOSES, type Purpose, purposeIn } from './starting.ts';

export const Call = z.object({ workspaceId: z.string(), signUpId: z.number(), purpose: z.enum(PURPOSES) });
export type Call = z.infer<typeof Call>;

/** The same for every try of the same thing, so that whoever hears it twice does it once. A sign-up that is reopened is new. */
const idempotencyKey = ({ workspaceId, id, round }: SignUp, purpose: Purpose) => `${purpose}-${workspaceId}-${id}-${round}`;

/** What an outside system reports back to, on the bot's own address. */
const callbackPath = (workspaceId: string, signUpId: number): string => `/tools/callback/${workspaceId}/${signUpId}`;

/**
 * Tells a tool's webhook what is to be done for a sign-up; nothing, when that has changed meanwhile.
 *
 * A crash between sending and writing that down sends it again under the same key. What may pass is thrown, so that the job comes
 * again; what will not is written on the card at once.
 */
export async function callWebhook(deps: OutsideDeps, call: Call, more: Omit<Calling, 'hosts'> = {}): Promise<void> {
  const { workspaceId, signUpId, purpose } = call;
  const signUp = await findSignUp(deps.db, workspaceId, signUpId);
  const tool = await findTool(deps.db, workspaceId, signUp.toolId);
  const { webhookUrl, webhookSecret } = tool;
  if (signUp.webhookState !== 'waiting' || purposeIn(signUp.state) !== purpose || webhookUrl === null) return;
  if (webhookSecret === null) return noteFailure(deps, call, 'it has no secret to sign with');
  const body = JSON.stringify(await contentOf(deps.db, tool, signUp, purpose));
  const timestamp = String(Math.floor(deps.realNow().getTime() / 1000));
  const secret = deps.secrets.open(webhookSecret, webhookPlace(workspaceId, tool.id));
  const headers = {
    'content-type': 'application/json',
    [KEY_HEADER]: idempotencyKey(signUp, purpose),
    [TIMESTAMP_HEADER]: timestamp,
    [SIGNATURE_HEADER]: signatureOf(secret, timestamp, body),
  };
  try {
    const status = await callOutside({ hosts: deps.webhookHosts, ...more }, { url: webhookUrl, headers, body });
    await note(deps, call, { webhookState: 'sent', webhookProblem: null }, { kind: 'webhook_sent', detail: { purpose, status } });
  } catch (error) {
    if (!(error instanceof CallProblem)) throw error;
    if (error.isFinal) return noteFailure(deps, call, error.message);
    await note(deps, call, { webhookProblem: error.message });
    throw error;
  }
}

/** It is not tried again by itself: the card says why, and staff can have it tried. */
export function noteFailure(deps: Deps, call: Call, problem: string): Promise<void> {
  const event = { kind: 'webhook_failed' as const, detail: { purpose: call.purpose, problem } };
  return note(deps, call, { webhookState: 'failed', webhookProblem: problem }, event);
}

type Noted = { kind: 'webhook_sent' | 'webhook_failed'; detail: Record<string, string | number> };

/** Only while it still waits for this: what was reported back, or has changed since, stands. */
async function note(
  deps: Deps,
  { workspaceId, signUpId, purpose }: Call,
  data: { webhookState?: string; webhookProblem: string | null },
  event?: Noted,
): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const states = STATES.filter((state) => purposeIn(state) === purpose);
    const { count } = await tx.signUp.updateMany({
      where: { workspaceId, id: signUpId, webhookState: 'waiting', state: { in: states } },
      data,
    });
    if (event) await recordSignUpEvent(tx, { workspaceId, signUpId, actorId: null, at: deps.now(), ...event });
    if (count === 0) return;
    const signUp = await findSignUp(tx, workspaceId, signUpId);
    await showSignUp(tx, deps, await findTool(tx, workspaceId, signUp.toolId), signUp);
  });
}

type Person = { id: string | null; email: string | null };

async function contentOf(tx: Tx, tool: Tool, signUp: SignUp, purpose: Purpose) {
  const { workspaceId, id, organisationId, memberId } = signUp;
  const organisation = organisationId
    ? await tx.organisation.findUnique({ where: { workspaceId_id: { workspaceId, id: organisationId } } })
    : null;
  const people = await tx.$queryRaw<Person[]>`
    select member.id, coalesce(member.email, case when who like '%@%' then who end) as email
    from (
      select who, added_at from sign_up_person where workspace_id = ${workspaceId} and sign_up_id = ${id}
    ) person left join member on member.workspace_id = ${workspaceId} and member.id = who
    order by added_at, who`;
  const member = await tx.member.findUnique({ where: { workspaceId_id: { workspaceId, id: memberId } } });
  return {
    purpose,
    workspace: workspaceId,
    signUp: id,
    tool: { id: tool.id, name: tool.name },
    organisation: organisation ? { id: organisation.id, name: organisation.name } : null,
    member: { id: memberId, email: member?.email ?? null },
    people,
    seats: signUp.seats,
    answers: signUp.answers,
    askedAt: signUp.askedAt.toISOString(),
    endsAt: signUp.endsAt?.toISOString() ?? null,
    callback: callbackPath(workspaceId, id),
  };
}
