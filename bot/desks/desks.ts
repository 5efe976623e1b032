import { UserError } from '#bot/errors.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { WorkingHours } from '#reports/working-hours.ts';

export type Desk = Prisma.DeskGetPayload<object>;

/**
 * A desk serves a channel as the place members write in ('help'), or as its staff's own ('triage');
 * 'thread' is a thread elsewhere in which one of its tickets is talked about.
 */
export type Place = { desk: Desk; kind: 'help' | 'triage' | 'thread' };

/** A desk's columns under their names here. */
const DESK_COLUMNS = Prisma.sql`desk.workspace_id as "workspaceId", desk.id, desk.name, desk.triage_channel_id as "triageChannelId",
  desk.schedule, desk.topics, desk.acknowledgement, desk.readers`;

/**
 * Which desk a channel belongs to; null for channels the bot has no business in.
 *
 * One question, since every message asks it. In a channel of ours the names in `locks` are held until the transaction ends.
 */
export async function placeOf(tx: Tx, workspaceId: string, channelId: string, locks: string[] = []): Promise<Place | null> {
  const [found] = await tx.$queryRaw<(Desk & { kind: Place['kind']; held: bigint })[]>`
    select ${DESK_COLUMNS}, case when help.desk_id is null then 'triage' else 'help' end as kind,
      (select count(pg_advisory_xact_lock(hashtextextended(name, 0))::text) from unnest(${locks}::text[]) as name) as held
    from desk
    left join help_channel help on help.workspace_id = desk.workspace_id and help.desk_id = desk.id and help.channel_id = ${channelId}
    where desk.workspace_id = ${workspaceId} and (help.desk_id is not null or desk.triage_channel_id = ${channelId})
    order by help.desk_id nulls last limit 1`;
  if (!found) return null;
  const { kind, held: _, ...desk } = found;
  return { desk, kind };
}

export async function deskOf(tx: Tx, workspaceId: string, deskId: string): Promise<Desk> {
  return tx.desk.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: deskId } } });
}

/** Of `named` (a row of desk_staff): in the triage channel now, and neither guest nor stranger nor switched off as far as we know. */
export const STAFF_NOW = Prisma.sql`named.is_present and not exists (
  select 1 from member who where who.workspace_id = named.workspace_id and who.id = named.member_id
    and (who.kind <> 'member' or who.deactivated_at is not null)
)`;

/** Whether somebody is staff of a desk right now, as a column; the first two are columns themselves or given. */
export const isStaffNow = (
  workspaceId: Prisma.Sql,
  deskId: Prisma.Sql,
  memberId: string | null,
): Prisma.Sql => Prisma.sql`exists (
  select 1 from desk_staff named
  where named.workspace_id = ${workspaceId} and named.desk_id = ${deskId} and named.member_id = ${memberId} and ${STAFF_NOW}
)`;

type StaffRole = 'staff' | 'lead';

/** The desks at which a person is staff right now, in one question, since every command asks it. */
export async function desksOfStaff(tx: Tx, workspaceId: string, memberId: string): Promise<{ desk: Desk; role: StaffRole }[]> {
  const rows = await tx.$queryRaw<(Desk & { staffRole: string })[]>`
    select ${DESK_COLUMNS}, named.role as "staffRole"
    from desk_staff named join desk on desk.workspace_id = named.workspace_id and desk.id = named.desk_id
    where named.workspace_id = ${workspaceId} and named.member_id = ${memberId} and ${STAFF_NOW}
    order by desk.id`;
  return rows.map(({ staffRole, ...desk }) => ({ desk, role: staffRole === 'lead' ? 'lead' : 'staff' }));
}

/** The role of a person at a desk; null unless they are staff of it right now. */
export async function roleAt(tx: Tx, workspaceId: string, deskId: string, memberId: string): Promise<StaffRole | null> {
  return (await desksOfStaff(tx, workspaceId, memberId)).find(({ desk }) => desk.id === deskId)?.role ?? null;
}

/** The desk where a command of this person works. Throws with a pointer before set-up and for everybody who is not staff. */
export async function deskForStaff(tx: Tx, workspaceId: string, memberId: string): Promise<{ desk: Desk; role: StaffRole }> {
  const [first] = await desksOfStaff(tx, workspaceId, memberId);
  if (first) return first;
  throw (await isSetUp(tx, workspaceId))
    ? new UserError('not_staff', ({ refusals }) => refusals.notStaff)
    : new UserError('not_set_up', ({ refusals }) => refusals.notSetUp);
}

/** The desk that takes what is asked outside its channels (a direct message, a form). Throws with a pointer before set-up. */
export async function deskForMembers(tx: Tx, workspaceId: string): Promise<Desk> {
  const [desk] = await tx.desk.findMany({ where: { workspaceId }, orderBy: { id: 'asc' }, take: 1 });
  if (!desk || !(await isSetUp(tx, workspaceId))) throw new UserError('not_set_up', ({ refusals }) => refusals.notSetUp);
  return desk;
}

export async function isSetUp(tx: Tx, workspaceId: string): Promise<boolean> {
  const workspace = await tx.workspace.findUnique({ where: { id: workspaceId }, select: { setUpAt: true } });
  return workspace?.setUpAt != null;
}

/** Somebody joined or left a channel, at Slack's time `ts`. */
export type Presence = { channelId: string; memberId: string; isPresent: boolean; ts: string };

/** Rights begin and end with being in the triage channel; an older change that arrives late undoes nothing. */
export async function notePresence(tx: Tx, workspaceId: string, { channelId, memberId, isPresent, ts }: Presence): Promise<void> {
  const desk = await tx.desk.findUnique({ where: { workspaceId_triageChannelId: { workspaceId, triageChannelId: channelId } } });
  if (!desk) return;
  await tx.deskStaff.updateMany({
    where: { workspaceId, deskId: desk.id, memberId, OR: [{ presenceTs: null }, { presenceTs: { lt: ts } }] },
    data: { isPresent, presenceTs: ts },
  });
}

const parsed = new Map<string, WorkingHours>();

/** A desk's working hours as checked data; parsed once for as long as they stay the same. */
export function hoursOf(desk: { schedule: unknown }): WorkingHours {
  const written = JSON.stringify(desk.schedule);
  const known = parsed.get(written);
  if (known) return known;
  const hours = WorkingHours.parse(desk.schedule);
  if (parsed.size > 100) parsed.clear();
  parsed.set(written, hours);
  return hours;
}
