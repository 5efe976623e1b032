import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { createClock } from '#bot/clock.ts';
import type { Deps } from '#bot/deps.ts';
import { readStoreEnv } from '#bot/env.ts';
import { applyImport, previewImport } from '#bot/imports/imports.ts';
import { type PeopleFile, readPeopleFile } from '#bot/imports/people-file.ts';
import { isEmptyPlan, type Plan } from '#bot/imports/plan.ts';
import { appliedLine, previewLines } from '#bot/imports/preview.ts';
import { LARGEST_FILE } from '#bot/imports/sheet.ts';
import { openDatabase } from '#prisma/db.ts';
import { migrate } from '#prisma/migrate.ts';
import { attachStore } from '#prisma/store.ts';
import { isWanted, say, workspaceMeant } from './terminal.ts';

const USAGE = [
  'npm run members -- file.csv      shows what a file of organisations or members would change, and asks',
  '  --yes                          changes it without asking',
  '  --skip-problems                leaves out the rows that cannot be read, instead of changing nothing',
  '  --workspace T0123              in which workspace, when there are several',
].join('\n');

type Choices = { path: string; yes: boolean; skipsProblems: boolean; workspace: string | undefined };

function choicesIn(words: string[]): Choices {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: { yes: { type: 'boolean' }, 'skip-problems': { type: 'boolean' }, workspace: { type: 'string' } },
    });
    const [path, another] = positionals;
    if (path === undefined || another !== undefined) throw new Error('Please name one file.');
    return { path, yes: values.yes ?? false, skipsProblems: values['skip-problems'] ?? false, workspace: values.workspace };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, { cause: error });
  }
}

/** Imports organisations or members from a file, after showing what that changes. */
async function main(choices: Choices): Promise<void> {
  const file = readFile(choices.path);
  const store = await attachStore(readStoreEnv());
  try {
    await migrate(store.connection);
    const { db, pool, close } = openDatabase({ ...store.connection, max: 2 });
    const { now, dueAt } = createClock();
    try {
      await importFile({ db, pool, now, dueAt, log: pino({ level: 'silent' }) }, file, choices);
    } finally {
      await close();
    }
  } finally {
    await store.close();
  }
}

function readFile(path: string): PeopleFile {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new Error(`There is no file ${path}.`);
  if (size > LARGEST_FILE) throw new Error(`${path} is larger than 5 MB. Please take it in parts.`);
  return readPeopleFile(readFileSync(path));
}

async function importFile(deps: Deps, file: PeopleFile, { yes, skipsProblems, workspace }: Choices): Promise<void> {
  const workspaceId = await workspaceMeant(deps, workspace);
  let plan = await previewImport(deps.db, workspaceId, file);
  for (;;) {
    say(previewLines(plan));
    if (plan.kind === 'unknown') throw new Error('Nothing was changed.');
    if (plan.problems.length > 0 && !skipsProblems)
      throw new Error('Nothing was changed. Mend these rows, or leave them out with --skip-problems.');
    if (isEmptyPlan(plan)) return;
    if (!yes && !(await isWanted())) return say(['Nothing was changed.']);
    const { fingerprint } = plan;
    const done = await applyImport(deps, file, { workspaceId, actorId: 'terminal', fingerprint, skipsProblems });
    if (done.outcome === 'applied') return say([appliedLine(done.plan)]);
    say(['Something changed meanwhile, so nothing was done. Now it would be:']);
    plan = done.plan satisfies Plan;
  }
}

try {
  await main(choicesIn(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
