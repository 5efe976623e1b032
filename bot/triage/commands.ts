import { UserError } from '#bot/errors.ts';
import { MOST_AT_ONCE } from '#bot/handling/bulk.ts';
import { priorityNamed } from '#bot/handling/sorting.ts';
import { cut, escapeText, fromMessage } from '#bot/slack/escape.ts';
import { nearest } from '#bot/slack/nearest.ts';
import type { Priority } from '#bot/tickets/ticket.ts';
import { copyable } from './filters.ts';

/** On whom a request waits from now on: its member, or somebody else until a day as it was typed. */
type Wait = { on: 'member' } | { on: 'other'; whom: string; until: string };

/** What somebody wants of `/triage`. Names, days and topics are as typed: who is meant depends on the desk. */
export type Command =
  | { verb: 'list' | 'search' | 'stats'; typed: string }
  | { verb: 'next' | 'replies' | 'help' }
  | { verb: 'show' | 'split'; id: number }
  | { verb: 'claim' | 'release' | 'reopen' | 'undo' | 'dismiss' | 'private' | 'detach'; ids: number[] }
  | { verb: 'resolve'; ids: number[]; topic: string | null }
  | { verb: 'topic'; ids: number[]; topic: string }
  | { verb: 'priority'; ids: number[]; priority: Priority }
  | { verb: 'assign'; ids: number[]; person: string }
  | { verb: 'wait'; ids: number[]; wait: Wait }
  | { verb: 'note' | 'reply' | 'problem'; id: number; text: string }
  | { verb: 'merge' | 'link'; id: number; otherId: number }
  | { verb: 'attach'; ids: number[]; otherId: number };

export type Verb = Command['verb'];

/** How each command is typed; what a refusal shows when something is missing. */
export const EXAMPLES: Record<Verb, string> = {
  list: 'list mine',
  next: 'next',
  show: 'show 12',
  search: 'search invoice May',
  claim: 'claim 12',
  release: 'release 12',
  assign: 'assign 12 @ana',
  reply: 'reply 12 It is on its way',
  note: 'note 12 She prefers a call',
  wait: 'wait 12 on Vendor until friday',
  priority: 'priority 12 high',
  topic: 'topic 12 billing',
  resolve: 'resolve 12',
  reopen: 'reopen 12',
  dismiss: 'dismiss 12',
  undo: 'undo 12',
  merge: 'merge 12 into 9',
  link: 'link 12 9',
  split: 'split 12',
  private: 'private 12',
  problem: 'problem 12 The label printers are down',
  attach: 'attach 12 9',
  detach: 'detach 12',
  replies: 'replies',
  stats: 'stats',
  help: 'help',
};

const VERBS = Object.keys(EXAMPLES) as Verb[];

type Rest = { verb: Verb; rest: string };
type Reader = (typed: Rest) => Command;

