import type { Deps } from '#bot/deps.ts';
import { addJobs, type Job } from '#bot/queue.ts';
import { isOpen, type State } from '#bot/sign-ups/life.ts';
import type { SignUp } from '#bot/sign-ups/sign-up.ts';
import type { Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';

/** The job that tells a tool's webhook that somebody is to be set up, or that what was set up is to be undone. */
export const CALL_WEBHOOK = 'call-webhook';

export const PURPOSES = ['provision', 'deprovision'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** States in which there is something outside Slack that has to be undone at the end. */
const SET_UP: readonly State[] = ['setting up', 'ready', 'renewal', 'suspended'];

/** What a webhook is to hear of a sign-up as it stands. */
export function purposeIn(state: State): Purpose | null {
  if (state === 'setting up') return 'provision';
  return isOpen(state) ? null : 'deprovision';
}

/** Tried at most sixteen times, each wait longer than the one before: about two days. */
export function webhookJob({ workspaceId, id }: Pick<SignUp, 'workspaceId' | 'id'>, purpose: Purpose): Job {
  const payload = { workspaceId, signUpId: id, purpose };
  return { task: CALL_WEBHOOK, payload, key: `${purpose}:${workspaceId}:${id}`, attempts: 16 };
}

/** Has the tool's webhook called when a sign-up comes to being set up, and when what was set up ends; in the transaction that moves it. */
export async function startProvisioning(
  tx: Tx,
  deps: Pick<Deps, 'dueAt'>,
  tool: Pick<Tool, 'webhookUrl'>,
  before: SignUp,
  state: State,
): Promise<void> {
  const { workspaceId, id } = before;
  const purpose = purposeIn(state);
  const isNews = before.state !== state && (purpose === 'provision' || SET_UP.includes(before.state));
  if (!purpose || !isNews || tool.webhookUrl === null) return;
  await tx.signUp.updateMany({ where: { workspaceId, id }, data: { webhookState: 'waiting', webhookProblem: null } });
  await addJobs(tx, deps, [webhookJob(before, purpose)]);
}
