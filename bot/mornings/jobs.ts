import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { deskOf } from '#bot/desks/desks.ts';
import { PLAN_MORNINGS } from '#bot/schedule.ts';
import type { Voice } from '#bot/slack/saying.ts';
import type { Task } from '#bot/worker.ts';
import { morningMessage } from './blocks.ts';
import { MORNING_LIST, morningListOf, POST_MORNING_LIST, planMornings, postMorningList } from './mornings.ts';

const DeskId = z.object({ workspaceId: z.string(), deskId: z.string() });

export function morningTasks(deps: Deps): Record<string, Task> {
  return {
    [PLAN_MORNINGS]: { run: () => planMornings(deps) },
    [POST_MORNING_LIST]: { run: (payload) => postMorningList(deps, DeskId.parse(payload)) },
  };
}

const Said = z.object({ deskId: z.string() });

/** Shows what waits when it is said, which after an hour of Slack's silence is not what waited when it was due. */
const sayMorningList: Voice = {
  render: async (tx, deps, workspaceId, content) => {
    const desk = await deskOf(tx, workspaceId, Said.parse(content).deskId);
    return morningMessage(await morningListOf(tx, desk, deps.now()));
  },
};

export const morningVoices: Record<string, Voice> = { [MORNING_LIST]: sayMorningList };