const READERS: Record<Verb, Reader> = {
  list: ({ rest }) => ({ verb: 'list', typed: plainOf(rest) }),
  search: ({ rest }) => ({ verb: 'search', typed: plainOf(rest) }),
  stats: ({ rest }) => ({ verb: 'stats', typed: rest }),
  next: () => ({ verb: 'next' }),
  replies: () => ({ verb: 'replies' }),
  help: () => ({ verb: 'help' }),
  show: (typed) => ({ verb: 'show', id: oneNumber(typed).id }),
  split: (typed) => ({ verb: 'split', id: oneNumber(typed).id }),
  claim: (typed) => ({ verb: 'claim', ids: onlyNumbers(typed) }),
  release: (typed) => ({ verb: 'release', ids: onlyNumbers(typed) }),
  reopen: (typed) => ({ verb: 'reopen', ids: onlyNumbers(typed) }),
  undo: (typed) => ({ verb: 'undo', ids: onlyNumbers(typed) }),
  dismiss: (typed) => ({ verb: 'dismiss', ids: onlyNumbers(typed) }),
  private: (typed) => ({ verb: 'private', ids: onlyNumbers(typed) }),
  detach: (typed) => ({ verb: 'detach', ids: onlyNumbers(typed) }),
  resolve: (typed) => {
    const { ids, after } = numbers(typed);
    return { verb: 'resolve', ids, topic: inOneLine(after) || null };
  },
  topic: (typed) => {
    const { ids, after } = numbers(typed);
    return { verb: 'topic', ids, topic: inOneLine(needed(typed, after, 'the topic')) };
  },
  priority: (typed) => {
    const { ids, after } = numbers(typed);
    return { verb: 'priority', ids, priority: priorityNamed(needed(typed, after, 'how urgent it is')) };
  },
  assign: (typed) => {
    const { ids, after } = numbers(typed);
    return { verb: 'assign', ids, person: needed(typed, after.replace(/^to\s+/i, ''), 'who shall have it') };
  },
  wait: (typed) => {
    const { ids, after } = numbers(typed);
    return { verb: 'wait', ids, wait: waitMeant(typed, after) };
  },
  note: (typed) => ({ verb: 'note', ...numberAndText(typed, 'the note') }),
  reply: (typed) => ({ verb: 'reply', ...numberAndText(typed, 'your answer') }),
  problem: (typed) => ({ verb: 'problem', ...numberAndText(typed, 'what members shall read about it') }),
  merge: (typed) => ({ verb: 'merge', ...twoNumbers(typed) }),
  link: (typed) => ({ verb: 'link', ...twoNumbers(typed) }),
  attach: (typed) => {
    const { ids, after } = numbers(typed);
    const last = /^to\s+#?(\d{1,9})$/i.exec(after)?.[1] ?? ids.at(-1);
    const others = after === '' ? ids.slice(0, -1) : ids;
    if (others.length === 0 || last === undefined) throw incomplete(typed, 'both numbers: the request and the known problem');
    return { verb: 'attach', ids: others, otherId: Number(last) };
  },
};

