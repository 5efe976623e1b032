import { describe, expect, it } from 'vitest';
import { answerNeeded, noteUsage } from '#bot/terms/usage.ts';
import { readUsageFile } from '#bot/terms/usage-file.ts';
import { importUsage, usageWords } from '#bot/terms/usage-import.ts';
import { ANA, LEA, WORKSPACE } from '#test/support/factories.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { OWNER, WAREHOUSE } from '#test/support/tools.ts';
import { by, type TimePasses, timePasses } from './support.ts';

const noting = (uses: { who: string; usedOn: string }[], actorId: string | null = OWNER) => ({
  workspaceId: WORKSPACE,
  actorId,
  toolId: WAREHOUSE,
  uses,
});
const lastUsed = async ({ signUp }: TimePasses, id: number) => (await signUp(id)).lastUsedOn?.toISOString().slice(0, 10) ?? null;
const csv = (text: string) => new TextEncoder().encode(text);

describe('what is used', () => {
  it('is noted by address or id, of the holder and of each of its people, and an older day changes nothing', async () => {
    const passing = await timePasses({ subject: 'organisation' });
    const { deps, db, addReady, kinds } = passing;
    const { id } = await addReady({ people: ['UJEROME', 'guest@maple.example'] });

    const first = await noteUsage(
      deps,
      noting([
        { who: 'UJEROME@maple.example', usedOn: '2026-02-20' },
        { who: 'guest@maple.example', usedOn: '2026-02-25' },
        { who: 'nobody@maple.example', usedOn: '2026-02-25' },
      ]),
    );
    await noteUsage(deps, noting([{ who: 'UJEROME', usedOn: '2026-02-01' }]));
    await noteUsage(deps, noting([{ who: 'guest@maple.example', usedOn: '2026-02-25' }]));

    const people = await db.signUpPerson.findMany({ orderBy: { who: 'asc' } });
    expect(first).toEqual({ noted: 2, unknown: ['nobody@maple.example'] });
    expect(people.map(({ lastUsedOn }) => lastUsedOn?.toISOString().slice(0, 10))).toEqual(['2026-02-20', '2026-02-25']);
    expect(await lastUsed(passing, id)).toBe('2026-02-25');
    expect(await kinds(id)).toEqual(['asked', 'used']);
  });

  it('never lies in the future', async () => {
    const passing = await timePasses();
    const { id } = await passing.addReady({});

    await noteUsage(passing.deps, noting([{ who: 'UMAYA', usedOn: '2099-01-01' }]));

    expect(await lastUsed(passing, id)).toBe('2026-03-02');
  });

  it('may be noted by the owner, a lead, and an outside system that was checked, and by nobody else', async () => {
    const { deps, addReady } = await timePasses();
    await addReady({});
    const use = [{ who: 'UMAYA', usedOn: '2026-03-01' }];

    await expect(noteUsage(deps, noting(use, ANA))).rejects.toMatchObject({ code: 'not_owner' });
    await expect(noteUsage(deps, noting(use, 'UMAYA'))).rejects.toMatchObject({ code: 'not_owner' });
    await noteUsage(deps, noting(use, LEA));
    await expect(noteUsage(deps, noting(use, null))).resolves.toMatchObject({ noted: 1 });
  });
});

