import { sensitiveIn } from '#bot/privacy/patterns.ts';

/** Keys as their makers mark them, and what only a machine would have written. */
const MARKED = [
  /\b(?:xox[abeoprs]|xapp)-[\w-]{10,}/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\b(?:gh[oprsu]_|github_pat_|glpat-|sk-|sk_live_|rk_live_)\w{16,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/,
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@:]{1,100}:[^\s/@]{1,100}@/i,
];
const NAMED =
  /(?<!\p{L})(?:password|passcode|pass|pwd|pw|pin|secret|token|api[ _-]?key|access[ _-]?key|contrase[ñn]a|clave)(?!\p{L}) {0,3}(?::|=|\bis\b|\bes\b) {0,3}\S{3,}/iu;

/** Whether a text looks like it holds a password or a key, which must not be typed into Slack. A guess: whoever typed it is asked. */
export function looksSecret(text: string): boolean {
  const looked = text.slice(0, 4000);
  return (
    sensitiveIn(looked) === 'password' || NAMED.test(looked) || MARKED.some((mark) => mark.test(looked)) || hasRandomWord(looked)
  );
}

/** A long word as password managers make them: letters of both sizes, digits and signs, or digits in the midst of letters. */
function hasRandomWord(text: string): boolean {
  return text.split(/\s+/).some((word) => {
    if (word.length < 12 || word.length > 200 || /:\/\//.test(word) || /^[\w.+-]+@[\w.-]+$/.test(word)) return false;
    if (![/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(word))) return false;
    return /[!@#$%^&*+=?~]./.test(word) || (/^[A-Za-z\d]+$/.test(word) && hasDigitsAmidLetters(word));
  });
}

/** `a1b2`: letters between digits. One pattern for it would look through a long word as often as it has digits. */
function hasDigitsAmidLetters(word: string): boolean {
  const at = word.search(/\d[A-Za-z]/);
  return at >= 0 && /\d/.test(word.slice(at + 2));
}

export const LOOKS_SECRET =
  'That looks like a password or a key. Nothing secret is typed into Slack: paste a one-time link instead.';
