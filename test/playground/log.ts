// The inspector's log: what went between Slack and the bot, out of the ledger.
import type { Delivered, Received } from '#test/workspace/ledger.ts';
import type { World } from '#test/workspace/state.ts';
import type { LogDetail, LogEntry } from './seen.ts';

const NEWEST = 200;

/** The newest deliveries and calls, newest first. */
export function logOf({ ledger }: World): LogEntry[] {
  const deliveries = ledger.delivered.slice(-NEWEST).map(deliveryEntry);
  const calls = ledger.received.slice(-NEWEST).map(callEntry);
  return [...deliveries, ...calls].sort((one, other) => other.id - one.id).slice(0, NEWEST);
}

/** One of them whole; throws a sentence when it is not (or no longer) there. */
export function logDetail({ ledger }: World, id: number): LogDetail {
  const delivery = ledger.delivered.find((one) => one.id === id);
  if (delivery) return deliveryDetail(delivery);
  const call = ledger.received.find((one) => one.id === id);
  if (call) return callDetail(call);
  throw new Error(`The log has no entry ${id} any more.`);
}

function deliveryEntry({ id, type, state, attempts }: Delivered): LogEntry {
  const last = attempts.at(-1);
  return {
    id,
    at: attempts[0]?.at ?? 0,
    direction: 'to the bot',
    what: type,
    ms: tenths(last?.ms ?? 0),
    status: last ? statusOf(last) : 'on its way',
    isGood: state !== 'failed' && (last === undefined || isGood(last.status)),
    tries: attempts.length,
  };
}

function callEntry({ id, at, method, ms, status, answer, fault }: Received): LogEntry {
  const error = answer?.ok === false ? String(answer.error) : undefined;
  return {
    id,
    at,
    direction: 'from the bot',
    what: method,
    ms: tenths(ms),
    status: fault ? `${fault} (made to fail)` : (error ?? String(status)),
    isGood: fault === undefined && error === undefined && isGood(status),
    tries: 1,
  };
}

function deliveryDetail(delivery: Delivered): LogDetail {
  const attempts = delivery.attempts.map((attempt) => ({
    at: attempt.at,
    ms: tenths(attempt.ms),
    status: statusOf(attempt),
    retry: attempt.retryNum > 0 ? `retry ${attempt.retryNum}: ${attempt.retryReason ?? 'no reason given'}` : '',
    answer: readable(attempt.answer),
  }));
  return { ...deliveryEntry(delivery), payload: payloadOf(delivery), attempts };
}

function callDetail(call: Received): LogDetail {
  const { at, ms, args, answer } = call;
  const entry = callEntry(call);
  return {
    ...entry,
    payload: args,
    attempts: [{ at, ms: tenths(ms), status: entry.status, retry: '', answer: answer ?? '' }],
  };
}

function statusOf({ status, error }: { status: number | undefined; error: string | undefined }): string {
  return String(status ?? error ?? 'no answer');
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function isGood(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

/** Slack sends events as JSON, commands as a form, and interactions as JSON in a form. */
function payloadOf({ body, contentType }: Delivered): LogDetail['payload'] {
  if (!contentType.includes('urlencoded')) return readable(body);
  const form = new URLSearchParams(body);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : readable(payload);
}

function readable(text: string): LogDetail['payload'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : text;
  } catch {
    return text;
  }
}
