// The tour's survey: somebody who was asked answers it, from the first press in the message to the end of the form.
import { ANSWER_HERE, CHANGE_ANSWER, START_ANSWER } from '#bot/answering/action-ids.ts';
import { planWaves } from '#bot/waves/sweeping.ts';
import { invitationKey, waveCardKey } from '#bot/waves/wave.ts';
import { messageOf, offered, type People } from './riverbend/pressing.ts';
import type { Name } from './riverbend/riverbend.ts';
import { answerToolSurvey, KEEPER, makeToolSurvey, type Script, sendToolSurvey } from './riverbend/tool-survey.ts';
import type { TourStop } from './seen.ts';
import { until } from './until.ts';

/** Each press is somebody else's; Maya's is last, so that whoever looks around as her finds one to try. */
const ANSWERERS: Name[] = ['joan', 'tom', 'ravi', 'bea', 'owen', 'lucia', 'maya'];
const SCRIPT: Script = {
  here: 'weekly',
  pages: [
    {
      'q:does-its-job': '4',
      'q:ease': '6',
      'q:reliable': '5',
      'q:without-it': 'nuisance',
      'q:would-help': ['guide', 'exchange'],
    },
    { 'q:anything-else': 'I would like to see which places are new.' },
  ],
};

export async function answerSurvey(stage: People): Promise<TourStop> {
  const { slack, deps } = stage;
  const waveId = (await openWave(stage)) ?? (await sendAgain(stage));
  const person = await nextAnswerer(stage, waveId);
  if (!person) return everybodyHas(stage, waveId);
  await answerToolSurvey(stage, person, waveId, SCRIPT);
  const done = { actionId: START_ANSWER, times: 0 };
  const { channel, ts } = await offered(stage, invitationKey(waveId, person), [CHANGE_ANSWER], done);
  // By the real clock the card of whoever sent it is brought up to date every few minutes.
  await planWaves(deps);
  await slack.settled();
  return {
    as: person,
    channel,
    ts,
    says: 'The member pressed the first answer in this message and gave the others in a form. Act as Rosa and type “/survey results”: she sees who said what, and what came of an anonymous survey, in which nobody can.',
  };
}

/** The tool survey's newest wave, if it is out. */
async function openWave({ deps, riverbend: { workspaceId } }: People): Promise<number | undefined> {
  const wave = await deps.db.surveyWave.findFirst({ where: { ...ofTool(workspaceId), state: 'open' }, orderBy: { id: 'desc' } });
  return wave?.id;
}

const ofTool = (workspaceId: string) =>
  ({ workspaceId, level: 'named', plan: { path: ['audience', 'kind'], equals: 'tool-holders' } }) as const;

/** It is over after two weeks, and the same questions are asked once more. */
async function sendAgain(stage: People): Promise<number> {
  const { deps, riverbend } = stage;
  const { workspaceId } = riverbend;
  const before = await deps.db.surveyWave.findFirst({ where: ofTool(workspaceId), orderBy: { id: 'asc' } });
  const waveId = await sendToolSurvey(stage, before?.surveyId ?? (await makeToolSurvey(stage)));
  await until(() => deps.db.surveyWave.findFirst({ where: { workspaceId, id: waveId, sentAt: { not: null } } }));
  return waveId;
}

/** Whose message still has the first question in it. */
async function nextAnswerer(stage: People, waveId: number): Promise<string | undefined> {
  for (const name of ANSWERERS) {
    const id = stage.riverbend.ids[name];
    const message = await messageOf(stage, invitationKey(waveId, id));
    if (message?.buttons.some(({ action_id: actionId }) => ANSWER_HERE.includes(actionId))) return id;
  }
  return undefined;
}

async function everybodyHas(stage: People, waveId: number): Promise<TourStop> {
  const as = stage.riverbend.ids[KEEPER];
  const card = await messageOf(stage, waveCardKey(waveId));
  const says = 'Everybody in this tour has answered. Type “/survey results” to see what they said.';
  return { as, channel: stage.slack.directChannel(as), says, ...(card ? { ts: card.ts } : {}) };
}
