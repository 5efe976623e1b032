import type { ModalView } from '@slack/types';
import { context, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, quoteBlock } from '#bot/slack/escape.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import type { Words } from '#bot/words/words.ts';
import { LONGEST_PROBLEM } from './known-problems.ts';

export const ANNOUNCE_MODAL = 'problem.announce-form';
export const UPDATE_MODAL = 'problem.update-form';
export const ATTACH_MODAL = 'problem.attach-form';
export const PROBLEM_TEXT = { blockId: 'problem', actionId: 'text' };
export const UPDATE_TEXT = { blockId: 'update', actionId: 'text' };
export const PARENT_CHOICE = { blockId: 'parent', actionId: 'choice' };

type Problem = { id: number; problem: string | null; problemSince: Date | null };

/** The form in which staff say what members should read of a problem; what is announced already can be changed or ended. */
export function announceModal({ id, problem, problemSince }: Problem): ModalView {
  const isKnown = problemSince !== null;
  return {
    type: 'modal',
    callback_id: ANNOUNCE_MODAL,
    private_metadata: String(id),
    title: plain(`Known problem #${id}`),
    submit: plain(isKnown ? 'Change' : 'Announce'),
    close: plain('Cancel'),
    blocks: [
      {
        type: 'input',
        block_id: PROBLEM_TEXT.blockId,
        optional: isKnown,
        label: plain('What should members read?'),
        hint: plain(
          isKnown
            ? 'Everybody with an open request reads it. Leave it empty to end the announcement.'
            : 'One or two plain sentences. Everybody with an open request reads them, until this request is resolved.',
        ),
        element: {
          type: 'plain_text_input',
          action_id: PROBLEM_TEXT.actionId,
          max_length: LONGEST_PROBLEM,
          focus_on_load: true,
          ...(problem ? { initial_value: problem } : {}),
        },
      },
    ],
  };
}

/** The form for one piece of news, which says first whom it will tell. */
export function updateModal({ id, problem }: Problem, people: number): ModalView {
  return {
    type: 'modal',
    callback_id: UPDATE_MODAL,
    private_metadata: String(id),
    title: plain(`News about #${id}`),
    submit: plain(people === 1 ? 'Tell 1 person' : cut(`Tell ${people} people`, 24)),
    close: plain('Cancel'),
    blocks: [
      quoteBlock(problem ?? ''),
      context(
        people === 1
          ? 'This will tell *1 person*, in their request or by direct message.'
          : `This will tell *${people} people*, each once, in their request or by direct message.`,
      ),
      {
        type: 'input',
        block_id: UPDATE_TEXT.blockId,
        label: plain('What is new?'),
        element: {
          type: 'plain_text_input',
          action_id: UPDATE_TEXT.actionId,
          multiline: true,
          max_length: 2000,
          focus_on_load: true,
        },
      },
    ],
  };
}

/** The form in which staff choose to which known problem a request belongs. */
export function attachModal(ticketId: number, problems: Problem[]): ModalView {
  const options = problems
    .slice(0, 100)
    .map(({ id, problem }) => ({ text: plain(cut(`#${id} ${problem ?? ''}`, 75)), value: String(id) }));
  return {
    type: 'modal',
    callback_id: ATTACH_MODAL,
    private_metadata: String(ticketId),
    title: plain(`Attach #${ticketId}`),
    submit: plain('Attach'),
    close: plain('Cancel'),
    blocks: [
      {
        type: 'input',
        block_id: PARENT_CHOICE.blockId,
        label: plain('Which known problem is it part of?'),
        element: { type: 'static_select', action_id: PARENT_CHOICE.actionId, options },
      },
    ],
  };
}

/** One piece of news, as a member reads it. */
export function problemUpdate(
  { problem, authorId, text }: { problem: string; authorId: string; text: string },
  { knownProblems }: Words,
): Rendering {
  const heading = knownProblems.news(escapeText(problem));
  const says = knownProblems.says(`<@${authorId}>`);
  return {
    text: `${heading}\n${says} ${escapeText(cut(text, 2500))}`,
    blocks: [section(`:warning: ${heading}`), context(says), quoteBlock(text)],
  };
}

/** The end of a problem, as who waited for it reads it. */
export function problemOver({ problem, isSolved }: { problem: string; isSolved: boolean }, { knownProblems }: Words): Rendering {
  const said = (isSolved ? knownProblems.solved : knownProblems.ended)(`_${escapeText(problem)}_`);
  return { text: `${said}\n${knownProblems.ifNot}` };
}
