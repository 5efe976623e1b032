import type { Told } from './small-numbers.ts';
import type { Condition, Question, Survey } from './survey.ts';
import type { Tally } from './tallies.ts';

type Asked = { question: Question; tallies: readonly Tally[] };

/**
 * What the number of people who answered a follow-up tells of earlier answers.
 *
 * With one condition on a question whose counts are shown, that number is in these counts already. It tells something new where
 * counts are not shown as they are (numbers; several options of `many`), or where several conditions meet: that all, or none, of
 * those who said one thing said another, too. Each list is those people, by cell.
 */
export function dependenceOf(
  survey: Survey,
  question: Question,
  asked: ReadonlyMap<string, Asked>,
): Pick<Told, 'dependsOn' | 'partOf'> {
  const conditions = tellingConditions(survey, question);
  const partOf = conditions.flatMap((condition) => {
    const earlier = asked.get(condition.question);
    if (!earlier) return [];
    const { tallies } = earlier;
    const lists: number[][] = [];
    if (!isCounted(condition, earlier.question)) lists.push(tallies.map(({ persons }) => persons));
    if (conditions.length > 1 && earlier.question.kind !== 'number')
      lists.push(tallies.map((tally) => peopleWho(tally, condition, earlier.question)));
    return lists;
  });
  return { dependsOn: (question.showIf ?? []).map((condition) => condition.question).filter((id) => asked.has(id)), partOf };
}

/** Without those that hold anyway, since another question that it depends on is only shown where they do. */
function tellingConditions(survey: Survey, question: Question): Condition[] {
  const conditions = question.showIf ?? [];
  const held = conditions.flatMap((condition) => allConditions(survey, condition.question)).map(written);
  return conditions.filter((condition) => !held.includes(written(condition)));
}

function allConditions(survey: Survey, id: string): Condition[] {
  const own = survey.questions.find((question) => question.id === id)?.showIf ?? [];
  return own.flatMap((condition) => [condition, ...allConditions(survey, condition.question)]);
}

function written({ question, anyOf, atLeast, atMost }: Condition): string {
  return JSON.stringify([question, anyOf?.toSorted() ?? null, atLeast ?? null, atMost ?? null]);
}

/** Whether how many people meet it follows from the counts that are shown of the question. */
function isCounted({ anyOf = [] }: Condition, { kind }: Question): boolean {
  if (kind === 'many') return new Set(anyOf).size <= 1;
  return kind !== 'number' && kind !== 'date';
}

/** How many gave an answer that meets the condition. Of several options of `many` so many at least: nobody can tell who chose two. */
function peopleWho({ counts }: Tally, { anyOf, atLeast, atMost }: Condition, { kind }: Question): number {
  const meeting = [...counts].flatMap(([value, count]) => {
    const isMet = anyOf
      ? anyOf.includes(value)
      : Number(value) >= (atLeast ?? -Infinity) && Number(value) <= (atMost ?? Infinity);
    return isMet ? [count] : [];
  });
  return kind === 'many' ? Math.max(0, ...meeting) : meeting.reduce((sum, count) => sum + count, 0);
}
