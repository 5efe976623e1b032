import { createHash } from 'node:crypto';
import { desksOfStaff } from '#bot/desks/desks.ts';
import type { Problem } from '#bot/imports/sheet.ts';
import { stableJson } from '#bot/stable-json.ts';
import type { Tx } from '#prisma/db.ts';
import { checkDraft, factsFor, type ToolFacts } from './checks.ts';
import { changedKeys, draftOf, type ToolDraft } from './draft.ts';
import { COLUMNS, type FileNames, nameKey, organisationIn, personIn, settingIn } from './file-columns.ts';
import { settingAt } from './section-reading.ts';
import { toolOf } from './tool.ts';
import type { Given, ToolFile, ToolFileRow } from './tool-file.ts';
import { newDraft, newToolId } from './tools.ts';

/** What a file does to one tool; `before` is null for a new one. */
export type ToolWrite = {
  row: number;
  id: string;
  before: ToolDraft | null;
  draft: ToolDraft;
  /** Put away (true) or offered again (false); left as it is when undefined. */
  archived: boolean | undefined;
};
export type ToolPlan = {
  writes: ToolWrite[];
  unchanged: number;
  problems: Problem[];
  notes: string[];
  /** How many people wait for a seat of the tools that get more of them, and may be offered one at once. */
  notified: number;
  fingerprint: string;
};

/** What the store has, for a file to be compared with. */
export type KnownTools = {
  tools: Map<string, { draft: ToolDraft; isArchived: boolean; waiting: number }>;
  facts: ToolFacts;
  names: FileNames;
  /** Where the one whose file it is leads. */
  desks: string[];
};

export async function knownTools(tx: Tx, workspaceId: string, actorId: string): Promise<KnownTools> {
  const rows = await tx.tool.findMany({ where: { workspaceId }, orderBy: { id: 'asc' } });
  const led = (await desksOfStaff(tx, workspaceId, actorId)).filter(({ role }) => role === 'lead');
  const waiting = await tx.signUp.groupBy({ by: ['toolId'], where: { workspaceId, state: 'waiting' }, _count: true });
  const waitingFor = new Map(waiting.map(({ toolId, _count }) => [toolId, _count]));
  const known = (row: (typeof rows)[number]) => ({
    draft: draftOf(toolOf(row)),
    isArchived: row.archivedAt !== null,
    waiting: waitingFor.get(row.id) ?? 0,
  });
  return {
    tools: new Map(rows.map((row) => [row.id, known(row)])),
    facts: await factsFor(tx, workspaceId),
    names: await fileNames(tx, workspaceId),
    desks: led.map(({ desk }) => desk.id),
  };
}

export async function fileNames(tx: Tx, workspaceId: string): Promise<FileNames> {
  const organisations = await tx.organisation.findMany({ where: { workspaceId }, select: { id: true, name: true } });
  const members = await tx.member.findMany({
    where: { workspaceId, kind: 'member', deactivatedAt: null, email: { not: null } },
    select: { id: true, email: true },
    orderBy: { id: 'desc' },
  });
  const named = members.map(({ id, email }) => ({ id, email: email ?? '' }));
  return {
    organisationIds: new Map(organisations.map(({ id, name }) => [nameKey(name), id])),
    organisationNames: new Map(organisations.map(({ id, name }) => [id, name])),
    memberIds: new Map(named.map(({ id, email }) => [email, id])),
    emails: new Map(named.map(({ id, email }) => [id, email])),
  };
}

/** What a file would change; rows with problems change nothing. */
export function planTools(file: ToolFile, known: KnownTools): ToolPlan {
  const planner = new Planner(known, [...file.problems]);
  for (const row of file.rows) planner.take(row);
  const { writes, unchanged, problems } = planner;
  return {
    writes,
    unchanged,
    problems: problems.toSorted((one, other) => one.row - other.row),
    notes: file.notes,
    notified: writes.filter(hasMoreSeats).reduce((sum, { id }) => sum + (known.tools.get(id)?.waiting ?? 0), 0),
    fingerprint: createHash('sha256').update(stableJson(writes)).digest('base64url').slice(0, 22),
  };
}

/** The tools that a file is about, among those that are there. */
export function toolsIn({ rows }: ToolFile, known: Pick<KnownTools, 'tools'>): string[] {
  const byName = idsByName(known);
  return rows.map((row) => idOf(row, byName) ?? '').filter((id) => known.tools.has(id));
}

function hasMoreSeats({ before, draft, archived }: ToolWrite): boolean {
  if (before === null) return false;
  const isMore = (from: number | null, to: number | null) => from !== null && (to === null || to > from);
  const { seatCap, seatCapPerOrganisation } = before;
  return archived === false || isMore(seatCap, draft.seatCap) || isMore(seatCapPerOrganisation, draft.seatCapPerOrganisation);
}

class Planner {
  readonly writes: ToolWrite[] = [];
  readonly problems: Problem[];
  unchanged = 0;
  readonly #known: KnownTools;
  readonly #taken: Set<string>;
  /** Whose name it is, among the tools that are offered. */
  readonly #byName: Map<string, string>;
  readonly #rowOf = new Map<string, number>();

  constructor(known: KnownTools, problems: Problem[]) {
    this.#known = known;
    this.problems = problems;
    this.#taken = new Set(known.tools.keys());
    this.#byName = idsByName(known);
  }

