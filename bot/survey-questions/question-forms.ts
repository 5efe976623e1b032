import { context, section } from '#bot/slack/block-parts.ts';
import { cut, fromInput, quoteBlock } from '#bot/slack/escape.ts';
import { checkField, choice, form, listField, textField } from '#bot/slack/form-parts.ts';
import { fieldOf } from '#bot/slack/payloads.ts';
import { CHOOSE_KIND, SAVE_QUESTION, type Which, written } from '#bot/surveys/action-ids.ts';
import { KIND_WORDS, languageName, questionLines } from '#bot/surveys/question-words.ts';
import { field, instead, shown } from '#bot/surveys/text-fields.ts';
import { MOST, QUESTION_KINDS, type Question, type Survey, type Translated } from '#surveys/survey.ts';
import { textIn } from '#surveys/wording.ts';
import { NOTHING_TYPED, type TypedQuestion } from './question-typing.ts';

const KIND = field('kind');
const PLACE = field('place');
/** Where it is, or at the end when it is new. */
const STAYS = 'stays';
const FIRST = 'first';

/** What is asked for first, since it decides what there is to say. */
export function kindForm(which: Which) {
  const options = QUESTION_KINDS.map((kind) => choice(KIND_WORDS[kind], kind));
  return form({
    callbackId: CHOOSE_KIND,
    title: 'Add a question',
    submit: 'Go on',
    metadata: written(which),
    blocks: [listField(KIND, { label: 'What is the answer?', options, chosen: 'rating' })],
  });
}

export function kindIn(view: Parameters<typeof fieldOf>[0]): Question['kind'] | undefined {
  const chosen = fieldOf(view, KIND).selected_option?.value;
  return QUESTION_KINDS.find((kind) => kind === chosen);
}

const CHANGED =
  ':warning: Somebody changed this question while you wrote, so yours is not saved yet. Theirs is below. *Save* puts yours in its place; *Cancel* leaves theirs.';

export type QuestionFormFacts = {
  /** With the question's id for one that is there, and its kind for a new one. */
  which: Which;
  survey: Survey;
  question: Question | undefined;
  kind: Question['kind'];
  language: string;
  typed?: TypedQuestion;
  /** It is shown again with what was typed, since somebody else changed the question meanwhile */
  isChanged?: boolean;
};

/** The form of one question: all of it in the survey's own language, only its texts in another one. */
export function questionForm(facts: QuestionFormFacts) {
  const { which, survey, question, kind, language, isChanged = false } = facts;
  const isOwn = language === survey.language;
  const own = languageName(survey.language);
  return form({
    callbackId: SAVE_QUESTION,
    title: question ? 'Edit a question' : 'Add a question',
    submit: 'Save',
    metadata: written(which),
    blocks: [
      ...(isChanged && question ? [section(CHANGED), section(questionLines(survey, question, language))] : []),
      context(
        isOwn
          ? `*${KIND_WORDS[kind]}*, in ${languageName(language)}`
          : `*${KIND_WORDS[kind]}*, its texts in ${languageName(language)}. What you leave empty is read in ${own}.`,
      ),
      ...(isOwn || !question ? ownFields(facts) : translatedFields(facts, question)),
    ],
  });
}

function ownFields({ survey, question, kind, typed = NOTHING_TYPED }: QuestionFormFacts) {
  return [
    textField(field('label'), { label: 'What do you ask?', longest: MOST.label, isFirst: true, ...shown(typed.label) }),
    textField(field('help'), { label: 'A help below it', longest: MOST.help, isOptional: true, ...shown(typed.help) }),
    ...kindFields(kind, typed),
    tick('isRequired', 'Must it be answered?', 'It has to be answered', typed.isRequired),
    tick('startsPage', 'Pages', 'A new page begins with it', typed.startsPage),
    placeField(survey, question),
  ];
}

const tick = (id: string, label: string, words: string, isChosen: boolean) =>
  checkField(field(id), { label, isOptional: true, areChosen: isChosen, options: [choice(words, 'yes')] });

