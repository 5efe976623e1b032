import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { givenFile } from '#bot/imports/given-files.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { type SaidContent, saySoon } from '#bot/slack/outbox.ts';
import type { Renderer } from '#bot/slack/posting.ts';
import type { Voice } from '#bot/slack/saying.ts';
import { bringFiles } from '#bot/slack/uploads.ts';
import type { Task } from '#bot/worker.ts';
import { idFrom } from '#surveys/ids.ts';
import { readSurvey, type SurveyProblem } from '#surveys/reading.ts';
import { allProblems, FileNews, fileMessage, importedMessage, planNews, problemNews } from './file-forms.ts';
import { applyImport, planImport } from './file-import.ts';
import {
  APPLY_SURVEY_FILE,
  EXPORT_SURVEY_FILE,
  FileToApply,
  FileToPreview,
  mayImport,
  PREVIEW_SURVEY_FILE,
  ToExport,
} from './file-requests.ts';
import { readJsonFile, TOO_LARGE } from './file-text.ts';
import { findSurvey } from './survey-row.ts';
import { fingerprintOf, keptSurvey } from './surveys.ts';

export function surveyTasks(deps: SlackDeps): Record<string, Task> {
  return {
    [PREVIEW_SURVEY_FILE]: {
      run: (payload) => previewFile(deps, FileToPreview.parse(payload)),
      givenUp: (payload) => tellGivenUp(deps, FileToPreview.parse(payload)),
    },
    [APPLY_SURVEY_FILE]: {
      run: (payload) => applyFile(deps, FileToApply.parse(payload)),
      givenUp: (payload) => tellGivenUp(deps, FileToPreview.parse(payload)),
    },
    [EXPORT_SURVEY_FILE]: { run: (payload) => giveExport(deps, ToExport.parse(payload)) },
  };
}

const SURVEY_FILE = 'survey-file';
const SURVEY_IMPORTED = 'survey-imported';

async function previewFile(deps: SlackDeps, file: FileToPreview): Promise<void> {
  await toldIfRefused(deps, file, async () => {
    await mayImport(deps, file);
    const read = await surveyIn(deps, file);
    if ('problems' in read) return tellProblems(deps, file, read.problems);
    const plan = await planImport(deps.db, file, file.into, read.survey);
    await tell(deps, file, plan.fingerprint, { kind: SURVEY_FILE, ...planNews(file, plan) });
  });
}

const CHANGED = 'Somebody changed it since you looked, so nothing was done. Now it would be:';

/** Writes what was shown, or shows what it would be now; whoever may not any more writes nothing. */
async function applyFile(deps: SlackDeps, { fingerprint, ...file }: FileToApply): Promise<void> {
  const { workspaceId, actorId, fileId, into } = file;
  await toldIfRefused(deps, file, async () => {
    await mayImport(deps, file);
    const read = await surveyIn(deps, file);
    if ('problems' in read) return tellProblems(deps, file, read.problems);
    const done = await applyImport(deps, { workspaceId, actorId }, { into, file: read.survey, fingerprint }, (tx, { survey }) => {
      const content = { kind: SURVEY_IMPORTED, surveyId: survey.id, version: survey.version, isNew: into === null };
      return saySoon(tx, deps, workspaceId, { key: `survey-imported:${fileId}:${fingerprint}`, channelId: actorId, content });
    });
    if (done.outcome !== 'changed' || (await wasImported(deps, file, fingerprint))) return;
    await tell(deps, file, `${done.plan.fingerprint}:again`, { kind: SURVEY_FILE, ...planNews(file, done.plan, CHANGED) });
  });
}

/** Pressed twice, the second finds the survey as the first left it. */
async function wasImported({ db }: Deps, { workspaceId, fileId }: FileToPreview, fingerprint: string): Promise<boolean> {
  return (await db.saidMessage.count({ where: { workspaceId, key: `survey-imported:${fileId}:${fingerprint}` } })) > 0;
}

async function surveyIn(
  deps: SlackDeps,
  { workspaceId, actorId, fileId }: FileToPreview,
): Promise<ReturnType<typeof readSurvey>> {
  const text = readJsonFile(await givenFile(deps, workspaceId, actorId, fileId));
  return 'problem' in text ? { problems: [{ path: '', sentence: text.problem }] } : readSurvey(text.value);
}

/** Says what is wrong with a file; all of it, with a file where a message is not enough. */
async function tellProblems(deps: SlackDeps, file: FileToPreview, problems: SurveyProblem[]): Promise<void> {
  const { workspaceId, actorId: channelId, fileId } = file;
  const all = allProblems(problems);
  if (all !== undefined) {
    const upload = { filename: `problems-${fileId}.txt`, title: 'Problems', bytes: new TextEncoder().encode(all) };
    await bringFiles(deps, { workspaceId, channelId, comment: 'Everything that is wrong with your file.' }, [upload]);
  }
  const news = problemNews(problems);
  await tell(deps, file, fingerprintOf(news), { kind: SURVEY_FILE, ...news });
}

/** Says something about a file to whoever gave it, once. */
async function tell(
  deps: Deps,
  { workspaceId, actorId, fileId, into }: FileToPreview,
  what: string,
  content: SaidContent,
): Promise<void> {
  const key = `survey-file:${fileId}:${into ?? 0}:${what}`;
  await deps.db.$transaction((tx) => saySoon(tx, deps, workspaceId, { key, channelId: actorId, content }));
}

/** What trying again would not change is said to whoever gave the file. */
async function toldIfRefused(deps: Deps, file: FileToPreview, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const text = error.code === 'too_large' ? TOO_LARGE : error.message;
    await tell(deps, file, error.code, { kind: 'text', text });
  }
}

async function tellGivenUp(deps: Deps, file: FileToPreview): Promise<void> {
  const text =
    'Sorry, I could not read your file: Slack or I had a bad moment. Nothing was changed. Please import it again with `/survey`.';
  await tell(deps, file, 'given-up', { kind: 'text', text });
}

/** Whoever is not on staff any more when their turn comes gets nothing; tried again, one that came already does not come twice. */
async function giveExport(deps: SlackDeps, { workspaceId, actorId, surveyId, askedAt }: ToExport): Promise<void> {
  await requireRight(deps.db, 'build surveys', { workspaceId, actorId });
  const { survey, definition } = await keptSurvey(deps.db, workspaceId, surveyId);
  const [day, time = ''] = askedAt.split('T');
  const file = {
    filename: `survey-${surveyId}-${idFrom(survey.name, 'survey')}-${day}-${time.replaceAll(/\D/g, '')}.json`,
    title: `${survey.name}, version ${survey.version}`,
    bytes: new TextEncoder().encode(`${JSON.stringify(definition, null, 2)}\n`),
  };
  const comment = 'The survey as it is now. Change what you like, and import it with `/survey`.';
  await bringFiles(deps, { workspaceId, channelId: actorId, comment }, [file]);
}

export const surveyRenderers: Record<string, Renderer> = {};

const Imported = z.object({ surveyId: z.int(), version: z.int(), isNew: z.boolean() });

/** What is said about files of surveys, by the kind of its content. */
export const surveyVoices: Record<string, Voice> = {
  [SURVEY_FILE]: { render: async (_tx, _deps, _workspaceId, content) => fileMessage(FileNews.parse(content)) },
  [SURVEY_IMPORTED]: {
    render: async (tx, _deps, workspaceId, content) => {
      const { surveyId, version, isNew } = Imported.parse(content);
      const { name } = await findSurvey(tx, workspaceId, surveyId);
      return importedMessage(surveyId, name, version, isNew);
    },
  },
};
