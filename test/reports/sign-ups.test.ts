import { beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '#prisma/db.ts';
import { weekNamed } from '#reports/period.ts';
import type { SignUpFigures } from '#reports/sign-up-figures.ts';
import { signUpFigures } from '#reports/sign-up-metrics.ts';
import { signUpSums } from '#reports/sign-up-sum.ts';
import { freshDatabase } from '#test/support/database.ts';
import { aCatalogue, addTool, signUpHistory, WORKSPACE } from './sign-up-history.ts';

// Monday 16 to Sunday 22 November 2026; the desk is open nine to five, UTC.
const WEEK = weekNamed('2026-W47', 'UTC');
const MONDAY_AFTER = new Date('2026-11-23T09:00:00Z');
const HOUR = 3600;

let db: Db;
let history: ReturnType<typeof signUpHistory>;

beforeEach(async () => {
  ({ db } = await freshDatabase());
  await aCatalogue(db);
  history = signUpHistory();
});

async function figures(asOf = MONDAY_AFTER): Promise<SignUpFigures> {
  await history.store(db);
  return (await signUpFigures(db, WORKSPACE, WEEK, asOf))!;
}

it('says nothing where there is no tool', async () => {
  await db.tool.deleteMany();

  expect(await signUpFigures(db, WORKSPACE, WEEK, MONDAY_AFTER)).toBeNull();
});

describe('the sum', () => {
  it('adds up from what waited to what still waits, by each way out', async () => {
    const { tell } = history;
    tell(1, 'asked', 'asked', '2026-11-12T10:00Z');
    tell(2, 'asked', 'asked', '2026-11-13T10:00Z');
    tell(1, 'approved', 'setting up', '2026-11-17T10:00Z');
    tell(3, 'asked', 'asked', '2026-11-17T10:00Z');
    tell(3, 'declined', 'declined', '2026-11-17T11:00Z');
    tell(4, 'asked', 'asked', '2026-11-18T10:00Z');
    tell(4, 'cancelled', 'cancelled', '2026-11-18T11:00Z');
    tell(5, 'asked', 'asked', '2026-11-18T10:00Z');
    tell(5, 'questioned', 'questioned', '2026-11-18T11:00Z');
    tell(5, 'expired', 'expired', '2026-11-20T11:00Z');
    tell(6, 'asked', 'asked', '2026-11-19T10:00Z');
    tell(6, 'questioned', 'questioned', '2026-11-19T11:00Z');
    tell(7, 'asked', 'asked', '2026-11-23T08:00Z');

    const { sum } = await figures();

    expect(sum).toEqual({
      undecidedAtStart: 2,
      asked: 4,
      reopened: 0,
      approved: 1,
      declined: 1,
      takenBack: 1,
      noAnswer: 1,
      undecidedAtEnd: 2,
      sumHolds: true,
    });
  });

  it('counts once more what was declined and then reopened', async () => {
    const { tell } = history;
    tell(1, 'asked', 'asked', '2026-11-16T10:00Z');
    tell(1, 'declined', 'declined', '2026-11-16T11:00Z');
    tell(1, 'reopened', 'asked', '2026-11-17T10:00Z');
    tell(1, 'approved', 'setting up', '2026-11-17T11:00Z');

    const { sum } = await figures();

    expect(sum).toMatchObject({ asked: 1, reopened: 1, declined: 1, approved: 1, undecidedAtEnd: 0, sumHolds: true });
  });

  it('does not count as taken back what was cancelled when it had been approved', async () => {
    const { tell } = history;
    tell(1, 'asked', 'asked', '2026-11-16T10:00Z');
    tell(1, 'approved', 'waiting', '2026-11-16T11:00Z');
    tell(1, 'cancelled', 'cancelled', '2026-11-17T10:00Z');
    tell(2, 'asked', 'asked', '2026-11-16T10:00Z');
    tell(2, 'approved', 'waiting', '2026-11-16T11:00Z');
    tell(2, 'declined', 'declined', '2026-11-17T10:00Z');

    const { sum } = await figures();

    expect(sum).toMatchObject({ asked: 2, approved: 2, takenBack: 0, declined: 0, undecidedAtEnd: 0, sumHolds: true });
  });

  it('does not take a renewal for a new request, nor its end for a decision', async () => {
    const { tell } = history;
    tell(1, 'asked', 'asked', '2026-10-01T10:00Z');
    tell(1, 'approved', 'setting up', '2026-10-01T11:00Z');
    tell(1, 'ready', 'ready', '2026-10-01T12:00Z');
    tell(1, 'renewal_asked', 'renewal', '2026-11-16T12:00Z');
    tell(1, 'stage_passed', 'renewal', '2026-11-16T13:00Z');
    tell(1, 'renewed', 'ready', '2026-11-17T12:00Z');
    tell(2, 'asked', 'asked', '2026-10-01T10:00Z');
    tell(2, 'approved', 'setting up', '2026-10-01T11:00Z');
    tell(2, 'ready', 'ready', '2026-10-01T12:00Z');
    tell(2, 'renewal_asked', 'renewal', '2026-11-16T12:00Z');

    const { sum, decisions } = await figures();

    const nothing = { undecidedAtStart: 0, asked: 0, reopened: 0, approved: 0, undecidedAtEnd: 0 };
    expect(sum).toMatchObject({ ...nothing, sumHolds: true });
    expect(decisions.n).toBe(0);
  });

  it('says that it fails when a move is missing from the history', async () => {
    history.tell(1, 'asked', 'asked', '2026-11-16T10:00Z');
    history.note(1, { state: 'ready' });

    const { sum } = await figures();

    expect(sum).toMatchObject({ asked: 1, approved: 0, undecidedAtEnd: 0, sumHolds: false });
  });

  it('is read the same later, whatever happened since', async () => {
    history.tell(1, 'asked', 'asked', '2026-11-16T10:00Z');
    history.tell(1, 'approved', 'setting up', '2026-11-24T11:00Z');
    history.tell(2, 'asked', 'asked', '2026-11-25T11:00Z');

    const { sum } = await figures(new Date('2026-12-01T09:00Z'));

    expect(sum).toMatchObject({ asked: 1, approved: 0, undecidedAtEnd: 1, sumHolds: true });
  });

  it('is there for each organisation, largest first', async () => {
    const { tell } = history;
    tell(1, 'asked', 'asked', '2026-11-16T10:00Z', { organisationId: 'harbor' });
    tell(2, 'asked', 'asked', '2026-11-16T10:00Z', { organisationId: 'maple' });
    tell(2, 'approved', 'ready', '2026-11-16T11:00Z');
    tell(3, 'asked', 'asked', '2026-11-16T10:00Z');
    await history.store(db);

    const sums = await signUpSums(db, WORKSPACE, WEEK);

    expect(sums).toMatchObject([
      { organisationId: 'harbor', asked: 1, approved: 0, undecidedAtEnd: 1 },
      { organisationId: 'maple', asked: 1, approved: 1, undecidedAtEnd: 0 },
      { organisationId: null, asked: 1, undecidedAtEnd: 1 },
    ]);
  });

  it('leaves other workspaces out', async () => {
    history.tell(1, 'asked', 'asked', '2026-11-16T10:00Z');
    await history.store(db);

    expect(await signUpSums(db, 'T2', WEEK)).toEqual([]);
  });
});

describe('from request to decision', () => {
  it('takes the working time until it was approved or declined', async () => {
    const { tell } = history;
    tell(1, 'asked', 'asked', '2026-11-16T16:00Z');
    tell(1, 'stage_passed', 'asked', '2026-11-17T09:30Z');
    tell(1, 'approved', 'setting up', '2026-11-17T10:00Z');

    const { decisions } = await figures();

    const seconds = { seconds: 2 * HOUR, atLeast: false };
    expect(decisions).toEqual({ n: 1, business: { median: seconds, p90: seconds }, undecided: 0, endedUndecided: 0, atOnce: 0 });
  });

  it('stops while the member has it', async () => {
    const { tell } = history;
    tell(1, 'asked', 'asked', '2026-11-16T10:00Z');
    tell(1, 'questioned', 'questioned', '2026-11-16T11:00Z');
    tell(1, 'noticed', 'questioned', '2026-11-17T11:00Z');
    tell(1, 'answered', 'asked', '2026-11-18T11:00Z');
    tell(1, 'declined', 'declined', '2026-11-18T13:00Z');

    const { decisions } = await figures();

    expect(decisions.business?.median).toEqual({ seconds: 3 * HOUR, atLeast: false });
  });

  it('ranks undecided ones as longer than they have waited so far, and names them', async () => {
    const { tell } = history;
    tell(1, 'asked', 'asked', '2026-11-20T10:00Z');
    tell(1, 'approved', 'setting up', '2026-11-20T11:00Z');
    tell(2, 'asked', 'asked', '2026-11-20T15:00Z');
    tell(3, 'asked', 'asked', '2026-11-20T10:00Z');
    tell(3, 'questioned', 'questioned', '2026-11-20T12:00Z');

    const { decisions } = await figures(new Date('2026-11-23T10:00Z'));

    expect(decisions).toMatchObject({ n: 3, undecided: 2 });
    // So far: one hour decided, two with the member now, two on Friday and one on Monday.
    expect(decisions.business).toEqual({
      median: { seconds: 2 * HOUR, atLeast: true },
      p90: { seconds: 3 * HOUR, atLeast: true },
    });
  });

  it('ranks what was taken back, or was not answered, as longer than until then', async () => {
    const { tell } = history;
    tell(1, 'asked', 'asked', '2026-11-16T10:00Z');
    tell(1, 'cancelled', 'cancelled', '2026-11-16T14:00Z');

    const { decisions } = await figures();

    expect(decisions).toMatchObject({ n: 1, undecided: 0, endedUndecided: 1 });
    expect(decisions.business?.median).toEqual({ seconds: 4 * HOUR, atLeast: true });
  });

  it('begins anew with a reopening', async () => {
    const { tell } = history;
    tell(1, 'asked', 'asked', '2026-11-09T10:00Z');
    tell(1, 'declined', 'declined', '2026-11-10T10:00Z');
    tell(1, 'reopened', 'asked', '2026-11-17T10:00Z');
    tell(1, 'approved', 'setting up', '2026-11-17T10:30Z');

    const { decisions } = await figures();

    expect(decisions).toMatchObject({ n: 1, business: { median: { seconds: HOUR / 2, atLeast: false } } });
  });

  it('counts apart what the press itself approved', async () => {
    const { tell } = history;
    tell(1, 'asked', 'asked', '2026-11-16T10:00Z');
    tell(1, 'approved', 'setting up', '2026-11-16T10:00Z', { actorId: 'U1' });
    tell(2, 'asked', 'asked', '2026-11-16T10:00Z');
    tell(2, 'approved', 'setting up', '2026-11-16T10:00Z', { actorId: null });

    const { decisions } = await figures();

    expect(decisions).toEqual({ n: 0, business: null, undecided: 0, endedUndecided: 0, atOnce: 2 });
  });
});

describe('from decision to ready', () => {
  it('takes the working time from the approval on, without what the member had it for', async () => {
    const { tell } = history;
    tell(1, 'asked', 'asked', '2026-11-09T10:00Z');
    tell(1, 'approved', 'waiting', '2026-11-16T10:00Z');
    tell(1, 'seat_offered', 'offered', '2026-11-16T12:00Z');
    tell(1, 'seat_taken', 'unsigned', '2026-11-17T12:00Z');
    tell(1, 'agreement_signed', 'setting up', '2026-11-18T12:00Z');
    tell(1, 'ready', 'ready', '2026-11-18T13:00Z');

    const { ready } = await figures();

    // Two hours in line, one being set up.
    const seconds = { seconds: 3 * HOUR, atLeast: false };
    expect(ready).toEqual({ n: 1, business: { median: seconds, p90: seconds }, notYet: 0, inLine: 0, endedBefore: 0 });
  });

  it('counts what is not ready yet, or never was, as longer than so far', async () => {
    const { tell } = history;
    tell(1, 'asked', 'asked', '2026-11-16T09:00Z');
    tell(1, 'approved', 'setting up', '2026-11-20T16:00Z');
    tell(2, 'asked', 'asked', '2026-11-16T09:00Z');
    tell(2, 'approved', 'setting up', '2026-11-20T10:00Z');
    tell(2, 'cancelled', 'cancelled', '2026-11-20T12:00Z');

    const { ready } = await figures(new Date('2026-11-23T09:00Z'));

    expect(ready).toMatchObject({ n: 2, notYet: 1, inLine: 0, endedBefore: 1 });
    expect(ready.business?.median).toEqual({ seconds: HOUR, atLeast: true });
  });
});

it('names those not ready yet because no seat is free', async () => {
  const { tell } = history;
  tell(1, 'asked', 'asked', '2026-11-16T09:00Z');
  tell(1, 'approved', 'waiting', '2026-11-20T16:00Z');

  const { ready } = await figures();

  expect(ready).toMatchObject({ n: 1, notYet: 1, inLine: 1 });
});

describe('seats', () => {
  const now = (id: number, state: Parameters<typeof history.tell>[2], more: Record<string, unknown> = {}, seats = 1) => {
    history.tell(id, 'asked', state, '2026-10-01T10:00Z', { seats });
    history.note(id, more);
  };

  it('are counted as they stand, the tools first for which somebody waits', async () => {
    await addTool(db, 'maps', { name: 'Mapping', seatCap: 25 });
    await addTool(db, 'old', { name: 'Old', archivedAt: new Date(0) });
    await addTool(db, 'video', { name: 'Video' });
    now(1, 'ready', {}, 3);
    now(2, 'offered');
    now(3, 'waiting');
    now(4, 'asked');
    now(5, 'ended');

    const { tools, seatsBeingSetUp } = await figures();

    expect(tools.map(({ toolId, used, cap, waiting }) => [toolId, used, cap, waiting])).toEqual([
      ['warehouse', 4, 10, 1],
      ['maps', 0, 25, 0],
      ['video', 0, null, 0],
    ]);
    expect(seatsBeingSetUp).toBe(0);
  });

  it('made ready are counted by their events, those being set up as they stand', async () => {
    history.tell(1, 'ready', 'ready', '2026-11-17T10:00Z', { seats: 4 });
    history.tell(2, 'ready', 'ready', '2026-11-09T10:00Z');
    now(3, 'setting up', {}, 2);

    expect(await figures()).toMatchObject({ seatsMadeReady: 4, seatsBeingSetUp: 2 });
  });

  it('that end within thirty days are told apart by what was answered about that end', async () => {
    const soon = '2026-12-10T00:00:00.000Z';
    const nextYear = new Date('2027-12-10T00:00:00Z');
    now(1, 'ready', { endsAt: new Date(soon) }, 3);
    now(2, 'ready', { endsAt: new Date(soon), renewalAnswer: 'give back' });
    now(3, 'renewal', { endsAt: new Date(soon) });
    now(4, 'ready', { endsAt: nextYear });
    history.tell(4, 'kept', 'ready', '2026-11-20T10:00Z', { detail: { endBefore: soon } });
    now(5, 'ready', { endsAt: nextYear });
    history.tell(5, 'kept', 'ready', '2026-11-20T10:00Z', { detail: { endBefore: '2027-01-31T00:00:00.000Z' } });
    now(6, 'ended', { endsAt: new Date(soon) }, 2);
    history.tell(6, 'given_back', 'ended', '2026-11-20T10:00Z', { detail: { endBefore: soon } });
    now(7, 'ready', { endsAt: new Date('2026-12-24T00:00:00Z') });
    now(8, 'suspended', { endsAt: new Date('2026-11-20T00:00:00Z') });

    const { ending } = await figures();

    expect(ending).toEqual({ seats: 8, kept: 1, givenBack: 3, beingDecided: 1, noAnswer: 3 });
  });
});

describe('those that wait longest for a decision', () => {
  const approval = (signUpId: number, approverId: string, more: { stage?: number; decision?: string } = {}) =>
    db.signUpApproval.create({
      data: { workspaceId: WORKSPACE, signUpId, round: 1, stage: 0, approverId, role: 'owner', askedAt: new Date(0), ...more },
    });

  it('come with their age and who has them', async () => {
    const { tell, note } = history;
    tell(1, 'asked', 'asked', '2026-11-19T16:00Z');
    tell(1, 'stage_passed', 'asked', '2026-11-20T09:00Z');
    note(1, { stage: 1 });
    tell(2, 'asked', 'asked', '2026-11-20T15:00Z');
    tell(2, 'questioned', 'questioned', '2026-11-20T16:00Z');
    tell(3, 'asked', 'asked', '2026-11-20T16:00Z');
    await approval(1, 'UCONTACT', { decision: 'approved' });
    await approval(1, 'UOWNER', { stage: 1 });
    await approval(1, 'USTANDIN', { stage: 1 });

    const { oldestUndecided } = await figures();

    expect(oldestUndecided).toMatchObject([
      { signUpId: 1, tool: 'Data warehouse', turn: 'approvers', memberIds: ['UOWNER', 'USTANDIN'], businessSeconds: 9 * HOUR },
      { signUpId: 2, turn: 'member', memberIds: ['U2'], businessSeconds: HOUR },
      { signUpId: 3, turn: 'nobody', memberIds: [], businessSeconds: HOUR },
    ]);
  });

  it('count a renewal from when it was asked for', async () => {
    const { tell } = history;
    tell(1, 'asked', 'asked', '2026-01-05T16:00Z');
    tell(1, 'approved', 'setting up', '2026-01-05T16:00Z');
    tell(1, 'ready', 'ready', '2026-01-05T16:00Z');
    tell(1, 'renewal_asked', 'renewal', '2026-11-20T16:00Z');

    const { oldestUndecided } = await figures();

    expect(oldestUndecided).toMatchObject([{ signUpId: 1, isRenewal: true, businessSeconds: HOUR }]);
  });
});
