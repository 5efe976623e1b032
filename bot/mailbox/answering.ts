import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight, rolesOf } from '#bot/rights/rights.ts';
import { recordSurveyEvent, type SurveyEventKind } from '#bot/surveys/events.ts';
import type { Tx } from '#prisma/db.ts';
import { addText, endNow, type Letter, type Thread, threadOf, todayIn, type Written } from './letter.ts';

export type Staff = { workspaceId: string; actorId: string };

/** One letter in the list of those who may answer it. */
export type ListedLetter = {
  id: string;
  survey: string;
  writtenOn: Date;
  isOurTurn: boolean;
  endedOn: Date | null;
  texts: number;
};
export type LetterList = { letters: ListedLetter[]; page: number; pages: number };

const PAGE = 10;

/** The letters somebody may answer: of surveys they keep, and all of them for a lead. Those whose turn is ours come first, the oldest at the top. */
export async function lettersFor(tx: Tx, staff: Staff, page: number): Promise<LetterList> {
  const { workspaceId, actorId } = staff;
  await requireRight(tx, 'build surveys', staff);
  const isLead = (await rolesOf(tx, staff)).has('lead');
  const found = await tx.$queryRaw<(ListedLetter & { total: number })[]>`
    select letter.id, survey.name as survey, letter.written_on as "writtenOn", letter.is_our_turn as "isOurTurn", letter.ended_on as "endedOn",
      (select count(*)::int from survey_letter_text said where said.workspace_id = letter.workspace_id and said.letter_id = letter.id) as texts,
      count(*) over ()::int as total
    from survey_letter letter
    join survey_wave wave on wave.workspace_id = letter.workspace_id and wave.id = letter.wave_id
    join survey on survey.workspace_id = wave.workspace_id and survey.id = wave.survey_id
    where letter.workspace_id = ${workspaceId} and (${isLead} or survey.owner_id = ${actorId} or ${actorId} = any(survey.co_owner_ids))
    order by letter.ended_on is not null, not letter.is_our_turn, letter.written_on, letter.id
    limit ${PAGE} offset ${page * PAGE}`;
  // The last page has emptied since it was shown.
  if (found.length === 0 && page > 0) return lettersFor(tx, staff, 0);
  const letters = found.map(({ total: _, ...letter }) => letter);
  return { letters, page, pages: Math.max(1, Math.ceil((found[0]?.total ?? 0) / PAGE)) };
}

export type OpenLetter = { survey: string; thread: Thread };

/** A letter for those who may answer it. */
export async function letterFor(tx: Tx, staff: Staff, letterId: string, before?: number): Promise<OpenLetter> {
  const { letter, survey } = await answerable(tx, staff, letterId);
  return { survey: survey.name, thread: await threadOf(tx, letter, before) };
}

async function answerable(tx: Tx, { workspaceId, actorId }: Staff, letterId: string) {
  const letter = await tx.surveyLetter.findUnique({ where: { workspaceId_id: { workspaceId, id: letterId } } });
  if (!letter) throw new UserError('no_letter', 'That letter is gone: letters are deleted some time after they have ended.');
  const { waveId } = letter;
  await requireRight(tx, 'answer letters', { workspaceId, actorId, waveId });
  const wave = await tx.surveyWave.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: waveId } } });
  const survey = await tx.survey.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: wave.surveyId } } });
  return { letter, survey };
}

type Answer = { letterId: string; position: number; text: string };

/** Answers a letter, unless something was written since it was read; answers how it is now. Its writer hears of it when they look in. */
export async function answerLetter(
  deps: Deps,
  staff: Staff,
  { letterId, position, text }: Answer,
): Promise<OpenLetter & { outcome: Written }> {
  return deps.db.$transaction(async (tx) => {
    const { letter, survey } = await answerable(tx, staff, letterId);
    const on = await todayIn(tx, deps, staff.workspaceId);
    const outcome = await addText(tx, letter, { position, staffId: staff.actorId, text, on });
    if (outcome === 'written') await record(tx, deps, staff, letter, { surveyId: survey.id, kind: 'letter_answered' });
    return { outcome, survey: survey.name, thread: await threadOf(tx, await fresh(tx, letter)) };
  });
}

/** Ends a letter that needs no answer (any more); its writer reads so. Of two at once one ends it. */
export async function endLetter(deps: Deps, staff: Staff, letterId: string): Promise<OpenLetter> {
  return deps.db.$transaction(async (tx) => {
    const { letter, survey } = await answerable(tx, staff, letterId);
    const hasEnded = await endNow(tx, letter, await todayIn(tx, deps, staff.workspaceId));
    if (hasEnded) await record(tx, deps, staff, letter, { surveyId: survey.id, kind: 'letter_ended' });
    return { survey: survey.name, thread: await threadOf(tx, await fresh(tx, letter)) };
  });
}

const fresh = (tx: Tx, { workspaceId, id }: Letter): Promise<Letter> =>
  tx.surveyLetter.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } } });

/** That staff did it; which letter it was is nobody's business afterwards. */
async function record(
  tx: Tx,
  deps: Pick<Deps, 'now'>,
  { workspaceId, actorId }: Staff,
  { waveId }: Letter,
  { surveyId, kind }: { surveyId: number; kind: SurveyEventKind },
): Promise<void> {
  await recordSurveyEvent(tx, { workspaceId, surveyId, waveId, kind, actorId, at: deps.now() });
}
