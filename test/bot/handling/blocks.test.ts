import { describe, expect, it } from 'vitest';
import { assignedMessage, backForDesk, backMessage, moreModal, noteUnderCard } from '#bot/handling/blocks.ts';
import * as forms from '#bot/handling/forms.ts';
import { DEEDS } from '#bot/handling/several.ts';
import { severalConfirm, severalForm, severalResult } from '#bot/handling/several-forms.ts';
import { columnsOf, STATES } from '#bot/tickets/life.ts';
import { ANA, aTicket, aTicketView, BEN } from '#test/support/factories.ts';
import { asSlackSends, HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { liveSequences, liveTexts, objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';

const MAY = { work: true, answer: true, answerPrivately: true, announce: true, makePrivate: true };

const labels = (view: object) =>
  [...JSON.stringify(view).matchAll(/"type":"button"|"text":\{"type":"plain_text","text":"([^"]+)"\},"value"/g)].flatMap(
    ([, label]) => label ?? [],
  );

describe('"More…"', () => {
  const offers = (state: (typeof STATES)[number], more: object = {}) =>
    labels(moreModal(aTicketView({ ticket: { ...columnsOf(state), ownerId: state === 'open' ? null : ANA, ...more } }), MAY));

  it('offers only what can be done as the request stands', () => {
    expect(offers('open')).toEqual(expect.arrayContaining(['Claim', 'Assign…', 'Merge…', 'Solved', 'Note…', 'Saved reply…']));
    expect(offers('open')).not.toEqual(expect.arrayContaining(['Give back']));
    expect(offers('open')).not.toContain('Wait for the member');
    expect(offers('claimed')).toEqual(expect.arrayContaining(['Give back', 'Wait for the member', 'Wait for someone…']));
    expect(offers('claimed')).not.toContain('Claim');
    expect(offers('waiting on member')).not.toContain('Wait for the member');
    expect(offers('claimed', { requesterId: 'XANN' })).not.toContain('Wait for the member');
    expect(offers('resolved')).toEqual(['Reply', 'Saved reply…', 'Note…', 'Link…', 'Reopen', 'Make private']);
    expect(offers('closed')).toEqual(['Note…', 'Link…', 'Make private']);
    expect(offers('claimed', { isPrivate: true })).not.toContain('Make private');
    expect(offers('claimed', { problemSince: new Date(0) })).toContain('Tell them…');
  });

  it('offers nothing to somebody who may do nothing, and says so', () => {
    const nothing = { work: false, answer: false, answerPrivately: false, announce: false, makePrivate: false };

    expect(JSON.stringify(moreModal(aTicketView(), nothing))).toContain('nothing you can do');
  });

  it.each(STATES)('is taken by Slack when the request is %s', (state) => {
    const ticket = { ...columnsOf(state), ownerId: ANA, topic: '<!channel> & co', mergedIntoId: 3 };

    const shown = moreModal(aTicketView({ ticket, canUndo: true }), MAY, 'it is yours now.');

    expect(objectionsToView(shown)).toEqual([]);
    expect(liveSequences(liveTexts(shown.blocks), /^$/)).toEqual([]);
  });
});

describe('the forms', () => {
  const hostile = (text: string) => {
    const view = aTicketView({
      ticket: { waitingFor: text.slice(0, 100) || null, id: 2_147_483_647 },
      links: [3, 4],
      topics: ['billing', text.slice(0, 75) || 'x'],
    });
    const asked = asSlackSends(text);
    const part = { channelId: 'C1', ts: '1.1', threadTs: null, text: asked, files: [], editedTs: null };
    const chosen = [{ ticket: aTicket(), text: asked }];
    const result = { done: [1], failed: [{ ticketId: 2, sentence: 'There is no request #2.' }] };
    return [
      forms.assignForm(view, [ANA, BEN]),
      forms.priorityForm(view),
      forms.othersForm(view, '2026-03-05'),
      forms.noteForm(view),
      forms.mergeForm(view, [{ id: 3, text: asked }]),
      forms.linkForm(view, [{ id: 3, text: asked }]),
      forms.splitForm(view, [part], new Map()),
      severalForm(chosen),
      ...DEEDS.map((deed) => severalConfirm({ ids: [1, 2], deed }, ['billing'])),
      severalResult(result),
    ];
  };

  it('are taken by Slack whatever a member wrote, and nothing in them is live', () => {
    for (const text of HOSTILE_TEXTS) {
      for (const form of hostile(text)) {
        expect(objectionsToView(form), `${form.callback_id} ${text.slice(0, 60)}`).toEqual([]);
        expect(liveSequences(liveTexts(form.blocks), /^<@U0(ANA|BEN)>$/), form.callback_id).toEqual([]);
      }
    }
  });

  it('take a number with or without its #, and nothing else', () => {
    expect([' #12 ', '12', '#0012'].map(forms.numberTyped)).toEqual([12, 12, 12]);
    expect(['', '#', 'twelve', '12a', '1e3', '-1', '9999999999', null, undefined].map(forms.numberTyped)).toEqual(
      Array(9).fill(null),
    );
  });
});

describe('what is said to staff', () => {
  it('shows a note’s words as they were typed, and of a private request none', () => {
    for (const text of HOSTILE_TEXTS.filter((one) => one.trim() !== '').map((one) => one.slice(0, 3000))) {
      const note = noteUnderCard('Ana <b>', text, false);
      expect(objectionsTo(note), text.slice(0, 60)).toEqual([]);
      expect(liveSequences([note.text, ...liveTexts(note.blocks)], /^$/), text.slice(0, 60)).toEqual([]);
    }
    expect(JSON.stringify(noteUnderCard('Ana', 'her salary', true))).not.toContain('salary');
  });

  it('tells who was given a request which it is, without a word of it: that stays on the card, where it can be taken back', () => {
    const open = assignedMessage(aTicketView(), BEN, 'https://coop.slack.com/x');
    const back = backMessage(aTicketView(), 'the <bank>', null);
    const secret = backMessage(aTicketView({ ticket: { isPrivate: true } }), 'the <bank>', null);

    expect(open.text).toContain(`<@${BEN}> gave you request *#12*`);
    expect(JSON.stringify(open.blocks)).toContain('<https://coop.slack.com/x|Open its card>');
    expect(JSON.stringify([open, back, secret])).not.toContain('password');
    expect(back.text).toContain('It waited for the &lt;bank&gt; until today.');
    expect(JSON.stringify(secret)).not.toContain('bank');
    expect(backForDesk(12, BEN, null).text).toContain('is not at this desk any more');
    for (const said of [open, back, secret]) expect(objectionsTo(said)).toEqual([]);
  });
});
