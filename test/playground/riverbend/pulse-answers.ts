// What Riverbend's members answered in the pulse, an organisation at a time, and what some of them wrote.
import type { Answers } from '#surveys/survey.ts';
import type { Organisation } from './riverbend.ts';

/** Somebody each: how it goes, whether they recommend us (a is 10), getting help, being informed, having a say; - where left empty. */
const ANSWERED: Record<Organisation, string> = {
  maple: '59443 5a554 48443 4a34- 37332 59454 48-43 26222 4a554',
  northside: '4954- 5a443 38343 48434 2511- 59-54 4a443 37233',
  harbor: '3722- 4633- 48343 25-21 493-- 374-2',
  loom: '4844- 5a554 49443 37-32 5a545',
  sunrise: '48454 59543 4743- 5a455',
  valley: '47343 5945- 36232 48-43 59554',
};
const QUESTIONS = ['overall', 'recommend', 'help', 'informed', 'voice'];

/** By their place in the organisation's line. */
const WROTE: [Organisation, place: number, question: 'one-thing' | 'help-why', text: string][] = [
  ['maple', 0, 'one-thing', 'Tell us earlier when a shared tool changes. We heard of the new calendar from our tenants.'],
  ['maple', 4, 'one-thing', 'Decide less in meetings on weekday mornings. Half of us are at work then.'],
  ['maple', 7, 'one-thing', 'One place where I find who to ask for what'],
  ['northside', 1, 'one-thing', 'Nothing, really. Keep the Monday digest, I read it with my coffee.'],
  ['northside', 4, 'help-why', 'I waited three days for a password.'],
  ['northside', 4, 'one-thing', 'Answer on the same day, also when the answer is “tomorrow”.'],
  ['northside', 6, 'one-thing', 'Avisar con más tiempo cuando cambia una herramienta, por favor.'],
  ['harbor', 0, 'help-why', 'I never know whether my question was seen.'],
  ['harbor', 1, 'one-thing', 'Evening dates for votes. The clinic closes at six.'],
  ['harbor', 2, 'one-thing', 'Warn us a week before a tool is updated, patients stand at the desk'],
  ['harbor', 3, 'one-thing', 'Explain decisions afterwards. I read what was decided and never why.'],
  ['loom', 1, 'one-thing', 'More of the short courses, they were worth every minute'],
  ['loom', 3, 'one-thing', 'I learn of changes when something stops working. A word before would be kind.'],
  ['sunrise', 3, 'one-thing', 'Votes online, so that people with small children can take part'],
  ['valley', 2, 'help-why', 'The guides are for people who know it already.'],
  ['valley', 2, 'one-thing', 'Guides with pictures'],
  ['valley', 4, 'one-thing', 'A list of changes once a month would do'],
];

/** What staff found in some of the texts, by how they begin. */
export const THEMES: Record<string, string[]> = {
  'hearing of changes': ['Tell us earlier', 'Avisar', 'Warn us', 'I learn of changes', 'A list of changes'],
  'when we meet': ['Decide less', 'Evening dates', 'Votes online'],
};

/** Each organisation's answers, in no order. */
export function pulseAnswers(organisation: Organisation): Answers[] {
  return ANSWERED[organisation].split(' ').map((line, place) => ({
    ...Object.fromEntries(
      QUESTIONS.flatMap((question, index) => {
        const answer = Number.parseInt(line[index] ?? '', 16);
        return Number.isNaN(answer) ? [] : [[question, answer]];
      }),
    ),
    ...Object.fromEntries(
      WROTE.filter(([of, at]) => of === organisation && at === place).map(([, , question, text]) => [question, text]),
    ),
  }));
}
