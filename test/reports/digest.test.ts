import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestAsText, type Edition, weeklyDigest } from '#reports/digest.ts';
import { weekNamed } from '#reports/period.ts';
import type { Waits, WeekFigures } from '#reports/week-figures.ts';
import { someFigures, weeksBefore } from './some-figures.ts';

const NO_MOVES = {
  openAtStart: 0,
  opened: 0,
  reopened: 0,
  resolved: { solved: 0, answeredByMember: 0, noLongerNeeded: 0, stale: 0 },
  dismissed: 0,
  merged: 0,
  openAtEnd: 0,
};
const NOTHING: Partial<WeekFigures> = {
  firstReply: { n: 0, answered: 0, waiting: 0, endedUnanswered: 0, business: null, calendar: null },
  resolution: { n: 0, business: null, calendar: null },
  openNow: { us: 0, member: 0, other: 0 },
  unansweredNow: 0,
  oldestUnanswered: null,
};

function digest(figures: WeekFigures, history: WeekFigures[] = [], edition: Edition = 'staff') {
  return weeklyDigest(figures, history, { edition, workspaceName: 'Riverbend Co-op', requesterName: 'Maria Lopez' });
}

function line(figures: WeekFigures, label: string, history: WeekFigures[] = []): string | undefined {
  return digest(figures, history).lines.find((one) => one.label === label)?.text;
}

function waits(n: number, median: [number, boolean], p90: [number, boolean]): Waits {
  const percentiles = { median: { seconds: median[0], atLeast: median[1] }, p90: { seconds: p90[0], atLeast: p90[1] } };
  return { n, business: percentiles, calendar: percentiles };
}

function replies(n: number, waiting: number, median: [number, boolean], p90: [number, boolean]): Partial<WeekFigures> {
  return { firstReply: { ...waits(n, median, p90), answered: n - waiting, waiting, endedUnanswered: 0 } };
}

describe('the key sentence', () => {
  it.each<[string, WeekFigures, number[]]>([
    ['In hand: open requests fell from 21 to 18.', someFigures({ unansweredNow: 0 }), []],
    ['Busy but in hand: open requests fell from 21 to 18.', someFigures({ unansweredNow: 0 }), [30, 31, 32, 33]],
    [
      'Busier than usual: open requests rose from 21 to 25.',
      someFigures({ unansweredNow: 0, queue: { openAtEnd: 25 } }),
      [30, 31, 32, 33],
    ],
    ['A quiet week: open requests fell from 21 to 18.', someFigures({ unansweredNow: 0 }), [60, 61, 62, 63]],
    [
      'Little came in, yet the queue grew: open requests rose from 21 to 22.',
      someFigures({ unansweredNow: 0, queue: { openAtEnd: 22 } }),
      [60, 61, 62, 63],
    ],
    [
      'The queue grew: open requests rose from none to 3.',
      someFigures({ unansweredNow: 0, queue: { openAtStart: 0, openAtEnd: 3 } }),
      [],
    ],
    ['Steady: 1 request open, as a week ago.', someFigures({ unansweredNow: 0, queue: { openAtStart: 1, openAtEnd: 1 } }), []],
    [
      'Nothing new came in: open requests fell from 2 to none.',
      someFigures({ unansweredNow: 0, queue: { openAtStart: 2, opened: 0, openAtEnd: 0 } }),
      [],
    ],
    ['A quiet week: nothing came in, and nothing is open.', someFigures({ ...NOTHING, queue: NO_MOVES }), []],
    [
      'A quiet week: nothing came in; 1 request is still open.',
      someFigures({ ...NOTHING, queue: { ...NO_MOVES, openAtStart: 1, openAtEnd: 1 } }),
      [],
    ],
    ['Nothing has come in yet.', someFigures({ ...NOTHING, since: null, queue: NO_MOVES }), []],
    [
      'The first week: 1 request came in, and 1 is open. 1 request still waits for a first reply.',
      someFigures({
        ...NOTHING,
        since: '2026-11-17T10:00:00.000Z',
        unansweredNow: 1,
        queue: { ...NO_MOVES, opened: 1, openAtEnd: 1 },
      }),
      [],
    ],
  ])('%s', (said, figures, opened) => {
    expect(digest(figures, weeksBefore(opened)).headline).toBe(said);
  });
});

