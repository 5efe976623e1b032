import { openingHoursText, readOpeningHours } from '#bot/desks/opening-hours.ts';
import { WorkingHours } from '#reports/working-hours.ts';
import type { Settings } from './settings.ts';

/** The set-up form as it is filled in: what was chosen, and text as it was typed. */
export type SettingsForm = {
  deskName: string;
  helpChannelIds: string[];
  triageChannelId: string;
  digestChannelId: string;
  staffIds: string[];
  leadIds: string[];
  readerIds: string[];
  timeZone: string;
  openingHours: string;
  holidays: string;
  closedDays: string;
  topics: string;
  acknowledgement: string;
};

/** A sentence for each field that cannot be taken as it is. */
export type Problems = Partial<Record<keyof SettingsForm, string>>;

export const MOST_HELP_CHANNELS = 20;
/** Each is looked up in Slack, which answers about a hundred such questions a minute. */
export const MOST_STAFF = 50;
export const LONGEST_NAME = 60;
export const MOST_TOPICS = 20;
export const LONGEST_TOPIC = 60;

/** Slack's own Slackbot does not say that it is one. */
const SLACKBOT = 'USLACKBOT';

/** Settings as the form shows them; `readForm` gives the same settings back. */
export function formOf({ schedule, topics, ...rest }: Settings): SettingsForm {
  const { country, region } = schedule.holidays ?? {};
  return {
    ...rest,
    timeZone: schedule.timeZone,
    openingHours: openingHoursText(schedule.week),
    holidays: country ? [country, ...(region ? [region.replaceAll('.', '-')] : [])].join('-') : '',
    closedDays: schedule.ownHolidays.join('\n'),
    topics: topics.join('\n'),
  };
}

/** The settings meant by a form, or what is wrong with it, field by field. The bot itself cannot be staff. */
export function readForm(form: SettingsForm, botUserId?: string): { settings: Settings } | { problems: Problems } {
  const problems: Problems = {};
  const deskName = oneLine(form.deskName);
  const topics = form.topics
    .split('\n')
    .map(oneLine)
    .filter((topic) => topic !== '');
  const leadIds = unique(form.leadIds);
  const staffIds = unique([...form.staffIds, ...leadIds]);
  const readerIds = unique(form.readerIds);
  const acknowledgement = form.acknowledgement === 'silent' ? 'silent' : 'message';
  const read = readSchedule(form);

  if (deskName === '') problems.deskName = 'Please give your desk a name, for example "Help desk".';
  else if (lengthOf(deskName) > LONGEST_NAME) problems.deskName = `Please use at most ${LONGEST_NAME} characters.`;
  Object.assign(problems, channelProblems(form), staffProblems(form, staffIds, botUserId), read.problems);
  const topicProblem = problemOfTopics(topics);
  if (topicProblem) problems.topics = topicProblem;

  if (Object.keys(problems).length > 0 || !read.schedule) return { problems };
  const { triageChannelId, digestChannelId } = form;
  const helpChannelIds = unique(form.helpChannelIds);
  return {
    settings: {
      deskName,
      helpChannelIds,
      triageChannelId,
      digestChannelId,
      staffIds,
      leadIds,
      readerIds,
      schedule: read.schedule,
      topics,
      acknowledgement,
    },
  };
}

function channelProblems({ helpChannelIds, triageChannelId, digestChannelId }: SettingsForm): Problems {
  const problems: Problems = {};
  const isChannel = (id: string) => /^[CG][A-Z0-9]+$/.test(id);
  if (helpChannelIds.length === 0) problems.helpChannelIds = 'Please choose at least one channel where members ask for help.';
  else if (!helpChannelIds.every(isChannel)) problems.helpChannelIds = 'Please choose channels only, no direct messages.';
  else if (helpChannelIds.length > MOST_HELP_CHANNELS)
    problems.helpChannelIds = `Please choose at most ${MOST_HELP_CHANNELS} channels.`;
  if (!isChannel(triageChannelId)) problems.triageChannelId = 'Please choose the channel where your staff work.';
  else if (helpChannelIds.includes(triageChannelId)) {
    problems.triageChannelId = 'Members ask for help in this channel. Please choose another one where only your staff are.';
  }
  if (!isChannel(digestChannelId)) problems.digestChannelId = 'Please choose the channel that gets the weekly digest.';
  return problems;
}

