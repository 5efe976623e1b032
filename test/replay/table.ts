import type { Figures } from './figures.ts';

export type Result = Figures & { slackCalls: Record<string, number>; seconds: number };

/** A replay's result for people. */
export function asTable(result: Result, { staff, largestMemory }: { staff: string[]; largestMemory: number }): string {
  const { messages, topLevel, tickets, joined, ignored, replies, duplicates, weeks, slackCalls, seconds } = result;
  const ignoredAll = ignored.staff + ignored.smallTalk + ignored.noise;
  const head = ['week', 'opened', 'reopened', 'left', 'open', 'first reply', 'n'];
  const rows = weeks.map((week) => [
    week.week,
    ...[week.opened, week.reopened, week.left, week.open].map(String),
    week.firstReplyMedianSeconds === null ? '–' : duration(week.firstReplyMedianSeconds),
    String(week.firstReplyN),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]) => cells.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ');
  const calls = Object.entries(slackCalls).map(([method, count]) => `${method} ${count}`);
  return [
    `${messages} messages = ${topLevel} top-level + ${replies} replies; ${duplicates} delivered twice`,
    `${topLevel} top-level = ${tickets} tickets + ${joined} joined + ${ignoredAll} ignored (${ignored.staff} by staff, ${ignored.smallTalk} small talk, ${ignored.noise} noise)`,
    `staff: ${staff.join(', ') || 'nobody'}`,
    '',
    line(head),
    ...rows.map(line),
    '',
    `calls to Slack: ${calls.join(', ')}`,
    `${seconds} s, ${Math.round(largestMemory / 1e6)} MB at most in the bot's process`,
    '',
  ].join('\n');
}

function duration(seconds: number): string {
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${(seconds / 3600).toFixed(1)} h`;
  return `${(seconds / 86_400).toFixed(1)} d`;
}
