import { type Nps, npsOf } from './scoring.ts';
import type { Question, Translated } from './survey.ts';
import type { Tally } from './tallies.ts';

/**
 * How many people gave a value. Values: the number of nps, rating and scale, `yes` and `no`, ids of options and `other`, the month of a date (`2026-11`).
 * `label` is an option's or a rating point's own text; null where there is none (numbers, yes and no, `other`, months).
 */
type Counted = { value: string; label: Translated | null; count: number };

/** What a group of people said to one question. */
export type Figures = {
  /** People who answered it; of `many` each chose one or several */
  n: number;
  /** Every value that can be given, in its order, those that nobody gave, too; of dates the months that were given; empty for number, text and long-text */
  distribution: Counted[];
  /** Of an nps question that somebody answered */
  nps: Nps | null;
  /** Of a number question that somebody answered */
  number: NumberFigures | null;
};

/** By nearest rank, so each is the answer of somebody: a tenth and nine tenths only where enough people are there or beyond. */
type NumberFigures = { median: number; p10: number | null; p90: number | null };

/** Makes figures of counts that may be told; `smallest` people are enough for one end of the numbers. */
export function figuresOf(question: Question, { persons, counts }: Tally, smallest: number): Figures {
  const nps = question.kind === 'nps' ? npsOf(new Map([...counts].map(([score, count]) => [Number(score), count]))) : null;
  const number = question.kind === 'number' ? numberFigures(counts, smallest) : null;
  return { n: persons, distribution: distributionOf(question, counts), nps, number };
}

function distributionOf(question: Question, counts: ReadonlyMap<string, number>): Counted[] {
  const values =
    question.kind === 'date' ? [...counts.keys()].toSorted().map((value) => ({ value, label: null })) : valuesOf(question);
  return values.map(({ value, label }) => ({ value, label, count: counts.get(value) ?? 0 }));
}

/** What can be answered, in the order of the questionnaire; nothing where people write it themselves. */
export function valuesOf(question: Question): { value: string; label: Translated | null }[] {
  switch (question.kind) {
    case 'nps':
      return points(0, 10);
    case 'rating':
      return points(1, 5).map(({ value }, index) => ({ value, label: question.points?.[index] ?? null }));
    case 'scale':
      return points(question.from, question.to);
    case 'yes-no':
      return ['yes', 'no'].map((value) => ({ value, label: null }));
    case 'choice':
    case 'many': {
      const options = question.options.map(({ id, label }) => ({ value: id, label }));
      return question.hasOther ? [...options, { value: 'other', label: null }] : options;
    }
    default:
      return [];
  }
}

function points(from: number, to: number): { value: string; label: null }[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({ value: String(from + index), label: null }));
}

function numberFigures(counts: ReadonlyMap<string, number>, smallest: number): NumberFigures | null {
  const sorted = [...counts].flatMap(([value, count]) => Array<number>(count).fill(Number(value))).toSorted((a, b) => a - b);
  const rankOf = (share: number) => Math.ceil(share * sorted.length);
  const at = (rank: number) => sorted[rank - 1] ?? 0;
  if (sorted.length === 0) return null;
  const [low, high] = [rankOf(0.1), rankOf(0.9)];
  return {
    median: at(rankOf(0.5)),
    p10: low >= smallest ? at(low) : null,
    p90: sorted.length - high + 1 >= smallest ? at(high) : null,
  };
}
