import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EVENTS, LIFE, MOVES, type Move, type State, UNDECIDED } from '#bot/sign-ups/life.ts';
import type { Db } from '#prisma/db.ts';
import { weekNamed, weekOf, weeksUpTo } from '#reports/period.ts';
import { signUpFigures } from '#reports/sign-up-metrics.ts';
import { signUpSums } from '#reports/sign-up-sum.ts';
import { openTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { aCatalogue, type Happened, signUpHistory, WORKSPACE } from './sign-up-history.ts';

const ZONE = 'Europe/Madrid';
// The clocks go back on 25 October 2026, the last day of week 43.
const FIRST = weekNamed('2026-W42', ZONE);

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await openTestDatabase();
  db = database.db;
  await aCatalogue(db);
});
afterAll(() => database.drop());

const steps = fc.array(
  fc.record({
    signUp: fc.integer({ min: 1, max: 9 }),
    choice: fc.nat({ max: 5039 }),
    seat: fc.constantFrom<State>('waiting', 'unsigned', 'setting up'),
    minutes: fc.integer({ min: 0, max: 900 }),
  }),
  { minLength: 1, maxLength: 120 },
);
type Step = typeof steps extends fc.Arbitrary<(infer One)[]> ? One : never;

/** Plays steps as the table of the life of a sign-up allows them; events that move nothing come between. */
function play(told: Step[]) {
  const history = signUpHistory();
  let now = FIRST.start.getTime();
  for (const { signUp, choice, seat, minutes } of told) {
    now += minutes * 60_000;
    const organisationId = ['maple', 'harbor', null][signUp % 3] ?? null;
    const before = history.signUps.get(signUp)?.state;
    if (before === undefined) history.tell(signUp, 'asked', 'asked', new Date(now), { organisationId });
    else if (choice % 7 === 0) history.tell(signUp, 'people_changed', before, new Date(now));
    else {
      const possible = movesFrom(before);
      const move = possible[choice % possible.length];
      if (move) history.tell(signUp, EVENTS[move], stateAfter(move, before, seat), new Date(now));
    }
  }
  return { ...history, end: new Date(now + 1) };
}

const movesFrom = (state: State) => MOVES.filter((move) => typeof LIFE[move][state] === 'string');

function stateAfter(move: Move, before: State, seat: State): State {
  const step = LIFE[move][before];
  if (typeof step === 'object') throw new Error('not possible');
  return step === 'seat' || step === 'seat or list' ? seat : step;
}

/** The same sum once more, as plainly as it can be said. */
function recounted(events: Happened[], start: Date, end: Date) {
  const lives = [...Map.groupBy(events, ({ signUpId }) => signUpId).values()];
  const isUndecided = (state: State | undefined) => state !== undefined && UNDECIDED.includes(state);
  const undecidedAt = (at: Date) => lives.filter((life) => isUndecided(life.findLast((event) => event.at < at)?.state)).length;
  const leaving = lives.flatMap((life) =>
    life.filter(({ state }, index) => isUndecided(life[index - 1]?.state) && !isUndecided(state)),
  );
  const within = (list: Happened[], kind: string) =>
    list.filter((event) => event.kind === kind && event.at >= start && event.at < end).length;
  return {
    undecidedAtStart: undecidedAt(start),
    asked: within(events, 'asked'),
    reopened: within(events, 'reopened'),
    approved: within(leaving, 'approved'),
    declined: within(leaving, 'declined'),
    takenBack: within(leaving, 'cancelled'),
    noAnswer: within(leaving, 'expired'),
    undecidedAtEnd: undecidedAt(end),
  };
}

it('whatever happens to sign-ups, the sum holds and is that of a plain recount', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (told) => {
      await db.signUpEvent.deleteMany();
      await db.signUp.deleteMany();
      const { events, store, end } = play(told);
      await store(db);

      for (const week of weeksUpTo(weekOf(end, ZONE), 3)) {
        const figures = (await signUpFigures(db, WORKSPACE, week, end))!;

        expect(figures.sum).toEqual({ ...recounted(events, week.start, week.end), sumHolds: true });
        const { n, undecided, endedUndecided, atOnce } = figures.decisions;
        expect(n + atOnce).toBe(figures.sum.asked + figures.sum.reopened);
        expect(undecided + endedUndecided).toBeLessThanOrEqual(n);
        const perOrganisation = await signUpSums(db, WORKSPACE, week);
        expect(perOrganisation.reduce((sum, { asked }) => sum + asked, 0)).toBe(figures.sum.asked);
      }
    }),
    { numRuns: 40 },
  );
});
