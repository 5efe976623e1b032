import type { Question, Survey } from './survey.ts';

/** How long people take for one, reading it included. */
const SECONDS: Record<Question['kind'], number> = {
  nps: 8,
  rating: 8,
  scale: 8,
  'yes-no': 8,
  choice: 12,
  many: 18,
  text: 25,
  'long-text': 60,
  number: 12,
  date: 12,
};

type Asked = Pick<Survey, 'questions'>;

/** What a survey asks of somebody; minutes are rounded up, so that 1 means no more than one. A question with a condition counts half. */
export function estimateOf({ questions }: Asked): { questions: number; minutes: number } {
  const seconds = questions.reduce((sum, { kind, showIf }) => sum + SECONDS[kind] / (showIf?.length ? 2 : 1), 0);
  return { questions: questions.length, minutes: Math.max(1, Math.ceil(seconds / 60)) };
}

/** For staff: `12 questions, about 4 minutes`. */
export function estimateText(survey: Asked): string {
  const { questions, minutes } = estimateOf(survey);
  return `${questions} ${questions === 1 ? 'question' : 'questions'}, ${minutes === 1 ? 'less than a minute' : `about ${minutes} minutes`}`;
}
