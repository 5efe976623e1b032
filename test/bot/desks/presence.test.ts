import { describe, expect, it } from 'vitest';
import { notePresence } from '#bot/desks/desks.ts';
import { takePresence, watchedStaff } from '#bot/desks/presence.ts';
import { planSweeps } from '#bot/desks/sweeps.ts';
import { type Cooperative, startCooperative } from '#test/support/cooperative.ts';
import { ANA, BEN, LEA, openDesk, TRIAGE, WORKSPACE } from '#test/support/factories.ts';

const DESK = { workspaceId: WORKSPACE, deskId: 'main' };

async function cooperativeThatMissed(change: (coop: Cooperative) => Promise<void>) {
  const coop = await startCooperative();
  coop.slack.connect([]);
  await change(coop);
  const present = async () =>
    (await coop.db.deskStaff.findMany({ where: { isPresent: true } })).map(({ memberId }) => memberId).toSorted();
  const look = async () => {
    const [bot] = coop.bots;
    if (bot) await planSweeps(bot.deps);
    await coop.quiet();
  };
  return { ...coop, present, look };
}

describe('staff rights', () => {
  it('end for whoever left the triage channel while the bot was away, and begin for whoever joined', async () => {
    const { people, present, look, db } = await cooperativeThatMissed(({ slack, triage, people: { ana } }) =>
      slack.leave(ana.id, triage),
    );
    await db.deskStaff.updateMany({ where: { memberId: people.ben.id }, data: { isPresent: false } });

    await look();

    expect(await present()).toEqual([people.ben.id, people.lea.id].toSorted());
  });

  it('end for everybody when the bot itself is no longer in the triage channel', async () => {
    const { present, look } = await cooperativeThatMissed(({ slack, triage }) => slack.leave(slack.botUserId, triage));

    await look();

    expect(await present()).toEqual([]);
  });

  it('are looked at again when Slack says that this was too much', async () => {
    const { people, present, look, slack } = await cooperativeThatMissed(({ slack: { leave }, triage, people: { ana } }) =>
      leave(ana.id, triage),
    );
    slack.faults.next('conversations.members', '429:1');

    await look();

    expect(await present()).toContain(people.ana.id);
    await expect.poll(present, { timeout: 5000 }).not.toContain(people.ana.id);
  });

  it('stay with whoever came or went while Slack was asked', async () => {
    const { db } = await openDesk();
    const watched = await watchedStaff(db, DESK);
    await notePresence(db, WORKSPACE, { channelId: TRIAGE, memberId: ANA, isPresent: false, ts: '1772445600.000100' });
    await notePresence(db, WORKSPACE, { channelId: TRIAGE, memberId: BEN, isPresent: true, ts: '1772445600.000200' });

    if (watched) await db.$transaction((tx) => takePresence(tx, DESK, watched, [ANA, LEA]));

    const staff = await db.deskStaff.findMany({ orderBy: { memberId: 'asc' } });
    expect(staff.map(({ memberId, isPresent }) => [memberId, isPresent])).toEqual([
      [ANA, false],
      [BEN, true],
      [LEA, true],
    ]);
  });

  it('are left to the check of the settings when the triage channel became another one meanwhile', async () => {
    const { db } = await openDesk();
    const watched = await watchedStaff(db, DESK);
    await db.desk.updateMany({ where: { id: 'main' }, data: { triageChannelId: 'C0NEW' } });

    if (watched) await db.$transaction((tx) => takePresence(tx, DESK, watched, []));

    expect(await db.deskStaff.count({ where: { isPresent: true } })).toBe(3);
  });
});
