import { PREVIEW_SURVEY } from '#bot/answering/action-ids.ts';
import { button, context, dateOf, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { choice, form } from '#bot/slack/form-parts.ts';
import { questionSeen } from '#bot/survey-questions/questions.ts';
import { SHOW_RESULTS } from '#bot/survey-results/action-ids.ts';
import { PLAN_WAVE } from '#bot/waves/action-ids.ts';
import { estimateText } from '#surveys/estimate.ts';
import { MOST, type Question, type Translated } from '#surveys/survey.ts';
import { textIn } from '#surveys/wording.ts';
import {
  ADD_QUESTION,
  ARCHIVE_SURVEY,
  CHOOSE_LANGUAGE,
  COPY_SURVEY,
  EDIT_CONDITIONS,
  EDIT_OWNERS,
  EDIT_QUESTION,
  EDIT_TEXTS,
  EXPORT_SURVEY,
  IMPORT_SURVEY,
  MOVE_DOWN,
  MOVE_UP,
  REMOVE_QUESTION,
  RESTORE_SURVEY,
  SEND_TEST,
  TURN_BACK,
  TURN_PAGE,
  type Which,
  written,
} from './action-ids.ts';
import { QUESTIONS_ON_A_PAGE, type SurveyPage } from './editor.ts';
import { waveWords } from './list-blocks.ts';
import { languageName, languagesOf, questionLines } from './question-words.ts';

/** One survey: its questions in order, and everything that can be done with it. */
export function surveyModal(facts: SurveyPage) {
  const { survey, definition, canChange, page, language, note } = facts;
  const isChanged = canChange && survey.archivedAt === null;
  const which = { id: survey.id, page, language };
  const first = page * QUESTIONS_ON_A_PAGE;
  const questions = definition.questions.slice(first, first + QUESTIONS_ON_A_PAGE);
  const pages = Math.ceil(definition.questions.length / QUESTIONS_ON_A_PAGE);
  return form({
    callbackId: 'surveys.survey',
    title: 'Survey',
    close: 'Close',
    metadata: written(which),
    blocks: [
      ...(note === undefined
        ? []
        : [section(`${note.isWarning ? ':warning:' : ':white_check_mark:'} ${cut(escapeText(note.said), 1500)}`)]),
      section(about(facts)),
      actions('do', doing(facts, which)),
      actions('keep', keeping(facts, which)),
      { type: 'divider' as const },
      ...(questions.length === 0 ? [section('No question yet. Add the first one.')] : []),
      ...questions.flatMap((question, index) => questionBlocks(facts, question, first + index, isChanged)),
      ...turning(which, pages),
      ...(isChanged ? [adding(facts, which)] : []),
    ],
  });
}

const actions = <Element>(id: string, elements: Element[]) => ({ type: 'actions' as const, block_id: id, elements });

function about({ survey, definition, isAsked, wave, canChange, language }: SurveyPage): string {
  const { name, ownerId, coOwnerIds, version, archivedAt } = survey;
  const count = definition.questions.length;
  const keepers = [ownerId, ...coOwnerIds].map((id) => `<@${id}>`).join(', ');
  const text = (label: string, words: Translated | undefined) =>
    words ? [`${label}: ${cut(escapeText(textIn(words, language, definition).replaceAll(/\s+/g, ' ')), 300)}`] : [];
  return [
    `*${escapeText(name)}*  \`${survey.id}\``,
    ...(archivedAt ? [`Put away ${dateOf(archivedAt)}.`] : []),
    ...text('Members read', definition.name),
    ...text('Before the questions', definition.intro),
    ...text('At the end', definition.thanks),
    `${count === 0 ? 'No question yet' : estimateText(definition)} · ${waveWords(wave)}`,
    `Kept by ${keepers}${canChange ? '' : ', who can change it, as leads can'}.`,
    isAsked
      ? `This is version ${version}, which has been asked: a change makes version ${version + 1}, and answers keep theirs.`
      : `This is version ${version}, which nobody has been asked yet.`,
  ].join('\n');
}

/** What is done with the survey as it is. */
function doing({ survey, definition, sentWaveId, canChange, language }: SurveyPage, which: Which) {
  const { id, version, archivedAt } = survey;
  const hasQuestions = definition.questions.length > 0;
  const canSend = canChange && archivedAt === null && hasQuestions;
  const preview = JSON.stringify({ surveyId: id, version, language });
  return [
    ...(hasQuestions ? [button(PREVIEW_SURVEY, 'Preview', preview)] : []),
    ...(canSend ? [{ ...button(SEND_TEST, 'Send a test', written(which)), confirm: testing(survey.coOwnerIds.length) }] : []),
    ...(canSend ? [button(PLAN_WAVE, 'Send…', `${id}`)] : []),
    ...(sentWaveId === null ? [] : [button(SHOW_RESULTS, 'Results', `${sentWaveId}`)]),
    button(COPY_SURVEY, 'Make a copy', written(which)),
    button(EXPORT_SURVEY, 'Export (JSON)', written(which)),
  ];
}

const testing = (coOwners: number) => ({
  title: plain('Send a test?'),
  text: plain(
    `It comes as a direct message, as members would get it, to you, the owner${coOwners > 0 ? ' and the co-owners' : ''}. Nothing that is answered is kept.`,
  ),
  confirm: plain('Send it'),
  deny: plain('Not now'),
});

/** The language its texts are shown and edited in, and what else is set. */
function keeping({ survey, definition, canChange, language }: SurveyPage, which: Which) {
  const options = languagesOf(definition)
    .slice(0, 100)
    .map((one) => choice(`Texts in ${languageName(one)}${one === definition.language ? ' (its own)' : ''}`, one));
  const chosen = options.find(({ value }) => value === language);
  const select = {
    type: 'static_select' as const,
    action_id: CHOOSE_LANGUAGE,
    placeholder: plain('Language'),
    options,
    ...(chosen ? { initial_option: chosen } : {}),
  };
  if (!canChange) return [select];
  if (survey.archivedAt) return [select, button(RESTORE_SURVEY, 'Bring it back', written(which))];
  return [
    select,
    button(EDIT_TEXTS, 'Name and texts', written(which)),
    button(EDIT_OWNERS, 'Owners', written(which)),
    button(IMPORT_SURVEY, 'Import (JSON)', written(which)),
    { ...button(ARCHIVE_SURVEY, 'Put it away', written(which)), confirm: puttingAway, style: 'danger' as const },
  ];
}

const puttingAway = {
  title: plain('Put it away?'),
  text: plain('It is not sent any more. What came back stays to be read, and you can bring it back at any time.'),
  confirm: plain('Put it away'),
  deny: plain('Keep it'),
};

function questionBlocks(
  { survey, definition, page, language }: SurveyPage,
  question: Question,
  index: number,
  isChanged: boolean,
) {
  const value = written({
    id: survey.id,
    page,
    language,
    question: question.id,
    at: index,
    seen: questionSeen(definition, question),
  });
  const lines = section(
    `${question.startsPage ? '_A new page begins._\n' : ''}${index + 1}. ${cut(questionLines(definition, question, language), 2800)}`,
  );
  if (!isChanged) return [lines];
  const buttons = [
    button(EDIT_QUESTION, 'Edit', value),
    ...(index > 0 ? [button(EDIT_CONDITIONS, 'Shown if…', value), button(MOVE_UP, 'Up', value)] : []),
    ...(index < definition.questions.length - 1 ? [button(MOVE_DOWN, 'Down', value)] : []),
    { ...button(REMOVE_QUESTION, 'Remove', value), confirm: removing(textIn(question.label, language, definition)) },
  ];
  return [lines, actions(`question:${question.id}`, buttons)];
}

const removing = (label: string) => ({
  title: plain('Remove this question?'),
  text: plain(`“${cut(label, 200)}” is not asked any more. Answers that came back already stay.`),
  confirm: plain('Remove'),
  deny: plain('Keep it'),
});

function turning(which: { id: number; page: number; language: string }, pages: number) {
  const { page } = which;
  const turns = [
    ...(page > 0 ? [button(TURN_BACK, 'Questions before', written({ ...which, page: page - 1 }))] : []),
    ...(page + 1 < pages ? [button(TURN_PAGE, 'More questions', written({ ...which, page: page + 1 }))] : []),
  ];
  return turns.length === 0 ? [] : [actions('turn', turns)];
}

const adding = ({ definition }: SurveyPage, which: Which) =>
  definition.questions.length >= MOST.questions
    ? context(`A survey has ${MOST.questions} questions at most.`)
    : actions('add', [button(ADD_QUESTION, 'Add a question', written(which))]);
