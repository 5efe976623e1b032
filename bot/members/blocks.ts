import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { button, dateOf, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { mention } from './finding.ts';
import type { MemberRecord, OrganisationChoice, OrganisationRecord, RequestLine, ToolLine } from './records.ts';

export const SET_ORGANISATION = 'members.set-organisation';
export const SET_ORGANISATION_FORM = 'members.set-organisation-form';
export const CHOOSE_ORGANISATION = 'members.choose-organisation';
export const ORGANISATION_FIELD = { blockId: 'organisation', actionId: CHOOSE_ORGANISATION };

/** For whoever reads no blocks; Slack takes 4,000. */
const LONGEST_TEXT = 3900;

type Answer = { text: string; blocks: KnownBlock[] };

/** What staff see of a member, for their eyes only. */
export function memberBlocks(record: MemberRecord): Answer {
  const { member, requests, requestCount } = record;
  const name = mention({ id: member.id, name: member.displayName });
  const facts = [`*${name}*: ${standingOf(member)}`, ...factLines(record)].join('\n');
  const heading = requestCount > requests.length ? `*The last ${requests.length} of ${requestCount} requests*` : '*Requests*';
  const asked =
    requests.length === 0 ? 'No requests yet.' : [heading, ...requests.map((line) => requestWords(line, false))].join('\n');
  return {
    text: cut(`${facts}\n${asked}`, LONGEST_TEXT),
    blocks: [
      section(facts),
      section(asked),
      ...(member.kind === 'bot'
        ? []
        : [
            { type: 'actions' as const, block_id: 'member', elements: [button(SET_ORGANISATION, 'Set organisation', member.id)] },
          ]),
    ],
  };
}

const KINDS: Record<string, string> = {
  member: 'a member of this workspace',
  guest: 'a guest in this workspace',
  stranger: 'from another Slack workspace',
  bot: 'a bot',
  outside: 'not in Slack',
};

function standingOf({ kind, isAdmin, deactivatedAt }: MemberRecord['member']): string {
  const admin = isAdmin ? ', administers it' : '';
  return `${KINDS[kind] ?? 'somebody in Slack'}${admin}${deactivatedAt ? ', deactivated in Slack' : ''}`;
}

function factLines({ member, organisation, contactFor, now }: MemberRecord): string[] {
  const how = member.belongsBy === 'hand' ? 'set by hand' : 'by e-mail domain';
  const nowhere = member.belongsBy === 'hand' ? '• No organisation (set by hand)' : '• No organisation yet';
  const asked = contactFor
    .slice(0, 10)
    .map(({ role, organisation: at }) => short(`${role} at ${at}`))
    .join(', ');
  return [
    organisation ? `• Organisation: *${short(organisation.name)}* (${how})${organisationFacts(organisation)}` : nowhere,
    ...(asked ? [`• To be asked about: ${asked}`] : []),
    ...(member.role ? [`• Role: ${short(member.role)}`] : []),
    ...(member.email ? [`• E-mail: ${short(member.email)}`] : []),
    ...(member.language ? [`• Language: ${languageName(member.language)}`] : []),
    ...(member.timeZone ? [`• ${timeThere(now, member.timeZone)}`] : []),
  ];
}

function organisationFacts({ size, plan, region, joinedOn }: OrganisationRecord['organisation']): string {
  const facts = [
    size === null ? null : `${size} people`,
    plan === null ? null : `plan ${plan}`,
    region,
    joinedOn === null ? null : `joined ${joinedOn.toISOString().slice(0, 10)}`,
  ].filter((fact) => fact !== null);
  return facts.map((fact) => ` · ${short(fact)}`).join('');
}

function languageName(code: string): string {
  try {
    return escapeText(new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? code);
  } catch {
    return escapeText(code);
  }
}

/** What time it is where somebody is, with a word for whether that is a time to call. */
function timeThere(now: Date, timeZone: string): string {
  try {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'long',
      hour: '2-digit',
      minute: '2-digit',
    }).formatToParts(now);
    const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
    const time = `${part('hour')}:${part('minute')}`;
    return `It is ${part('weekday')} ${partOfDay(Number(part('hour')))}, ${time}, in ${escapeText(timeZone.replaceAll('_', ' '))}`;
  } catch {
    return `Time zone: ${escapeText(timeZone)}`;
  }
}

function partOfDay(hour: number): string {
  if (hour < 6 || hour >= 22) return 'night';
  if (hour < 12) return 'morning';
  return hour < 18 ? 'afternoon' : 'evening';
}

const STATES: Record<string, string> = {
  open: 'open, nobody has it yet',
  claimed: 'somebody has it',
  waiting: 'waits for an answer',
  resolved: 'resolved',
  closed: 'closed',
  dismissed: 'not a request',
  merged: 'joined to another',
};

function requestWords({ id, state, more }: RequestLine, withRequester: boolean): string {
  const who = more && withRequester ? ` ${mention(more.requester)}` : '';
  const facts = more ? [...(more.topic ? [short(more.topic)] : []), dateOf(more.openedAt)] : [];
  return `• *#${id}*${who} ${[STATES[state] ?? state, ...facts].join(' · ')}`;
}

