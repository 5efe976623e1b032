import leven from 'leven';
import type { Translated } from './survey.ts';
import { cleanLine, cleanText } from './wording.ts';

/** What is wrong with a survey, where (`questions.2.options.0.label.es`), and how it is mended. */
export type SurveyProblem = { path: string; sentence: string };

/** What is known while a survey is read: the language every text has to be there in, and what was found wrong so far. */
export type Look = { language: string | undefined; problems: SurveyProblem[] };

/** Of more, nobody would read them all at once. */
const MOST_PROBLEMS = 500;

export function report({ problems }: Look, path: string, sentence: string): void {
  if (problems.length < MOST_PROBLEMS) problems.push({ path, sentence });
}

/** How one part of an object is read, and what is said where it is not there; without `missing` it may be left out. */
type Part = { read: (look: Look, path: string, value: unknown) => unknown; missing?: string };
export type Parts = Record<string, Part>;

/** The parts of an object that can be read; each other one is reported, and so is what does not belong in it. */
export function readParts(look: Look, path: string, value: unknown, { name, parts }: { name: string; parts: Parts }) {
  const given = objectIn(value);
  if (!given) {
    report(look, path, `${name} is written between { and }, with ${listed(Object.keys(parts).slice(0, 3))} and so on in it.`);
    return {};
  }
  reportStrangers(look, path, given, { name, parts });
  const read: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(parts)) {
    const one = Object.hasOwn(given, key) ? given[key] : undefined;
    const at = under(path, key);
    if (one === undefined) {
      if (part.missing !== undefined) report(look, at, part.missing);
      continue;
    }
    const result = part.read(look, at, one);
    if (result !== undefined) read[key] = result;
  }
  return read;
}

const MOST_STRANGERS = 10;

function reportStrangers(look: Look, path: string, given: object, { name, parts }: { name: string; parts: Parts }): void {
  const strangers = Object.keys(given).filter((key) => !Object.hasOwn(parts, key));
  for (const key of strangers.slice(0, MOST_STRANGERS)) {
    const near = Object.keys(parts).find((one) => !Object.hasOwn(given, one) && leven(one, key.slice(0, 40)) <= 2);
    const advice = near === undefined ? 'Please take it out.' : `Did you mean “${near}”?`;
    report(look, under(path, key), `There is no “${short(key)}” in ${lower(name)}. ${advice}`);
  }
  if (strangers.length > MOST_STRANGERS) report(look, path, `${name} holds ${strangers.length} things that do not belong in it.`);
}

/** As many of a list as there may be, each read; that there are more, or too few, is reported. */
export function readList<T>(
  look: Look,
  path: string,
  value: unknown,
  { name, least, most, read }: { name: string; least: number; most: number; read: (look: Look, path: string, one: unknown) => T },
): T[] | undefined {
  if (!Array.isArray(value)) {
    report(look, path, `${name} are a list, written between [ and ].`);
    return undefined;
  }
  const count = least === most ? `exactly ${most}` : `at least ${least}`;
  if (value.length < least) report(look, path, `${name} are ${count}; here are ${value.length}. Please add what is missing.`);
  if (value.length > most) {
    const allowed = least === most ? count : `${most} at most`;
    report(look, path, `${name} are ${allowed}; here are ${value.length}. Please take some out.`);
  }
  return value.slice(0, most).map((one, index) => read(look, `${path}.${index}`, one));
}

/** More languages than anybody asks in. */
const MOST_LANGUAGES = 20;

/** A text by language. It is on one line unless `isLong`. */
export function readTranslated(
  look: Look,
  path: string,
  value: unknown,
  { most, isLong = false }: { most: number; isLong?: boolean },
): Translated | undefined {
  const given = objectIn(value);
  if (!given) {
    report(look, path, `A text is written by language, such as { "${look.language ?? 'en'}": "…" }.`);
    return undefined;
  }
  const { language } = look;
  if (language !== undefined && !Object.hasOwn(given, language))
    report(look, `${path}.${language}`, `The survey's own language is “${language}”, so this text has to be there in it.`);
  const keys = Object.keys(given);
  if (keys.length > MOST_LANGUAGES)
    report(look, path, `A text is there in ${MOST_LANGUAGES} languages at most; here are ${keys.length}.`);
  const read = keys.slice(0, MOST_LANGUAGES).flatMap((key) => {
    const at = under(path, key);
    const isLanguage = /^[a-z]{2}$/.test(key);
    if (!isLanguage) report(look, at, `“${short(key)}” is no language: please take its two small letters, such as en or es.`);
    const words = isLanguage ? readWords(look, at, given[key], { most, isLong }) : undefined;
    return words === undefined ? [] : [[key, words]];
  });
  return Object.fromEntries(read);
}

function readWords(look: Look, path: string, value: unknown, { most, isLong }: { most: number; isLong: boolean }) {
  if (typeof value !== 'string') {
    report(look, path, 'A text stands between quotation marks.');
    return undefined;
  }
  const words = isLong ? cleanText(value) : cleanLine(value);
  if (words === '') report(look, path, 'This text is empty. Please write it, or take it out.');
  if (words.length > most) report(look, path, `Please keep this text to ${most} characters; it has ${words.length}.`);
  return words;
}

/** An id as answers are kept under it. */
export function readId(look: Look, path: string, value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[a-z0-9-]{1,40}$/.test(value)) {
    report(look, path, 'An id is made of a–z, 0–9 and -, at most 40 of them, between quotation marks.');
    return undefined;
  }
  if (value === 'constructor') report(look, path, '“constructor” cannot be an id. Please take another word.');
  return value;
}

export function readFlag(look: Look, path: string, value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  report(look, path, 'This is true or false, without quotation marks.');
  return undefined;
}

export function readFinite(look: Look, path: string, value: unknown): number | undefined {
  if (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  report(look, path, 'This is a number, without quotation marks.');
  return undefined;
}

export function readWhole(look: Look, path: string, value: unknown): number | undefined {
  if (Number.isSafeInteger(value)) return Number(value);
  report(look, path, 'This is a whole number, without quotation marks.');
  return undefined;
}

/** What a person may have typed wrong, quoted in a sentence. */
export function short(text: string): string {
  const clean = cleanLine(text.slice(0, 200));
  return clean.length > 40 ? `${cleanText(clean.slice(0, 39))}…` : clean;
}

/** Something that was written between { and }. */
function objectIn(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

const under = (path: string, key: string) => (path === '' ? short(key) : `${path}.${short(key)}`);
const lower = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
const listed = (names: string[]) => names.map((name) => `“${name}”`).join(', ');
