import { expect, it } from 'vitest';
import { closeNow } from '#bot/waves/closing.ts';
import { confirmWave } from '#bot/waves/confirming.ts';
import { withdrawWave } from '#bot/waves/withdrawing.ts';
import { earlierVersions } from '#test/chaos/whole-dump.ts';
import { hoursAfter, MONDAY, openWaves } from './scene.ts';

/** U1 to U6 are asked without their names; U1 has their Home before them and has just been written to. */
async function asked() {
  const scene = await openWaves();
  const { db, workspaceId } = scene;
  await scene.addMembers(...['U1', 'U2', 'U3', 'U4', 'U5', 'U6'].map((id) => ({ id })));
  const wave = await scene.plan({ level: 'anonymous' });
  await scene.work();
  await confirmWave(scene.posting, scene.by(wave));
  await scene.work();
  const leaveTraces = async () => {
    await db.member.updateMany({ where: { workspaceId, id: 'U1' }, data: { homeHash: 'survey still in it' } });
    await db.channelPace.createMany({
      data: ['U1', 'C0HELP'].map((channelId) => ({ workspaceId, channelId, nextAt: MONDAY })),
      skipDuplicates: true,
    });
  };
  await leaveTraces();
  const traces = async () => [
    await db.member.count({ where: { homeHash: { not: null } } }),
    ...(await db.channelPace.findMany()).map(({ channelId }) => channelId),
  ];
  return { scene, wave, leaveTraces, traces };
}

it.each([
  ['closed', closeNow],
  ['taken back', withdrawWave],
] as const)('what people had before them, and when they were last written to, is forgotten when a wave is %s', async (_, end) => {
  const { scene, wave, traces } = await asked();

  await end(scene.posting, scene.by(wave));

  expect(await traces()).toEqual([0, 'C0HELP']);
});

it('what was under way just then is forgotten some minutes later, and earlier versions of rows are cleared away', async () => {
  const { scene, wave, leaveTraces, traces } = await asked();
  await closeNow(scene.posting, scene.by(wave));
  await leaveTraces();

  await scene.goTo(hoursAfter(MONDAY, 1));

  expect(await traces()).toEqual([0, 'C0HELP']);
  const swept = ['survey_response', 'survey_invitation', 'survey_sitting', 'said_message', 'channel_pace', 'member'];
  expect(await earlierVersions(scene.pool, swept)).toBe(0);
});
