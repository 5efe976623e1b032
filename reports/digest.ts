// What a report says, from rows to words and pictures. It knows nothing of Slack: no ids of channels, no blocks,
// no clock, no schedule of jobs; those live in bot/.
import { headline } from './headline.ts';
import type { Wait } from './percentiles.ts';
import { weekLabel, weekNamed, weekNumber } from './period.ts';
import { mayBePublic } from './satisfaction.ts';
import { signUpLines, signUpNotes } from './sign-up-lines.ts';
import { halves, spoken } from './spoken-waits.ts';
import { againstUsual, type UsualRange, usualCount, usualRange, usualWeeks } from './usual-range.ts';
import type { Waits, WeekFigures } from './week-figures.ts';
import { clockTime, counted, plainName, share, timeOnWall, workingTime } from './wording.ts';

/** Staff read names and single requests; the community edition has neither. */
export type Edition = 'staff' | 'community';

type DigestLine = { label: string; text: string };

/** What a digest says, as plain text in the order of reading; whoever shows it escapes it. */
export type Digest = { edition: Edition; title: string; headline: string; lines: DigestLine[]; notes: string[] };

type Options = {
  edition: Edition;
  workspaceName: string;
  /** How staff know the requester; left out, only the request's number is said */
  requesterName?: string | undefined;
  /** How staff know whoever has an undecided sign-up, by their ids */
  names?: ReadonlyMap<string, string>;
};

const LONGEST_TEXT = 3_900;

/** A week's digest from its frozen figures and those of earlier weeks: the same input reads the same for ever. */
export function weeklyDigest(figures: WeekFigures, history: WeekFigures[], options: Options): Digest {
  const isOver = figures.asOf >= figures.end;
  // Part of a week is never compared with whole ones.
  const usual = isOver ? usualWeeks(figures, history) : [];
  const usualNew = usualCount(usual, figures.workingDays, ({ queue }) => queue.opened);
  const week = weekNamed(figures.week, figures.timeZone);
  const title = [
    plainName(options.workspaceName),
    `week ${weekNumber(figures.week)} (${weekLabel(week)})${isOver ? '' : ', so far'}`,
  ];
  if (options.edition === 'staff') title.push('staff edition');
  return {
    edition: options.edition,
    title: title.join(' · '),
    headline: headline(figures, usualNew),
    lines: [...(figures.since === null ? [] : lines(figures, usual, usualNew, options)), ...toolLines(figures, options)],
    notes: notes(figures, usual),
  };
}

