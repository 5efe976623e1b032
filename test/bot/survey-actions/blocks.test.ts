import { describe, expect, it } from 'vitest';
import { cut } from '#bot/slack/escape.ts';
import type { SurveyAction } from '#bot/survey-actions/actions.ts';
import { actionForm, actionsPage } from '#bot/survey-actions/blocks.ts';
import { actionDue, actionNews } from '#bot/survey-actions/news.ts';
import { CLOSED_AT, readingIn, wave } from '#test/bot/survey-results/some-figures.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { aSurvey } from '#test/support/surveys.ts';
import { liveSequences, liveTexts, objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';

/** What the bot means: people and dates. */
const MEANT = /^<(@U0OWNER|!date\^\d+\^[^|>]+\|[^>]*)>$/;
/** As long as the forms take them. */
const hostile = [...new Set(HOSTILE_TEXTS.map((text) => cut(text, 1000)))].filter((_, index) => index % 5 === 0);

const anAction = (text: string): SurveyAction => ({
  workspaceId: 'T0COOP',
  id: 3,
  waveId: 7,
  said: text,
  doing: text,
  ownerId: 'U0OWNER',
  dueOn: new Date('2026-03-30T00:00:00Z'),
  createdById: 'U0OWNER',
  createdAt: CLOSED_AT,
  doneById: null,
  doneAt: null,
  toldAt: null,
});

const actionList = (text: string) => ({
  wave,
  name: text,
  actions: Array.from({ length: 8 }, (_, index) => ({ ...anAction(text), id: index + 1 })),
  page: 1,
  pages: 3,
  isKeeper: true,
  reaches: 214,
  today: '2026-03-02',
});

describe('"you said, we did"', () => {
  it('is taken by Slack, however much there is to say', () => {
    expect(objectionsToView(actionsPage(actionList('𝕏'.repeat(1000)), 'Note'))).toEqual([]);
    expect(objectionsToView(actionsPage(actionList('&'.repeat(1000)), 'Note'))).toEqual([]);
    expect(objectionsToView(actionForm({ waveId: 7, page: 0, action: anAction('x'.repeat(1000)) }))).toEqual([]);
  });

  it('has nothing live in it that somebody wrote', () => {
    for (const text of hostile) {
      const reading = readingIn(aSurvey({ name: { en: text || 'x' } }));
      const spanish = readingIn(aSurvey({ name: { en: text || 'x' } }), 'es');
      const said = [
        actionNews(anAction(text), reading),
        actionDue({ action: anAction(text), keeperId: 'U0OWNER', today: '2026-03-30', mayEnd: true }, spanish),
      ];

      const live = [...liveTexts([actionsPage(actionList(text)), ...said]), ...said.map((message) => message.text)];

      expect(liveSequences(live, MEANT)).toEqual([]);
      expect(said.flatMap(objectionsTo)).toEqual([]);
    }
  });
});
