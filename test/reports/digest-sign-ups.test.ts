import { describe, expect, it } from 'vitest';
import { digestAsText, type Edition, weeklyDigest } from '#reports/digest.ts';
import type { SignUpFigures } from '#reports/sign-up-figures.ts';
import { WeekFigures } from '#reports/week-figures.ts';
import { someFigures } from './some-figures.ts';

const NO_SUM: SignUpFigures['sum'] = {
  undecidedAtStart: 0,
  asked: 0,
  reopened: 0,
  approved: 0,
  declined: 0,
  takenBack: 0,
  noAnswer: 0,
  undecidedAtEnd: 0,
  sumHolds: true,
};
const NOTHING: SignUpFigures = {
  sum: NO_SUM,
  decisions: { n: 0, business: null, undecided: 0, endedUndecided: 0, atOnce: 0 },
  ready: { n: 0, business: null, notYet: 0, inLine: 0, endedBefore: 0 },
  tools: [],
  seatsMadeReady: 0,
  seatsBeingSetUp: 0,
  ending: { seats: 0, kept: 0, givenBack: 0, beingDecided: 0, noAnswer: 0 },
  oldestUndecided: [],
};
const tool = (name: string, used: number, cap: number | null, waiting = 0) => ({
  toolId: name.toLowerCase(),
  name,
  used,
  cap,
  waiting,
});
const A_WEEK: SignUpFigures = {
  ...NOTHING,
  sum: { ...NO_SUM, undecidedAtStart: 2, asked: 11, approved: 9, declined: 1, undecidedAtEnd: 3 },
  tools: [tool('Warehouse', 5, 5, 6), tool('Mapping', 24, 25), tool('Texting', 3, 100), tool('Video', 40, null)],
  seatsMadeReady: 8,
  seatsBeingSetUp: 3,
  ending: { seats: 12, kept: 7, givenBack: 2, beingDecided: 0, noAnswer: 3 },
  oldestUndecided: [
    {
      signUpId: 12,
      tool: 'Warehouse',
      isRenewal: false,
      askedAt: '2026-11-19T11:10:00.000Z',
      businessSeconds: 32_400,
      turn: 'approvers',
      memberIds: ['UANA', 'UBO'],
    },
    {
      signUpId: 14,
      tool: 'Mapping',
      isRenewal: true,
      askedAt: '2026-11-19T12:10:00.000Z',
      businessSeconds: 30_000,
      turn: 'member',
      memberIds: ['UMAYA'],
    },
  ],
};
const NAMES = new Map([
  ['UANA', 'Ana'],
  ['UBO', 'Bo'],
  ['UMAYA', 'Maya'],
]);

function digest(signUps: SignUpFigures | undefined, edition: Edition = 'staff') {
  const figures = someFigures(signUps ? { signUps } : {});
  return weeklyDigest(figures, [], { edition, workspaceName: 'Riverbend Co-op', names: NAMES });
}

function line(signUps: SignUpFigures, label: string, edition: Edition = 'staff'): string | undefined {
  return digest(signUps, edition).lines.find((one) => one.label === label)?.text;
}

describe('the line about tools', () => {
  it('has the sum, and the tools that are nearly full or waited for', () => {
    expect(line(A_WEEK, 'Tools')).toBe(
      '2 waiting + 11 asked = 9 approved + 1 declined + 3 undecided · Warehouse full, 6 waiting · Mapping 24 of 25 seats',
    );
  });

  it('names every other way in and out', () => {
    const sum = { ...NO_SUM, asked: 2, reopened: 1, takenBack: 2, noAnswer: 1 };

    expect(line({ ...NOTHING, sum }, 'Tools')).toBe('2 asked + 1 asked again = 2 taken back + 1 no answer');
  });

  it('says so when nobody asked', () => {
    expect(line(NOTHING, 'Tools')).toBe('nobody asked for one');
  });

  it('says how long a decision took, and whom that leaves out', () => {
    const business = { median: { seconds: 7_200, atLeast: false }, p90: { seconds: 36_000, atLeast: true } };
    const decisions = { n: 12, business, undecided: 3, endedUndecided: 1, atOnce: 4 };

    expect(line({ ...A_WEEK, tools: [], decisions }, 'Tools')).toContain(
      '· decided: half in 2 h, 9 in 10 in 10 h or more of working time (12 requests, 3 undecided, 1 over before anybody decided, 4 more approved at once)',
    );
  });

  it('says under the digest when the sum fails', () => {
    const { notes } = digest({ ...A_WEEK, sum: { ...A_WEEK.sum, sumHolds: false } });

    expect(notes).toEqual([
      'The sum under Tools does not add up: 3 undecided is what was counted. Please tell whoever runs this bot.',
    ]);
  });

  it('is short, however many tools are full', () => {
    const tools = Array.from({ length: 9 }, (_, index) => tool(`Tool ${index}`, 5, 5));

    expect(line({ ...A_WEEK, tools }, 'Tools')).toMatch(/Tool 4 full · 4 more tools nearly full$/);
  });
});

describe('the line about seats', () => {
  it('has what was made ready, what ends, and what was answered', () => {
    expect(line(A_WEEK, 'Seats')).toBe('8 made ready, 3 being set up · 12 end in 30 days: 7 kept, 2 given back, 3 no answer yet');
  });

  it('is left out when there is nothing of it', () => {
    expect(line(NOTHING, 'Seats')).toBeUndefined();
  });
});

it('names to staff who has what waits longest for a decision', () => {
  expect(line(A_WEEK, 'Waiting longest for a decision')).toBe(
    'S12 Warehouse since Thu 11:10, 9 h of working time, with Ana, Bo · ' +
      'S14 Mapping (renewal) since Thu 12:10, 8 h 20 of working time, waits for an answer of Maya',
  );
});

it('names nobody and no single sign-up where members read', () => {
  const text = digestAsText(digest(A_WEEK, 'community'));

  expect(text).toContain('Tools: 2 waiting + 11 asked');
  expect(text).toContain('Seats: 8 made ready');
  expect(text).not.toMatch(/Ana|Bo\b|Maya|UANA|S1\d/);
});

it('says nothing of tools where there are none, as in digests frozen before there were any', () => {
  const { signUps: _, ...old } = someFigures();

  const frozen = weeklyDigest(WeekFigures.parse(JSON.parse(JSON.stringify(old))), [], {
    edition: 'staff',
    workspaceName: 'Riverbend Co-op',
  });

  expect(frozen.lines.map(({ label }) => label)).not.toContain('Tools');
});

it('speaks of tools though no request ever came in', () => {
  const figures = someFigures({ since: null, signUps: A_WEEK });

  const said = weeklyDigest(figures, [], { edition: 'community', workspaceName: 'Riverbend Co-op' });

  expect(said.lines.map(({ label }) => label)).toEqual(['Tools', 'Seats']);
});

it('keeps all of it with the figures that are frozen', () => {
  const figures = someFigures({ signUps: A_WEEK });

  expect(WeekFigures.parse(JSON.parse(JSON.stringify(figures)))).toEqual(figures);
});
