import { STAFF_NOW } from '#bot/desks/desks.ts';
import type { SignUp } from '#bot/sign-ups/sign-up.ts';
import type { Stage, Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';

export type Approval = Prisma.SignUpApprovalGetPayload<object>;
type ApproverRole = 'contact' | 'owner' | 'lead' | 'person';

/** People who are asked together, and why it is them. */
export type Group = { role: ApproverRole; ids: string[] };

/** Whom a stage names, and who is asked, one group after the other, when those named cannot decide or do not. */
export type Circle = { named: Group; asked: string[]; missing: string[]; standIns: Group[] };

/** In whose place an approver is asked: the ids of people, or the role that nobody has; nothing for who was named. */
export function placesOf({ standInForId }: Pick<Approval, 'standInForId'>): string[] {
  return standInForId === null ? [] : standInForId.split(' ');
}

export const inPlaceOf = (places: string[]): string | null => (places.length === 0 ? null : places.join(' '));

/** Who is asked in a stage, as the store has it now. Nobody decides what they asked for themselves. */
export async function circleOf(tx: Tx, now: Date, tool: Tool, signUp: SignUp, stage: Stage): Promise<Circle> {
  const { workspaceId } = signUp;
  const own = await ownersOf(tx, signUp);
  const contacts = stage.who === 'contact' ? await contactsOf(tx, signUp) : [];
  const leads = await leadsOf(tx, workspaceId, tool.deskId);
  const named = namedBy(stage, { contacts, leads, ownerId: tool.ownerId });
  const isOfContact = contacts.some((id) => own.has(id));
  const everybody = [...named.ids, ...leads, ...[tool.ownerId, tool.standInId].filter((id) => id !== null)];
  const able = await usableOf(tx, workspaceId, everybody, own);
  const away = await awayOf(tx, workspaceId, everybody, now);
  const there = new Set([...able].filter((id) => !away.has(id)));
  // When everybody is away they are asked all the same, so that nothing is lost.
  const usable = there.size > 0 ? there : able;
  const ready = isOfContact ? [] : named.ids.filter((id) => usable.has(id));
  const asked = stage.who === 'contact' && stage.needs === 'one' ? ready.slice(0, 1) : ready;
  const missing = stage.needs === 'all' ? named.ids.filter((id) => !asked.includes(id)) : [];
  const groups: Group[] = [
    ...(stage.who === 'contact' ? [{ role: 'contact' as const, ids: ready.slice(1, 2) }] : []),
    ...(stage.who === 'owner' ? [{ role: 'owner' as const, ids: tool.standInId ? [tool.standInId] : [] }] : []),
    { role: 'lead', ids: leads },
    { role: 'owner', ids: tool.ownerId ? [tool.ownerId] : [] },
    { role: 'owner', ids: tool.standInId ? [tool.standInId] : [] },
  ];
  const standIns = groups
    .map(({ role, ids }) => ({ role, ids: ids.filter((id) => usable.has(id) && !asked.includes(id)) }))
    .filter(({ ids }) => ids.length > 0);
  return {
    named,
    asked,
    missing: asked.length === 0 ? (isOfContact || named.ids.length === 0 ? [stage.who] : named.ids) : missing,
    standIns,
  };
}

function namedBy(stage: Stage, known: { contacts: string[]; leads: string[]; ownerId: string | null }): Group {
  if (stage.who === 'contact') return { role: 'contact', ids: known.contacts };
  if (stage.who === 'owner') return { role: 'owner', ids: known.ownerId ? [known.ownerId] : [] };
  if (stage.who === 'lead') return { role: 'lead', ids: known.leads };
  return { role: 'person', ids: [...new Set(stage.memberIds)] };
}

/** Whose sign-up it is: who asked (last for its renewal, too) and everybody it is for, by id or by e-mail address. */
async function ownersOf(tx: Tx, { workspaceId, id, memberId }: SignUp): Promise<Set<string>> {
  const found = await tx.$queryRaw<{ id: string | null }[]>`
    select who as id from sign_up_person where workspace_id = ${workspaceId} and sign_up_id = ${id}
    union select member.id from sign_up_person person
      join member on member.workspace_id = person.workspace_id and member.email = person.who
      where person.workspace_id = ${workspaceId} and person.sign_up_id = ${id}
    union select actor_id from sign_up_event
      where workspace_id = ${workspaceId} and sign_up_id = ${id} and kind = 'asked'
    union (select actor_id from sign_up_event
      where workspace_id = ${workspaceId} and sign_up_id = ${id} and kind = 'renewal_asked' order by id desc limit 1)`;
  return new Set([memberId, ...found.flatMap((one) => one.id ?? [])]);
}

/** The people in Slack who are to be asked for the sign-up's organisation, in the order of what they are asked about. */
async function contactsOf(tx: Tx, { workspaceId, organisationId, memberId }: SignUp): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select member.id from organisation_contact contact
    join member on member.workspace_id = contact.workspace_id and member.email = contact.email
    where contact.workspace_id = ${workspaceId} and contact.organisation_id = coalesce(${organisationId}, (
      select organisation_id from member asker where asker.workspace_id = ${workspaceId} and asker.id = ${memberId}
    ))
    group by member.id order by min(contact.role), member.id`;
  return rows.map(({ id }) => id);
}

export async function leadsOf(tx: Tx, workspaceId: string, deskId: string): Promise<string[]> {
  const leads = await tx.$queryRaw<{ id: string }[]>`
    select named.member_id as id from desk_staff named
    where named.workspace_id = ${workspaceId} and named.desk_id = ${deskId} and named.role = 'lead' and ${STAFF_NOW} order by 1`;
  return leads.map(({ id }) => id);
}

/** Of these people, who may decide: nobody whose account is switched off, no guest, no stranger, and not whose own it is. */
async function usableOf(tx: Tx, workspaceId: string, ids: string[], own: Set<string>): Promise<Set<string>> {
  const gone = await tx.member.findMany({
    where: { workspaceId, id: { in: ids }, OR: [{ kind: { not: 'member' } }, { deactivatedAt: { not: null } }] },
    select: { id: true },
  });
  const without = new Set([...gone.map(({ id }) => id), ...own]);
  return new Set(ids.filter((id) => !without.has(id)));
}

/** Of these people, who said that they are away. They may decide all the same; nobody waits for them. */
export async function awayOf(tx: Tx, workspaceId: string, ids: string[], now: Date): Promise<Set<string>> {
  const away = await tx.member.findMany({
    where: { workspaceId, id: { in: ids }, awayUntil: { gt: now } },
    select: { id: true },
  });
  return new Set(away.map(({ id }) => id));
}

/** Whether somebody who was asked still is what they were asked as. */
export async function stillStands(tx: Tx, tool: Tool, signUp: SignUp, { approverId, role }: Approval): Promise<boolean> {
  const { workspaceId } = signUp;
  if (!(await usableOf(tx, workspaceId, [approverId], await ownersOf(tx, signUp))).has(approverId)) return false;
  if (role === 'contact') return (await contactsOf(tx, signUp)).includes(approverId);
  if (role === 'owner') return approverId === tool.ownerId || approverId === tool.standInId;
  if (role === 'lead') return (await leadsOf(tx, workspaceId, tool.deskId)).includes(approverId);
  return true;
}

/** Whether a stage is through: one of those asked approved, or everybody whose word it needs, or who was asked in their place. */
export function isThrough(stage: Stage | undefined, rows: Approval[]): boolean {
  const approved = rows.filter(({ decision }) => decision === 'approved');
  if (approved.length === 0) return false;
  if (stage?.needs !== 'all') return true;
  const places = new Set(rows.flatMap((row) => (row.standInForId === null ? [row.approverId] : placesOf(row))));
  const settled = new Set(approved.flatMap((row) => [row.approverId, ...placesOf(row)]));
  return [...places].every((place) => settled.has(place));
}

/** Those whose word is still missing: undecided themselves, and nobody approved in their place. */
export function openPlaces(rows: Approval[]): string[] {
  const settled = new Set(
    rows.filter(({ decision }) => decision === 'approved').flatMap((row) => [row.approverId, ...placesOf(row)]),
  );
  const places = rows.flatMap((row) => (row.standInForId === null ? [row.approverId] : placesOf(row)));
  return [...new Set(places)].filter((place) => !settled.has(place));
}
