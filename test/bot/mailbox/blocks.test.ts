import { expect, it } from 'vitest';
import { closedPage, codeForm, codePage, letterForm, ownLetter } from '#bot/mailbox/blocks.ts';
import type { LetterText, Thread } from '#bot/mailbox/letter.ts';
import { codeFrom } from '#bot/mailbox/pick-up-codes.ts';
import { letterList, lettersCame, staffLetter } from '#bot/mailbox/staff-blocks.ts';
import { LANGUAGES } from '#bot/words/words.ts';
import { ANA, WORKSPACE } from '#test/support/factories.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { liveSequences, liveTexts, objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';

const ID = '0b0cbb0e-7d5f-4a7b-9f0e-3a1f2f6b6a01';
const DAY = new Date('2026-03-02');
/** A tenth of them, since each makes forms of 60,000 characters. */
const SAMPLE = [...HOSTILE_TEXTS.filter((_, index) => index % 10 === 0), '&'.repeat(150), '𝕏'.repeat(150)];
/** People of ours, and days. */
const MEANT = /^<(@U0ANA|!date\^\d+\^\{date_long\}\|\d{4}-\d{2}-\d{2})>$/;

function aThread(text: string, ended = false): Thread {
  const texts: LetterText[] = Array.from({ length: 10 }, (_, index) => ({
    workspaceId: WORKSPACE,
    letterId: ID,
    position: index + 3,
    staffId: index % 2 ? ANA : null,
    text,
    writtenOn: DAY,
  }));
  const letter = {
    workspaceId: WORKSPACE,
    id: ID,
    waveId: 1,
    codeHash: 'x',
    writtenOn: DAY,
    isOurTurn: true,
    endedOn: ended ? DAY : null,
  };
  return { letter, texts, last: 12, hasEarlier: true };
}

it.each(Object.entries(LANGUAGES))(
  'every form of a letter is one that Slack takes, however long and hostile (%s)',
  (_language, words) => {
    const code = codeFrom(Buffer.alloc(32, 255));
    const handle = 'v1.'.padEnd(150, 'x');
    const forms = SAMPLE.flatMap((text) => {
      const long = [...text.repeat(40)].slice(0, 3000).join('');
      const mailbox = { waveId: 7, name: text };
      return [
        letterForm(mailbox, 'token', words),
        codePage(code, words),
        closedPage(words.mailbox.over, words.mailbox.overTitle, words),
        codeForm(
          text,
          Array.from({ length: 9 }, () => mailbox),
          words,
        ),
        ownLetter({ thread: aThread(long), handle, notice: words.mailbox.overtaken, unsent: long }, words),
        ownLetter({ thread: aThread(long, true), handle }, words),
        staffLetter({ survey: text, thread: aThread(long), page: 0, outcome: 'overtaken', unsent: long }),
        staffLetter({ survey: text, thread: aThread(long, true), page: 2 }),
      ];
    });

    expect(forms.flatMap(objectionsToView)).toEqual([]);
    expect(
      liveSequences(
        forms.flatMap((form) => liveTexts(form.blocks)),
        MEANT,
      ),
    ).toEqual([]);
  },
);

it('the list of letters and the news of them name surveys safely, and quote nothing', () => {
  const listed = { writtenOn: DAY, isOurTurn: true, endedOn: null, texts: 3 };
  const letters = HOSTILE_TEXTS.slice(0, 10).map((survey, index) => ({ ...listed, id: `${ID.slice(0, -1)}${index}`, survey }));
  const list = letterList({ letters, page: 1, pages: 3 });
  const news = [...HOSTILE_TEXTS, '&'.repeat(150)].flatMap((survey) => [
    lettersCame(survey, 0),
    lettersCame(survey, 1),
    lettersCame(survey, 12),
  ]);

  expect([...objectionsToView(list), ...news.flatMap((one) => objectionsTo(one as { text: string }))]).toEqual([]);
  expect(liveSequences([...liveTexts(list.blocks), ...news.map(({ text }) => text ?? '')], MEANT)).toEqual([]);
});
