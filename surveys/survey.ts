// WHAT A SURVEY IS, without Slack: its questions and answers, who is shown which, the ready ones, what may be said of the results.
// Asking and collecting are in bot/; nothing here knows of channels, messages or forms.
import { z } from 'zod';

/** A text in one or more languages, by the two letters of each; see `textIn` for which one somebody reads. */
export const Translated = z.record(z.string().regex(/^[a-z]{2}$/), z.string().min(1));
export type Translated = z.infer<typeof Translated>;

/** The most that a survey holds, so that it fits in Slack's forms and in a member's patience. */
export const MOST = {
  questions: 60,
  options: 30,
  label: 300,
  help: 300,
  option: 75,
  point: 60,
  intro: 1500,
  name: 80,
  text: 3000,
  shortText: 300,
};

/** When a question is shown: an answer to an earlier one is among these, or at least or at most so much. */
export const Condition = z.strictObject({
  question: z.string(),
  /** Ids of options, `yes` and `no`, or `other` */
  anyOf: z.array(z.string()).min(1).optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
});
export type Condition = z.infer<typeof Condition>;

const Option = z.strictObject({ id: z.string(), label: Translated });
export type Option = z.infer<typeof Option>;

const common = {
  /** a–z, 0–9 and -; what answers are kept under */
  id: z.string(),
  label: Translated,
  help: Translated.optional(),
  isRequired: z.boolean(),
  /** All of them hold, or the question is not shown */
  showIf: z.array(Condition).optional(),
  startsPage: z.boolean().optional(),
};

/** One question. Its answer is what `Answer` says beside its kind. */
export const Question = z.discriminatedUnion('kind', [
  /** 0 to 10 */
  z.strictObject({ ...common, kind: z.literal('nps') }),
  /** 1 to 5, with a word on every point; without `points` the product's own (very unhappy … very happy) */
  z.strictObject({ ...common, kind: z.literal('rating'), points: z.array(Translated).length(5).optional() }),
  /** `from` to `to`, at most eleven points, with words at both ends */
  z.strictObject({ ...common, kind: z.literal('scale'), from: z.int(), to: z.int(), low: Translated, high: Translated }),
  z.strictObject({ ...common, kind: z.literal('yes-no') }),
  z.strictObject({ ...common, kind: z.literal('choice'), options: z.array(Option), hasOther: z.boolean() }),
  z.strictObject({ ...common, kind: z.literal('many'), options: z.array(Option), hasOther: z.boolean() }),
  z.strictObject({ ...common, kind: z.literal('text') }),
  z.strictObject({ ...common, kind: z.literal('long-text') }),
  z.strictObject({ ...common, kind: z.literal('number'), least: z.number().optional(), most: z.number().optional() }),
  z.strictObject({ ...common, kind: z.literal('date') }),
]);
export type Question = z.infer<typeof Question>;
export const QUESTION_KINDS = [
  'nps',
  'rating',
  'scale',
  'yes-no',
  'choice',
  'many',
  'text',
  'long-text',
  'number',
  'date',
] as const satisfies readonly Question['kind'][];

/** A questionnaire as it is written down, in a file as in the store. `language` is the one every text is there in. */
export const Survey = z.strictObject({
  name: Translated,
  intro: Translated.optional(),
  thanks: Translated.optional(),
  language: z.string().regex(/^[a-z]{2}$/),
  questions: z.array(Question),
});
export type Survey = z.infer<typeof Survey>;

/** What was chosen: ids of options, and what was written under "other". */
export const Chosen = z.strictObject({ chosen: z.array(z.string()), other: z.string().optional() });
export type Chosen = z.infer<typeof Chosen>;

/** nps, rating, scale, number: a number; yes-no: `yes` or `no`; text, long-text: the words; date: `2026-11-30`; choice, many: what was chosen. */
export type Answer = number | string | Chosen;
/** Answers by the question's id; what was not answered or not shown is not there. */
export const Answers = z.record(z.string(), z.union([z.number(), z.string(), Chosen]));
export type Answers = z.infer<typeof Answers>;

/** Who learns who said what: those who run the survey; named readers only; nobody. */
export const LEVELS = ['named', 'confidential', 'anonymous'] as const;
export type Level = (typeof LEVELS)[number];
