import { type Words, wordsIn } from './words/words.ts';

/** A sentence for the person who asked, as written or in their own language. */
export type Sentence = string | ((words: Words) => string);

/** What the person can understand and act on: the sentence is shown to them as it is. */
export class UserError extends Error {
  readonly code: string;
  readonly sentence: Sentence;

  constructor(code: string, sentence: Sentence) {
    super(typeof sentence === 'string' ? sentence : sentence(wordsIn('en')));
    this.code = code;
    this.sentence = sentence;
  }

  /** What the person reads. */
  in(words: Words): string {
    return typeof this.sentence === 'string' ? this.sentence : this.sentence(words);
  }
}
