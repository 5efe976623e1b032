import { numberOf, peopleIn } from './plan-words.ts';

const have = (count: number) => (count === 1 ? 'has' : 'have');
const are = (count: number) => (count === 1 ? 'is' : 'are');

/** Why somebody who belongs to those meant is not asked, in the order in which staff read it. */
const SKIPS = {
  nps: (count: number) =>
    `${peopleIn(count)} ${have(count)} been asked an NPS in the last 90 days, or ${are(count)} being asked one`,
  optedOut: (count: number) => `${peopleIn(count)} ${count === 1 ? 'wants' : 'want'} no more of it`,
  notDrawn: (count: number) => `${peopleIn(count)} ${are(count)} not in the sample`,
  guests: (count: number) => `${peopleIn(count)} ${are(count)} ${count === 1 ? 'a guest' : 'guests'}`,
  strangers: (count: number) => `${peopleIn(count)} ${are(count)} from ${count === 1 ? 'another workspace' : 'other workspaces'}`,
  unknownEmails: (count: number) => `${numberOf(count)} e-mail ${count === 1 ? 'address is' : 'addresses are'} nobody’s in Slack`,
  noContact: (count: number) =>
    `${numberOf(count)} ${count === 1 ? 'organisation has' : 'organisations have'} no contact in Slack`,
  outside: (count: number) => `${peopleIn(count)} ${are(count)} not in Slack`,
  deactivated: (count: number) => `${peopleIn(count)} ${have(count)} left Slack`,
  bots: (count: number) => `${numberOf(count)} ${count === 1 ? 'is a bot' : 'are bots'}`,
  unknown: (count: number) => `${peopleIn(count)} ${are(count)} unknown to me`,
};
export type SkipReason = keyof typeof SKIPS;
export type Skipped = Partial<Record<SkipReason, number>>;

/** Who is left out and why, as staff read it; nothing when nobody is. */
export function skippedText(skipped: Record<string, number>): string[] {
  return Object.entries(SKIPS).flatMap(([reason, text]) => {
    const count = Object.hasOwn(skipped, reason) ? (skipped[reason] ?? 0) : 0;
    return count > 0 ? [text(count)] : [];
  });
}

/** Both counts, reason by reason. */
export function addSkipped(one: Skipped, other: Skipped): Skipped {
  const reasons = [...new Set([...Object.keys(one), ...Object.keys(other)])] as SkipReason[];
  return Object.fromEntries(reasons.map((reason) => [reason, (one[reason] ?? 0) + (other[reason] ?? 0)]));
}
