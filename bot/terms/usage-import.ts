import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import type { Problem } from '#bot/imports/sheet.ts';
import { addJobs } from '#bot/queue.ts';
import { hasRight, requireRight } from '#bot/rights/rights.ts';
import { escapeText } from '#bot/slack/escape.ts';
import { noteUsage } from './usage.ts';
import { readUsageFile, type UseRow } from './usage-file.ts';

/** Reads such a file and notes what it says. */
export const READ_USAGE_FILE = 'read-usage-file';

export type UsageImport = { workspaceId: string; actorId: string; toolId: string | null };

/** Has a file read that an owner or a lead gave. */
export async function askToReadUsage(deps: Deps, importing: UsageImport & { fileId: string }): Promise<void> {
  const { workspaceId, actorId, toolId, fileId } = importing;
  await requireImport(deps, importing);
  const key = `${READ_USAGE_FILE}:${workspaceId}:${fileId}`;
  await addJobs(deps.db, deps, [{ task: READ_USAGE_FILE, payload: { workspaceId, actorId, toolId, fileId }, key, attempts: 8 }]);
}

/** Throws unless somebody may note the use of this tool, or of any at all. */
export async function requireImport(deps: Deps, { workspaceId, actorId, toolId }: UsageImport): Promise<void> {
  if (toolId !== null) return void (await requireRight(deps.db, 'note what is used', { workspaceId, actorId, toolId }));
  // Whoever is switched off is nothing, whatever they own.
  await requireRight(deps.db, 'browse tools', { workspaceId, actorId });
  const own = await deps.db.tool.count({ where: { workspaceId, OR: [{ ownerId: actorId }, { standInId: actorId }] } });
  if (own === 0 && !(await hasRight(deps.db, 'edit the catalogue', { workspaceId, actorId })))
    throw new UserError('not_owner', ({ tools }) => tools.notOwner);
}

export type UsageResult = { noted: number; problems: Problem[] };

/** Notes everything that a file says and that can be; every row that cannot is a problem. */
export async function importUsage(deps: Deps, importing: UsageImport, bytes: Uint8Array): Promise<UsageResult> {
  const { workspaceId, actorId, toolId } = importing;
  await requireImport(deps, importing);
  const { rows, problems } = readUsageFile(bytes, toolId !== null);
  const tools = await deps.db.tool.findMany({ where: { workspaceId, archivedAt: null }, select: { id: true, name: true } });
  const idOf = new Map(tools.flatMap(({ id, name }) => [[plain(name), id] as const, [plain(id), id] as const]));
  const given = Map.groupBy(rows, ({ tool }) => (tool === '' ? toolId : idOf.get(plain(tool))) ?? '');
  let noted = 0;
  for (const [id, uses] of given) {
    const refusal = await whyNot(deps, importing, id);
    if (refusal) problems.push(...uses.map((row) => ({ row: row.row, column: 'tool', sentence: refusal(row) })));
    else noted += await noteRows(deps, { workspaceId, actorId, toolId: id }, uses, problems);
  }
  return { noted, problems: problems.toSorted((one, other) => one.row - other.row) };
}

type Refusal = (row: UseRow) => string;

/** Why nothing can be noted of a tool, as its rows say it. */
async function whyNot(deps: Deps, { workspaceId, actorId, toolId }: UsageImport, id: string): Promise<Refusal | undefined> {
  if (id === '') return ({ tool }) => `There is no tool “${tool}”.`;
  if (toolId !== null && id !== toolId) return () => 'This is another tool.';
  const isAllowed = await hasRight(deps.db, 'note what is used', { workspaceId, actorId, toolId: id });
  return isAllowed ? undefined : () => 'Only the owner of this tool and our leads can note what is used.';
}

async function noteRows(
  deps: Deps,
  of: { workspaceId: string; actorId: string; toolId: string },
  uses: UseRow[],
  problems: Problem[],
): Promise<number> {
  const result = await noteUsage(deps, { ...of, uses });
  const unknown = new Set(result.unknown);
  for (const { row, who } of uses)
    if (unknown.has(who)) problems.push({ row, column: 'e-mail', sentence: `${who} has no seat of this tool.` });
  return result.noted;
}

const plain = (name: string) => name.toLowerCase().replaceAll(/\s+/g, ' ').trim();

const PROBLEMS_SHOWN = 20;

/** What whoever gave the file reads of it, as mrkdwn. */
export function usageWords({ noted, problems }: UsageResult): string {
  const people = noted === 1 ? '1 person' : `${noted} people`;
  const shown = problems.slice(0, PROBLEMS_SHOWN).map(({ row, column, sentence }) => {
    return `• Row ${row}${column ? ` (${column})` : ''}: ${escapeText(sentence)}`;
  });
  const more = problems.length > PROBLEMS_SHOWN ? [`… and ${problems.length - PROBLEMS_SHOWN} more.`] : [];
  return [`I noted when ${people} last used their tools.`, ...(shown.length > 0 ? ['Left out:', ...shown, ...more] : [])].join(
    '\n',
  );
}
