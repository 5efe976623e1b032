import { describe, expect, it } from 'vitest';
import { askForTool } from '#bot/sign-ups/asking.ts';
import { drawSeats } from '#bot/sign-ups/draw.ts';
import { moveSignUp } from '#bot/sign-ups/moves.ts';
import { placeInLine } from '#bot/sign-ups/seats.ts';
import { drawWindow, openWindow, planWindow } from '#bot/sign-ups/windows.ts';
import { MONDAY_TEN, minutesAfter, WORKSPACE } from '#test/support/factories.ts';
import { type OpenTools, OWNER, openTools, WAREHOUSE } from '#test/support/tools.ts';

const CLOSES = new Date('2026-03-06T12:00:00Z');
const tool = { workspaceId: WORKSPACE, toolId: WAREHOUSE };
const window_ = { windowOpensAt: MONDAY_TEN, windowClosesAt: CLOSES };

const ask = ({ deps }: OpenTools, actorId: string) =>
  askForTool(deps, { ...tool, actorId, answers: {}, people: [], isAgreementSigned: false });
const windowJobs = async ({ jobs }: OpenTools) =>
  (await jobs()).filter(({ key }) => /^(open-window|draw-seats)/.test(key)).map(({ key, run_at }) => [key.split(':')[0], run_at]);

/** Six of Maple who were quick, and one each of two smaller organisations, for three seats. */
async function withApplications() {
  const tools = await openTools({ seatCap: 3, ...window_ });
  await tools.db.organisation.create({ data: { workspaceId: WORKSPACE, id: 'elm', name: 'Elm' } });
  const names = ['UM1', 'UM2', 'UM3', 'UM4', 'UM5', 'UM6', 'UH1', 'UE1'];
  for (const [index, id] of names.entries()) {
    const organisationId = id.startsWith('UM') ? 'maple' : id.startsWith('UH') ? 'harbor' : 'elm';
    await tools.db.member.create({ data: { workspaceId: WORKSPACE, id, displayName: id, organisationId } });
    tools.time.now = minutesAfter(MONDAY_TEN, index);
    await ask(tools, id);
  }
  return tools;
}

describe('an application window', () => {
  it('takes applications between its times only, and gives no seat before the draw', async () => {
    const tools = await openTools({ seatCap: 3, ...window_ });

    tools.time.now = minutesAfter(MONDAY_TEN, -1);
    await expect(ask(tools, 'UMAYA')).rejects.toMatchObject({ code: 'not_for_you' });
    tools.time.now = MONDAY_TEN;
    expect((await ask(tools, 'UMAYA')).state).toBe('waiting');
    tools.time.now = CLOSES;
    await expect(ask(tools, 'UJEROME')).rejects.toMatchObject({ code: 'not_for_you' });
    expect(await windowJobs(tools)).toEqual([['draw-seats', CLOSES]]);
  });

  it('is planned once however often it is, moves with its dates, and tells the owner when it opens', async () => {
    const tools = await openTools({ windowOpensAt: minutesAfter(MONDAY_TEN, 60), windowClosesAt: minutesAfter(CLOSES, -60) });
    await planWindow(tools.db, tools.deps, tools.tool);
    await planWindow(tools.db, tools.deps, { ...tools.tool, windowClosesAt: CLOSES });

    expect(await windowJobs(tools)).toEqual(
      expect.arrayContaining([
        ['open-window', minutesAfter(MONDAY_TEN, 60)],
        ['draw-seats', CLOSES],
      ]),
    );
    await openWindow(tools.deps, tool);
    tools.time.now = minutesAfter(MONDAY_TEN, 60);
    await openWindow(tools.deps, tool);
    await openWindow(tools.deps, tool);
    expect((await tools.db.saidMessage.findMany()).map(({ channelId }) => channelId)).toEqual([OWNER]);
  });
});

