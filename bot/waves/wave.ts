import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { LEVELS } from '#surveys/survey.ts';
import { REPEATS, WavePlan } from './plan.ts';

/**
 * `counting` until its people are counted, `ready` for its yes, `scheduled` for its time, `open` (invitations go out and answers come in),
 * `closed` (answers are final); `withdrawn` by staff while open, its answers thrown away; `dropped` before it was sent.
 */
const WAVE_STATES = ['counting', 'ready', 'scheduled', 'open', 'closed', 'withdrawn', 'dropped'] as const;

const Checked = z.object({
  state: z.enum(WAVE_STATES),
  level: z.enum(LEVELS),
  plan: WavePlan,
  repeats: z.enum(REPEATS).nullable(),
  skipped: z.record(z.string(), z.number()),
});
export type Wave = Omit<Prisma.SurveyWaveGetPayload<object>, keyof z.infer<typeof Checked>> & z.infer<typeof Checked>;

/** A wave as the store has it, with what is JSON there checked. */
export function waveOf(row: Prisma.SurveyWaveGetPayload<object>): Wave {
  return { ...row, ...Checked.parse(row) };
}

/** One wave. Throws a sentence when there is none. */
export async function findWave(tx: Tx, workspaceId: string, waveId: number): Promise<Wave> {
  const row = await tx.surveyWave.findUnique({ where: { workspaceId_id: { workspaceId, id: waveId } } });
  if (!row) throw new UserError('no_wave', ({ answering }) => answering.notFound);
  return waveOf(row);
}

/** The owned message with which one member is asked, in their direct message; bot/answering renders it. */
export const invitationKey = (waveId: number, memberId: string) => `survey:${waveId}:${memberId}`;

/** The owned message of a wave in a channel; bot/answering renders it. */
export const channelPostKey = (waveId: number, channelId: string) => `survey-post:${waveId}:${channelId}`;

/** What is said to remind somebody; bot/answering has the words, and says nothing to who has answered by then. */
export const SURVEY_REMINDER = 'survey-reminder';

/** The owned message with which whoever sends a wave follows it, in their direct message; bot/waves renders it. */
export const waveCardKey = (waveId: number) => `wave:${waveId}`;
