// Riverbend Co-op, the cooperative of the demo: who belongs to it, where they live, and the channels they share.
import type { Db } from '#prisma/db.ts';
import type { Workspace } from '#test/workspace/workspace.ts';
import type { Start } from '../seen.ts';
import { QUIET_PEOPLE } from './quiet-people.ts';

const ORGANISATIONS = {
  maple: { name: 'Maple Street Housing', domain: 'maplestreet.example', size: 34, region: 'Riverside' },
  northside: { name: 'Northside Food Co-op', domain: 'northsidefood.example', size: 85, region: 'Riverside' },
  harbor: { name: 'Harbor Community Clinic', domain: 'harborclinic.example', size: 120, region: 'Hillside' },
  loom: { name: 'Loom & Thread', domain: 'loomandthread.example', size: 14, region: 'Hillside' },
  sunrise: { name: 'Sunrise Childcare', domain: 'sunrisechildcare.example', size: 22, region: 'Hillside' },
  valley: { name: 'Valley Energy', domain: 'valleyenergy.example', size: 61, region: 'Riverside' },
};
export type Organisation = keyof typeof ORGANISATIONS;

type Somebody = {
  name: string;
  organisation: Organisation | null;
  tz: string;
  locale?: string;
  isAdmin?: boolean;
  role?: 'staff' | 'lead';
  /** In #help alone: a guest of ours, or somebody of another cooperative's Slack (Slack Connect). */
  visits?: 'as a guest' | 'from another Slack';
};

/** Another cooperative that shares #help with us. */
const NEIGHBOURS = { teamId: 'T0LAKESIDE', name: 'Lakeside Growers', domain: 'lakeside-growers' };

/** Organisations of the members; the staff and the admin work for the cooperative itself. */
const PEOPLE = {
  rosa: { name: 'Rosa Delgado', organisation: null, tz: 'America/New_York', role: 'staff' },
  devon: { name: 'Devon Clarke', organisation: null, tz: 'America/New_York', role: 'staff' },
  ines: { name: 'Inês Carvalho', organisation: null, tz: 'America/New_York', role: 'lead' },
  kofi: { name: 'Kofi Mensah', organisation: null, tz: 'America/New_York', isAdmin: true },
  maya: { name: 'Maya Lindqvist', organisation: 'maple', tz: 'America/New_York' },
  jerome: { name: 'Jerome Baptiste', organisation: 'maple', tz: 'America/New_York' },
  pilar: { name: 'Pilar Ortega', organisation: 'northside', tz: 'America/Chicago', locale: 'es-MX' },
  tom: { name: 'Tom Whitfield', organisation: 'northside', tz: 'America/Chicago' },
  huong: { name: 'Huong Tran', organisation: 'northside', tz: 'America/Los_Angeles', locale: 'vi-VN' },
  amina: { name: 'Amina Yusuf', organisation: 'harbor', tz: 'America/New_York' },
  greg: { name: 'Greg Kowalski', organisation: 'harbor', tz: 'America/Chicago' },
  samira: { name: 'Samira Haddad', organisation: 'harbor', tz: 'Europe/Madrid', locale: 'fr-FR' },
  lucia: { name: 'Lucía Fernández', organisation: 'loom', tz: 'Europe/Madrid', locale: 'es-ES' },
  owen: { name: 'Owen Pryce', organisation: 'loom', tz: 'Europe/London', locale: 'en-GB' },
  bea: { name: 'Bea Novak', organisation: 'sunrise', tz: 'America/Denver' },
  dalia: { name: 'Dalia Cohen', organisation: 'sunrise', tz: 'America/New_York' },
  ravi: { name: 'Ravi Menon', organisation: 'valley', tz: 'Asia/Kolkata', locale: 'en-IN' },
  joan: { name: 'Joan Abernathy', organisation: 'valley', tz: 'America/Los_Angeles' },
  theo: { name: 'Theo Larsen', organisation: 'maple', tz: 'America/New_York', visits: 'as a guest' },
  noor: { name: 'Noor Rahimi', organisation: null, tz: 'America/Chicago', visits: 'from another Slack' },
} as const satisfies Record<string, Somebody>;

function emailOf(name: string, { organisation, visits }: Somebody): string {
  if (visits === 'from another Slack') return `${name}@lakesidegrowers.example`;
  return `${name}@${organisation ? ORGANISATIONS[organisation].domain : 'riverbend.example'}`;
}

/** Where those live of whom nothing else is told. */
const HOME_ZONE = 'America/New_York';

function quietEmail(handle: string, organisation: Organisation): string {
  return `${handle}@${ORGANISATIONS[organisation].domain}`;
}

export type Name = keyof typeof PEOPLE;
export type Room = 'help' | 'mapping-help' | 'general';

const everybody = Object.entries(PEOPLE).map(([key, person]): [Name, Somebody] => [key as Name, person]);
export const STAFF: readonly Name[] = everybody.filter(([, { role }]) => role).map(([name]) => name);
export const MEMBERS: readonly Name[] = everybody
  .filter(([, { organisation, visits }]) => organisation && !visits)
  .map(([name]) => name);

export type Riverbend = {
  workspaceId: string;
  /** Slack's id of each person. */
  ids: Record<Name, string>;
  channels: Record<Room, string>;
  triage: string;
  news: string;
};

