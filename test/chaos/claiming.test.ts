import { expect, it } from 'vitest';
import { claimTicket } from '#bot/tickets/tickets.ts';
import { by, MAYA, MINUTE, openDesk, WORKSPACE } from '#test/support/factories.ts';
import { report } from './figures.ts';
import { PATIENCE_MS, sizeOf } from './sizes.ts';

const { tickets } = sizeOf('claiming');
const STAFF = Array.from({ length: 50 }, (_, index) => `U0STAFF${index}`);

it(
  '20: fifty staff claim request after request at once: each has one owner and one claim, and everybody else is told who',
  async () => {
    const { db, deps, time, say } = await openDesk();
    await db.deskStaff.createMany({
      data: STAFF.map((memberId) => ({ workspaceId: WORKSPACE, deskId: 'main', memberId, isPresent: true })),
    });
    const owners = new Set<string | null>();
    const wrong: unknown[] = [];

    for (let id = 1; id <= tickets; id += 1) {
      time.now = new Date(time.now.getTime() + 10 * MINUTE);
      await say(MAYA, `Where is parcel ${id}?`);
      const outcomes = await Promise.allSettled(STAFF.map((memberId) => claimTicket(deps, by(memberId, id))));
      const { ownerId } = await db.ticket.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId: WORKSPACE, id } } });
      const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason.message)] : []));
      const isFair = refusals.every((refusal) => refusal === `<@${ownerId}> is already looking after request #${id}.`);
      if (refusals.length !== STAFF.length - 1 || !isFair) wrong.push({ id, ownerId, refusals });
      owners.add(ownerId);
    }

    const claims = await db.ticketEvent.count({ where: { kind: 'claimed' } });
    report('20', { tickets, staff: STAFF.length, 'different owners': owners.size, claims });
    expect(wrong).toEqual([]);
    expect(claims).toBe(tickets);
  },
  PATIENCE_MS,
);
