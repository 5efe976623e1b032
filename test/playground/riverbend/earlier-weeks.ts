import type { Db } from '#prisma/db.ts';
import { businessSecondsBetween, type WorkingHours } from '#reports/working-hours.ts';
import { MEMBERS, type Riverbend, STAFF } from './riverbend.ts';

/** Requests in each of the weeks before the demo's own, oldest first, so that the digest has something usual to compare with. */
const REQUESTS = [19, 24, 22, 27, 21, 25, 18, 26];
export const EARLIER_WEEKS = REQUESTS.length;

const TEXTS = [
  ['I forgot my password for the shared drive', 'tool access'],
  ['How do I export the member list as a table?', 'how to'],
  ['The calendar shows every meeting twice', 'something broken'],
  ['Which account do we pay the quarterly share to?', 'billing'],
  ['Can a new colleague get a seat in the scheduling tool?', 'tool access'],
  ['The printer in the office speaks Portuguese since the update', 'something broken'],
  ['Where is the template for the annual report?', 'how to'],
  ['Is there a meeting room free on Friday afternoon?', 'other'],
] as const;
const TOPICS = TEXTS.map(([, topic]) => topic);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * Writes what is left of earlier weeks: closed requests with what happened to them, and no messages in Slack.
 *
 * `monday` is the first instant of the week in which the script of the demo begins.
 */
export async function earlierWeeks(db: Db, { workspaceId, ids, channels }: Riverbend, schedule: WorkingHours, monday: Date) {
  const asked = REQUESTS.flatMap((count, week) =>
    Array.from(
      { length: count },
      (_, index) => monday.getTime() - (EARLIER_WEEKS - week) * 7 * DAY + momentOf(index, count, week),
    ),
  );
  const tickets = asked.map((openedAt, index) => closedTicket(index, new Date(openedAt)));
  const shared = { workspaceId, deskId: 'main' };
  await db.$transaction([
    db.ticket.createMany({ data: tickets.map(({ ticket }) => ({ ...shared, ...ticket })) }),
    db.channelMessage.createMany({
      data: tickets.map(({ ticket: { id, ts, requesterId, openedAt }, text }) => {
        const standing = { standing: 'request', ticketId: id, text, files: [], seenAt: openedAt };
        return { workspaceId, channelId: channels.help, ts, authorId: requesterId, ...standing };
      }),
    }),
    db.ticketEvent.createMany({ data: tickets.flatMap(({ events }) => events).map((event) => ({ ...shared, ...event })) }),
    db.workspace.update({ where: { id: workspaceId }, data: { nextTicketId: tickets.length + 1 } }),
  ]);

  function closedTicket(index: number, openedAt: Date) {
    const id = index + 1;
    const requesterId = ids[MEMBERS[(index * 5) % MEMBERS.length] ?? 'maya'];
    const ownerId = ids[STAFF[index % STAFF.length] ?? 'rosa'];
    const after = (minutes: number) => new Date(openedAt.getTime() + minutes * MINUTE);
    const repliedAt = after(6 + ((index * 37) % 115));
    const resolvedAt = after(130 + ((index * 53) % 170));
    const closedAt = new Date(resolvedAt.getTime() + 7 * DAY);
    const topic = TOPICS[index % TOPICS.length] ?? 'other';
    const ts = `${Math.floor(openedAt.getTime() / 1000)}.${String(id).padStart(6, '0')}`;
    const steps: [kind: string, actorId: string | null, at: Date, detail: Record<string, string>][] = [
      ['opened', requesterId, openedAt, {}],
      ['claimed', ownerId, repliedAt, {}],
      ['replied', ownerId, repliedAt, { via: 'card' }],
      ['resolved', ownerId, resolvedAt, { outcome: 'solved', topic }],
      // Closing counts in no figure, so that it may lie ahead of the script's first hour.
      ['closed', null, closedAt, {}],
    ];
    let before = openedAt;
    const events = steps.map(([kind, actorId, at, detail]) => {
      const event = {
        ticketId: id,
        kind,
        actorId,
        at,
        detail,
        calendarSeconds: secondsBetween(before, at),
        businessSeconds: businessSecondsBetween(schedule, before, at),
        sinceOpenedCalendarSeconds: secondsBetween(openedAt, at),
        sinceOpenedBusinessSeconds: businessSecondsBetween(schedule, openedAt, at),
      };
      before = at;
      return event;
    });
    const place = { channelId: channels.help, ts, threadTs: ts, lastJoinedTs: ts };
    const reply = { firstReplyAt: repliedAt, firstReplyBy: ownerId };
    const end = { state: 'closed', ownerId, topic, outcome: 'solved', resolvedAt };
    return {
      ticket: { id, requesterId, openedAt, ...place, ...reply, ...end },
      text: TEXTS[index % TEXTS.length]?.[0] ?? '',
      events,
    };
  }
}

/** Spread over Monday to Friday, within the first six hours of the desk's day. */
function momentOf(index: number, count: number, week: number): number {
  const day = Math.floor((index * 5) / count);
  const minute = (index * 83 + week * 29) % 240;
  return day * DAY + (9 * 60 + minute) * MINUTE;
}

function secondsBetween(from: Date, to: Date): number {
  return Math.round((to.getTime() - from.getTime()) / 1000);
}
