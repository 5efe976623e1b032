import { LANGUAGES, type Language } from '#bot/words/words.ts';

/** Stands where a name, a number or a place is put into a text. */
const HOLE = '⟨⟩';

function textsOf(words: unknown): string[] {
  if (typeof words === 'string') return [words];
  if (typeof words === 'function') return filled(words as (...given: unknown[]) => unknown);
  return typeof words === 'object' && words !== null ? Object.values(words).flatMap(textsOf) : [];
}

/** A text with holes where its arguments are; some arguments are lists. */
function filled(text: (...given: unknown[]) => unknown): string[] {
  for (const given of [[HOLE, HOLE, HOLE], [HOLE, [HOLE, HOLE]], [[HOLE, HOLE]]]) {
    try {
      const said = text(...given);
      if (typeof said === 'string') return [said];
    } catch {
      // A list was wanted there.
    }
  }
  throw new Error(`a text that could not be filled: ${text}`);
}

const wordsIn = (text: string): string[] => text.split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word));

/** The sentences of a language, in the parts between what is filled in, that are long enough to be known again. */
const SENTENCES: Record<Language, string[]> = Object.fromEntries(
  Object.entries(LANGUAGES).map(([language, words]) => [
    language,
    textsOf(words)
      .flatMap((text) => text.split(HOLE))
      .flatMap((text) => text.split(/(?<=[.!?:])\s+|\n/))
      .map((part) => part.trim())
      .filter((part) => wordsIn(part).length >= 4),
  ]),
) as Record<Language, string[]>;

const OTHER: Record<Language, Language> = { en: 'es', es: 'en' };

/** Words that no Spanish sentence holds; what staff alone read is English and is known by them. */
const PLAINLY_ENGLISH = /\b(?:the|your|you|is|are|was|were|this|that|with|please|requests?|and|of|for|we|it|at|to)\b/i;
const JARGON = /\b(?:tickets?|tíquets?|claim(?:ed)?|merged?|stale|dismiss(?:ed)?|SLA|modal|undefined|null|NaN|ERROR|\[object)\b/i;
const LONGEST_SENTENCE = 20;

/** Everything that could be read in what the bot sent: texts of messages and blocks, by themselves. */
export function readable(sent: unknown): string[] {
  if (Array.isArray(sent)) return sent.flatMap(readable);
  if (typeof sent !== 'object' || sent === null) return [];
  const { type, errors, ...rest } = sent as Record<string, unknown>;
  // Quoted: what people wrote, in whatever language and at whatever length.
  if (type === 'rich_text') return [];
  const told = Object.values(errors ?? {}).filter((one) => typeof one === 'string');
  const said = Object.entries(rest).flatMap(([key, value]) =>
    (key === 'text' || key === 'alt_text') && typeof value === 'string' ? [value] : readable(value),
  );
  return [...told, ...said];
}

/** As a person reads it: the names of links, dates with the words around their parts, and no ids. */
function asRead(text: string): string {
  return text
    .replaceAll(/<!date\^\d+\^([^|>^]*)[^>]*>/g, '$1')
    .replaceAll(/\{[a-z_]+\}/g, '1')
    .replaceAll(/<[^<>|]*\|([^<>]*)>/g, '$1')
    .replaceAll(/<[^<>]*>/g, 'X')
    .replaceAll(/`\/[^`]*`/g, '`');
}

/** What is wrong with what a member read: another language, a word only staff know, a sentence too long to follow. */
export function wrongFor(language: Language, shown: Iterable<string>, written: string[]): string[] {
  const wrong: string[] = [];
  for (const text of shown) {
    const read = asRead(written.reduce((rest, words) => rest.replaceAll(words, '…'), text));
    if (SENTENCES[OTHER[language]].some((sentence) => text.includes(sentence))) wrong.push(`the other language: ${text}`);
    else if (language === 'es' && PLAINLY_ENGLISH.test(read)) wrong.push(`English: ${text}`);
    if (JARGON.test(read)) wrong.push(`jargon: ${text}`);
    if (/[\p{L}\d,] (?:Somebody|Alguien) /u.test(read)) wrong.push(`a capital in the middle: ${text}`);
    const long = read.split(/(?<=[.!?…])\s+|\n/).filter((sentence) => wordsIn(sentence).length > LONGEST_SENTENCE);
    wrong.push(...long.map((sentence) => `more than ${LONGEST_SENTENCE} words: ${sentence}`));
  }
  return wrong;
}
