import { dateOf } from '#bot/slack/block-parts.ts';
import { escapeText } from '#bot/slack/escape.ts';
import type { Words } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import type { Tool } from './tool.ts';

/** What decides about who somebody is whether a tool is open to them. */
export type Person = {
  /** 'member', 'guest', 'stranger' (Slack Connect), 'bot' or 'outside' (nobody in Slack). */
  kind: string;
  isOff: boolean;
  /** What they do at their organisation. */
  role: string | null;
  organisation: { id: string; name: string; size: number | null; plan: string | null } | null;
};

/** Why a tool is not open to somebody. */
export type Why =
  | { code: 'archived' | 'guest' | 'stranger' | 'nobody' | 'no organisation' | 'agreement' | 'window closed' }
  | { code: 'window not open'; at: Date }
  | { code: 'organisations' | 'size unknown' | 'plan unknown'; organisation: string }
  | { code: 'too small'; organisation: string; smallest: number }
  | { code: 'too large'; organisation: string; largest: number }
  | { code: 'plan'; plans: string[] }
  | { code: 'role'; roles: string[] };

type Asked = Pick<Tool, 'archivedAt' | 'subject' | 'eligibility' | 'agreement' | 'windowOpensAt' | 'windowClosesAt'>;

/**
 * The first reason for which somebody cannot ask for a tool, from what nobody can do anything about to what they can; null for none.
 *
 * Application windows are looked at only with a `now`.
 */
export function whyNot(tool: Asked, person: Person, now?: Date): Why | null {
  if (tool.archivedAt !== null) return { code: 'archived' };
  return notAMember(person) ?? whyNotTheirs(tool, person) ?? (now ? notInWindow(tool, now) : null);
}

function notAMember({ kind, isOff }: Person): Why | null {
  if (isOff || kind === 'bot' || kind === 'outside') return { code: 'nobody' };
  if (kind === 'guest') return { code: 'guest' };
  return kind === 'stranger' ? { code: 'stranger' } : null;
}

function whyNotTheirs(tool: Asked, { organisation, role }: Person): Why | null {
  const { organisationIds, smallest, largest, plans, roles } = tool.eligibility;
  const isForSome = organisationIds.length > 0 || smallest !== undefined || largest !== undefined || plans.length > 0;
  if (organisation === null) {
    if (tool.subject === 'organisation' || isForSome) return { code: 'no organisation' };
    if (tool.agreement !== null) return { code: 'agreement' };
  } else if (organisationIds.length > 0 && !organisationIds.includes(organisation.id))
    return { code: 'organisations', organisation: organisation.name };
  else {
    const why = notOfThatSize(organisation, smallest, largest) ?? notOnThatPlan(organisation, plans);
    if (why) return why;
  }
  return roles.length > 0 && !includes(roles, role) ? { code: 'role', roles } : null;
}

type Organisation = NonNullable<Person['organisation']>;

function notOfThatSize({ name, size }: Organisation, smallest = 0, largest = Number.POSITIVE_INFINITY): Why | null {
  if (smallest === 0 && largest === Number.POSITIVE_INFINITY) return null;
  if (size === null) return { code: 'size unknown', organisation: name };
  if (size < smallest) return { code: 'too small', organisation: name, smallest };
  return size > largest ? { code: 'too large', organisation: name, largest } : null;
}

function notOnThatPlan({ name, plan }: Organisation, plans: string[]): Why | null {
  if (plans.length === 0 || includes(plans, plan)) return null;
  return plan === null ? { code: 'plan unknown', organisation: name } : { code: 'plan', plans };
}

/** However it is written: capitals, accents and spaces make no difference. */
function includes(words: string[], word: string | null): boolean {
  return word !== null && words.some((one) => plainly(one) === plainly(word));
}

function plainly(word: string): string {
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

function notInWindow({ windowOpensAt, windowClosesAt }: Asked, now: Date): Why | null {
  if (windowOpensAt !== null && windowOpensAt > now) return { code: 'window not open', at: windowOpensAt };
  return windowClosesAt !== null && windowClosesAt <= now ? { code: 'window closed' } : null;
}

/** A reason as the person reads it. */
export function sentenceOf(why: Why, { tools }: Words): string {
  const say = tools.whyNot;
  switch (why.code) {
    case 'window not open':
      return say['window not open'](dateOf(why.at, tools.momentForm));
    case 'organisations':
    case 'size unknown':
    case 'plan unknown':
      return say[why.code](escapeText(why.organisation));
    case 'too small':
      return say['too small'](escapeText(why.organisation), why.smallest);
    case 'too large':
      return say['too large'](escapeText(why.organisation), why.largest);
    case 'plan':
      return say.plan(why.plans.map(escapeText).join(', '));
    case 'role':
      return say.role(why.roles.map(escapeText).join(', '));
    default:
      return say[why.code];
  }
}

type Row = {
  kind: string;
  isOff: boolean;
  role: string | null;
  id: string | null;
  name: string | null;
  size: number | null;
  plan: string | null;
};

/** Somebody as the store knows them; whom we have not met yet is a member who belongs to no organisation. */
export async function personFor(tx: Tx, workspaceId: string, memberId: string): Promise<Person> {
  const [row] = await tx.$queryRaw<Row[]>`
    select member.kind, member.deactivated_at is not null as "isOff", member.role,
      organisation.id, organisation.name, organisation.size, organisation.plan
    from member
    left join organisation on organisation.workspace_id = member.workspace_id and organisation.id = member.organisation_id
    where member.workspace_id = ${workspaceId} and member.id = ${memberId}`;
  if (!row) return { kind: 'member', isOff: false, role: null, organisation: null };
  const { kind, isOff, role, id, name, size, plan } = row;
  return { kind, isOff, role, organisation: id === null ? null : { id, name: name ?? id, size, plan } };
}
