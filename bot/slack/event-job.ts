import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
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

/** Tells whoever wrote a message that was given up, in its thread; other events have nobody waiting for them. */
export async function apologise(deps: Deps, { workspaceId, eventId }: Stored): Promise<void> {
  const stored = await deps.db.inboxEvent.findUnique({ where: { workspaceId_eventId: { workspaceId, eventId } } });
  const written = Written.safeParse(stored?.body);
  if (!written.success) return;
  const { channel, ts, thread_ts } = written.data.event;
  const text =
    'Sorry, something broke on our side and I could not take your message in. Our team has been told and will look at it.';
  await deps.db.$transaction((tx) =>
    saySoon(tx, deps, workspaceId, {
      key: `apology:${channel}:${ts}`,
      channelId: channel,
      threadTs: thread_ts ?? ts,
      content: { kind: 'text', text },
    }),
  );
}
