import { expect, it } from 'vitest';
import { replyForm, replyList, whichIn } from '#bot/saved-replies/blocks.ts';
import { MOST_REPLIES, type SavedReply } from '#bot/saved-replies/saved-replies.ts';
import { aTicketView, WORKSPACE } from '#test/support/factories.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { liveSequences, liveTexts, objectionsToView } from '#test/support/valid-blocks.ts';

const { desk } = aTicketView();
const aReply = (changes: Partial<SavedReply> = {}): SavedReply => ({
  workspaceId: WORKSPACE,
  deskId: 'main',
  id: 'hello',
  name: 'Hello',
  text: 'Hello {name}',
  archivedAt: null,
  ...changes,
});

it('the list and the form take whatever a lead wrote, as many as a desk may have, and nothing in them is live', () => {
  for (const text of HOSTILE_TEXTS.filter((one) => one.trim() !== '')) {
    const reply = aReply({ name: text.slice(0, 30), text: text.slice(0, 1000) });
    const shown = [replyList({ desk, replies: [reply], mayChange: true }, 'It is saved.'), replyForm('main', reply)];
    for (const view of shown) {
      expect(objectionsToView(view), text.slice(0, 60)).toEqual([]);
      expect(liveSequences(liveTexts(view.blocks), /^$/), text.slice(0, 60)).toEqual([]);
    }
  }
  const most = Array.from({ length: MOST_REPLIES }, (_, index) => aReply({ id: `r${index}`, text: 'x'.repeat(2500) }));
  expect(objectionsToView(replyList({ desk, replies: most, mayChange: true }, 'It is saved.'))).toEqual([]);
});

it('staff who may not change them see no button to do so', () => {
  const shown = JSON.stringify(replyList({ desk, replies: [aReply()], mayChange: false }));

  expect(shown).toContain('*Hello*');
  expect(shown).not.toContain('"button"');
});

it('a button that names no saved reply is answered with a sentence', () => {
  expect(whichIn('{"deskId":"main"}')).toEqual({ deskId: 'main' });
  for (const value of ['', 'main', '[]', '{"id":"hello"}', undefined, 1]) expect(() => whichIn(value)).toThrow('cannot be found');
});
