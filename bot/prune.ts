import type { Deps } from './deps.ts';

const DAY_MS = 86_400_000;
/** As long as Slack could possibly send an event again, and longer. */
const KEEP_IDS_DAYS = 7;
/** A reply or an edit whose request never came belongs to something older than the bot. */
const KEEP_EARLY_DAYS = 1;

/** Forgets ids that cannot come again, and words that belong to no ticket. */
export async function prune(deps: Deps): Promise<void> {
  const before = (days: number) => new Date(deps.now().getTime() - days * DAY_MS);
  await deps.db.inboxEvent.deleteMany({ where: { processedAt: { lt: before(KEEP_IDS_DAYS) } } });
  await deps.db.handledRequest.deleteMany({ where: { receivedAt: { lt: before(KEEP_IDS_DAYS) } } });
  await deps.db.channelMessage.deleteMany({ where: { standing: 'early', seenAt: { lt: before(KEEP_EARLY_DAYS) } } });
  await deps.db.rateLimit.deleteMany({ where: { until: { lt: before(1) } } });
}