function kindFields(kind: Question['kind'], typed: TypedQuestion) {
  switch (kind) {
    case 'rating':
      return [
        textField(field('points'), {
          label: 'A word for each point, from 1 to 5',
          hint: 'Five lines. Left empty: very unhappy, unhappy, neither happy nor unhappy, happy, very happy.',
          longest: 400,
          isLong: true,
          isOptional: true,
          ...shown(typed.points),
        }),
      ];
    case 'scale':
      return [
        textField(field('from'), { label: 'It begins with', longest: 10, ...shown(typed.from) }),
        textField(field('low'), { label: 'which means', longest: MOST.point, ...shown(typed.low) }),
        textField(field('to'), { label: 'It ends with', hint: 'Eleven points at most.', longest: 10, ...shown(typed.to) }),
        textField(field('high'), { label: 'which means', longest: MOST.point, ...shown(typed.high) }),
      ];
    case 'choice':
    case 'many':
      return [
        textField(field('options'), {
          label: 'What is there to choose?',
          hint: `One a line, ${MOST.options} at most.`,
          longest: 3000,
          isLong: true,
          ...shown(typed.options),
        }),
        tick('hasOther', 'Other answers', 'They may write an answer of their own', typed.hasOther),
      ];
    case 'number':
      return [
        textField(field('least'), {
          label: 'The least that can be answered',
          longest: 20,
          isOptional: true,
          ...shown(typed.least),
        }),
        textField(field('most'), { label: 'The most', longest: 20, isOptional: true, ...shown(typed.most) }),
      ];
    default:
      return [];
  }
}

function placeField({ language, questions }: Survey, question: Question | undefined) {
  const others = questions.filter(({ id }) => id !== question?.id);
  const options = [
    choice(question ? 'Where it is' : 'At the end', STAYS),
    choice('At the beginning', FIRST),
    ...others.map(({ id, label }) =>
      choice(`After ${questions.findIndex((one) => one.id === id) + 1}. ${label[language] ?? ''}`, `after:${id}`),
    ),
  ];
  return listField(PLACE, { label: 'Where does it go?', options, chosen: STAYS });
}

function translatedFields({ survey, typed = NOTHING_TYPED }: QuestionFormFacts, question: Question) {
  const own = (texts: Translated[]) => texts.map((text) => textIn(text, survey.language, survey));
  const line = (id: string, label: string, text: Translated | undefined, written_: string, longest: number) =>
    textField(field(id), { label, longest, isOptional: true, ...instead(survey, text), ...shown(written_) });
  const lines = (id: 'options' | 'points', label: string, texts: Translated[]) => [
    quoteBlock(own(texts).join('\n')),
    textField(field(id), {
      label,
      hint: `${texts.length} lines, in the same order as above; an empty line is read as above.`,
      longest: 3000,
      isLong: true,
      isOptional: true,
      ...shown(typed[id]),
    }),
  ];
  return [
    line('label', 'What do you ask?', question.label, typed.label, MOST.label),
    ...(question.help ? [line('help', 'A help below it', question.help, typed.help, MOST.help)] : []),
    ...(question.kind === 'rating' && question.points ? lines('points', 'A word for each point', question.points) : []),
    ...(question.kind === 'scale'
      ? [
          line('low', `What ${question.from} means`, question.low, typed.low, MOST.point),
          line('high', `What ${question.to} means`, question.high, typed.high, MOST.point),
        ]
      : []),
    ...('options' in question
      ? lines(
          'options',
          'What is there to choose?',
          question.options.map(({ label }) => label),
        )
      : []),
  ];
}

/** What was typed in `questionForm`, and where it is to go. */
export function typedIn(view: Parameters<typeof fieldOf>[0]): { typed: TypedQuestion; after: string | undefined } {
  const text = (id: string) => fromInput(fieldOf(view, field(id)).value ?? '');
  const isTicked = (id: string) => (fieldOf(view, field(id)).selected_options ?? []).length > 0;
  const place = fieldOf(view, PLACE).selected_option?.value ?? STAYS;
  const after = place === FIRST ? '' : place.startsWith('after:') ? place.slice('after:'.length) : undefined;
  const typed = {
    label: text('label'),
    help: text('help'),
    options: text('options'),
    points: text('points'),
    from: text('from'),
    to: text('to'),
    low: text('low'),
    high: text('high'),
    least: text('least'),
    most: text('most'),
    hasOther: isTicked('hasOther'),
    isRequired: isTicked('isRequired'),
    startsPage: isTicked('startsPage'),
  };
  return { typed, after };
}

const FIELDS = ['label', 'help', 'options', 'points', 'from', 'to', 'low', 'high', 'least', 'most'];

/** Problems of a question under the fields of its form; several of one field stand together. */
export function questionErrors(
  problems: { path: string; sentence: string }[],
  view: { blocks?: unknown },
): Record<string, string> {
  const shownFields = FIELDS.filter((id) => JSON.stringify(view.blocks ?? []).includes(`"block_id":"${id}"`));
  const errors: Record<string, string> = {};
  for (const { path, sentence } of problems) {
    const [, line] = /^(?:options|points)\.(\d+)/.exec(path) ?? [];
    const said = line === undefined ? sentence : `Line ${Number(line) + 1}: ${sentence}`;
    const id = shownFields.find((one) => one === path.split('.')[0]) ?? shownFields[0] ?? 'label';
    errors[id] = cut(errors[id] === undefined ? said : `${errors[id]} ${said}`, 600);
  }
  return errors;
}
