import { WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import type { Deps } from '#bot/deps.ts';

/** Until when none of these methods may be called for this workspace, because Slack said so; null when all may. */
export async function limitedUntil(deps: Deps, workspaceId: string, methods: string[]): Promise<Date | null> {
  const limit = await deps.db.rateLimit.findFirst({
    where: { workspaceId, method: { in: methods }, until: { gt: deps.now() } },
    orderBy: { until: 'desc' },
  });
  return limit?.until ?? null;
}

/** The limits in force in a workspace, by method, as the store's JSON has them. */
export type Limits = Record<string, string>;

function limitIn(limits: Limits, method: string): Date | null {
  const until = limits[method];
  return until ? new Date(until) : null;
}

/** Slack refused a call for a while; everybody who asks before then is told to wait. */
export class TooManyCalls extends Error {
  readonly until: Date;

  constructor(method: string, until: Date) {
    super(`${method} is limited until ${until.toISOString()}`);
    this.until = until;
  }
}

/** Slack did not answer, or said that it will not for a while: nothing is broken on our side. */
export const isBusy = (error: unknown): boolean =>
  error instanceof TooManyCalls || error instanceof WebAPIRateLimitedError || error instanceof WebAPIRequestError;

/**
 * Calls Slack unless a limit forbids it, and remembers a new limit as a row, for all instances.
 *
 * Throws TooManyCalls in both cases, without having called in the first. `limits` are those in force, for whoever has just read them.
 */
export async function withinLimits<T>(
  deps: Deps,
  workspaceId: string,
  method: string,
  call: () => Promise<T>,
  limits?: Limits,
): Promise<T> {
  const until = limits ? limitIn(limits, method) : await limitedUntil(deps, workspaceId, [method]);
  if (until) throw new TooManyCalls(method, until);
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof WebAPIRateLimitedError)) throw error;
    const again = new Date(deps.now().getTime() + error.retryAfter * 1000);
    await deps.db.$executeRaw`
      insert into rate_limit (workspace_id, method, until) values (${workspaceId}, ${method}, ${again})
      on conflict (workspace_id, method) do update set until = greatest(rate_limit.until, excluded.until)`;
    throw new TooManyCalls(method, again);
  }
}

/** Slack takes about one post a second and channel; short bursts are forgiven, so only more than this is waited for. */
const POST_EVERY_MS = 1000;

/** The next instant at which a channel may be posted to, taken for the caller alone. */
export async function reserveSlot(deps: Deps, workspaceId: string, channelId: string): Promise<Date> {
  const now = deps.now();
  const [slot] = await deps.db.$queryRaw<[{ slot: Date }]>`
    insert into channel_pace as pace (workspace_id, channel_id, next_at)
    values (${workspaceId}, ${channelId}, ${now}::timestamptz + ${POST_EVERY_MS} * interval '1 ms')
    on conflict (workspace_id, channel_id) do update
      set next_at = greatest(pace.next_at, ${now}::timestamptz) + ${POST_EVERY_MS} * interval '1 ms'
    returning pace.next_at - ${POST_EVERY_MS} * interval '1 ms' as slot`;
  return slot.slot;
}
