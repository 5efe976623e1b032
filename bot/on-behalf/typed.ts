import { fromMessage } from '#bot/slack/escape.ts';

/** The ways in which somebody reaches us outside Slack; as they are kept with a ticket. */
export const CONTACTS = ['phone', 'e-mail', 'in person', 'post', 'social'] as const;
export type Contact = (typeof CONTACTS)[number];

/** What people type for them. */
const WORDS: Record<Contact, string[]> = {
  phone: ['phone', 'call', 'called', 'telephone', 'tel', 'phoned'],
  'e-mail': ['e-mail', 'email', 'mail', 'mailed'],
  'in person': ['in person', 'in-person', 'person', 'visit', 'visited', 'office'],
  post: ['post', 'letter'],
  social: ['social media', 'social', 'facebook', 'instagram', 'whatsapp'],
};

/** What was typed after `/log`, taken apart as far as it goes; `text` is plain. */
export type Typed = { contact: Contact | null; memberId: string | null; text: string };

/** Slack takes no longer commands. */
const LONGEST = 4000;

/** Reads "phone @maya could not log in"; what is missing is asked for in the form. */
export function readLog(typed: string): Typed {
  const { contact, rest } = firstContact(typed.slice(0, LONGEST).trim());
  const mention = /<@([UW][A-Z0-9]{1,40})(?:\|[^<>]{0,200})?>/.exec(rest);
  // Only whom it is said of first is meant; somebody mentioned later belongs to the text.
  const isFirst = mention !== null && /^(?:from|by|for|with|[\s:,])*$/i.test(rest.slice(0, mention.index));
  const text = isFirst ? rest.slice(mention.index + mention[0].length) : rest;
  return {
    contact,
    memberId: isFirst ? (mention[1] ?? null) : null,
    text: fromMessage(text)
      .replace(/^[\s:,–-]+/, '')
      .trim(),
  };
}

function firstContact(typed: string): { contact: Contact | null; rest: string } {
  const lower = typed.toLowerCase();
  for (const contact of CONTACTS) {
    for (const word of WORDS[contact]) {
      const isWhole = lower === word || /^[\s:,]/.test(lower.slice(word.length));
      if (lower.startsWith(word) && isWhole) return { contact, rest: typed.slice(word.length).replace(/^[\s:,]+/, '') };
    }
  }
  return { contact: null, rest: typed };
}
