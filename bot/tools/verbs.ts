import { wordsOf } from '#bot/slack/nearest.ts';

/** What `/tools` can be asked, and the room that answers: its own listener of the command, which leaves every other verb alone. */
export type ToolsVerb =
  /** bot/sign-ups: the catalogue as members see it, and what they have. */
  | { verb: 'browse'; search: string }
  | { verb: 'mine' }
  /** bot/tools. */
  | { verb: 'admin'; search: string }
  | { verb: 'help' }
  /** bot/tool-reports; `rest` is what was typed after it. */
  | { verb: 'report'; rest: string };

const OWN_VERBS: Record<string, 'mine' | 'admin' | 'help' | 'report'> = {
  mine: 'mine',
  mias: 'mine',
  mías: 'mine',
  admin: 'admin',
  help: 'help',
  ayuda: 'help',
  report: 'report',
};

/** What was typed after `/tools`. Whatever is no verb is searched for; `search help` searches for a word that is a verb, too. */
export function verbOf(text: string): ToolsVerb {
  const typed = text.replaceAll(/\s+/g, ' ').trim();
  const { verb, rest } = wordsOf(typed);
  if (verb === 'search' || verb === 'buscar') return { verb: 'browse', search: rest.join(' ') };
  const own = Object.hasOwn(OWN_VERBS, verb) ? OWN_VERBS[verb] : undefined;
  if (own === 'report') return { verb: 'report', rest: rest.join(' ') };
  if (own === 'admin') return { verb: 'admin', search: rest.join(' ') };
  return own !== undefined && rest.length === 0 ? { verb: own } : { verb: 'browse', search: typed };
}
