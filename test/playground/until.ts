import { setTimeout as wait } from 'node:timers/promises';

const PATIENCE_MS = 20_000;

/** What `look` finds, as soon as it finds something. */
export async function until<T>(look: () => Promise<T>): Promise<Exclude<T, undefined | null | false | ''>> {
  const giveUp = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found) return found as Exclude<T, undefined | null | false | ''>;
    if (performance.now() > giveUp) throw new Error('The bot took too long for this step. Try it again.');
    await wait(20);
  }
}
