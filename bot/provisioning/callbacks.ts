import { z } from 'zod';
import type { OutsideDeps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { webhookPlace } from '#bot/secrets.ts';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { showSignUp } from '#bot/sign-ups/moves.ts';
import { findSignUp, type SignUp } from '#bot/sign-ups/sign-up.ts';
import { untilDone } from '#bot/sign-ups/turns.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import { takeRequest } from '#bot/slack/requests.ts';
import { clearingKey } from '#bot/terms/clearing.ts';
import { noteUse } from '#bot/terms/usage.ts';
import { findTool, lockTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { sealedLink } from './links.ts';
import { LINK_FAULTS, oneTimeLink } from './one-time-links.ts';
import { getReady } from './provisioning.ts';
import { isSignedWith, type Signed } from './signing.ts';
import { PURPOSES, purposeIn } from './starting.ts';

/** What an outside system can say of a sign-up. `signUp`, when it is there, has to be the one of the address. */
const Report = z.strictObject({
  state: z.enum(['ready', 'failed', 'used']),
  link: z.string().max(2000).optional(),
  problem: z.string().max(2000).optional(),
  usedOn: z.iso.date().optional(),
  /** What it answers. Without it: whatever is asked for now, which a late answer need not be about. */
  purpose: z.enum(PURPOSES).optional(),
  signUp: z.number().optional(),
});
type Report = z.infer<typeof Report>;

export type Reporting = Signed & { workspaceId: string; signUpId: number; key: string | undefined };
export type Answer = { status: number; said: string };

const REFUSED: Answer = { status: 401, said: 'not signed as this tool signs' };

/**
 * Takes what an outside system reports back on a sign-up.
 *
 * Nothing is looked at, let alone written, before the signature has been found to be the tool's and from now. The same signature
 * is taken once, whichever sign-up it is sent to; a later one under the same idempotency key is answered and changes nothing.
 */
export async function takeReport(deps: OutsideDeps, reporting: Reporting): Promise<Answer> {
  const { workspaceId, signUpId, key, signature } = reporting;
  const row = await deps.db.signUp.findUnique({ where: { workspaceId_id: { workspaceId, id: signUpId } } });
  if (!row) return REFUSED;
  const tool = await findTool(deps.db, workspaceId, row.toolId);
  if (tool.webhookSecret === null) return REFUSED;
  const secret = deps.secrets.open(tool.webhookSecret, webhookPlace(workspaceId, tool.id));
  if (!isSignedWith(secret, reporting, deps.realNow())) return REFUSED;
  const report = Report.safeParse(jsonOf(reporting.body));
  if (!report.success) return { status: 422, said: z.prettifyError(report.error) };
  if (report.data.signUp !== undefined && report.data.signUp !== signUpId) return { status: 422, said: 'another sign-up' };
  try {
    return await untilDone(deps.db, async (tx) => {
      const taking = { db: tx, now: deps.now };
      if (!(await takeRequest(taking, workspaceId, `callback:${signature}`))) return { status: 409, said: TAKEN };
      if (key !== undefined && !(await takeRequest(taking, workspaceId, `callback:${tool.id}:${signUpId}:${key}`)))
        return { status: 200, said: 'known already' };
      // Held, so that what it answers is not decided otherwise meanwhile.
      const held = await lockTool(tx, workspaceId, tool.id);
      return carryOut(tx, deps, held, await findSignUp(tx, workspaceId, signUpId), report.data);
    });
  } catch (error) {
    // What stands in the way is said, and nothing is kept, so that the same may be reported again later.
    if (error instanceof UserError) return { status: 409, said: error.message };
    throw error;
  }
}

/** Two sign-ups that are ready in the same second are signed alike, unless each is named. */
const TAKEN = 'taken before; name "signUp" in the body, so that reports on two of them are not alike';

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

async function carryOut(tx: Tx, deps: OutsideDeps, tool: Tool, signUp: SignUp, report: Report): Promise<Answer> {
  const { workspaceId, id } = signUp;
  const record = (detail: Record<string, string>) =>
    recordSignUpEvent(tx, { workspaceId, signUpId: id, kind: 'reported_back', actorId: null, at: deps.now(), detail });
  if (report.state === 'used') {
    const on = report.usedOn === undefined ? deps.now() : new Date(report.usedOn);
    await noteUse(tx, deps, tool, { signUpId: id, on, actorId: null });
    return { status: 200, said: 'noted' };
  }
  const purpose = purposeIn(signUp.state);
  if (report.state === 'ready' && purpose === null && signUp.readyAt !== null) return { status: 200, said: 'ready already' };
  // Thrown, so that the same may be reported once something was asked for.
  if (purpose === null) throw new UserError('not_asked', 'nothing was asked for');
  const isOfAnother = report.purpose !== undefined && report.purpose !== purpose;
  if (isOfAnother || (purpose === 'deprovision' && report.link !== undefined))
    throw new UserError('not_asked', 'something else is asked for by now');
  await record({ state: report.state, purpose });
  if (report.state === 'failed') {
    const problem = (report.problem ?? 'it did not say why').slice(0, 500);
    await tx.signUp.updateMany({ where: { workspaceId, id }, data: { webhookState: 'failed', webhookProblem: problem } });
    const detail = { purpose, problem };
    await recordSignUpEvent(tx, { workspaceId, signUpId: id, kind: 'webhook_failed', actorId: null, at: deps.now(), detail });
    await showSignUp(tx, deps, tool, signUp);
    return { status: 200, said: 'noted' };
  }
  return purpose === 'provision' ? setUp(tx, deps, tool, signUp, report) : cleared(tx, deps, tool, signUp);
}

const DONE = { webhookState: 'done', webhookProblem: null };

async function setUp(tx: Tx, deps: OutsideDeps, tool: Tool, signUp: SignUp, { link }: Report): Promise<Answer> {
  const checked = link === undefined ? undefined : oneTimeLink(link, tool.linkHosts);
  if (checked && 'fault' in checked) throw new UserError('no_link', LINK_FAULTS[checked.fault]);
  const who = { workspaceId: signUp.workspaceId, signUpId: signUp.id, actorId: null };
  if (checked)
    await recordSignUpEvent(tx, { ...who, kind: 'link_given', at: deps.now(), detail: { host: new URL(checked.url).host } });
  const sealed = checked ? { link: sealedLink(deps, signUp, checked.url) } : {};
  await getReady(tx, deps, who, { ...sealed, result: DONE, detail: { by: 'webhook' } });
  return { status: 200, said: 'ready' };
}

/** What had been set up is undone outside; nobody has to do it by hand. */
async function cleared(tx: Tx, deps: OutsideDeps, tool: Tool, signUp: SignUp): Promise<Answer> {
  const { workspaceId, id } = signUp;
  const at = deps.now();
  const { count } = await tx.signUp.updateMany({ where: { workspaceId, id, clearedAt: null }, data: { clearedAt: at, ...DONE } });
  if (count === 1)
    await recordSignUpEvent(tx, { workspaceId, signUpId: id, kind: 'cleared', actorId: null, at, detail: { by: 'webhook' } });
  await syncSoon(tx, deps, workspaceId, await tx.ownedMessage.findMany({ where: { workspaceId, key: clearingKey(id) } }));
  await showSignUp(tx, deps, tool, signUp);
  return { status: 200, said: 'undone' };
}
