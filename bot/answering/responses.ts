import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { Tx } from '#prisma/db.ts';
import type { Answers, Level } from '#surveys/survey.ts';
import { dropSitting } from './sitting.ts';

export type Answering = { workspaceId: string; waveId: number; actorId: string };

/** Holds a wave open until the transaction ends, so that closing it waits. Throws when it is not open (any more). */
export async function holdOpen(tx: Tx, answering: Answering): Promise<{ level: Level }> {
  const wave = await hold(tx, answering);
  if (!wave) throw new UserError('survey_not_open', ({ answering: { overNow } }) => overNow);
  return wave;
}

async function hold(tx: Tx, { workspaceId, waveId }: Answering): Promise<{ level: Level } | null> {
  const [wave] = await tx.$queryRaw<{ state: string; level: Level }[]>`
    select state, level from survey_wave where workspace_id = ${workspaceId} and id = ${waveId} for share`;
  return wave?.state === 'open' ? wave : null;
}

/**
 * Takes an anonymous answer. False when this person's was taken before, which is final, or the wave has ended: what is thrown would be
 * logged with their name.
 *
 * One transaction notes that they have answered and stores what: nothing is lost and nothing doubled, however often the form is sent.
 * What they answered is stored beside nothing that tells who or when: no event, no job, no time, and their message stays as it is.
 */
export async function handIn(deps: Deps, answering: Answering, answers: Answers, token: string | undefined): Promise<boolean> {
  const { workspaceId, waveId, actorId } = answering;
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'answer a survey', answering);
    const wave = await hold(tx, answering);
    if (!wave) return false;
    if (wave.level !== 'anonymous') throw new Error('an answer with a name was about to be handed in without one');
    const [invitation] = await tx.$queryRaw<{ bandOne: string | null; bandTwo: string | null }[]>`
      update survey_invitation set has_answered = true
      where workspace_id = ${workspaceId} and wave_id = ${waveId} and member_id = ${actorId} and not has_answered and state <> 'missed'
      returning band_one as "bandOne", band_two as "bandTwo"`;
    if (!invitation) return false;
    await tx.surveyResponse.create({ data: { workspaceId, waveId, answers, ...invitation, isComplete: true } });
    if (token) await dropSitting(tx, { workspaceId, place: { waveId, at: '', token } });
    return true;
  });
}
