import { UserError } from '#bot/errors.ts';
import { cut, escapeText, unescapeText } from '#bot/slack/escape.ts';
import { nearest } from '#bot/slack/nearest.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';

/** What somebody wants of `/member`. */
export type Typed =
  | { kind: 'help' }
  | { kind: 'organisation'; name: string }
  | { kind: 'member'; who: string }
  | { kind: 'belonging'; who: string; organisation: string };

const WORD = 'organi[sz]ation';

/** Takes apart what was typed after `/member`; mentions stay as Slack sends them, everything else is as it was typed. */
export function readTyped(text: string): Typed {
  const typed = unescapeText(text.replaceAll(/<mailto:[^|>]*\|([^>]*)>/g, '$1').replaceAll(/<https?:[^|>]*\|([^>]*)>/g, '$1'))
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (typed === '' || typed.toLowerCase() === 'help') return { kind: 'help' };
  const [, name] = new RegExp(`^${WORD}(?: (.*))?$`, 'i').exec(typed) ?? [];
  if (name !== undefined || new RegExp(`^${WORD}$`, 'i').test(typed)) return { kind: 'organisation', name: name ?? '' };
  const [, who, organisation] = new RegExp(`^(.+?) ${WORD}(?: (.*))?$`, 'i').exec(typed) ?? [];
  if (who !== undefined) return { kind: 'belonging', who, organisation: organisation ?? '' };
  return { kind: 'member', who: typed };
}

/** The id in a mention of somebody. */
export function mentionedId(who: string): string | undefined {
  return /^<@([UW][A-Z0-9]{1,40})(?:\|[^>]*)?>$/.exec(who)?.[1];
}

export type Found = { id: string; name: string };

/** The person meant by a mention, an e-mail address or a name. Throws a sentence with the nearest when nobody is, or several. */
export async function findMember(tx: Tx, workspaceId: string, who: string): Promise<Found> {
  const id = mentionedId(who);
  if (id !== undefined) return memberBy(tx, { workspaceId, id });
  const name = who.replace(/^@/, '').trim();
  if (/^[^\s@]{1,64}@[^\s@]{1,255}$/.test(name)) return memberBy(tx, { workspaceId, email: name.toLowerCase() });
  return oneOf(await matches(tx, 'member', 'display_name', workspaceId, name), name, {
    none: (near) => {
      const meant = near
        ? `Did you mean \`/member @${quoted(near)}\`?`
        : 'Type `@` and choose them from the list, or give their e-mail.';
      return `I know nobody called “${quoted(name)}”. ${meant}${rightWord(name)}`;
    },
    several: (people) => `Several people are called that: ${people.map(mention).join(', ')}. Please name one of them with \`@\`.`,
  });
}

/** The organisation meant by a name or the beginning of one. Throws a sentence with the nearest when none is, or several. */
export async function findOrganisation(tx: Tx, workspaceId: string, typed: string): Promise<Found> {
  if (typed === '')
    throw new UserError('no_name', 'Please add the name of the organisation, for example `/member organisation Maple Street`.');
  return oneOf(await matches(tx, 'organisation', 'name', workspaceId, typed), typed, {
    none: (near) => {
      const meant = near ? `Did you mean *${quoted(near)}*?` : 'A workspace admin can import them with `/rochdale setup`.';
      return `There is no organisation called “${quoted(typed)}”. ${meant}`;
    },
    several: (all) =>
      `Several organisations match that: ${all.map(({ name }) => quoted(name)).join(', ')}. Please type more of the name.`,
  });
}

async function memberBy(
  tx: Tx,
  where: { workspaceId: string; id: string } | { workspaceId: string; email: string },
): Promise<Found> {
  const found = await tx.member.findFirst({ where, orderBy: { deactivatedAt: { sort: 'desc', nulls: 'first' } } });
  if (found) return { id: found.id, name: found.displayName };
  throw new UserError('no_member', 'I know nobody by that. Type `/member @` and choose them from the list.');
}

type Match = Found & { rank: number };
const MOST_MATCHES = 20;

/** Whoever has this name (rank 0), begins with it (1), has it within (2), or has a similar one (3); however it is accented. */
function matches(
  tx: Tx,
  table: 'member' | 'organisation',
  column: 'display_name' | 'name',
  workspaceId: string,
  typed: string,
): Promise<Match[]> {
  const name = Prisma.sql`lower(public.unaccent(${Prisma.raw(column)}))`;
  const wanted = Prisma.sql`lower(public.unaccent(${cut(typed, 100)}))`;
  return tx.$queryRaw<Match[]>`
    select id, ${Prisma.raw(column)} as name,
      case when ${name} = ${wanted} then 0 when starts_with(${name}, ${wanted}) then 1 when position(${wanted} in ${name}) > 0 then 2 else 3 end as rank
    from ${Prisma.raw(table)}
    where workspace_id = ${workspaceId}
    order by rank, public.similarity(${name}, ${wanted}) desc, name limit ${MOST_MATCHES}`;
}

type Refusals = { none: (near: string | undefined) => string; several: (found: Found[]) => string };
const MOST_NAMED = 8;

function oneOf(found: Match[], typed: string, { none, several }: Refusals): Found {
  for (const rank of [0, 1, 2]) {
    const same = found.filter((one) => one.rank === rank);
    const [only, other] = same;
    if (only && other) throw new UserError('several', several(same.slice(0, MOST_NAMED)));
    if (only) return { id: only.id, name: only.name };
  }
  const names = new Map(found.map(({ name }) => [name.toLowerCase(), name]));
  throw new UserError('none', none(names.get(nearest(typed, [...names.keys()]) ?? '')));
}

/** `/member @ana orgnisation Maple`: the word in the middle was meant. */
function rightWord(typed: string): string {
  const [, ...rest] = typed.split(' ');
  const isMeant = rest.some((word) => nearest(word, ['organisation']) !== undefined && word.length > 5);
  return isMeant ? ' To say where somebody belongs, type `/member @ana organisation Maple Street`.' : '';
}

const quoted = (typed: string): string => escapeText(cut(typed.replaceAll('`', ''), 60));

/** People outside Slack have no mention. */
export function mention({ id, name }: Found): string {
  return /^[UW]/.test(id) ? `<@${id}>` : escapeText(cut(name, 60));
}
