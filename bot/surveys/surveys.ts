// SURVEYS, as staff keep them: made, changed and put away here. Sending one is in bot/waves, answering in bot/answering.
import { createHash } from 'node:crypto';
import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { stableJson } from '#bot/stable-json.ts';
import type { Tx } from '#prisma/db.ts';
import { readSurvey, type SurveyProblem } from '#surveys/reading.ts';
import { MOST, Survey } from '#surveys/survey.ts';
import { cleanLine } from '#surveys/wording.ts';
import { recordSurveyEvent } from './events.ts';
import { findSurvey, type SurveyRow } from './survey-row.ts';

/** Who works on a survey. */
export type Keeper = { workspaceId: string; actorId: string };
export type KeeperDeps = Pick<Deps, 'db' | 'now' | 'dueAt'>;

/** A survey with what it asks in its newest version. */
export type Kept = { survey: SurveyRow; definition: Survey; isAsked: boolean };
export type Created = Kept | { problems: SurveyProblem[] };
/** `changed`: it was not any more what whoever changed it had seen, and nothing was done; this is how it stands now. */
export type Saved = Created | { changed: Kept };

/** What a new survey begins with: no question yet. */
export function emptySurvey(name: string, language: string): Survey {
  return { name: { [language]: name }, language, questions: [] };
}

/** Makes a survey of one's own, or says everything that is wrong with it. */
export function createSurvey(deps: KeeperDeps, keeper: Keeper, given: { name: string; definition: unknown }): Promise<Created> {
  return deps.db.$transaction((tx) => addSurvey(tx, deps, keeper, given));
}

/** The same within a transaction. */
export async function addSurvey(
  tx: Tx,
  deps: KeeperDeps,
  { workspaceId, actorId }: Keeper,
  { name, definition: given }: { name: string; definition: unknown },
): Promise<Created> {
  await requireRight(tx, 'build surveys', { workspaceId, actorId });
  const problems = nameProblems(name);
  const read = readDraft(given);
  if ('problems' in read || problems.length > 0) return { problems: [...problems, ...('problems' in read ? read.problems : [])] };
  const at = deps.now();
  const survey = await tx.survey.create({ data: { workspaceId, name: cleanLine(name), ownerId: actorId, createdAt: at } });
  await tx.surveyVersion.create({
    data: { workspaceId, surveyId: survey.id, version: survey.version, definition: read.definition, savedAt: at },
  });
  const detail = { questions: read.definition.questions.length };
  await recordSurveyEvent(tx, { workspaceId, surveyId: survey.id, kind: 'created', actorId, at, detail });
  return { survey, definition: read.definition, isAsked: false };
}

/** The newest of a survey. */
export async function keptSurvey(tx: Tx, workspaceId: string, surveyId: number): Promise<Kept> {
  const survey = await findSurvey(tx, workspaceId, surveyId);
  const { definition, isAsked } = await tx.surveyVersion.findUniqueOrThrow({
    where: { workspaceId_surveyId_version: { workspaceId, surveyId, version: survey.version } },
  });
  return { survey, definition: Survey.parse(definition), isAsked };
}

export type Changed = Survey | { problems: SurveyProblem[] } | 'changed';
/** What to change. `change` may be called more than once; it answers `changed` where it does not fit what it is given. */
export type SurveyChange = {
  /** As staff call it */
  name?: string;
  change?: (before: Survey, row: SurveyRow) => Changed;
  /** What is written about it in the survey's history */
  what: string;
  /** Makes a version of its own in any case, so that the one before stays to be looked at. */
  isNewVersion?: boolean;
};

/** So many others may be faster. */
const MOST_TRIES = 8;

/**
 * Changes what a survey asks, or says everything that is wrong with it then.
 *
 * Written over exactly what `change` was given, or not at all: whoever was slower has theirs applied to what the faster one left,
 * so nobody's change is lost. What a wave has asked is never changed: the change makes the next version.
 */
export function saveDefinition(deps: KeeperDeps, keeper: Keeper, surveyId: number, wanted: SurveyChange): Promise<Saved> {
  return deps.db.$transaction((tx) => writeDefinition(tx, deps, keeper, surveyId, wanted));
}

/** The same within a transaction. */
export async function writeDefinition(
  tx: Tx,
  deps: KeeperDeps,
  keeper: Keeper,
  surveyId: number,
  wanted: SurveyChange,
): Promise<Saved> {
  const { workspaceId, actorId } = keeper;
  await requireRight(tx, 'change a survey', { workspaceId, actorId, surveyId });
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const kept = await keptSurvey(tx, workspaceId, surveyId);
    if (kept.survey.archivedAt) throw putAway();
    const after = changedBy(kept, wanted);
    if (!('definition' in after)) return after;
    if (!differs(kept, after)) return kept;
    const saved = await write(tx, deps, kept, { ...after, isNew: wanted.isNewVersion ?? false });
    if (!saved) continue;
    const detail = { version: saved.survey.version, what: wanted.what };
    await recordSurveyEvent(tx, { workspaceId, surveyId, kind: 'changed', actorId, at: deps.now(), detail });
    return saved;
  }
  throw changedMeanwhile();
}

