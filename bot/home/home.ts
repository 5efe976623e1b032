import { type OpenSurvey, openSurveysOf } from '#bot/answering/open-surveys.ts';
import type { Deps } from '#bot/deps.ts';
import { isSetUp } from '#bot/desks/desks.ts';
import { type OwnSignUps, ownSignUps } from '#bot/sign-ups/following.ts';
import { refreshHomes } from '#bot/slack/homes.ts';
import { LANGUAGES } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import { boardsOf, type DeskBoard } from './board.ts';
import { standingOf, type Tongue } from './language.ts';
import { type OwnRequests, ownRequestsOf } from './own-requests.ts';

/** Everything one person's App Home shows; nothing of it is looked up while showing. */
export type HomeView = {
  isSetUp: boolean;
  tongue: ReturnType<typeof standingOf>;
  /** The desks at which they are staff right now. */
  boards: DeskBoard[];
  moreDesks: number;
  own: OwnRequests;
  /** What they have of the catalogue and wait for; null where there are no tools and never were. */
  tools: OwnSignUps | null;
  /** What they are asked, and in which language they read it: staff may have written it in more than we speak. */
  surveys: { open: OpenSurvey[]; language: string };
};

type Person = { workspaceId: string; memberId: string };

/** Whoever has a desk's lists before them sees the newest of their own requests only. */
const MOST = { member: { open: 10, ended: 10 }, staff: { open: 3, ended: 3 } };
const MOST_TOOLS = { member: 6, staff: 2 };

/** Reads what is shown to one person; null for somebody to whom nothing is shown (unknown, a bot, switched off). */
export async function homeOf(tx: Tx, deps: Pick<Deps, 'now'>, { workspaceId, memberId }: Person): Promise<HomeView | null> {
  const [person] = await tx.$queryRaw<Tongue[]>`
    select member.language, member.language_by as "languageBy", member.language_asked_at as "languageAskedAt",
      workspace.language as "workspaceLanguage"
    from member join workspace on workspace.id = member.workspace_id
    where member.workspace_id = ${workspaceId} and member.id = ${memberId}
      and member.deactivated_at is null and member.kind not in ('bot', 'outside')`;
  if (!person) return null;
  const now = deps.now();
  const { boards, moreDesks } = await boardsOf(tx, workspaceId, memberId, now);
  const isStaff = boards.length > 0;
  const hasTools = (await tx.tool.findFirst({ where: { workspaceId }, select: { id: true } })) !== null;
  const most = { open: isStaff ? MOST_TOOLS.staff : MOST_TOOLS.member, ended: 0, now };
  return {
    isSetUp: await isSetUp(tx, workspaceId),
    tongue: standingOf(person, deps.now()),
    boards,
    moreDesks,
    own: await ownRequestsOf(tx, workspaceId, memberId, isStaff ? MOST.staff : MOST.member),
    tools: hasTools ? await ownSignUps(tx, workspaceId, memberId, most) : null,
    surveys: {
      open: await openSurveysOf(tx, workspaceId, memberId, now),
      language: person.language ?? person.workspaceLanguage,
    },
  };
}

/**
 * Remembers that somebody looks at their Home, so that it is brought up to date now and from now on; whoever speaks a
 * language we do not is asked now, once.
 *
 * `isEmpty`: Slack has nothing to show, so what we published before is forgotten.
 */
export async function noteOpened(deps: Deps, { workspaceId, memberId, isEmpty }: Person & { isEmpty: boolean }): Promise<void> {
  const spoken = Object.keys(LANGUAGES);
  await deps.db.$transaction(async (tx) => {
    await tx.$executeRaw`
      update member set home_opened_at = greatest(home_opened_at, ${deps.now()}::timestamptz),
        home_hash = case when not ${isEmpty}::boolean then home_hash end,
        language_asked_at = case when language <> all(${spoken}) and language_by is distinct from 'chosen'
          then coalesce(language_asked_at, ${deps.now()}::timestamptz) else language_asked_at end
      where workspace_id = ${workspaceId} and id = ${memberId}`;
    await refreshHomes(tx, deps, workspaceId, [memberId]);
  });
}
