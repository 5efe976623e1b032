import type { Deps } from '#bot/deps.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';

/** The job that brings somebody's App Home up to date. */
export const SHOW_HOME = 'show-home';

/** Who has not opened App Home for this long sees it made anew when they do … */
const KEPT_FRESH_DAYS = 14;
/** … and staff, whose Home shows every request of their desk, after a day. */
const DESK_FRESH_DAYS = 1;
/** A desk's requests change many at a time; its staff see them together. */
const DESK_WAITS_SECONDS = 2;

/**
 * Has the App Home of these people rendered again once the transaction commits, for as long as they look at it now and then.
 *
 * With a desk, a moment later, also that of its staff who looked at theirs today. One statement.
 */
export async function refreshHomes(
  tx: Tx,
  deps: Pick<Deps, 'now'>,
  workspaceId: string,
  memberIds: (string | null)[],
  deskId: string | null = null,
): Promise<void> {
  const ids = memberIds.filter((id) => id !== null);
  if (ids.length === 0 && deskId === null) return;
  await tx.$executeRaw`
    select ${SHOW} from (
      select id, now() as run_at, ${KEPT_FRESH_DAYS}::int as days from unnest(${ids}::text[]) as id
      union all
      select member_id, now() + ${DESK_WAITS_SECONDS} * interval '1 second', ${DESK_FRESH_DAYS}::int from desk_staff
      where desk_staff.workspace_id = ${workspaceId} and desk_id = ${deskId} and is_present and member_id <> all(${ids}::text[])
    ) looking
    join member on member.workspace_id = ${workspaceId} and member.id = looking.id
    where home_opened_at > ${deps.now()}::timestamptz - looking.days * interval '1 day' order by member.id`;
}

/**
 * Takes what has gone (deleted words, a request made private) out of the App Homes of a desk's people, however long ago
 * they looked: Slack shows the one it has until they open it again.
 */
export async function forgetInHomes(tx: Tx, workspaceId: string, deskId: string, memberIds: (string | null)[]): Promise<void> {
  const ids = memberIds.filter((id) => id !== null);
  await tx.$executeRaw`
    select ${SHOW} from (
      select id, now() as run_at from unnest(${ids}::text[]) as id
      union select member_id, now() from desk_staff where desk_staff.workspace_id = ${workspaceId} and desk_id = ${deskId}
    ) looking
    join member on member.workspace_id = ${workspaceId} and member.id = looking.id
    where home_opened_at is not null`;
}

/** Of `looking` and `member`: the job, one for each person; a time that Slack's limits set for it holds. */
const SHOW = Prisma.sql`graphile_worker.add_job(${SHOW_HOME}, json_build_object('workspaceId', member.workspace_id, 'memberId', member.id),
  run_at := looking.run_at, job_key := ${SHOW_HOME} || ':' || member.workspace_id || ':' || member.id,
  job_key_mode := 'preserve_run_at', max_attempts := 16)`;
