import { randomUUID } from 'node:crypto';
import type { Deps } from '#bot/deps.ts';
import { domainsChanged } from '#bot/members/belonging.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import type { PeopleFile } from './people-file.ts';
import { type Known, type MemberWrite, type OrganisationWrite, type Plan, planImport } from './plan.ts';

/** Reads what the store has, for a file to be compared with. */
async function knownIn(tx: Tx, workspaceId: string): Promise<Known> {
  const organisations = await tx.organisation.findMany({ where: { workspaceId }, orderBy: { name: 'asc' } });
  const domains = Map.groupBy(await tx.organisationDomain.findMany({ where: { workspaceId } }), (one) => one.organisationId);
  const contacts = Map.groupBy(await tx.organisationContact.findMany({ where: { workspaceId } }), (one) => one.organisationId);
  const members = await tx.member.findMany({ where: { workspaceId, email: { not: null } }, orderBy: { id: 'asc' } });
  return {
    organisations: organisations.map(({ joinedOn, ...rest }) => ({
      ...rest,
      joinedOn: joinedOn?.toISOString().slice(0, 10) ?? null,
      domains: (domains.get(rest.id) ?? []).map(({ domain }) => domain),
      contacts: (contacts.get(rest.id) ?? []).map(({ role, email }) => ({ role, email })),
    })),
    members: members.map(({ displayName, email, ...rest }) => ({ ...rest, name: displayName, email: email ?? '' })),
  };
}

/** What a file would change. */
export async function previewImport(tx: Tx, workspaceId: string, file: PeopleFile): Promise<Plan> {
  return planImport(file, await knownIn(tx, workspaceId));
}

export type Importing = {
  workspaceId: string;
  /** Who wants it: a member's id, or `terminal`. */
  actorId: string;
  /** Of the plan that was shown to them. */
  fingerprint: string;
  /** Whether rows with problems may be left out; otherwise a file with problems changes nothing. */
  skipsProblems: boolean;
};
/** `changed`: what was shown is not what would happen now, and nothing was written; `problems`: the same, because of them. */
export type Imported = { outcome: 'applied' | 'changed' | 'problems'; plan: Plan };

/** Ten thousand people who move take their requests' place in the search with them. */
const LONGEST_MS = 300_000;

/**
 * Writes what was shown, all of it or nothing; when something changed since then, nothing, and the plan as it is now is answered.
 *
 * Two imports wait for each other. `before` may stop it; what `applied` writes is written together with the rest.
 */
export async function applyImport(
  deps: Deps,
  file: PeopleFile,
  importing: Importing,
  { before, applied }: { before?: (tx: Tx) => Promise<void>; applied?: (tx: Tx, plan: Plan) => Promise<void> } = {},
): Promise<Imported> {
  const { workspaceId, actorId, fingerprint, skipsProblems } = importing;
  return deps.db.$transaction(
    async (tx) => {
      await before?.(tx);
      await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`people:${workspaceId}`}, 0))::text`;
      const plan = await previewImport(tx, workspaceId, file);
      if (plan.problems.length > 0 && !skipsProblems) return { outcome: 'problems', plan };
      if (plan.fingerprint !== fingerprint) return { outcome: 'changed', plan };
      await writeOrganisations(tx, workspaceId, plan.organisations);
      await writeMembers(tx, workspaceId, plan.members);
      if (plan.kind === 'organisations') await domainsChanged(tx, deps, workspaceId);
      await tx.auditEntry.create({
        data: { workspaceId, actorId, at: deps.now(), action: 'people.imported', detail: countsOf(plan) },
      });
      await applied?.(tx, plan);
      return { outcome: 'applied', plan };
    },
    { timeout: LONGEST_MS, maxWait: LONGEST_MS },
  );
}

function countsOf({ organisations, members, moves, problems, notInSlack }: Plan): Record<string, number> {
  const added = organisations.filter(({ id }) => id === null).length;
  return {
    organisationsAdded: added,
    organisationsChanged: organisations.length - added,
    membersChanged: members.length,
    membersMoved: moves.reduce((sum, { count }) => sum + count, 0),
    notInSlack: notInSlack.length,
    rowsLeftOut: new Set(problems.map(({ row }) => row)).size,
  };
}

async function writeOrganisations(tx: Tx, workspaceId: string, writes: OrganisationWrite[]): Promise<void> {
  const whole = writes.map((write) => ({ ...write, isNew: write.id === null, id: write.id ?? randomUUID() }));
  const data = ({ id, name, facts: { joinedOn, ...facts } }: (typeof whole)[number]) => ({
    workspaceId,
    id,
    name,
    ...facts,
    ...(joinedOn ? { joinedOn: new Date(`${joinedOn}T00:00:00Z`) } : {}),
  });
  await tx.organisation.createMany({ data: whole.filter(({ isNew }) => isNew).map(data) });
  for (const write of whole) {
    if (write.isNew || Object.keys(write.facts).length === 0) continue;
    await tx.organisation.update({ where: { workspaceId_id: { workspaceId, id: write.id } }, data: data(write) });
  }
  const domains = whole.flatMap(({ id, domains: named }) => named.map((domain) => ({ id, domain })));
  // A domain that another organisation has moves to the one the file names.
  await tx.$executeRaw`
    insert into organisation_domain (workspace_id, domain, organisation_id)
    select ${workspaceId}, given.domain, given.id from jsonb_to_recordset(${JSON.stringify(domains)}::jsonb) as given(id text, domain text)
    on conflict (workspace_id, domain) do update set organisation_id = excluded.organisation_id`;
  const contacts = whole.flatMap(({ id, contacts: named }) => named.map((one) => ({ workspaceId, organisationId: id, ...one })));
  await tx.organisationContact.createMany({ data: contacts, skipDuplicates: true });
}

/** Their own word stands, even if it is said while the file is being applied. */
const IS_THEIR_CHOICE = Prisma.sql`(member.language_by is not distinct from 'chosen')`;

async function writeMembers(tx: Tx, workspaceId: string, writes: MemberWrite[]): Promise<void> {
  if (writes.length === 0) return;
  const rows = writes.map(({ id, organisationId, language, role }) => ({ id, home: organisationId, language, role }));
  await tx.$executeRaw`
    update member set organisation_id = coalesce(given.home, member.organisation_id),
      belongs_by = case when given.home is not null then 'hand' else member.belongs_by end,
      language = case when ${IS_THEIR_CHOICE} then member.language else coalesce(given.language, member.language) end,
      language_by = case when given.language is null or ${IS_THEIR_CHOICE} then member.language_by else 'file' end,
      role = coalesce(given.role, member.role)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given(id text, home text, language text, role text)
    where member.workspace_id = ${workspaceId} and member.id = given.id`;
}
