import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { moveSignUp } from '#bot/sign-ups/moves.ts';
import { reportBlocks } from '#bot/tool-reports/blocks.ts';
import { exportFiles } from '#bot/tool-reports/exports.ts';
import { askForExport, type ReportView, toolReport } from '#bot/tool-reports/tool-reports.ts';
import { fromSafeCell } from '#reports/csv.ts';
import { ANA, LEA, MONDAY_TEN, minutesAfter, WORKSPACE } from '#test/support/factories.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { type OpenTools, OWNER, openTools, WAREHOUSE } from '#test/support/tools.ts';
import { liveSequences, liveTexts, objectionsTo } from '#test/support/valid-blocks.ts';

const FIRST: ReportView = { period: '30 days', tools: 0, undecided: 0, organisations: 0 };
const lead = { workspaceId: WORKSPACE, actorId: LEA };

const report = (tools: OpenTools, view: Partial<ReportView> = {}, actorId = LEA) =>
  toolReport(tools.deps, { workspaceId: WORKSPACE, actorId }, { ...FIRST, ...view });
const approve = ({ db, deps }: OpenTools, signUpId: number, actorId = OWNER) =>
  db.$transaction((tx) => moveSignUp(tx, deps, { workspaceId: WORKSPACE, signUpId, actorId }, { move: 'approve' }));

async function askOwner({ db }: OpenTools, signUpId: number): Promise<void> {
  await db.signUpApproval.create({
    data: { workspaceId: WORKSPACE, signUpId, round: 1, stage: 0, approverId: OWNER, role: 'owner', askedAt: MONDAY_TEN },
  });
}

describe('the report on tools', () => {
  it('has the sum, how long it took, seats, and who has what', async () => {
    const tools = await openTools({ seatCap: 1, name: 'Data <warehouse>' });
    const first = await tools.addSignUp({ memberId: 'UMAYA', organisationId: 'maple' });
    const second = await tools.addSignUp({ memberId: 'UAMINA', organisationId: 'harbor' });
    await askOwner(tools, second.id);
    tools.time.now = minutesAfter(MONDAY_TEN, 120);
    await approve(tools, first.id);
    tools.time.now = minutesAfter(MONDAY_TEN, 180);

    const { text, blocks } = reportBlocks(await report(tools));

    expect(text).toContain('*Tools, the last 30 days (1 Feb – 2 Mar 2026)*');
    expect(text).toContain('*Sign-ups*  2 asked = 1 approved + 1 undecided');
    expect(text).toContain('decided: half in 2 h, the longest 3 h or more of working time (2 requests, 1 undecided)');
    expect(text).toContain('ready after that: 1 h or more of working time (1 approved, 1 not ready yet)');
    expect(text).toContain('*Seats*  0 made ready, 1 being set up');
    expect(text).toContain('• Data &lt;warehouse&gt; full');
    expect(text).toContain(`• S${second.id} Data &lt;warehouse&gt; since Mon 10:00, 3 h of working time, with owner`);
    expect(text).toContain('• Maple Street: 1 asked = 1 approved');
    expect(objectionsTo({ text, blocks })).toEqual([]);
  });

  it('is for leads only', async () => {
    const tools = await openTools();

    await expect(report(tools, {}, ANA)).rejects.toMatchObject({ code: 'not_lead' });
    await expect(report(tools, {}, OWNER)).rejects.toMatchObject({ code: 'not_staff' });
    await expect(exportFiles(tools.deps, { workspaceId: WORKSPACE, actorId: ANA }, '30 days')).rejects.toMatchObject({
      code: 'not_lead',
    });
    await expect(askForExport(tools.deps, { workspaceId: WORKSPACE, actorId: ANA }, '30 days', 'k')).rejects.toMatchObject({
      code: 'not_lead',
    });
  });

  it('says so when there is no tool', async () => {
    const tools = await openTools();
    await tools.db.tool.deleteMany();

    await expect(report(tools)).rejects.toMatchObject({ code: 'no_tools' });
  });

  it('says when the sum fails', async () => {
    const tools = await openTools();
    await tools.addSignUp();
    await tools.db.signUp.updateMany({ data: { state: 'ended' } });

    expect(reportBlocks(await report(tools)).text).toContain('This sum does not add up');
  });

  it('has pages of what is long, each with the way back and on, and shows the last for one that is gone', async () => {
    const tools = await openTools();
    for (let index = 0; index < 25; index += 1)
      await tools.addSignUp({ memberId: `U${index}`, askedAt: minutesAfter(MONDAY_TEN, index) });

    const [first, second, beyond] = await Promise.all([0, 1, 9].map((undecided) => report(tools, { undecided })));
    const buttons = (one: typeof first) =>
      reportBlocks(one!).blocks.flatMap((block) => JSON.stringify(block).match(/"(More|Back)"/g) ?? []);

    expect(first?.undecided).toMatchObject({ page: 0, pages: 3, count: 25 });
    expect(first?.undecided.lines).toHaveLength(10);
    expect(buttons(first)).toEqual(['"More"']);
    expect(buttons(second)).toEqual(['"Back"', '"More"']);
    expect(buttons(beyond)).toEqual(['"Back"']);
    expect(beyond?.undecided.lines).toHaveLength(5);
  });

  it('has nothing live in it, whatever tools, people and organisations are called', async () => {
    const tools = await openTools();
    const { id } = await tools.addSignUp({ organisationId: 'maple' });
    await askOwner(tools, id);
    const seen = await report(tools);
    const called = (name: string) => ({
      ...seen,
      tools: { ...seen.tools, lines: seen.tools.lines.map((tool) => ({ ...tool, name })) },
      undecided: { ...seen.undecided, lines: seen.undecided.lines.map((one) => ({ ...one, tool: name })) },
      organisations: { ...seen.organisations, lines: seen.organisations.lines.map((one) => ({ ...one, name })) },
      names: new Map([[OWNER, name]]),
    });

    const wrong = HOSTILE_TEXTS.flatMap((word) => {
      const shown = reportBlocks(called(word));
      return [...objectionsTo(shown), ...liveSequences(liveTexts(shown.blocks), /^$/)].map((found) => ({ word, found }));
    });

    expect(wrong).toEqual([]);
  });
});

