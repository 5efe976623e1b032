import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { isLanguage } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import { readySurveys } from '#surveys/catalogue.ts';
import { estimateText } from '#surveys/estimate.ts';
import { readSurvey } from '#surveys/reading.ts';
import type { Survey } from '#surveys/survey.ts';
import { textIn } from '#surveys/wording.ts';
import { type Created, createSurvey, emptySurvey, type Keeper, type KeeperDeps, keptSurvey } from './surveys.ts';

/** What a new survey can begin with; a source is `empty`, `ready:pulse` or `copy:12`. */
type Source = { source: string; name: string };
export type Sources = { empty: Source; ready: Source[]; ours: Source[] };

/** Older ones are copied from their own page. */
const MOST_OURS = 60;

/** What there is to begin with. `copyOf` is among ours, however old. */
export async function sourcesFor(tx: Tx, keeper: Keeper, copyOf?: number): Promise<Sources> {
  const { workspaceId } = keeper;
  await requireRight(tx, 'build surveys', keeper);
  const newest = await tx.survey.findMany({
    where: { workspaceId, archivedAt: null },
    orderBy: { id: 'desc' },
    take: MOST_OURS,
    select: { id: true, name: true },
  });
  const wanted =
    copyOf === undefined || newest.some(({ id }) => id === copyOf) ? [] : [(await keptSurvey(tx, workspaceId, copyOf)).survey];
  return {
    empty: { source: 'empty', name: 'Nothing: an empty one' },
    ready: readySurveys().map(({ id, survey }) => ({
      source: `ready:${id}`,
      name: `Ready: ${textIn(survey.name, 'en', survey)} (${estimateText(survey)})`,
    })),
    ours: [...wanted, ...newest].map(({ id, name }) => ({ source: copySource(id), name: `Copy of ${id}: ${name}` })),
  };
}

export const copySource = (surveyId: number) => `copy:${surveyId}`;

/** Makes a new survey from one of these. Whatever it is a copy of stays as it is. */
export async function createFrom(
  deps: KeeperDeps,
  keeper: Keeper,
  { source, name, language }: { source: string; name: string; language: string },
): Promise<Created> {
  await requireRight(deps.db, 'build surveys', keeper);
  const [kind, id = ''] = source.split(':', 2);
  if (kind === 'empty') {
    const called = name === '' ? 'New survey' : name;
    return createSurvey(deps, keeper, { name: called, definition: emptySurvey(called, isLanguage(language) ? language : 'en') });
  }
  if (kind === 'ready') {
    const ready = readySurveys().find((one) => one.id === id)?.survey;
    if (!ready) throw noSource();
    const definition = inLanguage(ready, language);
    return createSurvey(deps, keeper, { name: name === '' ? textIn(ready.name, 'en', ready) : name, definition });
  }
  if (kind !== 'copy' || !/^[1-9]\d{0,8}$/.test(id)) throw noSource();
  const { survey, definition } = await keptSurvey(deps.db, keeper.workspaceId, Number(id));
  const copied = [...`Copy of ${survey.name}`].slice(0, 80).join('');
  return createSurvey(deps, keeper, { name: name === '' ? copied : name, definition });
}

/** A survey whose own language is this one, where every text is there in it. */
function inLanguage(survey: Survey, language: string): Survey {
  const read = readSurvey({ ...survey, language });
  return 'survey' in read ? read.survey : survey;
}

const noSource = () => new UserError('no_source', 'That is not there any more. Please type `/survey new` again.');
