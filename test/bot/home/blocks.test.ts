import { describe, expect, it } from 'vitest';
import { addedMessage, addModal, homePage } from '#bot/home/blocks.ts';
import type { HomeView } from '#bot/home/home.ts';
import { wordsIn } from '#bot/words/words.ts';
import { ANA, BEN, DAY, MONDAY_TEN } from '#test/support/factories.ts';
import { objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';
import { ANSWER, aBoard, aHome, anOwnRequest, aStaffLine, someRequests, someSurveys } from './some-homes.ts';

const shown = (view: HomeView, now = MONDAY_TEN) => JSON.stringify(homePage(view, now).blocks);
const buttonsIn = (json: string) => [...json.matchAll(/"type":"button","action_id":"([^"]+)"/g)].map(([, id]) => id);
const ES = { language: 'es' as const, isAsked: false, isFromSlack: false };

describe('a member’s Home', () => {
  it('says what to do when there is nothing yet', () => {
    const json = shown(aHome());

    expect(json).toContain('You have no open requests.');
    expect(buttonsIn(json)).toEqual(['request.new']);
  });

  it('says how each request stands, in the member’s own words', () => {
    const says = (changes: Parameters<typeof anOwnRequest>[0], tongue = aHome().tongue) =>
      shown(aHome({ tongue, own: someRequests({ open: [anOwnRequest(changes)] }) }));

    expect(says({})).toContain('We have it, and somebody will answer.');
    expect(says({ state: 'claimed', ownerId: ANA })).toContain(`<@${ANA}> is looking after it.`);
    expect(says({ state: 'waiting', waitingOn: 'member', ownerId: ANA })).toContain('needs an answer from you');
    expect(says({ state: 'waiting', waitingOn: 'other', ownerId: ANA })).toContain('outside our team');
    expect(says({ state: 'claimed', ownerId: ANA }, ES)).toContain(`<@${ANA}> se ocupa de ella.`);
    expect(says({ isPrivate: true })).toContain(':lock: private');
  });

  it('quotes the last answer exactly, cut at 150 characters, with who and when', () => {
    const answer = { ...ANSWER, text: `*not bold* &lt;b&gt; ${'x'.repeat(200)}` };

    const json = shown(aHome({ own: someRequests({ open: [anOwnRequest({ answer })] }) }));

    expect(json).toContain(`Last answer, from <@${ANA}>, <!date^1772449200^`);
    expect(json).toContain(`*not bold* <b> ${'x'.repeat(134)}…`);
  });

  it('has a button for each thing a member can do, and makes nothing private twice', () => {
    const open = shown(aHome({ own: someRequests({ open: [anOwnRequest()] }) }));
    const hidden = shown(aHome({ own: someRequests({ open: [anOwnRequest({ isPrivate: true })] }) }));

    expect(buttonsIn(open)).toEqual(['request.new', 'request.add', 'request.solved', 'request.take-back', 'ticket.make-private']);
    expect(buttonsIn(hidden)).not.toContain('ticket.make-private');
  });

  it('lists what ended with how and when, and lets them write again for seven days', () => {
    const resolved = anOwnRequest({ id: 7, state: 'resolved', outcome: 'solved', resolvedAt: MONDAY_TEN });
    const closed = anOwnRequest({
      id: 3,
      state: 'closed',
      outcome: 'stale',
      resolvedAt: new Date(MONDAY_TEN.getTime() - 20 * DAY),
    });
    const merged = anOwnRequest({ id: 5, state: 'merged', mergedIntoId: 4 });
    const own = someRequests({ ended: [resolved, closed, merged] });

    const now = shown(aHome({ own }));
    const later = shown(aHome({ own }), new Date(MONDAY_TEN.getTime() + 7 * DAY));

    expect(now).toContain('*#7* · Solved');
    expect(now).toContain('*#3* · Closed, since we heard nothing more from you');
    expect(now).toContain('*#5* · We go on with it in *#4*');
    expect(buttonsIn(now)).toEqual(['request.new', 'request.add']);
    expect(buttonsIn(later)).toEqual(['request.new']);
  });

  it('asks in every language when we do not speak theirs, and otherwise says where ours comes from', () => {
    const asked = shown(aHome({ tongue: { language: 'en', isAsked: true, isFromSlack: false } }));
    const fromSlack = shown(aHome({ tongue: { language: 'es', isAsked: false, isFromSlack: true } }));

    expect(asked).toContain('Which language shall I use with you?\\n¿En qué idioma');
    expect(fromSlack).toContain('como tu Slack');
    expect(fromSlack).toContain('"initial_option":{"text":{"type":"plain_text","text":"Español"}');
  });

  it('has the surveys that are open for them, the first three with a button', () => {
    const json = shown(aHome({ surveys: someSurveys(5) }));

    expect(json).toContain('Surveys open for you');
    expect(json).toContain('And 2 more: type `/survey mine`.');
    expect(buttonsIn(json)).toEqual(['request.new', 'answering.start', 'answering.start', 'answering.start']);
  });

  it('says that the bot is not set up, and offers nothing then', () => {
    const json = shown(aHome({ isSetUp: false }));

    expect(json).toContain('/rochdale setup');
    expect(buttonsIn(json)).toEqual([]);
  });
});

describe('the Home of staff', () => {
  it('has their own work first, with whose turn it is, and what they may press', () => {
    const own = [
      aStaffLine({ id: 1, state: 'claimed', ownerId: ANA }),
      aStaffLine({ id: 2, state: 'waiting', waitingOn: 'member', ownerId: ANA }),
      aStaffLine({ id: 3, state: 'waiting', waitingOn: 'other', waitingFor: 'the <bank>', followUpAt: MONDAY_TEN, ownerId: ANA }),
    ];
    const unassigned = [aStaffLine({ id: 4, priority: 'urgent', organisation: 'Elm Street' })];

    const json = shown(
      aHome({ boards: [aBoard({ own: { lines: own, total: 3 }, unassigned: { lines: unassigned, total: 1 } })] }),
    );

    expect(json.indexOf('*Yours* (3)')).toBeLessThan(json.indexOf('*Nobody has these yet* (1)'));
    expect(json.indexOf('*Nobody has these yet*')).toBeLessThan(json.indexOf('Your requests'));
    expect(json).toContain('our turn, unanswered · asked');
    expect(json).toContain('the member’s turn');
    expect(json).toContain('waits for the &lt;bank&gt; until <!date^');
    expect(json).toContain(':rotating_light: *#4*');
    expect(json).toContain('(Elm Street)');
    expect(buttonsIn(json).slice(-4)).toEqual(['ticket.claim', 'ticket.reply', 'ticket.more', 'request.new']);
  });

  it('keeps the words of a private request to itself', () => {
    const lines = [aStaffLine({ isPrivate: true, text: 'I am ill' })];

    const json = shown(aHome({ boards: [aBoard({ unassigned: { lines, total: 1 } })] }));

    expect(json).not.toContain('I am ill');
    expect(json).toContain(':lock: private');
    expect(buttonsIn(json)).toContain('ticket.read');
  });

  it('names the rest of a list and the command that shows it', () => {
    const lines = Array.from({ length: 10 }, (_, index) => aStaffLine({ id: index + 1, ownerId: BEN }));

    const json = shown(aHome({ boards: [aBoard({ overdue: { lines, total: 37 } })] }));

    expect(json).toContain('27 more: `/triage list overdue`');
  });

  it('shows known problems to all, and the counts to leads', () => {
    const problems = [{ id: 5, text: 'The <login> is down', parts: 3 }];
    const counts = { open: 4, claimed: 3, waitingOnMember: 2, waitingOnOther: 1 };

    const json = shown(aHome({ boards: [aBoard({ problems, counts })] }));

    expect(json).toContain('*#5* The &lt;login&gt; is down (3 more requests)');
    expect(json).toContain('4 open, 3 being looked after, 2 waiting for the member, 1 waiting for somebody else');
  });

  it('says so when nothing waits', () => {
    expect(shown(aHome({ boards: [aBoard()] }))).toContain('nothing waits for you');
  });
});

describe('however much there is', () => {
  const long = '𝔘'.repeat(3000);
  let last = 0;
  const nextId = () => {
    last += 1;
    return last;
  };
  const lines = () =>
    Array.from({ length: 10 }, () =>
      aStaffLine({ id: nextId(), text: long, organisation: long.slice(0, 200), waitingFor: long.slice(0, 200) }),
    );
  const list = () => ({ lines: lines(), total: 300 });
  const board = () =>
    aBoard({
      own: list(),
      overdue: list(),
      unassigned: list(),
      dueToday: list(),
      problems: Array.from({ length: 5 }, () => ({ id: 1, text: long, parts: 1 })),
      counts: { open: 1, claimed: 1, waitingOnMember: 1, waitingOnOther: 1 },
    });
  const own = (most: number) =>
    someRequests({
      open: Array.from({ length: most }, () => anOwnRequest({ id: nextId(), text: long, answer: { ...ANSWER, text: long } })),
      moreOpen: 290,
      ended: Array.from({ length: most }, () =>
        anOwnRequest({ id: nextId(), state: 'resolved', resolvedAt: MONDAY_TEN, text: long }),
      ),
    });
  const asked = { language: 'es' as const, isAsked: true, isFromSlack: true };

  it.each([1, 2, 3, 4])('Slack takes the Home of somebody at %i desks', (desks) => {
    const view = aHome({
      boards: Array.from({ length: desks }, board),
      moreDesks: 2,
      own: own(3),
      tongue: asked,
      surveys: someSurveys(9),
    });

    const page = homePage(view, MONDAY_TEN);

    expect(objectionsToView(page)).toEqual([]);
    expect(page.blocks.length).toBeGreaterThan(80);
    expect(page.blocks.length).toBeLessThanOrEqual(100);
  });

  it('Slack takes a member’s Home, the form and what was added', () => {
    const page = homePage(aHome({ own: own(10), tongue: asked, surveys: someSurveys(9) }), MONDAY_TEN);

    expect(objectionsToView(page)).toEqual([]);
    expect(JSON.stringify(page)).toContain('Y 290 solicitudes abiertas más.');
    for (const language of ['en', 'es']) {
      expect(objectionsToView(addModal(2_147_483_647, wordsIn(language)))).toEqual([]);
      expect(objectionsTo(addedMessage('x'.repeat(3000), wordsIn(language), 'Maya'))).toEqual([]);
    }
  });
});
