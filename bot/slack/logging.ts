import { LogLevel, type Logger as SlackLogger } from '@slack/bolt';
import type { Logger } from 'pino';

/**
 * Lets Slack's libraries write to our log.
 *
 * Only errors' own facts are taken over: their debug output holds tokens and what members wrote.
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
          .join(' ')
          .slice(0, 300),
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
