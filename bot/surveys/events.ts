import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';

/** What staff, or the bot by itself, do with a survey and its waves. That somebody answered is none of it. */
export type SurveyEventKind =
  | 'created'
  | 'changed'
  | 'archived'
  | 'restored'
  | 'owners_changed'
  | 'test_sent'
  | 'wave_planned'
  | 'wave_confirmed'
  | 'wave_opened'
  | 'wave_changed'
  | 'wave_sent'
  | 'wave_closed'
  | 'wave_withdrawn'
  | 'wave_dropped'
  | 'repeating_stopped'
  | 'results_shared'
  | 'results_exported'
  | 'answers_read'
  | 'theme_added'
  | 'theme_removed'
  | 'action_added'
  | 'action_changed'
  | 'action_done'
  | 'action_told'
  | 'letter_answered'
  | 'letter_ended'
  | 'ticket_opened';

export type NewSurveyEvent = {
  workspaceId: string;
  surveyId: number;
  waveId?: number;
  kind: SurveyEventKind;
  /** Null when it happened by itself */
  actorId: string | null;
  at: Date;
  /** Ids and figures; nothing that anybody wrote as an answer */
  detail?: Prisma.InputJsonObject;
};

/** Notes one step, in the transaction that takes it; answers its number. */
export async function recordSurveyEvent(tx: Tx, { waveId, detail, ...event }: NewSurveyEvent): Promise<bigint> {
  const { id } = await tx.surveyEvent.create({ data: { ...event, waveId: waveId ?? null, detail: detail ?? {} } });
  return id;
}
