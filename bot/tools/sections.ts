import { WELCOME_PLACEHOLDERS } from '#bot/provisioning/welcome.ts';

/** The parts in which a tool is edited, a form each; its own form (`fields`) has an editor instead. */
export const SECTIONS = ['basics', 'seats', 'term', 'who', 'agreement', 'approval', 'setup', 'links'] as const;
export type Section = (typeof SECTIONS)[number];

/** How a setting is typed or chosen. `path` is where it is in the draft, and the id of its block. */
export type Input = { path: string; label: string; hint?: string; isOptional?: boolean } & (
  | { kind: 'line' | 'long'; longest: number }
  | {
      kind:
        | 'number'
        | 'numbers'
        | 'lines'
        | 'links'
        | 'organisations'
        | 'person'
        | 'people'
        | 'channel'
        | 'day'
        | 'moment'
        | 'desk';
    }
  | { kind: 'one of'; options: Record<string, string>; otherwise?: string }
  | { kind: 'yes'; option: string }
);

const MOST_STAGES = 5;
export const NO_STAGE = 'none';

const optional = { isOptional: true } as const;

const stageInputs = Array.from({ length: MOST_STAGES }, (_, index): Input[] => {
  const first = index === 0 ? 'Leave all of them out, and whoever may have it gets it at once.' : undefined;
  return [
    {
      path: `stages.${index}.who`,
      label: `Stage ${index + 1}: who approves?`,
      kind: 'one of',
      otherwise: NO_STAGE,
      options: {
        [NO_STAGE]: 'Nobody (no such stage)',
        contact: 'The organisation’s contact',
        owner: 'The owner of the tool',
        lead: 'A lead of the desk',
        people: 'People by name',
      },
      ...(first ? { hint: first } : {}),
    },
    { path: `stages.${index}.memberIds`, label: `Stage ${index + 1}: people by name`, kind: 'people', ...optional },
    {
      path: `stages.${index}.needs`,
      label: `Stage ${index + 1}: how many of them?`,
      kind: 'one of',
      otherwise: 'one',
      options: { one: 'One is enough', all: 'All of them' },
    },
  ];
}).flat();

