import { z } from 'zod';
import { addJobs } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { RowId } from '#bot/slack/payloads.ts';
import { findSurvey } from './survey-row.ts';
import type { Keeper, KeeperDeps } from './surveys.ts';

/** Reads a survey from a file and shows whoever gave it what it would change. */
export const PREVIEW_SURVEY_FILE = 'preview-survey-file';
/** Writes what somebody was shown of a file. */
export const APPLY_SURVEY_FILE = 'apply-survey-file';
/** Gives somebody a survey as a file. */
export const EXPORT_SURVEY_FILE = 'export-survey-file';

export const FileToPreview = z.object({
  workspaceId: z.string(),
  actorId: z.string(),
  fileId: z.string().regex(/^F[A-Z0-9]{1,40}$/),
  /** Null for a new survey */
  into: RowId.nullable(),
});
export type FileToPreview = z.infer<typeof FileToPreview>;
export const FileToApply = FileToPreview.extend({ fingerprint: z.string().regex(/^[\w-]{16}$/) });
export type FileToApply = z.infer<typeof FileToApply>;
/** `askedAt` makes the file's name, by which one that came already is known. */
export const ToExport = z.object({ workspaceId: z.string(), actorId: z.string(), surveyId: RowId, askedAt: z.iso.datetime() });
export type ToExport = z.infer<typeof ToExport>;

/** About a quarter of an hour; then whoever asked is told. */
const ATTEMPTS = 8;

/** Has a file read. */
export async function askForPreview(deps: KeeperDeps, file: FileToPreview): Promise<void> {
  await mayImport(deps, file);
  const key = `${PREVIEW_SURVEY_FILE}:${file.workspaceId}:${file.fileId}`;
  await addJobs(deps.db, deps, [{ task: PREVIEW_SURVEY_FILE, payload: file, key, attempts: ATTEMPTS }]);
}

/** Has written what somebody was shown; the job looks again whether they may. */
export async function askToApply(deps: KeeperDeps, file: FileToApply): Promise<void> {
  await mayImport(deps, file);
  const key = `${APPLY_SURVEY_FILE}:${file.workspaceId}:${file.fileId}`;
  await addJobs(deps.db, deps, [{ task: APPLY_SURVEY_FILE, payload: file, key, attempts: ATTEMPTS }]);
}

/** Whether they may bring a file into that survey, or into a new one. */
export async function mayImport(
  deps: Pick<KeeperDeps, 'db'>,
  { workspaceId, actorId, into }: Keeper & { into: number | null },
): Promise<void> {
  if (into === null) return void (await requireRight(deps.db, 'build surveys', { workspaceId, actorId }));
  await requireRight(deps.db, 'change a survey', { workspaceId, actorId, surveyId: into });
  await findSurvey(deps.db, workspaceId, into);
}

/** Has a survey given to somebody of staff as a file; pressed twice in a moment, once. */
export async function askForExport(deps: KeeperDeps, keeper: Keeper, surveyId: number): Promise<void> {
  await requireRight(deps.db, 'build surveys', keeper);
  await findSurvey(deps.db, keeper.workspaceId, surveyId);
  const key = `${EXPORT_SURVEY_FILE}:${keeper.workspaceId}:${keeper.actorId}:${surveyId}`;
  const payload = { ...keeper, surveyId, askedAt: deps.now().toISOString() };
  await addJobs(deps.db, deps, [{ task: EXPORT_SURVEY_FILE, payload, key, attempts: ATTEMPTS }]);
}