/** Takes apart what was typed after `/triage`. Throws a sentence that says what is missing and repeats what was typed. */
export function readCommand(text: string): Command {
  const [, first = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/.exec(text.trim()) ?? [];
  const typed = first.toLowerCase() || 'help';
  const verb = VERBS.find((one) => one === typed);
  if (verb) return READERS[verb]({ verb, rest });
  // A number alone is somebody who wants to see that request.
  const number = rest === '' ? /^#?(\d{1,9})$/.exec(first)?.[1] : undefined;
  if (number !== undefined && Number(number) > 0) return { verb: 'show', id: Number(number) };
  throw noSuchVerb(typed, rest);
}

function noSuchVerb(typed: string, rest: string): UserError {
  const meant = nearest(typed, VERBS);
  const again = meant
    ? `Did you mean \`/triage ${copyable(`${meant} ${plainOf(rest)}`)}\`?`
    : '`/triage help` lists what I can do.';
  return new UserError('no_such_command', `I don't know that one. ${again}${meant ? '' : kept(rest)}`);
}

/** More than Slack lets anybody type. */
export const LONGEST_TYPED = 12_000;

/** What was typed, to be copied: nothing anybody wrote is lost because a number was forgotten. */
function kept(rest: string): string {
  const plain = plainOf(rest);
  return plain === ''
    ? ''
    : ` You typed: \`${escapeText(cut(plain.replaceAll('`', '’').replaceAll(/\s+/g, ' '), LONGEST_TYPED))}\``;
}

/** What Slack sends as people read it: mentions and links by their names. */
function plainOf(text: string): string {
  return fromMessage(text).trim();
}

const inOneLine = (text: string): string => plainOf(text).replaceAll(/\s+/g, ' ');

function incomplete({ verb, rest }: Rest, what: string): UserError {
  return new UserError('incomplete', `Please add ${what}, for example \`/triage ${EXAMPLES[verb]}\`.${kept(rest)}`);
}

function needed(typed: Rest, found: string, what: string): string {
  if (found === '') throw incomplete(typed, what);
  return found;
}

const NUMBER = /^#?(\d{1,9})(?=[\s,]|$)[\s,]*(?:and\s+(?=#?\d))?/i;
const LARGEST = 2_147_483_647;

/** The numbers at the beginning, each once, and what comes after them. */
function numbers(typed: Rest): { ids: number[]; after: string } {
  const ids = new Set<number>();
  let after = typed.rest;
  for (let found = NUMBER.exec(after); found; found = NUMBER.exec(after)) {
    const id = Number(found[1]);
    if (id < 1 || id > LARGEST) break;
    ids.add(id);
    after = after.slice(found[0].length);
  }
  if (ids.size === 0) throw incomplete(typed, 'the number of the request');
  if (ids.size > MOST_AT_ONCE)
    throw new UserError(
      'too_many',
      `That is more than ${MOST_AT_ONCE} requests at once. Please do them in parts.${kept(typed.rest)}`,
    );
  return { ids: [...ids], after: after.trim() };
}

function onlyNumbers(typed: Rest): number[] {
  const { ids, after } = numbers(typed);
  if (after !== '')
    throw new UserError(
      'too_much',
      `I only need numbers there, for example \`/triage ${EXAMPLES[typed.verb]}\`, and did nothing yet.${kept(typed.rest)}`,
    );
  return ids;
}

/** The one number at the beginning; further ones belong to what comes after it. */
function oneNumber(typed: Rest): { id: number; after: string } {
  const [all = '', digits] = /^#?(\d{1,9})(?=[\s,:]|$)[\s,:]*/.exec(typed.rest) ?? [];
  if (digits === undefined || Number(digits) < 1) throw incomplete(typed, 'the number of the request');
  return { id: Number(digits), after: typed.rest.slice(all.length).trim() };
}

function numberAndText(typed: Rest, what: string): { id: number; text: string } {
  const { id, after } = oneNumber(typed);
  const text = plainOf(after);
  if (text.length > LONGEST_TEXT)
    throw new UserError(
      'too_long',
      `That is too long for one message; I take ${LONGEST_TEXT} letters. Please shorten it.${kept(after)}`,
    );
  return { id, text: needed(typed, text, what) };
}

const LONGEST_TEXT = 3000;

function twoNumbers(typed: Rest): { id: number; otherId: number } {
  const { id, after } = oneNumber(typed);
  const other = /^(?:into|with|to|and|in)?\s*#?(\d{1,9})$/i.exec(after)?.[1];
  if (other === undefined || Number(other) < 1) throw incomplete(typed, 'the number of the other request');
  return { id, otherId: Number(other) };
}

const ON = /^(?:on|for|en|de|por)\s+([\s\S]+)$/i;
const UNTIL = /\b(?:until|till|hasta)\s/i;
const MEMBER = /^(?:the\s+)?(?:member|requester|them)$/i;

/** `on Vendor until friday`; without anything, or `on the member`, it is the member's turn. */
function waitMeant(typed: Rest, after: string): Wait {
  const { index, 0: said } = UNTIL.exec(after) ?? { index: after.length, 0: '' };
  const whom = after.slice(0, index).trim();
  const until = after.slice(index + said.length).trim() || undefined;
  const named = plainOf(ON.exec(whom)?.[1] ?? whom);
  if (until === undefined && (named === '' || MEMBER.test(named))) return { on: 'member' };
  if (named === '' || MEMBER.test(named)) throw incomplete(typed, 'whom you wait for');
  if (until === undefined) throw incomplete(typed, 'until when, so that it comes back by itself');
  return { on: 'other', whom: cut(named, 100), until: plainOf(until) };
}

/** The numbers a button carries; what is none gets a sentence. */
export function onlyNumbersIn(value: unknown): number[] {
  const isPlain = typeof value === 'string' && /^[1-9]\d{0,8}(?: [1-9]\d{0,8})*$/.test(value);
  const ids = isPlain ? [...new Set(value.split(' ').map(Number))] : [];
  if (ids.length > 0 && ids.length <= MOST_AT_ONCE) return ids;
  throw new UserError('no_ticket', 'That request cannot be found. Please open its card again.');
}
