import type { Deps } from '#bot/deps.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { dayOf } from '#reports/days.ts';

export type Letter = Prisma.SurveyLetterGetPayload<object>;
export type LetterText = Prisma.SurveyLetterTextGetPayload<object>;

/** A letter with the texts that are shown of it, the oldest first. */
export type Thread = {
  letter: Letter;
  texts: LetterText[];
  /** The position of its newest text; what is written next goes after it. */
  last: number;
  /** Whether there are texts before those shown. */
  hasEarlier: boolean;
};

/** As much as Slack takes in one field. */
export const LONGEST_TEXT = 3000;
/** The field of what is written at one place of a letter: a name for each, so that Slack never puts what was sent into the next. */
export const textFieldAt = (position: number) => ({ blockId: `letter-${position}`, actionId: 'text' });
/** Ten of the longest fit in a form of Slack's. */
const SHOWN = 10;
/** More of one letter in a day is no letter any more. */
const MOST_TEXTS_A_DAY = 20;

/** The day it is where the cooperative is: nothing finer is kept of a letter. */
export async function todayIn(tx: Tx, deps: Pick<Deps, 'now'>, workspaceId: string): Promise<Date> {
  const workspace = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { timeZone: true } });
  return new Date(`${dayOf(deps.now(), workspace).toString()}T00:00:00Z`);
}

/** What is shown of a letter: its newest texts, or those before a position. */
export async function threadOf(tx: Tx, letter: Letter, before?: number): Promise<Thread> {
  const { workspaceId, id: letterId } = letter;
  const { _max } = await tx.surveyLetterText.aggregate({ where: { workspaceId, letterId }, _max: { position: true } });
  const found = await tx.surveyLetterText.findMany({
    where: { workspaceId, letterId, ...(before === undefined ? {} : { position: { lt: before } }) },
    orderBy: { position: 'desc' },
    take: SHOWN + 1,
  });
  const texts = found.slice(0, SHOWN).reverse();
  return { letter, texts, last: _max.position ?? 0, hasEarlier: found.length > SHOWN };
}

type NewText = { position: number; staffId: string | null; text: string; on: Date };
/** `same`: it was sent twice. `overtaken`: somebody wrote in between. `full`: that is enough for a day. */
export type Written = 'written' | 'same' | 'overtaken' | 'ended' | 'full';

/** Adds a text at the place its writer saw as the next. Of two at once, or after the letter has ended, none is added. */
export async function addText(tx: Tx, letter: Letter, { position, staffId, text, on }: NewText): Promise<Written> {
  const { workspaceId, id: letterId } = letter;
  const added = await tx.$executeRaw`
    with held as (
      select id from survey_letter where workspace_id = ${workspaceId} and id = ${letterId}::uuid and ended_on is null for update
    )
    insert into survey_letter_text (workspace_id, letter_id, position, staff_id, text, written_on)
    select ${workspaceId}, held.id, ${position}::int, ${staffId}::text, ${text}, ${on}::date from held
    where ${position}::int = 1 + (
        select coalesce(max(position), 0) from survey_letter_text where workspace_id = ${workspaceId} and letter_id = ${letterId}::uuid
      ) and (
        select count(*) from survey_letter_text
        where workspace_id = ${workspaceId} and letter_id = ${letterId}::uuid and written_on = ${on}::date and staff_id is not distinct from ${staffId}::text
      ) < ${MOST_TEXTS_A_DAY}
    on conflict do nothing`;
  if (added === 0) return whyNot(tx, letter, { position, staffId, text, on });
  await tx.surveyLetter.update({
    where: { workspaceId_id: { workspaceId, id: letterId } },
    data: { isOurTurn: staffId === null },
  });
  return 'written';
}

async function whyNot(tx: Tx, { workspaceId, id: letterId }: Letter, { position, staffId, text }: NewText): Promise<Written> {
  const there = await tx.surveyLetterText.findFirst({ where: { workspaceId, letterId, position } });
  if (there) return there.staffId === staffId && there.text === text ? 'same' : 'overtaken';
  const letter = await tx.surveyLetter.findFirst({ where: { workspaceId, id: letterId } });
  if (!letter || letter.endedOn) return 'ended';
  const newest = await tx.surveyLetterText.count({ where: { workspaceId, letterId } });
  return newest === position - 1 ? 'full' : 'overtaken';
}

/** Ends a letter; false when it had ended already. */
export async function endNow(tx: Tx, { workspaceId, id }: Letter, on: Date): Promise<boolean> {
  const { count } = await tx.surveyLetter.updateMany({
    where: { workspaceId, id, endedOn: null },
    data: { endedOn: on, isOurTurn: false },
  });
  return count === 1;
}
