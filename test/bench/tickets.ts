import { setTimeout as wait } from 'node:timers/promises';
import { withClient } from '#prisma/migrate.ts';
import { chooseCores } from './cores.ts';
import { botApart, type HelpDesk, openDesk, quiet } from './desk.ts';
import { readable, type Settings } from './row.ts';
import { openStore } from './store.ts';

const MESSAGES = 300;
const SENDERS = 16;
const DONE_WITHIN_MS = 120_000;

/** How many messages a second become tickets with the worker on, and how soon Slack shows them all; for the reader, not for a goal. */
export async function ticketsPerSecond({ cleanups }: Settings): Promise<string> {
  const cores = chooseCores();
  const { connection } = await openStore(cores, cleanups);
  const desk = await openDesk(connection, cleanups, botApart(connection, cores?.server));
  await ask(desk, MESSAGES / 3);
  await quiet(desk);
  const cpu = () => desk.bot.cpuSeconds?.() ?? 0;
  const cpuBefore = cpu();
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const asked = ask(desk, MESSAGES);
  await ticketsReach(desk, MESSAGES / 3 + MESSAGES);
  const opened = seconds();
  await asked;
  await quiet(desk);
  const shown = seconds();
  const cpuEach = ((cpu() - cpuBefore) / MESSAGES) * 1000;
  await cleanups.run();
  return `with the worker on: ${readable(MESSAGES / opened)} tickets/s, ${readable(MESSAGES / shown)} a second with card and acknowledgement in the stand-in Slack, ${readable(cpuEach)} ms of CPU a ticket`;
}

/** Several write at once, never the same person twice in a row: nothing joins. */
async function ask({ slack, members, help }: HelpDesk, count: number): Promise<void> {
  let next = 0;
  const sender = async () => {
    for (let index = next++; index < count; index = next++) {
      await slack.post(members[index % members.length] ?? '', help, `Question ${index}: how do I reset the warehouse scanner?`);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}

async function ticketsReach({ connection }: HelpDesk, wanted: number): Promise<void> {
  const giveUp = performance.now() + DONE_WITHIN_MS;
  await withClient(connection, async (client) => {
    for (let tickets = 0; tickets < wanted; await wait(5)) {
      const { rows } = await client.query<{ tickets: number }>('select count(*)::int as tickets from ticket');
      tickets = rows[0]?.tickets ?? 0;
      if (performance.now() > giveUp) throw new Error(`only ${tickets} of ${wanted} messages became tickets`);
    }
  });
}
