// The survey with names that is out when the demo begins: how those who have the mapping tool get on with it.
import { ANSWER_HERE, START_ANSWER } from '#bot/answering/action-ids.ts';
import { createFrom } from '#bot/surveys/sources.ts';
import { saveDefinition } from '#bot/surveys/surveys.ts';
import { SEND_WAVE } from '#bot/waves/action-ids.ts';
import { planWave } from '#bot/waves/planning.ts';
import { SMALLEST_GROUP } from '#bot/waves/settings.ts';
import { planWaves } from '#bot/waves/sweeping.ts';
import { invitationKey, waveCardKey } from '#bot/waves/wave.ts';
import type { Survey } from '#surveys/survey.ts';
import { type Moment, topForm } from './play.ts';
import { type People, pressWhenOffered } from './pressing.ts';
import type { Name } from './riverbend.ts';
import type { When } from './script.ts';
import type { ToolId } from './tools.ts';

const TOOL: ToolId = 'mapping';
/** Who sends it. */
export const KEEPER = 'rosa';
const NAME = 'How is the map for you?';

/** What is pressed in the message, and what the form is then filled with, page by page. */
export type Script = { here: 'daily' | 'weekly' | 'monthly' | 'rarely' | 'never'; pages: Record<string, string | string[]>[] };
const PRESSED: Script['here'][] = ['daily', 'weekly', 'monthly', 'rarely', 'never'];

const ANSWERED: [When, Name, Script][] = [
  [
    'fri 14:25',
    'jerome',
    {
      here: 'daily',
      pages: [
        { 'q:does-its-job': '5', 'q:ease': '6', 'q:reliable': '4', 'q:without-it': 'serious', 'q:would-help': ['exchange'] },
        { 'q:anything-else': 'Our tenants find every house at a glance. Please keep it.' },
      ],
    },
  ],
  [
    'fri 14:50',
    'pilar',
    {
      here: 'weekly',
      pages: [
        {
          'q:does-its-job': '4',
          'q:ease': '5',
          'q:reliable': '4',
          'q:without-it': 'nuisance',
          'q:would-help': ['course', 'guide'],
        },
        { 'q:anything-else': 'Estaría bien poder imprimir el mapa en A3.' },
      ],
    },
  ],
  [
    'fri 15:05',
    'greg',
    {
      here: 'rarely',
      pages: [
        { 'q:does-its-job': '2', 'q:ease': '2', 'q:reliable': '3', 'q:without-it': 'nothing', 'q:would-help': ['person'] },
        { 'q:obstacle': 'I never find where to add a second address.' },
      ],
    },
  ],
  // She goes on another time.
  ['fri 15:20', 'huong', { here: 'monthly', pages: [{ 'q:does-its-job': '3', 'q:ease': '4' }] }],
  ['fri 15:40', 'samira', { here: 'never', pages: [{ 'q:why-not': 'time', 'q:would-help': ['course'] }, {}] }],
];

/** It goes out on Friday, after all that others are asked about in the week: who is asked in a survey is not asked to rate a request. */
export function toolSurveyMoments(stage: People & { instantOf: (when: When) => Date }): Moment[] {
  const { riverbend, instantOf } = stage;
  let waveId = 0;
  return [
    {
      at: instantOf('fri 14:10'),
      run: async () => {
        waveId = await sendToolSurvey(stage, await makeToolSurvey(stage));
      },
    },
    ...ANSWERED.map(([when, name, script]) => ({
      at: instantOf(when),
      run: () => answerToolSurvey(stage, riverbend.ids[name], waveId, script),
    })),
    // By the real clock this happens every few minutes: the card says how many have answered.
    { at: instantOf('fri 15:50'), run: () => planWaves(stage.deps) },
  ];
}

export async function makeToolSurvey({ deps, riverbend }: People): Promise<number> {
  const keeper = { workspaceId: riverbend.workspaceId, actorId: riverbend.ids[KEEPER] };
  const created = await createFrom(deps, keeper, { source: 'ready:tool-satisfaction', name: NAME, language: 'en' });
  if ('problems' in created) throw new Error(`the survey could not be made: ${JSON.stringify(created.problems)}`);
  const change = (survey: Survey): Survey => ({
    ...survey,
    name: { en: NAME, es: '¿Qué tal el mapa?' },
    intro: {
      en: 'You have a seat for Mapping. We would like to know whether it helps you in your work.',
      es: 'Tienes una plaza para Mapping. Nos gustaría saber si te ayuda en tu trabajo.',
    },
  });
  await saveDefinition(deps, keeper, created.survey.id, { what: 'texts', change });
  return created.survey.id;
}

/** Plans it, and says yes on its card. Answers the wave's number. */
export async function sendToolSurvey(stage: People, surveyId: number): Promise<number> {
  const { deps, riverbend } = stage;
  const actorId = riverbend.ids[KEEPER];
  const waveId = await planWave(
    deps,
    { workspaceId: riverbend.workspaceId, actorId, surveyId },
    {
      level: 'named',
      readerIds: [],
      bands: [],
      smallestGroup: SMALLEST_GROUP.usual,
      plan: {
        audience: { kind: 'tool-holders', toolIds: [TOOL] },
        takesGuests: false,
        takesStrangers: false,
        timing: 'at once',
        reminders: 1,
        channelIds: [],
      },
      startsAt: null,
      opensForDays: 14,
      repeats: null,
      hasMailbox: false,
    },
  );
  await pressWhenOffered(stage, actorId, waveCardKey(waveId), SEND_WAVE);
  return waveId;
}

/** Somebody presses the first answer in their message, and goes on in the form as far as the script does. */
export async function answerToolSurvey(stage: People, person: string, waveId: number, { here, pages }: Script): Promise<void> {
  const { slack } = stage;
  const message = invitationKey(waveId, person);
  await pressWhenOffered(stage, person, message, ANSWER_HERE[PRESSED.indexOf(here)] ?? '');
  await pressWhenOffered(stage, person, message, START_ANSWER);
  for (const page of pages) {
    const { outcome, errors } = await slack.submit(person, topForm(slack, person), page);
    if (outcome !== 'updated') throw new Error(`the survey's form was ${outcome}: ${JSON.stringify(errors)}`);
  }
  await slack.closeViews(person);
}