describe('the draw at its end', () => {
  it('gives every organisation its first seat, lines the others up as drawn, tells everybody, and can be repeated from its record', async () => {
    const tools = await withApplications();
    const entries = (await tools.db.signUp.findMany()).map(({ id, organisationId, seats }) => ({
      signUpId: id,
      organisationId,
      seats,
    }));
    tools.time.now = CLOSES;

    await Promise.all([drawWindow(tools.deps, tool), drawWindow(tools.deps, tool)]);

    const rows = await tools.db.signUp.findMany({ orderBy: { id: 'asc' } });
    const seated = rows.filter(({ state }) => state === 'setting up');
    expect(seated.map(({ organisationId }) => organisationId).toSorted()).toEqual(['elm', 'harbor', 'maple']);
    const [record, ...more] = await tools.db.toolDraw.findMany();
    expect(more).toEqual([]);
    expect(record?.result).toEqual(drawSeats(entries, { seats: 3 }, record!.seed));
    const result = record!.result as { signUpId: number; rank: number; hasSeat: boolean }[];
    const losers = result.filter(({ hasSeat }) => !hasSeat);
    const places = await Promise.all(losers.map(({ signUpId }) => placeInLine(tools.db, { ...tool, id: signUpId })));
    expect(places).toEqual([1, 2, 3, 4, 5]);
    const told = await tools.db.saidMessage.findMany({ where: { key: { startsWith: 'sign-up-news' } } });
    expect(new Set(told.map(({ channelId }) => channelId)).size).toBe(8);
    expect(await tools.db.signUpEvent.count({ where: { kind: 'drawn' } })).toBe(8);
    expect(await tools.db.tool.findFirst()).toMatchObject({ windowDrawnAt: CLOSES });
  });

  it('is not before the close', async () => {
    const tools = await withApplications();

    await drawWindow(tools.deps, tool);

    expect(await tools.db.toolDraw.count()).toBe(0);
    expect(await windowJobs(tools)).toEqual([['draw-seats', CLOSES]]);
  });

  it('waits for what approvers have not decided, but no more than five working days', async () => {
    const tools = await withApplications();
    await tools.db.signUp.updateMany({ where: { memberId: 'UE1' }, data: { state: 'asked' } });

    tools.time.now = CLOSES;
    await drawWindow(tools.deps, tool);
    expect(await tools.db.toolDraw.count()).toBe(0);
    expect(await windowJobs(tools)).toEqual([['draw-seats', new Date('2026-03-09T12:00:00Z')]]);

    tools.time.now = new Date('2026-03-13T12:00:00Z');
    await drawWindow(tools.deps, tool);

    expect(await tools.db.toolDraw.count()).toBe(1);
    const late = await tools.db.signUp.findFirstOrThrow({ where: { memberId: 'UE1' } });
    const waiting = await tools.db.signUp.findMany({ where: { state: 'waiting' } });
    expect(waiting.every(({ queuedAt }) => queuedAt < late.queuedAt)).toBe(true);
  });

  it('over, what is approved later stands behind those who were drawn', async () => {
    const tools = await withApplications();
    const { id } = await tools.db.signUp.findFirstOrThrow({ where: { memberId: 'UM1' } });
    await tools.db.signUp.updateMany({ where: { id }, data: { state: 'asked' } });
    tools.time.now = new Date('2026-03-13T12:00:00Z');
    await drawWindow(tools.deps, tool);

    const late = await tools.db.$transaction((tx) =>
      moveSignUp(tx, tools.deps, { workspaceId: WORKSPACE, signUpId: id, actorId: OWNER }, { move: 'approve' }),
    );

    expect([late.state, await placeInLine(tools.db, late)]).toEqual(['waiting', 5]);
  });

  it('of nobody gives nothing, and is recorded all the same', async () => {
    const tools = await openTools({ seatCap: 3, ...window_ });
    tools.time.now = CLOSES;

    await drawWindow(tools.deps, tool);

    expect(await tools.db.toolDraw.findMany()).toMatchObject([{ result: [] }]);
  });
});
