import { createHash } from 'node:crypto';
import leven from 'leven';
import { type Contact, type MemberRow, nameKey, type OrganisationRow, type PeopleFile } from './people-file.ts';
import type { Problem } from './sheet.ts';

type KnownOrganisation = {
  id: string;
  name: string;
  size: number | null;
  region: string | null;
  timeZone: string | null;
  plan: string | null;
  /** `2019-05-31` */
  joinedOn: string | null;
  domains: string[];
  contacts: Contact[];
};
type KnownMember = {
  id: string;
  name: string;
  kind: string;
  email: string;
  organisationId: string | null;
  belongsBy: string | null;
  role: string | null;
  language: string | null;
  /** 'chosen' when they said so themselves, which no file overrules. */
  languageBy: string | null;
};
/** What the store has of organisations and of the people whose e-mail we know. */
export type Known = { organisations: KnownOrganisation[]; members: KnownMember[] };

/** One thing that becomes different; `from` is null where nothing was. */
export type Change = { what: string; from: string | null; to: string };
/** What is written of one organisation; without an id it is new. */
export type OrganisationWrite = Omit<OrganisationRow, 'row'> & { id: string | null; changes: Change[]; looksLike?: string };
/** What is written of one member. */
export type MemberWrite = {
  id: string;
  name: string;
  organisationId?: string;
  language?: string;
  role?: string;
  changes: Change[];
};

/** What a file would change, complete: applying it writes this and nothing else. */
export type Plan = {
  kind: PeopleFile['kind'];
  organisations: OrganisationWrite[];
  members: MemberWrite[];
  unchanged: number;
  /** How many people come to belong to which organisation; null for none. */
  moves: { to: string | null; count: number }[];
  /** Rows about people nobody in Slack is known by; they are not kept. */
  notInSlack: { row: number; email: string }[];
  /** Who chose another language than the file says, and keeps it. */
  ownLanguages: { name: string; language: string }[];
  problems: Problem[];
  notes: string[];
  /** The same for two plans that write the same over the same. */
  fingerprint: string;
};

/** Compares a file with what the store has. Rows with problems are not part of the plan. */
export function planImport(file: PeopleFile, known: Known): Plan {
  const parts =
    file.kind === 'organisations'
      ? organisationParts(file.rows, known)
      : memberParts(file.kind === 'members' ? file.rows : [], known);
  const { problems: more = [], ...changes } = parts;
  const problems = [...file.problems, ...more].toSorted((one, other) => one.row - other.row);
  const fingerprint = createHash('sha256').update(JSON.stringify(changes)).digest('base64url').slice(0, 22);
  return { kind: file.kind, ...changes, problems, notes: file.notes, fingerprint };
}

/** Whether applying would write anything. */
export function isEmptyPlan({ organisations, members, moves }: Plan): boolean {
  return organisations.length === 0 && members.length === 0 && moves.length === 0;
}

type Parts = Omit<Plan, 'kind' | 'problems' | 'notes' | 'fingerprint'> & { problems?: Problem[] };

function organisationParts(rows: OrganisationRow[], { organisations, members }: Known): Parts {
  const byName = new Map(organisations.map((one) => [nameKey(one.name), one]));
  const ownerOf = new Map(organisations.flatMap(({ name, domains }) => domains.map((domain) => [domain, name] as const)));
  const before = new Map(ownerOf);
  const writes = rows.map((row): OrganisationWrite => {
    const old = byName.get(nameKey(row.name));
    const name = old?.name ?? row.name;
    const domains = row.domains.filter((domain) => before.get(domain) !== name);
    const contacts = row.contacts.filter(
      (one) => !old?.contacts.some(({ role, email }) => role === one.role && email === one.email),
    );
    const changes = [
      ...factChanges(row.facts, old),
      ...domains.map((domain) => ({ what: 'domain', from: before.get(domain) ?? null, to: domain })),
      ...contacts.map(({ role, email }) => ({ what: role === 'contact' ? role : `contact for ${role}`, from: null, to: email })),
    ];
    for (const domain of domains) ownerOf.set(domain, name);
    const looksLike = old ? undefined : similarName(row.name, organisations);
    return { id: old?.id ?? null, name, facts: row.facts, domains, contacts, changes, ...(looksLike ? { looksLike } : {}) };
  });
  const changed = writes.filter(({ id, changes }) => id === null || changes.length > 0);
  return {
    organisations: changed,
    members: [],
    unchanged: writes.length - changed.length,
    moves: movesBy(members, organisations, (member) => placeOf(member.email, ownerOf)),
    notInSlack: [],
    ownLanguages: [],
  };
}

