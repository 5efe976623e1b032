import type { Db } from '#prisma/db.ts';
import type { Delivered } from '#test/workspace/ledger.ts';
import type { Shown, Workspace } from '#test/workspace/workspace.ts';

type Place = { slack: Workspace; db: Db; workspaceId: string; help: string[]; triage: string };
type Written = { channel: string; ts: string; eventId: string };

/** What became of everything members wrote, judged from Slack's ledger and what Slack shows. */
export type Findings = {
  written: number;
  acknowledged: number;
  /** Acknowledged, and yet without a ticket. */
  lost: string[];
  /** Tickets of messages that nobody wrote, or that have one already. */
  extra: string[];
  /** Acknowledged, and yet not worked through. */
  unprocessed: number;
  cards: Shows;
  acknowledgements: Shows;
};

/** Tickets whose message is not there, and those that show more than one. */
type Shows = { missing: number[]; doubled: number[] };

/** Looks whether every acknowledged event has exactly one ticket, one card and one acknowledgement. */
export async function examine({ slack, db, workspaceId, help, triage }: Place): Promise<Findings> {
  const written = slack.ledger.delivered.flatMap((delivery) => writtenIn(delivery, help) ?? []);
  const tickets = await db.ticket.findMany({ where: { workspaceId }, select: { id: true, channelId: true, ts: true } });
  const unprocessed = await db.inboxEvent.count({ where: { workspaceId, processedAt: null } });
  const byMessage = Map.groupBy(tickets, ({ channelId, ts }) => `${channelId} ${ts}`);
  const places = new Set(written.map(({ channel, ts }) => `${channel} ${ts}`));
  const acknowledged = written.filter(({ eventId }) => wasAcknowledged(slack, eventId));
  const isLost = ({ channel, ts }: Written) => !byMessage.has(`${channel} ${ts}`);
  const extra = [...byMessage].filter(([place, of]) => of.length > 1 || !places.has(place)).map(([place]) => place);
  const shownCards = byKey(slack.botMessages(triage));
  const shownAnswers = byKey(help.flatMap((channel) => slack.botMessages(channel)));
  const shows = (shown: Map<string, number>, kind: string): Shows => ({
    missing: tickets.filter(({ id }) => !shown.has(`${workspaceId}:${kind}:${id}`)).map(({ id }) => id),
    doubled: tickets.filter(({ id }) => (shown.get(`${workspaceId}:${kind}:${id}`) ?? 0) > 1).map(({ id }) => id),
  });
  return {
    written: places.size,
    acknowledged: acknowledged.length,
    lost: acknowledged.filter(isLost).map(({ channel, ts }) => `${channel} ${ts}`),
    extra,
    unprocessed,
    cards: shows(shownCards, 'card'),
    acknowledgements: shows(shownAnswers, 'acknowledgement'),
  };
}

/** What `examine` finds when nothing was lost, doubled or left undone. */
export const ALL_KEPT = {
  lost: [],
  extra: [],
  unprocessed: 0,
  cards: { missing: [], doubled: [] },
  acknowledgements: { missing: [], doubled: [] },
};

/** Every answer Slack had to an event, in order. */
export function isAcknowledged({ attempts }: Delivered): boolean {
  return attempts.some(({ status }) => status !== undefined && status >= 200 && status < 300);
}

function wasAcknowledged(slack: Workspace, eventId: string): boolean {
  let index = acknowledgedIds.get(slack);
  if (!index || index.size !== slack.ledger.delivered.length) {
    index = { size: slack.ledger.delivered.length, ids: new Set() };
    for (const delivery of slack.ledger.delivered) if (isAcknowledged(delivery)) index.ids.add(delivery.eventId ?? '');
    acknowledgedIds.set(slack, index);
  }
  return index.ids.has(eventId);
}

const acknowledgedIds = new WeakMap<Workspace, { size: number; ids: Set<string> }>();

function writtenIn({ type, eventId, body }: Delivered, help: string[]): Written | undefined {
  if (type !== 'message' || !eventId) return undefined;
  const { event } = JSON.parse(body) as { event: { channel: string; ts: string; thread_ts?: string; bot_id?: string } };
  if (event.thread_ts !== undefined || event.bot_id !== undefined || !help.includes(event.channel)) return undefined;
  return { channel: event.channel, ts: event.ts, eventId };
}

/** How many visible messages carry each of the bot's own marks. */
export function byKey(messages: Shown[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { metadata } of messages) {
    const key = (metadata as { event_payload?: { key?: unknown } } | undefined)?.event_payload?.key;
    if (typeof key === 'string') counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
