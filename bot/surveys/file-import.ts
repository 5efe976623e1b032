import { requireRight } from '#bot/rights/rights.ts';
import type { Tx } from '#prisma/db.ts';
import { estimateText } from '#surveys/estimate.ts';
import type { Survey } from '#surveys/survey.ts';
import { textIn } from '#surveys/wording.ts';
import { differenceOf } from './difference.ts';
import { addSurvey, fingerprintOf, type Keeper, type KeeperDeps, type Kept, keptSurvey, writeDefinition } from './surveys.ts';

/** Where a file goes: into a survey of ours as its next version, or into a new one (null). */
export type Into = number | null;
/** What a file would change; `isNothing` when it says what is there already. */
export type SurveyPlan = { title: string; sum: string; lines: string[]; isNothing: boolean; fingerprint: string };

/** What a file would make of a survey. Throws a sentence to whoever may not change it. */
export async function planImport(tx: Tx, keeper: Keeper, into: Into, file: Survey): Promise<SurveyPlan> {
  if (into === null) {
    await requireRight(tx, 'build surveys', keeper);
    return newPlan(file);
  }
  await requireRight(tx, 'change a survey', { ...keeper, surveyId: into });
  const { survey, definition } = await keptSurvey(tx, keeper.workspaceId, into);
  return planOver(survey.name, definition, file);
}

function newPlan(file: Survey): SurveyPlan {
  return {
    title: `A new survey: ${textIn(file.name, 'en', file)}`,
    sum: `${estimateText(file)}.`,
    lines: file.questions.map(({ label }, index) => `${index + 1}. ${textIn(label, file.language, file)}`),
    isNothing: false,
    fingerprint: fingerprintOf([null, file]),
  };
}

function planOver(name: string, before: Survey, file: Survey): SurveyPlan {
  const { sum, lines } = differenceOf(before, file);
  return {
    title: `What your file changes in “${name}”`,
    sum,
    lines,
    isNothing: lines.length === 0,
    fingerprint: fingerprintOf([before, file]),
  };
}

/** `changed`: it would be something else now than what was shown, and nothing was written. */
export type Imported = { outcome: 'applied'; kept: Kept } | { outcome: 'changed'; plan: SurveyPlan } | { outcome: 'before' };

/**
 * Writes what was shown of a file, or nothing. Into a survey of ours it is a new version in any case.
 *
 * `once` is asked within the transaction, and answers false where it was done already; what it writes is written together with the rest.
 */
export function applyImport(
  deps: KeeperDeps,
  keeper: Keeper,
  { into, file, fingerprint }: { into: Into; file: Survey; fingerprint: string },
  once: (tx: Tx, kept: Kept) => Promise<boolean>,
): Promise<Imported> {
  return deps.db
    .$transaction(async (tx): Promise<Imported> => {
      const kept = await (into === null
        ? added(tx, deps, keeper, file, fingerprint)
        : changed(tx, deps, keeper, { into, file, fingerprint }));
      if ('plan' in kept) return { outcome: 'changed', plan: kept.plan };
      if (!(await once(tx, kept))) throw new DoneBefore();
      return { outcome: 'applied', kept };
    })
    .catch((error: unknown): Imported => {
      if (error instanceof DoneBefore) return { outcome: 'before' };
      throw error;
    });
}

/** Takes back what was about to be done a second time. */
class DoneBefore extends Error {}

async function added(
  tx: Tx,
  deps: KeeperDeps,
  keeper: Keeper,
  file: Survey,
  fingerprint: string,
): Promise<Kept | { plan: SurveyPlan }> {
  const plan = newPlan(file);
  if (plan.fingerprint !== fingerprint) return { plan };
  const name = [...textIn(file.name, 'en', file)].slice(0, 80).join('');
  const saved = await addSurvey(tx, deps, keeper, { name, definition: file });
  if ('problems' in saved) throw new Error('a file that was read before has problems now');
  return saved;
}

async function changed(
  tx: Tx,
  deps: KeeperDeps,
  keeper: Keeper,
  { into, file, fingerprint }: { into: number; file: Survey; fingerprint: string },
): Promise<Kept | { plan: SurveyPlan }> {
  const saved = await writeDefinition(tx, deps, keeper, into, {
    what: 'imported',
    isNewVersion: true,
    change: (before) => (fingerprintOf([before, file]) === fingerprint ? file : 'changed'),
  });
  if ('problems' in saved) throw new Error('a file that was read before has problems now');
  return 'changed' in saved ? { plan: planOver(saved.changed.survey.name, saved.changed.definition, file) } : saved;
}
