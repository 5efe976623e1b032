// WAVES: the sending of a survey, from whom it is meant for to its end. What is asked is in bot/surveys, answering in bot/answering.
import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs, removeJob } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { recordSurveyEvent } from '#bot/surveys/events.ts';
import { definitionOf, type SurveyRow } from '#bot/surveys/survey-row.ts';
import type { Tx } from '#prisma/db.ts';
import { SMALLEST_TEXTS } from '#surveys/small-numbers.ts';
import { lockSurvey, lockWave } from './locks.ts';
import { problemsOf, type Settings } from './settings.ts';
import { showCard } from './showing.ts';
import { countingJob, START_WAVE, waveJob } from './timers.ts';
import type { Wave } from './wave.ts';

/** Begins a wave of a survey: its people are counted, and whoever sends it follows it in their direct messages. Answers its number. */
export async function planWave(
  deps: Deps,
  { workspaceId, actorId, surveyId }: { workspaceId: string; actorId: string; surveyId: number },
  settings: Settings,
): Promise<number> {
  demandSound(settings, deps.now());
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'send a survey', { workspaceId, actorId, surveyId });
    const survey = await lockSurvey(tx, workspaceId, surveyId);
    await demandReaders(tx, workspaceId, settings);
    const at = deps.now();
    const wave = await tx.surveyWave.create({
      data: {
        workspaceId,
        surveyId,
        ...(await askedIn(tx, survey)),
        ...columnsOf(settings),
        state: 'counting',
        createdById: actorId,
        createdAt: at,
        counts: 1,
      },
    });
    await recordSurveyEvent(tx, { workspaceId, surveyId, waveId: wave.id, kind: 'wave_planned', actorId, at });
    await addJobs(tx, deps, [countingJob(wave, FIRST_COUNT)]);
    await showCard(tx, deps, wave);
    return wave.id;
  });
}

const FIRST_COUNT = { count: 1, place: 0, cursor: '' };

/** Decides anew about a wave that has not been sent; its people are counted again, and a yes that was given counts no more. */
export async function changeWave(
  deps: Deps,
  { workspaceId, actorId, waveId }: { workspaceId: string; actorId: string; waveId: number },
  settings: Settings,
): Promise<void> {
  demandSound(settings, deps.now());
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'send a survey', { workspaceId, actorId, waveId });
    const { survey, wave } = await lockWave(tx, workspaceId, waveId);
    await demandReaders(tx, workspaceId, settings);
    const at = deps.now();
    const { count } = await tx.surveyWave.updateMany({
      where: { workspaceId, id: waveId, state: { in: ['counting', 'ready', 'scheduled'] } },
      data: {
        ...(await askedIn(tx, survey)),
        ...columnsOf(settings),
        state: 'counting',
        countedAt: null,
        counts: { increment: 1 },
      },
    });
    if (count === 0) throw new UserError('wave_sent', 'This has been sent or dropped already, so it cannot be changed.');
    await recordSurveyEvent(tx, { workspaceId, surveyId: survey.id, waveId, kind: 'wave_changed', actorId, at });
    await removeJob(tx, waveJob(START_WAVE, wave).key);
    await addJobs(tx, deps, [countingJob(wave, { ...FIRST_COUNT, count: wave.counts + 1 })]);
    await showCard(tx, deps, wave);
  });
}

/** Counts a wave's people again: one that waits for its yes with the newest questions, a scheduled one with those that got it. */
export async function countAgain(tx: Tx, deps: Deps, survey: SurveyRow, wave: Wave): Promise<void> {
  const { workspaceId, id, state, counts } = wave;
  const isScheduled = state === 'scheduled';
  await tx.surveyWave.update({
    where: { workspaceId_id: { workspaceId, id } },
    data: { ...(isScheduled ? {} : { ...(await askedIn(tx, survey)), state: 'counting' }), counts: counts + 1 },
  });
  await addJobs(tx, deps, [countingJob(wave, { ...FIRST_COUNT, count: counts + 1 })]);
  await showCard(tx, deps, wave);
}

function demandSound(settings: Settings, now: Date): void {
  const [problem] = problemsOf(settings, now);
  if (problem) throw new UserError('wave_settings', problem.sentence);
}

/** Answers that only named people may read are read by nobody when these are no people, or have left. */
async function demandReaders(tx: Tx, workspaceId: string, settings: Settings): Promise<void> {
  if (!(await hasItsReaders(tx, workspaceId, settings)))
    throw new UserError('wave_readers', 'One of the readers is no member of this workspace, or has left. Please name others.');
}

/** Whether there is somebody to read a confidential wave, and all of them are there. */
export async function hasItsReaders(
  tx: Tx,
  workspaceId: string,
  { level, readerIds }: Pick<Settings, 'level' | 'readerIds'>,
): Promise<boolean> {
  if (level !== 'confidential') return true;
  const isNone = [{ kind: { not: 'member' } }, { deactivatedAt: { not: null } }];
  const gone = await tx.member.count({ where: { workspaceId, id: { in: readerIds }, OR: isNone } });
  return readerIds.length > 0 && gone === 0;
}

/** What a wave of a survey asks: its newest version. Throws a sentence when nothing can be asked. */
async function askedIn(tx: Tx, { workspaceId, id, version, archivedAt }: SurveyRow) {
  if (archivedAt !== null) throw new UserError('survey_archived', 'This survey was put away. Please take it out again first.');
  const { questions } = await definitionOf(tx, workspaceId, id, version);
  if (questions.length === 0) throw new UserError('survey_empty', 'This survey has no question yet. Please add one first.');
  return { version, asksNps: questions.some(({ kind }) => kind === 'nps') };
}

function columnsOf({ readerIds, level, plan, ...settings }: Settings) {
  // What was left out of the form is left out of the row, too.
  const kept = JSON.parse(JSON.stringify(plan)) as object;
  return {
    ...settings,
    level,
    readerIds: level === 'confidential' ? readerIds : [],
    plan: kept,
    smallestTexts: Math.max(SMALLEST_TEXTS, settings.smallestGroup),
  };
}
