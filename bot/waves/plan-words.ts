import { BANDS, type Band } from '#surveys/bands.ts';
import type { Repeats } from '#surveys/cadence.ts';
import type { Level } from '#surveys/survey.ts';
import type { WavePlan } from './plan.ts';
import type { Wave } from './wave.ts';

export const numberOf = (count: number) => count.toLocaleString('en');
export const peopleIn = (count: number) => (count === 1 ? '1 person' : `${numberOf(count)} people`);

export const REPEATS_IN_WORDS: Record<Repeats, string> = {
  weekly: 'every week',
  monthly: 'every month',
  quarterly: 'every three months',
  'half-yearly': 'every six months',
  yearly: 'every year',
};

/** What a wave's answers can be told apart by, as staff call it. */
export const BANDS_IN_WORDS: Record<Band, string> = {
  organisation: 'organisation',
  size: 'size of the organisation',
  region: 'region',
  plan: 'plan',
  tenure: 'how long the organisation has been a member',
  language: 'language',
};

export const LEVELS_IN_WORDS: Record<Level, { name: string; means: string }> = {
  named: { name: 'Named', means: 'Who keeps the survey, and leads, see who said what.' },
  confidential: { name: 'Confidential', means: 'Only the readers you name see who said what.' },
  anonymous: { name: 'Anonymous', means: 'Nobody learns who said what; results come at the end.' },
};

export function levelInWords({ level, readerIds }: Pick<Wave, 'level' | 'readerIds'>): string {
  if (level !== 'confidential') return `${LEVELS_IN_WORDS[level].name}: ${lowered(LEVELS_IN_WORDS[level].means)}`;
  return `Confidential: only ${readerIds.map((id) => `<@${id}>`).join(', ')} ${readerIds.length === 1 ? 'sees' : 'see'} who said what.`;
}

const lowered = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** Whom a plan means, before anybody is left out. */
export function askedInWords({ audience, sample }: WavePlan): string {
  const whom = audienceInWords(audience);
  return sample === undefined ? whom : `${peopleIn(sample)} drawn from ${whom}`;
}

function audienceInWords(audience: WavePlan['audience']): string {
  switch (audience.kind) {
    case 'everyone':
      return 'everyone';
    case 'organisations': {
      const count = audience.ids.length;
      const which = count === 0 ? 'every organisation' : count === 1 ? 'one organisation' : `${count} organisations`;
      return audience.voice === 'people' ? `all people of ${which}` : `one contact of ${which}`;
    }
    case 'channels':
      return `who is in ${audience.ids.map((id) => `<#${id}>`).join(', ')}`;
    case 'user-groups':
      return `who is in ${audience.ids.length === 1 ? 'a user group' : `one of ${audience.ids.length} user groups`}`;
    case 'roles':
      return `people in ${audience.roles.length === 1 ? 'one role' : `${audience.roles.length} roles`}`;
    case 'tool-holders':
      return `who has ${audience.toolIds.length === 1 ? 'the tool' : `one of ${audience.toolIds.length} tools`}`;
    case 'requesters':
      return `who made a request from ${audience.from} to ${audience.to}`;
    case 'e-mails':
      return audience.emails.length === 0
        ? 'a list of e-mail addresses'
        : `a list of ${numberOf(audience.emails.length)} e-mail addresses`;
  }
}

/** The rest of what was decided, a line each. */
export function planInWords({ plan, bands, repeats, hasMailbox }: Wave): string[] {
  const named = BANDS.filter((band) => bands.includes(band)).map((band) => BANDS_IN_WORDS[band]);
  return [
    `For ${askedInWords(plan)}.`,
    plan.timing === 'morning'
      ? 'Each gets it in their own morning, between 9:00 and 11:30 on their next working day.'
      : 'All get it at once, as fast as Slack lets me.',
    plan.reminders === 0
      ? 'No reminders.'
      : `${plan.reminders === 1 ? 'One reminder' : 'Up to two reminders'}, only to who has not answered, never at night.`,
    named.length === 0
      ? 'Results are shown for all together.'
      : `Results can be told apart by ${named.join(' and ')}, where enough people share it.`,
    ...(repeats === null ? [] : [`It repeats ${REPEATS_IN_WORDS[repeats]}, to whoever belongs to these people then.`]),
    ...(plan.channelIds.length === 0 ? [] : [`Also posted in ${plan.channelIds.map((id) => `<#${id}>`).join(', ')}.`]),
    ...(hasMailbox ? ['Who answers may write to you without their name.'] : []),
  ];
}
