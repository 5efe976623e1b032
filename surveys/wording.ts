import type { Survey, Translated } from './survey.ts';

/** A text as somebody reads it: in their language, else in the survey's own, else in any that there is. */
export function textIn(text: Translated, language: string, survey: Pick<Survey, 'language'>): string {
  for (const one of [language, survey.language]) {
    const words = Object.hasOwn(text, one) ? text[one] : undefined;
    if (words) return words;
  }
  return Object.values(text).find((words) => words !== '') ?? '';
}

/** What was written, without what PostgreSQL cannot store (NUL, half of a surrogate pair) and without space around it. */
export function cleanText(written: string): string {
  return written.replaceAll('\0', '').toWellFormed().trim();
}

/** The same on one line. */
export function cleanLine(written: string): string {
  return cleanText(written).replaceAll(/\s+/g, ' ');
}
