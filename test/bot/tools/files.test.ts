import { describe, expect, it } from 'vitest';
import { secretsWith } from '#bot/secrets.ts';
import { archiveTool } from '#bot/tools/archiving.ts';
import { draftOf } from '#bot/tools/draft.ts';
import { exportTools } from '#bot/tools/file-export.ts';
import { importPreview, previewFacts } from '#bot/tools/file-forms.ts';
import { applyTools, previewTools } from '#bot/tools/file-import.ts';
import { toolPreview } from '#bot/tools/file-preview.ts';
import { lockTool, toolOf } from '#bot/tools/tool.ts';
import { readToolFile } from '#bot/tools/tool-file.ts';
import { createTool, newDraft } from '#bot/tools/tools.ts';
import { LEA, MAYA, WORKSPACE } from '#test/support/factories.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { OWNER, openTools, STAND_IN, WAREHOUSE } from '#test/support/tools.ts';
import { liveSequences, liveTexts, objectionsTo } from '#test/support/valid-blocks.ts';

const lea = { workspaceId: WORKSPACE, actorId: LEA };

async function open(changes: Parameters<typeof openTools>[0] = {}) {
  const opened = await openTools(changes);
  const deps = { ...opened.deps, secrets: secretsWith(Buffer.alloc(32, 7)) };
  const { db } = opened;
  const plan = (text: string | Buffer) => previewTools(db, lea, readToolFile(Buffer.from(text)));
  const lines = async (text: string | Buffer) => {
    const { sum, problems, changes: changed } = toolPreview(await plan(text));
    return [sum, ...problems, ...changed];
  };
  const apply = async (text: string | Buffer, skipsProblems = false) => {
    const { fingerprint } = await plan(text);
    return applyTools(deps, lea, readToolFile(Buffer.from(text)), { fingerprint, skipsProblems });
  };
  const tools = () => db.tool.findMany({ orderBy: { id: 'asc' } });
  return { ...opened, deps, plan, lines, apply, tools };
}

/** A tool in which everything is set, and looks like something else where it can. */
const FULL = {
  ...newDraft('main'),
  name: '=HYPERLINK("https://evil.example","x")',
  summary: "'=quoted already",
  forWhom: '+1 or more',
  cost: '-5 € a month; "cash", tea',
  category: '@everyone',
  ownerId: OWNER,
  standInId: STAND_IN,
  subject: 'organisation',
  seatsByPerson: true,
  seatCap: 10,
  seatCapPerOrganisation: 3,
  fewSeats: 0,
  offerHours: 8,
  windowOpensAt: '2026-05-01T09:00:00.000Z',
  windowClosesAt: '2026-05-31T17:00:00.000Z',
  term: 'rolling',
  termMonths: 12,
  renewal: 'approval',
  reminderDays: [60, 14],
  unusedDays: 90,
  standInHours: 24,
  eligibility: {
    organisationIds: ['maple', 'harbor'],
    smallest: 2,
    largest: 500,
    plans: ['Full', '=plan'],
    roles: ['treasurer'],
  },
  agreement: { name: 'Terms', url: 'https://example.org/terms', version: '-2' },
  fields: [{ id: 'why', label: '=Why?', kind: 'choice', options: ['-1', 'a, b'], isOptional: true, hint: '"hint"' }],
  stages: [{ who: 'contact' }, { who: 'people', memberIds: [OWNER, STAND_IN], needs: 'all' }, { who: 'owner' }],
  checklist: ['Make an account', '- tell them'],
  welcome: 'Hello {name},\n\n=welcome to {tool}',
  links: [{ label: 'The handbook', url: 'https://example.org/hand,book' }],
  linkHosts: ['send.example.org'],
  webhookUrl: 'https://hooks.example.org/seats',
};

