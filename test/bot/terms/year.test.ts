import { describe, expect, it } from 'vitest';
import { answerRenewal } from '#bot/terms/terms.ts';
import { DEFAULT_WORKING_HOURS, isOpenAt, type WorkingHours } from '#reports/working-hours.ts';
import { by, type TimePasses, timePasses } from './support.ts';

const MADRID: WorkingHours = { ...DEFAULT_WORKING_HOURS, timeZone: 'Europe/Madrid', holidays: { country: 'ES' } };
const QUARTER = { term: 'rolling', termMonths: 3 };

/** Everything that reached somebody was while the desk was open. */
function atNight({ told }: TimePasses, hours: WorkingHours): unknown[] {
  return told.filter(({ at }) => !isOpenAt(hours, new Date(at)));
}

describe('a year passes', () => {
  it.each([[false], [true]])(
    'with every reminder once, nothing at night or on a holiday, and the seat kept from its old end (jobs run twice: %s)',
    { timeout: 60_000 },
    async (twice) => {
      const passing = await timePasses(QUARTER, { hours: MADRID, twice });
      const { time, until, addReady, deps, signUp, told, db } = passing;
      time.now = new Date('2027-11-30T10:00:00Z');
      // Ready on 30 November; February 2028 has 29 days, and the clocks change on 26 March and 29 October.
      const { id } = await addReady({ readyAt: time.now, endsAt: new Date('2028-02-29T22:59:59Z') });

      const ends: (string | undefined)[] = [];
      for (const day of ['2028-02-01', '2028-05-02', '2028-08-01']) {
        await until(`${day}T09:00:00Z`);
        await answerRenewal(deps, by('UMAYA', { id }), 'keep');
        ends.push((await signUp(id)).endsAt?.toISOString());
      }
      await until('2028-12-12T09:00:00Z');

      expect(ends).toEqual(['2028-05-30T21:59:59.000Z', '2028-08-30T21:59:59.000Z', '2028-11-30T22:59:59.000Z']);
      expect(told.filter(({ what }) => what.startsWith('ending')).map(({ at, what }) => `${at.slice(0, 16)} ${what}`)).toEqual([
        '2028-01-28T08:00 ending:UMAYA:2028-01-28',
        '2028-04-28T07:00 ending:UMAYA:2028-04-28',
        '2028-07-31T07:00 ending:UMAYA:2028-07-31',
        '2028-10-31T08:00 ending:UMAYA:2028-10-31',
        '2028-11-23T08:00 ending:UMAYA:2028-11-23',
        '2028-11-29T08:00 ending:UMAYA:2028-11-29',
      ]);
      const row = await signUp(id);
      expect(row).toMatchObject({ state: 'ended', endReason: 'no answer' });
      // 30 November ends on a Thursday; Friday suspends it, and the 6th and 8th of December are holidays in Spain.
      expect(row.suspendedAt?.toISOString()).toBe('2028-12-01T08:00:00.000Z');
      expect(row.endedAt?.toISOString()).toBe('2028-12-12T08:00:00.000Z');
      expect(told.slice(6).map(({ at, what }) => `${at.slice(0, 16)} ${what}`)).toEqual([
        '2028-12-01T08:00 term-news suspended UMAYA',
        '2028-12-12T08:00 term-news lost UMAYA',
        `2028-12-12T08:00 clearing:${id}`,
      ]);
      expect(atNight(passing, MADRID)).toEqual([]);
      expect(await db.signUpEvent.count({ where: { kind: 'reminded' } })).toBe(6);
      expect(await db.signUpEvent.count({ where: { kind: { in: ['suspended', 'ended'] } } })).toBe(2);
    },
  );

  it('with all of an organisation in one message to its contact, and each person in their own', { timeout: 60_000 }, async () => {
    const passing = await timePasses({ subject: 'organisation', ...QUARTER });
    const { time, until, addReady, addTool, told, db } = passing;
    await addTool({ id: 'maps', name: 'Maps', subject: 'organisation', ...QUARTER });
    await addTool({ id: 'texting', name: 'Texting', subject: 'person', ...QUARTER });
    const endsAt = new Date('2026-06-02T23:59:59Z');
    await addReady({ toolId: 'warehouse', endsAt });
    await addReady({ toolId: 'maps', endsAt });
    await addReady({ toolId: 'maps', organisationId: 'harbor', subjectKey: 'o:harbor', openKey: 'h', memberId: 'UGREG', endsAt });
    await addReady({ toolId: 'texting', memberId: 'UJEROME', organisationId: 'maple', endsAt });

    await until('2026-05-05T12:00:00Z');

    expect(time.now).toEqual(new Date('2026-05-05T12:00:00Z'));
    expect(told.map(({ at, what }) => `${at.slice(0, 16)} ${what}`).toSorted()).toEqual([
      '2026-05-01T09:00 ending:UHARBOR:2026-05-01',
      '2026-05-01T09:00 ending:UJEROME:2026-05-01',
      '2026-05-01T09:00 ending:UMAPLE:2026-05-01',
    ]);
    const events = await db.signUpEvent.findMany({ where: { kind: 'reminded' }, orderBy: { signUpId: 'asc' } });
    expect(events.map(({ detail }) => (detail as { message?: string }).message)).toEqual([
      'ending:UMAPLE:2026-05-01',
      'ending:UMAPLE:2026-05-01',
      'ending:UHARBOR:2026-05-01',
      'ending:UJEROME:2026-05-01',
    ]);
  });

  it('in which a bot that was away gives the last reminder only, and after a week away suspends nobody at night', async () => {
    const passing = await timePasses(QUARTER);
    const { deps, time, until, addReady, signUp, told } = passing;
    const { id } = await addReady({ endsAt: new Date('2026-06-02T23:59:59Z') });
    time.now = new Date('2026-05-28T22:00:00Z');
    await until('2026-05-29T12:00:00Z');
    const after = told.map(({ at, what }) => `${at.slice(0, 16)} ${what}`);
    time.now = new Date('2026-06-05T21:00:00Z');

    await until('2026-06-08T08:00:00Z');
    const weekend = await signUp(id);
    await until('2026-06-08T10:00:00Z');

    expect(after).toEqual(['2026-05-29T09:00 ending:UMAYA:2026-05-29']);
    expect([weekend.state, (await signUp(id)).suspendedAt?.toISOString()]).toEqual(['ready', '2026-06-08T09:00:00.000Z']);
    expect(deps.now()).toEqual(new Date('2026-06-08T10:00:00Z'));
  });
});
