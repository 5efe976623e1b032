import type { Tx } from '#prisma/db.ts';

/**
 * What somebody can be towards a tool or a sign-up: its holder (whose it is, one of its people, or a contact of its organisation),
 * one of those who are asked to approve it now, or owner of the tool (or their stand-in).
 *
 * Whoever belongs to another organisation by now is no holder of an organisation's, unless its owner decided that it stays theirs.
 */
export type ToolRole = 'holder' | 'approver' | 'owner';

type Doing = { workspaceId: string; actorId: string; toolId?: string; signUpId?: number };
type Found = { deskId: string | null; isOwner: boolean; isHolder: boolean; isApprover: boolean };

/** What somebody is towards one tool or sign-up, as the store has it, and the desk whose staff set the tool up. */
export async function toolRolesOf(
  tx: Tx,
  { workspaceId, actorId, toolId, signUpId }: Doing,
): Promise<{ deskId: string | null; roles: Set<ToolRole> }> {
  const [found] = await tx.$queryRaw<Found[]>`
    select tool.desk_id as "deskId", coalesce(${actorId} in (tool.owner_id, tool.stand_in_id), false) as "isOwner",
      coalesce((sign_up.member_id = ${actorId} or exists (
        select 1 from sign_up_person person
        where person.workspace_id = sign_up.workspace_id and person.sign_up_id = sign_up.id and person.who = ${actorId}
      )) and not exists (
        select 1 from member
        where member.workspace_id = sign_up.workspace_id and member.id = ${actorId} and starts_with(sign_up.subject_key, 'o:')
          and member.organisation_id <> sign_up.organisation_id and not exists (
            select 1 from sign_up_event event
            where event.workspace_id = sign_up.workspace_id and event.sign_up_id = sign_up.id and event.kind = 'stay_decided'
              and event.detail ->> 'memberId' = ${actorId} and event.detail ->> 'decision' = 'keep'
          )
      ) or exists (
        select 1 from organisation_contact contact
        join member on member.workspace_id = contact.workspace_id and member.email = contact.email and member.id = ${actorId}
        where contact.workspace_id = sign_up.workspace_id and contact.organisation_id = sign_up.organisation_id
      ), false) as "isHolder",
      exists (
        select 1 from sign_up_approval approval
        where approval.workspace_id = sign_up.workspace_id and approval.sign_up_id = sign_up.id and approval.approver_id = ${actorId}
          and approval.round = sign_up.round and approval.stage = sign_up.stage and approval.decision is null
          and sign_up.state in ('asked', 'questioned', 'renewal')
      ) as "isApprover"
    from workspace
    left join sign_up on sign_up.workspace_id = workspace.id and sign_up.id = ${signUpId ?? null}::int
    left join tool on tool.workspace_id = workspace.id and tool.id = coalesce(${toolId ?? null}::text, sign_up.tool_id)
    where workspace.id = ${workspaceId}`;
  const roles = new Set<ToolRole>();
  if (found?.isHolder) roles.add('holder');
  if (found?.isApprover) roles.add('approver');
  if (found?.isOwner) roles.add('owner');
  return { deskId: found?.deskId ?? null, roles };
}
