import { describe, expect, it, vi } from 'vitest';
import { move } from '#bot/tickets/moves.ts';
import { lockTicket } from '#bot/tickets/ticket.ts';
import { claimTicket, closeTicket, dismissTicket, reopenTicket, resolveTicket, undoLastStep } from '#bot/tickets/tickets.ts';
import type { Tx } from '#prisma/db.ts';
import { ANA, BEN, by, DAY, LEA, MAYA, MONDAY_TEN, minutesAfter, openDesk, WORKSPACE } from '#test/support/factories.ts';

const SOLVED = { outcome: 'solved' as const, topic: 'billing' };
const CLOSING = { workspaceId: WORKSPACE, ticketId: 1 };

/** A desk with one request by Maya, written on Monday at ten. */
async function deskWithRequest() {
  const desk = await openDesk();
  const ts = await desk.say(MAYA, 'Where is my invoice?');
  return { ...desk, ts };
}

describe('closing', () => {
  async function resolvedDesk() {
    const desk = await deskWithRequest();
    await resolveTicket(desk.deps, by(ANA), SOLVED);
    return desk;
  }

  it('happens by a timer seven days after the ticket was resolved', async () => {
    const { deps, jobs, kinds, ticket, time } = await resolvedDesk();
    const timer = (await jobs()).find(({ key }) => key === `close-ticket:${WORKSPACE}:1`);
    time.now = new Date(MONDAY_TEN.getTime() + 7 * DAY);

    await closeTicket(deps, CLOSING);
    await closeTicket(deps, CLOSING);

    expect(timer?.run_at).toEqual(time.now);
    expect(await ticket()).toMatchObject({ state: 'closed', ownerId: ANA, ...SOLVED });
    expect(await kinds()).toEqual(['opened', 'resolved', 'closed']);
  });

  it('is tried again when this clock says that it is a moment too early', async () => {
    const { deps, jobs, ticket, time } = await resolvedDesk();
    await deps.pool.query(`select graphile_worker.remove_job('close-ticket:${WORKSPACE}:1')`);
    time.now = new Date(MONDAY_TEN.getTime() + 7 * DAY - 5);

    await closeTicket(deps, CLOSING);

    expect(await ticket()).toMatchObject({ state: 'resolved' });
    expect((await jobs()).map(({ key }) => key)).toContain(`close-ticket:${WORKSPACE}:1`);
  });

  it('does not happen to a ticket that came back', async () => {
    const { deps, jobs, ticket, time } = await resolvedDesk();
    await reopenTicket(deps, by(BEN));
    const waiting = (await jobs()).map(({ key }) => key);
    time.now = new Date(MONDAY_TEN.getTime() + 8 * DAY);

    await closeTicket(deps, CLOSING);

    expect(waiting).not.toContain(`close-ticket:${WORKSPACE}:1`);
    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: ANA, resolvedAt: null });
  });

  it('counts the seven days from the last time it was resolved', async () => {
    const { deps, jobs, ticket, time } = await resolvedDesk();
    await reopenTicket(deps, by(BEN));
    time.now = new Date(MONDAY_TEN.getTime() + 5 * DAY);
    await resolveTicket(deps, by(ANA), SOLVED);
    time.now = new Date(MONDAY_TEN.getTime() + 8 * DAY);

    await closeTicket(deps, CLOSING);

    expect(await ticket()).toMatchObject({ state: 'resolved' });
    // Looked at again within the hour, in case it is our clock that is wrong.
    expect((await jobs()).find(({ key }) => key === `close-ticket:${WORKSPACE}:1`)?.run_at).toEqual(minutesAfter(time.now, 60));
    time.now = new Date(MONDAY_TEN.getTime() + 12 * DAY);
    await closeTicket(deps, CLOSING);
    expect(await ticket()).toMatchObject({ state: 'closed' });
  });

  it('locks the ticket: nobody can reopen or resolve it', async () => {
    const { deps, time } = await resolvedDesk();
    time.now = new Date(MONDAY_TEN.getTime() + 7 * DAY);
    await closeTicket(deps, CLOSING);

    await expect(reopenTicket(deps, by(ANA))).rejects.toThrow('Request #1 is closed.');
    await expect(resolveTicket(deps, by(ANA), SOLVED)).rejects.toThrow('Request #1 is closed.');
    await expect(undoLastStep(deps, by(ANA))).rejects.toThrow();
  });
});

