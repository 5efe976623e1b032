import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { addJobs } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { EXPORTS, type Export } from './file-export.ts';
import type { Keeper } from './tools.ts';

/** Reads a file of tools and shows its lead what it would change. */
export const PREVIEW_TOOL_FILE = 'preview-tool-file';
/** Applies what a lead was shown of a file. */
export const APPLY_TOOL_FILE = 'apply-tool-file';
/** Gives a lead the catalogue as a file. */
export const EXPORT_TOOLS = 'export-tools';

export const FileToPreview = z.object({
  workspaceId: z.string(),
  actorId: z.string(),
  fileId: z.string().regex(/^F[A-Z0-9]{1,40}$/),
});
export type FileToPreview = z.infer<typeof FileToPreview>;
/** `skips`: 1 when rows with problems are to be left out. */
export const FileToApply = FileToPreview.extend({ fingerprint: z.string().regex(/^[\w-]{22}$/), skips: z.number() });
export type FileToApply = z.infer<typeof FileToApply>;
/** `askedAt` makes the file's name, by which one that came already is known. */
export const ToExport = z.object({
  workspaceId: z.string(),
  actorId: z.string(),
  as: z.enum(EXPORTS),
  askedAt: z.iso.datetime(),
});

/** About a quarter of an hour; then the lead is told. */
const ATTEMPTS = 8;

/** Has a file read for a lead. */
export async function askForPreview(deps: Deps, file: FileToPreview): Promise<void> {
  const { workspaceId, actorId, fileId } = file;
  await requireRight(deps.db, 'edit the catalogue', { workspaceId, actorId });
  const key = `${PREVIEW_TOOL_FILE}:${workspaceId}:${fileId}`;
  await addJobs(deps.db, deps, [{ task: PREVIEW_TOOL_FILE, payload: file, key, attempts: ATTEMPTS }]);
}

/** Has applied what a lead was shown; the job looks again whether they may. */
export async function askToApply(deps: Deps, file: FileToApply): Promise<void> {
  const { workspaceId, actorId, fileId } = file;
  await requireRight(deps.db, 'edit the catalogue', { workspaceId, actorId });
  const key = `${APPLY_TOOL_FILE}:${workspaceId}:${fileId}`;
  await addJobs(deps.db, deps, [{ task: APPLY_TOOL_FILE, payload: file, key, attempts: ATTEMPTS }]);
}

/** Has the catalogue given to a lead as a file; pressed twice in a moment, once. */
export async function askForExport(deps: Deps, keeper: Keeper, as: Export): Promise<void> {
  await requireRight(deps.db, 'edit the catalogue', keeper);
  const key = `${EXPORT_TOOLS}:${keeper.workspaceId}:${keeper.actorId}:${as}`;
  await addJobs(deps.db, deps, [
    { task: EXPORT_TOOLS, payload: { ...keeper, as, askedAt: deps.now().toISOString() }, key, attempts: ATTEMPTS },
  ]);
}
