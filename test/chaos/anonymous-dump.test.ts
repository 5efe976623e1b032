import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addJobs } from '#bot/queue.ts';
import { PLAN_LETTERS } from '#bot/schedule.ts';
import { backup } from '#prisma/backup.ts';
import { readBackup } from '#prisma/backup-file.ts';
import { anonymousWave, dayOf } from './anonymous-wave.ts';
import { report } from './figures.ts';
import { hashed, joined, ordered, rareBands } from './joins.ts';
import { namesOf } from './orders.ts';
import { PATIENCE_MS } from './sizes.ts';
import { told } from './telling.ts';
import { earlierVersions, linesSeen, messagesSeen, type Seen, seen, wholeDump } from './whole-dump.ts';

const WRITTEN_ANEW = ['survey_response', 'survey_invitation', 'said_message', 'member'];

/** One anonymous wave from its first message to the day after its end, and what somebody got hold of on the way. */
async function lived() {
  const scene = await anonymousWave();
  const { invited, database, slack, db, deps, waveId, workspaceId, help, triage, news } = scene;
  for (const person of invited.slice(0, invited.length / 2)) await scene.come(person);
  await scene.goTo(dayOf(11, 2));
  const asked = await db.surveyInvitation.findMany({ where: { reminders: { gt: 0 } } });
  for (const person of invited.slice(invited.length / 2)) await scene.come(person);
  const copy = join(await mkdtemp(join(tmpdir(), 'rochdale-')), 'store.backup');
  await backup(database.connection, copy);
  const open = { dump: await wholeDump(database.pool), copy: await rowsIn(copy) };

  const before = await earlierVersions(database.pool, WRITTEN_ANEW);
  await scene.goTo(dayOf(15));
  const after = await earlierVersions(database.pool, WRITTEN_ANEW);
  await addJobs(deps.db, deps, [{ task: PLAN_LETTERS, payload: {}, key: PLAN_LETTERS }]);
  await scene.quiet();

  const answering = invited.filter(({ does }) => does === 'answers');
  return {
    open,
    closed: { dump: await wholeDump(database.pool), lines: linesSeen(scene.lines) },
    messages: messagesSeen(scene, [help, triage, news, ...scene.direct()]),
    versions: { before, after },
    stirs: scene.stirs,
    waveId,
    workspaceId,
    names: namesOf(new Map(invited.map(({ id }) => [id, slack.directChannel(id)]))),
    /** Everybody but those of whom it is known that they wanted no more. */
    people: invited.filter(({ does }) => does !== 'wants no more').map(({ id }) => id),
    answers: new Map(answering.map(({ id, secret }) => [id, secret])),
    letters: new Map(invited.filter(({ letter }) => letter !== null).map(({ id, letter }) => [id, String(letter)])),
    answered: new Set(answering.map(({ id }) => id)),
    reminded: new Set(asked.map(({ memberId }) => memberId)),
  };
}

let once: ReturnType<typeof lived> | undefined;
const life = () => (once ??= lived());

/** The rows of a backup, in the order in which they stand in it. */
async function rowsIn(file: string): Promise<Seen[]> {
  const rows: Seen[] = [];
  let table = '';
  for await (const part of readBackup(file)) {
    if ('table' in part) table = part.table.name;
    if ('rows' in part) rows.push(...part.rows.map((row, line) => seen(table, { ...(JSON.parse(row) as object), line })));
  }
  return rows;
}

/** By the id of who wrote it: the id of a letter, by which its own row and its texts are found. */
const idsOf = (dump: Seen[], letters: Map<string, string>) =>
  new Map(
    [...letters].map(([id, letter]) => [id, dump.find(({ text }) => text.includes(letter))?.values.get('letter_id') ?? letter]),
  );

const hashesOf = (dump: Seen[], names: (row: Seen) => string[]) =>
  dump.filter((row) => row.table === 'member' && names(row).length === 1 && row.values.has('home_hash')).length;

describe('somebody who has the whole store after an anonymous wave has closed', () => {
  it(
    'joins no answer to who gave it: by no id, hash, time, order or version of a row, in no table and no line of the log',
    async () => {
      const { closed, answers, names, waveId, workspaceId, messages, people } = await life();
      const all = [...closed.dump, ...closed.lines, ...messages];

      expect(closed.dump.filter(({ table }) => table === 'survey_response')).toHaveLength(answers.size);
      expect(joined(all, answers, names)).toEqual([]);
      expect(hashed(all, waveId, people, workspaceId)).toEqual([]);
      expect(ordered(all, 'survey_response', answers, names)).toEqual([]);
      expect(rareBands(closed.dump)).toEqual([]);
      report('anonymity', { answers: answers.size, rows: all.length });
    },
    PATIENCE_MS,
  );

  it(
    'does not learn who answered, nor who was reminded and therefore had not',
    async () => {
      const { open, closed, people, answered, reminded, names } = await life();
      const all = [...closed.dump, ...closed.lines];

      expect(told(all, people, answered, names)).toEqual([]);
      expect(told(all, people, reminded, names)).toEqual([]);
      // Which of two Homes somebody has before them would tell whether the survey was still in it.
      expect(hashesOf(open.dump, names)).toBeGreaterThan(30);
      expect(hashesOf(closed.dump, names)).toBe(0);
    },
    PATIENCE_MS,
  );

  it(
    'joins no letter to its writer from the next day on',
    async () => {
      const { closed, letters, names } = await life();
      const ids = idsOf(closed.dump, letters);

      expect(ids.size).toBeGreaterThan(12);
      expect(joined(closed.dump, ids, names)).toEqual([]);
      for (const table of ['survey_letter', 'survey_letter_text']) expect(ordered(closed.dump, table, ids, names)).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'finds no earlier versions of rows, which would tell everything',
    async () => {
      const { versions } = await life();

      expect(versions.before).toBeGreaterThan(10);
      expect(versions.after).toBe(0);
    },
    PATIENCE_MS,
  );
});

describe('until then', () => {
  it(
    'the same attack finds every answer by the versions of rows, and by their order: it would find them later, too, were they there',
    async () => {
      const { open, answers, letters, people, answered, reminded, names } = await life();

      const found = joined(open.dump, answers, names);
      expect(found).toHaveLength(answers.size);
      expect(new Set(found.map((way) => way.replace(/^\w+: /, '')))).toEqual(
        new Set(['survey_response –version– survey_invitation']),
      );
      expect(ordered(open.dump, 'survey_response', answers, names).join('\n')).toMatch(
        /survey_response.ctid as .* 24 of 24 in place/,
      );
      expect(ordered(open.dump, 'survey_letter', idsOf(open.dump, letters), names)).not.toEqual([]);
      expect(told(open.dump, people, answered, names).join('\n')).toMatch(/survey_invitation asked.has_answered/);
      expect(told(open.dump, people, reminded, names).join('\n')).toMatch(/survey_invitation asked.reminders/);
    },
    PATIENCE_MS,
  );

  it(
    'a backup joins no answer to who gave it',
    async () => {
      const { open, answers, letters, names } = await life();

      expect(joined(open.copy, answers, names)).toEqual([]);
      expect(ordered(open.copy, 'survey_response', answers, names)).toEqual([]);
      expect(ordered(open.copy, 'survey_letter', idsOf(open.copy, letters), names)).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'nothing happens because somebody has answered: no job, no message, no card, no Home',
    async () => {
      const { stirs } = await life();

      expect(stirs).toEqual([[], [], []]);
    },
    PATIENCE_MS,
  );
});
