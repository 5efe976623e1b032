import { STAFF_NOW } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import type { Words } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import { type SurveyRole, surveyRolesOf } from './survey-roles.ts';
import { type ToolRole, toolRolesOf } from './tool-roles.ts';

/** What somebody can be, towards one ticket or one desk. Everybody in Slack whose account is not switched off is a member. */
export type Role = 'member' | 'requester' | 'staff' | 'reader' | 'lead' | 'admin' | ToolRole | SurveyRole;

/**
 * Who may do what: the one table. Any one of the roles is enough, and nothing else in the code decides it.
 *
 * Staff are named in the settings, present in the triage channel, and neither guests nor strangers. Readers are the staff
 * who may read private requests (everybody on staff, unless the settings name some). A lead is staff, too.
 */
export const RIGHTS = {
  'ask for help': ['member'],
  'say same here': ['member'],
  'answer an offer': ['member'],
  'choose a language': ['member'],
  'add to a request': ['requester'],
  'take a request back': ['requester'],
  'say a request is solved': ['requester'],
  'rate a request': ['requester'],
  'answer thanks': ['member'],
  'make a request private': ['requester', 'staff'],
  // With the notes under it, which its requester never sees, staff or not: their own words they find in App Home.
  'read a request': ['staff'],
  'read a private request': ['reader'],
  'answer a request': ['staff'],
  'answer a private request': ['reader'],
  'work on a request': ['staff'],
  'log a request': ['staff'],
  'see the queue': ['staff'],
  "see somebody's load": ['lead'],
  'look members up': ['staff'],
  'change where a member belongs': ['staff'],
  'use saved replies': ['staff'],
  'change saved replies': ['lead'],
  'announce a known problem': ['staff'],
  'take a call': ['lead'],
  'post the digest': ['lead'],
  'browse tools': ['member'],
  'sign up for a tool': ['member'],
  'follow a sign-up': ['holder', 'approver', 'owner', 'staff'],
  'change a sign-up': ['holder'],
  'decide a sign-up': ['approver'],
  'set a tool up': ['staff', 'owner'],
  'decide about a seat': ['owner', 'lead'],
  'overrule a sign-up': ['lead'],
  'note what is used': ['owner', 'lead'],
  'edit the catalogue': ['lead'],
  'see tool reports': ['lead'],
  'answer a survey': ['asked'],
  'choose which surveys to get': ['member'],
  'write without a name': ['member'],
  'build surveys': ['staff'],
  'change a survey': ['keeper', 'lead'],
  'send a survey': ['keeper', 'lead'],
  'read survey results': ['staff', 'confidant'],
  'read who said what': ['confidant'],
  'answer letters': ['keeper', 'lead'],
  'set up': ['admin'],
  'import people': ['admin'],
} as const satisfies Record<string, readonly Role[]>;
export type Deed = keyof typeof RIGHTS;

/** Who wants to do it, and to which ticket or at which desk. */
export type Doing = {
  workspaceId: string;
  actorId: string;
  ticketId?: number;
  deskId?: string;
  /** Or: which tool, or which sign-up for one. */
  toolId?: string;
  signUpId?: number;
  /** Or: which survey, or which wave of one. */
  surveyId?: number;
  waveId?: number;
};

/** Throws, in words the person can use, unless they may do this right now. */
export async function requireRight(tx: Tx, deed: Deed, doing: Doing): Promise<Set<Role>> {
  const roles = await rolesOf(tx, doing);
  const allowed: readonly Role[] = RIGHTS[deed];
  if (!allowed.some((role) => roles.has(role))) {
    const { workspaceId, actorId } = doing;
    throw refusalOf(allowed, roles, { ...doing, anywhere: await rolesOf(tx, { workspaceId, actorId }) });
  }
  return roles;
}

/** Whether somebody may, for what is shown to them; doing it asks again. */
export async function hasRight(tx: Tx, deed: Deed, doing: Doing): Promise<boolean> {
  const roles = await rolesOf(tx, doing);
  return RIGHTS[deed].some((role) => roles.has(role));
}

type Standing = {
  isOff: boolean;
  isAdmin: boolean;
  isRequester: boolean;
  staffRole: string | null;
  readers: string[] | null;
  hasReader: boolean;
};

/** Everything somebody is right now, as the store has it. Without a desk or a ticket: at any desk. */
export async function rolesOf(tx: Tx, doing: Doing): Promise<Set<Role>> {
  if (doing.surveyId !== undefined || doing.waveId !== undefined) return withThose(tx, doing, await surveyRolesOf(tx, doing));
  if (doing.toolId === undefined && doing.signUpId === undefined) return generalRolesOf(tx, doing);
  const { deskId, roles: towardsTool } = await toolRolesOf(tx, doing);
  // Of a tool that is not there nobody is staff: to no desk at all, and not to any.
  return withThose(tx, { ...doing, deskId: deskId ?? '' }, towardsTool);
}

async function withThose(tx: Tx, doing: Doing, more: Set<Role>): Promise<Set<Role>> {
  const roles = await generalRolesOf(tx, doing);
  // Whoever is switched off is nothing, whatever they own.
  if (roles.has('member')) for (const role of more) roles.add(role);
  return roles;
}

