import { dateOf } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import type { Words } from '#bot/words/words.ts';
import type { Standing } from './following.ts';

const DAY = '{date_long}';
/** Longer names and texts are cut, so that a line stays one. */
const LONGEST_NAME = 100;
const LONGEST_TEXT = 700;
const MOST_NAMES = 10;

export const toolName = ({ name }: { name: string }): string => cut(escapeText(name.replaceAll(/\s+/g, ' ')), LONGEST_NAME);
export const signUpNumber = (id: number): string => `S${id}`;
export const dayIn = (at: Date): string => dateOf(at, DAY);

/** People as they are named to each other: members by mention, others by their address. */
export function namesOf(people: string[], { signUps }: Words): string {
  const shown = people.slice(0, MOST_NAMES).map((who) => (who.includes('@') ? escapeText(who) : `<@${who}>`));
  const more = people.length - shown.length;
  return [...shown, ...(more > 0 ? [signUps.morePeople(more)] : [])].join(', ');
}

/** The line a sign-up is known by: number, tool, and for whom it is. */
export function headingOf({ signUp, tool, organisation, holder }: Standing, { signUps }: Words): string {
  const heading = signUps.number(signUpNumber(signUp.id), toolName(tool));
  if (holder) return `${heading} ${signUps.forThem(`<@${holder}>`)}`;
  return organisation && tool.subject === 'organisation'
    ? `${heading} ${signUps.forThem(cut(escapeText(organisation), LONGEST_NAME))}`
    : heading;
}

/** How a sign-up stands, in the member's own words: what is done, who has it now, and when it goes on. */
export function standingInWords(standing: Standing, words: Words): string {
  const { expected, expiresAt, isOverdue } = standing;
  const { signUps, home } = words;
  const isSaid = standing.signUp.state === 'offered';
  const when = expected && (expected.isDay ? dayIn(expected.at) : dateOf(expected.at, home.moment));
  return [
    ...stateLines(standing, words),
    ...(when && !isSaid ? [isOverdue ? signUps.takesLonger : signUps.expectedBy(when)] : []),
    ...(expiresAt ? [signUps.endsWithout(dayIn(expiresAt))] : []),
  ]
    .join(' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .trim();
}

function stateLines(standing: Standing, words: Words): string[] {
  const { signUp, tool, has, place, inLine, drawAt, question } = standing;
  const { signUps, home } = words;
  const { states } = signUps;
  const who = has.length > 0 ? namesOf(has, words) : signUps.somebody;
  switch (signUp.state) {
    case 'asked':
      return [states.asked(who)];
    case 'questioned': {
      const asker = question?.byId ? `<@${question.byId}>` : who;
      return [states.questioned(asker), ...(question?.text ? [`\n${states.question(quoted(question.text))}\n`] : [])];
    }
    case 'waiting':
      return drawAt ? [states.waitingForDraw(dateOf(drawAt, home.moment))] : [states.waiting(place ?? inLine, inLine)];
    case 'offered':
      return [states.offered(dateOf(signUp.offerEndsAt ?? signUp.askedAt, home.moment))];
    case 'unsigned':
      return [
        states.unsigned(toolName({ name: tool.agreement?.name ?? tool.name })),
        ...(has.length > 0 ? [states.contactsCan(who)] : []),
      ];
    case 'setting up':
      return [states.settingUp(who), ...(standing.expected ? [] : [signUps.noDateYet])];
    case 'ready':
    case 'renewal':
    case 'suspended':
      return inUse(standing, words);
    default:
      return overLines(standing, words);
  }
}

function inUse({ signUp, has, isOverdue }: Standing, words: Words): string[] {
  const { signUps } = words;
  const { states } = signUps;
  const until = signUp.endsAt ? [states.until(dayIn(signUp.endsAt))] : [];
  if (signUp.state === 'suspended') return [states.suspended];
  // Decided late, that end may be over by now, and they have kept it all the same.
  if (signUp.state === 'renewal')
    return [states.renewal(has.length > 0 ? namesOf(has, words) : signUps.somebody), ...(isOverdue ? [] : until)];
  const answer =
    signUp.renewalAnswer === 'keep' ? [states.keptOn] : signUp.renewalAnswer === 'give back' ? [states.givingBack] : [];
  return [states.ready, ...until, ...answer];
}

function overLines({ signUp }: Standing, words: Words): string[] {
  const { signUps, approvals } = words;
  const { states } = signUps;
  if (signUp.state === 'cancelled') return [states.cancelled];
  if (signUp.state === 'expired') return [states.expired];
  if (signUp.state !== 'declined') {
    const { endReason } = signUp;
    const how = endReason !== null && Object.hasOwn(signUps.endedHow, endReason) ? signUps.endedHow[endReason] : undefined;
    return [states.ended, ...(how ? [how] : [])];
  }
  const reasons = approvals.reasons as Record<string, string>;
  const reason =
    signUp.declineReason !== null && Object.hasOwn(reasons, signUp.declineReason) ? reasons[signUp.declineReason] : null;
  const text = signUp.declineText === null ? null : `“${quoted(signUp.declineText)}”`;
  // "Another reason" says nothing beside the words.
  const why = signUp.declineReason === 'other' && text !== null ? [text] : [reason, text].filter((part) => part !== null);
  return [
    states.declined(signUp.decidedById ? `<@${signUp.decidedById}>` : signUps.somebody),
    ...(why.length > 0 ? [states.declinedBecause(why.join(': '))] : []),
  ];
}

/** What somebody wrote, on one line, with nothing of it live. */
export const quoted = (text: string): string => cut(escapeText(text.replaceAll(/\s+/g, ' ').trim()), LONGEST_TEXT);
