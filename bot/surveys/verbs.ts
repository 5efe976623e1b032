import { hasRight } from '#bot/rights/rights.ts';
import type { Tx } from '#prisma/db.ts';

/** What `/survey` can be asked, and the room that answers: its own listener of the command, which leaves every other verb alone. */
export type SurveyVerb =
  /** Nothing was typed: `list` for staff (bot/surveys), `mine` for everybody else (bot/answering); `isMemberView` decides. */
  | { verb: 'bare' }
  /** bot/surveys. */
  | { verb: 'list' }
  | { verb: 'new' }
  | { verb: 'help' }
  /** What is no verb: bot/surveys says so, and which one is near to `word`. */
  | { verb: 'unknown'; word: string; rest: string }
  /** bot/survey-results; `rest` is what was typed after it. */
  | { verb: 'results'; rest: string }
  /** bot/mailbox: what came in, for staff; and the answer to one's own, for whoever has its code. */
  | { verb: 'letters' }
  | { verb: 'pick-up'; rest: string }
  /** bot/answering. */
  | { verb: 'mine' };

/** What everybody may type; the others are for staff. */
const MEMBER_VERBS = ['mine', 'pick-up', 'help'];

const VERBS = {
  list: 'list',
  lista: 'list',
  new: 'new',
  nueva: 'new',
  help: 'help',
  ayuda: 'help',
  results: 'results',
  resultados: 'results',
  letters: 'letters',
  cartas: 'letters',
  mine: 'mine',
  mias: 'mine',
  mis: 'mine',
  'pick-up': 'pick-up',
  pickup: 'pick-up',
  recoger: 'pick-up',
} as const satisfies Record<string, SurveyVerb['verb']>;

/** What was typed after `/survey`, which Slack sends as it was typed. */
export function surveyVerbOf(text: string): SurveyVerb {
  const [typed = '', ...others] = text.trim().split(/\s+/);
  if (typed === '') return { verb: 'bare' };
  const word = plainly(typed);
  const verb = isVerb(word) ? VERBS[word] : undefined;
  const rest = others.join(' ');
  if (verb === 'results' || verb === 'pick-up') return { verb, rest };
  if (verb !== undefined) return { verb };
  return { verb: 'unknown', word, rest };
}

/** The words that can be typed by somebody. */
export function verbsFor(isStaff: boolean): string[] {
  return Object.entries(VERBS).flatMap(([word, verb]) => (isStaff || MEMBER_VERBS.includes(verb) ? word : []));
}

const isVerb = (word: string): word is keyof typeof VERBS => Object.hasOwn(VERBS, word);

/** Without accents, capitals, and the marks with which a command is quoted: `Mías` is `mias`. */
function plainly(typed: string): string {
  return typed
    .slice(0, 60)
    .normalize('NFD')
    .replaceAll(/\p{M}|[^\p{L}\p{N}-]/gu, '')
    .toLowerCase();
}

/** Whether bot/answering answers this: what was asked of oneself, and `/survey` alone from whoever builds none. Otherwise bot/surveys does. */
export async function isMemberView(tx: Tx, who: { workspaceId: string; actorId: string }, asked: SurveyVerb): Promise<boolean> {
  return asked.verb === 'mine' || (asked.verb === 'bare' && !(await hasRight(tx, 'build surveys', who)));
}
