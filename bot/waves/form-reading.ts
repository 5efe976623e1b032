import { z } from 'zod';
import { fromInput } from '#bot/slack/escape.ts';
import type { FieldName } from '#bot/slack/form-parts.ts';
import { fieldOf, MemberId } from '#bot/slack/payloads.ts';
import { BANDS } from '#surveys/bands.ts';
import { LEVELS } from '#surveys/survey.ts';
import { type Choices, FIELDS, FIRST_CHOICES, KINDS, mailboxField, oneOf, TIMES } from './form-fields.ts';
import { Audience, REPEATS } from './plan.ts';
import { problemsOf, type Settings, type SettingsPart } from './settings.ts';

type Filled = Parameters<typeof fieldOf>[0];

/** What the rest of the form depends on, as it is chosen now. */
export function choicesIn(view: Filled): Choices {
  const chosen = (field: FieldName) => fieldOf(view, field).selected_option?.value;
  return {
    level: oneOf(LEVELS, chosen(FIELDS.level)) ?? FIRST_CHOICES.level,
    kind: oneOf(KINDS, chosen(FIELDS.kind)) ?? FIRST_CHOICES.kind,
    when: oneOf(TIMES, chosen(FIELDS.when)) ?? FIRST_CHOICES.when,
  };
}

/** What was decided in the form, or what is wrong with it, by the block it stands under. `given` is what a changed wave had. */
export function readPlanForm(
  view: Filled,
  now: Date,
  given: Settings | null,
): { settings: Settings } | { errors: Record<string, string> } {
  const choices = choicesIn(view);
  const errors: Record<string, string> = {};
  const audience = audienceIn(view, choices, given);
  if ('error' in audience) Object.assign(errors, audience.error);
  const settings = settingsIn(view, choices, 'audience' in audience ? audience.audience : { kind: 'everyone' });
  const sample = sampleIn(view);
  if (Number.isNaN(sample)) errors[FIELDS.sample.blockId] = 'Please write a whole number from 1, or nothing.';
  else if (sample !== undefined) settings.plan.sample = sample;
  if (choices.when === 'at' && settings.startsAt === null) errors[FIELDS.start.blockId] = 'Please choose when.';
  for (const { part, sentence } of problemsOf(settings, now)) errors[blockOf(part)] ??= sentence;
  return Object.keys(errors).length > 0 ? { errors } : { settings };
}

const BLOCKS: Record<SettingsPart, FieldName> = {
  readers: FIELDS.readers,
  bands: FIELDS.bands,
  days: FIELDS.days,
  start: FIELDS.start,
  smallest: FIELDS.smallest,
  audience: FIELDS.list,
  period: FIELDS.to,
};
const blockOf = (part: SettingsPart) => BLOCKS[part].blockId;

function settingsIn(view: Filled, { level, when }: Choices, audience: Audience): Settings {
  const chosen = (field: FieldName) => fieldOf(view, field).selected_option?.value;
  const several = (field: FieldName) => (fieldOf(view, field).selected_options ?? []).map(({ value }) => value);
  const also = several(FIELDS.also);
  return {
    level,
    readerIds: level === 'confidential' ? memberIdsIn(view) : [],
    bands: several(FIELDS.bands).filter((band) => oneOf(BANDS, band)),
    smallestGroup: wholeNumber(chosen(FIELDS.smallest)),
    plan: {
      audience,
      takesGuests: also.includes('guests'),
      takesStrangers: also.includes('strangers'),
      timing: chosen(FIELDS.timing) === 'at once' ? 'at once' : 'morning',
      reminders: oneOf(['0', '1', '2'], chosen(FIELDS.reminders)) === undefined ? 0 : wholeNumber(chosen(FIELDS.reminders)),
      channelIds: conversationsIn(view, FIELDS.posts).slice(0, 5),
    },
    startsAt: when === 'now' ? null : momentIn(view),
    opensForDays: wholeNumber(fieldOf(view, FIELDS.days).value),
    repeats: when === 'repeat' ? (oneOf(REPEATS, chosen(FIELDS.every)) ?? null) : null,
    hasMailbox: several(mailboxField(level)).includes('yes'),
  };
}

/** Nothing Slack's clock could not show. */
const Seconds = z.int().min(1).max(4_000_000_000);

