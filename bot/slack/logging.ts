import { LogLevel, type Logger as SlackLogger } from '@slack/bolt';
import type { Logger } from 'pino';

/**
 * Lets Slack's libraries write to our log.
 *
 * Only errors' own facts are taken over, and of sentences what stands before the first colon: the rest may quote what came in.
 */
export function slackLogger(log: Logger): SlackLogger {
  const write =
    (level: 'warn' | 'error') =>
    (...said: unknown[]) => {
      const err = said.find((part) => part instanceof Error);
      log[level](
        { ...(err ? { err } : {}) },
        said
          .filter((part) => typeof part === 'string')
          .map((part) => part.split(':')[0])
          .join(' ')
          .slice(0, 200),
      );
    };
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: write('warn'),
    error: write('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
