// THE CATALOGUE, as leads keep it: tools are made, changed and put away here, each change checked as a whole and audited.
import { createHash, randomBytes } from 'node:crypto';
import type { OutsideDeps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import type { DefinitionProblem } from '#bot/form-fields/definition.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { webhookPlace } from '#bot/secrets.ts';
import { isOpen, STATES } from '#bot/sign-ups/life.ts';
import { moveSignUp } from '#bot/sign-ups/moves.ts';
import { offerSeats, warnOfFewSeats } from '#bot/sign-ups/seats.ts';
import { planWindow } from '#bot/sign-ups/windows.ts';
import { stableJson } from '#bot/stable-json.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { idFrom } from '#surveys/ids.ts';
import { checkDraft, factsFor, type ToolFacts } from './checks.ts';
import { changedKeys, columnsOf, draftOf, ToolDraft } from './draft.ts';
import { refreshSoon } from './refreshing.ts';
import { findTool, lockTool, type Tool, toolOf } from './tool.ts';

/** Who works on the catalogue. */
export type Keeper = { workspaceId: string; actorId: string };
export type KeeperDeps = Pick<OutsideDeps, 'db' | 'now' | 'dueAt' | 'secrets'>;
/** What came of it; a `secret` is shown this once, and kept sealed. */
export type Saved = { tool: Tool; secret?: string } | { problems: DefinitionProblem[] };

/** A tool's settings, as plain JSON, some of them or all. */
export type Change = { [Key in keyof ToolDraft]?: unknown };

/** What a new tool begins with. */
export function newDraft(deskId: string): ToolDraft {
  return { ...ToolDraft.parse({ name: '-', summary: '-', deskId, subject: 'organisation' }), name: '', summary: '' };
}

/** Adds a tool under an id made from its name, or says everything that is wrong with it. */
export async function createTool(deps: KeeperDeps, keeper: Keeper, value: Change): Promise<Saved> {
  return deps.db.$transaction(async (tx) => {
    const { workspaceId, actorId } = keeper;
    const checked = checkDraft(value, await factsFor(tx, workspaceId));
    await requireRight(tx, 'edit the catalogue', { workspaceId, actorId, ...deskIn(checked) });
    if ('problems' in checked) return checked;
    const { draft } = checked;
    await holdNames(tx, workspaceId);
    const taken = await nameProblem(tx, workspaceId, draft.name);
    if (taken) return { problems: [taken] };
    const id = newToolId(await idsLike(tx, workspaceId, draft.name), draft.name);
    const { secret, columns } = withSecret(deps, { workspaceId, id, webhookSecret: null }, draft);
    const data = { workspaceId, id, ...columns, createdAt: deps.now() };
    const tool = toolOf(await tx.tool.create({ data }));
    await audit(tx, deps, keeper, 'tool.created', { id, name: tool.name });
    await planWindow(tx, deps, tool);
    return { tool, ...(secret ? { secret } : {}) };
  });
}

/** As many rows as one statement takes. */
const AT_ONCE = 500;

/** Adds tools that were checked, under ids that are free. */
export async function addTools(
  tx: Tx,
  deps: KeeperDeps,
  keeper: Keeper,
  tools: { id: string; draft: ToolDraft; archived: boolean | undefined }[],
): Promise<void> {
  const { workspaceId } = keeper;
  const at = deps.now();
  const data = tools.map(({ id, draft, archived }) => ({
    workspaceId,
    id,
    ...withSecret(deps, { workspaceId, id, webhookSecret: null }, draft).columns,
    createdAt: at,
    archivedAt: archived ? at : null,
  }));
  for (let start = 0; start < data.length; start += AT_ONCE)
    await tx.tool.createMany({ data: data.slice(start, start + AT_ONCE) });
  const audited = tools.map(({ id, draft }) => ({ ...keeper, at, action: 'tool.created', detail: { id, name: draft.name } }));
  for (let start = 0; start < audited.length; start += AT_ONCE)
    await tx.auditEntry.createMany({ data: audited.slice(start, start + AT_ONCE) });
  for (const { id } of tools.filter(({ draft }) => draft.windowClosesAt !== null))
    await planWindow(tx, deps, await findTool(tx, workspaceId, id));
}

const deskIn = (checked: ReturnType<typeof checkDraft>) => ('draft' in checked ? { deskId: checked.draft.deskId } : {});

/**
 * Changes some of a tool's settings, or says everything that is wrong with them.
 *
 * `seen` (`fingerprintOf`) is what these settings were when the lead began: of two who change the same, the second is told.
 */
export async function changeTool(
  deps: KeeperDeps,
  keeper: Keeper,
  toolId: string,
  change: Change | ((before: ToolDraft) => Change),
  seen?: string,
): Promise<Saved> {
  return deps.db.$transaction(async (tx) => {
    const { workspaceId, actorId } = keeper;
    await requireRight(tx, 'edit the catalogue', { workspaceId, actorId, toolId });
    // Names before tools, as every other way in holds them, so that no two wait for each other.
    if (typeof change === 'function' || Object.hasOwn(change, 'name')) await holdNames(tx, workspaceId);
    const tool = await lockTool(tx, workspaceId, toolId);
    const before = draftOf(tool);
    const wanted = typeof change === 'function' ? change(before) : change;
    if (seen !== undefined && seen !== fingerprintOf(before, keysOf(wanted))) throw changedMeanwhile();
    const checked = checkChange(before, wanted, await factsFor(tx, workspaceId));
    if ('problems' in checked) return checked;
    const after = checked.draft;
    const taken = after.name === before.name ? undefined : await nameProblem(tx, workspaceId, after.name, toolId);
    if (taken) return { problems: [taken] };
    return writeChange(tx, deps, keeper, tool, after);
  });
}

/** A tool with a change of it; what was wrong before and is no part of the change stays as it was. */
export function checkChange(before: ToolDraft, change: Change, facts: ToolFacts): ReturnType<typeof checkDraft> {
  const checked = checkDraft({ ...before, ...change }, facts);
  if ('draft' in checked) return checked;
  const problems = theirs(checked.problems, checkDraft(before, facts), change);
  return problems.length > 0 ? { problems } : { draft: partOf(before, change) };
}

const keysOf = (change: Change) => (Object.keys(change) as (keyof ToolDraft)[]).toSorted();

/** What somebody was shown of some settings, in a few letters. */
export function fingerprintOf(draft: ToolDraft, keys: readonly (keyof ToolDraft)[]): string {
  const shown = stableJson(keys.toSorted().map((key) => [key, draft[key]]));
  return createHash('sha256').update(shown).digest('base64url').slice(0, 16);
}

/** Without what was wrong before already and is no part of the change: an owner who left does not keep others from mending the rest. */
function theirs(problems: DefinitionProblem[], before: ReturnType<typeof checkDraft>, change: Change): DefinitionProblem[] {
  const old = 'problems' in before ? before.problems.map(({ path, sentence }) => `${path} ${sentence}`) : [];
  return problems.filter(({ path, sentence }) => {
    const [key = ''] = path.split('.');
    return Object.hasOwn(change, key) || !old.includes(`${path} ${sentence}`);
  });
}

function partOf(before: ToolDraft, change: Change): ToolDraft {
  const keys = keysOf(change);
  const shape = Object.fromEntries(keys.map((key) => [key, true])) as { [Key in keyof ToolDraft]?: true };
  return { ...before, ...ToolDraft.pick(shape).parse(change) };
}

/** Writes a checked draft over a tool that is held, with all that follows from it. */
export async function writeChange(tx: Tx, deps: KeeperDeps, keeper: Keeper, tool: Tool, after: ToolDraft): Promise<Saved> {
  const { workspaceId, id } = tool;
  const before = draftOf(tool);
  const keys = changedKeys(before, after);
  if (keys.length === 0) return { tool };
  if (keys.includes('deskId')) await requireRight(tx, 'edit the catalogue', { ...keeper, deskId: after.deskId });
  const { secret, columns } = withSecret(deps, tool, after);
  // Another window is another draw.
  const isNewWindow = keys.includes('windowClosesAt') ? { windowDrawnAt: null } : {};
  const where = { workspaceId_id: { workspaceId, id } };
  const changed = toolOf(await tx.tool.update({ where, data: { ...columns, ...isNewWindow } }));
  await audit(tx, deps, keeper, 'tool.changed', { id, name: changed.name, changed: keys });
  await planWindow(tx, deps, changed);
  await refreshSoon(tx, deps, { before: tool, after: changed, actorId: keeper.actorId });
  if (keys.some((key) => OF_SEATS.includes(key))) await recount(tx, deps, changed);
  return { tool: changed, ...(secret ? { secret } : {}) };
}

const OF_SEATS: readonly (keyof ToolDraft)[] = ['seatCap', 'seatCapPerOrganisation', 'fewSeats', 'windowClosesAt'];

/** More seats go to those who wait, and the owner hears when they are few. */
export async function recount(tx: Tx, deps: KeeperDeps, tool: Tool): Promise<void> {
  await offerSeats(tx, deps, tool, moveSignUp);
  await warnOfFewSeats(tx, deps, await findTool(tx, tool.workspaceId, tool.id));
}

/** A webhook gets a secret of its own when it is first named, and loses it with its address. */
function withSecret(
  { secrets }: Pick<KeeperDeps, 'secrets'>,
  { workspaceId, id, webhookSecret }: Pick<Tool, 'workspaceId' | 'id' | 'webhookSecret'>,
  draft: ToolDraft,
) {
  const columns = columnsOf(draft);
  if (draft.webhookUrl === null) return { columns: { ...columns, webhookSecret: null } };
  if (webhookSecret !== null) return { columns };
  const secret = newSecret();
  return { secret, columns: { ...columns, webhookSecret: secrets.seal(secret, webhookPlace(workspaceId, id)) } };
}

const newSecret = () => randomBytes(32).toString('base64url');

/** Makes a webhook's secret anew, for when the old one was seen by others; what is signed with that is refused from then on. */
export async function renewSecret(deps: KeeperDeps, keeper: Keeper, toolId: string): Promise<string> {
  return deps.db.$transaction(async (tx) => {
    const { workspaceId } = keeper;
    await requireRight(tx, 'edit the catalogue', { ...keeper, toolId });
    const secret = newSecret();
    const sealed = deps.secrets.seal(secret, webhookPlace(workspaceId, toolId));
    const { count } = await tx.tool.updateMany({
      where: { workspaceId, id: toolId, webhookUrl: { not: null } },
      data: { webhookSecret: sealed },
    });
    if (count === 0) throw new UserError('no_webhook', 'This tool has no webhook. Please save its address first.');
    await audit(tx, deps, keeper, 'tool.secret-renewed', { id: toolId });
    return secret;
  });
}

/** How many sign-ups of a tool are not over. */
export function openSignUps(tx: Tx, workspaceId: string, toolId: string): Promise<number> {
  return tx.signUp.count({ where: { workspaceId, toolId, state: { in: STATES.filter(isOpen) } } });
}

export async function audit(
  tx: Tx,
  deps: KeeperDeps,
  keeper: Keeper,
  action: string,
  detail: Prisma.InputJsonObject,
): Promise<void> {
  await tx.auditEntry.create({ data: { ...keeper, at: deps.now(), action, detail } });
}

/** Names and ids are given by one at a time. */
export async function holdNames(tx: Tx, workspaceId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`tools:${workspaceId}`}, 0))`;
}

export async function nameProblem(
  tx: Tx,
  workspaceId: string,
  name: string,
  except = '',
): Promise<DefinitionProblem | undefined> {
  const [twin] = await tx.$queryRaw<{ name: string }[]>`
    select name from tool where workspace_id = ${workspaceId} and id <> ${except} and archived_at is null
      and lower(public.unaccent(name)) = lower(public.unaccent(${name})) limit 1`;
  return twin && { path: 'name', sentence: `There is a tool called “${twin.name}” already. Please choose another name.` };
}

async function idsLike(tx: Tx, workspaceId: string, name: string): Promise<Set<string>> {
  const where = { workspaceId, id: { startsWith: idFrom(name, 'tool') } };
  return new Set((await tx.tool.findMany({ where, select: { id: true } })).map(({ id }) => id));
}

/** Readable, and nobody else's: `data-warehouse`, then `data-warehouse-2`. */
export function newToolId(taken: ReadonlySet<string>, name: string): string {
  const base = idFrom(name, 'tool');
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? base : `${base}-${count}`;
    if (!taken.has(id)) return id;
  }
}

function changedMeanwhile(): UserError {
  return new UserError('changed_meanwhile', ({ tools }) => tools.changedMeanwhile);
}
