import type { Deps } from '#bot/deps.ts';
import { addJobs } from '#bot/queue.ts';
import type { Tx } from '#prisma/db.ts';
import { SWEEP_TRACES, waveJob } from './timers.ts';
import { findWave, SURVEY_REMINDER, type Wave } from './wave.ts';

/** Writes the answers of a wave anew, under new ids and in random order, so that neither these nor the rows' versions tell when each came. */
export async function rewriteResponses(tx: Tx, { workspaceId, id }: Wave): Promise<void> {
  await tx.$executeRaw`
    with gone as (
      delete from survey_response where workspace_id = ${workspaceId} and wave_id = ${id}
      returning answers, band_one, band_two, is_complete
    )
    insert into survey_response (workspace_id, id, wave_id, answers, band_one, band_two, is_complete)
    select ${workspaceId}, gen_random_uuid(), ${id}::int, answers, band_one, band_two, is_complete from gone order by random()`;
}

/**
 * Writes the invitations of a wave anew, in the order of the people's ids and all alike: not who answered, nor who was reminded and
 * therefore had not. That somebody was asked, and when, is kept for the contact rule. Nothing that was said to remind them stays, either.
 */
export async function forgetWhoAnswered(tx: Tx, deps: Deps, wave: Wave): Promise<void> {
  const { workspaceId, id } = wave;
  await tx.$executeRaw`
    with gone as (
      delete from survey_invitation where workspace_id = ${workspaceId} and wave_id = ${id}
      returning member_id, organisation_id, band_one, band_two, state, asked_at
    )
    insert into survey_invitation (workspace_id, wave_id, member_id, organisation_id, band_one, band_two, state, asked_at)
    select ${workspaceId}, ${id}::int, member_id, organisation_id, band_one, band_two, state, asked_at from gone order by member_id`;
  await tx.$executeRaw`
    delete from said_message where workspace_id = ${workspaceId} and starts_with(key, ${`${SURVEY_REMINDER}:${id}:`})`;
  await forgetTraces(tx, wave);
  await addJobs(tx, deps, [waveJob(SWEEP_TRACES, wave, new Date(deps.now().getTime() + SWEPT_AFTER_MS))]);
}

/** What people's App Homes showed told whether they still had to answer; when they were last written to, whether they were reminded. */
async function forgetTraces(tx: Tx, { workspaceId, id }: Wave): Promise<void> {
  // Two waves that end at once may have asked the same people.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`survey-traces:${workspaceId}`}, 0))`;
  await tx.$executeRaw`
    update member set home_hash = null from survey_invitation invitation
    where member.workspace_id = ${workspaceId} and member.home_hash is not null
      and invitation.workspace_id = ${workspaceId} and invitation.wave_id = ${id} and invitation.member_id = member.id`;
  await tx.$executeRaw`
    delete from channel_pace pace using survey_invitation invitation
    where pace.workspace_id = ${workspaceId} and pace.channel_id = invitation.member_id
      and invitation.workspace_id = ${workspaceId} and invitation.wave_id = ${id}`;
}

/** By then whatever was under way when the wave ended is done, or has been given up. */
const SWEPT_AFTER_MS = 180_000;

/**
 * Some minutes after the end of a wave: forgets what was under way then, and has PostgreSQL clear away the rows that were written anew. It
 * keeps the old ones, which tell everything, until somebody asks for that, where few change.
 */
export async function sweepTraces(deps: Deps, { workspaceId, waveId }: { workspaceId: string; waveId: number }): Promise<void> {
  const wave = await findWave(deps.db, workspaceId, waveId);
  await deps.db.$transaction((tx) => forgetTraces(tx, wave));
  await deps.pool.query(
    'vacuum (index_cleanup on) survey_response, survey_invitation, survey_sitting, said_message, channel_pace, member',
  );
}
