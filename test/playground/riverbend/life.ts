// What has happened at Riverbend Co-op when the demo begins.
import { Temporal } from 'temporal-polyfill';
import type { Clock } from '#bot/clock.ts';
import type { Deps } from '#bot/deps.ts';
import { planDigests } from '#bot/reports/digests.ts';
import { dueInstant, previousWeek, type Week, weekOf } from '#reports/period.ts';
import { DEFAULT_WORKING_HOURS } from '#reports/working-hours.ts';
import { seedDesk } from '#test/support/desk.ts';
import type { Workspace } from '#test/workspace/workspace.ts';
import { readAll } from '../reading.ts';
import { EARLIER_WEEKS, earlierWeeks } from './earlier-weeks.ts';
import { advance, play, quiet } from './play.ts';
import { pulseBegins, pulseMoments } from './pulse.ts';
import { membersAndOrganisations, type Riverbend, savedReplies } from './riverbend.ts';
import { FIRST_STORIES } from './stories-first.ts';
import { LATER_STORIES } from './stories-later.ts';
import { STORIES_OF_MOVES } from './stories-moves.ts';
import { toolSurveyMoments } from './tool-survey.ts';
import { toolCatalogue } from './tools.ts';
import { toolsBefore } from './tools-before.ts';
import { toolMoments } from './tools-played.ts';

const SCHEDULE = { ...DEFAULT_WORKING_HOURS, timeZone: 'America/New_York' };
const WEEK_MS = 7 * 24 * 3600 * 1000;

export type Life = {
  slack: Workspace;
  deps: Deps;
  clock: Clock;
  riverbend: Riverbend;
  until: Date;
  signal: AbortSignal | undefined;
};

/** The earlier weeks as rows, then the week of the last digest and what came after it, played. */
export async function liveAtRiverbend({ slack, deps, clock, riverbend, until, signal }: Life): Promise<void> {
  const week = lastReportedWeek(until);
  const instantOf = (when: string) => momentIn(week, when);
  clock.set(pulseBegins({ instantOf }));
  const { ids, workspaceId, channels, triage, news } = riverbend;
  await membersAndOrganisations(deps.db, riverbend, deps.now());
  await seedDesk(deps.db, {
    workspaceId,
    helpChannels: [channels.help, channels['mapping-help']],
    triageChannelId: triage,
    digestChannelId: news,
    staff: [ids.rosa, ids.devon],
    leads: [ids.ines],
    schedule: SCHEDULE,
    name: 'Riverbend help desk',
    setUpAt: new Date(week.start.getTime() - EARLIER_WEEKS * WEEK_MS),
  });
  await savedReplies(deps.db, riverbend);
  const stage = { slack, clock, deps, riverbend, instantOf, until, signal };
  const pulse = pulseMoments(stage);
  const monday = instantOf('mon 09:00');
  await play(
    stage,
    [],
    pulse.filter(({ at }) => at < monday),
  );
  await advance(stage, monday);
  await quiet(stage);
  for (const id of slack.members(channels.general)) if (id !== slack.botUserId) readAll(slack, slack.directChannel(id));
  await earlierWeeks(deps.db, riverbend, SCHEDULE, week.start);
  await toolCatalogue(deps, riverbend, until);
  await toolsBefore(deps, riverbend, { monday: week.start, until, schedule: SCHEDULE });
  await planDigests(deps);
  await quiet({ deps, slack });
  await play(
    stage,
    [...FIRST_STORIES, ...LATER_STORIES, ...STORIES_OF_MOVES],
    [...toolMoments(stage), ...pulse.filter(({ at }) => at >= monday), ...toolSurveyMoments(stage)],
  );
  await advance({ clock, deps, slack }, until);
  await quiet({ deps, slack });
  // The digest and what the bot wrote to each of them alone are still new to everybody.
  for (const channel of [...Object.values(channels), triage]) readAll(slack, channel);
}

/** The latest week whose digest has been due. */
function lastReportedWeek(now: Date): Week {
  const week = previousWeek(weekOf(now, SCHEDULE.timeZone));
  return dueInstant(week, SCHEDULE) < now ? week : previousWeek(week);
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

function momentIn(week: Week, when: string): Date {
  const [, later, day = '', time = ''] = /^(\+?)(\w{3}) (\d\d:\d\d)$/.exec(when) ?? [];
  const days = DAYS.indexOf(day) + (later ? 7 : 0);
  const moment = Temporal.PlainDate.from(week.monday).add({ days }).toZonedDateTime({ timeZone: week.timeZone, plainTime: time });
  return new Date(moment.epochMilliseconds);
}
