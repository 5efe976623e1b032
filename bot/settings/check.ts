import type { Deps } from '#bot/deps.ts';
import { type Person, rememberMember } from '#bot/members/members.ts';
import type { Standing } from '#bot/slack/conversations.ts';
import { IN_QUEUE } from '#bot/tickets/life.ts';
import type { Tx } from '#prisma/db.ts';

type DeskPlaces = {
  deskId: string;
  triageChannelId: string;
  helpChannelIds: string[];
  staffIds: string[];
  /** Those of the staff who have their rights now. */
  presentIds: string[];
};
/** Everything the settings name in Slack. */
type Places = { desks: DeskPlaces[]; digestChannelId: string | null };

/** What Slack says of all that. */
export type Findings = {
  channels: Map<string, Standing>;
  people: Person[];
  /** Named as staff, but Slack knows nobody by that id. */
  unknownIds: string[];
  /** By triage channel, as far as the bot is in it: everybody who is in it. */
  present: Map<string, string[]>;
  /** By desk: the staff who had their rights before Slack was asked. */
  presentBefore: Map<string, string[]>;
};

export type SetupReport = {
  /** `earlierChannelIds` are others that hold cards of requests still in the queue. */
  desks: (DeskPlaces & { absentIds: string[]; earlierChannelIds: string[] })[];
  digestChannelId: string | null;
  channels: Map<string, Standing>;
  removed: { memberId: string; why: 'bot' | 'guest' | 'stranger' | 'deactivated' | 'unknown' }[];
};

export async function placesOf(tx: Tx, workspaceId: string): Promise<Places> {
  const workspace = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
  const desks = await tx.desk.findMany({ where: { workspaceId }, orderBy: { id: 'asc' } });
  const channels = await tx.helpChannel.findMany({ where: { workspaceId }, orderBy: { channelId: 'asc' } });
  const staff = await tx.deskStaff.findMany({ where: { workspaceId }, orderBy: { memberId: 'asc' } });
  return {
    digestChannelId: workspace.digestChannelId,
    desks: desks.map(({ id: deskId, triageChannelId }) => ({
      deskId,
      triageChannelId,
      helpChannelIds: channels.filter((channel) => channel.deskId === deskId).map(({ channelId }) => channelId),
      staffIds: staff.filter((one) => one.deskId === deskId).map(({ memberId }) => memberId),
      presentIds: staff.filter((one) => one.deskId === deskId && one.isPresent).map(({ memberId }) => memberId),
    })),
  };
}

/**
 * Takes over what was found in Slack: who the staff are, and which of them are present in their triage channel.
 *
 * Whoever is a bot, a guest, a stranger or deactivated is staff no more. Nobody is present in a channel the bot cannot look into,
 * because there it would not notice anybody leaving; nor in one that stopped being a desk's triage channel meanwhile.
 */
export async function takeOver(tx: Tx, deps: Deps, workspaceId: string, findings: Findings): Promise<SetupReport> {
  // Whoever saves settings writes these rows, too: what we saw is then about the rows before or after, never half.
  await tx.$queryRaw`select 1 from desk where workspace_id = ${workspaceId} order by id for update`;
  for (const person of findings.people) await rememberMember(tx, workspaceId, person, deps.now());
  const removed = [
    ...findings.unknownIds.map((memberId) => ({ memberId, why: 'unknown' as const })),
    ...findings.people.flatMap((person) => {
      const why = whyNotStaff(person);
      return why ? [{ memberId: person.id, why }] : [];
    }),
  ];
  const removedIds = removed.map(({ memberId }) => memberId);
  await tx.deskStaff.deleteMany({ where: { workspaceId, memberId: { in: removedIds } } });
  const { desks, digestChannelId } = await placesOf(tx, workspaceId);
  for (const desk of desks) await notePresent(tx, workspaceId, desk, findings);
  const earlier = await earlierChannels(tx, workspaceId);
  return {
    digestChannelId,
    channels: findings.channels,
    removed,
    desks: desks.map((desk) => ({
      ...desk,
      absentIds: absentOf(desk, findings.present.get(desk.triageChannelId)),
      earlierChannelIds: earlier.filter(({ deskId }) => deskId === desk.deskId).map(({ channelId }) => channelId),
    })),
  };
}

/**
 * Only what differs from before we asked is written, so that somebody who came or went meanwhile keeps what their event said.
 * Who was named meanwhile is not present yet: the next check, which waits already, asks who they are.
 */
async function notePresent(
  tx: Tx,
  workspaceId: string,
  { deskId, triageChannelId }: DeskPlaces,
  findings: Findings,
): Promise<void> {
  const set = (isPresent: boolean, ids?: string[]) =>
    tx.deskStaff.updateMany({ where: { workspaceId, deskId, ...(ids ? { memberId: { in: ids } } : {}) }, data: { isPresent } });
  const present = findings.present.get(triageChannelId);
  if (!present) {
    await set(false);
    return;
  }
  const before = findings.presentBefore.get(deskId) ?? [];
  const asked = findings.people.map(({ id }) => id);
  await set(
    true,
    asked.filter((id) => present.includes(id) && !before.includes(id)),
  );
  await set(
    false,
    before.filter((id) => !present.includes(id)),
  );
}

/** Cards stay where they were posted when a triage channel changes. */
function earlierChannels(tx: Tx, workspaceId: string): Promise<{ deskId: string; channelId: string }[]> {
  return tx.$queryRaw`
    select distinct ticket.desk_id as "deskId", card.channel_id as "channelId"
    from ticket
    join desk on desk.workspace_id = ticket.workspace_id and desk.id = ticket.desk_id
    join owned_message card on card.workspace_id = ticket.workspace_id and card.key = 'card:' || ticket.id
    where ticket.workspace_id = ${workspaceId} and ticket.state = any(${[...IN_QUEUE]}) and card.channel_id <> desk.triage_channel_id
    order by 1, 2`;
}

function whyNotStaff({ kind, isDeactivated }: Person): 'bot' | 'guest' | 'stranger' | 'deactivated' | null {
  if (kind !== 'member') return kind;
  return isDeactivated ? 'deactivated' : null;
}

/** Nobody is called absent from a channel we cannot look into. */
function absentOf({ staffIds }: DeskPlaces, present: string[] | undefined): string[] {
  return present ? staffIds.filter((id) => !present.includes(id)) : [];
}