/** Fills an empty stand-in Slack with the people and channels. */
export function peopleAndChannels(slack: Workspace): Riverbend {
  slack.addTeam({ ...NEIGHBOURS, id: NEIGHBOURS.teamId, botToken: 'xoxb-lakeside', isInstalled: false });
  const ids = Object.fromEntries(
    everybody.map(([name, person]) => {
      const { name: realName, tz, locale = 'en-US', isAdmin = false, visits } = person;
      const more = {
        ...(visits === 'as a guest' ? { isSingleChannelGuest: true } : {}),
        ...(visits === 'from another Slack' ? { teamId: NEIGHBOURS.teamId } : {}),
      };
      return [name, slack.addPerson({ name, realName, email: emailOf(name, person), tz, locale, isAdmin, ...more }).id];
    }),
  ) as Record<Name, string>;
  for (const { id, handle, name, organisation, locale = 'en-US' } of QUIET_PEOPLE)
    slack.addPerson({ id, name: handle, realName: name, email: quietEmail(handle, organisation), tz: HOME_ZONE, locale });
  const quiet = QUIET_PEOPLE.map(({ id }) => id);
  const everywhere = [...everybody.filter(([, { visits }]) => !visits).map(([name]) => ids[name]), ...quiet];
  const channel = (name: string, members: string[]) => slack.addChannel({ name, members }).id;
  const bot = slack.botUserId;
  return {
    workspaceId: slack.teamId,
    ids,
    channels: {
      help: channel('help', [...Object.values(ids), ...quiet, bot]),
      'mapping-help': channel('mapping-help', [...everywhere, bot]),
      general: channel('general', [...everywhere, bot]),
    },
    // The admin looks on without being staff.
    triage: slack.addChannel({
      name: 'help-triage',
      isPrivate: true,
      members: [...STAFF.map((name) => ids[name]), ids.kofi, bot],
    }).id,
    news: channel('cooperative-news', [...everywhere, bot]),
  };
}

/** Writes which organisation everybody belongs to, and what Slack says of them, as if it had been read at this moment. */
export async function membersAndOrganisations(db: Db, { workspaceId, ids }: Riverbend, readAt: Date): Promise<void> {
  await db.workspace.update({ where: { id: workspaceId }, data: { peopleReadAt: readAt } });
  await db.organisation.createMany({
    data: Object.entries(ORGANISATIONS).map(([id, { domain: _, ...organisation }]) => ({ workspaceId, id, ...organisation })),
  });
  await db.organisationDomain.createMany({
    data: Object.entries(ORGANISATIONS).map(([organisationId, { domain }]) => ({ workspaceId, organisationId, domain })),
  });
  await db.member.createMany({
    data: everybody.filter(isOurs).map(([key, person]) => ({
      workspaceId,
      id: ids[key],
      kind: person.visits ? 'guest' : 'member',
      displayName: person.name,
      email: emailOf(key, person),
      organisationId: person.organisation,
      belongsBy: person.organisation ? 'domain' : null,
      isAdmin: person.isAdmin ?? false,
      timeZone: person.tz,
      language: (person.locale ?? 'en-US').slice(0, 2),
    })),
  });
  await db.member.createMany({
    data: QUIET_PEOPLE.map(({ id, handle, name, organisation, locale = 'en-US' }) => ({
      workspaceId,
      id,
      displayName: name,
      email: quietEmail(handle, organisation),
      organisationId: organisation,
      belongsBy: 'domain',
      timeZone: HOME_ZONE,
      language: locale.slice(0, 2),
    })),
  });
}

/** Whom a workspace lists; somebody of another one it only meets. */
function isOurs([, { visits }]: [Name, Somebody]): boolean {
  return visits !== 'from another Slack';
}

/** Everybody one can act as, by where they belong; Maya, who asks most, comes first. */
export function castOf({ ids }: Riverbend): Start['cast'] {
  const group = (name: string, isIn: (person: Somebody) => boolean) => ({
    group: name,
    people: everybody
      .filter(([, person]) => isIn(person))
      .map(([key, person]) => ({ id: ids[key], name: person.name, handle: key, note: noteOn(person) })),
  });
  return [
    ...Object.entries(ORGANISATIONS).map(([id, { name }]) =>
      group(name, ({ organisation, visits }) => organisation === id && !visits),
    ),
    group('Riverbend staff', ({ organisation, visits }) => !organisation && !visits),
    group('Guests and partners', ({ visits }) => visits !== undefined),
  ];
}

function noteOn({ role, isAdmin, visits }: Somebody): string {
  if (visits === 'as a guest') return 'guest';
  if (visits) return `from ${NEIGHBOURS.name}`;
  return role ?? (isAdmin ? 'admin' : '');
}

/** Texts that staff begin their answers with. */
export async function savedReplies(db: Db, { workspaceId }: Riverbend): Promise<void> {
  const texts = {
    'New colleague':
      'Hello {name}! Please send me their name and e-mail address, and which tools they need. They are in the same day.',
    'Password reset': 'Hello {name}! I have sent you a link to choose a new password. It works for one hour.',
    'On the list': 'Thank you, {name}. I have put it on our list as {number} and tell you here when it is done.',
  };
  await db.savedReply.createMany({
    data: Object.entries(texts).map(([name, text]) => ({
      workspaceId,
      deskId: 'main',
      id: name.toLowerCase().replaceAll(' ', '-'),
      name,
      text,
    })),
  });
}
