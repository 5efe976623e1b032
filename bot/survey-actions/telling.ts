import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs } from '#bot/queue.ts';
import { sayingJob } from '#bot/slack/outbox.ts';
import { recordSurveyEvent } from '#bot/surveys/events.ts';
import { findWave } from '#bot/waves/wave.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { nextOpening } from '#reports/working-hours.ts';
import { actionForKeeper } from './actions.ts';
import { hoursForActions } from './due.ts';
import { peopleToTell, toTell } from './people-to-tell.ts';

/** Tells the next few hundred of those who were asked. */
export const TELL_OF_ACTIONS = 'tell-of-survey-action';
/** What each is told; rendered by jobs.ts. */
export const ACTION_NEWS = 'survey-action';

/** So many at a time and so long between, that a large cooperative is told within Slack's limits and nobody else waits for it. */
const CHUNK = 200;
const BETWEEN_MS = 30_000;

/** How many will be told, and from when on; null for at once. */
export type Telling = { people: number; from: Date | null };

/** Has everybody who was asked told of an action, once, and never at night: what is asked for then begins when the desk opens. */
export async function askToTell(
  deps: Deps,
  keeper: { workspaceId: string; actorId: string },
  actionId: number,
): Promise<Telling> {
  const { workspaceId, actorId } = keeper;
  return deps.db.$transaction(async (tx) => {
    const { wave } = await actionForKeeper(tx, keeper, actionId);
    if (wave.state !== 'closed')
      throw new UserError('wave_open', 'This wave is still open. What you say now could change what people answer.');
    const from = await openingAfter(tx, deps, workspaceId);
    const { count } = await tx.surveyAction.updateMany({
      where: { workspaceId, id: actionId, toldAt: null },
      data: { toldAt: from ?? deps.now() },
    });
    if (count === 0) throw new UserError('told_already', 'Everybody has been told of this already.');
    const people = await peopleToTell(tx, wave);
    const { surveyId, id: waveId } = wave;
    const detail = { action: actionId, people };
    await recordSurveyEvent(tx, { workspaceId, surveyId, waveId, kind: 'action_told', actorId, at: deps.now(), detail });
    await addJobs(tx, deps, [nextChunk({ workspaceId, actionId, after: '' }, from)]);
    return { people, from };
  });
}

/** When the desk opens next; null while it is open. */
async function openingAfter(tx: Tx, deps: Pick<Deps, 'now'>, workspaceId: string): Promise<Date | null> {
  const now = deps.now();
  const opens = nextOpening(await hoursForActions(tx, workspaceId), now);
  return opens > now ? opens : null;
}

type Chunk = { workspaceId: string; actionId: number; after: string };

const nextChunk = (payload: Chunk, at: Date | null) => ({
  task: TELL_OF_ACTIONS,
  payload,
  key: `${TELL_OF_ACTIONS}:${payload.workspaceId}:${payload.actionId}`,
  moves: true,
  ...(at ? { at } : {}),
});

/** What is to be said to the next of them is stored together with the job for those after, so that a crash leaves nobody out and tells nobody twice. */
export async function tellSome(deps: Deps, { workspaceId, actionId, after }: Chunk): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const opens = await openingAfter(tx, deps, workspaceId);
    if (opens) return addJobs(tx, deps, [nextChunk({ workspaceId, actionId, after }, opens)]);
    const action = await tx.surveyAction.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: actionId } } });
    const wave = await findWave(tx, workspaceId, action.waveId);
    const people = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
      select invitation.member_id as id ${toTell(wave)} and invitation.member_id > ${after} order by 1 limit ${CHUNK}`);
    const said = await tx.saidMessage.createManyAndReturn({
      data: people.map(({ id }) => ({
        workspaceId,
        key: `${ACTION_NEWS}:${actionId}:${id}`,
        channelId: id,
        content: { kind: ACTION_NEWS, actionId, to: id },
        createdAt: deps.now(),
      })),
      skipDuplicates: true,
      select: { channelId: true },
    });
    await addJobs(
      tx,
      deps,
      said.map(({ channelId }) => sayingJob(workspaceId, channelId)),
    );
    const last = people.at(-1);
    if (last === undefined || people.length < CHUNK) return;
    await addJobs(tx, deps, [nextChunk({ workspaceId, actionId, after: last.id }, new Date(deps.now().getTime() + BETWEEN_MS))]);
  });
}
