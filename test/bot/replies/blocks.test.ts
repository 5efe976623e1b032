import { describe, expect, it } from 'vitest';
import { appended, draftIn, lostReplyOffer, replyModal } from '#bot/replies/blocks.ts';
import { aTicketView, BEN, MONDAY_TEN } from '#test/support/factories.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';

const draft = { ticketId: 12, since: MONDAY_TEN.getTime(), version: 0 };
const facts = (text = 'How do I reset my password?') => ({
  view: aTicketView({ request: [{ text, deletedAt: null }] }),
  writing: [],
  saved: [],
});

describe('the reply form', () => {
  it('is taken by Slack with whatever a member wrote, and whatever was answered meanwhile', () => {
    for (const text of HOSTILE_TEXTS) {
      const filled = { text: text.slice(0, 3000), overtaken: { memberId: BEN, at: MONDAY_TEN, text } };
      expect(objectionsToView(replyModal(facts(text), draft, filled)), text.slice(0, 80)).toEqual([]);
    }
  });

  it('says since when somebody else has been writing', () => {
    const shown = replyModal({ ...facts(), writing: [{ memberId: BEN, openedAt: new Date('2026-03-02T14:02:00Z') }] }, draft);

    expect(JSON.stringify(shown)).toContain(`<@${BEN}> has been writing an answer since <!date^1772460120^{time}|14:02 UTC>.`);
  });

  it('carries what it needs to know, and takes nothing else back', () => {
    expect(draftIn(replyModal(facts(), draft).private_metadata)).toEqual(draft);
    for (const forged of ['', '12', '{}', '{"ticketId":12}', '{"ticketId":"12","since":1,"version":0}', undefined, 12])
      expect(() => draftIn(forged), String(forged)).toThrow('cannot be found');
  });

  it('puts a saved text after what was typed, and leaves it alone when both do not fit', () => {
    expect(appended('', 'Hello Maya')).toBe('Hello Maya');
    expect(appended('Thank you. ', 'Hello Maya')).toBe('Thank you.\n\nHello Maya');
    expect(appended('a'.repeat(2995), 'Hello Maya')).toBeNull();
  });
});

it('an answer that got lost is offered again with its words, to press or to change', () => {
  const lost = {
    kind: 'staff-reply' as const,
    ticketId: 12,
    authorId: BEN,
    text: 'Hold *it* <b>',
    state: 'waits for its author' as const,
  };

  const offer = lostReplyOffer('7', lost, 12);

  expect(objectionsTo(offer)).toEqual([]);
  expect(JSON.stringify(offer.blocks)).toContain('"text":"Hold *it* <b>"');
  expect(JSON.stringify(offer.blocks)).toMatch(/Try again.*Edit…/);
  expect(lostReplyOffer('7', null, 12).blocks).toBeUndefined();
});
