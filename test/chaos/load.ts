import { seeded } from '#test/workspace/faults.ts';
import type { Workspace } from '#test/workspace/workspace.ts';

/** Further apart than messages that join one request. */
const APART_SECONDS = 301;

type Place = { slack: Workspace; member: string; help: string[] };

/** A member who writes in many channels, every message a request of its own. */
export function aLoad({ slack, member, help }: Place) {
  const first = Math.floor(Date.now() / 1000) - 30 * 86_400;
  let written = 0;
  const write = (text?: string) => {
    const number = written;
    written += 1;
    const channel = help[number % help.length] ?? '';
    const ts = `${first + Math.floor(number / help.length) * APART_SECONDS}.000100`;
    return slack.post(member, channel, text ?? `Question ${number}: how do I get into the tool?`, { ts });
  };
  return {
    written: () => written,
    /** Settles when Slack has been answered, or has given up for now. */
    write,
    /** Writes so many messages, at most `atOnce` under way. */
    writeMany: async (count: number, atOnce = 16) => {
      let left = count;
      const writers = Array.from({ length: atOnce }, async () => {
        while (left > 0) {
          left -= 1;
          await write();
        }
      });
      await Promise.all(writers);
    },
  };
}

/** Numbers that look random and are the same in every run. */
export const dice = (seed: number) => seeded(seed);
