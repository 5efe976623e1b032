import { describe, expect, it } from 'vitest';
import type { FormFacts } from '#bot/waves/audience-fields.ts';
import type { WaveCard } from '#bot/waves/card.ts';
import { waveCard } from '#bot/waves/card-blocks.ts';
import { extendForm, planForm } from '#bot/waves/form.ts';
import { FIELDS, KINDS, TIMES } from '#bot/waves/form-fields.ts';
import { readPlanForm } from '#bot/waves/form-reading.ts';
import { REPEATS } from '#bot/waves/plan.ts';
import { problemsOf } from '#bot/waves/settings.ts';
import { skippedText } from '#bot/waves/skips.ts';
import { LEVELS } from '#surveys/survey.ts';
import { objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';
import { daysAfter, MONDAY, SETTINGS } from './scene.ts';

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `id${index}`, name: `Name ${index} & <b> ${'x'.repeat(100)}` }));

/** As long as a survey's name may be, and longer. */
const NAMES = [`Pulse <!channel> ${'x'.repeat(80)}`, '&'.repeat(150), '𝕏'.repeat(150)];

const FACTS: FormFacts = {
  surveyId: 1,
  waveId: null,
  survey: 'Pulse <!channel>',
  estimate: '12 questions, about 4 minutes',
  roles: many(150).map(({ name }) => name),
  tools: many(150),
  groups: many(150),
  organisations: many(3),
  given: null,
};

const aWave = (changes: Partial<WaveCard['wave']> = {}): WaveCard['wave'] => ({
  ...SETTINGS,
  workspaceId: 'T1',
  id: 1,
  surveyId: 1,
  version: 1,
  state: 'ready',
  asksNps: true,
  smallestTexts: 8,
  createdById: 'U0LEA',
  createdAt: MONDAY,
  endsAt: null,
  countedAt: MONDAY,
  counts: 1,
  openedAt: null,
  sentAt: null,
  closedAt: null,
  invited: 214,
  skipped: {},
  previousWaveId: null,
  ...changes,
});

const aCard = (wave: Partial<WaveCard['wave']> = {}, changes: Partial<WaveCard> = {}): WaveCard => ({
  wave: aWave(wave),
  survey: 'Pulse',
  estimate: '12 questions, about 4 minutes',
  asked: 0,
  waiting: 0,
  missed: 0,
  responses: 0,
  endsAt: null,
  nextAt: null,
  ...changes,
});

describe('the form', () => {
  it('is one that Slack takes, whatever is chosen in it and however much there is to choose from', () => {
    for (const level of LEVELS)
      for (const kind of KINDS)
        for (const when of TIMES) expect(objectionsToView(planForm(FACTS, { level, kind, when }))).toEqual([]);
    for (const survey of NAMES)
      for (const kind of KINDS)
        expect(objectionsToView(planForm({ ...FACTS, survey, roles: [survey] }, { level: 'named', kind, when: 'now' }))).toEqual(
          [],
        );
    const empty = { ...FACTS, roles: [], tools: [], groups: [] };
    for (const kind of KINDS) expect(objectionsToView(planForm(empty, { level: 'named', kind, when: 'now' }))).toEqual([]);
    expect(objectionsToView(extendForm(1))).toEqual([]);
  });

  it('says for each level in one line who learns who said what', () => {
    const form = JSON.stringify(planForm(FACTS, { level: 'named', kind: 'everyone', when: 'now' }));

    expect(form).toContain('Who keeps the survey, and leads, see who said what.');
    expect(form).toContain('Only the readers you name see who said what.');
    expect(form).toContain('Nobody learns who said what; results come at the end.');
  });

  it('with nothing to choose from puts what is wrong where somebody sees it', () => {
    const values = { [FIELDS.kind.blockId]: { [FIELDS.kind.actionId]: { selected_option: { value: 'roles' } } } };

    const read = readPlanForm({ state: { values } }, MONDAY, null);

    expect(read).toMatchObject({ errors: { kind: 'Please choose at least one role, or others to ask.' } });
  });

  it.each([
    {},
    { state: { values: null } },
    {
      state: {
        values: {
          when: { 'waves.time': { selected_option: { value: 'at' } } },
          start: { 'waves.field': { selected_date_time: 1e20 } },
        },
      },
    },
  ])('that was not ours is read as one with mistakes in it (%#)', (view) => {
    expect(readPlanForm(view, MONDAY, null)).toMatchObject({ errors: { days: expect.any(String) } });
  });
});

it('a wave that repeats is over before the next, and none is longer than sixty days or a year away', () => {
  const problems = (changes: Partial<typeof SETTINGS>) => problemsOf({ ...SETTINGS, ...changes }, MONDAY).map(({ part }) => part);

  expect(REPEATS.map((repeats) => problems({ repeats, opensForDays: 27 }))).toEqual([['days'], [], [], [], []]);
  expect([
    problems({ opensForDays: 60 }),
    problems({ opensForDays: 61 }),
    problems({ opensForDays: 0 }),
    problems({ opensForDays: Number.NaN }),
  ]).toEqual([[], ['days'], ['days'], ['days']]);
  expect([
    problems({ startsAt: MONDAY }),
    problems({ startsAt: daysAfter(MONDAY, 1) }),
    problems({ startsAt: daysAfter(MONDAY, 400) }),
  ]).toEqual([['start'], [], ['start']]);
  expect(problems({ level: 'confidential' })).toEqual(['readers']);
});

describe('the card', () => {
  it('is one that Slack takes in every state, and promises nothing it does not keep', () => {
    const states = ['counting', 'ready', 'scheduled', 'open', 'closed', 'withdrawn', 'dropped'] as const;
    for (const state of states)
      for (const [level, survey] of LEVELS.flatMap((one) => NAMES.map((name) => [one, name] as const))) {
        const wave = {
          state,
          level,
          startsAt: MONDAY,
          openedAt: MONDAY,
          repeats: 'monthly' as const,
          readerIds: level === 'confidential' ? ['U1', 'U2'] : [],
          bands: ['organisation', 'tenure'],
        };
        const skipped = { nps: 12, optedOut: 1, guests: 3, bots: 1, deactivated: 1234, unknownEmails: 2 };
        const card = waveCard(
          aCard({ ...wave, skipped }, { survey, endsAt: MONDAY, nextAt: MONDAY, asked: 10, waiting: 4, missed: 1 }),
        );

        expect(objectionsTo(card)).toEqual([]);
        expect(JSON.stringify(card)).not.toContain('<!channel>');
      }
  });

  it('says how many it will ask, who is left out and why, and asks before it sends', () => {
    const shown = JSON.stringify(waveCard(aCard({ skipped: { nps: 12, optedOut: 1 } })));

    expect(shown).toContain('This will ask *214 people*');
    expect(shown).toContain(
      '12 people have been asked an NPS in the last 90 days, or are being asked one; 1 person wants no more of it',
    );
    expect(shown).toContain('"text":"Yes, send to 214 people"');
    expect(shown).toContain('214 people will get a direct message from me.');
  });

  it('of an anonymous wave that is out tells the number of responses, and no result', () => {
    const shown = JSON.stringify(
      waveCard(aCard({ level: 'anonymous', state: 'open' }, { asked: 210, responses: 17, endsAt: MONDAY })),
    );

    expect(shown).toContain('17 responses so far');
    expect(shown).not.toContain('Show results');
  });
});

it('nothing is said of those who are not left out', () => {
  expect(skippedText({ nps: 0, somethingElse: 3 })).toEqual([]);
});
