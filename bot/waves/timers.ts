import type { Job } from '#bot/queue.ts';
import type { Pace } from './pace.ts';

/** Counts whom a wave asks (bot/waves/gathering.ts). */
export const COUNT_WAVE = 'count-survey-wave';
/** The time of a scheduled wave has come (bot/waves/starting.ts). */
export const START_WAVE = 'start-survey-wave';
/** It is time for the wave that follows a repeating one (bot/waves/repeating.ts). */
export const NEXT_WAVE = 'next-survey-wave';
/** The end of a wave (bot/waves/closing.ts). */
export const END_WAVE = 'end-survey-wave';
/** Those who have not answered are to be reminded in their next morning (bot/waves/reminding.ts). */
export const PLAN_REMINDERS = 'plan-survey-reminders';
/** Sends the invitations and reminders that are due in a workspace (bot/waves/sending.ts). */
export const SEND_SURVEYS = 'send-surveys';
/** Has the direct messages of a wave say what is true now (bot/waves/showing-again.ts). */
export const SHOW_AGAIN = 'show-survey-again';
/** Clears away what a wave that has ended has left of who answered (bot/waves/forgetting.ts). */
export const SWEEP_TRACES = 'sweep-survey-traces';

type Of = { workspaceId: string; id: number };

/** A wave's job of this kind; it has one of each. */
export function waveJob(task: string, { workspaceId, id: waveId }: Of, at?: Date): Job {
  return { task, payload: { workspaceId, waveId }, key: `${task}:${workspaceId}:${waveId}`, moves: true, ...(at ? { at } : {}) };
}

/** Where a count has got to: the channel or user group of several, and Slack's cursor in it. */
export type Reading = { count: number; place: number; cursor: string };

export function countingJob(wave: Of, { count, place, cursor }: Reading, at?: Date): Job {
  const { payload, ...job } = waveJob(COUNT_WAVE, wave, at);
  return { ...job, payload: { ...payload, count, place, cursor } };
}

export function reminderJob(wave: Of, number: number, at: Date): Job {
  const { payload, key, ...job } = waveJob(PLAN_REMINDERS, wave, at);
  return { ...job, payload: { ...payload, number }, key: `${key}:${number}` };
}

/** As often as a bot may be killed in the same seconds of its work. */
const SENDING_ATTEMPTS = 100;

/** One at a time in a workspace, so that all its waves share one pace. */
export function sendingJob(workspaceId: string, { at, pace, slotAt }: { at?: Date; pace?: Pace; slotAt?: number } = {}): Job {
  const key = `${SEND_SURVEYS}:${workspaceId}`;
  const payload = { workspaceId, ...pace, ...(slotAt === undefined ? {} : { slotAt }) };
  return { task: SEND_SURVEYS, payload, key, queue: key, attempts: SENDING_ATTEMPTS, moves: true, ...(at ? { at } : {}) };
}