type After = { definition: Survey; name: string };

function changedBy(kept: Kept, { name: given, change }: SurveyChange): After | { problems: SurveyProblem[] } | { changed: Kept } {
  const after = change?.(kept.definition, kept.survey) ?? kept.definition;
  if (after === 'changed') return { changed: kept };
  const name = given === undefined ? kept.survey.name : cleanLine(given);
  const misnamed = given === undefined ? [] : nameProblems(given);
  const read = 'problems' in after ? after : readChanged(kept.definition, after);
  if ('problems' in read) return { problems: [...misnamed, ...read.problems] };
  return misnamed.length > 0 ? { problems: misnamed } : { ...read, name };
}

const differs = ({ survey, definition }: Kept, after: After) =>
  after.name !== survey.name || stableJson(definition) !== stableJson(after.definition);

type Writing = After & { isNew: boolean };

/** Null when it is not any more what it was: the survey's row is written first, so that only one at a time gets to its questions. */
async function write(tx: Tx, deps: KeeperDeps, kept: Kept, { name, definition, isNew }: Writing): Promise<Kept | null> {
  const { workspaceId, id: surveyId, version } = kept.survey;
  const isSame = stableJson(definition) === stableJson(kept.definition);
  const next = !isSame && (isNew || kept.isAsked) ? version + 1 : version;
  const savedAt = deps.now();
  const { count } = await tx.survey.updateMany({
    where: { workspaceId, id: surveyId, version, archivedAt: null },
    data: { version: next, name },
  });
  if (count === 0) return null;
  const survey = { ...kept.survey, version: next, name };
  if (isSame) return { ...kept, survey };
  if (next !== version) {
    await tx.surveyVersion.create({ data: { workspaceId, surveyId, version: next, definition, savedAt } });
    return { survey, definition, isAsked: false };
  }
  const written = await tx.surveyVersion.updateMany({
    where: { workspaceId, surveyId, version, isAsked: false, definition: { equals: kept.definition } },
    data: { definition, savedAt },
  });
  return written.count === 1 ? { survey, definition, isAsked: false } : null;
}

/** Gives a survey another name; members go on reading what the survey calls itself. */
export function renameSurvey(deps: KeeperDeps, keeper: Keeper, surveyId: number, name: string): Promise<Saved> {
  return saveDefinition(deps, keeper, surveyId, { name, what: 'name' });
}

/** What somebody was shown, in a few letters: of two who change the same, the second is told. */
export function fingerprintOf(shown: unknown): string {
  return createHash('sha256')
    .update(stableJson(shown ?? null))
    .digest('base64url')
    .slice(0, 16);
}

function nameProblems(name: string): SurveyProblem[] {
  const clean = cleanLine(name);
  if (clean === '') return [{ path: 'staffName', sentence: 'Please give it a name.' }];
  if ([...clean].length > MOST.name) return [{ path: 'staffName', sentence: `A name has ${MOST.name} letters at most.` }];
  return [];
}

type Draft = { definition: Survey } | { problems: SurveyProblem[] };

/** While it is being built a survey may have no question yet; a file has to have one, and so does what is sent. */
function readDraft(value: unknown): Draft {
  const read = readSurvey(value);
  if ('survey' in read) return { definition: read.survey };
  const draft = Survey.safeParse(value);
  if (!draft.success || draft.data.questions.length > 0) return read;
  const problems = read.problems.filter(({ path }) => path !== 'questions');
  return problems.length > 0 ? { problems } : { definition: draft.data };
}

/** What was wrong before already keeps nobody from mending the rest. */
function readChanged(before: Survey, after: Survey): Draft {
  const read = readDraft(after);
  if ('definition' in read) return read;
  const old = readDraft(before);
  const known = new Set('problems' in old ? old.problems.map(({ path, sentence }) => `${path} ${sentence}`) : []);
  const problems = read.problems.filter(({ path, sentence }) => !known.has(`${path} ${sentence}`));
  return problems.length > 0 ? { problems } : { definition: after };
}

const putAway = () => new UserError('put_away', 'This survey is put away. Please bring it back first.');

export function changedMeanwhile(): UserError {
  return new UserError('changed_meanwhile', 'Somebody changed this a moment ago, so I did nothing. Please look again.');
}
