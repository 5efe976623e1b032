import type { Option, Question, Translated } from './survey.ts';

export type Asking = Pick<Question, 'id' | 'kind' | 'label'>;

/** Whether two questions, of one survey or of two, ask the same: in the same words in any language, or under one id and answered in one way. */
export function isSameQuestion(one: Asking, other: Asking): boolean {
  return (one.id === other.id && one.kind === other.kind) || haveSameWords(one.label, other.label);
}

/** What an answer to the question as it was asked before is called in this one; null where the two are answered in different ways. */
export function valuesInto(now: Question, before: Question): ((value: string) => string) | null {
  if ((now.kind === 'choice' || now.kind === 'many') && before.kind === now.kind) {
    const names = new Map(before.options.map((option) => [option.id, optionLike(option, now.options)?.id ?? option.id]));
    return (value) => names.get(value) ?? value;
  }
  if (now.kind === 'scale' && before.kind === 'scale') return (value) => String(Number(value) - before.from + now.from);
  return now.kind === before.kind ? (value) => value : null;
}

function optionLike({ id, label }: Option, options: readonly Option[]): Option | undefined {
  return options.find((option) => option.id === id) ?? options.find((option) => haveSameWords(option.label, label));
}

/** Neither capitals, accents, marks nor spaces make other words. */
function haveSameWords(one: Translated, other: Translated): boolean {
  const [these, those] = [plain(one), plain(other)];
  return these.some((words) => those.includes(words));
}

function plain(label: Translated): string[] {
  const words = Object.values(label).map((text) =>
    text
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]/gu, ''),
  );
  return words.filter((text) => text !== '');
}
