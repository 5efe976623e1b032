import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { putOff } from '#bot/queue.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { escapeText } from '#bot/slack/escape.ts';
import { withinLimits } from '#bot/slack/limits.ts';
import type { Renderer } from '#bot/slack/posting.ts';
import type { Task } from '#bot/worker.ts';
import { chartAltText, chartedWeeks, queueChart } from '#reports/charts.ts';
import { weekNamed } from '#reports/period.ts';
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
  weekInWords,
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
const Chart = z.object({
  workspaceId: z.string(),
  week: z.string(),
  waits: z.number().default(0),
  /** Since when Slack has had the file and may take its time to share it; unknown before, and after a crash */
  sharingSince: z.coerce.date().optional(),
});

export function reportTasks(deps: SlackDeps): Record<string, Task> {
  return {
    [POST_DUE_DIGEST]: { run: (payload) => postDueDigest(deps, Due.parse(payload).workspaceId) },
    [POST_DIGEST_CHART]: { run: (payload) => postDigestChart(deps, Chart.parse(payload)) },
  };
}

/** Slack shares a file within seconds of its upload; one that is not there by then is uploaded anew. */
const LONGEST_SHARING_MS = 5 * 60_000;
/** A digest that is not in its channel by then was given up, and so is its chart, for as long as nobody has it tried again. */
const LONGEST_WITHOUT_DIGEST_MS = 86_400_000;

/**
 * Brings a week's chart into the thread of its digest, once, and is done only when it has seen it there.
 *
 * Slack shares a file some time after the upload, or never, and files carry no mark of ours: the chart is known by its name.
 */
async function postDigestChart(deps: SlackDeps, { workspaceId, week, waits, sharingSince }: z.infer<typeof Chart>) {
  const where = { workspaceId_week: { workspaceId, week } };
  const row = await deps.db.digestWeek.findUniqueOrThrow({ where });
  if (row.chartedAt) return;
  const job = chartJob(workspaceId, week);
  const digest = await deps.db.ownedMessage.findUnique({ where: { workspaceId_key: { workspaceId, key: digestKey(week) } } });
  if (!digest?.ts) {
    if (isLongAgo(deps, row.frozenAt, LONGEST_WITHOUT_DIGEST_MS)) throw new Error(`the digest of ${week} is not in its channel`);
    return putOff(deps.db, deps, job, waits);
  }
  const lookAgain = (since: Date, looks: number) =>
    putOff(deps.db, deps, { ...job, payload: { ...job.payload, sharingSince: since.toISOString() } }, looks);
  const client = await deps.slack.client(workspaceId);
  const filename = `rochdale-${week}.png`;
  const place = { channelId: row.channelId, threadTs: digest.ts };
  if (row.chartFileId !== null) {
    const isThere = await hasFile(deps, client, workspaceId, place, filename);
    if (isThere) return void (await deps.db.digestWeek.update({ where, data: { chartedAt: deps.now() } }));
    const since = sharingSince ?? deps.now();
    if (!isLongAgo(deps, since, LONGEST_SHARING_MS)) return lookAgain(since, waits);
  }
  await upload(deps, client, workspaceId, week, place, filename);
  return lookAgain(deps.now(), 0);
}

function isLongAgo({ now }: Pick<SlackDeps, 'now'>, since: Date, longestMs: number): boolean {
  return now().getTime() - since.getTime() > longestMs;
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
  const figures = WeekFigures.parse(row.figures);
  const points = chartedWeeks(figures, await historyBefore(deps.db, workspaceId, row.startsAt));
  // Drawing needs a canvas and fonts in memory, which most processes never use.
  const { chartPng } = await import('#reports/render.ts');
  const png = await chartPng(queueChart(points, workspace.name));
  const ticket = await withinLimits(deps, workspaceId, 'files.getUploadURLExternal', () =>
    // The client's types call the argument alt_text; Slack calls it alt_txt.
    client.apiCall('files.getUploadURLExternal', { filename, length: png.length, alt_txt: chartAltText(points) }),
  );
  const { upload_url: url, file_id: fileId } = z.object({ upload_url: z.url(), file_id: z.string() }).parse(ticket);
  const sent = await fetch(url, { method: 'POST', body: new Uint8Array(png), signal: AbortSignal.timeout(10_000) });
  if (!sent.ok) throw new Error(`Slack refused the chart's bytes: ${sent.status}`);
  // From here on a crash may leave a file that is shared later.
  await deps.db.digestWeek.update({ where: { workspaceId_week: { workspaceId, week } }, data: { chartFileId: fileId } });
  await withinLimits(deps, workspaceId, 'files.completeUploadExternal', () =>
    client.files.completeUploadExternal({
      files: [{ id: fileId, title: `Requests per week, up to ${weekInWords(weekNamed(week, figures.timeZone))}` }],
      channel_id: place.channelId,
      thread_ts: place.threadTs,
      initial_comment: escapeText(chartAltText(points)),
    }),
  );
}
