import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { givenFile } from '#bot/imports/given-files.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import type { Renderer } from '#bot/slack/posting.ts';
import type { Voice } from '#bot/slack/saying.ts';
import { bringFiles } from '#bot/slack/uploads.ts';
import type { Task } from '#bot/worker.ts';
import type { Tx } from '#prisma/db.ts';
import { exportTools } from './file-export.ts';
import { importPreview, previewFacts } from './file-forms.ts';
import { applyTools, previewTools } from './file-import.ts';
import type { ToolPlan } from './file-plan.ts';
import { appliedLine } from './file-preview.ts';
import { APPLY_TOOL_FILE, EXPORT_TOOLS, FileToApply, FileToPreview, PREVIEW_TOOL_FILE, ToExport } from './file-requests.ts';
import { REFRESH_TOOL, refreshTool, ToRefresh } from './refreshing.ts';
import { readToolFile } from './tool-file.ts';

export function toolTasks(deps: SlackDeps): Record<string, Task> {
  return {
    [PREVIEW_TOOL_FILE]: {
      run: (payload) => previewFile(deps, FileToPreview.parse(payload)),
      givenUp: (payload) => tellGivenUp(deps, FileToPreview.parse(payload)),
    },
    [APPLY_TOOL_FILE]: {
      run: (payload) => applyFile(deps, FileToApply.parse(payload)),
      givenUp: (payload) => tellGivenUp(deps, FileToPreview.parse(payload)),
    },
    [REFRESH_TOOL]: { run: (payload) => refreshTool(deps, ToRefresh.parse(payload)) },
    [EXPORT_TOOLS]: { run: (payload) => giveExport(deps, ToExport.parse(payload)) },
  };
}

async function previewFile(deps: SlackDeps, file: FileToPreview): Promise<void> {
  await toldIfRefused(deps, file, async () => {
    await requireRight(deps.db, 'edit the catalogue', file);
    const tools = readToolFile(await givenFile(deps, file.workspaceId, file.actorId, file.fileId));
    await showPlan(deps, file, await previewTools(deps.db, file, tools));
  });
}

const CHANGED = 'Something changed since you looked, so nothing was done. Now it would be:';

/** Applies what was shown, or shows what it would be now; a lead who is none any more applies nothing. */
async function applyFile(deps: SlackDeps, { fingerprint, skips, ...file }: FileToApply): Promise<void> {
  const { workspaceId, actorId, fileId } = file;
  const key = `tools-applied:${fileId}:${fingerprint}`;
  if ((await deps.db.saidMessage.count({ where: { workspaceId, key } })) > 0) return;
  await toldIfRefused(deps, file, async () => {
    await requireRight(deps.db, 'edit the catalogue', file);
    const tools = readToolFile(await givenFile(deps, workspaceId, actorId, fileId));
    const keeper = { workspaceId, actorId };
    const { outcome, plan } = await applyTools(deps, keeper, tools, { fingerprint, skipsProblems: skips === 1 }, (tx, done) =>
      say(tx, deps, file, key, appliedLine(done)),
    );
    if (outcome !== 'applied') await showPlan(deps, file, plan, CHANGED);
  });
}

/** Shows a lead a plan; the same one of the same file once. */
async function showPlan(deps: Deps, { workspaceId, actorId, fileId }: FileToPreview, plan: ToolPlan, opening?: string) {
  const key = `tools-preview:${fileId}:${plan.fingerprint}${opening ? ':again' : ''}`;
  const content = { kind: TOOLS_PREVIEW, ...previewFacts(fileId, plan, opening) };
  await deps.db.$transaction((tx) => saySoon(tx, deps, workspaceId, { key, channelId: actorId, content }));
}

async function say(tx: Tx, deps: Deps, { workspaceId, actorId }: FileToPreview, key: string, text: string): Promise<void> {
  await saySoon(tx, deps, workspaceId, { key, channelId: actorId, content: { kind: 'text', text } });
}

/** What trying again would not change is said to the lead. */
async function toldIfRefused(deps: Deps, file: FileToPreview, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { code, message } = error;
    await deps.db.$transaction((tx) => say(tx, deps, file, `tools-refused:${file.fileId}:${code}`, message));
  }
}

async function tellGivenUp(deps: Deps, file: FileToPreview): Promise<void> {
  const text =
    'Sorry, I could not read your file: Slack or I had a bad moment. Nothing was changed. Please import it again with `/tools admin`.';
  await deps.db.$transaction((tx) => say(tx, deps, file, `tools-given-up:${file.fileId}`, text));
}

/** Whoever leads no more when their turn comes gets nothing; tried again, one that came already does not come twice. */
async function giveExport(deps: SlackDeps, { workspaceId, actorId, as, askedAt }: z.infer<typeof ToExport>): Promise<void> {
  await requireRight(deps.db, 'edit the catalogue', { workspaceId, actorId });
  const [day, time = ''] = askedAt.split('T');
  const file = {
    filename: `tools-${day}-${time.replaceAll(/\D/g, '')}.${as}`,
    title: `Tools, ${day}`,
    bytes: new TextEncoder().encode(await exportTools(deps.db, workspaceId, as)),
  };
  const comment = 'The catalogue as it is now. Change what you like and import it with `/tools admin`.';
  await bringFiles(deps, { workspaceId, channelId: actorId, comment }, [file]);
}

const TOOLS_PREVIEW = 'tools-preview';

const Facts = z.object({
  fileId: z.string(),
  fingerprint: z.string(),
  sum: z.string(),
  lines: z.string(),
  problems: z.string(),
  canApply: z.boolean(),
  leftOut: z.number(),
});

export const toolRenderers: Record<string, Renderer> = {};
export const toolVoices: Record<string, Voice> = {
  [TOOLS_PREVIEW]: { render: async (_tx, _deps, _workspaceId, content) => importPreview(Facts.parse(content)) },
};
