import { describe, expect, it } from 'vitest';
import { ticketCard } from '#bot/tickets/blocks.ts';
import { staffReply, threadCopy } from '#bot/tickets/thread-messages.ts';
import { ANA, aTicketView, MAYA } from '#test/support/factories.ts';
import { asSlackSends, HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { liveSequences, liveTexts, objectionsTo } from '#test/support/valid-blocks.ts';

/** Everything in a rendering that is the member's own or the bot's markup, as one text. */
const all = (rendering: unknown) => JSON.stringify(rendering);

function quotesOf(value: unknown): string[] {
  return [...all(value).matchAll(/"rich_text_quote","elements":\[\{"type":"text","text":("(?:[^"\\]|\\.)*")/g)].map(([, text]) =>
    JSON.parse(text ?? '""'),
  );
}

describe('whatever members write', () => {
  const meant = new RegExp(String.raw`^<(@${MAYA}|@${ANA}|#C0HELP|!date\^1772445600\^[^<>]*|https://coop\.slack\.com/[^<>]*)>$`);
  const texts = HOSTILE_TEXTS.map(asSlackSends);

  it.each([
    ['the card', (text: string) => ticketCard(aTicketView({ request: [{ text, deletedAt: null }] }))],
    [
      'the copy under it',
      (text: string) =>
        threadCopy(
          {
            authorId: MAYA,
            role: 'member',
            text,
            files: [{ name: text, url: 'https://coop.slack.com/files/1' }],
            names: new Map(),
            isDeleted: false,
            isEdited: true,
            link: 'https://coop.slack.com/x',
          },
          '1',
        ),
    ],
    ['the answer', (text: string) => staffReply('Ana', text.slice(0, 3000).toWellFormed())],
    ['the name of who answers', (text: string) => staffReply(text.slice(0, 80).toWellFormed(), 'Hello')],
    ['a file', (name: string) => ticketCard(aTicketView({ files: [{ name, url: 'https://coop.slack.com/files/1' }] }))],
    [
      'an outcome and a topic',
      (topic: string) =>
        ticketCard(
          aTicketView({
            ticket: { state: 'resolved', ownerId: ANA, outcome: 'solved', topic: topic.slice(0, 75).toWellFormed() },
          }),
        ),
    ],
  ])('32: nothing of it is live in %s, and Slack takes it', (_where, render) => {
    for (const text of texts) {
      const rendering = render(text);

      expect(liveSequences([rendering.text, ...liveTexts(rendering.blocks)], meant), text.slice(0, 80)).toEqual([]);
      expect(objectionsTo(rendering), text.slice(0, 80)).toEqual([]);
    }
  });

  it('32: the card quotes it exactly as it was typed', () => {
    const short = HOSTILE_TEXTS.filter((text) => text.trim() !== '' && text.length < 1000);

    for (const typed of short) {
      expect(quotesOf(ticketCard(aTicketView({ request: [{ text: asSlackSends(typed), deletedAt: null }] })))).toEqual([typed]);
    }
  });
});
