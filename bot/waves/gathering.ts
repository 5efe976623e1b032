import { UserError } from '#bot/errors.ts';
import { givenFile } from '#bot/imports/given-files.ts';
import { readPeopleSoon } from '#bot/members/reading.ts';
import { addJobs, putOff } from '#bot/queue.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { TooManyCalls } from '#bot/slack/limits.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { meetMentioned } from '#bot/slack/people.ts';
import type { Tx } from '#prisma/db.ts';
import { gatherFromStore, gatherPeople, unknownOf } from './audience.ts';
import { setBands } from './banding.ts';
import { addressesIn } from './e-mail-list.ts';
import { lockWave } from './locks.ts';
import { type PageOfPeople, pageOfAudience } from './pages.ts';
import type { Audience } from './plan.ts';
import { countInvited, leaveOut } from './settling.ts';
import { showCard } from './showing.ts';
import { addSkipped, type Skipped } from './skips.ts';
import { openCounted } from './starting.ts';
import { countingJob, type Reading } from './timers.ts';
import { findWave, type Wave, waveCardKey } from './wave.ts';

type Which = { workspaceId: string; waveId: number; waits?: number | undefined } & Reading;

/** Another count of the same wave has begun, or it is not to be sent any more. */
class Overtaken extends Error {}

const LONGEST_MS = 120_000;

/**
 * Finds out whom a wave asks: notes everybody who is meant as invited, page by page where Slack has to be asked, and takes out again
 * who is not to be asked. A limit of Slack's is waited for where the reading stands.
 */
export async function countPeople(deps: SlackDeps, which: Which): Promise<void> {
  try {
    if (await isToWait(deps, which)) return;
    await gather(deps, which);
  } catch (error) {
    if (error instanceof Overtaken) return;
    if (!(error instanceof UserError)) throw error;
    await tellProblem(deps, which, error);
  }
}

/** A count waits so often, each time a little longer, until everybody in Slack has been read; some ten minutes. */
const MOST_WAITS = 16;

/** Whom we have not met we cannot count: after the set-up that takes a while. */
async function isToWait(deps: SlackDeps, { workspaceId, waveId, waits = 0, ...reading }: Which): Promise<boolean> {
  const { peopleReadAt } = await deps.db.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { peopleReadAt: true },
  });
  if (peopleReadAt !== null || waits >= MOST_WAITS) return false;
  await readPeopleSoon(deps.db, deps, workspaceId);
  await putOff(deps.db, deps, countingJob({ workspaceId, id: waveId }, reading), waits);
  return true;
}

/** Runs work on the wave while this is still its newest count. */
async function whileNewest<T>(deps: SlackDeps, which: Which, work: (tx: Tx, wave: Wave) => Promise<T>): Promise<T> {
  const { workspaceId, waveId, count } = which;
  return deps.db.$transaction(
    async (tx) => {
      await tx.$queryRaw`select 1 from survey_wave where workspace_id = ${workspaceId} and id = ${waveId} for share`;
      const wave = await findWave(tx, workspaceId, waveId);
      if (wave.counts !== count || !isCounted(wave)) throw new Overtaken();
      return work(tx, wave);
    },
    { timeout: LONGEST_MS, maxWait: LONGEST_MS },
  );
}

const isCounted = ({ state }: Wave) => state === 'counting' || state === 'scheduled';

async function gather(deps: SlackDeps, which: Which): Promise<void> {
  const { workspaceId, waveId, place, cursor } = which;
  const isNew = place === 0 && cursor === '';
  const { plan } = await whileNewest(deps, which, async (tx, wave) => {
    if (isNew) await tx.surveyInvitation.deleteMany({ where: { workspaceId, waveId } });
    return wave;
  });
  const { audience } = plan;
  if (audience.kind === 'channels' || audience.kind === 'user-groups') {
    if (!(await gatherPages(deps, which, audience))) return;
    return finish(deps, which, async () => ({}));
  }
  if (audience.kind === 'e-mails' && audience.fileId !== undefined) await readAddresses(deps, which, audience.fileId);
  return finish(deps, which, (tx, wave) => gatherFromStore(tx, wave, audience));
}

