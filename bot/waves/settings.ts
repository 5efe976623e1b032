import type { Repeats } from '#surveys/cadence.ts';
import { SMALLEST_GROUP as USUAL_GROUP } from '#surveys/small-numbers.ts';
import type { Level } from '#surveys/survey.ts';
import type { WavePlan } from './plan.ts';

/** Everything that whoever sends a survey decides about a wave. */
export type Settings = {
  level: Level;
  readerIds: string[];
  bands: string[];
  smallestGroup: number;
  plan: WavePlan;
  /** At once when null */
  startsAt: Date | null;
  opensForDays: number;
  repeats: Repeats | null;
  hasMailbox: boolean;
};

export const USUAL_DAYS = 14;
export const MOST_DAYS = 60;
/** Nobody may be told apart in less than this; the usual unless somebody wants it coarser or finer. */
export const SMALLEST_GROUP = { least: 3, usual: USUAL_GROUP, most: 20 };
export const MOST_BANDS = 2;
const MOST_AHEAD_MS = 366 * 86_400_000;

/** A wave is over before the next one begins, also in a short month. */
const MOST_DAYS_OF: Record<Repeats, number> = {
  weekly: 6,
  monthly: 27,
  quarterly: MOST_DAYS,
  'half-yearly': MOST_DAYS,
  yearly: MOST_DAYS,
};

/** What of the settings a problem is with. */
export type SettingsPart = 'readers' | 'bands' | 'days' | 'start' | 'smallest' | 'audience' | 'period';
export type SettingsProblem = { part: SettingsPart; sentence: string };

/** What is wrong with settings, all at once; nothing when they can be sent. */
export function problemsOf(settings: Settings, now: Date): SettingsProblem[] {
  const { level, readerIds, bands, smallestGroup, plan, startsAt, opensForDays, repeats } = settings;
  const problems: SettingsProblem[] = [];
  const check = (isWrong: boolean, part: SettingsPart, sentence: string) => {
    if (isWrong) problems.push({ part, sentence });
  };
  check(level === 'confidential' && readerIds.length === 0, 'readers', 'Please name at least one reader.');
  check(bands.length > MOST_BANDS, 'bands', `Please choose at most ${MOST_BANDS}, so that nobody can be told apart.`);
  check(!isWithin(opensForDays, 1, MOST_DAYS), 'days', `Please write a whole number from 1 to ${MOST_DAYS}.`);
  const most = repeats === null ? MOST_DAYS : MOST_DAYS_OF[repeats];
  check(
    isWithin(opensForDays, most + 1, MOST_DAYS),
    'days',
    `A ${repeats} survey ends before the next one begins: at most ${most} days.`,
  );
  check(startsAt !== null && startsAt <= now, 'start', 'This time has passed. Please choose a later one.');
  const ahead = startsAt === null ? 0 : startsAt.getTime() - now.getTime();
  check(ahead > MOST_AHEAD_MS, 'start', 'Please choose a time within a year.');
  check(!isWithin(smallestGroup, SMALLEST_GROUP.least, SMALLEST_GROUP.most), 'smallest', 'Please choose one of the list.');
  const { audience } = plan;
  check(audience.kind === 'requesters' && audience.from > audience.to, 'period', 'The last day is before the first one.');
  check(
    audience.kind === 'e-mails' && audience.emails.length === 0 && audience.fileId === undefined,
    'audience',
    'Please choose a CSV file.',
  );
  return problems;
}

const isWithin = (value: number, least: number, most: number) => Number.isInteger(value) && value >= least && value <= most;