async function generalRolesOf(tx: Tx, { workspaceId, actorId, ticketId, deskId }: Doing): Promise<Set<Role>> {
  const [found] = await tx.$queryRaw<Standing[]>`
    select coalesce(member.deactivated_at is not null or member.kind in ('bot', 'outside'), false) as "isOff",
      coalesce(member.is_admin and member.kind = 'member' and member.deactivated_at is null, false) as "isAdmin",
      coalesce(ticket.requester_id = ${actorId}, false) as "isRequester", staff.role as "staffRole", staff.readers, coalesce(staff.has_reader, false) as "hasReader"
    from workspace
    left join member on member.workspace_id = workspace.id and member.id = ${actorId}
    left join ticket on ticket.workspace_id = workspace.id and ticket.id = ${ticketId ?? null}::int
    left join lateral (
      select named.role, desk.readers, exists (
        select 1 from desk_staff named
        where named.workspace_id = desk.workspace_id and named.desk_id = desk.id and named.member_id = any(desk.readers) and ${STAFF_NOW}
      ) as has_reader from desk_staff named
      join desk on desk.workspace_id = named.workspace_id and desk.id = named.desk_id
      where named.workspace_id = workspace.id and named.member_id = ${actorId}
        and ${STAFF_NOW}
        and (${deskId ?? null}::text is null or named.desk_id = ${deskId ?? null}::text)
        and (${ticketId ?? null}::int is null or named.desk_id = ticket.desk_id)
      order by named.role = 'lead' desc limit 1
    ) staff on true
    where workspace.id = ${workspaceId}`;
  const roles = new Set<Role>();
  if (!found || found.isOff) return roles;
  roles.add('member');
  if (found.isRequester) roles.add('requester');
  if (found.isAdmin) roles.add('admin');
  if (found.staffRole !== null) roles.add('staff');
  if (found.staffRole === 'lead') roles.add('lead');
  if (mayRead(found, actorId)) roles.add('reader');
  return roles;
}

/** The readers named in the settings, or everybody on staff; when all who are named have gone, a lead, so that nobody waits unheard. */
function mayRead({ staffRole, readers, hasReader }: Standing, memberId: string): boolean {
  if (staffRole === null) return false;
  if (!readers || readers.length === 0 || readers.includes(memberId)) return true;
  return staffRole === 'lead' && !hasReader;
}

/** Who works at another desk is told which; everybody else on no desk, what staff are and how to ask for help. */
function refusalOf(
  allowed: readonly Role[],
  roles: Set<Role>,
  { ticketId, anywhere }: Doing & { anywhere: Set<Role> },
): UserError {
  const number = `#${ticketId ?? ''}`;
  const refuse = (code: string, sentence: (words: Words) => string) => new UserError(code, sentence);
  if (!roles.has('member')) return refuse('switched_off', ({ refusals }) => refusals.notAnyMore);
  const isOfAnotherDesk = anywhere.has('staff') && !roles.has('staff');
  const special = toolRefusal(allowed) ?? surveyRefusal(allowed, roles);
  if (special) return special;
  const isForStaff = (['staff', 'reader', 'lead'] as const).some((role) => allowed.includes(role));
  if (isOfAnotherDesk && isForStaff) return refuse('not_your_desk', ({ refusals }) => refusals.notYourDesk);
  if (allowed.includes('requester') && !roles.has('staff'))
    return refuse('not_yours', ({ refusals }) => refusals.notYours(number));
  if (allowed.includes('reader') && roles.has('staff')) return refuse('not_reader', ({ refusals }) => refusals.notReader(number));
  if (allowed.includes('lead') && !allowed.includes('staff') && roles.has('staff'))
    return refuse('not_lead', ({ refusals }) => refusals.notLead);
  if (isForStaff) return refuse('not_staff', ({ refusals }) => refusals.notStaff);
  if (allowed.includes('requester')) return refuse('not_yours', ({ refusals }) => refusals.notYours(number));
  return refuse('not_admin', ({ refusals }) => refusals.notAdmin);
}

/** What only the people of a sign-up or of its tool may do. */
function toolRefusal(allowed: readonly Role[]): UserError | undefined {
  const refuse = (code: string, sentence: (words: Words) => string) => new UserError(code, sentence);
  if (allowed.includes('approver') && !allowed.includes('holder'))
    return refuse('not_approver', ({ tools }) => tools.notApprover);
  if (allowed.includes('holder')) return refuse('not_holder', ({ tools }) => tools.notHolder);
  if (allowed.includes('owner')) return refuse('not_owner', ({ tools }) => tools.notOwner);
  return undefined;
}

/** What only those who keep a survey, who read it, or who were asked may do. */
function surveyRefusal(allowed: readonly Role[], roles: Set<Role>): UserError | undefined {
  const refuse = (code: string, sentence: (words: Words) => string) => new UserError(code, sentence);
  if (allowed.includes('asked')) return refuse('not_asked', ({ answering }) => answering.notAsked);
  if (allowed.includes('confidant') && !allowed.includes('staff'))
    return refuse('not_confidant', ({ refusals }) => refusals.notConfidant);
  if (allowed.includes('keeper') && roles.has('staff')) return refuse('not_keeper', ({ refusals }) => refusals.notKeeper);
  return undefined;
}
