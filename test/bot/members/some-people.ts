import type { Person } from '#bot/members/members.ts';
import type { Db } from '#prisma/db.ts';
import { MAYA, WORKSPACE } from '#test/support/factories.ts';

export function aPerson(changes: Partial<Person> = {}): Person {
  return {
    id: MAYA,
    displayName: 'Maya',
    kind: 'member',
    isAdmin: false,
    timeZone: 'America/Denver',
    language: 'en',
    isDeactivated: false,
    email: 'maya@maple.coop',
    ...changes,
  };
}

/** An organisation whose id is its name in small letters. */
export async function addOrganisation(db: Db, name: string, domains: string[] = [], workspaceId = WORKSPACE): Promise<string> {
  const id = name.toLowerCase();
  await db.organisation.create({ data: { workspaceId, id, name } });
  await db.organisationDomain.createMany({ data: domains.map((domain) => ({ workspaceId, domain, organisationId: id })) });
  return id;
}
