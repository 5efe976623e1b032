import type { Logger } from 'pino';
import { syncSoon } from '#bot/slack/outbox.ts';
import { channelPostKey, invitationKey } from '#bot/waves/wave.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import type { Survey } from '#surveys/survey.ts';
import { startCooperative } from '#test/support/cooperative.ts';
import { formsOf } from '#test/support/forms.ts';
import { seedSurvey, seedWave } from '#test/support/surveys.ts';

type Options = {
  wave?: Partial<Prisma.SurveyWaveUncheckedCreateInput>;
  definition?: Survey;
  instances?: number;
  /** Maya reads it */
  language?: 'en' | 'es';
  log?: Logger;
};

/** A cooperative in which Maya and Tom (and not Ben) are asked in a survey of Lea's, in their direct messages and in a post in #help. */
export async function cooperativeAsked({ wave: changes = {}, definition, instances = 1, language = 'en', log }: Options = {}) {
  const coop = await startCooperative({ instances, ...(log ? { bot: { log } } : {}) });
  const { db, bots, slack, people, workspaceId, clock, help, quiet } = coop;
  const deps = bots[0]!.deps;
  const [maya, tom, lea] = [people.maya.id, people.tom.id, people.lea.id];
  await db.member.createMany({
    data: [
      { workspaceId, id: maya, displayName: 'Maya', language, languageBy: 'chosen' },
      { workspaceId, id: tom, displayName: 'Tom' },
    ],
  });
  const at = clock.now();
  const kept = await seedSurvey(db, { workspaceId, ownerId: lea, at, ...(definition ? { definition } : {}) });
  const wave = await seedWave(db, { workspaceId, surveyId: kept.id, at, asked: [maya, tom] }, changes);
  await db.surveyInvitation.updateMany({
    where: { workspaceId, waveId: wave.id },
    data: { organisationId: 'maple', bandOne: 'north', bandTwo: null },
  });
  const messages = [
    ...[maya, tom].map((id) => ({ key: invitationKey(wave.id, id), channelId: id })),
    { key: channelPostKey(wave.id, help), channelId: help },
  ];
  const syncAll = async () => {
    await syncSoon(db, deps, workspaceId, messages);
    await quiet();
  };
  await syncAll();
  return {
    ...coop,
    deps,
    survey: kept,
    wave,
    syncAll,
    post: () => slack.botMessages(help).at(-1)!,
    setState: (state: string) => db.surveyWave.updateMany({ where: { id: wave.id }, data: { state } }),
    /** One of those who were asked, with the form on top and the message with which they were. */
    on: (userId: string) => {
      const direct = () => slack.botMessages(slack.directChannel(userId));
      const forms = formsOf({ ...coop, cardTs: '' }, userId);
      return {
        ...forms,
        direct,
        message: () => direct()[0]!,
        says: () => JSON.stringify(direct()[0]),
        view: () => slack.views(userId).at(-1) as { id: string; blocks: { block_id?: string }[]; private_metadata: string },
        fields: () =>
          ((slack.views(userId).at(-1)?.blocks ?? []) as { type: string; block_id: string }[])
            .filter(({ type }) => type === 'input')
            .map(({ block_id }) => block_id),
        pressIn: async (choice: Parameters<typeof slack.press>[2], ts = direct()[0]!.ts) => {
          const answer = await slack.press(userId, { channel: slack.directChannel(userId), ts }, choice);
          await quiet();
          return answer;
        },
        command: async (text: string) => {
          await slack.command(userId, help, '/survey', text);
          await quiet();
        },
      };
    },
    answers: async () => (await db.surveyResponse.findMany()).map(({ answers, isComplete }) => ({ answers, isComplete })),
  };
}

/** How the questions of `aSurvey` are filled in, page by page, and what is kept of it. */
export const FILLED = {
  en: [
    { 'q:recommend': '9', 'q:happy': 'Very unhappy' },
    {
      'q:why': 'It was *slow* & <late>',
      'q:easy': '7 · easy',
      'q:again': 'Yes',
    },
    {
      'q:channel': 'Something else',
      'q:channel:other': 'At a fair',
      'q:uses': ['Maps', 'Something else'],
      'q:uses:other': 'Shared vans',
      'q:word': 'Kind',
      'q:people': '1,234.5',
      'q:since': '2024-02-29',
    },
  ],
  es: [
    { 'q:recommend': '9', 'q:happy': 'Muy mal' },
    {
      'q:why': 'It was *slow* & <late>',
      'q:easy': '7 · fácil',
      'q:again': 'Sí',
    },
    {
      'q:channel': 'Otra cosa',
      'q:channel:other': 'At a fair',
      'q:uses': ['Mapas', 'Otra cosa'],
      'q:uses:other': 'Shared vans',
      'q:word': 'Kind',
      'q:people': '1.234,5',
      'q:since': '2024-02-29',
    },
  ],
} as const;

export const KEPT = {
  recommend: 9,
  happy: 1,
  why: 'It was *slow* & <late>',
  easy: 7,
  again: 'yes',
  channel: { chosen: [], other: 'At a fair' },
  uses: { chosen: ['maps'], other: 'Shared vans' },
  word: 'Kind',
  people: 1234.5,
  since: '2024-02-29',
};
