import type { Deps } from '#bot/deps.ts';
import { desksOfStaff } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { HOLDS_A_SEAT, OVER, UNDECIDED } from '#bot/sign-ups/life.ts';
import { IN_QUEUE } from '#bot/tickets/life.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';

type Organisation = Prisma.OrganisationGetPayload<object>;
/** What is shown of a request; of one that is not for this reader's eyes only its number and state. */
export type RequestLine = {
  id: number;
  state: string;
  more: { topic: string | null; openedAt: Date; requester: { id: string; name: string } } | null;
};
export type MemberRecord = {
  member: Prisma.MemberGetPayload<object>;
  organisation: Organisation | null;
  /** What they are to be asked about, and at which organisation. */
  contactFor: { role: string; organisation: string }[];
  requests: RequestLine[];
  /** How many they made in all. */
  requestCount: number;
  now: Date;
};
export type OrganisationRecord = {
  organisation: Organisation;
  domains: string[];
  contacts: { role: string; email: string }[];
  people: { id: string; name: string }[];
  peopleCount: number;
  openRequests: RequestLine[];
  openCount: number;
  tools: ToolLine[];
};
/** What an organisation and its people have of one tool: seats, sign-ups nobody has decided, and those that wait for a seat. */
export type ToolLine = { name: string; seats: number; undecided: number; waiting: number };

/** Requests shown of a person or an organisation. */
const LAST = 10;
const MOST_PEOPLE = 30;
const MOST_TOOLS = 20;

type Reader = { workspaceId: string; actorId: string };

/** What staff see of a member. Throws a sentence for everybody else. */
export async function memberRecord(deps: Deps, reader: Reader, memberId: string): Promise<MemberRecord> {
  const { workspaceId } = reader;
  await requireRight(deps.db, 'look members up', reader);
  const member = await deps.db.member.findUnique({ where: { workspaceId_id: { workspaceId, id: memberId } } });
  if (!member) throw new UserError('no_member', 'That person cannot be found. Please type `/member @name` again.');
  const { organisationId, email } = member;
  const contacts = email
    ? await deps.db.organisationContact.findMany({ where: { workspaceId, email }, orderBy: { role: 'asc' } })
    : [];
  const named = [...contacts.map((contact) => contact.organisationId), ...(organisationId ? [organisationId] : [])];
  const organisations = await deps.db.organisation.findMany({ where: { workspaceId, id: { in: named } } });
  const byId = new Map(organisations.map((one) => [one.id, one]));
  const own = Prisma.sql`ticket.requester_id = ${memberId}`;
  return {
    member,
    organisation: byId.get(organisationId ?? '') ?? null,
    contactFor: contacts.map((contact) => ({ role: contact.role, organisation: byId.get(contact.organisationId)?.name ?? '' })),
    requests: await requestLines(deps.db, reader, own),
    requestCount: await deps.db.ticket.count({ where: { workspaceId, requesterId: memberId } }),
    now: deps.now(),
  };
}

/** What staff see of an organisation: its people and what of theirs is open. Throws a sentence for everybody else. */
export async function organisationRecord(deps: Deps, reader: Reader, organisationId: string): Promise<OrganisationRecord> {
  const { workspaceId } = reader;
  await requireRight(deps.db, 'look members up', reader);
  const of = { workspaceId, organisationId };
  const here = { ...of, deactivatedAt: null };
  const people = await deps.db.member.findMany({ where: here, orderBy: { displayName: 'asc' }, take: MOST_PEOPLE });
  const open = Prisma.sql`requester.organisation_id = ${organisationId} and ticket.state = any(${[...IN_QUEUE]})`;
  const [{ count } = { count: 0 }] = await deps.db.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from ticket
    join member requester on requester.workspace_id = ticket.workspace_id and requester.id = ticket.requester_id
    where ticket.workspace_id = ${workspaceId} and ${open}`;
  return {
    organisation: await deps.db.organisation.findUniqueOrThrow({
      where: { workspaceId_id: { workspaceId, id: organisationId } },
    }),
    domains: (await deps.db.organisationDomain.findMany({ where: of, orderBy: { domain: 'asc' } })).map(({ domain }) => domain),
    contacts: await deps.db.organisationContact.findMany({ where: of, orderBy: [{ role: 'asc' }, { email: 'asc' }] }),
    people: people.map(({ id, displayName }) => ({ id, name: displayName })),
    peopleCount: await deps.db.member.count({ where: here }),
    openRequests: await requestLines(deps.db, reader, open),
    openCount: count,
    tools: await toolLines(deps.db, of),
  };
}

async function toolLines(tx: Tx, of: { workspaceId: string; organisationId: string }): Promise<ToolLine[]> {
  return tx.$queryRaw<ToolLine[]>`
    select tool.name,
      coalesce(sum(seats) filter (where state = any(${[...HOLDS_A_SEAT]})), 0)::int as seats,
      count(*) filter (where state = any(${[...UNDECIDED]}))::int as undecided,
      count(*) filter (where state = 'waiting')::int as waiting
    from sign_up join tool on tool.workspace_id = sign_up.workspace_id and tool.id = sign_up.tool_id
    where sign_up.workspace_id = ${of.workspaceId} and sign_up.organisation_id = ${of.organisationId}
      and not state = any(${[...OVER]})
    group by tool.id, tool.name order by tool.name limit ${MOST_TOOLS}`;
}

type Row = {
  id: number;
  state: string;
  deskId: string;
  isPrivate: boolean;
  topic: string | null;
  openedAt: Date;
  requesterId: string;
  name: string | null;
};

/** The last requests, newest first. Of private ones, and of those at another desk, no more is known than number and state. */
async function requestLines(tx: Tx, { workspaceId, actorId }: Reader, which: Prisma.Sql): Promise<RequestLine[]> {
  const desks = new Set((await desksOfStaff(tx, workspaceId, actorId)).map(({ desk }) => desk.id));
  const rows = await tx.$queryRaw<Row[]>`
    select ticket.id, ticket.state, ticket.desk_id as "deskId", ticket.is_private as "isPrivate", ticket.topic,
      ticket.opened_at as "openedAt", ticket.requester_id as "requesterId", requester.display_name as name
    from ticket
    left join member requester on requester.workspace_id = ticket.workspace_id and requester.id = ticket.requester_id
    where ticket.workspace_id = ${workspaceId} and ${which}
    order by ticket.id desc limit ${LAST}`;
  return rows.map(({ id, state, deskId, isPrivate, topic, openedAt, requesterId, name }) => ({
    id,
    state,
    more: isPrivate || !desks.has(deskId) ? null : { topic, openedAt, requester: { id: requesterId, name: name ?? 'somebody' } },
  }));
}

export type OrganisationChoice = { id: string; name: string };

/** Slack shows at most a hundred choices, and two of them are not organisations. */
const MOST_CHOICES = 98;

/** The organisations to choose from, those that begin with what was typed first. Throws a sentence for whoever may not choose. */
export async function organisationChoices(deps: Deps, reader: Reader, typed: string): Promise<OrganisationChoice[]> {
  await requireRight(deps.db, 'change where a member belongs', reader);
  const name = Prisma.sql`lower(public.unaccent(name))`;
  const wanted = Prisma.sql`lower(public.unaccent(${typed.trim().slice(0, 100)}))`;
  return deps.db.$queryRaw<OrganisationChoice[]>`
    select id, name from organisation
    where workspace_id = ${reader.workspaceId} and position(${wanted} in ${name}) > 0
    order by not starts_with(${name}, ${wanted}), name limit ${MOST_CHOICES}`;
}
