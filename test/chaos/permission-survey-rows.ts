import { createHash } from 'node:crypto';
import { type Deed, RIGHTS, type Role } from '#bot/rights/rights.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import type { Level, Survey } from '#surveys/survey.ts';

/** In whatever of a survey only those may read who may. */
export const CONFIDED = 'nightingale';

/** One survey with one wave of it, made for a cell: what a forger can put into a payload. */
export type SurveyThing = {
  surveyId: number;
  waveId: number;
  definition: Survey;
  ownerId: string;
  coOwnerIds: string[];
  /** Of somebody's response in which there is a text; their name is known of a wave that is not anonymous. */
  responseId: string;
  actionId: number;
  letterId: string;
  /** With which its writer opens the letter, and what is then in their form. */
  code: string;
  handle: string;
  /** As it is in an open form; each call has its own. */
  token: string;
  /** A channel the bot is in, and somebody on staff. */
  channelId: string;
  staffId: string;
};

/** How a thing is before somebody calls: a named wave that is open, unless said otherwise. */
export type SurveyGiven = {
  survey?: Partial<Prisma.SurveyUncheckedCreateInput>;
  wave?: Partial<Prisma.SurveyWaveUncheckedCreateInput>;
  definition?: Survey;
  /** What everybody wrote, and how things are called, instead of what only those may read who may. */
  written?: string;
  called?: string;
  /** Whoever was asked wants no more of it. */
  isOptedOut?: true;
  /** Whoever was to be asked was left out at the last moment. */
  isMissed?: true;
};

/**
 * What can be seen of it when somebody did who may: something in the surveys' history, a job, a change in a table, a modal opened
 * (`view`) or answered (`form`) by the beginning of its callback id and perhaps a word in it, or words beside the request.
 */
export type SurveyEffect = `${'event' | 'job' | 'rows' | 'view' | 'form' | 'says'} ${string}`;

/** How one handler of the surveys' rooms is called, by which deed whoever calls it is judged, and what it then does. */
export type SurveyRow = {
  deed: Deed;
  /** A second deed it takes. */
  and?: Deed;
  /** Towards what the roles are. */
  on: 'survey' | 'wave' | 'anywhere';
  does: SurveyEffect;
  given: SurveyGiven;
  value?: (thing: SurveyThing, actorId: string) => string;
  fields?: (thing: SurveyThing) => Record<string, Record<string, unknown>>;
  inForm?: (thing: SurveyThing) => string;
  /** Refused without a line in the log, since nothing is asked for. */
  isQuiet?: boolean;
  /** What is of another workspace is answered like what is gone, without a line in the log that would say who asked. */
  isQuietElsewhere?: boolean;
  /** Whatever was asked for, what is theirs is shown to them after it. */
  showsOwn?: boolean;
};

export type SurveyRows = Record<string, SurveyRow[]>;

const wave = (level: Level, state: string): SurveyGiven => ({ wave: { level, state } });

export const NAMED = wave('named', 'open');
export const CONFIDENTIAL = wave('confidential', 'open');
export const ANONYMOUS = wave('anonymous', 'open');
export const CLOSED = wave('anonymous', 'closed');
export const CLOSED_NAMED = wave('named', 'closed');
export const READY = wave('named', 'ready');

/** Three questions on one page, and under the name that members read one that nobody reads who was not asked. */
export const ONE_PAGE: Survey = {
  name: { en: `How are we doing, ${CONFIDED}?`, es: `¿Qué tal, ${CONFIDED}?` },
  intro: { en: `Three ${CONFIDED} questions.` },
  language: 'en',
  questions: [
    { id: 'recommend', kind: 'nps', label: { en: `Would you recommend us, ${CONFIDED}?` }, isRequired: false },
    { id: 'why', kind: 'long-text', label: { en: `Why, ${CONFIDED}?` }, isRequired: false },
    {
      id: 'channel',
      kind: 'choice',
      label: { en: `Where did you hear of us, ${CONFIDED}?` },
      options: [
        { id: 'friend', label: { en: 'A friend' } },
        { id: 'web', label: { en: 'The web' } },
      ],
      hasOther: true,
      isRequired: false,
    },
  ],
};

/** The same on two pages: the last question depends on the first. */
export const TWO_PAGES: Survey = {
  ...ONE_PAGE,
  questions: ONE_PAGE.questions.map((question) =>
    question.id === 'channel' ? { ...question, showIf: [{ question: 'recommend', atMost: 6 }] } : question,
  ),
};

/** The key under which this reader finds the thing's text (surveys/texts.ts). */
export function textKey({ responseId }: SurveyThing, readerId: string): string {
  return createHash('md5').update(`${responseId} ${readerId} why`).digest('hex');
}

export const waveNumber = ({ waveId }: SurveyThing) => String(waveId);
export const placed =
  (more: object = {}) =>
  ({ waveId }: SurveyThing) =>
    JSON.stringify({ waveId, page: 0, ...more });

/** Whether somebody with these roles may do what a row is about. */
export function mayDo({ deed, and = deed }: SurveyRow, roles: Role[]): boolean {
  const isAllowed = (one: Deed) => RIGHTS[one].some((role: Role) => roles.includes(role));
  return isAllowed(deed) && isAllowed(and);
}

/** A row of a room: whatever is not said is as for most of its rows. */
export function surveyRowsOf(most: Pick<SurveyRow, 'deed' | 'on' | 'given'> & Partial<SurveyRow>) {
  return (does: SurveyEffect, more: Partial<SurveyRow> = {}): SurveyRow[] => [{ ...most, does, ...more }];
}