/** The whole digest as text, for screen readers, notifications and wherever there are no blocks. */
export function digestAsText({ title, headline: key, lines, notes: remarks }: Digest): string {
  const text = [title, key, ...lines.map(({ label, text: said }) => `${label}: ${said}`), ...remarks].join('\n');
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function lines(
  figures: WeekFigures,
  usual: WeekFigures[],
  usualNew: UsualRange | null,
  { edition, requesterName }: Options,
): DigestLine[] {
  const said: DigestLine[] = [
    { label: 'Work', text: work(figures, usualNew) },
    { label: 'First reply', text: firstReply(figures, usual) },
    { label: 'Resolution', text: resolution(figures) },
    ...satisfactionLine(figures, edition),
  ];
  if (edition === 'staff') said.push({ label: 'Oldest unanswered', text: oldestUnanswered(figures, requesterName) });
  return [...said, { label: 'Open now', text: openNow(figures) }];
}

/** Nothing is said where there is no tool. */
function toolLines({ signUps, timeZone, asOf }: WeekFigures, { edition, names }: Options): DigestLine[] {
  if (!signUps) return [];
  const nameOf = (id: string) => names?.get(id);
  return signUpLines(signUps, { isForStaff: edition === 'staff', nameOf, timeZone, asOf: new Date(asOf) });
}

function work({ queue }: WeekFigures, usualNew: UsualRange | null): string {
  const { solved, answeredByMember, noLongerNeeded, stale } = queue.resolved;
  const terms: [sign: string, count: number, what: string][] = [
    ['+', queue.reopened, 'reopened'],
    ['−', solved, 'solved'],
    ['−', answeredByMember, 'answered by a member'],
    ['−', noLongerNeeded, 'no longer needed'],
    ['−', stale, 'stale'],
    ['−', queue.dismissed, 'not a request'],
    ['−', queue.merged, 'merged'],
    ['−', queue.withdrawn, 'taken back'],
  ];
  const said = terms.filter(([, count]) => count > 0).map(([sign, count, what]) => `${sign} ${count} ${what}`);
  const sum = [`${queue.openAtStart} open`, `+ ${queue.opened} new`, ...said, `= ${queue.openAtEnd} open`].join(' ');
  return usualNew ? `${sum} (${comparedNew(queue.opened, usualNew)})` : sum;
}

function firstReply({ firstReply: figure }: WeekFigures, usual: WeekFigures[]): string {
  const onTheSpot = figure.onTheSpot ? [`${figure.onTheSpot} more answered on the spot`] : [];
  if (figure.n === 0) return ['no requests to answer this week', ...onTheSpot].join('; ');
  const range = usualRange(usual.flatMap((week) => certain(week.firstReply.business?.median)));
  const median = certain(figure.business?.median)[0];
  return [
    inWords(figure),
    `${share(figure.answered, figure.n)} answered`,
    ...(figure.waiting > 0 ? [`${figure.waiting} still waiting`] : []),
    ...(figure.endedUnanswered > 0 ? [`${figure.endedUnanswered} resolved without a reply of staff`] : []),
    ...onTheSpot,
    ...(range && median !== undefined ? [comparedHalf(median, range)] : []),
  ].join('; ');
}

function resolution({ resolution: figure }: WeekFigures): string {
  if (figure.n === 0) return 'nothing was solved this week';
  return `${inWords(figure)}; ${counted(figure.n, 'request')} solved, provisional for 7 days`;
}

/** Nobody asked and nobody answered: nothing is said. */
function satisfactionLine({ satisfaction: said }: WeekFigures, edition: Edition): DigestLine[] {
  if (!said || said.asked + said.answered === 0) return [];
  const { asked, answered, happy, neutral, unhappy } = said;
  const counts = asked > 0 ? `${counted(asked, 'member')} asked, ${counted(answered, 'answer')}` : counted(answered, 'answer');
  const isShown = answered > 0 && (edition === 'staff' || mayBePublic(said));
  const shown = `${share(happy, answered)} happy, ${neutral} neutral, ${unhappy} unhappy; ${counts}`;
  const hidden = `${counts}; what they say is shown from 5 people who do not all say the same`;
  return [{ label: 'Members say', text: isShown ? shown : answered > 0 ? hidden : counts }];
}

function oldestUnanswered(
  { oldestUnanswered: oldest, unansweredNow, timeZone, asOf }: WeekFigures,
  requesterName?: string,
): string {
  if (!oldest) return 'none, nobody waits for a first reply';
  const who = requesterName ? `#${oldest.ticketId} from ${plainName(requesterName)}` : `#${oldest.ticketId}`;
  const since = timeOnWall(new Date(oldest.openedAt), timeZone, new Date(asOf));
  const more = unansweredNow > 1 ? `; ${unansweredNow - 1} more ${unansweredNow === 2 ? 'waits' : 'wait'}` : '';
  return `${who} since ${since}, ${workingTime(oldest.businessSeconds)} of working time so far (${clockTime(oldest.calendarSeconds)} by the clock)${more}`;
}

function openNow({ openNow: { us, member, other } }: WeekFigures): string {
  if (us + member + other === 0) return 'nothing';
  return [`our turn ${us}`, `the member’s ${member}`, ...(other > 0 ? [`somebody else’s ${other}`] : [])].join(' · ');
}

function notes({ queue, workingDays, asOf, end, timeZone, signUps }: WeekFigures, usual: WeekFigures[]): string[] {
  const said: string[] = [];
  if (asOf < end) said.push(`The week is not over; counted ${timeOnWall(new Date(asOf), timeZone, new Date(asOf))}.`);
  const usualDays = Math.max(0, ...usual.map((week) => week.workingDays));
  if (workingDays === 0) said.push('The desk was closed all week, so what is usual is not said.');
  else if (workingDays < usualDays) said.push(`A week of ${counted(workingDays, 'working day')}: what is usual is scaled to it.`);
  if (queue.openAtStartBefore !== null && queue.openAtStartBefore !== queue.openAtStart) {
    said.push(
      `The digest before ended with ${queue.openAtStartBefore} open; recorded since, as of that Monday it was ${queue.openAtStart}.`,
    );
  }
  if (!queue.sumHolds) {
    said.push(`The sum under Work does not add up: ${queue.openAtEnd} is what was counted. Please tell whoever runs this bot.`);
  }
  return signUps ? [...said, ...signUpNotes(signUps)] : said;
}

/** 'half in 1 h 50, 9 in 10 in 6 h 30 of working time; by the clock half in 3 h, 9 in 10 in 20 h' */
function inWords({ n, business, calendar }: Waits): string {
  if (!business || !calendar) return '';
  if (n === 1)
    return `${spoken(business.median, workingTime)} of working time; by the clock ${spoken(calendar.median, clockTime)}`;
  return `${halves(business, n, workingTime)} of working time; by the clock ${halves(calendar, n, clockTime)}`;
}

function certain(wait: Wait | undefined): number[] {
  return wait && !wait.atLeast ? [wait.seconds] : [];
}

function comparedNew(value: number, { low, high }: UsualRange): string {
  const between = low === high ? String(low) : `${low}–${high}`;
  return {
    above: `↑ more new than the usual ${between}`,
    below: `↓ fewer new than the usual ${between}`,
    within: `usual new: ${between}`,
  }[againstUsual(value, { low, high })];
}

function comparedHalf(seconds: number, { low, high }: UsualRange): string {
  const [from, to] = [workingTime(low), workingTime(high)];
  const between = from === to ? from : `${from} to ${to}`;
  return {
    above: `↑ slower than the usual ${between}`,
    below: `↓ faster than the usual ${between}`,
    within: `usual half: ${between}`,
  }[againstUsual(seconds, { low, high })];
}
