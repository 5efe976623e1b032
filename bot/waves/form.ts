import { context, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import {
  channelsField,
  checkField,
  choice,
  form,
  listField,
  manyField,
  momentField,
  peopleField,
  radioField,
  tellingAtOnce,
  textField,
} from '#bot/slack/form-parts.ts';
import { BANDS } from '#surveys/bands.ts';
import { LEVELS } from '#surveys/survey.ts';
import { EXTEND_FORM, PLAN_FORM } from './action-ids.ts';
import { audienceFields, type FormFacts } from './audience-fields.ts';
import { MORE_DAYS } from './extending.ts';
import { type Choices, FIELDS, mailboxField, TIMES, type Time } from './form-fields.ts';
import { REPEATS } from './plan.ts';
import { BANDS_IN_WORDS, LEVELS_IN_WORDS, REPEATS_IN_WORDS } from './plan-words.ts';
import { MOST_BANDS, MOST_DAYS, type Settings, SMALLEST_GROUP, USUAL_DAYS } from './settings.ts';

const TIME_WORDS: Record<Time, string> = { now: 'When I say yes', at: 'At a time I choose', repeat: 'Again and again' };

type Fields = Parameters<typeof form>[0]['blocks'];

/** The form with which a survey is sent; its fields follow from what is chosen in it. */
export function planForm(facts: FormFacts, choices: Choices) {
  const { given } = facts;
  return form({
    callbackId: PLAN_FORM,
    title: 'Send a survey',
    metadata: JSON.stringify({ surveyId: facts.surveyId, waveId: facts.waveId }),
    submit: 'Count people',
    blocks: [
      section(`*${escapeText(cut(facts.survey, 100))}*: ${facts.estimate}`),
      ...levelFields(choices, given),
      ...audienceFields(facts, choices.kind),
      ...timeFields(choices, given),
      ...resultFields(choices, given),
      context('Nothing is sent yet: first you see how many people it is, and say yes.'),
    ],
  });
}

function levelFields({ level }: Choices, given: Settings | null): Fields {
  const options = LEVELS.map((one) => ({
    ...choice(LEVELS_IN_WORDS[one].name, one),
    description: plain(LEVELS_IN_WORDS[one].means),
  }));
  return [
    tellingAtOnce(radioField(FIELDS.level, { label: 'Who learns who said what?', options, chosen: level })),
    ...(level === 'confidential'
      ? [
          peopleField(FIELDS.readers, {
            label: 'Readers',
            hint: 'Members read their names.',
            chosen: given?.readerIds ?? [],
            most: 10,
          }),
        ]
      : []),
  ];
}

function timeFields({ when }: Choices, given: Settings | null): Fields {
  const plan = given?.plan;
  const start = given?.startsAt ? { at: given.startsAt } : {};
  return [
    tellingAtOnce(
      listField(FIELDS.when, { label: 'When?', options: TIMES.map((one) => choice(TIME_WORDS[one], one)), chosen: when }),
    ),
    ...(when === 'repeat'
      ? [
          listField(FIELDS.every, {
            label: 'How often?',
            options: REPEATS.map((one) => choice(upper(REPEATS_IN_WORDS[one]), one)),
            chosen: given?.repeats ?? 'quarterly',
          }),
        ]
      : []),
    ...(when === 'now'
      ? []
      : [
          momentField(FIELDS.start, {
            label: when === 'at' ? 'It starts' : 'The first one starts',
            ...(when === 'repeat' ? { hint: 'Empty: when you say yes.', isOptional: true } : {}),
            ...start,
          }),
        ]),
    radioField(FIELDS.timing, {
      label: 'How fast?',
      options: [choice('In each person’s own morning, on their next working day', 'morning'), choice('All at once', 'at once')],
      chosen: plan?.timing ?? 'morning',
    }),
    textField(FIELDS.days, {
      label: `Open for how many days? (1–${MOST_DAYS})`,
      longest: 2,
      text: String(given?.opensForDays ?? USUAL_DAYS),
    }),
    listField(FIELDS.reminders, {
      label: 'Reminders to who has not answered',
      options: [choice('None', '0'), choice('One', '1'), choice('Up to two', '2')],
      chosen: String(plan?.reminders ?? 2),
    }),
  ];
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function resultFields({ level }: Choices, given: Settings | null): Fields {
  const sizes = Array.from(
    { length: SMALLEST_GROUP.most - SMALLEST_GROUP.least + 1 },
    (_, index) => index + SMALLEST_GROUP.least,
  );
  return [
    manyField(FIELDS.bands, {
      label: `Tell results apart by (at most ${MOST_BANDS})`,
      hint: 'Fixed once it is sent, and shown only where enough people share it. By organisation, an NPS has one voice each, too.',
      isOptional: true,
      options: BANDS.map((band) => choice(upper(BANDS_IN_WORDS[band]), band)),
      chosen: given?.bands ?? [],
    }),
    listField(FIELDS.smallest, {
      label: 'Never show fewer people than',
      options: sizes.map((size) => choice(String(size), String(size))),
      chosen: String(given?.smallestGroup ?? SMALLEST_GROUP.usual),
    }),
    channelsField(FIELDS.posts, {
      label: 'Post it in channels, too',
      hint: 'Only those who were asked can answer there. I have to be in the channel.',
      isOptional: true,
      most: 5,
      chosen: given?.plan.channelIds ?? [],
    }),
    checkField(mailboxField(level), {
      label: 'Letters',
      isOptional: true,
      options: [choice('Members may write to us about it without their name', 'yes')],
      areChosen: given?.level === level ? given.hasMailbox : level === 'anonymous',
    }),
  ];
}

export const MORE_TIME = { blockId: 'more', actionId: 'waves.field' };

/** Asks how much longer a wave shall be open. */
export function extendForm(waveId: number) {
  return form({
    callbackId: EXTEND_FORM,
    title: 'More time',
    metadata: String(waveId),
    submit: 'Give more time',
    blocks: [
      listField(MORE_TIME, {
        label: 'How much longer?',
        options: MORE_DAYS.map((days) => choice(days === 1 ? 'A day' : `${days} days`, String(days))),
        chosen: '7',
      }),
    ],
  });
}
