import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Db } from '#prisma/db.ts';
import { weekFigures } from '#reports/metrics.ts';
import { type Week, weekNamed, weekOf, weeksUpTo } from '#reports/period.ts';
import { businessSecondsBetween, DEFAULT_WORKING_HOURS } from '#reports/working-hours.ts';
import { openTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { type Happened, ticketHistory } from './ticket-history.ts';

const ZONE = 'Europe/Madrid';
// The clocks go back on 25 October 2026, the last day of week 43.
const FIRST = weekNamed('2026-W42', ZONE);
const OUTCOMES = ['solved', 'answered by a member', 'no longer needed', 'stale'];

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await openTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

type Step = { ticket: number; choice: number; minutes: number };
const steps = fc.array(
  fc.record({ ticket: fc.integer({ min: 1, max: 9 }), choice: fc.nat({ max: 131 }), minutes: fc.integer({ min: 0, max: 900 }) }),
  { minLength: 1, maxLength: 120 },
);

/** Plays steps as the life of a ticket allows them. */
function play(told: Step[]) {
  const history = ticketHistory();
  let now = FIRST.start.getTime();
  for (const { ticket, choice, minutes } of told) {
    now += minutes * 60_000;
    const possible = NEXT[history.tickets.get(ticket)?.state ?? 'none']!;
    const [kind, detail] = possible[choice % possible.length]!;
    history.tell(ticket, kind, new Date(now), detail);
  }
  return { ...history, end: new Date(now + 1) };
}

type Next = [kind: string, detail?: Record<string, unknown>];
const RESOLVES: Next[] = OUTCOMES.map((outcome) => ['resolved', { outcome }]);
const IN_QUEUE: Next[] = [
  ...RESOLVES,
  ['dismissed'],
  ['merged'],
  ['waiting', { on: 'member' }],
  ['replied'],
  ['replied'],
  ['noted'],
];
const NEXT: Record<string, Next[]> = {
  none: [['opened']],
  open: [...IN_QUEUE, ['claimed']],
  claimed: [...IN_QUEUE, ['undone', { undid: 'claimed' }]],
  waiting: IN_QUEUE,
  resolved: [['reopened'], ['undone', { undid: 'resolved' }], ['closed'], ['replied']],
  closed: [['noted']],
  dismissed: [['noted'], ['undone', { undid: 'dismissed' }]],
  merged: [['noted'], ['undone', { undid: 'merged' }]],
};

// The same figures once more, as plainly as they can be said.
const isEntering = ({ kind, detail }: Happened) =>
  kind === 'opened' || kind === 'reopened' || (kind === 'undone' && detail.undid !== 'claimed');
const isLeaving = ({ kind }: Happened) => ['resolved', 'dismissed', 'merged'].includes(kind);

function recomputed(events: Happened[], week: Week, asOf: Date) {
  const perTicket = [...Map.groupBy(events, ({ ticketId }) => ticketId).values()];
  const openAt = (at: Date) =>
    perTicket.filter((life) => {
      const last = life.filter((event) => event.at < at && (isEntering(event) || isLeaving(event))).at(-1);
      return last && isEntering(last);
    }).length;
  const inWeek = events.filter(({ at }) => at >= week.start && at < week.end);
  const cohort = perTicket
    .filter((life) => life[0]!.at >= week.start && life[0]!.at < week.end)
    .map((life) => life.filter(({ at }) => at <= asOf))
    .map((life) => ({ life, last: life.findLast((event) => isEntering(event) || isLeaving(event)) }))
    .filter(({ last }) => last?.kind !== 'dismissed' && last?.kind !== 'merged')
    .map(({ life, last }) => ({
      reply: life.find(({ kind }) => kind === 'replied')?.sinceOpenedBusinessSeconds,
      soFar:
        last && isLeaving(last)
          ? last.sinceOpenedBusinessSeconds
          : businessSecondsBetween(DEFAULT_WORKING_HOURS, life[0]!.at, asOf),
      isWaiting: !last || isEntering(last),
    }));
  return {
    openAtStart: openAt(week.start),
    openAtEnd: openAt(week.end),
    opened: inWeek.filter(({ kind }) => kind === 'opened').length,
    reopened: inWeek.filter((event) => isEntering(event) && event.kind !== 'opened').length,
    dismissed: inWeek.filter(({ kind }) => kind === 'dismissed').length,
    merged: inWeek.filter(({ kind }) => kind === 'merged').length,
    resolved: OUTCOMES.map(
      (outcome) => inWeek.filter(({ kind, detail }) => kind === 'resolved' && detail.outcome === outcome).length,
    ),
    firstReply: {
      n: cohort.length,
      answered: cohort.filter(({ reply }) => reply !== undefined).length,
      waiting: cohort.filter(({ reply, isWaiting }) => reply === undefined && isWaiting).length,
      business: cohort.length === 0 ? null : { median: atRank(cohort, 0.5), p90: atRank(cohort, 0.9) },
    },
    solvedForGood: inWeek
      .filter(({ kind, detail }) => kind === 'resolved' && detail.outcome === 'solved')
      .filter((event) => {
        const after = events
          .slice(events.indexOf(event) + 1)
          .filter(({ ticketId, at }) => ticketId === event.ticketId && at <= asOf);
        return !after.some((later) => later.kind === 'resolved' || isEntering(later));
      }).length,
  };
}

function atRank(cohort: { reply: number | undefined; soFar: number }[], share: number) {
  const rank = Math.ceil(share * cohort.length) - 1;
  const replies = cohort.flatMap(({ reply }) => (reply === undefined ? [] : [reply])).sort((one, other) => one - other);
  const reply = replies[rank];
  if (reply !== undefined) return { seconds: reply, atLeast: false };
  const soFar = cohort.map((one) => one.reply ?? one.soFar).sort((one, other) => one - other);
  return { seconds: soFar[rank], atLeast: true };
}

it('whatever happens to requests, the sum holds and the figures are those of a plain recount', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (told) => {
      await db.ticketEvent.deleteMany();
      await db.ticket.deleteMany();
      const { events, store, end } = play(told);
      await store(db);

      for (const week of weeksUpTo(weekOf(end, ZONE), 3)) {
        const asOf = new Date(Math.min(end.getTime(), week.end.getTime()));
        const figures = await weekFigures(db, { workspaceId: 'T1', week, asOf, schedule: DEFAULT_WORKING_HOURS });

        const plain = recomputed(events, week, asOf);
        const { queue, firstReply, resolution } = figures;
        expect(queue.sumHolds).toBe(true);
        expect({
          openAtStart: queue.openAtStart,
          openAtEnd: queue.openAtEnd,
          opened: queue.opened,
          reopened: queue.reopened,
          dismissed: queue.dismissed,
          merged: queue.merged,
          resolved: Object.values(queue.resolved),
          firstReply: {
            n: firstReply.n,
            answered: firstReply.answered,
            waiting: firstReply.waiting,
            business: firstReply.business,
          },
          solvedForGood: resolution.n,
        }).toEqual(plain);
      }
    }),
    { numRuns: 60 },
  );
});
