import { describe, expect, it } from 'vitest';
import { peopleForm } from '#bot/sign-ups/blocks.ts';
import { followOwn, standingOf } from '#bot/sign-ups/following.ts';
import { letSeatGo, takeSeat } from '#bot/sign-ups/offers.ts';
import { answerQuestion, cancelSignUp, giveBack } from '#bot/sign-ups/own-moves.ts';
import { changePeople } from '#bot/sign-ups/people.ts';
import { reportProblem, troubleWith } from '#bot/sign-ups/problems.ts';
import type { SignUp } from '#bot/sign-ups/sign-up.ts';
import { signUpBlocks, signUpButtons } from '#bot/sign-ups/sign-up-parts.ts';
import { standingInWords } from '#bot/sign-ups/standing.ts';
import { endingIn } from '#bot/sign-ups/typed.ts';
import { wordsIn } from '#bot/words/words.ts';
import { MONDAY_TEN, minutesAfter, WORKSPACE } from '#test/support/factories.ts';
import { HARBOR, MAPLE, type OpenTools, OWNER, openTools, WAREHOUSE } from '#test/support/tools.ts';

const by = (signUpId: number, actorId = 'UMAYA') => ({ workspaceId: WORKSPACE, signUpId, actorId });
const stateOf = async ({ db }: OpenTools, id: number) => (await db.signUp.findFirstOrThrow({ where: { id } })).state;
const other = (name: string, more: object = {}) => ({ memberId: name, subjectKey: `p:${name}`, openKey: name, ...more });

