import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { BANDS, bandKey, bandValue, coarsen, type Person } from '#surveys/bands.ts';
import type { Wave } from './wave.ts';

type Alike = Person & { key: string; count: number };

/** Notes with each invitation what its person is in the wave's bands, so coarse that many share it (surveys/bands.ts). */
export async function setBands(tx: Tx, wave: Wave, now: Date): Promise<void> {
  const { workspaceId, id } = wave;
  const [first, second] = wave.bands.flatMap((name) => BANDS.find((band) => band === name) ?? []);
  if (!first) return;
  const facts = factsOf(wave, now);
  const alike = await tx.$queryRaw<Alike[]>`
    select key, "organisationId", size, region, plan, years, language, count(*)::int as count from (${facts}) facts
    group by key, "organisationId", size, region, plan, years, language`;
  const keyOf = (one: Alike) => bandKey(bandValue(first, one), second ? bandValue(second, one) : null);
  const counts = new Map<string, number>();
  for (const one of alike) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + one.count);
  const stored = coarsen(counts);
  const bands = alike.map((one) => stored.get(keyOf(one)) ?? [null, null]);
  await tx.$executeRaw`
    update survey_invitation set band_one = band.one, band_two = band.two
    from (${facts}) facts
    join unnest(
      ${alike.map(({ key }) => key)}::text[], ${bands.map(([one]) => one)}::text[], ${bands.map(([, two]) => two)}::text[]
    ) as band(key, one, two) on band.key = facts.key
    where survey_invitation.workspace_id = ${workspaceId} and survey_invitation.wave_id = ${id} and survey_invitation.member_id = facts.member_id`;
}

/** What is known of everybody who is invited; those of whom the same is known share a key. */
function factsOf({ workspaceId, id }: Wave, now: Date): Prisma.Sql {
  return Prisma.sql`
    select person.*, jsonb_build_array("organisationId", size, region, plan, years, language)::text as key from (
      select invitation.member_id, invitation.organisation_id as "organisationId", organisation.size, organisation.region, organisation.plan,
        extract(year from age(${now}::timestamptz at time zone workspace.time_zone, organisation.joined_on))::int as years,
        coalesce(member.language, workspace.language) as language
      from survey_invitation invitation
      join workspace on workspace.id = invitation.workspace_id
      left join member on member.workspace_id = invitation.workspace_id and member.id = invitation.member_id
      left join organisation on organisation.workspace_id = invitation.workspace_id and organisation.id = invitation.organisation_id
      where invitation.workspace_id = ${workspaceId} and invitation.wave_id = ${id}
    ) person`;
}
