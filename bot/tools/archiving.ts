import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { planWindow } from '#bot/sign-ups/windows.ts';
import type { Tx } from '#prisma/db.ts';
import { findTool, lockTool, type Tool } from './tool.ts';
import { audit, holdNames, type Keeper, type KeeperDeps, nameProblem, recount } from './tools.ts';

/** Puts a tool away: nobody can ask for it any more, and whoever has it keeps it. */
export function archiveTool(deps: KeeperDeps, keeper: Keeper, toolId: string): Promise<Tool> {
  return putAway(deps, keeper, toolId, true);
}

/** Offers a tool again; what is free goes to those who wait still. */
export function restoreTool(deps: KeeperDeps, keeper: Keeper, toolId: string): Promise<Tool> {
  return putAway(deps, keeper, toolId, false);
}

async function putAway(deps: KeeperDeps, keeper: Keeper, toolId: string, isAway: boolean): Promise<Tool> {
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'edit the catalogue', { ...keeper, toolId });
    await holdNames(tx, keeper.workspaceId);
    const { name } = await lockTool(tx, keeper.workspaceId, toolId);
    const taken = isAway ? undefined : await nameProblem(tx, keeper.workspaceId, name, toolId);
    if (taken) throw new UserError('name_taken', taken.sentence);
    return setArchived(tx, deps, keeper, toolId, isAway);
  });
}

/** The same for a tool that is held; one that is so already stays as it is. */
export async function setArchived(tx: Tx, deps: KeeperDeps, keeper: Keeper, toolId: string, isAway: boolean): Promise<Tool> {
  const { workspaceId } = keeper;
  const { count } = await tx.tool.updateMany({
    where: { workspaceId, id: toolId, archivedAt: isAway ? null : { not: null } },
    data: { archivedAt: isAway ? deps.now() : null },
  });
  const tool = await findTool(tx, workspaceId, toolId);
  if (count === 0) return tool;
  await audit(tx, deps, keeper, isAway ? 'tool.archived' : 'tool.restored', { id: toolId, name: tool.name });
  if (isAway) return tool;
  await planWindow(tx, deps, tool);
  await recount(tx, deps, tool);
  return findTool(tx, workspaceId, toolId);
}
