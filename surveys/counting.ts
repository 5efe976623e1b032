import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { BANDS } from './bands.ts';
import { dependenceOf } from './depending.ts';
import type { Census, Told } from './small-numbers.ts';
import { LEVELS, type Question, Survey } from './survey.ts';
import type { Cell, Tally } from './tallies.ts';

/** A wave as its results need it. */
export const CountedWave = z.object({
  id: z.int(),
  surveyId: z.int(),
  version: z.int(),
  level: z.enum(LEVELS),
  state: z.string(),
  bands: z.array(z.enum(BANDS)),
  smallestGroup: z.int(),
  smallestTexts: z.int(),
  invited: z.int(),
  openedAt: z.date().nullable(),
  endsAt: z.date().nullable(),
  closedAt: z.date().nullable(),
});
export type CountedWave = z.infer<typeof CountedWave>;

export type Counts = { wave: CountedWave; survey: Survey; census: Census };

/** What came back in each of these waves, counted in the store by cell, question and value: people, not answers. In the order of the waves. */
export async function countWaves(db: Tx, workspaceId: string, waves: readonly CountedWave[]): Promise<Counts[]> {
  const surveys = await surveysOf(db, workspaceId, waves);
  const counted: Counts[] = [];
  // One after the other, each in one statement: all in one would be sorted on disk.
  for (const wave of waves) {
    const survey = surveys.get(keyOf(wave));
    if (!survey) throw new Error(`wave ${wave.id} asks a version that is not there`);
    counted.push({ wave, survey, census: await censusOf(db, workspaceId, wave, survey) });
  }
  return counted;
}

const InCell = z.object({ bandOne: z.string().nullable(), bandTwo: z.string().nullable() });
const People = z.array(InCell.extend({ count: z.int() }));
/** How often each value was given; under '' the people who answered, where that is not the sum of all. */
const Given = z.array(InCell.extend({ question: z.string(), values: z.record(z.string(), z.int()) }));
type InCell = z.infer<typeof InCell>;
type Given = z.infer<typeof Given>[number];

const keyOf = ({ surveyId, version }: Pick<CountedWave, 'surveyId' | 'version'>) => `${surveyId}.${version}`;

async function surveysOf(db: Tx, workspaceId: string, waves: readonly CountedWave[]): Promise<Map<string, Survey>> {
  const asked = waves.map(({ surveyId, version }) => ({ surveyId, version }));
  const rows = await db.surveyVersion.findMany({ where: { workspaceId, OR: asked } });
  return new Map(rows.map((row) => [keyOf(row), Survey.parse(row.definition)]));
}

const answer = Prisma.sql`response.answers->asked.id`;

/** What an answer is counted as, by kind; null where there is none. */
const VALUES: { kinds: Question['kind'][]; value: Prisma.Sql; from?: Prisma.Sql }[] = [
  { kinds: ['nps', 'rating', 'scale', 'yes-no', 'number'], value: Prisma.sql`response.answers->>asked.id` },
  { kinds: ['date'], value: Prisma.sql`left(response.answers->>asked.id, 7)` },
  { kinds: ['choice'], value: Prisma.sql`case when ${answer} is not null then coalesce(${answer}->'chosen'->>0, 'other') end` },
  { kinds: ['text', 'long-text', 'many'], value: Prisma.sql`case when ${answer} is not null then '' end` },
  {
    kinds: ['many'],
    value: Prisma.sql`ticked.option`,
    from: Prisma.sql`cross join lateral (
      select distinct jsonb_array_elements_text(${answer}->'chosen') as option
      union all select 'other' where ${answer} ? 'other') ticked`,
  },
];

function givenIn(workspaceId: string, waveId: number, questions: readonly Question[]): Prisma.Sql {
  const families = VALUES.flatMap(({ kinds, value, from = Prisma.empty }) => {
    const ids = questions.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);
    if (ids.length === 0) return [];
    return [
      Prisma.sql`
        select response.band_one, response.band_two, asked.id as question, ${value} as value
        from survey_response response cross join unnest(${ids}::text[]) as asked(id) ${from}
        where response.workspace_id = ${workspaceId} and response.wave_id = ${waveId}`,
    ];
  });
  // Without the offset each value would be worked out twice: to be counted, and to see whether it is there.
  return Prisma.sql`
    select band_one as "bandOne", band_two as "bandTwo", question, json_object_agg(value, count) as values
    from (
      select band_one, band_two, question, value, count(*)::int as count
      from (${Prisma.join(families, ' union all ')} offset 0) given
      where value is not null group by 1, 2, 3, 4
    ) counted
    group by 1, 2, 3`;
}

async function censusOf(db: Tx, workspaceId: string, wave: CountedWave, survey: Survey): Promise<Census> {
  const { questions } = survey;
  const people = People.parse(
    await db.$queryRaw(Prisma.sql`
      select band_one as "bandOne", band_two as "bandTwo", count(*)::int as count
      from survey_response where workspace_id = ${workspaceId} and wave_id = ${wave.id}
      group by 1, 2 order by 1 nulls last, 2 nulls last`),
  );
  const given = questions.length === 0 ? [] : Given.parse(await db.$queryRaw(givenIn(workspaceId, wave.id, questions)));
  const cells = new Map<string, { cell: Cell; people: number }>();
  // What came in between the two counts of a wave that is still open is in the second only.
  for (const row of [...people, ...given.map((one) => ({ ...one, count: 0 }))]) {
    const known = cells.get(cellKey(row));
    if (known) known.people += row.count;
    else cells.set(cellKey(row), { cell: [row.bandOne, row.bandTwo], people: row.count });
  }
  const byQuestion = Map.groupBy(given, ({ question }) => question);
  const asked = new Map(
    questions.map((question) => {
      const byCell = new Map((byQuestion.get(question.id) ?? []).map((one) => [cellKey(one), one]));
      return [question.id, { question, tallies: [...cells.keys()].map((key) => tallyOf(byCell.get(key), question)) }];
    }),
  );
  return {
    bands: wave.bands,
    cells: [...cells.values()].map(({ cell }) => cell),
    people: [...cells.values()].map((one) => one.people),
    questions: [...asked.values()].map(
      ({ question, tallies }): Told => ({
        id: question.id,
        tallies,
        ...dependenceOf(survey, question, asked),
        isWritten: isWritten(question),
      }),
    ),
  };
}

export function isWritten({ kind }: Pick<Question, 'kind'>): boolean {
  return kind === 'text' || kind === 'long-text';
}

function cellKey({ bandOne, bandTwo }: Pick<InCell, 'bandOne' | 'bandTwo'>): string {
  return JSON.stringify([bandOne, bandTwo]);
}

function tallyOf(given: Given | undefined, { kind }: Question): Tally {
  const { '': people, ...values } = given?.values ?? {};
  const counts = new Map<string, number>();
  for (const [value, count] of Object.entries(values)) {
    // One number can be written in several ways.
    const counted = kind === 'number' ? String(Number(value)) : value;
    counts.set(counted, (counts.get(counted) ?? 0) + count);
  }
  return { persons: people ?? [...counts.values()].reduce((sum, count) => sum + count, 0), counts };
}