function momentIn(view: Filled): Date | null {
  const seconds = Seconds.safeParse(fieldOf(view, FIELDS.start).selected_date_time);
  return seconds.success ? new Date(seconds.data * 1000) : null;
}

function memberIdsIn(view: Filled): string[] {
  return (fieldOf(view, FIELDS.readers).selected_users ?? []).filter((id) => MemberId.safeParse(id).success);
}

const ChannelId = z.string().regex(/^[CG][A-Z0-9]{1,99}$/);

function conversationsIn(view: Filled, field: FieldName): string[] {
  return (fieldOf(view, field).selected_conversations ?? []).filter((id) => ChannelId.safeParse(id).success);
}

function wholeNumber(typed: string | null | undefined): number {
  return /^\s*\d{1,6}\s*$/.test(typed ?? '') ? Number(typed) : Number.NaN;
}

function sampleIn(view: Filled): number | undefined {
  const typed = fieldOf(view, FIELDS.sample).value?.trim() ?? '';
  if (typed === '') return undefined;
  const sample = wholeNumber(typed);
  return sample >= 1 && sample <= 100_000 ? sample : Number.NaN;
}

type Meant = { audience: Audience } | { error: Record<string, string> };

/** Whom the form means. A list that was read before is kept when no other is given. */
function audienceIn(view: Filled, { kind }: Choices, given: Settings | null): Meant {
  const several = (field: FieldName) => (fieldOf(view, field).selected_options ?? []).map(({ value }) => fromInput(value));
  const wrong = (field: FieldName, sentence: string): Meant => ({ error: { [field.blockId]: sentence } });
  const checked = (audience: unknown, field: FieldName, sentence: string): Meant => {
    const parsed = Audience.safeParse(audience);
    return parsed.success ? { audience: parsed.data } : wrong(field, sentence);
  };
  switch (kind) {
    case 'everyone':
      return { audience: { kind } };
    case 'organisations': {
      const voice = fieldOf(view, FIELDS.voice).selected_option?.value === 'contact' ? 'contact' : 'people';
      return checked({ kind, ids: several(FIELDS.organisations), voice }, FIELDS.organisations, 'Please choose at most 200.');
    }
    case 'channels':
      return checked(
        { kind, ids: conversationsIn(view, FIELDS.channels) },
        FIELDS.channels,
        'Please choose at least one channel.',
      );
    case 'user-groups':
      return checked(
        { kind, ids: several(FIELDS.groups) },
        fieldThere(view, FIELDS.groups),
        'Please choose at least one user group, or others to ask.',
      );
    case 'roles':
      return checked(
        { kind, roles: several(FIELDS.roles) },
        fieldThere(view, FIELDS.roles),
        'Please choose at least one role, or others to ask.',
      );
    case 'tool-holders':
      return checked(
        { kind, toolIds: several(FIELDS.tools) },
        fieldThere(view, FIELDS.tools),
        'Please choose at least one tool, or others to ask.',
      );
    case 'requesters': {
      const [from, to] = [FIELDS.from, FIELDS.to].map((field) => fieldOf(view, field).selected_date ?? '');
      return checked({ kind, from, to }, FIELDS.from, 'Please choose both days.');
    }
    case 'e-mails': {
      const fileId = fileIn(view);
      if (fileId) return { audience: { kind, emails: [], fileId } };
      const before = given?.plan.audience;
      return before?.kind === 'e-mails' ? { audience: before } : wrong(FIELDS.list, 'Please choose a CSV file.');
    }
  }
}

/** Where there was nothing to choose from there is no field for the sentence, and it stands under the kind. */
function fieldThere(view: Filled, field: FieldName): FieldName {
  const values = z.record(z.string(), z.unknown()).safeParse(view.state?.values);
  return values.success && Object.hasOwn(values.data, field.blockId) ? field : FIELDS.kind;
}

const Files = z.object({
  state: z.object({
    values: z.object({
      [FIELDS.list.blockId]: z.object({
        [FIELDS.list.actionId]: z.object({ files: z.tuple([z.object({ id: z.string().regex(/^F[A-Z0-9]{1,40}$/) })]) }),
      }),
    }),
  }),
});

function fileIn(view: unknown): string | undefined {
  const parsed = Files.safeParse(view);
  return parsed.success ? parsed.data.state.values[FIELDS.list.blockId]?.[FIELDS.list.actionId]?.files[0].id : undefined;
}
