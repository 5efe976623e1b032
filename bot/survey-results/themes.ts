import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { hasRight, requireRight } from '#bot/rights/rights.ts';
import { recordSurveyEvent } from '#bot/surveys/events.ts';
import { findWave, type Wave } from '#bot/waves/wave.ts';
import type { Tx } from '#prisma/db.ts';
import type { Question } from '#surveys/survey.ts';
import { responseOfText, type TextPage, type Themes, textsOf, themesOf } from '#surveys/texts.ts';
import type { Place, TextPlace } from './places.ts';
import { type Reading, readingOf, surveyOf } from './readers.ts';

/** Texts on one page. */
const PAGE = 5;
const MOST_OF_ONE_TEXT = 10;
export const LONGEST_THEME = 50;
/** Slack lists so many to choose from. */
const MOST_OFFERED = 100;

export type Texts = {
  wave: Wave;
  reading: Reading;
  question: Question;
  after: string | null;
  page: TextPage;
  themes: Themes | null;
};

type Reader = { workspaceId: string; actorId: string };
type Which = Pick<Place, 'waveId' | 'question' | 'after' | 'theme'>;

/** What people wrote to one question, in an order that says nothing, and the themes that staff found in it. For staff. */
export async function textsFor(
  { db }: Pick<Deps, 'db'>,
  reader: Reader,
  { waveId, question: wanted, after, theme }: Which,
): Promise<Texts> {
  const { workspaceId, actorId } = reader;
  const { wave, live } = await lookedAt(db, reader, waveId);
  const question = (await surveyOf(db, wave)).questions.find(({ id }) => id === wanted);
  if (!question) throw notFound();
  const which = { workspaceId, waveId, questionId: question.id };
  const page = await textsOf(db, which, {
    readerId: actorId,
    after: after ?? null,
    size: PAGE,
    live,
    ...(theme === undefined ? {} : { theme }),
  });
  const themes = await themesOf(db, which, { live });
  return { wave, reading: await readingOf(db, wave, actorId), question, after: after ?? null, page, themes };
}

async function lookedAt(tx: Tx, { workspaceId, actorId }: Reader, waveId: number): Promise<{ wave: Wave; live: boolean }> {
  const towards = { workspaceId, actorId, waveId };
  await requireRight(tx, 'read survey results', towards);
  return { wave: await findWave(tx, workspaceId, waveId), live: await hasRight(tx, 'read who said what', towards) };
}

const notFound = () => new UserError('no_text', 'That text cannot be found. Please type `/survey results` again.');

/** The themes that one text has, and all that were ever found in this survey, to choose from. */
export async function themesToChoose(
  deps: Pick<Deps, 'db'>,
  reader: Reader,
  place: TextPlace,
): Promise<{ has: string[]; known: string[] }> {
  const { db } = deps;
  const { workspaceId } = reader;
  const { wave, live } = await lookedAt(db, reader, place.waveId);
  const responseId = await responseIn(db, reader, place, live);
  const has = await db.surveyTheme.findMany({
    where: { workspaceId, waveId: place.waveId, questionId: place.question, responseId },
    select: { theme: true },
    orderBy: { theme: 'asc' },
  });
  const themes = has.map(({ theme }) => theme);
  const others = (await knownThemes(db, wave)).filter((theme) => !themes.includes(theme));
  return { has: themes, known: [...themes, ...others].slice(0, MOST_OFFERED).toSorted() };
}

/** The names of themes, the commonest first; how common they are is told elsewhere, under thresholds. */
async function knownThemes(tx: Tx, { workspaceId, surveyId }: Wave): Promise<string[]> {
  const rows = await tx.$queryRaw<{ theme: string }[]>`
    select found.theme from survey_theme found
    join survey_wave wave on wave.workspace_id = found.workspace_id and wave.id = found.wave_id
    where found.workspace_id = ${workspaceId} and wave.survey_id = ${surveyId}
    group by 1 order by count(*) desc, 1 limit ${MOST_OFFERED}`;
  return rows.map(({ theme }) => theme);
}

async function responseIn(tx: Tx, { workspaceId, actorId }: Reader, { waveId, question, key }: TextPlace, live: boolean) {
  const responseId = await responseOfText(tx, { workspaceId, waveId, questionId: question }, { readerId: actorId, key, live });
  if (responseId === null) throw notFound();
  return responseId;
}

/** Gives a text some themes and takes others away; a theme that differs from a known one in capitals only is that one. */
export async function tagText(
  deps: Deps,
  reader: Reader,
  place: TextPlace,
  change: { add: string[]; remove: string[] },
): Promise<void> {
  const { workspaceId, actorId } = reader;
  await deps.db.$transaction(async (tx) => {
    const { wave, live } = await lookedAt(tx, reader, place.waveId);
    const responseId = await responseIn(tx, reader, place, live);
    const known = new Map((await knownThemes(tx, wave)).map((theme) => [theme.toLowerCase(), theme]));
    const add = [...new Set(change.add.map(plainTheme).filter((theme) => theme !== ''))].map(
      (theme) => known.get(theme.toLowerCase()) ?? theme,
    );
    const text = { workspaceId, waveId: place.waveId, questionId: place.question, responseId };
    const removed = await tx.surveyTheme.deleteMany({
      where: { ...text, theme: { in: change.remove.filter((one) => !add.includes(one)) } },
    });
    const added = await tx.surveyTheme.createMany({
      data: add.map((theme) => ({ ...text, theme, taggedById: actorId })),
      skipDuplicates: true,
    });
    if ((await tx.surveyTheme.count({ where: text })) > MOST_OF_ONE_TEXT)
      throw new UserError('too_many_themes', `A text has at most ${MOST_OF_ONE_TEXT} themes. Please take some away first.`);
    const noted = { workspaceId, surveyId: wave.surveyId, waveId: wave.id, actorId, at: deps.now() };
    // Which text it was is not kept: it would lead to a response.
    if (added.count > 0)
      await recordSurveyEvent(tx, { ...noted, kind: 'theme_added', detail: { question: place.question, themes: added.count } });
    if (removed.count > 0)
      await recordSurveyEvent(tx, {
        ...noted,
        kind: 'theme_removed',
        detail: { question: place.question, themes: removed.count },
      });
  });
}

const plainTheme = (theme: string): string => [...theme.replaceAll(/\s+/g, ' ').trim()].slice(0, LONGEST_THEME).join('');
