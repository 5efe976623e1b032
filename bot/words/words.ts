// Everything a member can read, in one place per language: en/ and es/ hold the same keys, and the type makes sure of it.
// What only staff read stays with its feature, in English.
import type { Tx } from '#prisma/db.ts';
import { english } from './en/english.ts';
import { spanish } from './es/spanish.ts';

/** What members read; English is the one the others are held to. */
export type Words = typeof english;

export const LANGUAGES = { en: english, es: spanish } satisfies Record<string, Words>;
export type Language = keyof typeof LANGUAGES;

export function isLanguage(language: string | null | undefined): language is Language {
  return typeof language === 'string' && Object.hasOwn(LANGUAGES, language);
}

/** The language to use with somebody: theirs if we speak it, or else the workspace's. */
export function spokenOf(theirs: string | null | undefined, workspaceLanguage: string | null | undefined): Language {
  return [theirs, workspaceLanguage].find(isLanguage) ?? 'en';
}

/** A language by its two letters; English for one we do not speak. */
export function wordsIn(language: string | null | undefined): Words {
  return LANGUAGES[spokenOf(language, 'en')];
}

/** The words for one person: in the language they chose, or Slack knows of, or else the workspace's. */
export async function wordsFor(tx: Tx, workspaceId: string, memberId: string): Promise<Words> {
  const [found] = await tx.$queryRaw<{ theirs: string | null; language: string }[]>`
    select member.language as theirs, workspace.language
    from workspace left join member on member.workspace_id = workspace.id and member.id = ${memberId}
    where workspace.id = ${workspaceId}`;
  return LANGUAGES[spokenOf(found?.theirs, found?.language)];
}