/** Every form of the catalogue, as data. */
export const FORMS: Record<Section, { title: string; inputs: Input[] }> = {
  basics: {
    title: 'What it is',
    inputs: [
      { path: 'name', label: 'Name', kind: 'line', longest: 80 },
      { path: 'summary', label: 'In a sentence', kind: 'long', longest: 300 },
      { path: 'forWhom', label: 'Whom it is for', kind: 'line', longest: 300, ...optional },
      { path: 'cost', label: 'What it costs the member', kind: 'line', longest: 300, ...optional },
      {
        path: 'category',
        label: 'Category',
        kind: 'line',
        longest: 60,
        hint: 'Members can look through one category alone.',
        ...optional,
      },
      {
        path: 'subject',
        label: 'Who signs up?',
        kind: 'one of',
        options: { organisation: 'An organisation, with a list of its people', person: 'Each person for themselves' },
      },
      { path: 'deskId', label: 'Which desk sets it up?', kind: 'desk' },
      { path: 'ownerId', label: 'Owner', hint: 'Decides about seats and hears when they are few.', kind: 'person', ...optional },
      { path: 'standInId', label: 'Who stands in for the owner?', kind: 'person', ...optional },
      {
        path: 'channelId',
        label: 'Where do its cards go?',
        hint: 'Leave it empty for the channel where the desk works.',
        kind: 'channel',
        ...optional,
      },
    ],
  },
  seats: {
    title: 'Seats',
    inputs: [
      {
        path: 'seatCap',
        label: 'How many seats are there?',
        hint: 'Empty: as many as are asked for.',
        kind: 'number',
        ...optional,
      },
      { path: 'seatCapPerOrganisation', label: 'How many for one organisation at most?', kind: 'number', ...optional },
      {
        path: 'seatsByPerson',
        label: 'How are seats counted?',
        kind: 'yes',
        option: 'Each person of an organisation takes one',
        ...optional,
      },
      { path: 'fewSeats', label: 'Tell the owner when no more than this many are free', kind: 'number', ...optional },
      { path: 'offerHours', label: 'A free seat is kept for the next in line for so many working hours', kind: 'number' },
      {
        path: 'windowOpensAt',
        label: 'Applications open',
        hint: 'With a day on which they close, seats go by lot and not by speed.',
        kind: 'moment',
        ...optional,
      },
      { path: 'windowClosesAt', label: 'Applications close, and seats are drawn', kind: 'moment', ...optional },
    ],
  },
  term: {
    title: 'How long it lasts',
    inputs: [
      {
        path: 'term',
        label: 'Does it end?',
        kind: 'one of',
        options: { none: 'No', fixed: 'On one day for everybody', rolling: 'So many months after it is ready' },
      },
      { path: 'termEndsOn', label: 'The day on which it ends', kind: 'day', ...optional },
      { path: 'termMonths', label: 'Months', kind: 'number', ...optional },
      {
        path: 'renewal',
        label: 'Who wants to keep it …',
        kind: 'one of',
        options: { press: '… presses a button', approval: '… is approved again' },
      },
      {
        path: 'reminderDays',
        label: 'Reminders, so many days before',
        hint: 'With commas, such as 30, 7, 1',
        kind: 'numbers',
        ...optional,
      },
      {
        path: 'unusedDays',
        label: 'After how many days without use do I ask whether it is still needed?',
        kind: 'number',
        ...optional,
      },
    ],
  },
  who: {
    title: 'Who may have it',
    inputs: [
      {
        path: 'eligibility.organisationIds',
        label: 'Only these organisations',
        hint: 'One name a line. Empty: all.',
        kind: 'organisations',
        ...optional,
      },
      { path: 'eligibility.smallest', label: 'Only organisations of so many people or more', kind: 'number', ...optional },
      { path: 'eligibility.largest', label: 'Only organisations of so many people at most', kind: 'number', ...optional },
      { path: 'eligibility.plans', label: 'Only with these plans', hint: 'One a line.', kind: 'lines', ...optional },
      {
        path: 'eligibility.roles',
        label: 'Only people with these tasks',
        hint: 'As the members’ file says; one a line.',
        kind: 'lines',
        ...optional,
      },
    ],
  },
  agreement: {
    title: 'Agreement',
    inputs: [
      {
        path: 'agreement.name',
        label: 'Name of the agreement',
        hint: 'Leave all three empty for none.',
        kind: 'line',
        longest: 100,
        ...optional,
      },
      { path: 'agreement.url', label: 'Where it can be read (https://…)', kind: 'line', longest: 1000, ...optional },
      {
        path: 'agreement.version',
        label: 'Version',
        hint: 'A new one has to be signed again.',
        kind: 'line',
        longest: 30,
        ...optional,
      },
    ],
  },
  approval: {
    title: 'Approval',
    inputs: [
      ...stageInputs,
      { path: 'standInHours', label: 'After how many working hours is a stand-in asked, too?', kind: 'number' },
    ],
  },
  setup: {
    title: 'Set-up and welcome',
    inputs: [
      { path: 'checklist', label: 'What staff do to set it up', hint: 'One step a line.', kind: 'lines', ...optional },
      {
        path: 'welcome',
        label: 'What the member reads when it is ready',
        hint: `I fill in ${Object.keys(WELCOME_PLACEHOLDERS)
          .map((name) => `{${name}}`)
          .join(', ')}.`,
        kind: 'long',
        longest: 2500,
        ...optional,
      },
    ],
  },
  links: {
    title: 'Links and webhook',
    inputs: [
      {
        path: 'links',
        label: 'Links for members',
        hint: 'One a line: what it is, and then https://…',
        kind: 'links',
        ...optional,
      },
      {
        path: 'linkHosts',
        label: 'Where one-time links may come from',
        hint: 'One host a line, such as send.example.org. Staff hand on links to these only.',
        kind: 'lines',
        ...optional,
      },
      {
        path: 'webhookUrl',
        label: 'Address of the system that sets it up (https://…)',
        hint: 'It hears of each seat to set up, signed with a secret that you see once, when you save this.',
        kind: 'line',
        longest: 1000,
        ...optional,
      },
    ],
  },
};
