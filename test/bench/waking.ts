import { setTimeout as wait } from 'node:timers/promises';
import { chooseCores } from './cores.ts';
import { botApart, type HelpDesk, openDesk, quiet } from './desk.ts';
import { median, percentile } from './median.ts';
import { type Measured, readable, type Settings } from './row.ts';
import { openStore } from './store.ts';

const SAMPLES = 120;
const WARM_UP = 20;
const CARD_WITHIN_MS = 10_000;
const MOST_MS = { p50: 20, p99: 100 };

/** P9: from the answer to an event, which follows its commit, to its card's call; one message at a time, nothing else to do. */
export async function measureWaking({ cleanups }: Settings): Promise<Measured> {
  const cores = chooseCores();
  const { connection } = await openStore(cores, cleanups);
  const desk = await openDesk(connection, cleanups, botApart(connection, cores?.server));
  const samples: Sample[] = [];
  for (let index = 0; index < WARM_UP + SAMPLES; index += 1) {
    const sample = await askOnce(desk, index);
    if (index >= WARM_UP) samples.push(sample);
    await quiet(desk);
  }
  await cleanups.run();
  const waits = samples.map(({ sinceAcked }) => sinceAcked);
  const fromSending = samples.map(({ sinceSent }) => sinceSent);
  const [p50, p99] = [median(waits), percentile(waits, 0.99)];
  return {
    row: {
      id: 'P9',
      value: p50,
      unit: 'ms p50 (and p99 at most 100)',
      goal: MOST_MS.p50,
      met: p50 <= MOST_MS.p50 && p99 <= MOST_MS.p99,
    },
    detail: [
      `from the ack to the card's call: p50 ${readable(p50)}, p99 ${readable(p99)}, longest ${readable(Math.max(...waits))} ms of ${SAMPLES}`,
      `from sending the event: p50 ${readable(median(fromSending))}, p99 ${readable(percentile(fromSending, 0.99))} ms`,
    ],
  };
}

type Sample = { sinceSent: number; sinceAcked: number };

async function askOnce(desk: HelpDesk, index: number): Promise<Sample> {
  const { slack, members, help } = desk;
  const card = nextCard(desk);
  const sent = performance.now();
  await slack.post(members[index % members.length] ?? '', help, `Question ${index}: how do I reset the warehouse scanner?`);
  const acked = performance.now();
  const called = await card;
  return { sinceSent: called - sent, sinceAcked: called - acked };
}

/** The moment at which the next card arrives in Slack. */
async function nextCard({ slack, triage }: HelpDesk): Promise<number> {
  const { ledger } = slack;
  const receive = ledger.receive;
  const { promise, resolve } = Promise.withResolvers<number>();
  ledger.receive = (entry) => {
    if (entry.method === 'chat.postMessage' && entry.channel === triage) resolve(performance.now());
    return receive.call(ledger, entry);
  };
  const late = new AbortController();
  const tooLate = wait(CARD_WITHIN_MS, undefined, { signal: late.signal }).then(() => {
    throw new Error(`a message had no card after ${CARD_WITHIN_MS} ms`);
  });
  tooLate.catch(() => undefined);
  return Promise.race([promise, tooLate]).finally(() => {
    ledger.receive = receive;
    late.abort();
  });
}
