import { parseArgs } from 'node:util';
import type { Deps } from '#bot/deps.ts';
import { readStoreEnv } from '#bot/env.ts';
import { MemberId } from '#bot/slack/payloads.ts';
import { forgetInSurveys, surveyDataOf } from '#bot/surveys/forgetting.ts';
import { purgeSurveys } from '#bot/surveys/purging.ts';
import { openDatabase } from '#prisma/db.ts';
import { migrate } from '#prisma/migrate.ts';
import { attachStore } from '#prisma/store.ts';
import { isWanted, say, workspaceMeant } from './terminal.ts';

const USAGE = [
  'npm run surveys -- data U0123     prints everything that surveys hold of a person, as JSON',
  'npm run surveys -- forget U0123   forgets them in surveys, and asks; no result that was published changes',
  'npm run surveys -- purge          deletes all surveys with all answers and letters, and asks',
  '  --yes                           does it without asking',
  '  --workspace T0123               in which workspace, when there are several',
].join('\n');

type Choices = { verb: 'data' | 'forget' | 'purge'; memberId: string; yes: boolean; workspace: string | undefined };

function choicesIn(words: string[]): Choices {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: { yes: { type: 'boolean' }, workspace: { type: 'string' } },
    });
    const [verb, memberId = '', another] = positionals;
    if (verb !== 'data' && verb !== 'forget' && verb !== 'purge') throw new Error('Please say what to do.');
    const isPerson = MemberId.safeParse(memberId).success;
    if (another !== undefined || (verb === 'purge' ? memberId !== '' : !isPerson))
      throw new Error(
        verb === 'purge'
          ? 'All surveys are purged, and not those of one person.'
          : 'Please name one person by the id that Slack gives them.',
      );
    return { verb, memberId, yes: values.yes ?? false, workspace: values.workspace };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, { cause: error });
  }
}

/** What somebody who runs the bot does when a person asks for their data or wants to be forgotten, or when a workspace leaves. */
async function main(choices: Choices): Promise<void> {
  const store = await attachStore(readStoreEnv());
  try {
    await migrate(store.connection);
    const { db, close } = openDatabase({ ...store.connection, max: 2 });
    try {
      await carryOut({ db }, choices);
    } finally {
      await close();
    }
  } finally {
    await store.close();
  }
}

async function carryOut(deps: Pick<Deps, 'db'>, { verb, memberId, yes, workspace }: Choices): Promise<void> {
  const workspaceId = await workspaceMeant(deps, workspace);
  if (verb === 'data') return say([json(await surveyDataOf(deps.db, { workspaceId, memberId }))]);
  const surveys = await deps.db.survey.count({ where: { workspaceId } });
  say([
    verb === 'forget'
      ? `${memberId} is forgotten in all surveys: their answers lose their name and their words, and keep their figures.`
      : `${surveys === 1 ? '1 survey is' : `${surveys} surveys are`} deleted, with everything that anybody answered or wrote.`,
  ]);
  if (!yes && !(await isWanted())) return say(['Nothing was changed.']);
  if (verb === 'forget') await forgetInSurveys(deps, { workspaceId, memberId });
  else await purgeSurveys(deps, workspaceId);
  say(['Done.']);
}

const json = (data: unknown) =>
  JSON.stringify(data, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value), 2);

try {
  await main(choicesIn(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
