import { randomBytes } from 'node:crypto';
import { keepPace } from '#bot/mailbox/pace.ts';
import { writeLetter } from '#bot/mailbox/writing.ts';
import { ANA, MAYA, MONDAY_TEN, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';
import { outside } from '#test/support/outside.ts';
import { seedSurvey, seedWave } from '#test/support/surveys.ts';

export const maya = { workspaceId: WORKSPACE, actorId: MAYA };
export const ana = { workspaceId: WORKSPACE, actorId: ANA };

/** What the listener puts into a form that was opened. */
export const aToken = (): string => randomBytes(32).toString('base64url');

/** A desk with an anonymous survey that Ana keeps, asked of Maya and Tom, with a mailbox. */
export async function openMailbox() {
  const desk = await openDesk();
  const { db, time } = desk;
  const deps = { ...desk.deps, ...outside() };
  const survey = await seedSurvey(db, { workspaceId: WORKSPACE, ownerId: ANA, at: MONDAY_TEN });
  const sent = { workspaceId: WORKSPACE, surveyId: survey.id, at: MONDAY_TEN, asked: [MAYA, TOM] };
  const wave = await seedWave(db, sent, { level: 'anonymous', hasMailbox: true });
  const write = async (text: string, writer = maya): Promise<string> => {
    const written = await writeLetter(deps, writer, { waveId: wave.id, token: aToken(), text });
    if (typeof written === 'string') throw new Error(written);
    return written.code;
  };
  const pace = keepPace(deps);
  return { ...desk, db, time, deps, survey, wave, write, pace };
}
