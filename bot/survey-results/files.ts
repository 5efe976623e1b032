import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { recordSurveyEvent } from '#bot/surveys/events.ts';
import { findWave } from '#bot/waves/wave.ts';
import type { Tx } from '#prisma/db.ts';
import { csvFile } from '#reports/csv.ts';
import { EXPORT_COLUMNS, exportRows, namedRows } from '#surveys/export-rows.ts';
import { resultsOf } from '#surveys/results.ts';
import { type Picture, picturesOf } from './charts.ts';
import { readingOf } from './readers.ts';
import { questionsOn, resultsFor } from './results-view.ts';

/** Brings the results of a wave to one of the staff, as files. */
export const SEND_SURVEY_FILES = 'send-survey-files';
/** Brings the charts of one page of questions to them. */
export const SEND_SURVEY_CHARTS = 'send-survey-charts';

export const FilesAsked = z.object({
  workspaceId: z.string(),
  actorId: z.string(),
  waveId: z.int(),
  /** 1 for who said what, which confidants may have */
  named: z.int(),
  /** What makes it one press, and one message */
  key: z.string(),
});
export type FilesAsked = z.infer<typeof FilesAsked>;
export const ChartsAsked = FilesAsked.omit({ named: true }).extend({ page: z.int() });
export type ChartsAsked = z.infer<typeof ChartsAsked>;

type TextFile = { filename: string; title: string; text: string };
export type Files = { comment: string; files: TextFile[] };

/** Has the files made and sent; delivered twice, once. That they were asked for is written down. */
export async function askForFiles(deps: Deps, asked: FilesAsked): Promise<void> {
  const { workspaceId, actorId, waveId, named, key } = asked;
  await deps.db.$transaction(async (tx) => {
    const wave = await requireFiles(tx, asked);
    const noted = { workspaceId, surveyId: wave.surveyId, waveId, actorId, at: deps.now() };
    await recordSurveyEvent(tx, { ...noted, kind: 'results_exported', detail: { named: named === 1 } });
    await addJobs(tx, deps, [
      { task: SEND_SURVEY_FILES, payload: asked, key: `${SEND_SURVEY_FILES}:${workspaceId}:${actorId}:${key}` },
    ]);
  });
}

async function requireFiles(tx: Tx, { workspaceId, actorId, waveId, named }: FilesAsked) {
  await requireRight(tx, named === 1 ? 'read who said what' : 'read survey results', { workspaceId, actorId, waveId });
  const wave = await findWave(tx, workspaceId, waveId);
  if (named !== 1 && wave.state !== 'closed')
    throw new UserError('not_closed', 'There is a file of the results when the wave is closed.');
  return wave;
}

/** What was asked for, for whoever still may have it. Throws a sentence for everybody else. */
export async function surveyFiles({ db }: Pick<Deps, 'db'>, asked: FilesAsked): Promise<Files> {
  const { workspaceId, actorId, waveId, key } = asked;
  const wave = await requireFiles(db, asked);
  const { language, name, survey } = await readingOf(db, wave, actorId);
  const file = (what: string, ending: string, text: string) => ({
    filename: `${key}-${what}.${ending}`,
    title: `${name}, ${what} (${ending.toUpperCase()})`,
    text,
  });
  if (asked.named === 1) {
    const { header, rows } = await namedRows(db, { workspaceId, waveId }, language);
    const people = rows.map((row) => Object.fromEntries(header.map((column, index) => [column, row[index] ?? null])));
    return {
      comment: 'Who said what. It is meant for you alone; that you asked for it is written down.',
      files: [
        file('answers', 'csv', csvFile([header, ...rows])),
        file('answers', 'json', json({ survey: survey.name, wave: waveId, level: wave.level, people })),
      ],
    };
  }
  // Not for confidants' eyes: a file is passed on.
  const results = await resultsOf(db, { workspaceId, waveId });
  const rows = exportRows(results, language);
  const { invited, reached, responses, complete } = results;
  const { version, level, bands, smallestGroup, smallestTexts, openedAt, closedAt } = results.wave;
  const about = { survey: survey.name, wave: waveId, version, level, bands, smallestGroup, smallestTexts, openedAt, closedAt };
  return {
    comment: `The results of this survey, with nothing of fewer than ${smallestGroup} people. A cell that begins like a formula has an apostrophe before it.`,
    files: [
      file('results', 'csv', csvFile([[...EXPORT_COLUMNS], ...rows.map((row) => EXPORT_COLUMNS.map((column) => row[column]))])),
      file('results', 'json', json({ ...about, invited, reached, responses, complete, rows })),
    ],
  };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Has the charts of a page drawn and sent. */
export async function askForCharts(deps: Deps, asked: ChartsAsked): Promise<void> {
  const { workspaceId, actorId, waveId, key } = asked;
  await requireRight(deps.db, 'read survey results', { workspaceId, actorId, waveId });
  await findWave(deps.db, workspaceId, waveId);
  await addJobs(deps.db, deps, [
    { task: SEND_SURVEY_CHARTS, payload: asked, key: `${SEND_SURVEY_CHARTS}:${workspaceId}:${actorId}:${key}` },
  ]);
}

/** The charts of what the reader saw on that page. */
export async function chartsOfPage(
  deps: Pick<Deps, 'db'>,
  { workspaceId, actorId, waveId, page }: ChartsAsked,
): Promise<Picture[]> {
  const { results, trends, reading } = await resultsFor(deps, { workspaceId, actorId }, waveId);
  return questionsOn(results.questions, page).shown.flatMap(({ result, number }) =>
    picturesOf(
      result,
      number,
      trends.find(({ questionId }) => questionId === result.question.id),
      reading,
    ),
  );
}
