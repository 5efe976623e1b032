import { UserError } from '#bot/errors.ts';
import type { Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { subjectKeyOf } from './sign-up.ts';

/** For whom somebody asks when they ask for a tool. */
export type Subject = { organisationId: string | null; subjectKey: string };

/** A tool for organisations is asked for in the name of the one they belong to; throws a sentence for who belongs to none. */
export async function subjectFor(tx: Tx, tool: Pick<Tool, 'workspaceId' | 'subject'>, memberId: string): Promise<Subject> {
  const member = await tx.member.findUnique({
    where: { workspaceId_id: { workspaceId: tool.workspaceId, id: memberId } },
    select: { organisationId: true },
  });
  const organisationId = member?.organisationId ?? null;
  if (tool.subject !== 'organisation') return { organisationId, subjectKey: subjectKeyOf({ memberId }) };
  if (organisationId === null) throw new UserError('no_organisation', ({ signUps }) => signUps.noOrganisation);
  return { organisationId, subjectKey: subjectKeyOf({ organisationId }) };
}

/** More people than this in one sign-up are no list any more. */
export const MOST_PEOPLE = 50;
/** As much as the field takes in which all addresses of a sign-up are shown again, one a line. */
export const LONGEST_ADDRESSES = 3000;

const ADDRESS = /^[^\s@<>,;]{1,64}@[^\s@<>,;]{1,190}\.[^\s@<>,;]{2,60}$/;

/** What was typed as addresses, one a line or with commas, in lower case; what is none is in `wrong`. */
export function addressesIn(typed: string): { addresses: string[]; wrong: string[] } {
  const parts = typed
    .split(/[\s,;]+/)
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');
  return { addresses: parts.filter((part) => ADDRESS.test(part)), wrong: parts.filter((part) => !ADDRESS.test(part)) };
}

type Known = { id: string; email: string | null; organisationId: string | null; isPerson: boolean };

/**
 * The people of a sign-up as they are kept: each once, and whoever is in Slack by their id, however they were named.
 *
 * Throws a sentence for bots, for who is switched off or unknown, and for people of another organisation.
 */
export async function peopleFor(
  tx: Tx,
  { workspaceId, organisationId }: { workspaceId: string; organisationId: string | null },
  named: readonly string[],
): Promise<string[]> {
  const wanted = [...new Set(named.map((who) => (who.includes('@') ? who.toLowerCase() : who)))];
  const known = await tx.$queryRaw<Known[]>`
    select id, email, organisation_id as "organisationId",
      kind in ('member', 'guest', 'stranger') and deactivated_at is null as "isPerson"
    from member where workspace_id = ${workspaceId} and (id = any(${wanted}) or email = any(${wanted}) and kind <> 'outside')
    order by deactivated_at nulls first, id`;
  const people = new Set<string>();
  for (const who of wanted) {
    const person = known.find(({ id, email }) => id === who || email === who);
    if (!person && !ADDRESS.test(who)) throw new UserError('no_such_person', ({ signUps }) => signUps.noSuchPerson);
    if (person && !person.isPerson && !who.includes('@'))
      throw new UserError('not_a_person', ({ signUps }) => signUps.notAPerson(`<@${person.id}>`));
    const isOfOthers = person?.isPerson && person.organisationId !== null && person.organisationId !== organisationId;
    if (isOfOthers) throw new UserError('other_organisation', ({ signUps }) => signUps.otherOrganisation(`<@${person.id}>`));
    people.add(person?.isPerson ? person.id : who);
  }
  if (people.size > MOST_PEOPLE) throw new UserError('too_many_people', ({ signUps }) => signUps.tooManyPeople(MOST_PEOPLE));
  const addresses = [...people].filter((who) => who.includes('@'));
  if (addresses.join('\n').length > LONGEST_ADDRESSES)
    throw new UserError('addresses_too_long', ({ signUps }) => signUps.addressesTooLong);
  return [...people];
}
