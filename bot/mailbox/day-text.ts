/** A day as Slack shows it in its reader's language; noon, so that it is this day for nearly everybody. */
export function dayText(day: Date): string {
  return `<!date^${day.getTime() / 1000 + 12 * 3600}^{date_long}|${day.toISOString().slice(0, 10)}>`;
}
