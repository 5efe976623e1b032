import type { FieldName } from '#bot/slack/form-parts.ts';
import type { Level } from '#surveys/survey.ts';
import { CHOOSE_AUDIENCE, CHOOSE_LEVEL, CHOOSE_TIME, FIND_ORGANISATIONS } from './action-ids.ts';
import { Audience } from './plan.ts';

const named = (blockId: string, actionId = 'waves.field'): FieldName => ({ blockId, actionId });

/** The fields of the form with which a survey is sent. Which of them are there depends on the first three. */
export const FIELDS = {
  level: named('level', CHOOSE_LEVEL),
  kind: named('kind', CHOOSE_AUDIENCE),
  when: named('when', CHOOSE_TIME),
  readers: named('readers'),
  organisations: named('organisations', FIND_ORGANISATIONS),
  voice: named('voice'),
  channels: named('channels'),
  groups: named('groups'),
  roles: named('roles'),
  tools: named('tools'),
  from: named('from'),
  to: named('to'),
  list: named('list'),
  sample: named('sample'),
  also: named('also'),
  start: named('start'),
  every: named('every'),
  timing: named('timing'),
  days: named('days'),
  reminders: named('reminders'),
  bands: named('bands'),
  smallest: named('smallest'),
  posts: named('posts'),
} as const satisfies Record<string, FieldName>;

/** Of an anonymous survey it is on at first, of others off; so it is another field. */
export const mailboxField = (level: string): FieldName => named(`mailbox-${level}`);

export const KINDS = Audience.options.map(({ shape }) => shape.kind.value);
export type Kind = (typeof KINDS)[number];
export const TIMES = ['now', 'at', 'repeat'] as const;
export type Time = (typeof TIMES)[number];

/** What the rest of the form depends on. */
export type Choices = { level: Level; kind: Kind; when: Time };

export const FIRST_CHOICES: Choices = { level: 'anonymous', kind: 'everyone', when: 'now' };

/** One of a list, or the first of it for whatever else was sent. */
export function oneOf<Value extends string>(
  values: readonly [Value, ...Value[]] | readonly Value[],
  given: unknown,
): Value | undefined {
  return values.find((value) => value === given);
}
