// Answers as people read them.
import { optionsOf } from '#bot/answering/question-words.ts';
import type { Words } from '#bot/words/words.ts';
import type { Answer, Question, Survey } from '#surveys/survey.ts';

/** In which language, and with which words, somebody reads. */
export type Reader = { survey: Pick<Survey, 'language'>; language: string; words: Words };

const OTHER = 'other';

/** What one point or option of a question is called: `4`, `yes`, an option's id, or `other`. */
export function answerLabel(question: Question, key: string, { survey, ...reader }: Reader): string {
  return optionsOf(survey, question, reader)?.find(({ value }) => value === key)?.label ?? key;
}

/** One answer in words; what was written under "other" with it. */
export function answerText(question: Question, answer: Answer, reader: Reader): string {
  if (typeof answer === 'object') {
    const chosen = answer.chosen.filter((id) => id !== OTHER).map((id) => answerLabel(question, id, reader));
    const other = answerLabel(question, OTHER, reader);
    return [...chosen, ...(answer.other === undefined ? [] : [`${other}: ${answer.other}`])].join('; ');
  }
  if (question.kind === 'nps') return reader.words.surveyNews.results.of(Number(answer), 10);
  return answerLabel(question, String(answer), reader);
}

/** Up to which answer whoever said it may need help: very unhappy or unhappy, or 0 to 6 of 10. */
export const LOW_UNTIL = { rating: 2, nps: 6 };

export function isLow({ kind }: Question, answer: Answer): boolean {
  return typeof answer === 'number' && (kind === 'rating' || kind === 'nps') && answer <= LOW_UNTIL[kind];
}
