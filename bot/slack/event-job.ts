import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { isSetUp, placeOf } from '#bot/desks/desks.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import type { SlackDeps } from './clients.ts';
import { saySoon } from './outbox.ts';

type Stored = { workspaceId: string; eventId: string };

/** Runs the listeners of a stored event and forgets its body; one that has been processed is left alone. */
export async function processEvent(
  deps: SlackDeps,
  app: { runStoredEvent: (body: Record<string, unknown>) => Promise<void> },
  { workspaceId, eventId }: Stored,
): Promise<void> {
  const { rows } = await deps.pool.query<{ body: Record<string, unknown> }>({
    name: 'event-body',
    text: 'select body from inbox_event where workspace_id = $1 and event_id = $2 and processed_at is null and body is not null',
    values: [workspaceId, eventId],
  });
  const body = rows[0]?.body;
  if (!body) return;
  // A workspace that has no bot (any more) has nobody to answer and nothing to keep.
  if (await deps.slack.installation(workspaceId)) await app.runStoredEvent(body);
  else deps.log.warn({ workspaceId }, 'an event of a workspace without an installation is dropped');
  await deps.pool.query({
    name: 'event-done',
    text: 'update inbox_event set processed_at = $3, body = null where workspace_id = $1 and event_id = $2',
    values: [workspaceId, eventId, deps.now()],
  });
}

const Written = z.object({
  event: z.object({
    type: z.enum(['message', 'app_mention']),
    subtype: z.enum(['file_share', 'thread_broadcast', 'me_message']).optional(),
    channel: z.string(),
    ts: z.string(),
    thread_ts: z.string().optional(),
    user: z.string(),
    bot_id: z.undefined().optional(),
  }),
});

type Written = z.infer<typeof Written>['event'];

/** What a person wrote, of an event that was stored and not yet taken in; undefined for every other event. */
export async function writtenIn(tx: Tx, { workspaceId, eventId }: Stored): Promise<Written | undefined> {
  const stored = await tx.inboxEvent.findUnique({ where: { workspaceId_eventId: { workspaceId, eventId } } });
  return Written.safeParse(stored?.body).data?.event;
}

/** Tells whoever wrote a message that was given up, in its thread, once, however it was given up. */
export async function apologise(deps: Deps, stored: Stored): Promise<void> {
  await deps.db.$transaction((tx) => apologiseIn(tx, deps, stored));
}

/** The same in a transaction; where the bot has no business nobody waits for it, and it stays silent. */
export async function apologiseIn(tx: Tx, deps: Deps, stored: Stored): Promise<void> {
  const { workspaceId } = stored;
  const written = await writtenIn(tx, stored);
  if (!written) return;
  const { channel, ts, thread_ts } = written;
  if (!channel.startsWith('D') && !(await placeOf(tx, workspaceId, channel))) return;
  const isTold = await isSetUp(tx, workspaceId);
  const { refusals } = await wordsFor(tx, workspaceId, written.user);
  await saySoon(tx, deps, workspaceId, {
    key: `apology:${channel}:${ts}`,
    channelId: channel,
    threadTs: thread_ts ?? ts,
    content: { kind: 'text', text: isTold ? refusals.notTakenIn : refusals.notTakenInTellThem },
  });
}
