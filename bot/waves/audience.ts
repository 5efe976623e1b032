import { HOLDS_A_SEAT } from '#bot/sign-ups/life.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import type { Audience } from './plan.ts';
import type { Skipped } from './skips.ts';
import type { Wave } from './wave.ts';

type Kept = Exclude<Audience, { kind: 'channels' | 'user-groups' }>;

/** Notes as invited everybody that a wave is meant for, whoever they are, as far as our own rows say it; answers who could not be found. */
export async function gatherFromStore(tx: Tx, wave: Wave, audience: Kept): Promise<Skipped> {
  const { workspaceId, plan } = wave;
  switch (audience.kind) {
    case 'everyone':
      await invite(tx, wave, Prisma.sql`select id, organisation_id from member where workspace_id = ${workspaceId}`);
      return {};
    case 'organisations':
      return audience.voice === 'people'
        ? inviteOrganisations(tx, wave, audience.ids)
        : inviteContacts(tx, wave, audience.ids, kindsIn(plan));
    case 'roles':
      await invite(
        tx,
        wave,
        Prisma.sql`select id, organisation_id from member where workspace_id = ${workspaceId} and role = any(${audience.roles})`,
      );
      return {};
    case 'tool-holders':
      return inviteHolders(tx, wave, audience.toolIds);
    case 'requesters':
      await inviteRequesters(tx, wave, audience);
      return {};
    case 'e-mails':
      return inviteAddresses(tx, wave);
  }
}

/** Notes people as invited whom Slack named. */
export async function gatherPeople(tx: Tx, wave: Wave, memberIds: string[]): Promise<void> {
  await invite(
    tx,
    wave,
    Prisma.sql`
      select named.id, member.organisation_id from unnest(${memberIds}::text[]) as named(id)
      left join member on member.workspace_id = ${wave.workspaceId} and member.id = named.id`,
  );
}

/** Those of them whom we have not met. */
export async function unknownOf(tx: Tx, workspaceId: string, memberIds: string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select named.id from unnest(${memberIds}::text[]) as named(id)
    where not exists (select 1 from member where member.workspace_id = ${workspaceId} and member.id = named.id)`;
  return rows.map(({ id }) => id);
}

/** `people` has their ids and the organisation for which each is asked. */
async function invite(tx: Tx, { workspaceId, id }: Wave, people: Prisma.Sql): Promise<number> {
  return tx.$executeRaw`
    insert into survey_invitation (workspace_id, wave_id, member_id, organisation_id)
    select ${workspaceId}, ${id}::int, people.id, people.organisation_id from (${people}) people
    on conflict (workspace_id, wave_id, member_id) do nothing`;
}

async function inviteOrganisations(tx: Tx, wave: Wave, ids: string[]): Promise<Skipped> {
  await invite(
    tx,
    wave,
    Prisma.sql`
      select id, organisation_id from member
      where workspace_id = ${wave.workspaceId} and organisation_id is not null and (${ids.length === 0} or organisation_id = any(${ids}))`,
  );
  return {};
}

function kindsIn({ takesGuests, takesStrangers }: Wave['plan']): string[] {
  return ['member', ...(takesGuests ? ['guest'] : []), ...(takesStrangers ? ['stranger'] : [])];
}

/** One voice of each organisation: the first of its contacts who is in Slack. */
async function inviteContacts(tx: Tx, wave: Wave, ids: string[], kinds: string[]): Promise<Skipped> {
  const { workspaceId } = wave;
  const contacts = Prisma.sql`
    select distinct on (organisation.id) member.id, organisation.id as organisation_id
    from organisation
    join organisation_contact contact on contact.workspace_id = organisation.workspace_id and contact.organisation_id = organisation.id
    join member on member.workspace_id = organisation.workspace_id and member.email = contact.email
    where organisation.workspace_id = ${workspaceId} and (${ids.length === 0} or organisation.id = any(${ids}))
      and member.deactivated_at is null and member.kind = any(${kinds})
    order by organisation.id, contact.role, contact.email, member.id`;
  await invite(tx, wave, contacts);
  const [found] = await tx.$queryRaw<{ count: number }[]>`
    select (
      select count(*) from organisation where workspace_id = ${workspaceId} and (${ids.length === 0} or id = any(${ids}))
    )::int - (select count(*) from (${contacts}) contacts)::int as count`;
  return { noContact: found?.count ?? 0 };
}

/** Who has a seat: of a tool that is for persons its holder, of one for organisations those on the list. */
async function inviteHolders(tx: Tx, wave: Wave, toolIds: string[]): Promise<Skipped> {
  const { workspaceId } = wave;
  const seats = Prisma.sql`
    select sign_up.id, sign_up.member_id from sign_up
    where sign_up.workspace_id = ${workspaceId} and sign_up.tool_id = any(${toolIds}) and sign_up.state = any(${[...HOLDS_A_SEAT]})`;
  const listed = Prisma.sql`
    select person.who from sign_up_person person join (${seats}) seat on seat.id = person.sign_up_id where person.workspace_id = ${workspaceId}`;
  await invite(
    tx,
    wave,
    Prisma.sql`
      select member.id, member.organisation_id from member
      where member.workspace_id = ${workspaceId} and (
        member.id in (
          select seat.member_id from (${seats}) seat
          where not exists (select 1 from sign_up_person person where person.workspace_id = ${workspaceId} and person.sign_up_id = seat.id)
        )
        or member.id in (${listed}) or member.email in (${listed})
      )`,
  );
  const [found] = await tx.$queryRaw<{ count: number }[]>`
    select count(distinct listed.who)::int as count from (${listed}) listed
    where listed.who like '%@%' and not exists (select 1 from member where member.workspace_id = ${workspaceId} and member.email = listed.who)`;
  return { unknownEmails: found?.count ?? 0 };
}

/** Days are the workspace's. */
async function inviteRequesters(tx: Tx, wave: Wave, { from, to }: { from: string; to: string }): Promise<void> {
  const { workspaceId } = wave;
  await invite(
    tx,
    wave,
    Prisma.sql`
      select distinct ticket.requester_id as id, member.organisation_id
      from ticket
      join workspace on workspace.id = ticket.workspace_id
      left join member on member.workspace_id = ticket.workspace_id and member.id = ticket.requester_id
      where ticket.workspace_id = ${workspaceId} and ticket.state <> 'dismissed'
        and ticket.opened_at >= (${from}::date)::timestamp at time zone workspace.time_zone
        and ticket.opened_at < (${to}::date + 1)::timestamp at time zone workspace.time_zone`,
  );
}

/** Of two accounts with one address the one that is not switched off. */
async function inviteAddresses(tx: Tx, wave: Wave): Promise<Skipped> {
  const { workspaceId, id } = wave;
  const addresses = Prisma.sql`
    select distinct jsonb_array_elements_text(wave.plan -> 'audience' -> 'emails') as email
    from survey_wave wave where wave.workspace_id = ${workspaceId} and wave.id = ${id}`;
  await invite(
    tx,
    wave,
    Prisma.sql`
      select distinct on (member.email) member.id, member.organisation_id
      from (${addresses}) address join member on member.workspace_id = ${workspaceId} and member.email = address.email
      order by member.email, member.deactivated_at is not null, member.kind = 'outside', member.id`,
  );
  const [found] = await tx.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from (${addresses}) address
    where not exists (select 1 from member where member.workspace_id = ${workspaceId} and member.email = address.email)`;
  return { unknownEmails: found?.count ?? 0 };
}
