import { UserError } from '#bot/errors.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { WorkingHours } from '#reports/working-hours.ts';

export type Desk = Prisma.DeskGetPayload<object>;

/** A desk serves a channel as the place members write in ('help'), or as its staff's own ('triage'). */
export type Place = { desk: Desk; kind: 'help' | 'triage' };

/**
 * Which desk a channel belongs to; null for channels the bot has no business in.
 *
 * One question, since every message asks it. In a channel of ours the names in `locks` are held until the transaction ends.
 */
export async function placeOf(tx: Tx, workspaceId: string, channelId: string, locks: string[] = []): Promise<Place | null> {
  const [found] = await tx.$queryRaw<(Desk & { kind: Place['kind']; held: bigint })[]>`
    select desk.workspace_id as "workspaceId", desk.id, desk.name, desk.triage_channel_id as "triageChannelId", desk.schedule, desk.topics,
      desk.acknowledgement, case when help.desk_id is null then 'triage' else 'help' end as kind,
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

/** The role of a person at a desk; null unless they are named in the settings and present in its triage channel. */
export async function roleAt(tx: Tx, workspaceId: string, deskId: string, memberId: string): Promise<'staff' | 'lead' | null> {
  const staff = await tx.deskStaff.findUnique({ where: { workspaceId_deskId_memberId: { workspaceId, deskId, memberId } } });
  if (!staff?.isPresent) return null;
  return staff.role === 'lead' ? 'lead' : 'staff';
}

/** Throws unless the person is staff of this desk right now. */
export async function requireStaff(tx: Tx, workspaceId: string, deskId: string, memberId: string): Promise<'staff' | 'lead'> {
  const role = await roleAt(tx, workspaceId, deskId, memberId);
  if (!role) throw new UserError('not_staff', NOT_STAFF);
  return role;
}

const NOT_STAFF =
  'That is for the staff of the desk. To ask for help, just write in the help channel, in your own words. If you should be one of the staff, ask a workspace admin to add you with `/rochdale setup` and join the triage channel.';

/** The desks at which a person is staff right now. */
export async function desksOfStaff(
  tx: Tx,
  workspaceId: string,
  memberId: string,
): Promise<{ desk: Desk; role: 'staff' | 'lead' }[]> {
  const rows = await tx.deskStaff.findMany({ where: { workspaceId, memberId, isPresent: true } });
  const desks = await tx.desk.findMany({
    where: { workspaceId, id: { in: rows.map((row) => row.deskId) } },
    orderBy: { id: 'asc' },
  });
  return desks.map((desk) => ({ desk, role: rows.find((row) => row.deskId === desk.id)?.role === 'lead' ? 'lead' : 'staff' }));
}

/** The desk where a command of this person works. Throws with a pointer before set-up and for everybody who is not staff. */
export async function deskForStaff(
  tx: Tx,
  workspaceId: string,
  memberId: string,
): Promise<{ desk: Desk; role: 'staff' | 'lead' }> {
  const [first] = await desksOfStaff(tx, workspaceId, memberId);
  if (first) return first;
  throw (await isSetUp(tx, workspaceId)) ? new UserError('not_staff', NOT_STAFF) : new UserError('not_set_up', NOT_SET_UP);
}

export async function isSetUp(tx: Tx, workspaceId: string): Promise<boolean> {
  const workspace = await tx.workspace.findUnique({ where: { id: workspaceId }, select: { setUpAt: true } });
  return workspace?.setUpAt != null;
}

/** What anybody hears who talks to the bot before an admin has set it up. */
export const NOT_SET_UP =
  "Hello! I'm not set up here yet. A workspace admin can do that in a minute: type `/rochdale setup`. Until then, please ask your people directly.";

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
