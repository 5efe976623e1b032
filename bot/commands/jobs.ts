import { createClock } from '#bot/clock.ts';
import { readStoreEnv } from '#bot/env.ts';
import { type GivenUp, parkedJobs, retryParked } from '#bot/parked.ts';
import { openDatabase } from '#prisma/db.ts';
import { attachStore } from '#prisma/store.ts';

const USAGE = [
  'npm run jobs             lists the jobs that were given up',
  'npm run jobs -- retry    tries all of them again, or the ids that follow',
].join('\n');

/** What somebody who runs the bot does about given-up jobs: look, and try again. */
async function main([verb, ...ids]: string[]): Promise<string> {
  if (verb !== undefined && verb !== 'retry') throw new Error(`I don't know "${verb}".\n${USAGE}`);
  if (ids.some((id) => !/^s?\d{1,18}$/.test(id)))
    throw new Error(`The ids are the numbers that \`npm run jobs\` lists.\n${USAGE}`);
  const store = await attachStore(readStoreEnv());
  const { db, close } = openDatabase({ ...store.connection, max: 2 });
  try {
    const parked = await parkedJobs({ db });
    if (verb === undefined) return parked.length === 0 ? 'No job was given up.' : parked.map(line).join('\n');
    const chosen = ids.length > 0 ? ids : parked.map(({ id }) => id);
    const count = await retryParked({ db, dueAt: createClock().dueAt }, chosen);
    return `${count} of ${chosen.length} are tried again.`;
  } finally {
    await close();
    await store.close();
  }
}

function line({ id, task, payload, attempts, problem: error, since }: GivenUp): string {
  const problem = (error ?? 'its process died').split('\n')[0] ?? '';
  return `${id}  ${since.toISOString()}  ${task} ${JSON.stringify(payload)}  tried ${attempts} times: ${problem.slice(0, 200)}`;
}

main(process.argv.slice(2)).then(
  (said) => process.stdout.write(`${said}\n`),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
