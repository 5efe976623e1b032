import type { Deps } from '#bot/deps.ts';
import type { Tx } from '#prisma/db.ts';

/** The job that brings somebody's App Home up to date. */
export const SHOW_HOME = 'show-home';

/** Who has not opened App Home for this long sees it made anew when they do. */
const KEPT_FRESH_DAYS = 14;

/** Has the App Home of these people rendered again once the transaction commits, for as long as they look at it now and then. */
export async function refreshHomes(
  tx: Tx,
  deps: Pick<Deps, 'now'>,
  workspaceId: string,
  memberIds: (string | null)[],
): Promise<void> {
  const ids = memberIds.filter((id) => id !== null);
  if (ids.length === 0) return;
  await tx.$executeRaw`
    select graphile_worker.add_job(${SHOW_HOME}, json_build_object('workspaceId', workspace_id, 'memberId', id),
      job_key := ${SHOW_HOME} || ':' || workspace_id || ':' || id, job_key_mode := 'preserve_run_at', max_attempts := 16)
    from member
    where workspace_id = ${workspaceId} and id = any(${ids}) and home_opened_at > ${deps.now()}::timestamptz - ${KEPT_FRESH_DAYS} * interval '1 day'`;
}
