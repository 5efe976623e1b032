import { ALARM_EMOJI, SMALL_TALK, THANKS_EMOJI } from './small-talk-words.ts';

/** Nobody says thanks at this length (UTF-16 units); it also bounds the work on a hostile text. */
const LONGEST = 500;

/** What a phrase amounts to; of several the highest counts. */
type Standing = number;
const NOTHING: Standing = 0;
const TALK: Standing = 1;
const THANKS: Standing = 2;

const thanksEmoji = new Set(THANKS_EMOJI);
const alarmEmoji = new Set(ALARM_EMOJI);
const phrases = new Map<string, Standing>();
for (const { thanks, approval, greetings, chatter, beside } of SMALL_TALK) {
  for (const phrase of beside) phrases.set(phrase, NOTHING);
  for (const phrase of [...greetings, ...chatter]) phrases.set(phrase, TALK);
  for (const phrase of [...thanks, ...approval]) phrases.set(phrase, THANKS);
}
const phraseWords = new Set([...phrases.keys()].flatMap((phrase) => phrase.split(' ')));
const longestPhrase = Math.max(...[...phrases.keys()].map((phrase) => phrase.split(' ').length));

/**
 * Whether a message, as Slack sends its text, is nothing but thanks, greetings or chatter, or says nothing at all.
 *
 * A lost request is a failure, so one word that is not on the lists, a question mark, a link or a cry-for-help emoji makes it a request.
 * So does a name ("thanks Ana"), which could be any word. Files are not looked at.
 */
export function isSmallTalk(text: string): boolean {
  return standingOf(text) !== undefined;
}

/** Whether a message is small talk that says thanks or approves: it asks for nothing and reopens nothing. A greeting is not. */
export function isThanks(text: string): boolean {
  return standingOf(text) === THANKS;
}

/** What a text that is small talk amounts to; undefined when it is a request. */
function standingOf(text: string): Standing | undefined {
  if (text.length > LONGEST) return undefined;
  let standing: Standing = NOTHING;
  let isAlarm = false;
  const noteEmoji = (name: string) => {
    if (alarmEmoji.has(name)) isAlarm = true;
    else if (thanksEmoji.has(name)) standing = THANKS;
  };
  const spoken = fold(text)
    // Members, groups, @here and channels; links and dates stay and count as words.
    .replace(/<(?:[@#]|!(?:here|channel|everyone|subteam\^))[^<>]*>/g, ' ')
    .replace(/&lt;3/g, ' \u2764 ')
    .replace(/&(?:amp|lt|gt);/g, ' ')
    .replace(/:([\p{L}\p{N}_+'-]+):(?:skin-tone-\d:)?/gu, (_, name: string) => {
      for (const word of [name, ...name.split(/[_-]/)]) noteEmoji(word);
      return ' ';
    })
    .replace(/\p{Extended_Pictographic}/gu, (emoji) => {
      noteEmoji(emoji);
      return ' ';
    })
    .replace(/['\u2018\u2019\u02bc\u00b4`]/g, '');
  if (isAlarm || /[?\u00bf\u061f\u037e]/.test(spoken)) return undefined;

  const words = spoken.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length === 0) return standing;
  const said = tile(words.map(plainWord));
  // What only stands beside something ("again!") is not small talk by itself.
  return said === NOTHING ? undefined : said;
}

/** What the words mean as a row of as few known phrases as possible; undefined when they are not such a row. */
function tile(words: string[]): Standing | undefined {
  const rows: ({ phrases: number; standing: Standing } | undefined)[] = [{ phrases: 0, standing: NOTHING }];
  for (let end = 1; end <= words.length; end++) {
    for (let start = Math.max(0, end - longestPhrase); start < end; start++) {
      const before = rows[start];
      const phrase = words.slice(start, end).join(' ');
      const meaning = phrases.get(phrase);
      if (!before || meaning === undefined) continue;
      const row = { phrases: before.phrases + 1, standing: Math.max(before.standing, meaning) };
      const known = rows[end];
      // The fewest phrases, so that "good morning" is a greeting and not "good" and "morning".
      if (!known || row.phrases < known.phrases) rows[end] = row;
    }
  }
  return rows[words.length]?.standing;
}

/** "thaaanks" → thanks, "goooood" → good, "jajaja" → haha. */
function plainWord(word: string): string {
  if (phraseWords.has(word)) return word;
  if (/^(?:[ae]?(?:ha){2,}h?|(?:he){2,}h?|(?:hi){2,}|a?(?:ja){2,}j?|(?:je){2,}j?|(?:ji){2,}|lo+l(?:ol)*)$/.test(word))
    return 'haha';
  const twice = word.replace(/(\p{L})\1{2,}/gu, '$1$1');
  return phraseWords.has(twice) ? twice : word.replace(/(\p{L})\1{2,}/gu, '$1');
}

/** Lower case, without accents. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
