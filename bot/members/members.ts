import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { organisationOf } from './belonging.ts';

export type Person = {
  id: string;
  displayName: string;
  kind: 'member' | 'guest' | 'stranger' | 'bot';
  isAdmin: boolean;
  timeZone: string | null;
  language: string | null;
  isDeactivated: boolean;
  /** Lower case; left out where Slack does not tell, and then the one we know stays. */
  email?: string;
  /** Slack's time of what it says here; where Slack does not tell, it counts as said now. */
  updatedAt?: Date;
};

/** Keeps what Slack says of a person, so that Slack is not asked again. */
export async function rememberMember(tx: Tx, workspaceId: string, person: Person, at: Date): Promise<void> {
  await rememberMembers(tx, workspaceId, [person], at);
}

/**
 * Keeps what Slack says of people, each once in the list, in one statement; nothing is written where nothing changed, and
 * what is older than what we know overrules nothing.
 *
 * A language somebody chose or a file gave, and where they belong by hand, stay; who belongs by e-mail domain is looked up again.
 */
export async function rememberMembers(tx: Tx, workspaceId: string, people: Person[], at: Date): Promise<void> {
  if (people.length === 0) return;
  const email = Prisma.sql`coalesce(excluded.email, member.email)`;
  const belonging = organisationOf(workspaceId, email, Prisma.sql`excluded.kind`);
  await tx.$executeRaw`
    insert into member (workspace_id, id, display_name, kind, is_admin, time_zone, language, language_by, email, deactivated_at,
      organisation_id, belongs_by, updated_at)
    select ${workspaceId}, person.id, person.name, person.kind, person.admin, person.zone, person.language,
      case when person.language is not null then 'slack' end, person.email, case when person.off then ${at}::timestamptz end,
      home.organisation_id, case when home.organisation_id is not null then 'domain' end, person.updated
    from jsonb_to_recordset(${JSON.stringify(people.map((person) => rowOf(person, at)))}::jsonb)
      as person(id text, name text, kind text, admin boolean, zone text, language text, email text, off boolean, updated timestamptz)
    cross join lateral (
      select ${organisationOf(workspaceId, Prisma.sql`person.email`, Prisma.sql`person.kind`)} as organisation_id
    ) home
    on conflict (workspace_id, id) do update set display_name = excluded.display_name, kind = excluded.kind,
      is_admin = excluded.is_admin, time_zone = coalesce(excluded.time_zone, member.time_zone), email = ${email},
      language = case when ${KEEPS_LANGUAGE} then member.language else excluded.language end,
      language_by = case when ${KEEPS_LANGUAGE} then member.language_by else excluded.language_by end,
      deactivated_at = case when excluded.deactivated_at is not null then coalesce(member.deactivated_at, excluded.deactivated_at) end,
      organisation_id = case when ${IS_BY_HAND} then member.organisation_id else ${belonging} end,
      belongs_by = case when ${IS_BY_HAND} then 'hand' when ${belonging} is not null then 'domain' end,
      updated_at = excluded.updated_at
    where excluded.updated_at >= coalesce(member.updated_at, '-infinity') and (
      excluded.updated_at is distinct from member.updated_at
      or (member.display_name, member.kind, member.is_admin, member.time_zone, member.email, member.deactivated_at is null)
        is distinct from (excluded.display_name, excluded.kind, excluded.is_admin, coalesce(excluded.time_zone, member.time_zone),
          ${email}, excluded.deactivated_at is null)
      or not (${KEEPS_LANGUAGE}) and (member.language, member.language_by) is distinct from (excluded.language, excluded.language_by)
      or not (${IS_BY_HAND}) and member.organisation_id is distinct from ${belonging}
    )`;
}

const KEEPS_LANGUAGE = Prisma.sql`(excluded.language is null or coalesce(member.language_by, '') in ('chosen', 'file'))`;
const IS_BY_HAND = Prisma.sql`(member.belongs_by is not distinct from 'hand' and excluded.kind <> 'bot')`;

function rowOf({ id, displayName, kind, isAdmin, timeZone, language, isDeactivated, email, updatedAt }: Person, at: Date) {
  // A clock of Slack's that is ahead of ours must not shut out what comes next.
  const updated = updatedAt && updatedAt < at ? updatedAt : at;
  const named = displayName.replaceAll('\0', '').toWellFormed();
  return { id, name: named, kind, admin: isAdmin, zone: timeZone, language, email: email ?? null, off: isDeactivated, updated };
}

/** The name people know somebody by; null while we have not met them. */
export async function nameOf(tx: Tx, workspaceId: string, memberId: string): Promise<string | null> {
  const member = await tx.member.findUnique({
    where: { workspaceId_id: { workspaceId, id: memberId } },
    select: { displayName: true },
  });
  return member?.displayName ?? null;
}

export async function isKnown(tx: Tx, workspaceId: string, memberId: string): Promise<boolean> {
  return (await nameOf(tx, workspaceId, memberId)) !== null;
}
