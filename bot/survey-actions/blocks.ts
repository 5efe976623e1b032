import { massConfirm } from '#bot/approvals/mass.ts';
import { button, context, dateOf, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { dayField, form, personField, textField } from '#bot/slack/form-parts.ts';
import { SHOW_RESULTS } from '#bot/survey-results/action-ids.ts';
import { placed } from '#bot/survey-results/places.ts';
import { ACTION_DONE, ACTIONS_BACK, ACTIONS_ON, ADD_ACTION, EDIT_ACTION, TELL_OF_ACTION } from './action-ids.ts';
import type { ActionDraft, ActionList, SurveyAction } from './actions.ts';
import { dayText } from './day-text.ts';
import type { Telling } from './telling.ts';

const ACTION_PAGE = 'survey-actions.page';
export const ACTION_FORM = 'survey-actions.form';
export const SAID_FIELD = { blockId: 'said', actionId: 'text' };
export const DOING_FIELD = { blockId: 'doing', actionId: 'text' };
export const OWNER_FIELD = { blockId: 'owner', actionId: 'person' };
export const DUE_FIELD = { blockId: 'due', actionId: 'day' };
export const FIELD_OF: Record<keyof ActionDraft, string> = {
  said: SAID_FIELD.blockId,
  doing: DOING_FIELD.blockId,
  ownerId: OWNER_FIELD.blockId,
  dueOn: DUE_FIELD.blockId,
};

const LONGEST = 1000;
type Blocks = Parameters<typeof form>[0]['blocks'];

/** "You said, we did" of one wave, a page at a time. */
export function actionsPage(list: ActionList, note?: string) {
  const { wave, name, actions, page, pages, isKeeper } = list;
  const at = (other: number) => placed({ waveId: wave.id, page: other });
  const none = isKeeper
    ? 'Nothing yet. Add what follows from what people said, who sees to it, and until when.'
    : 'Nothing has been written down yet.';
  const blocks: Blocks = [
    section(`*You said, we did:* ${escapeText(cut(name, 100))}`),
    ...(note ? [context(note)] : []),
    ...(actions.length === 0 ? [section(none)] : actions.flatMap((action) => actionPart(action, list))),
    {
      type: 'actions',
      block_id: 'actions-turn',
      elements: [
        ...(isKeeper ? [{ ...button(ADD_ACTION, 'Add', at(page)), style: 'primary' as const }] : []),
        ...(page > 0 ? [button(ACTIONS_BACK, 'Back', at(page - 1))] : []),
        ...(page + 1 < pages ? [button(ACTIONS_ON, 'More', at(page + 1))] : []),
        button(SHOW_RESULTS, 'To the results', String(wave.id)),
      ],
    },
  ];
  return form({ callbackId: ACTION_PAGE, title: 'You said, we did', metadata: '', blocks, close: 'Close' });
}

function actionPart(action: SurveyAction, { wave, page, isKeeper, reaches, today }: ActionList): Blocks {
  const { id, said, doing, ownerId, dueOn, doneAt, doneById, toldAt } = action;
  const due = dueOn.toISOString().slice(0, 10);
  const late = doneAt === null && due < today ? ':warning: was due' : 'by';
  const state = [
    doneAt === null ? `<@${ownerId}>, ${late} ${dayText(dueOn)}` : `:white_check_mark: done by <@${doneById}>, ${dateOf(doneAt)}`,
    ...(toldAt === null ? [] : [`note to everybody: ${dateOf(toldAt)}`]),
  ].join(' · ');
  const value = JSON.stringify({ actionId: id, page });
  const canTell = toldAt === null && wave.state === 'closed' && reaches > 0;
  const people = reaches === 1 ? 'the one who was asked' : `the ${reaches} who were asked`;
  const elements = [
    ...(doneAt === null ? [button(EDIT_ACTION, 'Edit', value), button(ACTION_DONE, 'Done', value)] : []),
    ...(canTell ? [{ ...button(TELL_OF_ACTION, `Tell ${people}`, value), ...massConfirm(reaches) }] : []),
  ];
  return [
    section(`*You said:* ${shown(said)}\n*We do:* ${shown(doing)}`),
    context(state),
    ...(isKeeper && elements.length > 0 ? [{ type: 'actions' as const, block_id: `action-${id}`, elements }] : []),
  ];
}

/** What becomes of a press that tells everybody. */
export function tellingNote({ people, from }: Telling): string {
  const who = people === 1 ? 'The one who was asked' : `The ${people} who were asked`;
  if (from) return `:mega: ${who} will be told when the desk opens, ${dateOf(from)}.`;
  return `:mega: ${who} ${people === 1 ? 'is' : 'are'} being told.`;
}

/** Lines would end the paragraph that says whose words they are. */
const shown = (text: string) => cut(escapeText(cut(text.replaceAll(/\s+/g, ' '), LONGEST)), LONGEST + 400);

/** Adds an action to a wave, or changes one. */
export function actionForm({ waveId, page, action }: { waveId: number; page: number; action?: SurveyAction }) {
  return form({
    callbackId: ACTION_FORM,
    title: action ? 'Change an action' : 'Add an action',
    submit: 'Save',
    metadata: JSON.stringify({ waveId, page, ...(action ? { actionId: action.id } : {}) }),
    blocks: [
      textField(SAID_FIELD, {
        label: 'You said',
        hint: 'What you learnt, in your own words. Members may read it, so quote nobody.',
        longest: LONGEST,
        isLong: true,
        isFirst: true,
        ...(action ? { text: action.said } : {}),
      }),
      textField(DOING_FIELD, {
        label: 'We do',
        longest: LONGEST,
        isLong: true,
        ...(action ? { text: action.doing } : {}),
      }),
      personField(OWNER_FIELD, {
        label: 'Who sees to it?',
        hint: 'They are reminded on the morning of its day.',
        ...(action ? { chosen: action.ownerId } : {}),
      }),
      dayField(DUE_FIELD, { label: 'By when?', ...(action ? { chosen: action.dueOn.toISOString().slice(0, 10) } : {}) }),
      ...(action
        ? []
        : [context('Nobody else is told when you save it. You can tell everybody who was asked with a button afterwards.')]),
    ],
  });
}
