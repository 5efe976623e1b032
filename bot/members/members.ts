import type { Tx } from '#prisma/db.ts';

export type Person = {
  id: string;
  displayName: string;
  kind: 'member' | 'guest' | 'stranger' | 'bot';
  isAdmin: boolean;
  timeZone: string | null;
  language: string | null;
  isDeactivated: boolean;
};

/** Keeps what Slack says of a person, so that Slack is not asked again. */
export async function rememberMember(tx: Tx, workspaceId: string, person: Person, at: Date): Promise<void> {
  const { id, isDeactivated, ...facts } = person;
  const data = { ...facts, deactivatedAt: isDeactivated ? at : null };
  await tx.member.upsert({ where: { workspaceId_id: { workspaceId, id } }, create: { workspaceId, id, ...data }, update: data });
}

/** The name people know somebody by; null while we have not met them. */
export async function nameOf(tx: Tx, workspaceId: string, memberId: string): Promise<string | null> {
  const member = await tx.member.findUnique({
    where: { workspaceId_id: { workspaceId, id: memberId } },
    select: { displayName: true },
  });
  return member?.displayName ?? null;
}

export async function isKnown(tx: Tx, workspaceId: string, memberId: string): Promise<boolean> {
  return (await nameOf(tx, workspaceId, memberId)) !== null;
}
