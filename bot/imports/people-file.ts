import { type Read, readDay, readDomain, readEmail, readLanguage, readSize, readText, readTimeZone } from './cells.ts';
import { type Columns, columnsOf, FIELD_WORDS, type Field } from './columns.ts';
import { isPublicDomain } from './public-domains.ts';
import { type Problem, readSheet, type SheetRow } from './sheet.ts';

export type Contact = { role: string; email: string };
/** What a row says of an organisation; what it leaves empty is not there. */
export type OrganisationRow = {
  row: number;
  name: string;
  facts: { size?: number; region?: string; timeZone?: string; plan?: string; joinedOn?: string };
  domains: string[];
  contacts: Contact[];
};
/** What a row says of a member. */
export type MemberRow = { row: number; email: string; organisation?: string; language?: string; role?: string };

/** What a file says: the rows that can be read, and a sentence for everything that cannot. */
export type PeopleFile = { problems: Problem[]; notes: string[] } & (
  | { kind: 'organisations'; rows: OrganisationRow[] }
  | { kind: 'members'; rows: MemberRow[] }
  | { kind: 'unknown' }
);

/** Reads a file of organisations or of members; which of the two, its header says. Never throws. */
export function readPeopleFile(bytes: Uint8Array): PeopleFile {
  const sheet = readSheet(bytes);
  if ('sentence' in sheet) return unknownFile([sheet]);
  const columns = columnsOf(sheet.header.cells);
  const notes = columns.unknown.map(
    ({ name, meant }) =>
      `The column “${shortened(name)}” is left out${meant ? `. Did you mean “${meant}”?` : ': I do not know it.'}`,
  );
  const wrong = headerProblem(columns);
  if (wrong) return unknownFile([{ row: sheet.header.row, column: null, sentence: wrong }], notes);
  const problems: Problem[] = [];
  if (columns.at.email !== undefined) {
    const rows = sheet.rows.flatMap((row) => memberOf(new RowReader(row, columns, problems)) ?? []);
    return { kind: 'members', rows: withoutTwins(rows, problems, 'email', ({ email }) => [email]), problems, notes };
  }
  const rows = sheet.rows.flatMap((row) => organisationOf(new RowReader(row, columns, problems)) ?? []);
  const once = withoutTwins(rows, problems, 'organisation', ({ name }) => [nameKey(name)]);
  return { kind: 'organisations', rows: withoutTwins(once, problems, 'domain', ({ domains }) => domains), problems, notes };
}

/** Under which an organisation's name is the same name, however it is written. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

const unknownFile = (problems: Problem[], notes: string[] = []): PeopleFile => ({ kind: 'unknown', problems, notes });

const OF_ORGANISATIONS: Field[] = ['domain', 'size', 'region', 'plan', 'joined'];

function headerProblem({ at, contacts, twice }: Columns): string | undefined {
  const [again] = twice;
  if (again !== undefined) return `The column “${shortened(again)}” is there twice. Please take one of them out.`;
  const isOfOrganisations = contacts.length > 0 || OF_ORGANISATIONS.some((field) => at[field] !== undefined);
  if (at.email !== undefined && isOfOrganisations)
    return 'One file can hold organisations or members, not both. Please make two files: one with the column “domain”, one with “email”.';
  if (at.email === undefined && at.organisation === undefined && !(at.name !== undefined && isOfOrganisations))
    return 'The first row names the columns. For organisations it needs “organisation”, for members “email”.';
  return undefined;
}

/** Reads the cells of one row and keeps what is wrong with them. */
class RowReader {
  readonly row: number;
  readonly columns: Columns;
  isGood = true;
  readonly #cells: string[];
  readonly #problems: Problem[];

  constructor({ row, cells }: SheetRow, columns: Columns, problems: Problem[]) {
    this.row = row;
    this.columns = columns;
    this.#cells = cells;
    this.#problems = problems;
  }

  cell(index: number | undefined): string {
    return index === undefined ? '' : (this.#cells[index] ?? '');
  }

  /** Undefined for an empty cell, and for one that cannot be read. */
  read<T>(field: Field, how: (cell: string) => Read<T>): T | undefined {
    const cell = this.cell(this.columns.at[field]);
    return cell === '' ? undefined : this.#taken(FIELD_WORDS[field], how(cell));
  }

  /** Every part of a cell that holds several, once each. */
  readAll(index: number | undefined, column: string, separator: RegExp, how: (cell: string) => Read<string>): string[] {
    const parts = this.cell(index)
      .split(separator)
      .filter((part) => part !== '');
    return [...new Set(parts.flatMap((part) => this.#taken(column, how(part)) ?? []))];
  }

  refuse(column: string, sentence: string): void {
    this.isGood = false;
    this.#problems.push({ row: this.row, column, sentence });
  }

  #taken<T>(column: string, read: Read<T>): T | undefined {
    if ('value' in read) return read.value;
    this.refuse(column, read.sentence);
    return undefined;
  }
}

function organisationOf(reader: RowReader): OrganisationRow | undefined {
  const { at, contacts } = reader.columns;
  const name = reader.read(at.organisation === undefined ? 'name' : 'organisation', readText) ?? '';
  if (name === '' && reader.isGood) reader.refuse('organisation', 'The name of the organisation is missing.');
  const found = {
    size: reader.read('size', readSize),
    region: reader.read('region', readText),
    timeZone: reader.read('timeZone', readTimeZone),
    plan: reader.read('plan', readText),
    joinedOn: reader.read('joined', readDay),
  };
  const row = {
    row: reader.row,
    name,
    facts: given(found),
    domains: reader.readAll(at.domain, 'domain', /[;,\s]+/, readOwnDomain),
    contacts: contacts.flatMap(({ index, role }) =>
      reader.readAll(index, `contact: ${role}`, /[;,\s]+/, readEmail).map((email) => ({ role: shortened(role), email })),
    ),
  };
  return reader.isGood ? row : undefined;
}

function memberOf(reader: RowReader): MemberRow | undefined {
  const email = reader.read('email', readEmail) ?? '';
  if (email === '' && reader.isGood) reader.refuse('e-mail', 'The e-mail address is missing.');
  const found = {
    organisation: reader.read('organisation', readText),
    language: reader.read('language', readLanguage),
    role: reader.read('role', readText),
  };
  return reader.isGood ? { row: reader.row, email, ...given(found) } : undefined;
}

function readOwnDomain(cell: string): Read<string> {
  const read = readDomain(cell);
  if ('value' in read && isPublicDomain(read.value))
    return { sentence: `Anybody can have an address at ${read.value}, so it says nothing of where they belong. Leave it out.` };
  return read;
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Without what is not there. */
function given<T extends object>(found: T): Given<T> {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as Given<T>;
}

/** Of rows that say something about the same, the first stands and the others are problems. */
function withoutTwins<T extends { row: number }>(
  rows: T[],
  problems: Problem[],
  field: Field,
  keysOf: (row: T) => string[],
): T[] {
  const seen = new Map<string, number>();
  return rows.filter((row) => {
    const twin = keysOf(row).find((key) => seen.has(key));
    for (const key of keysOf(row)) if (twin === undefined) seen.set(key, row.row);
    if (twin === undefined) return true;
    const sentence = `${FIELD_WORDS[field]} “${shortened(twin)}” is in row ${seen.get(twin)} already.`;
    problems.push({ row: row.row, column: FIELD_WORDS[field], sentence: sentence.charAt(0).toUpperCase() + sentence.slice(1) });
    return false;
  });
}

function shortened(text: string): string {
  return [...text].slice(0, 60).join('');
}