describe('an export', () => {
  it.each(['csv', 'json'] as const)('as %s changes nothing when it is imported as it is', async (as) => {
    const { deps, db, plan } = await open();
    expect(await createTool(deps, lea, FULL)).toHaveProperty('tool');
    await archiveTool(deps, lea, WAREHOUSE);

    const { writes, unchanged, problems, notes } = await plan(await exportTools(db, WORKSPACE, as));

    expect({ writes, problems, notes }).toEqual({ writes: [], problems: [], notes: [] });
    expect(unchanged).toBe(2);
  });

  it.each(['csv', 'json'] as const)('as %s makes the same tools where there are none', async (as) => {
    const { deps, db, apply, tools } = await open();
    await createTool(deps, lea, FULL);
    await archiveTool(deps, lea, WAREHOUSE);
    const before = await tools();
    const file = await exportTools(db, WORKSPACE, as);
    await db.tool.deleteMany();

    const { outcome } = await apply(file);

    const written = (rows: typeof before) =>
      rows.map((row) => ({ id: row.id, isAway: row.archivedAt !== null, ...draftOf(toolOf(row)) }));
    expect(outcome).toBe('applied');
    expect(written(await tools())).toEqual(written(before));
  });

  it('has no cell that a spreadsheet would run, and no secret', async () => {
    const { deps, db, tools } = await open();
    await createTool(deps, lea, FULL);

    const csv = await exportTools(db, WORKSPACE, 'csv');
    const json = await exportTools(db, WORKSPACE, 'json');

    for (const cell of cellsOf(csv)) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    expect(csv).toContain(`"'=HYPERLINK(""https://evil.example"",""x"")"`);
    for (const { webhookSecret } of await tools()) if (webhookSecret) expect(`${csv}${json}`).not.toContain(webhookSecret);
    expect(`${csv}${json}`).not.toMatch(/secret/i);
  });
});

/** The cells of a CSV file, as a spreadsheet takes them apart. */
function cellsOf(csv: string): string[] {
  return [...csv.slice(1).matchAll(/"((?:[^"]|"")*)"|([^",\r\n]+)/g)].map(([, one, other]) =>
    (one ?? other ?? '').replaceAll('""', '"'),
  );
}

