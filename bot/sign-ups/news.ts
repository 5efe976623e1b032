import type { Deps } from '#bot/deps.ts';
import { addJobs } from '#bot/queue.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import type { Tx } from '#prisma/db.ts';
import type { Move } from './life.ts';
import type { SignUp } from './sign-up.ts';

/** Says one piece of news about a sign-up to one person, in their language (see bot/sign-ups/jobs.ts). */
export const SIGN_UP_NEWS = 'sign-up-news';
/** Brings their new places to those who wait in a line that has moved. */
export const REFRESH_LINE = 'refresh-line';

/** What a member has to notice beside the note that always says how it stands; decisions and "ready" are told by others. */
export const NEWS = [
  'offered',
  'lapsed',
  'expired',
  'sign',
  'signed',
  'question-notice',
  'agreement-notice',
  'drawn-seat',
  'drawn-place',
] as const;
export type News = (typeof NEWS)[number];

/** A line that moves many times in a short while is brought up to date once. */
const LINE_WAITS_MS = 10 * 60_000;

type Moved = { move: Move; before: SignUp; after: SignUp; actorId: string | null };

/** What follows from a move for those who are not asked about it: its member hears, and so do those who wait in the line. */
export async function tellOfMove(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'dueAt'>,
  { move, before, after, actorId }: Moved,
): Promise<void> {
  const news = newsOf(move, before, after, actorId);
  const isTold = news && (news !== 'lapsed' || (await hasOthersInLine(tx, after)));
  if (isTold) await sayNews(tx, deps, after, news, { from: before.state });
  if (before.state === 'waiting' && after.state !== 'waiting') await refreshLineSoon(tx, deps, after);
}

/** Where nobody else waits the seat is offered to the same one again, which is news enough. */
async function hasOthersInLine(tx: Tx, { workspaceId, toolId, id }: SignUp): Promise<boolean> {
  return (await tx.signUp.count({ where: { workspaceId, toolId, state: 'waiting', id: { not: id } } })) > 0;
}

function newsOf(move: Move, before: SignUp, after: SignUp, actorId: string | null): News | undefined {
  if (after.state === 'unsigned' && before.state !== 'unsigned') return 'sign';
  if (move === 'offer a seat') return 'offered';
  if (move === 'let the seat go' && actorId === null) return 'lapsed';
  if (move === 'expire') return 'expired';
  if (move === 'sign the agreement' && actorId !== after.memberId) return 'signed';
  return undefined;
}

/** Tells the member of a sign-up; about the agreement also the contacts of their organisation, who may sign it. */
export async function sayNews(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'dueAt'>,
  signUp: SignUp,
  news: News,
  facts: Record<string, string | number | null> = {},
): Promise<void> {
  const { workspaceId, id: signUpId, memberId, offerEndsAt, offersLapsed } = signUp;
  const last = await tx.signUpEvent.findFirst({
    where: { workspaceId, signUpId },
    orderBy: { id: 'desc' },
    select: { id: true },
  });
  const isForContacts = news === 'sign' || news === 'agreement-notice';
  const contacts = isForContacts ? await contactsOf(tx, signUp) : [];
  for (const to of new Set([memberId, ...contacts]))
    await saySoon(tx, deps, workspaceId, {
      key: `sign-up-news:${signUpId}:${news}:${last?.id ?? 0}:${to}`,
      channelId: to,
      content: {
        kind: SIGN_UP_NEWS,
        signUpId,
        news,
        to,
        until: offerEndsAt?.getTime() ?? null,
        isLast: offersLapsed > 0,
        ...facts,
      },
    });
}

/** The contacts of a sign-up's organisation who are in Slack. */
export async function contactsOf(
  tx: Tx,
  { workspaceId, organisationId }: Pick<SignUp, 'workspaceId' | 'organisationId'>,
): Promise<string[]> {
  const found = await tx.$queryRaw<{ id: string }[]>`
    select distinct member.id from organisation_contact contact
    join member on member.workspace_id = contact.workspace_id and member.email = contact.email
    where contact.workspace_id = ${workspaceId} and contact.organisation_id = ${organisationId}
      and member.deactivated_at is null and member.kind in ('member', 'guest', 'stranger')
    order by member.id`;
  return found.map(({ id }) => id);
}

/** Has the places of a waiting list shown anew to those who wait, a little later and once for all that happens until then. */
async function refreshLineSoon(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'dueAt'>,
  { workspaceId, toolId }: Pick<SignUp, 'workspaceId' | 'toolId'>,
): Promise<void> {
  const at = new Date(deps.now().getTime() + LINE_WAITS_MS);
  await addJobs(tx, deps, [
    { task: REFRESH_LINE, payload: { workspaceId, toolId }, key: `${REFRESH_LINE}:${workspaceId}:${toolId}`, at },
  ]);
}
