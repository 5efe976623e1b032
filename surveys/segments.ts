import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { type Band, inOrderOf, OTHERS, UNKNOWN } from './bands.ts';
import type { Counts } from './counting.ts';
import { groupsOf, type Published, type PublishedGroup } from './publishing.ts';
import { type NpsByOrganisation, npsByOrganisation, type ScoreCounts } from './scoring.ts';

/** People who share a band. `value` is as surveys/bands.ts has it (`bandText` for people to read); null is whoever is not told apart by it. */
export type Group = PublishedGroup & {
  /** Of the band `organisation`: its name today */
  organisation: string | null;
};

/** What a wave's answers may be told apart by, and every group of it; of hidden ones `responses` and all figures are null. */
export type Segment = { band: Band; groups: Group[] };

/** Every band of a wave with its groups, in an order for reading. */
export async function segmentsOf(db: Tx, workspaceId: string, published: Published): Promise<Segment[]> {
  const { bands } = published.counts.wave;
  const names = bands.includes('organisation') ? await organisationNames(db, workspaceId) : new Map<string, string>();
  return bands.map((band, place) => {
    const groups = groupsOf(published, place).map((group) => ({
      ...group,
      organisation: band === 'organisation' ? (names.get(group.value ?? '') ?? null) : null,
    }));
    const keyOf = ({ value, organisation }: Group) => ({ value, text: organisation ?? value ?? '' });
    return { band, groups: groups.toSorted((one, other) => inOrderOf(band, keyOf(one), keyOf(other))) };
  });
}

async function organisationNames(db: Tx, workspaceId: string): Promise<Map<string, string>> {
  const rows = await db.organisation.findMany({ where: { workspaceId }, select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** One voice per organisation, reckoned from nothing but the organisations whose answers are shown anyway; by question, and of two or more. */
export function npsOfShownOrganisations(segments: readonly Segment[]): Map<string, NpsByOrganisation> {
  const groups = segments
    .filter(({ band }) => band === 'organisation')
    .flatMap((segment) => segment.groups.filter(({ value }) => value !== null && value !== OTHERS && value !== UNKNOWN));
  const shown = groups.flatMap(({ questions }) =>
    questions.flatMap(({ id, figures }) =>
      figures?.nps ? [{ id, scores: new Map(figures.distribution.map(({ value, count }) => [Number(value), count])) }] : [],
    ),
  );
  return byQuestion(shown);
}

const Rows = z.array(z.object({ id: z.string(), organisationId: z.string(), score: z.int(), count: z.int() }));

/** The same of every organisation, for those who may read each answer anyway. */
export async function npsOfOrganisations(
  db: Tx,
  workspaceId: string,
  { wave, survey }: Counts,
): Promise<Map<string, NpsByOrganisation>> {
  const ids = survey.questions.filter(({ kind }) => kind === 'nps').map(({ id }) => id);
  const rows = Rows.parse(
    await db.$queryRaw(Prisma.sql`
      select asked.id, author.organisation_id as "organisationId", (response.answers->>asked.id)::int as score, count(*)::int as count
      from survey_author author
      join survey_response response on response.workspace_id = author.workspace_id and response.id = author.response_id
      join unnest(${ids}::text[]) as asked(id) on response.answers ? asked.id
      where author.workspace_id = ${workspaceId} and author.wave_id = ${wave.id} and author.organisation_id is not null
      group by 1, 2, 3`),
  );
  const each = Map.groupBy(rows, ({ id, organisationId }) => JSON.stringify([id, organisationId]));
  return byQuestion(
    [...each.values()].flatMap((scores) => {
      const [first] = scores;
      return first ? [{ id: first.id, scores: new Map(scores.map(({ score, count }) => [score, count])) }] : [];
    }),
  );
}

function byQuestion(organisations: readonly { id: string; scores: ScoreCounts }[]): Map<string, NpsByOrganisation> {
  const found = [...Map.groupBy(organisations, ({ id }) => id)].flatMap(([id, each]): [string, NpsByOrganisation][] => {
    const nps = each.length < 2 ? null : npsByOrganisation(each.map(({ scores }) => scores));
    return nps ? [[id, nps]] : [];
  });
  return new Map(found);
}