/** What staff see of an organisation, for their eyes only. */
export function organisationBlocks(record: OrganisationRecord): Answer {
  const { organisation, domains, contacts, people, peopleCount, openRequests, openCount, tools } = record;
  const more = peopleCount > people.length ? ` and ${peopleCount - people.length} more` : '';
  const facts = [
    `*${short(organisation.name)}*${organisationFacts(organisation)}`,
    ...(domains.length > 0 ? [`• E-mail domains: ${escapeText(cut(domains.join(', '), 300))}`] : []),
    ...contacts
      .slice(0, 10)
      .map(({ role, email }) => `• Contact${role === 'contact' ? '' : ` for ${short(role)}`}: ${short(email)}`),
    ...(tools.length > 0 ? [`• Tools: ${tools.map(toolWords).join(', ')}`] : []),
  ].join('\n');
  const who = people.length === 0 ? 'Nobody in Slack belongs to it yet.' : `*People*\n${people.map(mention).join(', ')}${more}`;
  const asked =
    openCount === 0
      ? 'No open requests.'
      : [`*Open requests* (${openCount})`, ...openRequests.map((line) => requestWords(line, true))].join('\n');
  return {
    text: cut(`${facts}\n${who}\n${asked}`, LONGEST_TEXT),
    blocks: [section(facts), section(who), section(asked)],
  };
}

/** 'Mapping (3 seats, 1 undecided)' */
function toolWords({ name, seats, undecided, waiting }: ToolLine): string {
  const facts = [
    ...(seats > 0 ? [seats === 1 ? '1 seat' : `${seats} seats`] : []),
    ...(undecided > 0 ? [`${undecided} undecided`] : []),
    ...(waiting > 0 ? [`${waiting} waiting for a seat`] : []),
  ];
  return `${short(name)} (${facts.join(', ')})`;
}

/** What somebody or something is called, as a list can carry it. */
function short(words: string): string {
  return escapeText(cut(words, 120));
}

/** What `/member` can do, with an example each. */
export function memberHelp(): Answer {
  return sentence(
    [
      '*What you can type*',
      '• `/member @ana` shows who Ana is, where she belongs and her last requests; her e-mail or name will do, too',
      '• `/member organisation Maple Street` shows its people and their open requests',
      '• `/member @ana organisation Maple Street` says by hand where she belongs; `none` takes that away, `by e-mail` leaves it to her e-mail domain',
      'A workspace admin imports organisations and members with `/rochdale setup`.',
    ].join('\n'),
  );
}

export function sentence(text: string): Answer {
  return { text, blocks: [section(text)] };
}

const NONE = '-none';
const BY_EMAIL = '-by-e-mail';
const SPECIAL: PlainTextOption[] = [
  { text: plain('No organisation'), value: NONE },
  { text: plain('Where their e-mail domain says'), value: BY_EMAIL },
];

/** The form that asks where a member belongs; the choices come while one types. */
export function organisationForm({ member, organisation }: MemberRecord): ModalView {
  return {
    type: 'modal',
    callback_id: SET_ORGANISATION_FORM,
    private_metadata: member.id,
    title: plain('Set organisation'),
    submit: plain('Save'),
    close: plain('Cancel'),
    blocks: [
      {
        type: 'input',
        block_id: ORGANISATION_FIELD.blockId,
        label: plain(`Where does ${cut(member.displayName, 80)} belong?`),
        hint: plain('Type the beginning of its name.'),
        element: {
          type: 'external_select',
          action_id: ORGANISATION_FIELD.actionId,
          min_query_length: 0,
          placeholder: plain('Choose an organisation'),
          ...(organisation ? { initial_option: choiceOption(organisation) } : {}),
        },
      },
    ],
  };
}

/** The choices for what was typed so far. */
export function organisationOptions(choices: OrganisationChoice[], typed: string): PlainTextOption[] {
  const query = typed.trim().toLowerCase();
  return [...SPECIAL.filter(({ text }) => text.text.toLowerCase().includes(query)), ...choices.map(choiceOption)];
}

const choiceOption = ({ id, name }: OrganisationChoice): PlainTextOption => ({ text: plain(cut(name, 75)), value: id });

/** What a choice means. */
export function belongingOf(value: string): { organisationId: string } | 'none' | 'by e-mail' {
  if (value === NONE) return 'none';
  return value === BY_EMAIL ? 'by e-mail' : { organisationId: value };
}

/** One sentence in place of the form. */
export function noteModal(title: string, text: string): ModalView {
  return { type: 'modal', title: plain(title), close: plain('Close'), blocks: [section(text)] };
}

/** Where somebody belongs now. */
export function belongsWords({ member, organisation }: Pick<MemberRecord, 'member' | 'organisation'>): string {
  const name = mention({ id: member.id, name: member.displayName });
  if (organisation)
    return `${name} belongs to *${short(organisation.name)}* now${member.belongsBy === 'domain' ? ', by e-mail domain' : ''}.`;
  return member.belongsBy === 'hand'
    ? `${name} belongs to no organisation now.`
    : `${name} belongs to no organisation: no one has that e-mail domain.`;
}
