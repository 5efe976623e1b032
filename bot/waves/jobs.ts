import { z } from 'zod';
import { PLAN_WAVES } from '#bot/schedule.ts';
import type { PostingDeps, Renderer } from '#bot/slack/posting.ts';
import type { Voice } from '#bot/slack/saying.ts';
import type { Task } from '#bot/worker.ts';
import { cardOf } from './card.ts';
import { waveCard } from './card-blocks.ts';
import { endWave } from './closing.ts';
import { sweepTraces } from './forgetting.ts';
import { countPeople } from './gathering.ts';
import { planReminders } from './reminding.ts';
import { followWave } from './repeating.ts';
import { sendDue } from './sending.ts';
import { showAgain } from './showing-again.ts';
import { startWave } from './starting.ts';
import { planWaves } from './sweeping.ts';
import { COUNT_WAVE, END_WAVE, NEXT_WAVE, PLAN_REMINDERS, SEND_SURVEYS, SHOW_AGAIN, START_WAVE, SWEEP_TRACES } from './timers.ts';

const Which = z.object({ workspaceId: z.string(), waveId: z.number() });
const Count = Which.extend({ count: z.number(), place: z.number(), cursor: z.string(), waits: z.number().optional() });
const Going = z.object({
  workspaceId: z.string(),
  perMinute: z.number().optional(),
  ceiling: z.number().optional(),
  slotAt: z.number().optional(),
});

export function waveTasks(deps: PostingDeps): Record<string, Task> {
  return {
    [COUNT_WAVE]: { run: (payload) => countPeople(deps, Count.parse(payload)) },
    [START_WAVE]: { run: (payload) => startWave(deps, Which.parse(payload)) },
    [NEXT_WAVE]: { run: (payload) => followWave(deps, Which.parse(payload)) },
    [END_WAVE]: { run: (payload) => endWave(deps, Which.parse(payload)) },
    [PLAN_REMINDERS]: { run: (payload) => planReminders(deps, Which.extend({ number: z.number() }).parse(payload)) },
    [SEND_SURVEYS]: { run: (payload) => sendDue(deps, Going.parse(payload)) },
    [SHOW_AGAIN]: { run: (payload) => showAgain(deps, Which.extend({ after: z.string() }).parse(payload)) },
    [SWEEP_TRACES]: { run: (payload) => sweepTraces(deps, Which.parse(payload)) },
    [PLAN_WAVES]: { run: () => planWaves(deps) },
  };
}

/** `wave:<wave>` */
const renderWave: Renderer = async (tx, _deps, workspaceId, id) => waveCard(await cardOf(tx, workspaceId, Number(id)));

export const waveRenderers: Record<string, Renderer> = { wave: renderWave };

export const waveVoices: Record<string, Voice> = {};
