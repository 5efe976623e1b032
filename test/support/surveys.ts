import type { WavePlan } from '#bot/waves/plan.ts';
import type { Db } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import type { Survey } from '#surveys/survey.ts';

/** One question of every kind, in English and Spanish; the third is shown to those who are not happy. */
export function aSurvey(changes: Partial<Survey> = {}): Survey {
  return {
    name: { en: 'How are we doing?', es: '¿Qué tal lo hacemos?' },
    intro: { en: 'Ten short questions.', es: 'Diez preguntas cortas.' },
    language: 'en',
    questions: [
      { id: 'recommend', kind: 'nps', label: both('Would you recommend us?', '¿Nos recomendarías?'), isRequired: true },
      { id: 'happy', kind: 'rating', label: both('How happy are you?', '¿Qué tal estás?'), isRequired: false },
      {
        id: 'why',
        kind: 'long-text',
        label: both('What went wrong?', '¿Qué fue mal?'),
        isRequired: false,
        showIf: [{ question: 'happy', atMost: 2 }],
      },
      {
        id: 'easy',
        kind: 'scale',
        label: both('How easy was it?', '¿Fue fácil?'),
        from: 1,
        to: 7,
        low: both('hard', 'difícil'),
        high: both('easy', 'fácil'),
        isRequired: false,
      },
      { id: 'again', kind: 'yes-no', label: both('Would you come again?', '¿Volverías?'), isRequired: false },
      {
        id: 'channel',
        kind: 'choice',
        label: both('Where did you hear of us?', '¿Cómo supiste de nosotros?'),
        options: [
          { id: 'friend', label: both('A friend', 'Una amistad') },
          { id: 'web', label: both('The web', 'La web') },
        ],
        hasOther: true,
        isRequired: false,
        startsPage: true,
      },
      {
        id: 'uses',
        kind: 'many',
        label: both('What do you use?', '¿Qué usas?'),
        options: [
          { id: 'maps', label: both('Maps', 'Mapas') },
          { id: 'data', label: both('Data', 'Datos') },
        ],
        hasOther: true,
        isRequired: false,
      },
      { id: 'word', kind: 'text', label: both('In one word?', '¿En una palabra?'), isRequired: false },
      { id: 'people', kind: 'number', label: both('How many are you?', '¿Cuántas personas sois?'), least: 0, isRequired: false },
      { id: 'since', kind: 'date', label: both('Since when?', '¿Desde cuándo?'), isRequired: false },
    ],
    ...changes,
  };
}

const both = (en: string, es: string) => ({ en, es });

export const A_PLAN: WavePlan = {
  audience: { kind: 'everyone' },
  takesGuests: false,
  takesStrangers: false,
  timing: 'at once',
  reminders: 2,
  channelIds: [],
};

type Kept = { workspaceId: string; ownerId: string; at: Date; definition?: Survey };

/** A survey that staff keep, in its first version. */
export async function seedSurvey(db: Db, { workspaceId, ownerId, at, definition = aSurvey() }: Kept) {
  const survey = await db.survey.create({
    data: { workspaceId, name: definition.name.en ?? 'Survey', ownerId, createdAt: at },
  });
  await db.surveyVersion.create({ data: { workspaceId, surveyId: survey.id, version: 1, definition, savedAt: at } });
  return survey;
}

type Sent = { workspaceId: string; surveyId: number; at: Date; asked?: string[] };

/** A wave that is out, named and for two weeks unless changed, with an invitation to each of these people that has reached them. */
export async function seedWave(
  db: Db,
  { workspaceId, surveyId, at, asked = [] }: Sent,
  changes: Partial<Prisma.SurveyWaveUncheckedCreateInput> = {},
) {
  const wave = await db.surveyWave.create({
    data: {
      workspaceId,
      surveyId,
      version: 1,
      level: 'named',
      state: 'open',
      plan: A_PLAN,
      asksNps: true,
      smallestGroup: 5,
      smallestTexts: 8,
      createdById: 'U0LEA',
      createdAt: at,
      opensForDays: 14,
      openedAt: at,
      sentAt: at,
      endsAt: new Date(at.getTime() + 14 * 86_400_000),
      invited: asked.length,
      ...changes,
    },
  });
  await db.surveyVersion.updateMany({ where: { workspaceId, surveyId, version: wave.version }, data: { isAsked: true } });
  await db.surveyInvitation.createMany({
    data: asked.map((memberId) => ({ workspaceId, waveId: wave.id, memberId, state: 'asked', dueAt: at, askedAt: at })),
  });
  return wave;
}
