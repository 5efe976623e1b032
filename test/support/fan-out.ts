import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import type { Deps } from '#bot/deps.ts';
import { confirmWave } from '#bot/waves/confirming.ts';
import type { Audience } from '#bot/waves/plan.ts';
import { planWave } from '#bot/waves/planning.ts';
import type { Database } from '#prisma/db.ts';
import { A_PLAN, aSurvey, seedSurvey } from './surveys.ts';

type Sending = Pick<Database, 'db' | 'pool'> & { workspaceId: string; actorId: string; audience?: Audience };

/** Has a running bot send a survey, as whoever keeps it would: plans a wave, waits until its people are counted, and says yes. Answers its number. */
export async function sendSurvey({ db, pool, workspaceId, actorId, audience = { kind: 'everyone' } }: Sending): Promise<number> {
  const deps: Deps = { db, pool, now: () => new Date(), dueAt: (at) => at, log: pino({ level: 'silent' }) };
  // One that takes up no NPS may be sent to the same people again.
  const definition = aSurvey({ questions: aSurvey().questions.filter(({ kind }) => kind !== 'nps') });
  const { id: surveyId } = await seedSurvey(db, { workspaceId, ownerId: actorId, at: new Date(), definition });
  const waveId = await planWave(
    deps,
    { workspaceId, actorId, surveyId },
    {
      level: 'named',
      readerIds: [],
      bands: [],
      smallestGroup: 5,
      plan: { ...A_PLAN, audience, reminders: 0 },
      startsAt: null,
      opensForDays: 14,
      repeats: null,
      hasMailbox: false,
    },
  );
  while ((await waveOf(db, waveId)).state !== 'ready') await wait(50);
  await confirmWave(deps, { workspaceId, actorId, waveId });
  return waveId;
}

/** Waits until a wave has reached everybody. */
export async function untilSent({ db }: Pick<Database, 'db'>, waveId: number, within: number): Promise<void> {
  const giveUp = performance.now() + within;
  while ((await waveOf(db, waveId)).sentAt === null) {
    if (performance.now() > giveUp) throw new Error(`the survey has not reached everybody after ${within / 1000} seconds`);
    await wait(50);
  }
}

const waveOf = (db: Database['db'], id: number) => db.surveyWave.findFirstOrThrow({ where: { id } });
