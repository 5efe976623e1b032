import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { type Hidden, type QuestionResult, resultsOf } from './results.ts';

/** A text as one reader sees it. `key` finds it again, for this reader and question only: it does not say which texts are one person's. */
type WrittenText = { key: string; text: string; themes: string[] };

/** `still open`: of a wave that is not closed. */
export type TextPage =
  | { hidden: Hidden | 'still open' }
  /** `n`: how many people wrote one; `theme`: they are those with it; `next`: hand it in as `after`; null at the end */
  | { hidden: null; n: number; texts: WrittenText[]; next: string | null; theme: string | null };

type Which = { workspaceId: string; waveId: number; questionId: string };
type Reading = { readerId: string; live?: boolean };

/**
 * What people wrote to a question, or under its "other", where enough did: of the whole wave, never of a group, in an order
 * that is random but stays the same for one reader. Without names, for confidants, too (`live`: without a threshold).
 *
 * `theme`: only those that have it, where enough texts do to be counted (`themesOf`); all, where they do not.
 */
export async function textsOf(
  db: Tx,
  which: Which,
  {
    readerId,
    after = null,
    size,
    live = false,
    theme: wanted,
  }: Reading & { after?: string | null; size: number; theme?: string },
): Promise<TextPage> {
  const seen = await textsSeen(db, which, live);
  if ('hidden' in seen) return seen;
  const theme = await themeSeen(db, which, seen, wanted);
  const hasIt = Prisma.sql`exists (
    select from survey_theme found
    where found.workspace_id = ${which.workspaceId} and found.wave_id = ${which.waveId} and found.question_id = ${which.questionId}
      and found.response_id = written.id and found.theme = ${theme}
  )`;
  const rows = Written.parse(
    await db.$queryRaw(Prisma.sql`
      ${writtenTo(which, seen, readerId)}
      select id, key, text from written
      where (${after}::text is null or key > ${after}) and (${theme}::text is null or ${hasIt}) order by key limit ${size + 1}`),
  );
  const page = rows.slice(0, size);
  const themes = await db.surveyTheme.findMany({
    where: { ...keptWith(which), responseId: { in: page.map(({ id }) => id) } },
    orderBy: { theme: 'asc' },
  });
  const byResponse = Map.groupBy(themes, ({ responseId }) => responseId);
  const texts = page.map(({ id, key, text }) => ({ key, text, themes: byResponse.get(id)?.map(({ theme }) => theme) ?? [] }));
  return { hidden: null, n: seen.texts, texts, next: rows.length > size ? (page.at(-1)?.key ?? null) : null, theme };
}

/** A theme that the reader may know of; null for one that too few texts have. */
async function themeSeen(db: Tx, which: Which, { smallestGroup }: Seen, theme: string | undefined): Promise<string | null> {
  if (theme === undefined) return null;
  const texts = await db.surveyTheme.count({ where: { ...keptWith(which), theme } });
  return texts > 0 && texts >= smallestGroup ? theme : null;
}

/** Which response a text belongs to, for a theme to be kept with it (SurveyTheme); null when there is none, or it is not shown. Never to be told. */
export async function responseOfText(
  db: Tx,
  which: Which,
  { readerId, key, live = false }: Reading & { key: string },
): Promise<string | null> {
  const seen = await textsSeen(db, which, live);
  if ('hidden' in seen) return null;
  const [found] = Written.parse(
    await db.$queryRaw(Prisma.sql`${writtenTo(which, seen, readerId)} select id, key, text from written where key = ${key}`),
  );
  return found?.id ?? null;
}

/** How many texts have a theme, the commonest first; of those that fewer people than the smallest group wrote about, only how many there are. */
export type Themes = { themes: { theme: string; texts: number }[]; rarer: number };

/** The themes that staff found in the texts of a question; null where its texts are hidden. */
export async function themesOf(db: Tx, which: Which, { live = false }: { live?: boolean } = {}): Promise<Themes | null> {
  const seen = await textsSeen(db, which, live);
  if ('hidden' in seen) return null;
  const rows = await db.surveyTheme.groupBy({ by: ['theme'], where: keptWith(which), _count: true });
  const all = rows
    .map(({ theme, _count: texts }) => ({ theme, texts }))
    .toSorted((one, other) => other.texts - one.texts || one.theme.localeCompare(other.theme, 'en'));
  const themes = all.filter(({ texts }) => texts >= seen.smallestGroup);
  return { themes, rarer: all.length - themes.length };
}

const Written = z.array(z.object({ id: z.string(), key: z.string(), text: z.string() }));

type Seen = Pick<QuestionResult, 'question'> & { texts: number; smallestGroup: number };

async function textsSeen(
  db: Tx,
  { workspaceId, waveId, questionId }: Which,
  live: boolean,
): Promise<Seen | { hidden: Hidden | 'still open' }> {
  const { notYet, questions, wave, isLive } = await resultsOf(db, { workspaceId, waveId }, { live });
  if (notYet !== null) return { hidden: 'still open' };
  const result = questions.find(({ question }) => question.id === questionId);
  if (!result || result.texts === null) return { hidden: result?.hidden ?? 'too few' };
  return { question: result.question, texts: result.texts, smallestGroup: isLive ? 0 : wave.smallestGroup };
}

/** A reader's own order of the texts: nobody can reckon from it which response is whose, nor which texts belong to one response. */
function writtenTo({ workspaceId, waveId, questionId }: Which, { question }: Seen, readerId: string): Prisma.Sql {
  const text =
    question.kind === 'choice' || question.kind === 'many'
      ? Prisma.sql`answers->${questionId}->>'other'`
      : Prisma.sql`answers->>${questionId}`;
  return Prisma.sql`with written as (
    select id, md5(id::text || ' ' || ${readerId} || ' ' || ${questionId}) as key, ${text} as text
    from survey_response
    where workspace_id = ${workspaceId} and wave_id = ${waveId} and ${text} <> '')`;
}

function keptWith({ workspaceId, waveId, questionId }: Which) {
  return { workspaceId, waveId, questionId };
}
