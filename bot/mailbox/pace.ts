import type { Deps } from '#bot/deps.ts';

/** Far more than anybody types, and far too few to guess a code. */
const MOST_A_MINUTE = 10;

/** Whether somebody may try once more in this minute. */
export type Pace = (workspaceId: string, memberId: string) => boolean;

/**
 * Counts what somebody does with the mailbox, whatever it is, so that nobody can guess codes or flood it.
 *
 * In this process's memory and for a minute only: who used it is written down nowhere.
 */
export function keepPace({ now }: Pick<Deps, 'now'>): Pace {
  let minute = 0;
  const tries = new Map<string, number>();
  return (workspaceId, memberId) => {
    const current = Math.floor(now().getTime() / 60_000);
    if (current !== minute) tries.clear();
    minute = current;
    const who = `${workspaceId} ${memberId}`;
    const count = (tries.get(who) ?? 0) + 1;
    tries.set(who, count);
    return count <= MOST_A_MINUTE;
  };
}
