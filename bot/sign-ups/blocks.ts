import type { KnownBlock, ModalView } from '@slack/types';
import { fieldBlocks } from '#bot/form-fields/parts.ts';
import { context, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { checkField, choice, form, peopleField, textField } from '#bot/slack/form-parts.ts';
import type { Tool } from '#bot/tools/tool.ts';
import type { Words } from '#bot/words/words.ts';
import type { ToolView } from './browsing.ts';
import type { Standing } from './following.ts';
import { headingOf, quoted, toolName } from './standing.ts';
import { LONGEST_ADDRESSES, MOST_PEOPLE } from './subjects.ts';
import { ADDRESSES, PEOPLE } from './typed.ts';

export const ASK_FORM = 'tools.ask-form';
export const ANSWER_FORM = 'sign-up.answer-form';
export const PEOPLE_FORM = 'sign-up.people-form';
export const SIGN_FORM = 'sign-up.sign-form';
export const PROBLEM_FORM = 'sign-up.problem-form';

export const SIGNED = { blockId: 'signed', actionId: 'choice' };
export const TEXT = { blockId: 'text', actionId: 'text' };
/** What the box for the agreement carries: which version was read. */
export const signedValue = ({ agreement }: Pick<Tool, 'agreement'>): string => cut(`v:${agreement?.version ?? ''}`, 70);
const LONGEST_PROBLEM = 2800;

/** The one form in which a tool is asked for: the people, the agreement where it is not signed yet, and the tool's own fields. */
export function askForm({ tool, organisation, isSigned }: ToolView, memberId: string, words: Words): ModalView {
  const { signUps, formFields } = words;
  const isForMany = tool.subject === 'organisation';
  const name = organisation ? cut(escapeText(organisation.name), 100) : null;
  const intro = [signUps.askIntro(toolName(tool)), ...(isForMany && name ? [signUps.forYours(name)] : [])];
  return form({
    callbackId: ASK_FORM,
    title: signUps.askTitle,
    metadata: tool.id,
    submit: signUps.send,
    close: signUps.cancelForm,
    blocks: [
      section(intro.join(' ')),
      ...(isForMany ? peopleFields({ members: [memberId], addresses: [] }, words) : []),
      ...agreementBlocks(tool, { isSigned, name, isOptional: true }, words),
      ...fieldBlocks(tool.fields, {}, formFields.decimalMark),
    ],
  });
}

function peopleFields({ members, addresses }: { members: string[]; addresses: string[] }, { signUps }: Words): KnownBlock[] {
  return [
    peopleField(PEOPLE, {
      label: signUps.peopleLabel,
      hint: signUps.peopleHint,
      chosen: members,
      most: MOST_PEOPLE,
      isOptional: true,
    }),
    textField(ADDRESSES, {
      label: signUps.addressesLabel,
      hint: signUps.addressesHint,
      text: addresses.join('\n'),
      longest: LONGEST_ADDRESSES,
      isLong: true,
      isOptional: true,
    }),
  ];
}

type Signing = { isSigned: boolean; name: string | null; isOptional: boolean };

/** Read by its link, signed by a box; said to be signed where it is. */
function agreementBlocks(tool: Tool, { isSigned, name, isOptional }: Signing, { signUps }: Words): KnownBlock[] {
  const { agreement } = tool;
  if (!agreement || name === null) return [];
  const title = cut(escapeText(agreement.name), 100);
  if (isSigned) return [context(signUps.agreementDone(title))];
  const url = agreement.url.replaceAll(/[<>|\s]/g, encodeURIComponent);
  return [
    section(`${signUps.agreementText(title, name)}\n<${url}|${signUps.readAgreement}>`),
    checkField(SIGNED, {
      label: signUps.agreementLabel,
      isOptional,
      options: [choice(signUps.agreementChoice, signedValue(tool))],
    }),
  ];
}

export function signForm(standing: Standing, words: Words): ModalView {
  const { signUp, tool, organisation, isSigned } = standing;
  const { signUps } = words;
  return form({
    callbackId: SIGN_FORM,
    title: signUps.signTitle,
    metadata: String(signUp.id),
    submit: signUps.send,
    close: signUps.cancelForm,
    blocks: [
      section(headingOf(standing, words)),
      ...agreementBlocks(tool, { isSigned, name: cut(escapeText(organisation ?? ''), 100), isOptional: false }, words),
    ],
  });
}

export function answerForm(standing: Standing, words: Words): ModalView {
  const { signUp, question } = standing;
  const { signUps } = words;
  return form({
    callbackId: ANSWER_FORM,
    title: signUps.answerTitle,
    metadata: String(signUp.id),
    submit: signUps.send,
    close: signUps.cancelForm,
    blocks: [
      section(headingOf(standing, words)),
      ...(question?.text ? [section(signUps.states.question(quoted(question.text)))] : []),
      textField(TEXT, { label: signUps.answerLabel, longest: 3000, isLong: true, isFirst: true }),
    ],
  });
}

export function peopleForm(standing: Standing, words: Words): ModalView {
  const { signUp, tool, people } = standing;
  const { signUps } = words;
  const members = people.filter((who) => !who.includes('@'));
  const addresses = people.filter((who) => who.includes('@'));
  return form({
    callbackId: PEOPLE_FORM,
    title: signUps.peopleTitle,
    metadata: String(signUp.id),
    submit: signUps.send,
    close: signUps.cancelForm,
    blocks: [
      section(`${headingOf(standing, words)}${tool.seatsByPerson ? `\n${signUps.peopleSeats}` : ''}`),
      ...peopleFields({ members, addresses }, words),
    ],
  });
}

export function problemForm(standing: Standing, words: Words): ModalView {
  const { signUps } = words;
  return form({
    callbackId: PROBLEM_FORM,
    title: signUps.problemTitle,
    metadata: String(standing.signUp.id),
    submit: signUps.send,
    close: signUps.cancelForm,
    blocks: [
      section(headingOf(standing, words)),
      textField(TEXT, {
        label: signUps.problemLabel,
        hint: signUps.problemHint,
        longest: LONGEST_PROBLEM,
        isLong: true,
        isFirst: true,
      }),
    ],
  });
}

/** What a form turns into once it has been sent. */
export function doneForm(said: string, { signUps }: Words): ModalView {
  return form({ callbackId: 'sign-up.done', title: signUps.done, metadata: '', blocks: [section(said)], close: signUps.close });
}
