import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { cut, escapeText } from './slack/escape.ts';
import { REMIND_OF_ACTION } from './survey-actions/due.ts';
import { TELL_OF_ACTIONS } from './survey-actions/telling.ts';
import { SEND_SURVEY_CHARTS, SEND_SURVEY_FILES } from './survey-results/files.ts';
import { CHART_SHARED_RESULTS } from './survey-results/sharing.ts';
import { APPLY_SURVEY_FILE, EXPORT_SURVEY_FILE, PREVIEW_SURVEY_FILE } from './surveys/file-requests.ts';
import {
  COUNT_WAVE,
  END_WAVE,
  NEXT_WAVE,
  PLAN_REMINDERS,
  SEND_SURVEYS,
  SHOW_AGAIN,
  START_WAVE,
  SWEEP_TRACES,
} from './waves/timers.ts';

const Facts = z.object({
  waveId: z.number().nullable().catch(null),
  actionId: z.number().nullable().catch(null),
  actorId: z.string().catch(''),
});

/** What was not done for a survey, as staff would call it; nothing for whatever else was not done. */
export async function ofSurveys(tx: Tx, workspaceId: string, task: string, facts: unknown): Promise<string | undefined> {
  const { waveId, actionId, actorId } = Facts.parse(facts);
  if (task === SEND_SURVEYS) return 'sending surveys out';
  const ofAction = OF_ACTION[task];
  if (ofAction) return ofAction(`*A${actionId}*`);
  const ofWave = OF_WAVE[task];
  if (ofWave) return ofWave(await nameOf(tx, workspaceId, Number(waveId)));
  return OF_PERSON[task]?.(`<@${actorId}>`);
}

/** The same of a message the bot owns, by its key. */
export async function ownedOfSurveys(tx: Tx, workspaceId: string, key: string): Promise<string | undefined> {
  const [kind, id = '', other = ''] = key.split(':');
  switch (kind) {
    case 'survey':
      return `asking <@${other}> in the survey ${await nameOf(tx, workspaceId, Number(id))}`;
    case 'survey-post':
      return `the post with the survey ${await nameOf(tx, workspaceId, Number(id))} in <#${other}>`;
    case 'wave':
      return `the card of the survey ${await nameOf(tx, workspaceId, Number(id))}`;
    default:
      return undefined;
  }
}

const OF_WAVE: Record<string, (name: string) => string> = {
  [COUNT_WAVE]: (name) => `counting the people for the survey ${name}`,
  [START_WAVE]: (name) => `starting the survey ${name} at its time`,
  [NEXT_WAVE]: (name) => `repeating the survey ${name}`,
  [END_WAVE]: (name) => `closing the survey ${name}`,
  [PLAN_REMINDERS]: (name) => `reminding the people who have not answered the survey ${name}`,
  [SHOW_AGAIN]: (name) => `telling everybody who was asked what is new with the survey ${name}`,
  [SWEEP_TRACES]: (name) => `clearing away what could tell who answered the survey ${name}`,
  [CHART_SHARED_RESULTS]: (name) => `the charts under the results of the survey ${name}`,
};

const OF_ACTION: Record<string, (number: string) => string> = {
  [REMIND_OF_ACTION]: (number) => `reminding the owner of action ${number} of its day`,
  [TELL_OF_ACTIONS]: (number) => `telling everybody who was asked what became of it (action ${number})`,
};

const OF_PERSON: Record<string, (who: string) => string> = {
  [PREVIEW_SURVEY_FILE]: (who) => `reading the survey in the file of ${who}`,
  [APPLY_SURVEY_FILE]: (who) => `importing the survey in the file of ${who}`,
  [EXPORT_SURVEY_FILE]: (who) => `writing a survey as a file for ${who}`,
  [SEND_SURVEY_FILES]: (who) => `writing the results of a survey as files for ${who}`,
  [SEND_SURVEY_CHARTS]: (who) => `drawing the results of a survey for ${who}`,
};

async function nameOf(tx: Tx, workspaceId: string, waveId: number): Promise<string> {
  const [survey] = await tx.$queryRaw<{ name: string }[]>`
    select survey.name from survey_wave wave
    join survey on survey.workspace_id = wave.workspace_id and survey.id = wave.survey_id
    where wave.workspace_id = ${workspaceId} and wave.id = ${waveId}`;
  return survey ? `*${escapeText(cut(survey.name, 100))}*` : 'that is gone';
}
