import { describe, expect, it } from 'vitest';
import { rolesOf } from '#bot/rights/rights.ts';
import { surveyRolesOf } from '#bot/rights/survey-roles.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { ANA, BEN, MAYA, MONDAY_TEN, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';
import { seedSurvey, seedWave } from '#test/support/surveys.ts';

type Changes = Partial<Prisma.SurveyWaveUncheckedCreateInput>;

/** A wave of a survey that Ana keeps, asked of Maya. */
async function aWave(changes: Changes = {}) {
  const { db } = await openDesk();
  const survey = await seedSurvey(db, { workspaceId: WORKSPACE, ownerId: ANA, at: MONDAY_TEN });
  const asked = { workspaceId: WORKSPACE, surveyId: survey.id, at: MONDAY_TEN, asked: [MAYA] };
  const { id: waveId } = await seedWave(db, asked, changes);
  const towards = (actorId: string) => ({ workspaceId: WORKSPACE, actorId, waveId });
  return { db, rolesTowards: async (actorId: string) => [...(await surveyRolesOf(db, towards(actorId)))], towards };
}

describe('whoever is counted in', () => {
  it('was asked when the wave is out', async () => {
    const { rolesTowards } = await aWave();

    expect(await rolesTowards(MAYA)).toEqual(['asked']);
    expect(await rolesTowards(TOM)).toEqual([]);
  });

  it('was not asked before it is', async () => {
    const { rolesTowards } = await aWave({ state: 'ready', openedAt: null, sentAt: null, endsAt: null });

    expect(await rolesTowards(MAYA)).toEqual([]);
  });

  it('was not asked when they were left out at the last moment', async () => {
    const { db, rolesTowards } = await aWave();
    await db.surveyInvitation.updateMany({ data: { state: 'missed' } });

    expect(await rolesTowards(MAYA)).toEqual([]);
  });
});

it.each([
  ['named', ['keeper', 'confidant'], []],
  ['confidential', ['keeper'], ['confidant']],
  ['anonymous', ['keeper'], []],
])('who reads what was said in a %s wave', async (level, ofKeeper, ofReader) => {
  const { rolesTowards } = await aWave({ level, readerIds: [TOM] });

  expect(await rolesTowards(ANA)).toEqual(ofKeeper);
  expect(await rolesTowards(TOM)).toEqual(ofReader);
});

it('whoever keeps a survey is nothing to it any more when they are not on staff', async () => {
  const { db, rolesTowards, towards } = await aWave();
  await db.deskStaff.deleteMany({ where: { memberId: ANA } });

  expect(await rolesTowards(ANA)).toEqual([]);
  expect([...(await rolesOf(db, towards(ANA)))]).toEqual(['member']);
  expect(await rolesTowards(BEN)).toEqual([]);
});