describe('a file', () => {
  it('makes and changes tools, shows before what it would do, and leaves what it does not name', async () => {
    const { lines, apply, tools, db } = await open({ seatCap: 5, cost: 'Nothing' });
    const file =
      'name,summary,Seats,who signs up,owner\nData WAREHOUSE,,10,,\nMapping,Maps for all,3,person,uowner@riverbend.example\n';

    const shown = await lines(file);
    const { outcome } = await apply(file);

    expect(shown).toEqual([
      '1 new tool, 1 changed, 0 unchanged.',
      'New: Mapping',
      'Data WAREHOUSE: name Data warehouse → Data WAREHOUSE, seats 5 → 10',
    ]);
    expect(outcome).toBe('applied');
    expect(await tools()).toMatchObject([
      { id: 'mapping', seatCap: 3, subject: 'person', ownerId: OWNER },
      { id: WAREHOUSE, name: 'Data WAREHOUSE', seatCap: 10, cost: 'Nothing' },
    ]);
    const audited = (await db.auditEntry.findMany({ orderBy: { id: 'asc' } })).map(({ action }) => action);
    expect(audited).toEqual(['tool.created', 'tool.changed', 'tools.imported']);
  });

  it('empties what has a dash, and puts away and brings back what it says', async () => {
    const { apply, tools } = await open({ seatCap: 5, agreement: { name: 'T', url: 'https://example.org/', version: '1' } });

    await apply(`id,seats,agreement,agreement link,agreement version,archived\n${WAREHOUSE},-,-,-,-,yes\n`);
    const [away] = await tools();
    await apply(`id,archived\n${WAREHOUSE},no\n`);

    expect(away).toMatchObject({ seatCap: null, agreement: null });
    expect(away?.archivedAt).not.toBeNull();
    expect((await tools())[0]?.archivedAt).toBeNull();
  });

  it('says for each row what is wrong with it, under the name of its column', async () => {
    const { lines } = await open();

    const shown = await lines(
      [
        'name,summary,seats,owner,stages,form,ends on,term,archived,colour',
        'A,,,,,,,,,red',
        'B,b,many,,,,,,,',
        'C,c,,nobody@example.org,,,,,,',
        'D,d,,,owner; boss,,,,,',
        'E,e,,,,[{],,,,',
        'F,f,,,,,31.02.2026,fixed,,',
        'G,g,,,,,,,perhaps,',
        'H,h,,,,,,,,',
        'h,h,,,,,,,,',
      ].join('\n'),
    );

    expect(shown[0]).toBe('1 new tool, 0 changed, 0 unchanged.');
    expect(shown.slice(1, -2)).toEqual([
      'Row 2, summary: Please fill this in.',
      'Row 3, seats: This is a whole number from 1 to 100,000.',
      'Row 4, owner: This is nobody in Slack.',
      expect.stringContaining('Row 5, stages: '),
      expect.stringContaining('Row 6, form: The fields of a form are a list.'),
      expect.stringContaining('Row 7, ends on: Write a day as 2026-05-31'),
      'Row 8, archived: This is yes or no.',
      'Row 10, name: This tool is in row 9 already.',
    ]);
    expect(shown.slice(-2)).toEqual(['New: H', 'The column “colour” is left out: I do not know it.']);
  });

  it('with problems changes nothing, unless its lead leaves those rows out', async () => {
    const { apply, tools } = await open();
    const file = 'name,summary\nMapping,Maps\nBroken,\n';

    expect((await apply(file)).outcome).toBe('problems');
    expect(await tools()).toHaveLength(1);
    expect((await apply(file, true)).outcome).toBe('applied');
    expect((await tools()).map(({ id }) => id)).toEqual([WAREHOUSE, 'mapping'].sort());
  });

  it('is not applied when something changed since it was shown', async () => {
    const { deps, plan, db, tools } = await open({ seatCap: 5 });
    const file = 'name,seats\nData warehouse,10\n';
    const { fingerprint } = await plan(file);
    await db.tool.updateMany({ data: { seatCap: 7 } });

    const { outcome } = await applyTools(deps, lea, readToolFile(Buffer.from(file)), { fingerprint, skipsProblems: true });

    expect(outcome).toBe('changed');
    expect((await tools())[0]?.seatCap).toBe(7);
  });

  it('waits for who changes a tool of it before it is compared, and never each for the other', async () => {
    const { db, deps, plan, tools } = await open();
    expect(await createTool(deps, lea, { ...newDraft('main'), name: 'Atlas', summary: 'Maps' })).toHaveProperty('tool');
    const file = 'name,cost\nData warehouse,2\nAtlas,2\n';
    const { fingerprint } = await plan(file);
    const isHeld = Promise.withResolvers<void>();

    const other = db.$transaction(async (tx) => {
      await lockTool(tx, WORKSPACE, 'atlas');
      isHeld.resolve();
      // So that the import has done what it can without this tool.
      await new Promise((done) => setTimeout(done, 400));
      await lockTool(tx, WORKSPACE, WAREHOUSE);
      await tx.tool.updateMany({ data: { cost: '9' } });
    });
    await isHeld.promise;
    const [{ outcome }] = await Promise.all([
      applyTools(deps, lea, readToolFile(Buffer.from(file)), { fingerprint, skipsProblems: false }),
      other,
    ]);

    expect(outcome).toBe('changed');
    expect((await tools()).map(({ cost }) => cost)).toEqual(['9', '9']);
  });

  it('is read and applied for leads only', async () => {
    const { db, deps } = await open();
    const file = readToolFile(Buffer.from('name,summary\nMapping,Maps\n'));
    const maya = { workspaceId: WORKSPACE, actorId: MAYA };

    await expect(previewTools(db, maya, file)).rejects.toThrow('staff');
    await expect(applyTools(deps, maya, file, { fingerprint: '', skipsProblems: true })).rejects.toThrow('staff');
  });

  it('that adds seats says first how many people it will notify', async () => {
    const { lines, addSignUp } = await open({ seatCap: 1 });
    await addSignUp({ state: 'waiting', memberId: 'UMAYA' });
    await addSignUp({ state: 'waiting', memberId: 'UGREG', organisationId: 'harbor' });

    expect(await lines('name,seats\nData warehouse,2\n')).toContain('This will notify up to 2 people who wait for a seat.');
    expect((await lines('name,cost\nData warehouse,2\n')).join()).not.toContain('notify');
  });

  it('of a desk that somebody else leads is refused row by row', async () => {
    const { lines, db } = await open();
    await db.desk.create({
      data: { workspaceId: WORKSPACE, id: 'other', name: 'Other', triageChannelId: 'C0X', topics: [], schedule: {} },
    });

    expect((await lines('name,summary,desk\nMapping,Maps,other\n'))[1]).toContain('Row 2, desk: You do not lead that desk');
  });

  it.each([
    ['', 'The file is empty'],
    ['{"tools": 1}', 'This is not a list of tools in JSON'],
    ['[1]', 'Row 1: This is not a tool'],
    ['[{"name":"A"', 'This is not a list of tools in JSON'],
    ['colour\nred', 'It needs “name”'],
    ['name,name\na,b', 'The column “name” is there twice'],
    [`name${',x'.repeat(200)}`, 'The first row names 201 columns'],
    ['name,summary\n"open,x', 'A quotation mark opens here'],
    ['PK\u0003\u0004', 'This is a spreadsheet'],
  ])('that says %.20s is answered with what is wrong', async (text, sentence) => {
    const { lines } = await open();

    expect((await lines(text)).join('\n')).toContain(sentence);
  });

  it('in JSON takes settings whole, people by their address, and leaves out what it does not know', async () => {
    const { apply, lines, tools } = await open();
    const file = JSON.stringify([
      {
        name: 'Mapping',
        summary: 'Maps',
        ownerId: 'uowner@riverbend.example',
        eligibility: { organisationIds: ['Maple Street'] },
        colour: 1,
      },
      { id: WAREHOUSE, archived: true, webhookSecret: 'mine' },
    ]);

    expect(await lines(file)).toContain('“colour” is left out: I do not know it.');
    await apply(file);

    const [mapping, warehouse] = await tools();
    expect(mapping).toMatchObject({ ownerId: OWNER, eligibility: { organisationIds: ['maple'] } });
    expect(warehouse).toMatchObject({ webhookSecret: null });
    expect(warehouse?.archivedAt).not.toBeNull();
  });

  it('of hostile texts is read without failing, and nothing of it is live in the preview', async () => {
    const { plan } = await open();
    const rows = HOSTILE_TEXTS.map((text) =>
      [text.slice(0, 70), text, '1'].map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','),
    );

    const found = await plan(`name,summary,seats\n${rows.join('\n')}`);
    const shown = importPreview(previewFacts('F1', found));

    expect(found.writes.length + found.problems.length).toBeGreaterThan(HOSTILE_TEXTS.length / 2);
    expect(objectionsTo(shown)).toEqual([]);
    expect(liveSequences(liveTexts(shown.blocks), /^$/)).toEqual([]);
  });

  it('of 10,000 rows, most of them broken, is read and written in seconds', async () => {
    const { deps, plan, tools } = await open();
    const rows = Array.from({ length: 10_000 }, (_, index) =>
      index % 10 > 0
        ? `=Tool ${index},${'x'.repeat(200)},${index + 1},contact; owner`
        : `"Tool ${index}",Good,${index + 1},contact`,
    );
    const file = ['name,summary,seats,stages', ...rows].join('\n');

    const start = performance.now();
    const { problems, writes, fingerprint } = await plan(file);
    const readMs = performance.now() - start;
    await applyTools(deps, lea, readToolFile(Buffer.from(file)), { fingerprint, skipsProblems: true });

    expect(problems).toHaveLength(9000);
    expect(writes).toHaveLength(1000);
    expect(readMs).toBeLessThan(15_000);
    expect(await tools()).toHaveLength(1001);
  }, 90_000);

  it('whose names all make the same id still gives each its own', async () => {
    const { plan } = await open();
    const rows = Array.from({ length: 2000 }, (_, index) => `${String.fromCodePoint(0x4e00 + index)},x`);

    const { writes } = await plan(['name,summary', ...rows].join('\n'));

    expect(new Set(writes.map(({ id }) => id)).size).toBe(2000);
  });
});
