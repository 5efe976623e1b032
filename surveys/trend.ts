import type { Tx } from '#prisma/db.ts';
import { CountedWave, type Counts, countWaves, isWritten } from './counting.ts';
import { countEarlier, type Earlier, versionsAsking, wavesBefore } from './earlier-waves.ts';
import { type Figures, valuesOf } from './figures.ts';
import { figuresOfAll, type Hidden, publish, whyHidden } from './publishing.ts';
import type { Question } from './survey.ts';

/** What one wave said to a question; hidden where it was there, too. */
export type TrendPoint = { waveId: number; closedAt: Date; hidden: Hidden | null; figures: Figures | null };

/** One question over the closed waves of a survey that asked the same (same id, kind and options), the oldest first. */
export type Trend = { questionId: string; points: TrendPoint[] };

/** The questions of a wave over at most a dozen waves before it, itself last once it is closed; always under the thresholds. Without texts, and without what was asked once. */
export async function trendsOf(db: Tx, { workspaceId, waveId }: { workspaceId: string; waveId: number }): Promise<Trend[]> {
  const wave = CountedWave.parse(
    await db.surveyWave.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: waveId } } }),
  );
  const closed = await wavesBefore(db, workspaceId, wave);
  const [newest, ...before] = await countWaves(db, workspaceId, [wave, ...closed]);
  if (!newest) return [];
  const all = wave.state === 'closed' ? [newest, ...before] : before;
  // Each of the dozen is compared as in its own results.
  const known = new Map(all.map((counts) => [counts.wave.id, counts]));
  const asking = new Map<number, Awaited<ReturnType<typeof versionsAsking>>>();
  const points: ReturnType<typeof pointsOf>[] = [];
  for (const counts of all) {
    const { version } = counts.wave;
    const others = asking.get(version) ?? (await versionsAsking(db, workspaceId, counts));
    asking.set(version, others);
    points.push(pointsOf(counts, await countEarlier(db, workspaceId, counts, { known, asking: others })));
  }
  return newest.survey.questions
    .filter((question) => !isWritten(question))
    .map((question) => ({ questionId: question.id, points: points.flatMap((of) => of(question)).toReversed() }))
    .filter((trend) => trend.points.length > 1);
}

function pointsOf(counts: Counts, earlier: readonly Earlier[]): (question: Question) => TrendPoint[] {
  const published = publish(counts, earlier);
  const { id: waveId, closedAt } = counts.wave;
  return (question) => {
    const then = counts.survey.questions.find(({ id }) => id === question.id);
    if (!then || closedAt === null || !isSame(then, question)) return [];
    const figures = figuresOfAll(published, then);
    return [{ waveId, closedAt, hidden: figures ? null : whyHidden(published), figures }];
  };
}

/** The same can be answered, whatever the words. */
function isSame(one: Question, other: Question): boolean {
  const values = (question: Question) => JSON.stringify(valuesOf(question).map(({ value }) => value));
  return one.kind === other.kind && values(one) === values(other);
}
