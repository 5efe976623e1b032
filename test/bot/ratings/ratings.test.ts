import { describe, expect, it } from 'vitest';
import { markCalled, takeCall } from '#bot/ratings/calls.ts';
import { askForRating, commentOnRating, rate, withdrawRating } from '#bot/ratings/ratings.ts';
import { move } from '#bot/tickets/moves.ts';
import { claimTicket, reopenTicket, resolveTicket } from '#bot/tickets/tickets.ts';
import { ANA, by, DAY, LEA, MAYA, MONDAY_TEN, minutesAfter, openDesk, TOM, TRIAGE, WORKSPACE } from '#test/support/factories.ts';
import { seedSurvey, seedWave } from '#test/support/surveys.ts';

const SOLVED = { outcome: 'solved' as const, topic: 'billing' };
const of = (ticketId = 1) => ({ workspaceId: WORKSPACE, ticketId });

/** A desk on which Maya's request was solved on Monday at ten. */
async function deskWithSolved() {
  const desk = await openDesk();
  const ts = await desk.say(MAYA, 'Where is my invoice?');
  await claimTicket(desk.deps, by(ANA));
  await resolveTicket(desk.deps, by(ANA), SOLVED);
  const { db, deps, time } = desk;
  return {
    ...desk,
    ts,
    due: async (task: string, ticketId = 1) =>
      (await desk.jobs()).find(({ key }) => key === `${task}:${WORKSPACE}:${ticketId}`)?.run_at,
    rating: (ticketId = 1) => db.rating.findUnique({ where: { workspaceId_ticketId: of(ticketId) } }),
    askAt: async (at: Date, ticketId = 1) => {
      time.now = at;
      await askForRating(deps, of(ticketId));
    },
  };
}

const LATER = minutesAfter(MONDAY_TEN, 10);

describe('asking how we helped', () => {
  it('happens once, a little after the request was solved, in the direct message of who asked', async () => {
    const { due, askAt, rating, kinds, jobs, deps } = await deskWithSolved();
    const first = await due('ask-rating');

    await askAt(LATER);
    await Promise.all([askForRating(deps, of()), askForRating(deps, of())]);

    expect(first).toEqual(LATER);
    expect(await rating()).toMatchObject({ memberId: MAYA, askedAt: LATER, score: null });
    expect((await kinds()).filter((kind) => kind === 'rating_asked')).toHaveLength(1);
    expect((await jobs()).map(({ key }) => key)).toContain(`sync:${WORKSPACE}:rating:1`);
    expect(await due('withdraw-rating')).toEqual(new Date(LATER.getTime() + 7 * DAY));
  });

  it.each([
    ['private', { isPrivate: true }],
    ['stale', { outcome: 'stale' }],
    ['merged', { state: 'merged' }],
    ['not a request', { state: 'dismissed' }],
    ['open again', { state: 'claimed' }],
    ['of somebody who is not in Slack', { requesterId: 'X12' }],
  ])('does not happen for a request that is %s', async (_what, changes) => {
    const { db, askAt, rating } = await deskWithSolved();
    await db.ticket.updateMany({ data: changes });

    await askAt(LATER);

    expect(await rating()).toBeNull();
  });

  it.each([['take back'], ['requester says solved']] as const)(
    'does not happen when the member settled it themselves (%s)',
    async (name) => {
      const { db, deps, say, askAt, rating } = await deskWithSolved();
      await say(MAYA, 'Where is the one of May?', { at: minutesAfter(MONDAY_TEN, 30) });
      const outcome = name === 'take back' ? ('no longer needed' as const) : ('solved' as const);
      await db.$transaction((tx) =>
        move(
          tx,
          deps,
          { ...of(2), actorId: MAYA },
          { move: name, at: minutesAfter(MONDAY_TEN, 40), result: { outcome, topic: 'billing' } },
        ),
      );

      await askAt(minutesAfter(MONDAY_TEN, 50), 2);

      expect(await rating(2)).toBeNull();
    },
  );

  it('does not happen to somebody whose account is switched off', async () => {
    const { db, askAt, rating } = await deskWithSolved();
    await db.member.create({ data: { workspaceId: WORKSPACE, id: MAYA, displayName: 'Maya', deactivatedAt: MONDAY_TEN } });

    await askAt(LATER);

    expect(await rating()).toBeNull();
  });

  it('waits for the next opening, and is left out when the request is open again by then', async () => {
    const { askAt, rating, due, deps } = await deskWithSolved();

    await askAt(minutesAfter(MONDAY_TEN, 8 * 60));
    const putOff = await due('ask-rating');
    await reopenTicket(deps, by(ANA));
    const afterReopen = await due('ask-rating');
    await askAt(minutesAfter(MONDAY_TEN, 24 * 60));

    expect(putOff).toEqual(minutesAfter(MONDAY_TEN, 23 * 60));
    expect(afterReopen).toBeUndefined();
    expect(await rating()).toBeNull();
  });

  it('happens at most once in 14 days to one person, and what is left out is not asked later', async () => {
    const { deps, say, time, askAt, rating, due } = await deskWithSolved();
    await askAt(LATER);
    time.now = new Date(MONDAY_TEN.getTime() + 2 * DAY);
    await say(MAYA, 'Where is the one of May?');
    await resolveTicket(deps, by(ANA, 2), SOLVED);
    await askAt(minutesAfter(time.now, 10), 2);
    const within = await rating(2);
    time.now = new Date(MONDAY_TEN.getTime() + 15 * DAY);
    await say(MAYA, 'And the one of June?');
    await resolveTicket(deps, by(ANA, 3), SOLVED);

    await askAt(minutesAfter(time.now, 10), 3);

    expect(within).toBeNull();
    expect(await due('ask-rating', 2)).toEqual(minutesAfter(new Date(MONDAY_TEN.getTime() + 2 * DAY), 10));
    expect(await rating(3)).toMatchObject({ memberId: MAYA });
  });

  it('of two requests of one person at the same moment happens for one', async () => {
    const { db, deps, say, time } = await deskWithSolved();
    await say(MAYA, 'Where is the one of May?', { at: minutesAfter(MONDAY_TEN, 6) });
    await resolveTicket(deps, by(ANA, 2), SOLVED);
    time.now = LATER;

    await Promise.all([askForRating(deps, of(1)), askForRating(deps, of(2))]);

    expect(await db.rating.count()).toBe(1);
  });
});

