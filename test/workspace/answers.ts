// What the bot answered to a delivery, whichever way it went.
import type { Attempt, Delivered } from './ledger.ts';
import type { Json } from './state.ts';

export type Answer = {
  status: number | undefined;
  body: string;
  json: Json | undefined;
  error: string | undefined;
  delivery: Delivered;
};
/** An attempt, and whether the bot asked for no further one. */
export type FullAttempt = Attempt & { noRetry: boolean };

/** The bot was disconnected while a retry waited. */
export function unreachable(retryNum: number, retryReason: string | undefined): FullAttempt {
  return {
    at: Date.now(),
    url: '',
    headers: {},
    retryNum,
    retryReason,
    status: undefined,
    answer: '',
    error: 'connection_failed',
    ms: 0,
    noRetry: false,
  };
}

export function isGood(attempt: Attempt): boolean {
  return attempt.status !== undefined && attempt.status >= 200 && attempt.status < 300;
}

export function answerOf(delivery: Delivered, attempt: Attempt): Answer {
  let json: Json | undefined;
  try {
    const parsed: unknown = JSON.parse(attempt.answer);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) json = parsed as Json;
  } catch {
    // A plain text answer is an answer too.
  }
  return { status: attempt.status, body: attempt.answer, json, error: attempt.error, delivery };
}