describe('the lines', () => {
  it('show the sum of the queue, every way in and out that was used, and what is usual', () => {
    expect(line(someFigures(), 'Work', weeksBefore([34, 40, 41, 46]))).toBe(
      '21 open + 43 new + 2 reopened − 40 solved − 3 answered by a member − 1 no longer needed − 1 stale − 1 not a request − 2 merged = 18 open (usual new: 34–46)',
    );
  });

  it('show an arrow only outside the usual range', () => {
    expect(line(someFigures(), 'Work', weeksBefore([30, 31, 32, 33]))).toMatch(/\(↑ more new than the usual 30–33\)$/);
    expect(line(someFigures(), 'Work', weeksBefore([60, 61, 62, 63]))).toMatch(/\(↓ fewer new than the usual 60–63\)$/);
    expect(line(someFigures(), 'Work', weeksBefore([43, 43, 43, 43]))).toMatch(/\(usual new: 43\)$/);
    expect(line(someFigures(), 'Work', weeksBefore([30, 31, 32]))).toMatch(/= 18 open$/);
  });

  it('do not read a holiday week as a fall', () => {
    const holiday = someFigures({ workingDays: 2, queue: { opened: 17 } });

    expect(line(holiday, 'Work', weeksBefore([40, 42, 44, 46]))).toMatch(/\(usual new: 16–19\)$/);
    expect(digest(holiday, weeksBefore([40, 42, 44, 46])).notes).toEqual([
      'A week of 2 working days: what is usual is scaled to it.',
    ]);
  });

  it('tell how long first replies took, in working time and by the clock, with everybody who was left without one', () => {
    const figures = someFigures();
    figures.firstReply.endedUnanswered = 1;

    expect(line(figures, 'First reply')).toBe(
      'half in 1 h 50, 9 in 10 in 6 h 30 of working time; by the clock half in 3 h, 9 in 10 in 20 h; 34 of 36 (94 %) answered; 2 still waiting; 1 resolved without a reply of staff',
    );
  });

  it('count contacts answered on the spot apart from first replies', () => {
    const figures = someFigures();
    figures.firstReply.onTheSpot = 3;

    expect(line(figures, 'First reply')).toMatch(/; 2 still waiting; 3 more answered on the spot$/);
  });

  it('say slower and faster than usual for first replies', () => {
    const quicker = weeksBefore([1, 1, 1, 1], replies(20, 0, [600, false], [1200, false]));
    const slower = weeksBefore([1, 1, 1, 1], replies(20, 0, [60_000, false], [90_000, false]));

    expect(line(someFigures(), 'First reply', quicker)).toMatch(/↑ slower than the usual 10 min$/);
    expect(line(someFigures(), 'First reply', slower)).toMatch(/↓ faster than the usual 17 h$/);
  });

  it.each<[string, Partial<WeekFigures>]>([
    ['10 min of working time; by the clock 10 min; 1 of 1 answered', replies(1, 0, [600, false], [600, false])],
    [
      'half in 10 min, all in 20 min of working time; by the clock half in 10 min, all in 20 min; 4 of 4 answered',
      replies(4, 0, [600, false], [1200, false]),
    ],
    [
      'half in 2 h or more of working time; by the clock half in 2 h or more; 1 of 4 answered; 3 still waiting',
      replies(4, 3, [7200, true], [9000, true]),
    ],
    [
      'half in 1 min or more of working time; by the clock half in 1 min or more; 1 of 4 answered; 3 still waiting',
      replies(4, 3, [20, true], [40, true]),
    ],
    [
      'half in 10 min, the longest 2 h or more of working time; by the clock half in 10 min, the longest 2 h or more; 4 of 5 answered; 1 still waiting',
      replies(5, 1, [600, false], [7200, true]),
    ],
    [
      'half in 10 min of working time; by the clock half in 10 min; 4 of 5 answered; 1 still waiting',
      replies(5, 1, [600, false], [60, true]),
    ],
    ['no requests to answer this week', NOTHING],
  ])('say of first replies: %s', (said, changes) => {
    expect(line(someFigures(changes), 'First reply')).toBe(said);
  });

  it('say of resolution how many it is about, and that it can still change', () => {
    expect(line(someFigures(), 'Resolution')).toMatch(/; 40 requests solved, provisional for 7 days$/);
    expect(line(someFigures(NOTHING), 'Resolution')).toBe('nothing was solved this week');
  });

  it('name the oldest unanswered request to staff', () => {
    expect(line(someFigures(), 'Oldest unanswered')).toBe(
      '#398 from Maria Lopez since Thu 11:10, 9 h of working time so far (3 days 22 h by the clock); 1 more waits',
    );
    expect(line(someFigures(NOTHING), 'Oldest unanswered')).toBe('none, nobody waits for a first reply');
  });

  it('say by whose turn what is open', () => {
    expect(line(someFigures(), 'Open now')).toBe('our turn 7 · the member’s 6 · somebody else’s 5');
    expect(line(someFigures(NOTHING), 'Open now')).toBe('nothing');
  });

  it('are spared a workspace where nobody has asked yet', () => {
    expect(digest(someFigures({ ...NOTHING, since: null, queue: NO_MOVES })).lines).toEqual([]);
  });
});

