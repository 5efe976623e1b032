import { STAFF_NOW } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { mentionedId } from '#bot/members/finding.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { nearest } from '#bot/slack/nearest.ts';
import type { Tx } from '#prisma/db.ts';
import { copyable, folded } from './filters.ts';

type Person = { id: string; name: string };

/**
 * The person on a desk's staff whom somebody means by a mention, by a name as far as it is plain, or by `me`.
 *
 * Throws a sentence with who could be meant. A mention is taken as it is: whether they may is for the rule to say.
 */
export async function staffMeant(
  tx: Tx,
  who: { workspaceId: string; memberId: string },
  deskId: string,
  typed: string,
): Promise<string> {
  const mentioned = mentionedId(typed);
  if (mentioned !== undefined) return mentioned;
  const name = folded(typed).replace(/^@/, '');
  if (name === 'me' || name === 'myself') return who.memberId;
  const staff = await staffOf(tx, who.workspaceId, deskId);
  const found = [
    staff.filter((person) => folded(person.name) === name),
    staff.filter((person) => folded(person.name).startsWith(name)),
    staff.filter((person) => folded(person.name).includes(name)),
  ].find((people) => people.length > 0);
  const [only, ...others] = found ?? [];
  if (only && others.length === 0) return only.id;
  throw only ? several(typed, [only, ...others]) : nobody(typed, name, staff);
}

async function staffOf(tx: Tx, workspaceId: string, deskId: string): Promise<Person[]> {
  return tx.$queryRaw<Person[]>`
    select named.member_id as id, coalesce(person.display_name, '') as name from desk_staff named
    left join member person on person.workspace_id = named.workspace_id and person.id = named.member_id
    where named.workspace_id = ${workspaceId} and named.desk_id = ${deskId} and ${STAFF_NOW}
    order by name`;
}

const MOST_NAMED = 8;

function several(typed: string, people: Person[]): UserError {
  const named = people.slice(0, MOST_NAMED).map(({ id }) => `<@${id}>`);
  return new UserError('several_people', `“${shown(typed)}” could be ${named.join(' or ')}. Please type more of the name.`);
}

function nobody(typed: string, name: string, staff: Person[]): UserError {
  const near = nearest(
    name,
    staff.map((person) => folded(person.name)).filter((one) => one !== ''),
  );
  const meant = staff.find((person) => near !== undefined && folded(person.name) === near);
  const named = staff.slice(0, MOST_NAMED).map((person) => (person.name ? escapeText(cut(person.name, 60)) : `<@${person.id}>`));
  const hint = meant ? `Did you mean \`@${copyable(meant.name)}\`?` : `There work ${named.join(', ')}.`;
  return new UserError('nobody_called_that', `Nobody on this desk's staff is called “${shown(typed)}”. ${hint}`);
}

const shown = (typed: string): string => escapeText(cut(typed.replaceAll(/[`\0]/g, ''), 60));
