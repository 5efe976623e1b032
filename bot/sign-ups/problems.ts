import type { Deps } from '#bot/deps.ts';
import { deskOf } from '#bot/desks/desks.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { takeRequest } from '#bot/slack/requests.ts';
import { openFromForm } from '#bot/tickets/opening.ts';
import { findTool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { recordSignUpEvent } from './events.ts';
import { findSignUp, type SignUpAction } from './sign-up.ts';

type Written = { formId: string; text: string; via: 'command' | 'home' };

/** Opens a ticket about a tool from somebody's sign-up, talked about in their direct message; the form sent again is the same one. */
export async function reportProblem(deps: Deps, action: SignUpAction, { formId, text, via }: Written): Promise<number> {
  const { workspaceId, signUpId, actorId } = action;
  const at = deps.now();
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'ask for help', { workspaceId, actorId });
    await requireRight(tx, 'change a sign-up', action);
    const { toolId } = await findSignUp(tx, workspaceId, signUpId);
    if (!(await takeRequest({ db: tx, now: deps.now }, workspaceId, `form:${formId}`)))
      return lastReported(tx, workspaceId, signUpId, actorId);
    const tool = await findTool(tx, workspaceId, toolId);
    const ticketId = await openFromForm(tx, deps, {
      workspaceId,
      desk: await deskOf(tx, workspaceId, tool.deskId),
      requesterId: actorId,
      formId,
      text: `${tool.name}: ${text}`,
      via,
    });
    await tx.ticket.update({ where: { workspaceId_id: { workspaceId, id: ticketId } }, data: { toolId, signUpId } });
    const detail = { ticketId };
    await recordSignUpEvent(tx, { workspaceId, signUpId, kind: 'problem_reported', actorId, at, detail });
    return ticketId;
  });
}

async function lastReported(tx: Tx, workspaceId: string, signUpId: number, requesterId: string): Promise<number> {
  const last = await tx.ticket.findFirstOrThrow({
    where: { workspaceId, signUpId, requesterId },
    orderBy: { id: 'desc' },
    select: { id: true },
  });
  return last.id;
}

/** What is known of trouble with a tool: what members read of a known problem, and how many requests about it are open. */
export type Trouble = { problem: { id: number; text: string } | null; open: number; own: number[] };

/** Nothing of what others wrote, and nothing private but its number to whom it belongs. */
export async function troubleWith(tx: Tx, workspaceId: string, toolId: string, memberId: string): Promise<Trouble> {
  const [problem] = await tx.$queryRaw<{ id: number; text: string }[]>`
    select parent.id, parent.problem as text from ticket parent
    where parent.workspace_id = ${workspaceId} and parent.problem_since is not null and parent.problem is not null
      and not parent.is_private and parent.state in ('open', 'claimed', 'waiting')
      and (parent.tool_id = ${toolId} or exists (
        select 1 from ticket part
        where part.workspace_id = parent.workspace_id and part.part_of_id = parent.id and part.tool_id = ${toolId}
      ))
    order by parent.problem_since desc limit 1`;
  const rows = await tx.ticket.findMany({
    where: { workspaceId, toolId, state: { in: ['open', 'claimed', 'waiting'] } },
    select: { id: true, requesterId: true },
    orderBy: { id: 'asc' },
  });
  return {
    problem: problem ?? null,
    open: rows.length,
    own: rows.filter(({ requesterId }) => requesterId === memberId).map(({ id }) => id),
  };
}