describe('surveys and asking how we helped', () => {
  /** Maya's request was solved, and she was asked in an anonymous survey meanwhile. */
  async function whileSurveyed(changes: Parameters<typeof seedWave>[2] = {}) {
    const desk = await deskWithSolved();
    const kept = { workspaceId: WORKSPACE, ownerId: ANA, at: MONDAY_TEN };
    const { id: surveyId } = await seedSurvey(desk.db, kept);
    const sent = { workspaceId: WORKSPACE, surveyId, at: MONDAY_TEN, asked: [MAYA] };
    const wave = await seedWave(desk.db, sent, { level: 'anonymous', ...changes });
    return { ...desk, surveyId, wave };
  }

  it('a survey that is open mutes it, and it is not made up for afterwards', async () => {
    const { db, askAt, rating, due } = await whileSurveyed();

    await askAt(LATER);
    const muted = await rating();
    await db.surveyWave.updateMany({ data: { state: 'closed' } });

    expect(muted).toBeNull();
    expect(await rating()).toBeNull();
    expect(await due('withdraw-rating')).toBeUndefined();
  });

  it('an open survey mutes it also when it is answered already, since otherwise the question would tell who answered', async () => {
    const { db, askAt, rating } = await whileSurveyed();
    await db.surveyInvitation.updateMany({ data: { hasAnswered: true } });

    await askAt(LATER);

    expect(await rating()).toBeNull();
  });

  it.each([
    ['is closed', { state: 'closed' }],
    ['was withdrawn', { state: 'withdrawn' }],
    ['is past its end', { endsAt: MONDAY_TEN }],
  ])('a survey that %s mutes nothing', async (_what, changes) => {
    const { askAt, rating } = await whileSurveyed(changes);

    await askAt(LATER);

    expect(await rating()).toMatchObject({ memberId: MAYA });
  });

  it('mutes nobody who was not asked, or was left out at the last moment', async () => {
    const { db, askAt, rating } = await whileSurveyed();
    await db.surveyInvitation.updateMany({ data: { state: 'missed' } });

    await askAt(LATER);

    expect(await rating()).toMatchObject({ memberId: MAYA });
  });

  it('whoever wants no surveys at all is not asked; whoever wants no more of one is', async () => {
    const { db, askAt, rating, surveyId, deps } = await whileSurveyed({ state: 'closed' });
    const out = { workspaceId: WORKSPACE, memberId: MAYA, at: MONDAY_TEN };
    await db.surveyOptOut.create({ data: { ...out, surveyId: 0 } });

    await askAt(LATER);
    const ofAll = await rating();
    await db.surveyOptOut.updateMany({ data: { surveyId } });
    await askForRating(deps, of());

    expect(ofAll).toBeNull();
    expect(await rating()).toMatchObject({ memberId: MAYA });
  });
});

