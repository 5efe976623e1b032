import pino, { type Logger } from 'pino';
import { z } from 'zod';

/** The bot's log: JSON lines without anything a member wrote, errors included. */
export function createLog(level: string): Logger {
  return pino({ level, serializers: { err: serializedError } });
}

type Serialized = { type: string; message: string; code?: unknown; stack: string[]; cause?: Serialized };

const DEEPEST = 5;

/**
 * What of an error is safe to write down: its kind, its first line and where it was thrown.
 *
 * The store's errors quote rows ("Failing row contains …") in what is left out here, and those rows hold members' words.
 */
export function serializedError(error: unknown, depth = 0): Serialized {
  if (!(error instanceof Error)) return { type: typeof error, message: 'something that is no error was thrown', stack: [] };
  const code = 'code' in error ? { code: error.code } : {};
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    message: safeMessage(error),
    ...code,
    stack: frames.slice(0, 12).map((line) => line.trim()),
    ...(error.cause !== undefined && depth < DEEPEST ? { cause: serializedError(error.cause, depth + 1) } : {}),
  };
}

const LONGEST_MESSAGE = 300;

/** The first line of an error's message, without the rows a database quotes. */
function safeMessage(error: Error): string {
  const line = error.message.split('\n').find((part) => part.trim() !== '') ?? '';
  const safe = line.replace(/(?:failing row contains|detail:|key \().*$/is, '…').slice(0, LONGEST_MESSAGE);
  const codes = codesOf(error);
  return codes ? `${safe} (${codes})` : safe;
}

/** What the store calls the problem: codes hold nobody's words, where messages may. */
function codesOf(error: Error): string {
  const parsed = StoreError.safeParse(error);
  if (!parsed.success) return '';
  const { code, meta } = parsed.data;
  return [code, meta?.code, meta?.driverAdapterError?.cause?.originalCode].filter((part) => part !== undefined).join(' ');
}

const Cause = z.object({ originalCode: z.string().optional() });
const StoreError = z.object({
  code: z.string(),
  meta: z
    .object({ code: z.string().optional(), driverAdapterError: z.object({ cause: Cause.optional() }).optional() })
    .optional(),
});

/** The error's own words and those of what caused it, as far as they may be written down. */
export function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return error.cause instanceof Error ? `${safeMessage(error)}: ${problemOf(error.cause)}` : safeMessage(error);
}