function staffProblems(form: SettingsForm, staffIds: string[], botUserId: string | undefined): Problems {
  const isBot = (id: string) => id === SLACKBOT || id === botUserId;
  if (form.leadIds.some(isBot)) return { leadIds: 'A bot cannot be staff. Please choose people.' };
  if (staffIds.some(isBot)) return { staffIds: 'A bot cannot be staff. Please choose people.' };
  if (staffIds.length === 0) return { staffIds: 'Please choose at least one person who answers requests.' };
  if (!staffIds.every((id) => /^[UW][A-Z0-9]+$/.test(id))) return { staffIds: 'Please choose people of this workspace.' };
  if (!form.readerIds.every((id) => staffIds.includes(id)))
    return { readerIds: 'Please choose only people who answer requests, or leave it empty for all of them.' };
  if (staffIds.length > MOST_STAFF) return { staffIds: `Please choose at most ${MOST_STAFF} people, leads included.` };
  return {};
}

function readSchedule(form: SettingsForm): { schedule?: WorkingHours; problems: Problems } {
  const problems: Problems = {};
  const hours = readOpeningHours(form.openingHours);
  const holidays = readHolidays(form.holidays);
  const closedDays = unique(form.closedDays.split(/[\s,;]+/).filter((day) => day !== '')).sort();
  const wrongDay = closedDays.find((day) => !WorkingHours.shape.ownHolidays.element.safeParse(day).success);

  if (!WorkingHours.shape.timeZone.safeParse(form.timeZone).success) problems.timeZone = 'Please choose your time zone.';
  if ('problem' in hours) problems.openingHours = hours.problem;
  if (holidays === undefined) {
    problems.holidays = `I know no public holidays for "${oneLine(form.holidays)}". Write a country such as US, or with its state: US-CA. Leave it empty if you work on holidays.`;
  }
  if (wrongDay) problems.closedDays = `"${wrongDay}" is not a day I can read. Write each day like this: 2026-12-24.`;

  if (Object.keys(problems).length > 0 || 'problem' in hours || holidays === undefined) return { problems };
  return { schedule: { timeZone: form.timeZone, week: hours.week, holidays, ownHolidays: closedDays }, problems };
}

/** The place meant by "US", "us-ca" or "US-LA-NO"; null for none, undefined for one without a calendar. */
function readHolidays(typed: string): WorkingHours['holidays'] | undefined {
  const [country = '', ...parts] = typed.trim().split(/[-.\s]+/);
  if (country === '') return null;
  const region = parts.filter((part) => part !== '').join('.');
  for (const name of [region, region.toUpperCase()]) {
    const place = WorkingHours.shape.holidays.safeParse({ country: country.toUpperCase(), ...(name ? { region: name } : {}) });
    if (place.success) return place.data;
  }
  return undefined;
}

function problemOfTopics(topics: string[]): string | undefined {
  const long = topics.find((topic) => lengthOf(topic) > LONGEST_TOPIC);
  const twice = topics.find((topic, index) =>
    topics.slice(0, index).some((other) => other.toLowerCase() === topic.toLowerCase()),
  );
  if (topics.length === 0) return 'Please write at least one topic, for example "other".';
  if (topics.length > MOST_TOPICS) return `Please keep it to ${MOST_TOPICS} topics; there are ${topics.length}.`;
  if (long) return `Please use at most ${LONGEST_TOPIC} characters for a topic; "${[...long].slice(0, 20).join('')}…" is longer.`;
  return twice ? `The topic "${twice}" is there twice.` : undefined;
}

const oneLine = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');
const lengthOf = (text: string): number => [...text].length;
const unique = (ids: string[]): string[] => [...new Set(ids)];
