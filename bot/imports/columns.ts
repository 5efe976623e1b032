import leven from 'leven';

/** What a column of a file of organisations or members can hold. */
export type Field =
  | 'organisation'
  | 'domain'
  | 'size'
  | 'region'
  | 'timeZone'
  | 'plan'
  | 'joined'
  | 'email'
  | 'language'
  | 'role'
  | 'name';

export type Columns = {
  /** Where each field is; a contact column has what its people are to be asked about. */
  at: Partial<Record<Field, number>>;
  contacts: { index: number; role: string }[];
  /** Names of columns that are there twice. */
  twice: string[];
  /** Names of columns nobody knows, and what may have been meant. */
  unknown: { name: string; meant: string | undefined }[];
};

/** Without accents, since those get lost on the way through spreadsheets. */
const NAMES: Record<Field, string[]> = {
  organisation: `organisation, organization, organisation name, organization name, member organisation, member organization,
    cooperative, coop, co op, organizacion, cooperativa, entidad, nombre de la organizacion, nombre de la cooperativa`.split(','),
  domain: 'domain, domains, domain s, email domain, email domains, mail domain, dominio, dominios, dominio de correo'.split(','),
  size: 'size, people, number of people, headcount, tamano, personas, socios, numero de personas, numero de socios'.split(','),
  region: 'region, area, state, province, comunidad, provincia, estado, zona'.split(','),
  timeZone: 'time zone, timezone, tz, zona horaria, huso horario'.split(','),
  plan: 'plan, tier, tarifa'.split(','),
  joined: `joined, joined on, join date, date joined, member since, since, fecha de alta, alta, fecha de ingreso, ingreso,
    socio desde, miembro desde`.split(','),
  email: 'email, e mail, email address, e mail address, mail, correo, correo electronico'.split(','),
  language: 'language, lang, idioma, lengua'.split(','),
  role: 'role, job title, position, rol, cargo, puesto'.split(','),
  name: 'name, full name, nombre, nombre completo'.split(','),
};

const FIELD_BY_NAME = new Map(
  Object.entries(NAMES).flatMap(([field, names]) => names.map((name) => [name.trim(), field as Field] as const)),
);

/** How a field is called to people. */
export const FIELD_WORDS: Record<Field, string> = {
  organisation: 'organisation',
  domain: 'domain',
  size: 'size',
  region: 'region',
  timeZone: 'time zone',
  plan: 'plan',
  joined: 'joined',
  email: 'e-mail',
  language: 'language',
  role: 'role',
  name: 'name',
};

/** Finds out which column is which, however its name is written. */
export function columnsOf(header: string[]): Columns {
  const columns: Columns = { at: {}, contacts: [], twice: [], unknown: [] };
  for (const [index, written] of header.entries()) {
    const name = plainName(written);
    const field = FIELD_BY_NAME.get(name);
    const contact = /^(?:contacts?|contactos?)\b(.*)$/.exec(name);
    if (contact) columns.contacts.push({ index, role: roleOf(written, contact[1] ?? '') });
    else if (field && columns.at[field] !== undefined) columns.twice.push(written);
    else if (field) columns.at[field] = index;
    else if (name !== '') columns.unknown.push({ name: written, meant: nearestField(name) });
  }
  return columns;
}

/** A column's name without what gets lost on the way through spreadsheets. */
export function plainName(written: string): string {
  return written
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** No spreadsheet's header is longer. */
const LONGEST_HEADER = 200;

/** `contact: billing`, `Contact (billing)` and `contact billing` are about billing. */
function roleOf(written: string, rest: string): string {
  const role = rest.trim();
  if (role === '' || FIELD_BY_NAME.get(role) === 'email' || role === 'emails') return 'contact';
  return written
    .slice(0, LONGEST_HEADER)
    .replace(/^\s*\p{L}+/u, '')
    .replace(/^[\s:.()–—-]+/u, '')
    .replace(/(?<![\s:.()–—-])[\s:.()–—-]+$/u, '')
    .toLowerCase();
}

function nearestField(name: string): string | undefined {
  const [best] = [...FIELD_BY_NAME.keys()]
    .map((one) => ({ one, distance: leven(one, name.slice(0, 40)) }))
    .toSorted((one, other) => one.distance - other.distance);
  return best && best.distance <= 2 ? best.one : undefined;
}
