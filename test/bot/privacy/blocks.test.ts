import { describe, expect, it } from 'vitest';
import { confirmModal, deleteHelp, doneModal, privacyOffer, readModal } from '#bot/privacy/blocks.ts';
import { PATTERNS } from '#bot/privacy/patterns.ts';
import type { Line } from '#bot/privacy/reading.ts';
import { wordsIn } from '#bot/words/words.ts';
import { aTicketView } from '#test/support/factories.ts';
import { objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';

const line = (changes: Partial<Line> = {}): Line => ({
  ts: '1772445600.000100',
  authorId: 'U0MAYA',
  standing: 'request',
  text: 'My payslip is wrong',
  files: [],
  isDeleted: false,
  link: 'https://coop.slack.com/archives/C0HELP/p1772445600000100',
  ...changes,
});
const reading = (lines: Line[], earlier: string | null = null) =>
  readModal({ view: aTicketView({ ticket: { isPrivate: true } }), lines, names: new Map(), earlier });

describe.each(['en', 'es'])('what is said of privacy (%s)', (language) => {
  const words = wordsIn(language);

  it.each(PATTERNS.map(({ name }) => name))('the offer for a %s is taken by Slack', (holds) => {
    expect(objectionsTo(privacyOffer(12, holds, words))).toEqual([]);
  });

  it('the help to delete is taken by Slack, with however many messages', () => {
    const messages = Array.from({ length: 60 }, (_, index) => ({
      link: `https://coop.slack.com/archives/C0HELP/p17724456000001${index}?thread_ts=1772445600.000100&cid=C0HELP`,
      isDeleted: index === 3,
    }));

    expect(objectionsTo(deleteHelp({ ticketId: 12, words, messages }))).toEqual([]);
    expect(
      objectionsTo(deleteHelp({ ticketId: 12, words, messages: messages.map((one) => ({ ...one, isDeleted: true })) })),
    ).toEqual([]);
  });

  it('the help to delete is taken by Slack where addresses are long, and shows what is left first', () => {
    const address =
      'https://the-grand-union-of-cooperatives-of-the-north.enterprise.slack.com/archives/C0123456789/p1234567890123456';
    const message = (isDeleted: boolean) => ({ link: `${address}?thread_ts=1234567890.123456&cid=C0123456789`, isDeleted });
    const messages = [...Array.from({ length: 3 }, () => message(false)), ...Array.from({ length: 37 }, () => message(true))];

    const all = deleteHelp({ ticketId: 12, words, messages: messages.map(() => message(false)) });
    const few = deleteHelp({ ticketId: 12, words, messages });

    expect(objectionsTo(all)).toEqual([]);
    expect(JSON.stringify(all)).toContain(`|${words.privacy.message(1)}>`);
    expect(JSON.stringify(all)).toContain(words.privacy.moreToDelete(20));
    expect(JSON.stringify(few).match(/\|\p{L}+ [123]>/gu)).toHaveLength(3);
    expect(JSON.stringify(few)).not.toContain(words.privacy.moreToDelete(20));
  });

  it('the forms are taken by Slack', () => {
    for (const isByStaff of [true, false]) {
      expect(objectionsToView(confirmModal(12, words, isByStaff))).toEqual([]);
      expect(objectionsToView(doneModal(12, words, isByStaff))).toEqual([]);
    }
  });
});

describe('a private request as its readers see it', () => {
  it('is taken by Slack however long it is', () => {
    const lines = Array.from({ length: 20 }, () =>
      line({ text: 'x'.repeat(40_000), files: [{ name: 'a.pdf', url: 'https://a.org/a' }] }),
    );

    expect(objectionsToView(reading(lines, '1772445600.000100'))).toEqual([]);
  });

  it('cuts a long text and links to the rest', () => {
    const shown = JSON.stringify(reading([line({ text: 'x'.repeat(4000) })]));

    expect(shown).toContain('…');
    expect(shown).toContain('|Read it all>');
  });

  it('says what was deleted in the channel, and links to nothing that is gone', () => {
    const shown = JSON.stringify(reading([line({ isDeleted: true }), line({ text: null, isDeleted: true })]));

    expect(shown).toContain('My payslip is wrong');
    expect(shown).toContain('(deleted in the channel)');
    expect(shown).toContain('(deleted)');
    expect(shown).not.toContain('archives');
  });

  it('shows what a member wrote as they wrote it, with nothing live in it', () => {
    const shown = reading([line({ text: 'Hi &lt;!channel&gt; *bold*' })]);

    expect(shown.blocks).toContainEqual({
      type: 'rich_text',
      elements: [{ type: 'rich_text_quote', elements: [{ type: 'text', text: 'Hi <!channel> *bold*' }] }],
    });
  });
});
