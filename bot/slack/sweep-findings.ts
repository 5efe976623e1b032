import { Temporal } from 'temporal-polyfill';
import type { Deps } from '#bot/deps.ts';
import { hoursOf } from '#bot/desks/desks.ts';
import type { Tx } from '#prisma/db.ts';
import { saySoon } from './outbox.ts';
import { instantOf } from './timestamps.ts';

/** A message that was missed. */
export type Found = { ts: string };

type Swept = { workspaceId: string; sweepId?: string | undefined };

/** What is a few seconds old may simply be on its way. */
const ON_ITS_WAY_MS = 5000;

/** Adds to what a desk's sweep has found; to a newer one when that has taken this one's place. */
export async function noteFound(deps: Deps, { workspaceId, sweepId }: Swept, found: Found[]): Promise<void> {
  const late = found.filter(({ ts }) => deps.now().getTime() - instantOf(ts).getTime() > ON_ITS_WAY_MS).map(({ ts }) => ts);
  if (!sweepId || late.length === 0) return;
  const oldest = late.toSorted()[0] ?? null;
  await deps.db.$executeRaw`
    update sweep set missed = missed + ${late.length}::int, oldest_ts = least(oldest_ts, ${oldest})
    where workspace_id = ${workspaceId} and id = (
      select id from sweep where workspace_id = ${workspaceId} and told_at is null and split_part(id, '@', 1) = split_part(${sweepId}, '@', 1)
      order by id = ${sweepId} desc, started_at desc limit 1
    )`;
}

/** A channel has been looked through; after the last one of a sweep staff get one line, if anything was found. */
export async function finishChannel(deps: Deps, { workspaceId, sweepId }: Swept): Promise<void> {
  if (!sweepId) return;
  await deps.db.$transaction(async (tx) => {
    const [sweep] = await tx.$queryRaw<{ left: number; missed: number; oldestTs: string | null }[]>`
      update sweep set channels_left = channels_left - 1,
        told_at = case when channels_left <= 1 then ${deps.now()}::timestamptz end
      where workspace_id = ${workspaceId} and id = ${sweepId} and told_at is null
      returning channels_left as left, missed, oldest_ts as "oldestTs"`;
    if (!sweep || sweep.left > 0 || sweep.missed === 0 || sweep.oldestTs === null) return;
    await tellStaff(tx, deps, { workspaceId, sweepId }, { missed: sweep.missed, oldest: instantOf(sweep.oldestTs) });
  });
}

async function tellStaff(
  tx: Tx,
  deps: Deps,
  { workspaceId, sweepId }: { workspaceId: string; sweepId: string },
  { missed, oldest }: { missed: number; oldest: Date },
): Promise<void> {
  const deskId = sweepId.slice(0, sweepId.lastIndexOf('@'));
  const desk = await tx.desk.findUnique({ where: { workspaceId_id: { workspaceId, id: deskId } } });
  if (!desk) return;
  const at = timeAtDesk(oldest, deps.now(), hoursOf(desk).timeZone);
  const text =
    missed === 1
      ? `:zzz: 1 message came while I was away, at ${at}. I have taken it in now.`
      : `:zzz: ${missed} messages came while I was away, the oldest at ${at}. I have taken them in now.`;
  await saySoon(tx, deps, workspaceId, {
    key: `missed:${sweepId}`,
    channelId: desk.triageChannelId,
    content: { kind: 'text', text },
  });
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** "03:10", with the day when that was not today at the desk. */
function timeAtDesk(at: Date, now: Date, timeZone: string): string {
  const [then, today] = [at, now].map((date) =>
    Temporal.Instant.fromEpochMilliseconds(date.getTime()).toZonedDateTimeISO(timeZone),
  );
  if (!then || !today) return '';
  const time = then.toPlainTime().toString({ smallestUnit: 'minute' });
  const isToday = then.toPlainDate().equals(today.toPlainDate());
  return isToday ? time : `${time} on ${DAYS[then.dayOfWeek - 1] ?? ''}`;
}
