import type { Db } from '#prisma/db.ts';
import { businessSecondsBetween, DEFAULT_WORKING_HOURS, type WorkingHours } from '#reports/working-hours.ts';

export type Happened = {
  ticketId: number;
  kind: string;
  at: Date;
  detail: Record<string, unknown>;
  sinceOpenedCalendarSeconds: number;
  sinceOpenedBusinessSeconds: number;
};

type Ticket = { id: number; requesterId: string; state: string; waitingOn: string | null; openedAt: Date };

/** What happened to a workspace's tickets, told event by event in the order of time, then stored as the bot would. */
export function ticketHistory(workspaceId = 'T1', schedule: WorkingHours = DEFAULT_WORKING_HOURS) {
  const tickets = new Map<number, Ticket>();
  const events: Happened[] = [];

  function tell(ticketId: number, kind: string, when: string | Date, detail: Record<string, unknown> = {}): void {
    const at = new Date(when);
    if (kind === 'opened')
      tickets.set(ticketId, { id: ticketId, requesterId: `U${ticketId}`, state: 'open', waitingOn: null, openedAt: at });
    const ticket = tickets.get(ticketId)!;
    ticket.state = stateAfter(kind, detail, ticket.state);
    if (kind === 'waiting') ticket.waitingOn = String(detail.on);
    events.push({
      ticketId,
      kind,
      at,
      detail,
      sinceOpenedCalendarSeconds: Math.floor((at.getTime() - ticket.openedAt.getTime()) / 1000),
      sinceOpenedBusinessSeconds: businessSecondsBetween(schedule, ticket.openedAt, at),
    });
  }

  async function store(db: Db): Promise<void> {
    await db.ticket.createMany({
      data: [...tickets.values()].map((ticket) => ({
        ...ticket,
        workspaceId,
        deskId: 'D1',
        channelId: 'C1',
        ts: `${ticket.id}.0`,
        threadTs: `${ticket.id}.0`,
        lastJoinedTs: `${ticket.id}.0`,
      })),
    });
    await db.ticketEvent.createMany({
      data: events.map(({ detail, ...event }) => ({
        ...event,
        workspaceId,
        deskId: 'D1',
        calendarSeconds: 0,
        businessSeconds: 0,
        detail: JSON.parse(JSON.stringify(detail)),
      })),
    });
  }

  return { tickets, events, tell, store };
}

function stateAfter(kind: string, detail: Record<string, unknown>, before: string): string {
  const states: Record<string, string> = {
    opened: 'open',
    claimed: 'claimed',
    released: 'open',
    waiting: 'waiting',
    resumed: 'claimed',
    reopened: 'claimed',
    resolved: 'resolved',
    closed: 'closed',
    dismissed: 'dismissed',
    merged: 'merged',
  };
  if (kind === 'undone') return detail.undid === 'claimed' ? 'open' : 'claimed';
  return states[kind] ?? before;
}
