import { expect, it } from 'vitest';
import { mixLetters } from '#bot/mailbox/mixing.ts';
import { openDesk, WORKSPACE } from '#test/support/factories.ts';

const MONDAY = new Date('2026-03-02T00:00:00Z');
const TUESDAY_MORNING = new Date('2026-03-03T07:00:00Z');
const A_DAY_MS = 86_400_000;

async function withLetters() {
  const { db, deps } = await openDesk();
  const write = async (text: string, writtenOn: Date) => {
    const letter = await db.surveyLetter.create({ data: { workspaceId: WORKSPACE, waveId: 1, codeHash: text, writtenOn } });
    await db.surveyLetterText.create({ data: { workspaceId: WORKSPACE, letterId: letter.id, position: 1, text, writtenOn } });
  };
  return {
    write,
    mix: (now: Date) => mixLetters({ db, now: () => now }),
    /** As they lie in the store. */
    lying: async (column = 'text', table = 'survey_letter_text') => {
      const { rows } = await deps.pool.query<{ value: string }>(`select ${column}::text as value from ${table} order by ctid`);
      return rows.map(({ value }) => value);
    },
  };
}

it('letters of earlier days lie in random order and in one version, so that nothing tells their time', async () => {
  const { write, mix, lying } = await withLetters();
  const texts = Array.from({ length: 40 }, (_, index) => `letter ${String(index).padStart(2, '0')}`);
  for (const text of texts) await write(text, MONDAY);

  await mix(TUESDAY_MORNING);

  expect(await lying()).not.toEqual(texts);
  expect((await lying()).toSorted()).toEqual(texts);
  expect(await lying('code_hash', 'survey_letter')).not.toEqual(texts);
  expect((await lying('code_hash', 'survey_letter')).toSorted()).toEqual(texts);
  const versions = [...(await lying('xmin')), ...(await lying('xmin', 'survey_letter'))];
  expect(new Set(versions).size).toBe(1);
});

it('letters of today wait for tomorrow, and where none has come nothing is done', async () => {
  const { write, mix, lying } = await withLetters();
  await write('yesterday', MONDAY);
  await write('as well', MONDAY);
  await write('today', new Date('2026-03-03T00:00:00Z'));

  await mix(TUESDAY_MORNING);
  const once = await lying('xmin || text');
  await mix(TUESDAY_MORNING);
  const twice = await lying('xmin || text');
  await mix(new Date(TUESDAY_MORNING.getTime() + A_DAY_MS));

  expect(new Set(await lying('xmin')).size).toBe(1);
  expect(new Set(once.map((row) => Number.parseInt(row, 10))).size).toBe(2);
  expect(twice).toEqual(once);
});
