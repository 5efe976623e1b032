// WHAT IS SAID ON BOTH SIDES OF A TALK: staff's answers in the member's thread, and copies of the member's words under the card.
import { type File, fileContext, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, fromMessage, quoteBlock } from '#bot/slack/escape.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import { type Words, wordsIn } from '#bot/words/words.ts';
import { LONGEST_QUOTE } from './asked.ts';

export type ThreadMessage = {
  authorId: string;
  role: string;
  text: string | null;
  files: File[];
  names: Map<string, string>;
  isDeleted: boolean;
  isEdited: boolean;
  link: string;
  isPrivate?: boolean;
};

/** The copy, under the card, of what somebody other than staff wrote in the member's thread. */
export function threadCopy(message: ThreadMessage, cardTs: string): Rendering {
  const who = `<@${message.authorId}>${message.role === 'member' ? ' (another member)' : ''}`;
  if (message.isPrivate) return { text: `${who} wrote. It is private: readers press Read on the card.`, threadTs: cardTs };
  const words = message.isDeleted ? '(deleted)' : fromMessage(message.text ?? '', (id) => message.names.get(id));
  const quoted = message.files.length > 0 ? words : words || '(no text)';
  const spoken = quoted || message.files.map(({ name }) => name).join(', ');
  const where = message.link === '' ? 'written in App Home' : `<${message.link}|Open>`;
  const heading = `${who}${message.isEdited ? ' (edited)' : ''} · ${where}`;
  return {
    text: `${who}: ${escapeText(cut(spoken, 500))}`,
    blocks: [section(heading), ...(quoted === '' ? [] : [quoteBlock(cut(quoted, LONGEST_QUOTE))]), ...fileContext(message.files)],
    threadTs: cardTs,
  };
}

/** What a staff member answered, as the bot says it in the member's thread; addresses in it can be pressed, nothing else is live. */
export function staffReply(authorName: string, text: string, { requests }: Words = wordsIn('en')): Rendering {
  const said = requests.fromStaff(authorName);
  const name = { type: 'text' as const, text: said, style: { bold: true } };
  return {
    text: cut(`*${escapeText(said.trim())}* ${escapeText(text)}`, 3900),
    blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [name, ...wordsAndLinks(text)] }] }],
  };
}

type Live = { type: 'link'; url: string } | { type: 'text'; text: string };

function wordsAndLinks(text: string): Live[] {
  const parts = text.split(/(https?:\/\/[^\s<>"]{0,1999}[^\s<>".,;:!?)\]'])/);
  return parts
    .filter((part) => part !== '')
    .map((part) => (/^https?:\/\//.test(part) ? { type: 'link', url: part } : { type: 'text', text: part }));
}
