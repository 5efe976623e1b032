import { openDatabase } from '#prisma/db.ts';
import { migrate } from '#prisma/migrate.ts';
import { weekOf } from '#reports/period.ts';
import { createTravelClock, type TravelClock } from '#test/workspace/time-travel.ts';
import { launchBot } from './bot.ts';
import type { Export } from './export.ts';
import { contradictions, type Figures, lostMessages, readFigures } from './figures.ts';
import { fillWorkspace, setUpDesk } from './people.ts';
import { watchProcessed } from './processed.ts';
import { sendAll } from './sender.ts';
import { temporaryStore } from './store.ts';

export type ReplayOptions = {
  staff: string[];
  /** Every so many events one is delivered twice; none when left out. */
  retryEvery?: number | undefined;
  signal: AbortSignal;
  progress?: ((done: number, of: number) => void) | undefined;
};
export type Outcome = {
  figures: Figures;
  slackCalls: Record<string, number>;
  /** The most the bot's process has had, in bytes. */
  largestMemory: number;
};

/** Members are asked for no earlier than this before the first message. */
const SET_UP_BEFORE_MS = 60_000;

/**
 * Sends an export through a bot of its own and reads what became of it; whatever it started is gone when this settles.
 *
 * Throws when a message was lost or the figures do not add up.
 */
export async function replay(source: Export, options: ReplayOptions): Promise<Outcome> {
  const { signal } = options;
  const undo: (() => unknown)[] = [];
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  try {
    const { first, last } = spanOf(source);
    const start = new Date(first.getTime() - SET_UP_BEFORE_MS);
    const store = await temporaryStore();
    undo.push(store.remove);
    // Here, so that the bot's memory is that of a bot at work and not of the engine that makes tables.
    await migrate(store.connection);
    signal.throwIfAborted();
    const realStart = new Date();
    const own = createTravelClock(start, realStart);
    const slack = await fillWorkspace(source, own.now);
    undo.push(slack.stop);
    const { botToken, signingSecret, url: slackApiUrl } = slack;
    const times = { start: start.getTime(), realStart: realStart.getTime() };
    const launched = launchBot({ connection: store.connection, botToken, signingSecret, slackApiUrl, ...times });
    undo.push(launched.kill);
    const bot = await Promise.race([launched.started, aborted]);
    slack.connect(`http://127.0.0.1:${bot.port}/slack/events`);
    const { db, pool, close } = openDatabase({ ...store.connection, max: 4 });
    undo.push(close);
    const processed = await watchProcessed(store.connection);
    undo.push(processed.close);
    await setUpDesk(db, slack, source, options.staff, start);

    const clock: TravelClock = {
      ...own,
      set: async (at) => {
        own.set(at);
        await bot.setClock(own.now());
      },
    };
    const sending = sendAll({ ...options, source, slack, processed, clock, pool }, weekOf(last, 'UTC').end);
    const { duplicates, slackCalls } = await Promise.race([sending, launched.died, aborted]);

    const replayed = { workspaceId: slack.teamId, channelIds: source.channels.map(({ id }) => id), first, last };
    const figures = await readFigures(db, {
      ...replayed,
      messages: source.messages.length,
      processed: processed.count(),
      duplicates,
    });
    const problems = [...(await lostMessages(db, slack.teamId, source)), ...contradictions(figures)];
    if (problems.length > 0)
      throw new Error(`the figures do not add up:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    const largestMemory = await bot.largestMemory();
    await launched.stop();
    const { inQueue: _inQueue, ...shown } = figures;
    return { figures: shown, slackCalls, largestMemory };
  } finally {
    for (const step of undo.reverse()) await Promise.resolve(step()).catch(() => undefined);
  }
}

function spanOf({ messages }: Export): { first: Date; last: Date } {
  const at = (place: number) => new Date(Number(messages.at(place)?.ts) * 1000);
  return { first: at(0), last: at(-1) };
}
