import { requireRight } from '#bot/rights/rights.ts';
import type { Tx } from '#prisma/db.ts';
import { setArchived } from './archiving.ts';
import { knownTools, planTools, type ToolPlan, type ToolWrite, toolsIn } from './file-plan.ts';
import { lockTool, lockTools } from './tool.ts';
import type { ToolFile } from './tool-file.ts';
import { addTools, holdNames, type Keeper, type KeeperDeps, writeChange } from './tools.ts';

/** What a file would change, for a lead. Throws a sentence to everybody else. */
export async function previewTools(tx: Tx, keeper: Keeper, file: ToolFile): Promise<ToolPlan> {
  await requireRight(tx, 'edit the catalogue', keeper);
  return planTools(file, await knownTools(tx, keeper.workspaceId, keeper.actorId));
}

/** Of what was shown: `changed` means that it would be something else now, and nothing was written. */
export type Applied = { outcome: 'applied' | 'changed' | 'problems'; plan: ToolPlan };

/** A catalogue of ten thousand is written within a minute. */
const LONGEST_MS = 300_000;

/**
 * Writes what was shown, all of it or nothing; when something changed since then, nothing, and the plan as it is now is answered.
 *
 * Two imports wait for each other. What `applied` writes is written together with the rest.
 */
export function applyTools(
  deps: KeeperDeps,
  keeper: Keeper,
  file: ToolFile,
  { fingerprint, skipsProblems }: { fingerprint: string; skipsProblems: boolean },
  applied?: (tx: Tx, plan: ToolPlan) => Promise<void>,
): Promise<Applied> {
  return deps.db.$transaction(
    async (tx): Promise<Applied> => {
      await requireRight(tx, 'edit the catalogue', keeper);
      await holdNames(tx, keeper.workspaceId);
      // Before they are compared with what was shown, so that what is compared is what is written over.
      const known = await knownTools(tx, keeper.workspaceId, keeper.actorId);
      await lockTools(tx, keeper.workspaceId, toolsIn(file, known));
      const plan = await previewTools(tx, keeper, file);
      if (plan.problems.length > 0 && !skipsProblems) return { outcome: 'problems', plan };
      if (plan.fingerprint !== fingerprint) return { outcome: 'changed', plan };
      const isNew = ({ before }: ToolWrite) => before === null;
      await addTools(tx, deps, keeper, plan.writes.filter(isNew));
      for (const write of plan.writes.filter((one) => !isNew(one))) await change(tx, deps, keeper, write);
      const added = plan.writes.filter(isNew).length;
      const detail = {
        added,
        changed: plan.writes.length - added,
        rowsLeftOut: new Set(plan.problems.map(({ row }) => row)).size,
      };
      await tx.auditEntry.create({ data: { ...keeper, at: deps.now(), action: 'tools.imported', detail } });
      await applied?.(tx, plan);
      return { outcome: 'applied', plan };
    },
    { timeout: LONGEST_MS, maxWait: LONGEST_MS },
  );
}

async function change(tx: Tx, deps: KeeperDeps, keeper: Keeper, { id, draft, archived }: ToolWrite): Promise<void> {
  const tool = await lockTool(tx, keeper.workspaceId, id);
  await writeChange(tx, deps, keeper, tool, draft);
  if (archived !== undefined) await setArchived(tx, deps, keeper, id, archived);
}
