import { context } from '#bot/slack/block-parts.ts';
import {
  channelsField,
  checkField,
  choice,
  dayField,
  fileField,
  type form,
  listField,
  manyField,
  radioField,
  searchField,
  tellingAtOnce,
  textField,
} from '#bot/slack/form-parts.ts';
import { FIELDS, KINDS, type Kind } from './form-fields.ts';
import type { Audience } from './plan.ts';
import type { Settings } from './settings.ts';

type Named = { id: string; name: string };

/** What the form is filled with and can offer. */
export type FormFacts = {
  surveyId: number;
  /** Of a wave that is changed */
  waveId: number | null;
  survey: string;
  estimate: string;
  roles: string[];
  tools: Named[];
  groups: Named[];
  /** Those that are chosen already */
  organisations: Named[];
  given: Settings | null;
};

const KIND_WORDS: Record<Kind, string> = {
  everyone: 'Everyone',
  organisations: 'Organisations',
  channels: 'Who is in channels',
  'user-groups': 'User groups',
  roles: 'Roles at their organisation',
  'tool-holders': 'Who has a shared tool',
  requesters: 'Who asked for help in a period',
  'e-mails': 'A list of e-mail addresses (CSV)',
};

type Fields = Parameters<typeof form>[0]['blocks'];

/** For whom a wave is meant: the kind of people, what that kind has to be told by, and who of them. */
export function audienceFields(facts: FormFacts, kind: Kind): Fields {
  const plan = facts.given?.plan;
  const also = [...(plan?.takesGuests ? ['guests'] : []), ...(plan?.takesStrangers ? ['strangers'] : [])];
  return [
    tellingAtOnce(
      listField(FIELDS.kind, {
        label: 'Who is it for?',
        options: KINDS.map((one) => choice(KIND_WORDS[one], one)),
        chosen: kind,
      }),
    ),
    ...fieldsOfKind(facts, kind),
    textField(FIELDS.sample, {
      label: 'Only so many of them, by lot',
      hint: 'In proportion to the people of each organisation. Empty: all of them.',
      isOptional: true,
      longest: 6,
      ...(plan?.sample === undefined ? {} : { text: String(plan.sample) }),
    }),
    checkField(FIELDS.also, {
      label: 'Ask these, too',
      isOptional: true,
      options: [choice('Guests', 'guests'), choice('People from other workspaces in our channels', 'strangers')],
      chosen: also,
    }),
  ];
}

const many = (options: Named[]) => options.slice(0, 100).map(({ id, name }) => choice(name, id));

function fieldsOfKind(facts: FormFacts, kind: Kind): Fields {
  const audience: Partial<Extract<Audience, { kind: typeof kind }>> =
    facts.given?.plan.audience.kind === kind ? facts.given.plan.audience : {};
  const ids = 'ids' in audience ? audience.ids : undefined;
  const chosen = ids ? { chosen: ids } : {};
  switch (kind) {
    case 'everyone':
      return [];
    case 'organisations':
      return [
        searchField(FIELDS.organisations, {
          label: 'Which organisations?',
          hint: 'Empty: all of them.',
          isOptional: true,
          placeholder: 'Type the beginning of a name',
          chosen: facts.organisations.map(({ id, name }) => choice(name, id)),
        }),
        radioField(FIELDS.voice, {
          label: 'Whom there?',
          options: [choice('All their people', 'people'), choice('One voice: their contact', 'contact')],
          chosen: 'voice' in audience && audience.voice ? audience.voice : 'people',
        }),
      ];
    case 'channels':
      return [
        channelsField(FIELDS.channels, { label: 'Which channels?', hint: 'I have to be in private ones.', most: 20, ...chosen }),
      ];
    case 'user-groups':
      return offered(facts.groups, 'user groups', (options) =>
        manyField(FIELDS.groups, { label: 'Which user groups?', options, ...chosen }),
      );
    case 'roles':
      return offered(
        facts.roles.map((role) => ({ id: role, name: role })),
        'roles',
        (options) =>
          manyField(FIELDS.roles, {
            label: 'Which roles?',
            options,
            ...('roles' in audience && audience.roles ? { chosen: audience.roles } : {}),
          }),
      );
    case 'tool-holders':
      return offered(facts.tools, 'tools', (options) =>
        manyField(FIELDS.tools, {
          label: 'Which tools?',
          options,
          ...('toolIds' in audience && audience.toolIds ? { chosen: audience.toolIds } : {}),
        }),
      );
    case 'requesters':
      return [
        dayField(FIELDS.from, {
          label: 'From the day',
          ...('from' in audience && audience.from ? { chosen: audience.from } : {}),
        }),
        dayField(FIELDS.to, { label: 'To the day', ...('to' in audience && audience.to ? { chosen: audience.to } : {}) }),
      ];
    case 'e-mails':
      return [
        ...('emails' in audience && audience.emails?.length
          ? [context(`The list has ${audience.emails.length} addresses. Give another one to replace it.`)]
          : []),
        fileField(FIELDS.list, {
          label: 'The list',
          hint: 'A CSV file; I take every e-mail address in it.',
          most: 1,
          kinds: ['csv', 'tsv', 'txt'],
          isOptional: 'emails' in audience && (audience.emails?.length ?? 0) > 0,
        }),
      ];
  }
}

/** A list needs something in it, or Slack refuses the form. */
function offered(from: Named[], what: string, field: (options: ReturnType<typeof many>) => Fields[number]): Fields {
  return from.length === 0 ? [context(`There are no ${what} to choose from.`)] : [field(many(from))];
}
