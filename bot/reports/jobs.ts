import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { putOff } from '#bot/queue.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { withinLimits } from '#bot/slack/limits.ts';
import type { Renderer } from '#bot/slack/posting.ts';
import type { Task } from '#bot/worker.ts';
import { chartAltText, chartedWeeks, queueChart } from '#reports/charts.ts';
import { WeekFigures } from '#reports/week-figures.ts';
import { digestMessage } from './blocks.ts';
import {
  chartJob,
  digestKey,
  editionFor,
  frozenDigest,
  historyBefore,
  POST_DIGEST_CHART,
  POST_DUE_DIGEST,
  postDueDigest,
} from './digests.ts';

const renderDigest: Renderer = async (tx, _deps, workspaceId, week) => {
  const { channelId } = await tx.digestWeek.findUniqueOrThrow({ where: { workspaceId_week: { workspaceId, week } } });
  return digestMessage(await frozenDigest(tx, workspaceId, week, await editionFor(tx, workspaceId, channelId)));
};

const renderStaffDigest: Renderer = async (tx, _deps, workspaceId, week) =>
  digestMessage(await frozenDigest(tx, workspaceId, week, 'staff'));

/** The messages the digest owns. */
export const reportRenderers: Record<string, Renderer> = { digest: renderDigest, 'staff-digest': renderStaffDigest };

const Due = z.object({ workspaceId: z.string() });
const Chart = z.object({ workspaceId: z.string(), week: z.string(), waits: z.number().default(0) });

export function reportTasks(deps: SlackDeps): Record<string, Task> {
  return {
    [POST_DUE_DIGEST]: { run: (payload) => postDueDigest(deps, Due.parse(payload).workspaceId) },
    [POST_DIGEST_CHART]: { run: (payload) => postDigestChart(deps, Chart.parse(payload)) },
  };
}

/**
 * Brings a week's chart into the thread of its digest, once.
 *
 * Slack shares a file some time after the upload, and files carry no mark of ours: after a crash the chart is found by its name.
 */
async function postDigestChart(deps: SlackDeps, { workspaceId, week, waits }: z.infer<typeof Chart>): Promise<void> {
  const where = { workspaceId_week: { workspaceId, week } };
  const row = await deps.db.digestWeek.findUniqueOrThrow({ where });
  if (row.chartedAt) return;
  const digest = await deps.db.ownedMessage.findUnique({ where: { workspaceId_key: { workspaceId, key: digestKey(week) } } });
  if (!digest?.ts) return putOff(deps.db, deps, chartJob(workspaceId, week), waits);
  const client = await deps.slack.client(workspaceId);
  const filename = `rochdale-${week}.png`;
  const place = { channelId: row.channelId, threadTs: digest.ts };
  const isThere = row.chartFileId !== null && (await hasFile(deps, client, workspaceId, place, filename));
  if (!isThere) await upload(deps, client, workspaceId, week, place, filename);
  await deps.db.digestWeek.update({ where, data: { chartedAt: deps.now() } });
}

type Place = { channelId: string; threadTs: string };

async function hasFile(
  deps: SlackDeps,
  client: WebClient,
  workspaceId: string,
  { channelId, threadTs }: Place,
  name: string,
): Promise<boolean> {
  const thread = await withinLimits(deps, workspaceId, 'conversations.replies', () =>
    client.conversations.replies({ channel: channelId, ts: threadTs, limit: 200 }),
  );
  return (thread.messages ?? []).some((message) =>
    ('files' in message ? ((message.files ?? []) as { name?: string }[]) : []).some((file) => file.name === name),
  );
}

async function upload(
  deps: SlackDeps,
  client: WebClient,
  workspaceId: string,
  week: string,
  place: Place,
  filename: string,
): Promise<void> {
  const row = await deps.db.digestWeek.findUniqueOrThrow({ where: { workspaceId_week: { workspaceId, week } } });
  const workspace = await deps.db.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
  const points = chartedWeeks(WeekFigures.parse(row.figures), await historyBefore(deps.db, workspaceId, row.startsAt));
  // Drawing needs a canvas and fonts in memory, which most processes never use.
  const { chartPng } = await import('#reports/render.ts');
  const png = await chartPng(queueChart(points, workspace.name));
  const ticket = await withinLimits(deps, workspaceId, 'files.getUploadURLExternal', () =>
    // The client's types call the argument alt_text; Slack calls it alt_txt.
    client.apiCall('files.getUploadURLExternal', { filename, length: png.length, alt_txt: chartAltText(points) }),
  );
  const { upload_url: url, file_id: fileId } = z.object({ upload_url: z.url(), file_id: z.string() }).parse(ticket);
  await deps.db.digestWeek.update({ where: { workspaceId_week: { workspaceId, week } }, data: { chartFileId: fileId } });
  const sent = await fetch(url, { method: 'POST', body: new Uint8Array(png), signal: AbortSignal.timeout(10_000) });
  if (!sent.ok) throw new Error(`Slack refused the chart's bytes: ${sent.status}`);
  await withinLimits(deps, workspaceId, 'files.completeUploadExternal', () =>
    client.files.completeUploadExternal({
      files: [{ id: fileId, title: `Requests up to ${week}` }],
      channel_id: place.channelId,
      thread_ts: place.threadTs,
    }),
  );
}
