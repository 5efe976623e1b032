import type { Deps } from '#bot/deps.ts';
import { type Person, rememberMember } from '#bot/members/members.ts';
import type { Tx } from '#prisma/db.ts';

export type DeskPlaces = { deskId: string; triageChannelId: string; helpChannelIds: string[]; staffIds: string[] };
/** Everything the settings name in Slack. */
export type Places = { desks: DeskPlaces[]; digestChannelId: string | null };

/** Whether the bot can work in a channel: it is in it, it is not (or cannot see it), or the channel is archived. */
export type Standing = 'in' | 'out' | 'archived';

/** What Slack says of all that. `present` has the members of each triage channel the bot is in. */
export type Findings = {
  channels: Map<string, Standing>;
  people: Person[];
  /** Named as staff, but Slack knows nobody by that id. */
  unknownIds: string[];
  present: Map<string, string[]>;
};

export type SetupReport = {
  desks: (DeskPlaces & { absentIds: string[] })[];
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
  // Who was named after we looked is not present yet: the next check, which waits already, asks who they are.
  const checked = new Set(findings.people.map(({ id }) => id));
  for (const { deskId, triageChannelId } of desks) {
    const present = (findings.present.get(triageChannelId) ?? []).filter((id) => checked.has(id));
    await tx.deskStaff.updateMany({ where: { workspaceId, deskId, memberId: { in: present } }, data: { isPresent: true } });
    await tx.deskStaff.updateMany({ where: { workspaceId, deskId, memberId: { notIn: present } }, data: { isPresent: false } });
  }
  return {
    digestChannelId,
    channels: findings.channels,
    removed,
    desks: desks.map((desk) => ({ ...desk, absentIds: absentOf(desk, findings.present.get(desk.triageChannelId)) })),
  };
}

function whyNotStaff({ kind, isDeactivated }: Person): 'bot' | 'guest' | 'stranger' | 'deactivated' | null {
  if (kind !== 'member') return kind;
  return isDeactivated ? 'deactivated' : null;
}

/** Nobody is called absent from a channel we cannot look into. */
function absentOf({ staffIds }: DeskPlaces, present: string[] | undefined): string[] {
  return present ? staffIds.filter((id) => !present.includes(id)) : [];
}
