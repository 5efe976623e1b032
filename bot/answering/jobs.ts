import { z } from 'zod';
import type { SlackDeps } from '#bot/slack/clients.ts';
import type { Renderer } from '#bot/slack/posting.ts';
import type { Voice } from '#bot/slack/saying.ts';
import { definitionOf } from '#bot/surveys/survey-row.ts';
import { SURVEY_TEST } from '#bot/surveys/test-sending.ts';
import { putOffToMorning } from '#bot/waves/reminding.ts';
import { SURVEY_REMINDER, waveOf } from '#bot/waves/wave.ts';
import type { Task } from '#bot/worker.ts';
import { askedIn, readerFor, readerOfAll } from './asked.ts';
import { channelPost, invitationMessage, reminderMessage, testMessage } from './invitation.ts';

export function answeringTasks(_deps: SlackDeps): Record<string, Task> {
  return {};
}

/** `survey:<wave>:<member>` */
const renderInvitation: Renderer = async (tx, _deps, workspaceId, id) => {
  const [wave, memberId = ''] = id.split(':');
  const asked = await askedIn(tx, { workspaceId, waveId: Number(wave), memberId });
  return asked ? invitationMessage(asked) : 'nothing';
};

/** `survey-post:<wave>:<channel>` */
const renderChannelPost: Renderer = async (tx, _deps, workspaceId, id) => {
  const row = await tx.surveyWave.findUnique({ where: { workspaceId_id: { workspaceId, id: Number(id.split(':')[0]) } } });
  if (!row) return 'nothing';
  const survey = await definitionOf(tx, workspaceId, row.surveyId, row.version);
  return channelPost({ wave: waveOf(row), survey }, await readerOfAll(tx, workspaceId));
};

export const answeringRenderers: Record<string, Renderer> = { survey: renderInvitation, 'survey-post': renderChannelPost };

const Reminder = z.object({ waveId: z.number(), to: z.string() });

/** Decided when it is said: whoever has answered by then, or wants no more, is not reminded. */
const remind: Voice = {
  render: async (tx, deps, workspaceId, content) => {
    const { waveId, to } = Reminder.parse(content);
    const asked = await askedIn(tx, { workspaceId, waveId, memberId: to });
    const isToBeReminded = asked?.wave.state === 'open' && !asked.hasAnswered && !asked.optedOut;
    if (!asked || !isToBeReminded || (await putOffToMorning(tx, deps, { workspaceId, waveId, memberId: to }))) return 'nothing';
    return reminderMessage(asked);
  },
};

const Test = z.object({ surveyId: z.number(), version: z.number(), to: z.string() });

const test: Voice = {
  render: async (tx, _deps, workspaceId, content) => {
    const { surveyId, version, to } = Test.parse(content);
    const survey = await definitionOf(tx, workspaceId, surveyId, version);
    return testMessage({ surveyId, version, survey }, await readerFor(tx, workspaceId, to));
  },
};

export const answeringVoices: Record<string, Voice> = { [SURVEY_REMINDER]: remind, [SURVEY_TEST]: test };
