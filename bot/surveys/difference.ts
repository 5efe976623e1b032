import { stableJson } from '#bot/stable-json.ts';
import type { Question, Survey } from '#surveys/survey.ts';
import { textIn } from '#surveys/wording.ts';

/** What is different between two definitions of a survey, in plain words; no line when they say the same. */
export type Difference = { sum: string; lines: string[] };

export function differenceOf(before: Survey, after: Survey): Difference {
  const [old, now] = [byId(before), byId(after)];
  const added = after.questions.filter(({ id }) => !old.has(id));
  const removed = before.questions.filter(({ id }) => !now.has(id));
  const kept = after.questions.flatMap((question) => {
    const was = old.get(question.id);
    return was ? [{ was, question }] : [];
  });
  const changed = kept.filter(({ was, question }) => stableJson(was) !== stableJson(question));
  const order = (questions: Question[]) => questions.filter(({ id }) => old.has(id) && now.has(id)).map(({ id }) => id);
  const isMoved = order(before.questions).join() !== order(after.questions).join();
  const texts = (['name', 'intro', 'thanks', 'language'] as const).filter(
    (key) => stableJson(before[key] ?? null) !== stableJson(after[key] ?? null),
  );
  const name = (survey: Survey, question: Question) =>
    `“${survey.questions.indexOf(question) + 1}. ${textIn(question.label, survey.language, survey)}”`;
  return {
    sum: sumOf(added.length, removed.length, changed.length),
    lines: [
      ...texts.map((key) => TEXT_WORDS[key]),
      ...added.map((question) => `Added: ${name(after, question)}`),
      ...removed.map((question) => `Removed: ${name(before, question)}`),
      ...changed.map(({ was, question }) => `Changed: ${name(after, question)} (${partsOf(was, question).join(', ')})`),
      ...(isMoved ? ['The questions come in another order.'] : []),
    ],
  };
}

const byId = ({ questions }: Survey) => new Map(questions.map((question) => [question.id, question]));

const TEXT_WORDS = {
  name: 'Members read another name.',
  intro: 'The text before the questions is different.',
  thanks: 'The text at the end is different.',
  language: 'Its own language is another one.',
};

function sumOf(added: number, removed: number, changed: number): string {
  const questions = (count: number) => (count === 1 ? '1 question' : `${count} questions`);
  return `${questions(added)} added, ${removed} removed, ${changed} changed.`;
}

const PART_WORDS: Record<string, string> = {
  kind: 'another kind of answer',
  label: 'its text',
  help: 'its help',
  isRequired: 'whether it has to be answered',
  showIf: 'when it is shown',
  startsPage: 'its page',
  options: 'what there is to choose',
  hasOther: 'whether there is room for other answers',
  points: 'its words',
  low: 'its words',
  high: 'its words',
  from: 'its range',
  to: 'its range',
  least: 'its range',
  most: 'its range',
};

function partsOf(was: object, is: object): string[] {
  const [before, after] = [new Map(Object.entries(was)), new Map(Object.entries(is))];
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const changed = keys.filter((key) => stableJson(before.get(key) ?? null) !== stableJson(after.get(key) ?? null));
  return [...new Set(changed.map((key) => PART_WORDS[key] ?? key))];
}
