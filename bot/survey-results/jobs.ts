import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { addJobs } from '#bot/queue.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { isPlatformError } from '#bot/slack/own-messages.ts';
import type { Voice } from '#bot/slack/saying.ts';
import { bringFiles, type Upload } from '#bot/slack/uploads.ts';
import type { Task } from '#bot/worker.ts';
import { type Picture, picturesOf } from './charts.ts';
import { ChartsAsked, chartsOfPage, FilesAsked, SEND_SURVEY_CHARTS, SEND_SURVEY_FILES, surveyFiles } from './files.ts';
import { sharedResults } from './shared-blocks.ts';
import { CHART_SHARED_RESULTS, publishable, SHARED_RESULTS } from './sharing.ts';

const Shared = z.object({ workspaceId: z.string(), waveId: z.int(), channelId: z.string(), threadTs: z.string() });

export function surveyResultTasks(deps: SlackDeps): Record<string, Task> {
  return {
    [SEND_SURVEY_FILES]: { run: (payload) => sendFiles(deps, FilesAsked.parse(payload)) },
    [SEND_SURVEY_CHARTS]: { run: (payload) => sendCharts(deps, ChartsAsked.parse(payload)) },
    [CHART_SHARED_RESULTS]: { run: (payload) => chartShared(deps, Shared.parse(payload)) },
  };
}

const OfWave = z.object({ waveId: z.int() });

export const surveyResultVoices: Record<string, Voice> = {
  [SHARED_RESULTS]: {
    render: async (tx, _deps, workspaceId, content) =>
      sharedResults(await publishable(tx, workspaceId, OfWave.parse(content).waveId)),
    said: async (tx, deps, workspaceId, content, { channelId, ts }) => {
      const { waveId } = OfWave.parse(content);
      const payload = { workspaceId, waveId, channelId, threadTs: ts };
      await addJobs(tx, deps, [
        { task: CHART_SHARED_RESULTS, payload, key: `${CHART_SHARED_RESULTS}:${workspaceId}:${waveId}:${channelId}` },
      ]);
    },
  },
};

/** Whoever may not have them any more gets nothing, and is not told so by a file. */
async function sendFiles(deps: SlackDeps, asked: FilesAsked): Promise<void> {
  await unlessRefused(async () => {
    const { comment, files } = await surveyFiles(deps, asked);
    const uploads = files.map(({ text, ...file }) => ({ ...file, bytes: new TextEncoder().encode(text) }));
    await bringFiles(deps, { workspaceId: asked.workspaceId, channelId: asked.actorId, comment }, uploads);
  });
}

async function sendCharts(deps: SlackDeps, asked: ChartsAsked): Promise<void> {
  await unlessRefused(async () => {
    const uploads = await drawn(await chartsOfPage(deps, asked), asked.key);
    const comment = 'The charts of what you looked at.';
    await bringFiles(deps, { workspaceId: asked.workspaceId, channelId: asked.actorId, comment }, uploads);
  });
}

/** A message is enough for so many pictures. */
const MOST_SHARED = 6;

/** Of the same figures as the message above them. */
async function chartShared(deps: SlackDeps, { workspaceId, waveId, channelId, threadTs }: z.infer<typeof Shared>): Promise<void> {
  const { results, reading } = await publishable(deps.db, workspaceId, waveId);
  const pictures = results.questions.flatMap((result, index) => picturesOf(result, index + 1, undefined, reading));
  const uploads = await drawn(pictures.slice(0, MOST_SHARED), `survey-${waveId}`);
  if (uploads.length === 0) return;
  const { charts } = reading.words.surveyNews.results;
  await bringFiles(deps, { workspaceId, channelId, threadTs, comment: charts }, uploads);
}

async function drawn(pictures: Picture[], key: string): Promise<Upload[]> {
  const uploads: Upload[] = [];
  for (const { name, title, altText, draw } of pictures)
    uploads.push({ filename: `${key}-${name}.png`, title, altText, bytes: await draw() });
  return uploads;
}

async function unlessRefused(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof UserError || isPlatformError(error, 'user_not_found')) return;
    throw error;
  }
}