describe('a file of it', () => {
  it('is read whatever its columns are called, and every problem has its row', async () => {
    const { deps, addReady } = await timePasses();
    await addReady({});
    const file =
      'Herramienta;Correo electrónico;Último uso\nData warehouse;umaya@maple.example;2026-02-20\nMaps;a@b.org;2026-02-20\nData warehouse;nobody;31.02.2026\nData warehouse;x@y.org;2026-02-20\n';

    const result = await importUsage(deps, { workspaceId: WORKSPACE, actorId: OWNER, toolId: null }, csv(file));

    expect(result.noted).toBe(1);
    expect(result.problems.map(({ row, column }) => [row, column])).toEqual([
      [3, 'tool'],
      [4, 'e-mail'],
      [4, 'last used'],
      [5, 'e-mail'],
    ]);
    expect(usageWords(result)).toContain(
      'I noted when 1 person last used their tools.\nLeft out:\n• Row 3 (tool): There is no tool “Maps”.',
    );
  });

  it('of a tool that is none of theirs notes nothing', async () => {
    const { deps, addReady, addTool } = await timePasses();
    await addTool({ id: 'maps', name: 'Maps', ownerId: 'UGREG', standInId: null });
    await addReady({ toolId: 'maps' });
    const file = csv('tool,e-mail,last used\nMaps,umaya@maple.example,2026-02-20\n');
    const of = { workspaceId: WORKSPACE, toolId: null };

    await expect(importUsage(deps, { ...of, actorId: 'UMAYA' }, file)).rejects.toMatchObject({ code: 'not_owner' });
    expect(await importUsage(deps, { ...of, actorId: OWNER }, file)).toMatchObject({ noted: 0, problems: [{ row: 2 }] });
    expect(await importUsage(deps, { ...of, actorId: LEA }, file)).toMatchObject({ noted: 1, problems: [] });
  });

  it('without its columns says which it needs', () => {
    const { rows, problems } = readUsageFile(csv('name,day\nMaya,2026-02-20\n'));

    expect([rows, problems]).toEqual([
      [],
      [{ row: 1, column: null, sentence: 'The first row names the columns. It needs “tool” and “e-mail” and “last used”.' }],
    ]);
  });

  it('35: of ten thousand hostile rows is read to its end, and nothing in it is live', { timeout: 60_000 }, async () => {
    const { deps, addReady } = await timePasses();
    await addReady({});
    const lines = Array.from({ length: 10_000 }, (_, index) => {
      const text = (HOSTILE_TEXTS[index % HOSTILE_TEXTS.length] ?? '').slice(0, 120).replaceAll('"', '""');
      return index % 5 === 0 ? `"Data warehouse",u${index}@maple.example,2026-02-20` : `"${text}","${text}","${text}"`;
    });
    const file = csv(`tool,e-mail,last used\n${lines.join('\n')}\n"Data warehouse",umaya@maple.example,2026-02-21\n`);

    const result = await importUsage(deps, { workspaceId: WORKSPACE, actorId: OWNER, toolId: null }, file);

    expect(result.noted).toBe(1);
    expect(result.problems.length).toBeGreaterThan(2000);
    expect(usageWords(result)).not.toMatch(/<[!@#]|<https?:/);
    expect(usageWords(result).length).toBeLessThan(4000);
  });
});

describe('a seat that lies unused', () => {
  /** Maya and Jerome have a seat since 2 March; Jerome's use is reported. */
  async function unused() {
    const passing = await timePasses({ unusedDays: 30 });
    const maya = await passing.addReady({});
    const jerome = await passing.addReady({ memberId: 'UJEROME', subjectKey: 'p:j', openKey: 'j' });
    await passing.until('2026-03-20T10:00:00Z');
    await noteUsage(passing.deps, noting([{ who: 'UJEROME', usedOn: '2026-03-19' }], null));
    return { ...passing, maya, jerome };
  }

  it('is asked about once a period, by day, and who uses theirs is not asked', async () => {
    const { until, told, deps, maya, signUp } = await unused();

    await until('2026-04-02T10:00:00Z');
    await answerNeeded(deps, by('UMAYA', maya), true);
    await until('2026-04-17T10:00:00Z');
    await expect(answerNeeded(deps, by('UMAYA', maya), true)).rejects.toMatchObject({ code: 'answered_already' });

    // The first of April; the 2nd of March plus thirty days.
    expect(told.map(({ at, what }) => `${at.slice(0, 16)} ${what}`)).toEqual([`2026-04-01T10:00 needed:${maya.id}:2026-04-01`]);
    expect((await signUp(maya.id)).state).toBe('ready');
  });

  it('given back goes to the next at once', async () => {
    const { until, deps, maya, jerome, signUp } = await unused();
    await until('2026-04-02T10:00:00Z');

    await expect(answerNeeded(deps, by('UGREG', maya), false)).rejects.toMatchObject({ code: 'not_holder' });
    await expect(answerNeeded(deps, by('UJEROME', jerome), true)).rejects.toMatchObject({ code: 'not_asked' });
    await answerNeeded(deps, by('UMAYA', maya), false);

    expect(await signUp(maya.id)).toMatchObject({ state: 'ended', endReason: 'not used' });
    await expect(answerNeeded(deps, by('UMAYA', maya), true)).rejects.toMatchObject({ code: 'over' });
  });

  it('of a tool nobody reports about is not asked about, since we know nothing', async () => {
    const { addReady, until, told } = await timePasses({ unusedDays: 30 });
    await addReady({});

    await until('2026-07-01T10:00:00Z');

    expect(told).toEqual([]);
  });
});
