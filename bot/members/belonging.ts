import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs, type Job } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';

/**
 * The organisation that has the domain of an address, or the nearest domain above it (`mail.coop.org`, then `coop.org`), as a value
 * in SQL; null for none, and for bots.
 */
export function organisationOf(workspaceId: string, email: Prisma.Sql, kind: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    select domain.organisation_id
    from (select string_to_array(split_part(${email}, '@', 2), '.') as parts) address
    cross join lateral generate_series(1, cardinality(address.parts)) as start
    join organisation_domain domain
      on domain.workspace_id = ${workspaceId} and domain.domain = array_to_string(address.parts[start:], '.')
    where ${kind} <> 'bot'
    order by start limit 1
  )`;
}

/** Looks up again where people belong by e-mail domain, after the domains or the people have changed; answers how many moved. */
export async function matchMembers(tx: Tx, workspaceId: string, memberIds: string[] | null = null): Promise<number> {
  return tx.$executeRaw`
    update member set organisation_id = home.organisation_id,
      belongs_by = case when home.organisation_id is not null then 'domain' end
    from (
      select id, ${organisationOf(workspaceId, Prisma.sql`person.email`, Prisma.sql`person.kind`)} as organisation_id
      from member person
      where workspace_id = ${workspaceId} and belongs_by is distinct from 'hand'
        and (${memberIds}::text[] is null or id = any(${memberIds}::text[]))
    ) home
    where member.workspace_id = ${workspaceId} and member.id = home.id and member.belongs_by is distinct from 'hand'
      and (member.organisation_id, member.belongs_by) is distinct from
        (home.organisation_id, case when home.organisation_id is not null then 'domain' end)`;
}

/** Matches all members of a workspace again. */
export const MATCH_MEMBERS = 'match-members';

/** For whoever was met while the domains changed, and was matched by the old ones. */
function matchJob(workspaceId: string, at: Date): Job {
  return { task: MATCH_MEMBERS, payload: { workspaceId }, key: `${MATCH_MEMBERS}:${workspaceId}`, at };
}

const STRAGGLERS_MS = 30_000;

/** Has everybody matched again now, and whoever is being met at this moment in half a minute. */
export async function domainsChanged(tx: Tx, deps: Pick<Deps, 'dueAt' | 'now'>, workspaceId: string): Promise<number> {
  await addJobs(tx, deps, [matchJob(workspaceId, new Date(deps.now().getTime() + STRAGGLERS_MS))]);
  return matchMembers(tx, workspaceId);
}

/** Where somebody shall belong: an organisation, none whatever their e-mail says, or wherever their e-mail domain says. */
export type Belonging = { organisationId: string } | 'none' | 'by e-mail';

/** Says by hand where a member belongs; no domain overrules that, until it is left to the e-mail domain again. */
export async function setBelonging(
  deps: Deps,
  who: { workspaceId: string; actorId: string; memberId: string },
  belonging: Belonging,
): Promise<void> {
  const { workspaceId, actorId, memberId } = who;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'change where a member belongs', { workspaceId, actorId });
    const organisationId = typeof belonging === 'string' ? null : belonging.organisationId;
    const organisation = organisationId ? { workspaceId, id: organisationId } : null;
    if (organisation && (await tx.organisation.count({ where: organisation })) === 0)
      throw new UserError('no_organisation', 'That organisation cannot be found. Please choose it again.');
    const { count } = await tx.member.updateMany({
      where: { workspaceId, id: memberId, NOT: { kind: 'bot' } },
      data: { organisationId, belongsBy: belonging === 'by e-mail' ? null : 'hand' },
    });
    if (count === 0)
      throw new UserError('no_member', 'Only people can belong to an organisation. Please name a member: `/member @name`.');
    if (belonging === 'by e-mail') await matchMembers(tx, workspaceId, [memberId]);
    const detail = { memberId, belonging: organisationId ?? String(belonging) };
    await tx.auditEntry.create({ data: { workspaceId, actorId, at: deps.now(), action: 'member.belongs', detail } });
  });
}
