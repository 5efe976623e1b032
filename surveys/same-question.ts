import type { Question } from './survey.ts';

export type Asking = Pick<Question, 'id' | 'kind' | 'label'>;

/** Whether two questions, of one survey or of two, ask the same: answered in one way, and under one id or with the same words in any language. */
export function isSameQuestion(one: Asking, other: Asking): boolean {
  if (one.kind !== other.kind) return false;
  if (one.id === other.id) return true;
  const words = wordsOf(other);
  return wordsOf(one).some((said) => words.includes(said));
}

/** Neither capitals, accents, marks nor spaces make it another question. */
function wordsOf({ label }: Asking): string[] {
  const plain = Object.values(label).map((text) =>
    text
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]/gu, ''),
  );
  return plain.filter((text) => text !== '');
}
