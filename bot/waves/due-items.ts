import type { Deps } from '#bot/deps.ts';
import type { Tx } from '#prisma/db.ts';
import { PEOPLE_INVITED, ZONE_OF_INVITED } from './due.ts';
import { zoneOf } from './morning.ts';
import { invitationKey } from './wave.ts';

/** Somebody who is to be asked, or reminded, now. */
export type DueItem = {
  workspaceId: string;
  waveId: number;
  memberId: string;
  state: 'waiting' | 'asked';
  surveyId: number;
  asksNps: boolean;
  /** Only in their mornings */
  isForMornings: boolean;
  zone: string;
};

type Row = Omit<DueItem, 'workspaceId' | 'zone'> & { zone: string; fallback: string; dueAt: Date };

/** What is due in a workspace's open waves, the longest due first. */
export async function dueItems(tx: Tx, workspaceId: string, now: Date, most: number): Promise<DueItem[]> {
  const rows: Row[] = [];
  for (const { id } of await openWaves(tx, workspaceId, now)) {
    for (const state of ['waiting', 'asked'])
      rows.push(
        ...(await tx.$queryRaw<Row[]>`
          select due.wave_id as "waveId", due.member_id as "memberId", due.state, wave.survey_id as "surveyId", wave.asks_nps as "asksNps",
            due.state = 'asked' or wave.plan ->> 'timing' = 'morning' as "isForMornings", ${ZONE_OF_INVITED} as zone,
            workspace.time_zone as fallback, due.due_at as "dueAt"
          from (
            select * from survey_invitation
            where workspace_id = ${workspaceId} and wave_id = ${id} and state = ${state} and due_at <= ${now}
            order by due_at limit ${most}
          ) due
          join survey_wave wave on wave.workspace_id = due.workspace_id and wave.id = due.wave_id
          join ${PEOPLE_INVITED} on invitation.workspace_id = due.workspace_id and invitation.wave_id = due.wave_id and invitation.member_id = due.member_id`),
      );
  }
  return rows
    .toSorted((one, other) => one.dueAt.getTime() - other.dueAt.getTime())
    .slice(0, most)
    .map(({ zone, fallback, dueAt: _, ...row }) => ({ ...row, workspaceId, zone: zoneOf(zone, fallback) }));
}

async function openWaves(tx: Tx, workspaceId: string, now: Date): Promise<{ id: number }[]> {
  return tx.surveyWave.findMany({ where: { workspaceId, state: 'open', endsAt: { gt: now } }, select: { id: true } });
}

/** When the next message of an open wave is due; null when none is. */
export async function nextDueAt(tx: Tx, workspaceId: string): Promise<Date | null> {
  const [row] = await tx.$queryRaw<{ at: Date | null }[]>`
    select min(next.due_at) as at from survey_wave wave
    cross join lateral (
      select min(due_at) as due_at from survey_invitation
      where workspace_id = wave.workspace_id and wave_id = wave.id and state in ('waiting', 'asked')
    ) next
    where wave.workspace_id = ${workspaceId} and wave.state = 'open' and next.due_at < wave.ends_at`;
  return row?.at ?? null;
}

const LONGEST_WAIT_MINUTES = 20;

/** What could not be sent is tried again later, each time after a longer wait; the others go on. */
export async function putItemOff(deps: Deps, { workspaceId, waveId, memberId }: DueItem): Promise<void> {
  const now = deps.now();
  await deps.db.$executeRaw`
    update survey_invitation set due_at = ${now}::timestamptz + least(
      ${LONGEST_WAIT_MINUTES} * interval '1 minute',
      interval '10 seconds' * power(2, coalesce((
        select least(attempts, 10) from owned_message where workspace_id = ${workspaceId} and key = ${invitationKey(waveId, memberId)}
      ), 0))
    )
    where workspace_id = ${workspaceId} and wave_id = ${waveId} and member_id = ${memberId} and due_at <= ${now}`;
}
