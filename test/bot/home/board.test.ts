import { describe, expect, it } from 'vitest';
import { boardsOf } from '#bot/home/board.ts';
import { sharesOf } from '#bot/home/staff-blocks.ts';
import { forgetInHomes, refreshHomes } from '#bot/slack/homes.ts';
import { hearDeletion } from '#bot/tickets/corrections.ts';
import { claimTicket } from '#bot/tickets/tickets.ts';
import {
  ANA,
  BEN,
  by,
  DAY,
  HELP,
  LEA,
  MAYA,
  MONDAY_TEN,
  minutesAfter,
  openDesk,
  TOM,
  WORKSPACE,
} from '#test/support/factories.ts';

/** Four requests of Monday ten o'clock: the first is Ana's, the second Ben's, the others nobody's. */
async function busyDesk() {
  const desk = await openDesk();
  for (const [index, text] of ['One', 'Two', 'Three', 'Four'].entries()) {
    await desk.say(index % 2 ? TOM : MAYA, `Question ${text}?`, { at: minutesAfter(MONDAY_TEN, index) });
  }
  await claimTicket(desk.deps, by(ANA, 1));
  await claimTicket(desk.deps, by(BEN, 2));
  const board = async (memberId: string, now = desk.time.now) => (await boardsOf(desk.db, WORKSPACE, memberId, now)).boards[0];
  const ids = async (memberId: string, now?: Date) => {
    const { own, overdue, unassigned, dueToday } = (await board(memberId, now))!;
    return [own, overdue, unassigned, dueToday].map(({ lines }) => lines.map(({ id }) => id));
  };
  return { ...desk, board, ids };
}

describe('what staff have before them', () => {
  it('is their own work, what is overdue, what nobody has, and what is to be asked about today; each once', async () => {
    const { ids, db } = await busyDesk();
    const tuesday = minutesAfter(new Date(MONDAY_TEN.getTime() + DAY), 2);
    await db.ticket.updateMany({ where: { id: 2 }, data: { priority: 'urgent' } });

    expect(await ids(ANA)).toEqual([[1], [], [3, 4], []]);
    expect(await ids(ANA, tuesday)).toEqual([[1], [2, 3], [4], []]);

    const waiting = { state: 'waiting', waitingOn: 'other', waitingFor: 'the bank', followUpAt: minutesAfter(tuesday, 60) };
    await db.ticket.updateMany({ where: { id: 2 }, data: { ...waiting, firstReplyAt: MONDAY_TEN } });
    expect(await ids(ANA, tuesday)).toEqual([[1], [3], [4], [2]]);
    expect(await ids(BEN, tuesday)).toEqual([[2], [1, 3], [4], []]);
  });

  it('says nothing of a private request but that it is there', async () => {
    const { board, db } = await busyDesk();
    await db.ticket.updateMany({ where: { id: 3 }, data: { isPrivate: true } });

    const lines = (await board(ANA))?.unassigned.lines;

    expect(lines).toMatchObject([
      { id: 3, isPrivate: true, text: null },
      { id: 4, text: 'Question Four?' },
    ]);
  });

  it('has the counts for leads only, and known problems for everybody', async () => {
    const { board, db } = await busyDesk();
    await db.ticket.updateMany({ where: { id: 3 }, data: { problem: 'The login is down', problemSince: MONDAY_TEN } });
    await db.ticket.updateMany({ where: { id: 4 }, data: { partOfId: 3 } });

    expect((await board(LEA))?.counts).toEqual({ open: 2, claimed: 2, waitingOnMember: 0, waitingOnOther: 0 });
    expect(await board(ANA)).toMatchObject({ counts: null, problems: [{ id: 3, text: 'The login is down', parts: 1 }] });
  });

  it('is nothing for whoever left the triage channel, and for members', async () => {
    const { db, board } = await busyDesk();
    await db.deskStaff.updateMany({ where: { memberId: ANA }, data: { isPresent: false } });

    expect([await board(ANA), await board(MAYA)]).toEqual([undefined, undefined]);
  });

  it('counts all three hundred and lists ten', async () => {
    const { board, db } = await busyDesk();
    const first = await db.ticket.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId: WORKSPACE, id: 4 } } });
    await db.ticket.createMany({
      data: Array.from({ length: 300 }, (_, index) => ({ ...first, id: 100 + index, ts: `${1_772_500_000 + index}.000000` })),
    });

    const unassigned = (await board(ANA))?.unassigned;

    expect([unassigned?.total, unassigned?.lines.length]).toEqual([302, 10]);
  });
});

it('lists share what room there is, and the longest give way', () => {
  expect(sharesOf([10, 10, 2, 0], 40)).toEqual([10, 10, 2, 0]);
  expect(sharesOf([10, 10, 2, 0], 12).toSorted()).toEqual([0, 2, 5, 5]);
  expect(sharesOf([10, 10, 10, 10], 3).reduce((sum, one) => sum + one, 0)).toBe(3);
  expect(sharesOf([3, 0, 0, 0], -5)).toEqual([0, 0, 0, 0]);
});

describe('Homes that are shown again', () => {
  it('are those of the people of a request, and of the desk’s staff who looked at theirs today', async () => {
    const { db, deps, jobs, say, time } = await openDesk();
    const seen: [string, number][] = [
      [MAYA, 10],
      [TOM, 20],
      [ANA, 0.5],
      [BEN, 2],
    ];
    await db.member.createMany({
      data: seen.map(([id, days]) => ({
        workspaceId: WORKSPACE,
        id,
        displayName: id,
        homeOpenedAt: new Date(MONDAY_TEN.getTime() - days * DAY),
      })),
    });
    const shown = async () =>
      (await jobs())
        .map(({ key }) => key)
        .filter((key) => key.startsWith('show-home'))
        .map((key) => key.split(':')[2])
        .toSorted();

    await say(MAYA, 'Where is my invoice?');
    const opened = await shown();
    await say(TOM, 'And mine?', { at: minutesAfter(time.now, 1) });
    await refreshHomes(db, deps, WORKSPACE, [null, TOM]);

    expect(opened).toEqual([ANA, MAYA].toSorted());
    expect(await shown()).toEqual(opened);
  });

  it('are those of everybody at the desk when words are gone, however long ago they looked', async () => {
    const { db, jobs, say, deps } = await openDesk();
    const long = new Date(MONDAY_TEN.getTime() - 40 * DAY);
    await db.member.createMany({
      data: [MAYA, TOM, ANA, BEN].map((id) => ({
        workspaceId: WORKSPACE,
        id,
        displayName: id,
        homeOpenedAt: id === BEN ? null : long,
      })),
    });
    await db.deskStaff.updateMany({ where: { memberId: ANA }, data: { isPresent: false } });
    const shown = async () =>
      (await jobs())
        .map(({ key }) => key.split(':'))
        .flatMap(([task, , id]) => (task === 'show-home' ? [id] : []))
        .toSorted();
    const ts = await say(MAYA, 'My card number is 4000 0000 0000 0002');
    const before = await shown();

    await hearDeletion(deps, { workspaceId: WORKSPACE, channelId: HELP, ts, threadTs: null, authorId: MAYA, at: MONDAY_TEN });

    expect([before, await shown()]).toEqual([[], [ANA, MAYA].toSorted()]);

    await forgetInHomes(db, WORKSPACE, 'main', [TOM, null]);
    expect(await shown()).toEqual([ANA, MAYA, TOM].toSorted());
  });
});
