import { describe, expect, it } from 'vitest';
import { refreshBanners } from '#bot/known-problems/banners.ts';
import {
  announceProblem,
  attachTicket,
  audienceOf,
  detachTicket,
  endProblem,
  peopleIn,
  updateProblem,
} from '#bot/known-problems/known-problems.ts';
import { resolvePart } from '#bot/known-problems/parts.ts';
import { saySameHere } from '#bot/known-problems/same-here.ts';
import { stateForMember } from '#bot/tickets/acknowledgement.ts';
import { claimTicket, dismissTicket, reopenTicket, resolveAsUsual, resolveTicket, undoLastStep } from '#bot/tickets/tickets.ts';
import { viewOf } from '#bot/tickets/views.ts';
import { wordsIn } from '#bot/words/words.ts';
import { ANA, BEN, by, MAYA, minutesAfter, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';

const SOLVED = { outcome: 'solved' as const, topic: 'other' };
const [KIM, LUZ] = ['U0KIM', 'U0LUZ'];

/** Maya's request #1 is announced as a known problem; #2 (Tom), #3 (Kim) are part of it, #4 (Luz) is about something else. */
async function deskWithProblem() {
  const desk = await openDesk();
  const { deps, time, say } = desk;
  await say(MAYA, 'Payroll does not load');
  for (const [author, text] of [
    [TOM, 'I cannot open payroll'],
    [KIM, 'Payroll is down'],
    [LUZ, 'Where is my badge?'],
  ] as const) {
    time.now = minutesAfter(time.now, 6);
    await say(author, text);
  }
  await announceProblem(deps, by(ANA), 'Payroll is down');
  await attachTicket(deps, by(BEN, 2), 1);
  await attachTicket(deps, by(BEN, 3), 1);
  return {
    ...desk,
    said: async (kind: string) =>
      (await desk.db.saidMessage.findMany({ orderBy: { id: 'asc' } })).filter(
        ({ content }) => (content as { kind: string }).kind === kind,
      ),
    seenBy: async (ticketId: number) => stateForMember(await viewOf(desk.db, WORKSPACE, ticketId), wordsIn('en')),
    keys: async () => (await desk.jobs()).map(({ key }) => key),
    resolveParts: async () => {
      for (const ticketId of [2, 3]) await resolvePart(deps, { workspaceId: WORKSPACE, ticketId, parentId: 1, actorId: ANA });
    },
  };
}

describe('announcing', () => {
  it('shows everybody with an open request at the desk what staff wrote, in their acknowledgement', async () => {
    const { deps, seenBy, keys, kinds } = await deskWithProblem();
    await deps.pool.query('delete from graphile_worker._private_jobs');

    await refreshBanners(deps, { workspaceId: WORKSPACE, deskId: 'main' });

    expect(await seenBy(4)).toContain(':warning: Payroll is down');
    expect(await seenBy(1)).not.toContain(':warning:');
    expect(await keys()).toEqual(expect.arrayContaining([`sync:${WORKSPACE}:acknowledgement:4`, `sync:${WORKSPACE}:card:4`]));
    expect(await kinds()).toEqual(['opened', 'announced']);
  });

  it('is one job for a desk, however often something changes', async () => {
    const { deps, keys } = await deskWithProblem();
    await announceProblem(deps, by(ANA), 'Payroll is down; we are on it');

    expect((await keys()).filter((key) => key.startsWith('refresh-banners'))).toEqual([`refresh-banners:${WORKSPACE}:main`]);
  });

  it('takes new words, and ends with none', async () => {
    const { deps, seenBy, ticket, db } = await deskWithProblem();
    const { problemSince } = await ticket();

    await announceProblem(deps, by(BEN), 'Payroll is slow');
    const changed = await ticket();
    const banner = await seenBy(4);
    await announceProblem(deps, by(BEN), '  ');

    expect(changed).toMatchObject({ problem: 'Payroll is slow', problemSince });
    expect(banner).toContain('Payroll is slow');
    expect(await seenBy(4)).not.toContain(':warning:');
    const details = (await db.ticketEvent.findMany({ where: { kind: 'announced' }, orderBy: { id: 'asc' } })).map(
      ({ detail }) => detail,
    );
    expect(details).toEqual([{}, { changed: true }, { ended: true }]);
  });

  it('what staff wrote is never live', async () => {
    const { deps, seenBy } = await deskWithProblem();

    await announceProblem(deps, by(ANA), '<!channel> payroll & more');

    expect(await seenBy(4)).toContain('&lt;!channel&gt; payroll &amp; more');
  });

  it('is refused to members, for private or ended requests, for parts, for nothing and for too much', async () => {
    const { db, deps } = await deskWithProblem();
    await db.ticket.updateMany({ where: { id: 4 }, data: { isPrivate: true } });

    await expect(announceProblem(deps, by(TOM), 'x')).rejects.toMatchObject({ code: 'not_staff' });
    await expect(announceProblem(deps, by(ANA, 4), 'x')).rejects.toMatchObject({ code: 'private' });
    await expect(announceProblem(deps, by(ANA, 2), 'x')).rejects.toMatchObject({ code: 'part_already' });
    await expect(announceProblem(deps, by(ANA), 'x'.repeat(201))).rejects.toMatchObject({ code: 'too_long' });
    await db.ticket.updateMany({ where: { id: 4 }, data: { isPrivate: false } });
    await expect(announceProblem(deps, by(ANA, 4), ' ')).rejects.toMatchObject({ code: 'nothing_written' });
    await dismissTicket(deps, by(ANA, 4));
    await expect(announceProblem(deps, by(ANA, 4), 'x')).rejects.toMatchObject({ code: 'not_open' });
  });
});

describe('attaching', () => {
  it('happens once, to one problem, and can be taken back', async () => {
    const { deps, ticket, kinds } = await deskWithProblem();

    await expect(attachTicket(deps, by(ANA, 2), 1)).rejects.toThrow('Request #2 is part of known problem #1 already.');
    await detachTicket(deps, by(ANA, 2));
    await expect(detachTicket(deps, by(ANA, 2))).rejects.toMatchObject({ code: 'no_part' });

    expect(await ticket(2)).toMatchObject({ partOfId: null });
    expect(await kinds(2)).toEqual(['opened', 'attached', 'detached']);
  });

  it('of two at once happens once', async () => {
    const { deps, kinds } = await deskWithProblem();

    const both = await Promise.allSettled([attachTicket(deps, by(ANA, 4), 1), attachTicket(deps, by(BEN, 4), 1)]);

    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await kinds(4)).toEqual(['opened', 'attached']);
  });

  it('is refused to a problem that has ended, to a request that is none, and for a private request', async () => {
    const { db, deps } = await deskWithProblem();

    await expect(attachTicket(deps, by(ANA, 4), 2)).rejects.toMatchObject({ code: 'problem_over' });
    await expect(attachTicket(deps, by(ANA, 1), 1)).rejects.toMatchObject({ code: 'problem_itself' });
    await expect(attachTicket(deps, by(TOM, 4), 1)).rejects.toMatchObject({ code: 'not_staff' });
    await db.ticket.updateMany({ where: { id: 4 }, data: { isPrivate: true } });
    await expect(attachTicket(deps, by(ANA, 4), 1)).rejects.toMatchObject({ code: 'private' });
    await resolveTicket(deps, by(ANA), { ...SOLVED, withParts: false });
    await expect(attachTicket(deps, by(ANA, 4), 1)).rejects.toMatchObject({ code: 'problem_over' });
  });

  it('a request that is attached while its problem is resolved is either resolved with it or refused', async () => {
    const { deps, ticket, keys } = await deskWithProblem();

    const [attached] = await Promise.allSettled([
      attachTicket(deps, by(BEN, 4), 1),
      resolveTicket(deps, by(ANA), { ...SOLVED, withParts: true }),
    ]);

    const isPart = (await ticket(4)).partOfId === 1;
    expect(isPart).toBe(attached.status === 'fulfilled');
    expect((await keys()).includes(`resolve-part:${WORKSPACE}:4`)).toBe(isPart);
  });
});