describe('how a sign-up stands', () => {
  const read = async ({ db, time }: OpenTools, { id }: SignUp, language = 'en') => {
    const standing = await standingOf(db, WORKSPACE, id, time.now);
    const words = wordsIn(language);
    const buttons = signUpButtons(standing, words).map(({ action_id }) => action_id);
    return { said: standingInWords(standing, words), buttons };
  };

  it('says who has it, and by when it is to go on', async () => {
    const tools = await openTools({ stages: [{ who: 'owner', memberIds: [], needs: 'one' }], standInHours: 8 });
    const signUp = await tools.addSignUp();
    const approval = { workspaceId: WORKSPACE, signUpId: signUp.id, round: 1, stage: 0, approverId: OWNER, role: 'owner' };
    await tools.db.signUpApproval.create({ data: { ...approval, askedAt: MONDAY_TEN } });

    const { said, buttons } = await read(tools, signUp);

    // Eight business hours after Monday at ten is Tuesday at ten.
    expect(said).toContain(`It is up to <@${OWNER}> to decide now. We expect to go on by <!date^1772532000^{date_long}`);
    expect(buttons).toEqual(['sign-up.cancel']);
    expect((await read(tools, signUp, 'es')).said).toContain(`Ahora la decisión es de <@${OWNER}>.`);
  });

  it('says the place in the waiting list', async () => {
    const tools = await openTools({ seatCap: 1 });
    await tools.addSignUp(other('U1', { state: 'waiting' }));
    const second = await tools.addSignUp(other('U2', { state: 'waiting', queuedAt: minutesAfter(MONDAY_TEN, 1) }));

    expect((await read(tools, second)).said).toContain('You are number 2 of 2 on the waiting list.');
  });

  it('shows the question with its answer button, and nothing in it is live', async () => {
    const tools = await openTools();
    const signUp = await tools.addSignUp({ state: 'questioned', questionAt: MONDAY_TEN });
    const asked = { toolId: WAREHOUSE, state: 'questioned', seats: 1, at: MONDAY_TEN, actorId: OWNER };
    const times = { calendarSeconds: 0, businessSeconds: 0, sinceAskedCalendarSeconds: 0, sinceAskedBusinessSeconds: 0 };
    const detail = { question: 'For <!channel> & whom?' };
    await tools.db.signUpEvent.create({
      data: { workspaceId: WORKSPACE, signUpId: signUp.id, kind: 'questioned', ...asked, ...times, detail },
    });

    const { said, buttons } = await read(tools, signUp);

    expect(said).toContain(`<@${OWNER}> needs an answer from you`);
    expect(said).toContain('For &lt;!channel&gt; &amp; whom?');
    expect(buttons).toEqual(['sign-up.answer-question', 'sign-up.cancel']);
  });

  it('offers what makes sense in each state, and nothing once it is over', async () => {
    const tools = await openTools({ subject: 'organisation', reminderDays: [30] });
    const signUp = await tools.addSignUp({ organisationId: 'maple' });
    const buttonsIn = async (changes: object) => {
      await tools.db.signUp.updateMany({ data: changes });
      return (await read(tools, signUp)).buttons;
    };
    const inTenDays = minutesAfter(MONDAY_TEN, 10 * 24 * 60);

    expect(await buttonsIn({ state: 'offered', offerEndsAt: MONDAY_TEN })).toEqual([
      'sign-up.take-seat',
      'sign-up.let-seat-go',
      'sign-up.people',
      'sign-up.cancel',
    ]);
    expect(await buttonsIn({ state: 'ready', endsAt: null })).toEqual(['sign-up.people', 'sign-up.problem', 'sign-up.give-back']);
    expect(await buttonsIn({ state: 'ready', endsAt: inTenDays })).toContain('sign-up.keep');
    expect(await buttonsIn({ state: 'ready', endsAt: inTenDays, renewalAnswer: 'keep' })).not.toContain('sign-up.keep');
    expect(await buttonsIn({ state: 'suspended' })).toContain('sign-up.keep');
    expect(await buttonsIn({ state: 'cancelled' })).toEqual([]);
  });

  it('"keep" names the end it is about, so that pressed twice it is one term more', async () => {
    const tools = await openTools();
    const endsAt = minutesAfter(MONDAY_TEN, 60);
    const { id } = await tools.addSignUp({ state: 'ready', endsAt });

    const standing = await standingOf(tools.db, WORKSPACE, id, MONDAY_TEN);
    const keep = signUpButtons(standing, wordsIn('en')).find(({ action_id }) => action_id === 'sign-up.keep');

    expect(endingIn(keep?.value)).toEqual({ signUpId: id, of: endsAt });
    expect(endingIn(String(id))).toEqual({ signUpId: id });
  });

  it('says that it takes longer, and no day that is over', async () => {
    const tools = await openTools();
    const { id } = await tools.addSignUp({ state: 'setting up', expectedOn: new Date('2026-02-27T00:00:00Z') });

    const standing = await standingOf(tools.db, WORKSPACE, id, MONDAY_TEN);

    expect(standingInWords(standing, wordsIn('en'))).toContain('It takes longer than we expected');
    expect(standingInWords(standing, wordsIn('en'))).not.toContain('<!date');
  });

  it('names whose it is to the contact of an organisation, who has no button for the link to it', async () => {
    const tools = await openTools();
    const { id } = await tools.addSignUp({ state: 'ready', organisationId: 'maple', link: 'v1.sealed' });
    const shownTo = async (who: string) =>
      JSON.stringify(signUpBlocks(await standingOf(tools.db, WORKSPACE, id, MONDAY_TEN, who), wordsIn('en')));

    const [own, contact] = [await shownTo('UMAYA'), await shownTo(MAPLE.contact)];

    expect([own.includes('for <@UMAYA>'), own.includes('Show my link')]).toEqual([false, true]);
    expect([contact.includes('for <@UMAYA>'), contact.includes('Show my link')]).toEqual([true, false]);
  });

  it.each(['en', 'es'])('has a sentence for every state, in %s', async (language) => {
    const tools = await openTools();
    const signUp = await tools.addSignUp();
    const { STATES } = await import('#bot/sign-ups/life.ts');
    for (const state of STATES) {
      await tools.db.signUp.updateMany({
        data: { state, declineReason: 'no budget', declineText: 'Next *year*', decidedById: OWNER },
      });

      const { said } = await read(tools, signUp, language);

      expect(said.length).toBeGreaterThan(10);
      expect(said).not.toMatch(/undefined|null|\[object/);
    }
  });
});

describe('what only its holder does', () => {
  it('is refused to everybody else: cancel, give back, answer, people, seats and problems', async () => {
    const tools = await openTools({ subject: 'organisation' });
    const { id } = await tools.addSignUp({ organisationId: 'maple', state: 'ready' });
    const { deps } = tools;
    for (const stranger of ['UAMINA', OWNER, 'U0ANA', HARBOR.contact]) {
      const own = by(id, stranger);
      const refused = await Promise.allSettled([
        cancelSignUp(deps, own),
        giveBack(deps, own),
        answerQuestion(deps, own, 'Yes'),
        changePeople(deps, own, ['UMAYA']),
        takeSeat(deps, own),
        letSeatGo(deps, own),
        reportProblem(deps, own, { formId: 'V1', text: 'Broken', via: 'command' }),
      ]);

      expect(refused.map((one) => (one.status === 'rejected' ? one.reason.code : 'done'))).toEqual(Array(7).fill('not_holder'));
    }
    expect(await tools.db.signUpEvent.count()).toBe(1);
  });

  it('is open to its people and to a contact of the organisation', async () => {
    const tools = await openTools({ subject: 'organisation' });
    const first = await tools.addSignUp({ organisationId: 'maple', state: 'ready', people: ['UJEROME'] });
    await giveBack(tools.deps, by(first.id, 'UJEROME'));
    const second = await tools.addSignUp({ organisationId: 'maple' });
    await cancelSignUp(tools.deps, by(second.id, MAPLE.contact));

    expect([await stateOf(tools, first.id), await stateOf(tools, second.id)]).toEqual(['ended', 'cancelled']);
    expect(await tools.db.signUp.findFirst({ where: { id: first.id } })).toMatchObject({
      endReason: 'given back',
      openKey: null,
    });
  });

  it('pressed twice at once is done once', async () => {
    const tools = await openTools();
    const { id } = await tools.addSignUp({ state: 'ready' });

    const pressed = await Promise.allSettled(Array.from({ length: 5 }, () => giveBack(tools.deps, by(id))));

    expect(pressed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await tools.db.signUpEvent.count({ where: { kind: 'given_back' } })).toBe(1);
  });

  it('answers a question once, and the decision goes on where it was', async () => {
    const tools = await openTools({ stages: [{ who: 'owner', memberIds: [], needs: 'one' }] });
    const { id } = await tools.addSignUp({ state: 'questioned', questionAt: MONDAY_TEN, noticedAt: MONDAY_TEN });

    await answerQuestion(tools.deps, by(id), '  For our <report>  ');
    await expect(answerQuestion(tools.deps, by(id), 'Again')).rejects.toMatchObject({ code: 'not_asked' });
    await expect(answerQuestion(tools.deps, by(id), ' ')).rejects.toMatchObject({ code: 'nothing_written' });

    expect(await tools.db.signUp.findFirst()).toMatchObject({ state: 'asked', questionAt: null, noticedAt: null });
    const event = await tools.db.signUpEvent.findFirstOrThrow({ where: { kind: 'answered' } });
    expect(event.detail).toMatchObject({ answer: 'For our <report>' });
  });
});

describe('the people of an organisation’s sign-up', () => {
  it('change with their seats, which have to be free', async () => {
    const tools = await openTools({ subject: 'organisation', seatsByPerson: true, seatCap: 3 });
    const { id } = await tools.addSignUp({ organisationId: 'maple', state: 'ready', people: ['UMAYA'] });
    await tools.addSignUp({ organisationId: 'harbor', subjectKey: 'o:harbor', openKey: 'h', state: 'ready', seats: 1 });
    const change = (people: string[]) => changePeople(tools.deps, by(id), people);

    expect(await change(['UMAYA', 'out@side.example'])).toEqual({ added: 1, removed: 0 });
    await expect(change(['UMAYA', 'UJEROME', 'out@side.example'])).rejects.toMatchObject({ code: 'no_free_seats' });
    expect(await change(['UMAYA', 'out@side.example'])).toEqual({ added: 0, removed: 0 });

    expect(await tools.db.signUp.findFirst({ where: { id } })).toMatchObject({ seats: 2 });
    expect(await tools.db.signUpEvent.count({ where: { kind: 'people_changed' } })).toBe(1);
    expect(await tools.db.saidMessage.findMany({ where: { underKey: `sign-up:${id}` } })).toHaveLength(1);
  });

  it('can be as many addresses as fit into their form, and no more', async () => {
    const tools = await openTools({ subject: 'organisation' });
    const { id } = await tools.addSignUp({ organisationId: 'maple', state: 'ready', people: ['UMAYA'] });
    const long = (count: number) =>
      Array.from({ length: count }, (_, at) => `${at + 10}${'x'.repeat(9)}@${'y'.repeat(80)}.example`);

    await changePeople(tools.deps, by(id), long(29));
    await expect(changePeople(tools.deps, by(id), long(30))).rejects.toMatchObject({ code: 'addresses_too_long' });

    const shown = JSON.stringify(peopleForm(await followOwn(tools.deps, by(id)), wordsIn('en')));
    expect(shown).toContain(long(29).join('\\n'));
  });

  it('can be fewer where the tool has fewer seats by now than they have', async () => {
    const tools = await openTools({ subject: 'organisation', seatsByPerson: true });
    const people = ['UMAYA', 'UJEROME', 'UMAPLE'];
    const { id } = await tools.addSignUp({ organisationId: 'maple', state: 'ready', people });
    await tools.db.tool.updateMany({ data: { seatCap: 1 } });

    await changePeople(tools.deps, by(id), ['UMAYA', 'UJEROME']);

    await expect(changePeople(tools.deps, by(id), people)).rejects.toMatchObject({ code: 'more_than_seats' });
    expect(await tools.db.signUp.findFirst({ where: { id } })).toMatchObject({ seats: 2 });
  });

  it('two at once never take more seats than there are', async () => {
    const tools = await openTools({ subject: 'organisation', seatsByPerson: true, seatCap: 3 });
    const maple = await tools.addSignUp({ organisationId: 'maple', state: 'ready', people: ['UMAYA'] });
    const harbor = await tools.addSignUp({
      ...other('UAMINA', { subjectKey: 'o:harbor' }),
      organisationId: 'harbor',
      state: 'ready',
      people: ['UAMINA'],
    });

    const changed = await Promise.allSettled([
      changePeople(tools.deps, by(maple.id), ['UMAYA', 'UJEROME']),
      changePeople(tools.deps, by(harbor.id, 'UAMINA'), ['UAMINA', 'UGREG']),
    ]);

    expect(changed.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const seats = await tools.db.signUp.aggregate({ _sum: { seats: true } });
    expect(seats._sum.seats).toBe(3);
  });

  it('let the next in line have what they free', async () => {
    const tools = await openTools({ subject: 'organisation', seatsByPerson: true, seatCap: 2 });
    const { id } = await tools.addSignUp({ organisationId: 'maple', state: 'ready', people: ['UMAYA', 'UJEROME'] });
    const next = await tools.addSignUp({
      ...other('UAMINA', { subjectKey: 'o:harbor' }),
      organisationId: 'harbor',
      state: 'waiting',
    });

    await changePeople(tools.deps, by(id), ['UMAYA']);

    expect(await stateOf(tools, next.id)).toBe('offered');
  });

  it('are fewer than before, and fit into what is free: they are offered that', async () => {
    const tools = await openTools({ subject: 'organisation', seatsByPerson: true, seatCap: 2 });
    await tools.addSignUp({ ...other('UAMINA', { subjectKey: 'o:harbor' }), organisationId: 'harbor', state: 'ready' });
    const { id } = await tools.addSignUp({ organisationId: 'maple', state: 'waiting', people: ['UMAYA', 'UJEROME'] });

    await changePeople(tools.deps, by(id), ['UMAYA']);

    expect(await stateOf(tools, id)).toBe('offered');
  });

  it('are not what a person’s own sign-up has', async () => {
    const tools = await openTools();
    const { id } = await tools.addSignUp({ state: 'ready' });

    await expect(changePeople(tools.deps, by(id), ['UMAYA'])).rejects.toMatchObject({ code: 'no_people' });
  });
});

describe('a problem with a tool', () => {
  it('is a request about that tool and sign-up, once however often the form is sent, and shows on the tool’s page', async () => {
    const tools = await openTools();
    const { id } = await tools.addSignUp({ state: 'ready' });
    const written = { formId: 'V1', text: 'It is <slow>', via: 'command' as const };

    const numbers = await Promise.all(Array.from({ length: 5 }, () => reportProblem(tools.deps, by(id), written)));
    await tools.db.ticket.updateMany({ data: { problem: 'The warehouse is slow', problemSince: MONDAY_TEN } });

    expect(new Set(numbers)).toEqual(new Set([1]));
    expect(await tools.db.ticket.findMany()).toMatchObject([{ toolId: WAREHOUSE, signUpId: id, requesterId: 'UMAYA' }]);
    expect(await tools.db.channelMessage.findMany()).toMatchObject([{ text: 'Data warehouse: It is &lt;slow&gt;' }]);
    expect(await tools.db.signUpEvent.count({ where: { kind: 'problem_reported' } })).toBe(1);
    expect(await troubleWith(tools.db, WORKSPACE, WAREHOUSE, 'UMAYA')).toEqual({
      problem: { id: 1, text: 'The warehouse is slow' },
      open: 1,
      own: [1],
    });
    expect((await troubleWith(tools.db, WORKSPACE, WAREHOUSE, 'UAMINA')).own).toEqual([]);
  });
});