/** False when Slack wants us to wait: the job goes on from there. */
async function gatherPages(
  deps: SlackDeps,
  which: Which,
  audience: Extract<Audience, { kind: 'channels' | 'user-groups' }>,
): Promise<boolean> {
  let at = { place: which.place, cursor: which.cursor };
  try {
    for (;;) {
      const page: PageOfPeople | null = await pageOfAudience(deps, which.workspaceId, audience, at);
      if (page === null) return true;
      await keepPage(deps, which, page.memberIds);
      at = page.next;
    }
  } catch (error) {
    if (!(error instanceof TooManyCalls)) throw error;
    const { workspaceId, waveId, count } = which;
    await addJobs(deps.db, deps, [countingJob({ workspaceId, id: waveId }, { count, ...at }, error.until)]);
    return false;
  }
}

async function keepPage(deps: SlackDeps, which: Which, memberIds: string[]): Promise<void> {
  const { plan } = await findWave(deps.db, which.workspaceId, which.waveId);
  // Everybody of this workspace is known; whoever is not comes from another one, and only Slack can say so.
  if (plan.takesStrangers) await meetMentioned(deps, which.workspaceId, await unknownOf(deps.db, which.workspaceId, memberIds));
  await whileNewest(deps, which, (tx, wave) => gatherPeople(tx, wave, memberIds));
}

async function readAddresses(deps: SlackDeps, which: Which, fileId: string): Promise<void> {
  const { workspaceId, waveId } = which;
  const { createdById } = await findWave(deps.db, workspaceId, waveId);
  const emails = addressesIn(await givenFile(deps, workspaceId, createdById, fileId));
  await whileNewest(deps, which, async (tx, { plan }) => {
    const read = { ...plan, audience: { kind: 'e-mails' as const, emails } };
    await tx.surveyWave.update({ where: { workspaceId_id: { workspaceId, id: waveId } }, data: { plan: read } });
  });
}

/** Takes out who is not to be asked and notes the numbers; a wave whose time has come goes out with that. */
async function finish(deps: SlackDeps, which: Which, rest: (tx: Tx, wave: Wave) => Promise<Skipped>): Promise<void> {
  const { workspaceId, waveId, count } = which;
  await deps.db.$transaction(
    async (tx) => {
      const { survey, wave } = await lockWave(tx, workspaceId, waveId);
      if (wave.counts !== count || !isCounted(wave)) throw new Overtaken();
      const now = deps.now();
      const unfound = await rest(tx, wave);
      await learnHowMany(tx);
      const skipped = addSkipped(unfound, await leaveOut(tx, wave, now));
      await setBands(tx, wave, now);
      const invited = await countInvited(tx, wave);
      const counted = { invited, skipped, countedAt: now };
      const state = wave.state === 'counting' ? 'ready' : wave.state;
      await tx.surveyWave.update({ where: { workspaceId_id: { workspaceId, id: waveId } }, data: { ...counted, state } });
      if (state === 'scheduled') await openCounted(tx, deps, survey, { ...wave, ...counted });
      else await showCard(tx, deps, wave);
    },
    { timeout: LONGEST_MS, maxWait: LONGEST_MS },
  );
}

/**
 * PostgreSQL plans by what it knows of a table. Of a wave that has just been written it knows nothing, and takes a plan for one person
 * that is quadratic for thousands.
 */
const learnHowMany = (tx: Tx) => tx.$executeRaw`analyze survey_invitation`;

/** What was chosen cannot be read: nobody is asked, and whoever chose it is told why under the card. */
async function tellProblem(deps: SlackDeps, which: Which, problem: UserError): Promise<void> {
  const { workspaceId, waveId, count } = which;
  await deps.db.$transaction(async (tx) => {
    const data = { state: 'ready', invited: 0, skipped: {}, countedAt: deps.now() };
    const where = { workspaceId, id: waveId, counts: count, state: { in: ['counting', 'scheduled'] } };
    const { count: changed } = await tx.surveyWave.updateMany({ where, data });
    if (changed === 0) return;
    await tx.surveyInvitation.deleteMany({ where: { workspaceId, waveId } });
    const wave = await findWave(tx, workspaceId, waveId);
    await showCard(tx, deps, wave);
    await saySoon(tx, deps, workspaceId, {
      key: `wave-problem:${waveId}:${count}`,
      channelId: wave.createdById,
      underKey: waveCardKey(waveId),
      content: { kind: 'text', text: problem.message },
    });
  });
}