function factChanges(facts: OrganisationRow['facts'], old: KnownOrganisation | undefined): Change[] {
  const words = { size: 'size', region: 'region', timeZone: 'time zone', plan: 'plan', joinedOn: 'joined' };
  return (Object.keys(words) as (keyof typeof words)[]).flatMap((field) => {
    const to = facts[field];
    const from = old?.[field] ?? null;
    return to === undefined || to === from
      ? []
      : [{ what: words[field], from: from === null ? null : String(from), to: String(to) }];
  });
}

/** The organisation whose domain an address has, or the nearest domain above it. */
function placeOf(email: string, ownerOf: Map<string, string>): string | null {
  const parts = email.slice(email.indexOf('@') + 1).split('.');
  for (let start = 0; start < parts.length; start += 1) {
    const owner = ownerOf.get(parts.slice(start).join('.'));
    if (owner !== undefined) return owner;
  }
  return null;
}

function movesBy(members: KnownMember[], organisations: KnownOrganisation[], placeFor: (member: KnownMember) => string | null) {
  const nameOf = new Map(organisations.map(({ id, name }) => [id, name]));
  const counts = new Map<string | null, number>();
  for (const member of members) {
    if (member.belongsBy === 'hand' || member.kind === 'bot') continue;
    const to = placeFor(member);
    const from = member.organisationId === null ? null : (nameOf.get(member.organisationId) ?? null);
    if (to !== from) counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  return [...counts].map(([to, count]) => ({ to, count }));
}

function memberParts(rows: MemberRow[], { organisations, members }: Known): Parts {
  const byName = new Map(organisations.map((one) => [nameKey(one.name), one]));
  const nameOf = new Map(organisations.map(({ id, name }) => [id, name]));
  const byEmail = Map.groupBy(members, ({ email }) => email);
  const problems: Problem[] = [];
  const writes: MemberWrite[] = [];
  const notInSlack: Parts['notInSlack'] = [];
  const ownLanguages: Parts['ownLanguages'] = [];
  for (const row of rows) {
    const home = row.organisation === undefined ? undefined : byName.get(nameKey(row.organisation));
    if (row.organisation !== undefined && !home) {
      problems.push({ row: row.row, column: 'organisation', sentence: noOrganisation(row.organisation, organisations) });
      continue;
    }
    const people = (byEmail.get(row.email) ?? []).filter(({ kind }) => kind !== 'bot');
    if (people.length === 0) notInSlack.push({ row: row.row, email: row.email });
    for (const { name, language, languageBy } of people)
      if (row.language && language && languageBy === 'chosen' && language !== row.language) ownLanguages.push({ name, language });
    writes.push(...people.map((person) => memberWrite(row, person, home, nameOf)));
  }
  const changed = writes.filter(({ changes }) => changes.length > 0);
  const moved = Map.groupBy(
    changed.filter(({ organisationId }) => organisationId !== undefined),
    ({ organisationId = '' }) => nameOf.get(organisationId) ?? null,
  );
  const moves = [...moved].map(([to, people]) => ({ to, count: people.length }));
  return {
    organisations: [],
    members: changed,
    unchanged: writes.length - changed.length,
    moves,
    notInSlack,
    ownLanguages,
    problems,
  };
}

function memberWrite(
  { language: given, role }: MemberRow,
  person: KnownMember,
  home: KnownOrganisation | undefined,
  nameOf: Map<string, string>,
): MemberWrite {
  const from = person.organisationId === null ? null : (nameOf.get(person.organisationId) ?? null);
  const language = person.languageBy === 'chosen' ? undefined : given;
  const moves = home !== undefined && home.id !== person.organisationId;
  return {
    id: person.id,
    name: person.name,
    ...(moves ? { organisationId: home.id } : {}),
    ...(language ? { language } : {}),
    ...(role ? { role } : {}),
    changes: [
      ...(moves ? [{ what: 'organisation', from, to: home.name }] : []),
      ...(language && language !== person.language ? [{ what: 'language', from: person.language, to: language }] : []),
      ...(role && role !== person.role ? [{ what: 'role', from: person.role, to: role }] : []),
    ],
  };
}

function noOrganisation(name: string, organisations: KnownOrganisation[]): string {
  const near = similarName(name, organisations);
  const hint = near ? `Did you mean “${near}”?` : 'Import the organisations first, then the members.';
  return `There is no organisation “${name}”. ${hint}`;
}

/** An organisation that differs from this name by a slip of the fingers. */
function similarName(name: string, organisations: KnownOrganisation[]): string | undefined {
  const key = nameKey(name);
  return organisations.find((one) => {
    const other = nameKey(one.name);
    return (
      Math.abs(other.length - key.length) <= 2 && other !== key && leven(other, key) <= Math.min(2, Math.floor(key.length / 2.5))
    );
  })?.name;
}
