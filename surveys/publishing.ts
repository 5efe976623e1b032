import type { AskedBefore } from './before-after.ts';
import type { Counts } from './counting.ts';
import type { Earlier } from './earlier-waves.ts';
import { type Figures, figuresOf } from './figures.ts';
import { isSameQuestion, valuesInto } from './same-question.ts';
import { atomsOf, type Census, type Rule, type Told } from './small-numbers.ts';
import type { Question } from './survey.ts';
import { type Atoms, areWholeAtoms, cellsWith, sumOf, type Tally } from './tallies.ts';

/**
 * Why something is not shown. `too few`: fewer people, or texts, than the wave's threshold, and this may be said. `protected`: few of them, or all
 * of one mind, or it would reveal others; which of these is never told, since "all alike" is an answer.
 */
export type Hidden = 'too few' | 'protected';

/** A wave's counts, and what of them may be told. */
export type Published = { counts: Counts; rule: Rule; atoms: ReadonlyMap<string | null, Atoms> };

/** For those who may read each answer anyway. */
const NO_RULE: Rule = { smallest: 0, smallestTexts: 0 };

/** Decides what may be told of a wave, given what was told of earlier ones. */
export function publish(counts: Counts, earlier: readonly Earlier[]): Published {
  const rule = ruleOf(counts);
  return { counts, rule, atoms: atomsOf(counts.census, rule, askedBefore(counts, earlier)) };
}

/** Everything, for those who may read each answer anyway. */
export function publishAll(counts: Counts): Published {
  return { counts, rule: NO_RULE, atoms: atomsOf(counts.census, NO_RULE) };
}

/** What everybody said to a question; null where it is hidden. */
export function figuresOfAll(published: Published, question: Question): Figures | null {
  return figuresIn(published, question, new Set(published.counts.census.cells.keys()));
}

/** How many people wrote something, or why that is not told. */
export function textsOfAll(published: Published, question: Question): number | Hidden {
  const { counts, rule, atoms } = published;
  const told = toldOf(counts.census, question.id);
  const persons = told?.tallies.reduce((sum, tally) => sum + tally.persons, 0) ?? 0;
  if (atoms.get(question.id)) return persons;
  // That there are few is told only where even this says nothing of what is hidden.
  const isOpen = told?.dependsOn.every((id) => atoms.get(id)) && told.partOf.length === 0;
  return isOpen && persons < rule.smallestTexts ? 'too few' : whyHidden(published);
}

/** Why nothing is told of a question, as far as this may be said. */
export function whyHidden({ atoms }: Published): Hidden {
  return atoms.get(null) ? 'protected' : 'too few';
}

export type PublishedGroup = {
  value: string | null;
  responses: number | null;
  questions: { id: string; figures: Figures | null }[];
};

/** The groups of a band (0 or 1 for the first or second), each with what may be told of it. */
export function groupsOf(published: Published, band: number): PublishedGroup[] {
  const { survey, census } = published.counts;
  const values = new Set(census.cells.map((cell) => cell[band === 0 ? 0 : 1]));
  return [...values].map((value) => {
    const cells = cellsWith(census.cells, band, value);
    const isShown = areWholeAtoms(published.atoms.get(null) ?? null, cells);
    return {
      value,
      responses: isShown ? [...cells].reduce((sum, cell) => sum + (census.people[cell] ?? 0), 0) : null,
      questions: survey.questions.flatMap((question) =>
        toldOf(census, question.id)?.isWritten ? [] : [{ id: question.id, figures: figuresIn(published, question, cells) }],
      ),
    };
  });
}

function figuresIn({ counts, rule, atoms }: Published, question: Question, cells: ReadonlySet<number>): Figures | null {
  const told = toldOf(counts.census, question.id);
  if (!told || !areWholeAtoms(atoms.get(question.id) ?? null, cells)) return null;
  const tally = sumOf(told.tallies, cells);
  return tally.persons < rule.smallest ? null : figuresOf(question, tally, rule.smallest);
}

function toldOf({ questions }: Census, id: string): Told | undefined {
  return questions.find((told) => told.id === id);
}

function ruleOf({ wave }: Counts): Rule {
  return { smallest: wave.smallestGroup, smallestTexts: wave.smallestTexts };
}

/** What was asked before: in this wave itself, and in earlier ones as their readers know them (of named ones each answer). */
function askedBefore(counts: Counts, earlier: readonly Earlier[]): Map<string, AskedBefore[]> {
  const isAnonymous = counts.wave.level === 'anonymous';
  const known = (then: Earlier): Then => {
    const rule = isAnonymous && then.wave.level !== 'anonymous' ? NO_RULE : ruleOf(then);
    return { ...then, rule, atoms: atomsOf(then.census, rule) };
  };
  const [here, waves] = [known(counts), earlier.map(known)];
  const { questions } = counts.survey;
  return new Map(
    questions.map((question, place) => {
      const alike = (asked: Question[], then: Then) =>
        asked.filter((one) => isSameQuestion(one, question)).flatMap((one) => asAskedThen(then, one, question));
      const before = waves.flatMap((then) => alike(then.survey.questions, then));
      return [question.id, [...alike(questions.slice(0, place), here), ...before]];
    }),
  );
}

type Then = Earlier & Pick<Published, 'rule' | 'atoms'>;

function asAskedThen({ census, rule, atoms, shared }: Then, question: Question, now: Question): AskedBefore[] {
  const told = toldOf(census, question.id);
  if (!told) return [];
  const into = valuesInto(now, question);
  const tallies = into ? told.tallies.map((tally) => renamed(tally, into)) : told.tallies;
  const known = { ...census, ...rule, tallies, atoms: atoms.get(question.id) ?? null };
  return [{ ...known, isOtherKind: into === null, ...(shared ? { shared } : {}) }];
}

function renamed({ persons, counts }: Tally, into: (value: string) => string): Tally {
  const found = new Map<string, number>();
  for (const [value, count] of counts) found.set(into(value), (found.get(into(value)) ?? 0) + count);
  return { persons, counts: found };
}
