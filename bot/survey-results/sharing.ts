import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { recordSurveyEvent } from '#bot/surveys/events.ts';
import { findWave } from '#bot/waves/wave.ts';
import type { Tx } from '#prisma/db.ts';
import { resultsOf, type WaveResults } from '#surveys/results.ts';
import { type Reading, readingOf } from './readers.ts';

/** What a channel reads; rendered by jobs.ts. */
export const SHARED_RESULTS = 'survey-results';
/** The job that brings the charts under it. */
export const CHART_SHARED_RESULTS = 'chart-shared-survey-results';

export type Publishable = { reading: Reading; results: WaveResults };
type Keeper = { workspaceId: string; actorId: string };

/** What of a wave anybody may read, in the workspace's language: of a closed one, under thresholds, whoever asks. Throws a sentence while there is nothing. */
export async function publishable(tx: Tx, workspaceId: string, waveId: number): Promise<Publishable> {
  const wave = await findWave(tx, workspaceId, waveId);
  const results = await resultsOf(tx, { workspaceId, waveId });
  if (results.notYet !== null || wave.state !== 'closed')
    throw new UserError('not_closed', 'Results can be shared when the wave is closed.');
  return { reading: await readingOf(tx, wave), results };
}

/** The same for whoever wants to share it. */
export async function publishableFor(
  { db }: Pick<Deps, 'db'>,
  { workspaceId, actorId }: Keeper,
  waveId: number,
): Promise<Publishable> {
  await requireRight(db, 'change a survey', { workspaceId, actorId, waveId });
  return publishable(db, workspaceId, waveId);
}

/** Shares what was previewed in a channel: of a closed wave it stays as it is. Once for each channel, however often it is pressed. */
export async function shareResults(deps: Deps, keeper: Keeper, waveId: number, channelId: string): Promise<void> {
  const { workspaceId, actorId } = keeper;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'change a survey', { workspaceId, actorId, waveId });
    const { results } = await publishable(tx, workspaceId, waveId);
    const key = `${SHARED_RESULTS}:${waveId}:${channelId}`;
    const isFirst = await saySoon(tx, deps, workspaceId, { key, channelId, content: { kind: SHARED_RESULTS, waveId } });
    if (!isFirst) throw new UserError('shared_already', `These results were shared in <#${channelId}> already.`);
    const noted = { workspaceId, surveyId: results.wave.surveyId, waveId, actorId, at: deps.now() };
    await recordSurveyEvent(tx, { ...noted, kind: 'results_shared', detail: { channel: channelId } });
  });
}