describe('the export', () => {
  const cellsOf = (text: string): string[][] => parse(text, { bom: true });

  it('has a row for each sign-up behind the report, with who has it', async () => {
    const tools = await openTools();
    const { id } = await tools.addSignUp({ memberId: 'UMAYA', organisationId: 'maple' });
    const other = await tools.addSignUp({ memberId: 'UAMINA', organisationId: 'harbor' });
    await askOwner(tools, other.id);
    tools.time.now = minutesAfter(MONDAY_TEN, 90);
    await approve(tools, id);

    const { files } = await exportFiles(tools.deps, lead, 'this week');

    const [header = [], first = [], second = []] = cellsOf(files[0]?.text ?? '');
    const read = (row: string[]) => Object.fromEntries(header.map((name, index) => [name, row[index]]));
    expect(read(first)).toMatchObject({
      'sign-up': `S${id}`,
      tool: 'Data warehouse',
      organisation: 'Maple Street',
      member: 'maya',
      state: 'setting up',
      decision: 'approved',
      asked: '2026-03-02 10:00',
      decided: '2026-03-02 11:30',
      'working hours from asking to decision': '1.5',
      with: '',
    });
    expect(read(second)).toMatchObject({ state: 'asked', decision: '', with: 'owner' });
    expect(cellsOf(files[1]?.text ?? '')).toEqual([
      expect.arrayContaining(['organisation', 'asked', 'seats taken now']),
      ['Harbor Clinic', '0', '1', '0', '0', '0', '0', '0', '1', '0'],
      ['Maple Street', '0', '1', '0', '1', '0', '0', '0', '0', '1'],
    ]);
  });

  it('leaves out what is over and had no part in the period', async () => {
    const tools = await openTools();
    await tools.addSignUp({ state: 'declined', openKey: null });
    tools.time.now = new Date('2026-06-01T10:00:00Z');

    const { files } = await exportFiles(tools.deps, lead, 'this week');

    expect(cellsOf(files[0]?.text ?? '')).toHaveLength(1);
  });

  it('gives no spreadsheet anything to calculate, and keeps what people are called', async () => {
    const tools = await openTools({ name: '=cmd|calc' });
    await tools.db.member.updateMany({ where: { id: 'UMAYA' }, data: { displayName: '@SUM(1)' } });
    await tools.addSignUp();

    const { files } = await exportFiles(tools.deps, lead, 'this week');

    const cells = cellsOf(files[0]?.text ?? '').flat();
    expect(cells.filter((cell) => /^[=+\-@\t\r\0]/.test(cell))).toEqual([]);
    expect(cells.map(fromSafeCell)).toEqual(expect.arrayContaining(['=cmd|calc', '@SUM(1)']));
  });

  it('is asked for once, however often it is pressed', async () => {
    const tools = await openTools();

    await askForExport(tools.deps, lead, '30 days', 'one-press');
    await askForExport(tools.deps, lead, '30 days', 'one-press');

    expect((await tools.jobs()).map(({ key }) => key)).toEqual([`send-tool-export:${WORKSPACE}:${LEA}:one-press`]);
  });
});

it('a tool that is archived is still in the report while it is used', async () => {
  const tools = await openTools({ archivedAt: MONDAY_TEN });
  const empty = await report(tools);
  await tools.addSignUp({ state: 'ready' });

  expect(empty.tools.lines).toEqual([]);
  expect((await report(tools)).tools.lines).toMatchObject([{ toolId: WAREHOUSE, used: 1 }]);
});
