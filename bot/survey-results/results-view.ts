import type { Deps } from '#bot/deps.ts';
import { hasRight, requireRight } from '#bot/rights/rights.ts';
import { findWave } from '#bot/waves/wave.ts';
import { resultsOf, type WaveResults } from '#surveys/results.ts';
import { type Trend, trendsOf } from '#surveys/trend.ts';
import { type Reading, readingOf } from './readers.ts';

export type ResultsView = {
  reading: Reading;
  results: WaveResults;
  trends: Trend[];
  /** Whether the reader may share it, and say what follows */
  isKeeper: boolean;
  /** Whether they may read who said what */
  isConfidant: boolean;
};

type Who = { workspaceId: string; actorId: string };

/** What a wave has found, for one of the staff: under thresholds, and once it is closed, unless they may read each answer anyway. */
export async function resultsFor({ db }: Pick<Deps, 'db'>, { workspaceId, actorId }: Who, waveId: number): Promise<ResultsView> {
  const towards = { workspaceId, actorId, waveId };
  await requireRight(db, 'read survey results', towards);
  const wave = await findWave(db, workspaceId, waveId);
  const isConfidant = await hasRight(db, 'read who said what', towards);
  const which = { workspaceId, waveId };
  const [results, trends] = await Promise.all([resultsOf(db, which, { live: isConfidant }), trendsOf(db, which)]);
  const isKeeper = await hasRight(db, 'change a survey', towards);
  const reading = await readingOf(db, wave, actorId);
  return { reading, results, trends: results.notYet === null ? trends : [], isKeeper, isConfidant };
}

/** So many questions on a page stay within Slack's 100 blocks and 250 kB, whatever is asked in them. */
const PAGE = 5;

type Numbered<T> = { result: T; number: number };

/** The questions on one page, with their places among all of them; the last page when there are not so many. */
export function questionsOn<T>(questions: T[], wanted: number): { page: number; pages: number; shown: Numbered<T>[] } {
  const pages = Math.max(1, Math.ceil(questions.length / PAGE));
  const page = Math.min(wanted, pages - 1);
  const first = page * PAGE;
  const shown = questions.slice(first, first + PAGE).map((result, index) => ({ result, number: first + index + 1 }));
  return { page, pages, shown };
}
