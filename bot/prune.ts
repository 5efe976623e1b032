import { pruneSittings } from '#bot/answering/sitting.ts';
import { Prisma } from '#prisma/generated/client.ts';
import type { Deps } from './deps.ts';
import { pruneLetters } from './mailbox/ending.ts';
import { PRESSES } from './slack/requests.ts';
import { pruneTexts } from './surveys/wordless.ts';

const DAY_MS = 86_400_000;
/** As long as Slack could possibly send an event again, and longer. */
const KEEP_IDS_DAYS = 7;
/** What people press and send is refused minutes later. When they did is kept no longer: it would tell who was at an anonymous survey. */
const KEEP_PRESSES_DAYS = 1;
/** A reply or an edit whose request never came belongs to something older than the bot. */
const KEEP_EARLY_DAYS = 1;

/** What was given up waits this long for somebody to look at it; then the words in it go, and only its id stays. */
const KEEP_PARKED_DAYS = 30;

/** Forgets ids that cannot come again, and words that belong to no ticket. */
export async function prune(deps: Deps): Promise<void> {
  const before = (days: number) => new Date(deps.now().getTime() - days * DAY_MS);
  await deps.db.inboxEvent.deleteMany({ where: { processedAt: { lt: before(KEEP_IDS_DAYS) } } });
  await deps.db.handledRequest.deleteMany({ where: { receivedAt: { lt: before(KEEP_IDS_DAYS) } } });
  const pressed = PRESSES.map((type) => ({ key: { startsWith: `${type}:` } }));
  await deps.db.handledRequest.deleteMany({ where: { receivedAt: { lt: before(KEEP_PRESSES_DAYS) }, OR: pressed } });
  await deps.db.channelMessage.deleteMany({ where: { standing: 'early', seenAt: { lt: before(KEEP_EARLY_DAYS) } } });
  await deps.db.inboxEvent.updateMany({
    where: { processedAt: null, receivedAt: { lt: before(KEEP_PARKED_DAYS) } },
    data: { processedAt: deps.now(), body: Prisma.DbNull },
  });
  await deps.db.$executeRaw`
    delete from parked_job where not exists (select 1 from graphile_worker._private_jobs jobs where jobs.id = parked_job.job_id)`;
  await deps.db.sweep.deleteMany({ where: { startedAt: { lt: before(KEEP_IDS_DAYS) } } });
  await deps.db.replyDraft.deleteMany({ where: { openedAt: { lt: before(1) } } });
  await deps.db.rateLimit.deleteMany({ where: { until: { lt: before(1) } } });
  await pruneSittings(deps);
  await pruneLetters(deps);
  await pruneTexts(deps);
}
