import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { addJobs } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';

/** The button in the set-up form that opens the import. */
export const IMPORT_PEOPLE = 'members.import';

/** Reads a file and shows its admin what it would change. */
export const PREVIEW_PEOPLE_FILE = 'preview-people-file';
/** Applies what an admin was shown of a file. */
export const APPLY_PEOPLE_FILE = 'apply-people-file';

export const PeopleFileId = z.string().regex(/^F[A-Z0-9]{1,40}$/);
export const FileToPreview = z.object({ workspaceId: z.string(), adminId: z.string(), fileId: PeopleFileId });
export type FileToPreview = z.infer<typeof FileToPreview>;
/** `skips`: 1 when rows with problems are to be left out. */
export const FileToApply = FileToPreview.extend({ fingerprint: z.string().regex(/^[\w-]{22}$/), skips: z.number() });
export type FileToApply = z.infer<typeof FileToApply>;

/** About a quarter of an hour; then the admin is told. */
const TRIES = 8;

/** Has a file read for an admin. */
export async function askForPreview(deps: Deps, file: FileToPreview): Promise<void> {
  const { workspaceId, adminId, fileId } = file;
  await requireRight(deps.db, 'import people', { workspaceId, actorId: adminId });
  const key = `${PREVIEW_PEOPLE_FILE}:${workspaceId}:${fileId}`;
  await addJobs(deps.db, deps, [{ task: PREVIEW_PEOPLE_FILE, payload: file, key, attempts: TRIES }]);
}

/** Has applied what an admin was shown; the job looks again whether they may. */
export async function askToApply(deps: Deps, file: FileToApply): Promise<void> {
  const { workspaceId, adminId, fileId } = file;
  await requireRight(deps.db, 'import people', { workspaceId, actorId: adminId });
  const key = `${APPLY_PEOPLE_FILE}:${workspaceId}:${fileId}`;
  await addJobs(deps.db, deps, [{ task: APPLY_PEOPLE_FILE, payload: file, key, attempts: TRIES }]);
}
