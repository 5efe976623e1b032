/** What can stand in braces in a saved reply, and what it is filled with. */
export const PLACEHOLDERS = {
  name: 'the member’s name',
  organisation: 'their organisation',
  number: 'the request’s number',
  staff: 'your own name',
  link: 'a link to their message',
} as const;
type Placeholder = keyof typeof PLACEHOLDERS;
export type Facts = Record<Placeholder, string>;

const IN_BRACES = /\{\s*([\p{L}_]+)\s*\}/gu;

/** What stands in braces and means nothing to us: a slip, most likely. */
export function unknownPlaceholders(text: string): string[] {
  const written = [...text.matchAll(IN_BRACES)].map(([, name = '']) => name);
  return [...new Set(written.filter((name) => !Object.hasOwn(PLACEHOLDERS, name.toLowerCase())))];
}

/** A saved reply as one member will read it; what is filled in is taken as it is, braces and all. */
export function fillIn(text: string, facts: Facts): string {
  return text.replaceAll(IN_BRACES, (written, name: string) => {
    const known = name.toLowerCase();
    return Object.hasOwn(facts, known) ? facts[known as Placeholder] : written;
  });
}
