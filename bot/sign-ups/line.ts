import type { Deps } from '#bot/deps.ts';
import { refreshHomes } from '#bot/slack/homes.ts';
import { saySoon, syncSoon } from '#bot/slack/outbox.ts';
import { findTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { seatsOf } from './seats.ts';
import { signUpNoteKey } from './sign-up.ts';

/** Says to a tool's owner that few of its seats are left, or that applications are taken now. */
export const TOLD_TO_OWNER = 'tool-told-to-owner';

/** Shows everybody who waits for a tool their place in the line as it is now; a note that reads the same is not sent again. */
export async function refreshLine(deps: Deps, { workspaceId, toolId }: { workspaceId: string; toolId: string }): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const waiting = await tx.signUp.findMany({
      where: { workspaceId, toolId, state: 'waiting' },
      select: { id: true, memberId: true },
      orderBy: { id: 'asc' },
    });
    await syncSoon(
      tx,
      deps,
      workspaceId,
      waiting.map(({ id, memberId }) => ({ key: signUpNoteKey(id, memberId), channelId: memberId })),
    );
    await refreshHomes(
      tx,
      deps,
      workspaceId,
      waiting.map(({ memberId }) => memberId),
    );
  });
}

/** Warns the owner of a tool that few seats are left, unless there are more again by now. */
export async function warnOwner(deps: Deps, { workspaceId, toolId }: { workspaceId: string; toolId: string }): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const tool = await findTool(tx, workspaceId, toolId);
    const { taken, waiting, cap } = await seatsOf(tx, tool);
    if (cap === null || tool.fewSeatsToldAt === null) return;
    const facts = { free: Math.max(0, cap - taken), cap, waiting };
    await tellOwner(tx, deps, tool, `few-seats:${tool.fewSeatsToldAt.getTime()}`, { about: 'few-seats', ...facts });
  });
}

/** Tells the owner of a tool something, once; where it has none, or they have gone, their stand-in, or else the leads of its desk. */
export async function tellOwner(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'dueAt'>,
  tool: Tool,
  what: string,
  facts: Record<string, string | number>,
): Promise<void> {
  const { workspaceId, id: toolId } = tool;
  for (const to of await ownersOf(tx, tool))
    await saySoon(tx, deps, workspaceId, {
      key: `tool-owner:${toolId}:${what}:${to}`,
      channelId: to,
      content: { kind: TOLD_TO_OWNER, toolId, to, ...facts },
    });
}

async function ownersOf(tx: Tx, { workspaceId, ownerId, standInId, deskId }: Tool): Promise<string[]> {
  for (const id of [ownerId, standInId]) {
    const isThere = id !== null && (await tx.member.count({ where: { workspaceId, id, deactivatedAt: null } })) > 0;
    if (isThere) return [id];
  }
  const leads = await tx.deskStaff.findMany({
    where: { workspaceId, deskId, role: 'lead', isPresent: true },
    select: { memberId: true },
    orderBy: { memberId: 'asc' },
  });
  return leads.map(({ memberId }) => memberId);
}
