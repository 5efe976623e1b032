import { expect, it } from 'vitest';
import { isMutedByWave } from '#bot/waves/contact-rule.ts';
import { MAYA, MONDAY_TEN, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';
import { seedSurvey, seedWave } from '#test/support/surveys.ts';

it('a wave that is out mutes ratings for those it asks, whether or not they have answered, until it ends', async () => {
  const { db } = await openDesk();
  const survey = await seedSurvey(db, { workspaceId: WORKSPACE, ownerId: 'U0LEA', at: MONDAY_TEN });
  const of = { workspaceId: WORKSPACE, surveyId: survey.id, at: MONDAY_TEN };
  const wave = await seedWave(db, { ...of, asked: [MAYA] });
  await seedWave(db, { ...of, asked: [TOM] }, { state: 'closed' });
  const isMuted = (memberId: string, at = MONDAY_TEN) => isMutedByWave(db, WORKSPACE, memberId, at);

  const whileOpen = [await isMuted(MAYA), await isMuted(TOM)];
  await db.surveyInvitation.updateMany({ where: { waveId: wave.id }, data: { hasAnswered: true } });
  const afterAnswer = await isMuted(MAYA);
  await db.surveyInvitation.updateMany({ where: { waveId: wave.id }, data: { state: 'missed' } });

  expect(whileOpen).toEqual([true, false]);
  expect(afterAnswer).toBe(true);
  expect(await isMuted(MAYA)).toBe(false);
  expect(await isMuted(MAYA, wave.endsAt!)).toBe(false);
});