describe('news', () => {
  it('reaches everybody who waits once: in their own request, or by direct message', async () => {
    const { db, deps, said, ticket, kinds } = await deskWithProblem();
    await saySameHere(deps, { workspaceId: WORKSPACE, parentId: 1, memberId: LUZ });
    // Kim said it before her own request was made part of the problem.
    await db.sameHere.create({ data: { workspaceId: WORKSPACE, ticketId: 1, memberId: KIM, at: deps.now() } });
    const people = peopleIn(await audienceOf(db, await ticket()));

    await updateProblem(deps, by(ANA), 'Back by noon', 'form-1');
    await updateProblem(deps, by(ANA), 'Back by noon', 'form-1');

    const told = await said('problem-update');
    expect(told.map(({ channelId, ticketId }) => [channelId, ticketId])).toEqual([
      ['C0HELP', 1],
      ['C0HELP', 2],
      ['C0HELP', 3],
      [LUZ, null],
    ]);
    expect(people).toBe(4);
    expect((await kinds()).filter((kind) => kind === 'problem_updated')).toHaveLength(1);
    expect(await db.ticketEvent.findFirst({ where: { kind: 'problem_updated' } })).toMatchObject({ detail: { people: 4 } });
  });

  it('does not reach parts that have ended, nor people outside Slack', async () => {
    const { db, deps, said } = await deskWithProblem();
    await resolveTicket(deps, by(ANA, 2), SOLVED);
    await db.ticket.updateMany({ where: { id: 3 }, data: { requesterId: 'X3' } });

    await updateProblem(deps, by(ANA), 'Back by noon', 'form-1');

    expect((await said('problem-update')).map(({ ticketId }) => ticketId)).toEqual([1]);
  });

  it('is told by staff only, and only of what is announced', async () => {
    const { deps } = await deskWithProblem();

    await expect(updateProblem(deps, by(TOM), 'x', 'form-1')).rejects.toMatchObject({ code: 'not_staff' });
    await expect(updateProblem(deps, by(ANA, 4), 'x', 'form-1')).rejects.toMatchObject({ code: 'no_problem' });
  });
});

