import leven from 'leven';
import { UserError } from '#bot/errors.ts';
import { cut, escapeText } from './escape.ts';

/** The known word nearest to what somebody typed; undefined when nothing is near enough to be meant. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const word = typed.toLowerCase().slice(0, 40);
  const [best] = known.map((one) => ({ one, distance: leven(word, one) })).sort((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.max(2, Math.floor(best.one.length / 2)) ? best.one : undefined;
}

/** The words of a command: its first one, lower-cased, and the rest. */
export function wordsOf(text: string): { verb: string; rest: string[] } {
  const [verb = '', ...rest] = text.trim().split(/\s+/);
  return { verb: verb.toLowerCase(), rest };
}

/** The answer to a word nobody knows: the nearest right one, with what was typed after it, ready to be copied. */
export function noSuchCommand(command: string, typed: { verb: string; rest: string[] }, known: readonly string[]): UserError {
  const meant = nearest(typed.verb, known);
  const again = escapeText(cut([command, meant, ...typed.rest].join(' ').replaceAll('`', ''), 100));
  return new UserError('no_such_command', ({ refusals }) =>
    meant ? refusals.didYouMean(`\`${again}\``) : refusals.noSuchCommand(`\`${command} help\``),
  );
}