  take(row: ToolFileRow): void {
    const { tools, desks, facts, names } = this.#known;
    const problem = this.#oddity(row);
    if (problem) {
      this.#refuse(row, ...problem);
      return;
    }
    const id = idOf(row, this.#byName);
    const there = id === undefined ? undefined : tools.get(id);
    const before = there?.draft ?? null;
    const checked = checkDraft(drafted(before ?? newDraft(desks[0] ?? 'main'), row.given, names), facts);
    if ('problems' in checked) {
      for (const { path, sentence } of checked.problems.slice(0, 5)) this.#refuse(row, columnOf(path), sentence);
      return;
    }
    const { draft } = checked;
    const isAway = typeof row.archived === 'boolean' ? row.archived : (there?.isArchived ?? false);
    const newId = id ?? newToolId(this.#taken, draft.name);
    const clash = this.#clash(newId, draft, before, isAway);
    if (clash) this.#refuse(row, ...clash);
    else this.#keep(row.row, newId, draft, isAway);
  }

  #oddity({ id, archived }: ToolFileRow): [string, string] | undefined {
    if (id !== '' && !ID.test(id)) return ['id', 'An id is made of a–z, 0–9 and -. Leave it empty for a new tool.'];
    return archived === undefined || typeof archived === 'boolean' ? undefined : ['archived', 'This is yes or no.'];
  }

  #clash(id: string, draft: ToolDraft, before: ToolDraft | null, isAway: boolean): [string, string] | undefined {
    const { desks } = this.#known;
    if (![draft.deskId, before?.deskId ?? draft.deskId].every((one) => desks.includes(one)))
      return ['desk', 'You do not lead that desk, so its tools are not yours to change.'];
    const namesake = this.#byName.get(plainly(draft.name));
    const twin = this.#rowOf.get(id) ?? (namesake === undefined ? undefined : this.#rowOf.get(namesake));
    if (twin !== undefined) return ['name', `This tool is in row ${twin} already.`];
    if (isAway || namesake === undefined || namesake === id) return undefined;
    return ['name', `There is a tool called “${draft.name}” already: ${namesake}.`];
  }

  #keep(row: number, id: string, draft: ToolDraft, isAway: boolean): void {
    this.#rowOf.set(id, row);
    this.#taken.add(id);
    if (!isAway) this.#byName.set(plainly(draft.name), id);
    const there = this.#known.tools.get(id);
    const before = there?.draft ?? null;
    const archived = isAway === (there?.isArchived ?? false) ? undefined : isAway;
    if (before !== null && archived === undefined && changedKeys(before, draft).length === 0) this.unchanged += 1;
    else this.writes.push({ row, id, before, draft, archived });
  }

  #refuse({ row }: ToolFileRow, column: string, sentence: string): void {
    this.problems.push({ row, column, sentence });
  }
}

const ID = /^[a-z0-9-]{1,50}$/;

function idsByName({ tools }: Pick<KnownTools, 'tools'>): Map<string, string> {
  const offered = [...tools].filter(([, { isArchived }]) => !isArchived);
  return new Map(offered.map(([id, { draft }]) => [plainly(draft.name), id]));
}

/** By its id, or else by its name; an id that is free is given to the new tool. */
function idOf({ id, given }: ToolFileRow, byName: ReadonlyMap<string, string>): string | undefined {
  if (id !== '') return id;
  const name = given.find(({ path }) => path === 'name');
  return name && byName.get(plainly(String('cell' in name ? name.cell : name.value)));
}

/** A tool as it would be with what the file says of it. */
function drafted(before: ToolDraft, given: Given[], names: FileNames): unknown {
  const draft: Record<string, unknown> = structuredClone(before);
  for (const one of given) {
    const value = 'cell' in one ? settingIn(one.as, one.cell, names) : resolved(one.path, one.value, names);
    const [root = '', part] = one.path.split('.');
    if (part === undefined) draft[root] = value;
    else draft[root] = { ...(draft[root] ?? {}), [part]: value };
  }
  const { agreement } = draft;
  if (typeof agreement === 'object' && agreement !== null && Object.values(agreement).every((one) => one === undefined))
    draft.agreement = null;
  return draft;
}

/** In JSON, too, people may be named by their address and organisations by their name. */
function resolved(path: string, value: unknown, names: FileNames): unknown {
  if ((path === 'ownerId' || path === 'standInId') && typeof value === 'string') return personIn(value, names);
  const ids = path === 'eligibility' ? settingAt(value, 'organisationIds') : undefined;
  if (!Array.isArray(ids)) return value;
  return {
    ...(value as object),
    organisationIds: ids.map((one: unknown) => (typeof one === 'string' ? organisationIn(one, names) : one)),
  };
}

/** A problem's place as the file calls it. */
function columnOf(path: string): string {
  const names = path.split('.');
  for (let count = names.length; count > 0; count -= 1) {
    const found = COLUMNS.find((one) => one.path === names.slice(0, count).join('.'));
    if (found) return count < names.length && found.kind === 'fields' ? `${found.name} (${path})` : found.name;
  }
  return path;
}

const plainly = (name: string) => nameKey(name.normalize('NFD').replaceAll(/\p{M}/gu, ''));
