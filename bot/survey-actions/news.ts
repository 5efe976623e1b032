// What members read of an action: everybody who was asked, and whoever sees to it.
import { button, context, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, quoteBlock } from '#bot/slack/escape.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import type { Reading } from '#bot/survey-results/readers.ts';
import { ACTION_DONE } from './action-ids.ts';
import type { SurveyAction } from './actions.ts';
import { dayText } from './day-text.ts';

const LONGEST_NAME = 100;

/** "You said, we did": the frame in its reader's language, the rest as staff wrote it. */
export function actionNews(action: SurveyAction, { words, language, name }: Reading): Rendering {
  const said = words.surveyNews.action;
  const head = said.head(escapeText(cut(name, LONGEST_NAME)));
  const owner = `<@${action.ownerId}>`;
  const last = action.doneAt === null ? said.by(owner, dayText(action.dueOn, language)) : said.done(owner);
  return {
    text: [head, `${said.said}: ${escapeText(action.said)}`, `${said.doing}: ${escapeText(action.doing)}`, last].join('\n'),
    blocks: [
      section(head),
      section(`*${said.said}*`),
      quoteBlock(action.said),
      section(`*${said.doing}*`),
      quoteBlock(action.doing),
      section(last),
      context(said.noMore),
    ],
  };
}

type Due = { action: SurveyAction; keeperId: string; today: string; mayEnd: boolean };

/** The reminder on an action's day, with a button for whoever may end it themselves. */
export function actionDue({ action, keeperId, today, mayEnd }: Due, { words, language, name }: Reading): Rendering {
  const said = words.surveyNews.due;
  const survey = escapeText(cut(name, LONGEST_NAME));
  const isToday = action.dueOn.toISOString().slice(0, 10) === today;
  const head = isToday ? said.head(survey) : said.late(survey, dayText(action.dueOn, language));
  const tell = mayEnd ? [] : [said.tell(`<@${keeperId}>`)];
  const value = JSON.stringify({ actionId: action.id, page: 0 });
  return {
    text: [head, escapeText(action.doing), ...tell].join('\n'),
    blocks: [
      section(head),
      quoteBlock(action.doing),
      ...tell.map(context),
      ...(mayEnd ? [{ type: 'actions' as const, block_id: 'due', elements: [button(ACTION_DONE, said.done, value)] }] : []),
    ],
  };
}