describe('resolving a known problem', () => {
  it('asks first whether its parts are resolved, too', async () => {
    const { deps, ticket } = await deskWithProblem();

    await expect(resolveAsUsual(deps, by(ANA))).rejects.toThrow(
      'Request #1 is a known problem, and 2 more requests are part of it. Press *Resolve…* on its card',
    );

    expect(await ticket()).toMatchObject({ state: 'open' });
  });

  it('resolves its parts with the same outcome and topic, each told once, and leaves those alone that had ended', async () => {
    const { deps, ticket, said, resolveParts, kinds, keys } = await deskWithProblem();
    await claimTicket(deps, by(BEN, 3));
    await resolveTicket(deps, by(BEN, 2), { outcome: 'no longer needed', topic: 'other' });

    await resolveTicket(deps, by(ANA), { ...SOLVED, withParts: true });
    const planned = (await keys()).filter((key) => key.startsWith('resolve-part'));
    await resolveParts();
    await resolveParts();

    expect(planned).toEqual([`resolve-part:${WORKSPACE}:3`]);
    expect(await ticket(2)).toMatchObject({ state: 'resolved', outcome: 'no longer needed', ownerId: BEN });
    expect(await ticket(3)).toMatchObject({ state: 'resolved', outcome: 'solved', topic: 'other', ownerId: BEN });
    expect((await said('problem-over')).map(({ ticketId }) => ticketId)).toEqual([3]);
    expect((await kinds(3)).filter((kind) => kind === 'resolved')).toHaveLength(1);
  });

  it('can leave its parts open', async () => {
    const { deps, ticket, keys } = await deskWithProblem();

    await resolveTicket(deps, by(ANA), { ...SOLVED, withParts: false });

    expect((await keys()).some((key) => key.startsWith('resolve-part'))).toBe(false);
    expect(await ticket(2)).toMatchObject({ state: 'open' });
  });

  it('resolves no part when it was reopened before their turn came', async () => {
    const { deps, ticket, resolveParts } = await deskWithProblem();
    await resolveTicket(deps, by(ANA), { ...SOLVED, withParts: true });
    await undoLastStep(deps, by(ANA));

    await resolveParts();

    expect(await ticket(2)).toMatchObject({ state: 'open' });
  });

  it('is counted by the request they have, not a second time, for somebody whose own request is part of it', async () => {
    const { deps, db } = await deskWithProblem();

    const again = saySameHere(deps, { workspaceId: WORKSPACE, parentId: 1, memberId: KIM });

    await expect(again).rejects.toMatchObject({ code: 'own_problem' });
    expect(await db.sameHere.count()).toBe(0);
  });

  it('ends the banner and tells everybody who waits for it, once; reopened it stays ended', async () => {
    const { deps, seenBy, said, ticket } = await deskWithProblem();
    await saySameHere(deps, { workspaceId: WORKSPACE, parentId: 1, memberId: LUZ });
    await resolveTicket(deps, by(ANA), { ...SOLVED, withParts: true });

    await endProblem(deps, { workspaceId: WORKSPACE, ticketId: 1 });
    await endProblem(deps, { workspaceId: WORKSPACE, ticketId: 1 });
    const ended = await seenBy(4);
    await reopenTicket(deps, by(ANA));

    expect((await said('problem-over')).map(({ channelId, content }) => [channelId, content])).toEqual([
      ['C0HELP', { kind: 'problem-over', ticketId: 1, memberId: MAYA, isSolved: true }],
      [LUZ, { kind: 'problem-over', ticketId: 1, memberId: LUZ, isSolved: true }],
    ]);
    expect(ended).not.toContain(':warning:');
    expect(await seenBy(4)).not.toContain(':warning:');
    expect(await ticket()).toMatchObject({ state: 'claimed', problem: 'Payroll is down', problemSince: null });
  });

  it('ends it, too, when it is put aside as not a request', async () => {
    const { deps, ticket, keys } = await deskWithProblem();

    await dismissTicket(deps, by(ANA));

    expect(await ticket()).toMatchObject({ problemSince: null });
    expect(await keys()).toContain(`end-problem:${WORKSPACE}:1`);
  });
});
