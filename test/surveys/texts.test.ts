import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '#prisma/db.ts';
import { responseOfText, type TextPage, textsOf, themesOf } from '#surveys/texts.ts';
import { openTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { type Answering, answeredWave, times, WORKSPACE } from './answered.ts';

let database: TestDatabase;
let db: Db;

// Each test has a survey of its own.
beforeAll(async () => {
  database = await openTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

const writing = (count: number, more: Partial<Answering> = {}): Answering[] =>
  Array.from({ length: count }, (_, index) => ({ answers: { word: `word ${index}`, again: index % 2 ? 'yes' : 'no' }, ...more }));
const read = (page: TextPage) => (page.hidden === null ? page.texts.map(({ text }) => text) : page.hidden);

describe('what people wrote', () => {
  it('is read from eight texts on, whoever wrote them, and not before the wave is closed', async () => {
    const seven = await answeredWave(db, [...writing(7, { bandOne: 'North' }), ...times(9, { answers: { again: 'yes' } })]);
    const eight = await answeredWave(db, [...writing(4, { bandOne: 'North' }), ...writing(4, { bandOne: 'South' })], {
      bands: ['region'],
    });
    const open = await answeredWave(db, writing(9), { state: 'open', closedAt: null });
    const page = { readerId: 'U0LEA', size: 20 };

    const pages = await Promise.all([seven, eight, open].map((wave) => textsOf(db, { ...wave, questionId: 'word' }, page)));

    expect(pages[0]).toEqual({ hidden: 'too few' });
    expect(pages[1]).toMatchObject({ hidden: null, n: 8, next: null });
    expect(pages[2]).toEqual({ hidden: 'still open' });
  });

  it('comes page by page in an order of each reader’s own, which stays the same', async () => {
    const which = { ...(await answeredWave(db, writing(30))), questionId: 'word' };
    const leaf = async (readerId: string) => {
      const all: string[] = [];
      let after: string | null = null;
      do {
        const page = await textsOf(db, which, { readerId, after, size: 7 });
        if (page.hidden !== null) throw new Error(page.hidden);
        all.push(...page.texts.map(({ text }) => text));
        after = page.next;
      } while (after !== null);
      return all;
    };

    const [lea, again, ana] = [await leaf('U0LEA'), await leaf('U0LEA'), await leaf('U0ANA')];

    expect(lea.toSorted()).toEqual(
      writing(30)
        .map(({ answers }) => answers.word)
        .toSorted(),
    );
    expect(again).toEqual(lea);
    expect(ana).not.toEqual(lea);
  });

  it('under "other" is read like texts, and the words of a follow-up only where what led to it is shown', async () => {
    const others = times(8, { answers: { channel: { chosen: [], other: 'A poster' }, happy: 2, why: 'It rained.' } });
    const friends = times(2, { answers: { channel: { chosen: ['friend'] }, happy: 2 } });
    const wave = await answeredWave(db, [...others, ...friends]);
    const page = { readerId: 'U0LEA', size: 20 };

    const [channel, why] = await Promise.all(['channel', 'why'].map((questionId) => textsOf(db, { ...wave, questionId }, page)));

    expect(read(channel!)).toEqual(Array(8).fill('A poster'));
    expect(why).toEqual({ hidden: 'protected' });
  });

  it('is read without a threshold by those who may read each answer anyway, and without names', async () => {
    const wave = await answeredWave(db, writing(1), { level: 'named', state: 'open', closedAt: null });

    const page = await textsOf(db, { ...wave, questionId: 'word' }, { readerId: 'U0LEA', size: 20, live: true });

    expect(page).toEqual({
      hidden: null,
      n: 1,
      next: null,
      theme: null,
      texts: [{ key: expect.any(String), text: 'word 0', themes: [] }],
    });
  });
});

describe('a theme', () => {
  it('is kept with the text that a reader points at; the same key finds nothing for others', async () => {
    const which = { ...(await answeredWave(db, writing(9))), questionId: 'word' };
    const page = await textsOf(db, which, { readerId: 'U0LEA', size: 1 });
    const [first] = page.hidden === null ? page.texts : [];

    const found = await responseOfText(db, which, { readerId: 'U0LEA', key: first!.key });
    const others = await responseOfText(db, which, { readerId: 'U0ANA', key: first!.key });
    const elsewhere = await responseOfText(db, { ...which, questionId: 'channel' }, { readerId: 'U0LEA', key: first!.key });

    const response = await db.surveyResponse.findUniqueOrThrow({
      where: { workspaceId_id: { workspaceId: WORKSPACE, id: found! } },
    });
    expect(response.answers).toMatchObject({ word: first!.text });
    expect([others, elsewhere]).toEqual([null, null]);
  });

  it('is counted where five people wrote about it; rarer ones are only said to be there', async () => {
    const which = { ...(await answeredWave(db, writing(9))), questionId: 'word' };
    const responses = await db.surveyResponse.findMany({ where: { waveId: which.waveId } });
    const tag = (theme: string, count: number) =>
      responses.slice(0, count).map(({ id: responseId }) => ({ ...keys(which), responseId, theme, taggedById: 'U0LEA' }));
    await db.surveyTheme.createMany({ data: [...tag('Waiting', 5), ...tag('Prices', 6), ...tag('Parking', 4)] });

    const page = await textsOf(db, which, { readerId: 'U0LEA', size: 20 });

    expect(await themesOf(db, which)).toEqual({
      themes: [
        { theme: 'Prices', texts: 6 },
        { theme: 'Waiting', texts: 5 },
      ],
      rarer: 1,
    });
    expect(page.hidden === null && page.texts.filter(({ themes }) => themes.includes('Parking'))).toHaveLength(4);
    const about = async (theme: string, after: string | null = null) => {
      const found = await textsOf(db, which, { readerId: 'U0LEA', size: 4, theme, after });
      if (found.hidden !== null) throw new Error(found.hidden);
      return found;
    };
    const prices = await about('Prices');
    const rest = await about('Prices', prices.next);
    expect([...prices.texts, ...rest.texts].map(({ themes }) => themes.includes('Prices'))).toEqual(Array(6).fill(true));
    expect([prices.theme, rest.next]).toEqual(['Prices', null]);
    expect(await about('Parking')).toMatchObject({ theme: null, n: 9 });
    expect(await about("'; drop table survey_theme")).toMatchObject({ theme: null, n: 9 });
  });

  it('is hidden with its texts', async () => {
    const themes = await themesOf(db, { ...(await answeredWave(db, writing(7))), questionId: 'word' });

    expect(themes).toBeNull();
  });
});

const keys = ({ workspaceId, waveId, questionId }: { workspaceId: string; waveId: number; questionId: string }) => ({
  workspaceId,
  waveId,
  questionId,
});