describe('an unanswered question', () => {
  it('is taken back when the request comes back', async () => {
    const { deps, say, ts, askAt, rating, due, time } = await deskWithSolved();
    await askAt(LATER);
    time.now = minutesAfter(MONDAY_TEN, 60);
    await say(MAYA, 'It is the wrong one', { threadTs: ts });
    const at = await due('withdraw-rating');

    await withdrawRating(deps, of());

    expect(at).toEqual(expect.any(Date));
    expect(await rating()).toMatchObject({ withdrawnAt: time.now, score: null });
    await expect(rate(deps, by(MAYA), 5)).rejects.toMatchObject({ code: 'rating_over' });
  });

  it('is taken back after a week, and not before', async () => {
    const { deps, askAt, rating, time, due } = await deskWithSolved();
    await askAt(LATER);
    time.now = new Date(LATER.getTime() + 6 * DAY);
    await withdrawRating(deps, of());
    const early = await rating();
    time.now = new Date(LATER.getTime() + 7 * DAY);

    await withdrawRating(deps, of());

    expect(early).toMatchObject({ withdrawnAt: null });
    expect(await due('withdraw-rating')).toEqual(time.now);
    expect(await rating()).toMatchObject({ withdrawnAt: time.now });
  });

  it('that was answered stays answered when the request comes back', async () => {
    const { deps, askAt, rating } = await deskWithSolved();
    await askAt(LATER);
    await rate(deps, by(MAYA), 4);
    await reopenTicket(deps, by(ANA));

    await withdrawRating(deps, of());

    expect(await rating()).toMatchObject({ score: 4, withdrawnAt: null });
  });
});

