import { readDay } from '#surveys/typed-values.ts';
import type { ToolDraft } from './draft.ts';
import { linkIn, numberIn, settingAt } from './section-reading.ts';

/** Whom and what a file can name, both ways. */
export type FileNames = {
  organisationIds: ReadonlyMap<string, string>;
  organisationNames: ReadonlyMap<string, string>;
  memberIds: ReadonlyMap<string, string>;
  emails: ReadonlyMap<string, string>;
};

type Kind = 'text' | 'number' | 'numbers' | 'yes' | 'day' | 'lines' | 'links' | 'organisations' | 'person' | 'stages' | 'fields';
export type Column = { name: string; path: string; kind: Kind };

const column = (name: string, path: string, kind: Kind = 'text'): Column => ({ name, path, kind });

/** A tool's row, cell by cell, in the order of an export. */
export const COLUMNS: readonly Column[] = [
  column('name', 'name'),
  column('summary', 'summary'),
  column('for whom', 'forWhom'),
  column('cost', 'cost'),
  column('category', 'category'),
  column('desk', 'deskId'),
  column('channel', 'channelId'),
  column('owner', 'ownerId', 'person'),
  column('stand-in', 'standInId', 'person'),
  column('who signs up', 'subject'),
  column('seats', 'seatCap', 'number'),
  column('seats per organisation', 'seatCapPerOrganisation', 'number'),
  column('a seat per person', 'seatsByPerson', 'yes'),
  column('few seats', 'fewSeats', 'number'),
  column('offer hours', 'offerHours', 'number'),
  column('applications open', 'windowOpensAt'),
  column('applications close', 'windowClosesAt'),
  column('term', 'term'),
  column('ends on', 'termEndsOn', 'day'),
  column('months', 'termMonths', 'number'),
  column('renewal', 'renewal'),
  column('reminder days', 'reminderDays', 'numbers'),
  column('unused days', 'unusedDays', 'number'),
  column('only organisations', 'eligibility.organisationIds', 'organisations'),
  column('smallest', 'eligibility.smallest', 'number'),
  column('largest', 'eligibility.largest', 'number'),
  column('only plans', 'eligibility.plans', 'lines'),
  column('only roles', 'eligibility.roles', 'lines'),
  column('agreement', 'agreement.name'),
  column('agreement link', 'agreement.url'),
  column('agreement version', 'agreement.version'),
  column('stages', 'stages', 'stages'),
  column('stand-in hours', 'standInHours', 'number'),
  column('checklist', 'checklist', 'lines'),
  column('welcome', 'welcome'),
  column('links', 'links', 'links'),
  column('link hosts', 'linkHosts', 'lines'),
  column('webhook', 'webhookUrl'),
  column('form', 'fields', 'fields'),
];

/** A heading as it is compared: capitals, spaces and dashes make no difference. */
export const headingKey = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim();

const YES = ['yes', 'y', 'true', '1', 'x', 'sí', 'si'];
const NO = ['no', 'n', 'false', '0'];

export function yesIn(cell: string): boolean | string {
  const word = cell.toLowerCase();
  if (YES.includes(word)) return true;
  return NO.includes(word) ? false : cell;
}

/** What a cell says; what cannot be read stays as it is, for the checks to say so. */
export function settingIn({ kind }: Column, cell: string, names: FileNames): unknown {
  switch (kind) {
    case 'number':
      return numberIn(cell);
    case 'numbers':
      return cell
        .split(/[,;\s]+/)
        .filter(Boolean)
        .map((part) => numberIn(part));
    case 'yes':
      return yesIn(cell);
    case 'day':
      return readDay(cell) ?? cell;
    case 'lines':
      return linesOf(cell);
    case 'links':
      return linesOf(cell).map(linkIn);
    case 'organisations':
      return linesOf(cell).map((name) => organisationIn(name, names));
    case 'person':
      return personIn(cell, names);
    case 'stages':
      return cell
        .split(/[;\n]/)
        .filter((part) => part.trim() !== '')
        .map((part) => stageIn(part, names));
    case 'fields':
      return fieldsIn(cell);
    default:
      return cell;
  }
}

const linesOf = (cell: string) =>
  cell
    .split(/\n|\s\|\s/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

export function organisationIn(name: string, { organisationIds, organisationNames }: FileNames): string {
  return organisationNames.has(name) ? name : (organisationIds.get(nameKey(name)) ?? name);
}

export const nameKey = (name: string) => name.normalize('NFC').toLowerCase().replaceAll(/\s+/g, ' ').trim();

/** Somebody by their e-mail address, or by Slack's id of them. */
export function personIn(cell: string, { memberIds }: FileNames): string {
  const bare = cell.replace(/^<?@?/, '').replace(/>$/, '').trim();
  return bare.includes('@') || cell.includes('@') ? (memberIds.get(bare.toLowerCase()) ?? bare) : bare;
}

/** `people ana@example.org ben@example.org all` */
function stageIn(part: string, names: FileNames): unknown {
  const [who = '', ...rest] = part.trim().split(/\s+/);
  const needs = rest.includes('all') ? 'all' : 'one';
  const memberIds = rest.filter((word) => word !== 'all' && word !== 'one').map((word) => personIn(word, names));
  return { who: who.toLowerCase(), memberIds, needs };
}

function fieldsIn(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}

/** A setting as a cell says it; empty for what is not there. */
export function cellOf({ path, kind }: Column, draft: ToolDraft, names: FileNames): string {
  const value = settingAt(draft, path);
  if (value === null || value === undefined) return '';
  if (kind === 'yes') return value === true ? 'yes' : 'no';
  if (kind === 'person') return personCell(String(value), names);
  if (!Array.isArray(value)) return String(value);
  if (value.length === 0) return '';
  if (kind === 'fields') return JSON.stringify(value);
  if (kind === 'numbers') return value.join(', ');
  if (kind === 'stages') return draft.stages.map((stage) => stageCell(stage, names)).join('; ');
  if (kind === 'links') return draft.links.map(({ label, url }) => `${label} ${url}`).join('\n');
  const lines = value.map((one) =>
    kind === 'organisations' ? (names.organisationNames.get(String(one)) ?? String(one)) : String(one),
  );
  return lines.join('\n');
}

/** Somebody's address, where it is theirs alone. */
function personCell(id: string, { emails, memberIds }: FileNames): string {
  const email = emails.get(id);
  return email !== undefined && memberIds.get(email) === id ? email : id;
}

function stageCell({ who, memberIds, needs }: ToolDraft['stages'][number], names: FileNames): string {
  return [who, ...memberIds.map((id) => personCell(id, names)), ...(needs === 'all' ? ['all'] : [])].join(' ');
}
