// Emoji by the names Slack gives them.
import { get } from 'node-emoji';

/** What Slack calls otherwise than the table does. */
const SLACK_NAMES: Record<string, string> = {
  thumbsup: '👍',
  thumbsdown: '👎',
  large_green_circle: '🟢',
  large_yellow_circle: '🟡',
  large_orange_circle: '🟠',
  large_purple_circle: '🟣',
  large_brown_circle: '🟤',
  large_red_square: '🟥',
  large_green_square: '🟩',
  large_yellow_square: '🟨',
  large_blue_square: '🟦',
  simple_smile: '🙂',
  party: '🥳',
};
const SKIN_TONES = ['', '', '🏻', '🏼', '🏽', '🏾', '🏿'];
const TAKES_A_TONE = /^\p{Emoji_Modifier_Base}/u;
/** The shortcodes in a text; the tone belongs to the emoji before it. */
const SHORTCODE = /:([a-z0-9_+'-]+)(?:::skin-tone-([2-6]))?:/g;

/** The characters of an emoji, or undefined for one that only its workspace knows. */
export function emojiCalled(name: string, tone = 0): string | undefined {
  const found = Object.hasOwn(SLACK_NAMES, name) ? SLACK_NAMES[name] : get(name);
  if (!found || !SKIN_TONES[tone] || !TAKES_A_TONE.test(found)) return found;
  const [person = '', ...rest] = found.replace(/\uFE0F/u, '');
  return [person, SKIN_TONES[tone], ...rest].join('');
}

/** A plain text as one reads it: each `:emoji:` as characters, and those nobody knows as they were written. */
export function plainWords(text: string): string {
  return text.includes(':') ? text.split('\n').map(emojified).join('\n') : text;
}

/** A colon that closes no emoji may open the next one, as in `12:30:wave:`. */
function emojified(line: string): string {
  let words = '';
  let from = 0;
  SHORTCODE.lastIndex = 0;
  for (let match = SHORTCODE.exec(line); match; match = SHORTCODE.exec(line)) {
    const [, name = '', tone] = match;
    const found = isTimeOfDay(line, match.index, name) ? undefined : emojiCalled(name, Number(tone ?? 0));
    if (found === undefined) {
      SHORTCODE.lastIndex -= 1;
      continue;
    }
    words += line.slice(from, match.index) + found;
    from = SHORTCODE.lastIndex;
  }
  return words + line.slice(from);
}

/** Whether what could be an emoji (`:100:`) stands within figures, as in `12:100:5`. */
export function isTimeOfDay(text: string, at: number, name: string): boolean {
  return /^\d+$/.test(name) && /\d/.test(text.charAt(at - 1));
}