describe('honesty', () => {
  it('says so when the sum does not hold', () => {
    expect(digest(someFigures({ queue: { sumHolds: false } })).notes).toEqual([
      'The sum under Work does not add up: 18 is what was counted. Please tell whoever runs this bot.',
    ]);
  });

  it('says so when requests of an earlier week were recorded after its digest', () => {
    expect(digest(someFigures({ queue: { openAtStartBefore: 20 } })).notes).toEqual([
      'The digest before ended with 20 open; recorded since, as of that Monday it was 21.',
    ]);
    expect(digest(someFigures({ queue: { openAtStartBefore: 21 } })).notes).toEqual([]);
  });

  it('compares nothing when the desk was closed all week', () => {
    const closed = digest(someFigures({ workingDays: 0 }), weeksBefore([40, 42, 44, 46]));

    expect(closed.notes).toEqual(['The desk was closed all week, so what is usual is not said.']);
    expect(closed.lines[0]?.text).not.toContain('usual');
  });

  it('never compares a week that is not over with whole ones, and says that it is not', () => {
    const running = digest(someFigures({ asOf: '2026-11-19T11:10:00.000Z' }), weeksBefore([60, 60, 60, 60]));

    expect(running.title).toContain('week 47 (16–22 Nov), so far');
    expect(running.notes).toEqual(['The week is not over; counted Thu 11:10.']);
    expect(digestAsText(running)).not.toContain('usual');
  });
});

describe('the community edition', () => {
  it('has no names and no numbers of single requests', () => {
    const text = digestAsText(digest(someFigures(), weeksBefore([34, 40, 41, 46]), 'community'));

    expect(text).not.toMatch(/Maria|#\d|UMARIA|Oldest/);
    expect(text).toContain('= 18 open');
  });
});

describe('as text', () => {
  it('begins with the title and the key sentence', () => {
    const [title, key] = digestAsText(digest(someFigures())).split('\n');

    expect(title).toBe('Riverbend Co-op · week 47 (16–22 Nov) · staff edition');
    expect(key).toBe('In hand: open requests fell from 21 to 18. 2 requests still wait for a first reply.');
  });

  it('stays one line for each thing said, and within 3,900 characters, whatever people are called', () => {
    const names = fc.string({
      unit: fc.constantFrom('a', '\n', '\u202e', '<!channel>', '😀', '&', '\u0000', '𝒳'),
      maxLength: 5_000,
    });
    fc.assert(
      fc.property(names, names, (workspaceName, requesterName) => {
        const said = weeklyDigest(someFigures(), [], { edition: 'staff', workspaceName, requesterName });

        const text = digestAsText(said);

        expect(text.length).toBeLessThanOrEqual(3_900);
        expect(text.split('\n')).toHaveLength(2 + said.lines.length);
        expect(text.isWellFormed()).toBe(true);
      }),
    );
  });

  it('reads the same for the same frozen figures, and names the right week in any zone', () => {
    const week = weekNamed('2026-W53', 'Pacific/Auckland');

    expect(digestAsText(digest(someFigures({}, week)))).toBe(digestAsText(digest(someFigures({}, week))));
    expect(digest(someFigures({}, week)).title).toContain('week 53 (28 Dec – 3 Jan)');
  });
});
