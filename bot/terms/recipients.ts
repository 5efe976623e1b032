import type { SignUp } from '#bot/sign-ups/sign-up.ts';
import type { Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';

/**
 * Who is written to about a seat: for an organisation its contact, or else who asked for it; for a person its holder.
 * When they are not here any more, the tool's owner or their stand-in; null when nobody is.
 */
export async function recipientOf(tx: Tx, tool: Tool, signUp: SignUp): Promise<string | null> {
  const { workspaceId, organisationId, memberId } = signUp;
  const [found] = await tx.$queryRaw<{ id: string }[]>`
    select who.id from (
      select member.id, 0 as place, min(contact.role) as role from organisation_contact contact
      join member on member.workspace_id = contact.workspace_id and member.email = contact.email
      where ${tool.subject === 'organisation'} and contact.workspace_id = ${workspaceId} and contact.organisation_id = ${organisationId}
      group by member.id
      union all select ${memberId}, 1, ''
      union all select ${tool.ownerId}, 2, ''
      union all select ${tool.standInId}, 3, ''
    ) who
    left join member on member.workspace_id = ${workspaceId} and member.id = who.id
    where who.id is not null and member.deactivated_at is null and coalesce(member.kind, 'member') in ('member', 'guest', 'stranger')
    order by who.place, who.role, who.id limit 1`;
  return found?.id ?? null;
}

/** The same, and the holder, too, where that is somebody else: of what happens to a seat both hear. */
export async function hearersOf(tx: Tx, tool: Tool, signUp: SignUp): Promise<string[]> {
  const first = await recipientOf(tx, tool, signUp);
  const holder = await tx.member.findFirst({
    where: { workspaceId: signUp.workspaceId, id: signUp.memberId, deactivatedAt: null },
    select: { id: true },
  });
  return [...new Set([first, holder?.id ?? null].filter((id) => id !== null))];
}
