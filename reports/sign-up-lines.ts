import type { Percentiles } from './percentiles.ts';
import type { SignUpFigures, ToolSeats, Undecided } from './sign-up-figures.ts';
import { halves, spoken } from './spoken-waits.ts';
import { plainName, timeOnWall, workingTime } from './wording.ts';

type Line = { label: string; text: string };

type Shown = {
  /** Staff read single sign-ups and who has them; nobody else does */
  isForStaff: boolean;
  nameOf: (memberId: string) => string | undefined;
  timeZone: string;
  asOf: Date;
};

/** How full a tool has to be before the digest speaks of its seats. */
const NEARLY_FULL = 0.75;
const MOST_TOOLS = 5;

/** What a digest says of tools and seats. */
export function signUpLines(figures: SignUpFigures, shown: Shown): Line[] {
  const seats = seatsSaid(figures);
  const undecided = shown.isForStaff ? figures.oldestUndecided.map((one) => undecidedSaid(one, shown)) : [];
  return [
    { label: 'Tools', text: toolsSaid(figures) },
    ...(seats ? [{ label: 'Seats', text: seats }] : []),
    ...(undecided.length > 0 ? [{ label: 'Waiting longest for a decision', text: undecided.join(' · ') }] : []),
  ];
}

/** The remark under a digest whose sum fails. */
export function signUpNotes({ sum }: SignUpFigures): string[] {
  if (sum.sumHolds) return [];
  return [
    `The sum under Tools does not add up: ${sum.undecidedAtEnd} undecided is what was counted. Please tell whoever runs this bot.`,
  ];
}

function toolsSaid(figures: SignUpFigures): string {
  const tight = figures.tools.filter(isTight);
  return [
    sumSaid(figures),
    ...decisionsSaid(figures),
    ...tight.slice(0, MOST_TOOLS).map(toolSaid),
    ...(tight.length > MOST_TOOLS ? [`${tight.length - MOST_TOOLS} more tools nearly full`] : []),
  ].join(' · ');
}

/** '2 waiting + 11 asked = 9 approved + 1 declined + 3 undecided' */
export function sumSaid({ sum }: Pick<SignUpFigures, 'sum'>): string {
  const said = (terms: [count: number, what: string][]) =>
    terms.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : [])).join(' + ');
  const came = said([
    [sum.undecidedAtStart, 'waiting'],
    [sum.asked, 'asked'],
    [sum.reopened, 'asked again'],
  ]);
  const went = said([
    [sum.approved, 'approved'],
    [sum.declined, 'declined'],
    [sum.takenBack, 'taken back'],
    [sum.noAnswer, 'no answer'],
    [sum.undecidedAtEnd, 'undecided'],
  ]);
  return came + went === '' ? 'nobody asked for one' : `${came || '0 asked'} = ${went || '0'}`;
}

/** 'decided: half in 6 h, 9 in 10 in 20 h of working time (14 requests, 3 undecided)' */
export function decisionsSaid({ decisions }: Pick<SignUpFigures, 'decisions'>): string[] {
  const { n, business, undecided, endedUndecided, atOnce } = decisions;
  const counts = [
    n === 1 ? '1 request' : `${n} requests`,
    ...(undecided > 0 ? [`${undecided} undecided`] : []),
    ...(endedUndecided > 0 ? [`${endedUndecided} over before anybody decided`] : []),
    ...(atOnce > 0 ? [`${atOnce} more approved at once`] : []),
  ];
  return business ? [`decided: ${waitSaid(business, n)} (${counts.join(', ')})`] : [];
}

/** 'ready: half in 3 h of working time (9 approved, 2 not ready yet)' */
export function readySaid({ ready }: Pick<SignUpFigures, 'ready'>): string[] {
  const { n, business, notYet, inLine, endedBefore } = ready;
  const counts = [
    `${n} approved`,
    ...(notYet > 0 ? [`${notYet} not ready yet${inLine > 0 ? `, ${inLine} of them in line for a seat` : ''}`] : []),
    ...(endedBefore > 0 ? [`${endedBefore} over before`] : []),
  ];
  return business ? [`ready after that: ${waitSaid(business, n)} (${counts.join(', ')})`] : [];
}

function waitSaid(business: Percentiles, n: number): string {
  return `${n === 1 ? spoken(business.median, workingTime) : halves(business, n, workingTime)} of working time`;
}

function isTight({ used, cap, waiting }: ToolSeats): boolean {
  return waiting > 0 || (cap !== null && used >= NEARLY_FULL * cap);
}

/** 'Mapping 24 of 25 seats', 'Warehouse full, 6 waiting' */
export function toolSaid({ name, used, cap, waiting }: ToolSeats): string {
  const seats = cap === null ? `${used} in use` : used === cap ? 'full' : `${used} of ${cap} seats`;
  return `${plainName(name)} ${seats}${waiting > 0 ? `, ${waiting} waiting` : ''}`;
}

/** '8 made ready, 3 being set up · 12 end in 30 days: 7 kept, 2 given back, 3 no answer yet'; null when there is none of all that. */
export function seatsSaid({ seatsMadeReady, seatsBeingSetUp, ending }: SignUpFigures): string | null {
  if (seatsMadeReady + seatsBeingSetUp + ending.seats === 0) return null;
  const answers = [
    ...(ending.kept > 0 ? [`${ending.kept} kept`] : []),
    ...(ending.givenBack > 0 ? [`${ending.givenBack} given back`] : []),
    ...(ending.beingDecided > 0 ? [`${ending.beingDecided} being decided`] : []),
    ...(ending.noAnswer > 0 ? [`${ending.noAnswer} no answer yet`] : []),
  ];
  return [
    `${seatsMadeReady} made ready, ${seatsBeingSetUp} being set up`,
    ...(ending.seats > 0 ? [`${ending.seats} ${ending.seats === 1 ? 'ends' : 'end'} in 30 days: ${answers.join(', ')}`] : []),
  ].join(' · ');
}

/** 'S12 Data warehouse since Thu 11:10, 9 h of working time, with Ana'; for staff. */
export function undecidedSaid(
  { signUpId, tool, isRenewal, askedAt, businessSeconds, turn, memberIds }: Undecided,
  { nameOf, timeZone, asOf }: Omit<Shown, 'isForStaff'>,
): string {
  const names = memberIds.map((id) => plainName(nameOf(id) ?? 'somebody'));
  const who = {
    approvers: `with ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`,
    member: `waits for an answer of ${names.join(', ')}`,
    nobody: 'with nobody',
  }[turn];
  const since = timeOnWall(new Date(askedAt), timeZone, asOf);
  return `S${signUpId} ${plainName(tool)}${isRenewal ? ' (renewal)' : ''} since ${since}, ${workingTime(businessSeconds)} of working time, ${who}`;
}
