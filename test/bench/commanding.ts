import { withClient } from '#prisma/migrate.ts';
import { chooseCores } from './cores.ts';
import { botApart, openDesk } from './desk.ts';
import { startGenerator } from './generator.ts';
import { openHistory, openTickets, WORKSPACE, word } from './history.ts';
import { median } from './median.ts';
import { type Measured, readable, type Settings, takeTurns } from './row.ts';
import { type Server, startServer } from './servers.ts';

/** Commands a second: more than a hundred staff type who all work without a pause. */
const RATE = 40;
const MANY_OPEN = 50_000;
const MOST_OF_BOLT = 3;
const LONGEST_MS = 1000;

/** P14: a signed slash command until its whole answer is there, against bare Bolt that answers one word, at the same rate. */
export async function measureCommands(settings: Settings): Promise<Measured> {
  const { rounds, seconds, cleanups } = settings;
  const { store, size, filling } = await openHistory(settings);
  await openTickets(store.connection, Math.min(MANY_OPEN, Math.floor(size / 2)));
  // The stand-in Slack sets the desk up again, with people of its own.
  await withClient(store.connection, (client) => client.query('delete from desk_staff; delete from desk; delete from workspace'));
  const cores = chooseCores();
  const desk = await openDesk(store.connection, cleanups, botApart(store.connection, cores?.server));
  if (desk.slack.teamId !== WORKSPACE) throw new Error(`the history is another workspace's than ${desk.slack.teamId}`);
  const { signingSecret } = desk.slack;
  const bolt = new URL('bare-bolt.ts', import.meta.url).pathname;
  const reference = await startServer(bolt, { SLACK_SIGNING_SECRET: signingSecret }, cores?.server);
  cleanups.add(reference.stop);
  const generator = startGenerator(cores, cleanups);
  const texts = ['list', `show ${size - 3}`, 'list unassigned', `search ${word(60)}`];
  let loads = 0;
  const measure = async (server: Pick<Server, 'port'>) => {
    loads += 1;
    const load = { port: server.port, signingSecret, prefix: `c${loads}`, seconds: seconds * 2, rate: RATE };
    const count = Math.ceil(RATE * load.seconds) + 1;
    const result = await generator.run({ ...load, count, commands: { userId: desk.staff, texts } }, () => undefined);
    if (result.failed > 0) throw new Error(`${result.failed} commands had no answer`);
    return result;
  };
  await measure(desk.bot);
  await measure(reference);
  const turns = await takeTurns(
    rounds,
    () => measure(desk.bot),
    () => measure(reference),
  );
  await cleanups.run();
  const ratio = median(turns.map((turn) => turn.product.p99 / turn.reference.p99));
  const longest = Math.max(...turns.map(({ product }) => product.max));
  const said = (side: 'product' | 'reference') => {
    const of = (what: 'p50' | 'p99' | 'max') => readable(median(turns.map((turn) => turn[side][what])));
    return `p50 ${of('p50')}, p99 ${of('p99')}, longest ${of('max')} ms`;
  };
  return {
    row: {
      id: 'P14',
      value: ratio,
      unit: `of bare Bolt's p99 (and never ${readable(LONGEST_MS)} ms)`,
      goal: MOST_OF_BOLT,
      met: ratio <= MOST_OF_BOLT && longest < LONGEST_MS,
    },
    detail: [
      `product, ${texts.map((text) => `/triage ${text}`).join(', ')} in turn: ${said('product')}`,
      `bare Bolt, one word as the answer: ${said('reference')} (both ${RATE} a second)`,
      `longest of all ${readable(longest)} ms`,
      filling,
    ],
  };
}
