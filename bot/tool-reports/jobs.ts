import { UserError } from '#bot/errors.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { isPlatformError } from '#bot/slack/own-messages.ts';
import type { Renderer } from '#bot/slack/posting.ts';
import type { Voice } from '#bot/slack/saying.ts';
import { bringFiles } from '#bot/slack/uploads.ts';
import type { Task } from '#bot/worker.ts';
import { exportWords } from './blocks.ts';
import { exportFiles } from './exports.ts';
import { ExportAsked, SEND_TOOL_EXPORT } from './tool-reports.ts';

export function toolReportTasks(deps: SlackDeps): Record<string, Task> {
  return { [SEND_TOOL_EXPORT]: { run: (payload) => sendExport(deps, ExportAsked.parse(payload)) } };
}

export const toolReportRenderers: Record<string, Renderer> = {};
export const toolReportVoices: Record<string, Voice> = {};

/** A lead who is none any more gets nothing, and is not told so by a file. */
async function sendExport(deps: SlackDeps, { workspaceId, leadId, period, key }: ExportAsked): Promise<void> {
  try {
    const { label, files } = await exportFiles(deps, { workspaceId, actorId: leadId }, period);
    const uploads = files.map(({ filename, title, text }) => ({
      filename: `${key}-${filename}`,
      title,
      bytes: new TextEncoder().encode(text),
    }));
    await bringFiles(deps, { workspaceId, channelId: leadId, comment: exportWords(label) }, uploads);
  } catch (error) {
    if (error instanceof UserError || isPlatformError(error, 'user_not_found')) return;
    throw error;
  }
}
