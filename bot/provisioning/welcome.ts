/** What can stand in braces in a tool's welcome, and what it is filled with. */
export const WELCOME_PLACEHOLDERS = {
  name: 'the member’s name',
  tool: 'the tool’s name',
  organisation: 'their organisation',
  links: 'the tool’s links',
  ends: 'the day on which the term ends',
} as const;
type Placeholder = keyof typeof WELCOME_PLACEHOLDERS;
export type WelcomeFacts = Record<Placeholder, string>;

const IN_BRACES = /\{\s*([\p{L}\p{N}_-](?:[\p{L}\p{N}_ -]{0,58}[\p{L}\p{N}_-])?)\s*\}/gu;

/** What stands in braces in a welcome and means nothing to us; a tool with one is not saved. */
export function unknownInWelcome(welcome: string): string[] {
  const written = [...welcome.matchAll(IN_BRACES)].map(([, name = '']) => name);
  return [...new Set(written.filter((name) => !Object.hasOwn(WELCOME_PLACEHOLDERS, name.toLowerCase())))];
}

/** Whether a welcome says where the tool is; otherwise its links are put below. */
export function showsLinks(welcome: string): boolean {
  return [...welcome.matchAll(IN_BRACES)].some(([, name]) => name?.toLowerCase() === 'links');
}

/** A welcome (mrkdwn) as one member will read it; what is filled in is taken as it is, braces and all. */
export function welcomeFor(welcome: string, facts: WelcomeFacts): string {
  return welcome.replaceAll(IN_BRACES, (written, name: string) => {
    const known = name.toLowerCase();
    return Object.hasOwn(facts, known) ? facts[known as Placeholder] : written;
  });
}
