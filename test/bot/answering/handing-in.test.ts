import { expect, it } from 'vitest';
import { handIn } from '#bot/answering/responses.ts';
import { ANA, MAYA, MONDAY_TEN, openDesk, WORKSPACE } from '#test/support/factories.ts';
import { seedSurvey, seedWave } from '#test/support/surveys.ts';

it('an anonymous answer that comes just as the survey closes is not taken, and nothing is thrown that would be logged with a name', async () => {
  const { db, deps } = await openDesk();
  const survey = await seedSurvey(db, { workspaceId: WORKSPACE, ownerId: ANA, at: MONDAY_TEN });
  const sent = { workspaceId: WORKSPACE, surveyId: survey.id, at: MONDAY_TEN, asked: [MAYA] };
  const wave = await seedWave(db, sent, { level: 'anonymous', state: 'closed' });

  const isTaken = await handIn(deps, { workspaceId: WORKSPACE, waveId: wave.id, actorId: MAYA }, { recommend: 9 }, undefined);

  expect(isTaken).toBe(false);
  expect(await db.surveyResponse.count()).toBe(0);
});
