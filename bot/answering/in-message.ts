import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { button, context, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { jsonIn, RowId } from '#bot/slack/payloads.ts';
import type { Question, Survey } from '#surveys/survey.ts';
import { textIn } from '#surveys/wording.ts';
import { ANSWER_HERE, START_ANSWER } from './action-ids.ts';
import type { Reader } from './asked.ts';
import { endsOf, optionsOf } from './question-words.ts';

/** More buttons, or longer ones, are no message any more. */
const MOST_OPTIONS = 10;
const LONGEST_OPTION = 40;

/** The first question, where buttons in the message are enough to answer it; never asked for an anonymous wave. */
export function answerableHere(survey: Survey): Question | undefined {
  const [first] = survey.questions;
  if (!first || first.showIf?.length) return undefined;
  switch (first.kind) {
    case 'nps':
    case 'rating':
    case 'scale':
    case 'yes-no':
      return first;
    case 'choice': {
      const labels = first.options.flatMap(({ label }) => Object.values(label));
      const areShort = labels.every((label) => [...label].length <= LONGEST_OPTION);
      return first.options.length <= MOST_OPTIONS && areShort ? first : undefined;
    }
    default:
      return undefined;
  }
}

type Asking = { waveId: number; survey: Survey; question: Question; reader: Reader };

/** The question with its buttons. */
export function questionBlocks({ waveId, survey, question, reader }: Asking) {
  const label = `*${escapeText(textIn(question.label, reader.language, survey))}*`;
  const help = question.help ? escapeText(textIn(question.help, reader.language, survey)) : '';
  const isScale = question.kind === 'nps' || question.kind === 'scale';
  const options = (optionsOf(survey, question, reader) ?? []).filter(({ value }) => value !== 'other');
  const buttons = options.map(({ value, label: text }, place) =>
    button(ANSWER_HERE[place] ?? '', cut(isScale ? value : text, 75), JSON.stringify({ waveId, question: question.id, value })),
  );
  const hasOther = question.kind === 'choice' && question.hasOther;
  const elements = [
    ...buttons,
    ...(hasOther ? [button(START_ANSWER, reader.words.answering.somethingElse, String(waveId))] : []),
  ];
  return [
    section(help === '' ? label : `${label}\n${help}`),
    { type: 'actions' as const, block_id: `question:${waveId}`, elements },
    ...(isScale ? [context(escapeText(scaleText(options, endsOf(survey, question, reader))))] : []),
  ];
}

/** `0 = not at all likely · 10 = extremely likely` */
function scaleText(options: { value: string }[], [low, high]: [string, string]): string {
  return `${options.at(0)?.value} = ${low} · ${options.at(-1)?.value} = ${high}`;
}

const Pressed = z.strictObject({
  waveId: RowId,
  question: z.string().max(100),
  value: z.string().max(200),
});

/** What one of its buttons says. */
export function pressedIn(value: unknown): z.infer<typeof Pressed> {
  const parsed = Pressed.safeParse(jsonIn(value));
  if (!parsed.success) throw new UserError('no_wave', ({ answering }) => answering.notFound);
  return parsed.data;
}