describe('undoing', () => {
  it('a claim leaves the ticket open again', async () => {
    const { deps, kinds, ticket } = await deskWithRequest();
    await claimTicket(deps, by(ANA));

    await undoLastStep(deps, by(BEN));

    expect(await ticket()).toMatchObject({ state: 'open', ownerId: null });
    expect(await kinds()).toEqual(['opened', 'claimed', 'undone']);
  });

  it('a resolution brings back the state before, owner included, and nothing closes it', async () => {
    const { deps, jobs, ticket } = await deskWithRequest();
    await claimTicket(deps, by(ANA));
    await resolveTicket(deps, by(BEN), SOLVED);

    await undoLastStep(deps, by(LEA));

    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: ANA, outcome: null, topic: null, resolvedAt: null });
    expect((await jobs()).map(({ key }) => key)).not.toContain(`close-ticket:${WORKSPACE}:1`);
  });

  it('the resolution of an unowned ticket leaves it without an owner', async () => {
    const { deps, ticket } = await deskWithRequest();
    await resolveTicket(deps, by(ANA), SOLVED);

    await undoLastStep(deps, by(ANA));

    expect(await ticket()).toMatchObject({ state: 'open', ownerId: null });
  });

  it('"not a request" brings the request back to where it was', async () => {
    const { deps, kinds, ticket } = await deskWithRequest();
    await claimTicket(deps, by(BEN));
    await dismissTicket(deps, by(ANA));
    const dismissed = await ticket();

    await undoLastStep(deps, by(ANA));

    expect(dismissed).toMatchObject({ state: 'dismissed', ownerId: BEN });
    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: BEN });
    expect(await kinds()).toEqual(['opened', 'claimed', 'dismissed', 'undone']);
  });

  it('works on the last moment of the seventh day and not after it', async () => {
    const { deps, ticket, time } = await deskWithRequest();
    await dismissTicket(deps, by(ANA));
    time.now = new Date(MONDAY_TEN.getTime() + 7 * DAY + 1);
    const late = undoLastStep(deps, by(ANA));
    await expect(late).rejects.toThrow('more than 7 days ago');
    time.now = new Date(MONDAY_TEN.getTime() + 7 * DAY);

    await undoLastStep(deps, by(ANA));

    expect(await ticket()).toMatchObject({ state: 'open' });
  });

  it('takes back one step only', async () => {
    const { deps } = await deskWithRequest();
    await claimTicket(deps, by(ANA));
    await resolveTicket(deps, by(ANA), SOLVED);
    await undoLastStep(deps, by(ANA));

    await expect(undoLastStep(deps, by(ANA))).rejects.toThrow('nothing to undo');
  });

  it('of two at once happens once', async () => {
    const { deps, kinds } = await deskWithRequest();
    await claimTicket(deps, by(ANA));

    const both = await Promise.allSettled([undoLastStep(deps, by(ANA)), undoLastStep(deps, by(BEN))]);

    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await kinds()).toEqual(['opened', 'claimed', 'undone']);
  });

  it('takes back the last step, also when the ticket came back and was resolved again a moment ago', async () => {
    const desk = await deskWithRequest();
    const { deps, time, kinds, ticket } = desk;
    await resolveTicket(deps, by(ANA), SOLVED);

    await overtaken(desk, {
      by: () => undoLastStep(deps, by(BEN)),
      meanwhile: async (tx) => {
        await move(tx, deps, by(LEA), { move: 'reopen', at: time.now });
        await move(tx, deps, by(LEA), { move: 'resolve', at: time.now, result: SOLVED });
      },
    });

    expect(await kinds()).toEqual(['opened', 'resolved', 'reopened', 'resolved', 'undone']);
    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: ANA, ...SOLVED });
  });

  it('keeps a topic that was chosen a moment before the step', async () => {
    const desk = await deskWithRequest();
    const { deps, ticket } = desk;
    const one = { workspaceId_id: { workspaceId: WORKSPACE, id: 1 } };
    await overtaken(desk, {
      by: () => resolveTicket(deps, by(ANA), SOLVED),
      meanwhile: async (tx) => void (await tx.ticket.update({ where: one, data: { topic: 'other' } })),
    });

    await undoLastStep(deps, by(ANA));

    expect(await ticket()).toMatchObject({ state: 'open', topic: 'other' });
  });

  it('is refused when the member came back meanwhile', async () => {
    const { deps, say, ts, time } = await deskWithRequest();
    await resolveTicket(deps, by(ANA), SOLVED);
    time.now = minutesAfter(MONDAY_TEN, 20);
    await say(MAYA, 'It is still not there', { threadTs: ts });

    await expect(undoLastStep(deps, by(ANA))).rejects.toThrow('nothing to undo');
  });

  it('is refused to members', async () => {
    const { deps } = await deskWithRequest();
    await claimTicket(deps, by(ANA));

    await expect(undoLastStep(deps, by(MAYA))).rejects.toMatchObject({ code: 'not_staff' });
  });
});

type Overtaking = { by: () => Promise<unknown>; meanwhile: (tx: Tx) => Promise<void> };

/** Does something with the request just when somebody else has begun to, and waits for it. */
async function overtaken({ db, deps }: Awaited<ReturnType<typeof openDesk>>, { by: begin, meanwhile }: Overtaking) {
  const waits = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  let begun: Promise<unknown> | undefined;
  await db.$transaction(async (tx) => {
    await lockTicket(tx, WORKSPACE, 1);
    begun = begin();
    await vi.waitUntil(async () => (await deps.pool.query(waits)).rowCount === 1, { timeout: 4000 });
    await meanwhile(tx);
  });
  await begun;
}