describe('answering', () => {
  it('keeps the first press and refuses the others, also when they come at once', async () => {
    const { db, deps, askAt, rating } = await deskWithSolved();
    await askAt(LATER);

    const presses = await Promise.allSettled([5, 1, 3].map((score) => rate(deps, by(MAYA), score)));

    expect(presses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const event = await db.ticketEvent.findFirst({ where: { kind: 'rated' } });
    expect(event).toMatchObject({ actorId: MAYA, detail: { score: (await rating())?.score } });
    await expect(rate(deps, by(MAYA), 5)).rejects.toThrow('You have answered this already, thank you!');
  });

  it.each([
    ['another member', TOM],
    ['the staff member who helped', ANA],
  ])('is refused to %s', async (_who, memberId) => {
    const { deps, askAt, rating } = await deskWithSolved();
    await askAt(LATER);

    await expect(rate(deps, by(memberId), 5)).rejects.toMatchObject({ code: 'not_yours' });
    await expect(commentOnRating(deps, by(memberId), 'Great')).rejects.toMatchObject({ code: 'not_yours' });

    expect(await rating()).toMatchObject({ score: null, comment: null });
  });

  it('a request that was never asked about has no answer', async () => {
    const { deps } = await deskWithSolved();

    await expect(rate(deps, by(MAYA), 5)).rejects.toMatchObject({ code: 'rating_over' });
  });

  it('keeps one comment, and not in the history', async () => {
    const { db, deps, askAt, rating } = await deskWithSolved();
    await askAt(LATER);
    await expect(commentOnRating(deps, by(MAYA), 'Too early')).rejects.toMatchObject({ code: 'commented_already' });
    await rate(deps, by(MAYA), 5);

    await commentOnRating(deps, by(MAYA), 'Ana was wonderful');

    await expect(commentOnRating(deps, by(MAYA), 'Again')).rejects.toMatchObject({ code: 'commented_already' });
    expect(await rating()).toMatchObject({ comment: 'Ana was wonderful' });
    expect(
      JSON.stringify(await db.ticketEvent.findMany(), (_key, value) => (typeof value === 'bigint' ? 0 : value)),
    ).not.toContain('wonderful');
  });
});

describe('an unhappy member', () => {
  /** Maya has answered with that score. */
  async function deskWithAnswer(score: number) {
    const desk = await deskWithSolved();
    await desk.askAt(LATER);
    await rate(desk.deps, by(MAYA), score);
    return desk;
  }

  it.each([
    [1, true],
    [2, true],
    [3, false],
    [5, false],
  ])('with a %i is brought to every lead at once: %s', async (score, isTold) => {
    const { jobs } = await deskWithAnswer(score);

    expect((await jobs()).some(({ key }) => key === `sync:${WORKSPACE}:call:1:${LEA}`)).toBe(isTold);
    expect((await jobs()).some(({ key }) => key.includes(`call:1:${ANA}`))).toBe(false);
  });

  it('is not brought to a lead who helped them, unless there is no other', async () => {
    const toldOf = async (others: string[]) => {
      const desk = await deskWithSolved();
      await desk.db.deskStaff.createMany({
        data: others.map((memberId) => ({ workspaceId: WORKSPACE, deskId: 'main', memberId, role: 'lead', isPresent: true })),
      });
      await desk.db.ticket.updateMany({ data: { ownerId: LEA } });
      await desk.askAt(LATER);
      await rate(desk.deps, by(MAYA), 1);
      return (await desk.jobs()).flatMap(({ key }) => key.split(':call:1:')[1] ?? []);
    };

    expect([await toldOf(['U0MAX']), await toldOf([])]).toEqual([['U0MAX'], [LEA]]);
  });

  it('is told to the triage channel without name and score where there is no lead', async () => {
    const desk = await deskWithSolved();
    await desk.db.deskStaff.updateMany({ where: { memberId: LEA }, data: { role: 'staff' } });
    await desk.askAt(LATER);

    await rate(desk.deps, by(MAYA), 1);

    const said = await desk.db.saidMessage.findFirstOrThrow({ where: { key: 'call:1' } });
    expect(said.channelId).toBe(TRIAGE);
    expect(JSON.stringify(said.content)).toContain('request #1');
    expect(JSON.stringify(said.content)).not.toMatch(/U0MAYA|Maya|unhappy|\b1 of 5/i);
  });

  it('is called by one lead, and the other is told who', async () => {
    const { db, deps, rating, kinds } = await deskWithAnswer(1);
    await db.deskStaff.create({
      data: { workspaceId: WORKSPACE, deskId: 'main', memberId: 'U0MAX', role: 'lead', isPresent: true },
    });

    const both = await Promise.allSettled([takeCall(deps, by(LEA)), takeCall(deps, by('U0MAX'))]);

    const { callById } = (await rating())!;
    const refused = both.flatMap((one) => (one.status === 'rejected' ? [String(one.reason.message)] : []));
    expect(refused).toEqual([`<@${callById}> has taken this call already.`]);
    const [taker, other] = callById === LEA ? [LEA, 'U0MAX'] : ['U0MAX', LEA];
    await expect(markCalled(deps, by(other))).rejects.toMatchObject({ code: 'call_taken' });
    await markCalled(deps, by(taker));
    await expect(markCalled(deps, by(taker))).rejects.toThrow('You have called them already.');
    expect((await kinds()).slice(-2)).toEqual(['call_taken', 'called']);
  });

  it('is called by leads only, and only after somebody took it', async () => {
    const { deps } = await deskWithAnswer(2);

    await expect(takeCall(deps, by(ANA))).rejects.toMatchObject({ code: 'not_lead' });
    await expect(takeCall(deps, by(MAYA))).rejects.toMatchObject({ code: 'not_staff' });
    await expect(markCalled(deps, by(LEA))).rejects.toMatchObject({ code: 'call_not_taken' });
  });

  it('there is nobody to call about a request without an answer', async () => {
    const { deps } = await deskWithSolved();

    await expect(takeCall(deps, by(LEA))).rejects.toMatchObject({ code: 'no_call' });
  });
});
