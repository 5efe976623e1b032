import { z } from 'zod';
import { isMass } from '#bot/approvals/mass.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { seatsOf } from '#bot/sign-ups/seats.ts';
import type { Tx } from '#prisma/db.ts';
import { type ToolPage, toolPage } from './catalogue.ts';
import { factsFor } from './checks.ts';
import { draftOf } from './draft.ts';
import { findTool, type Tool } from './tool.ts';
import { type Change, checkChange, type Keeper, openSignUps } from './tools.ts';

/** What of the list of all tools is shown. */
type Part = { page?: string | undefined; search?: string | undefined };

/** A page of all tools, those put away too, for a lead. Throws a sentence to everybody else. */
export async function listForLead(tx: Tx, keeper: Keeper, part: Part): Promise<ToolPage> {
  await requireRight(tx, 'edit the catalogue', keeper);
  return toolPage(tx, keeper.workspaceId, { ...part, most: 20 }, true);
}

/** One tool, for a lead of its desk. Throws a sentence to everybody else. */
export async function toolForLead(
  tx: Tx,
  keeper: Keeper,
  toolId: string | undefined,
): Promise<{ tool: Tool; openSignUps: number; waiting: number; isDrawn: boolean }> {
  if (toolId === undefined) throw new UserError('no_tool', ({ tools }) => tools.noSuchTool);
  const tool = await findTool(tx, keeper.workspaceId, toolId);
  await requireRight(tx, 'edit the catalogue', { ...keeper, toolId });
  const { waiting } = await seatsOf(tx, tool);
  const { workspaceId } = keeper;
  const isDrawn = (await tx.toolDraw.count({ where: { workspaceId, toolId } })) > 0;
  return { tool, openSignUps: await openSignUps(tx, workspaceId, toolId), waiting, isDrawn };
}

const Results = z.array(z.object({ signUpId: z.number(), rank: z.number(), hasSeat: z.boolean() }));

/** A draw as it was recorded, with whose each application is now; null before the first. */
export type DrawView = {
  tool: Tool;
  draw: {
    drawnAt: Date;
    seed: string;
    results: { signUpId: number; rank: number; hasSeat: boolean; memberId: string | null; organisation: string | null }[];
  } | null;
};

/** The last draw of a tool's seats, for a lead of its desk. Throws a sentence to everybody else. */
export async function drawForLead(tx: Tx, keeper: Keeper, toolId: string | undefined): Promise<DrawView> {
  const { tool } = await toolForLead(tx, keeper, toolId);
  const { workspaceId } = keeper;
  const draw = await tx.toolDraw.findFirst({ where: { workspaceId, toolId: tool.id }, orderBy: { closedAt: 'desc' } });
  if (!draw) return { tool, draw: null };
  const results = Results.parse(draw.result).toSorted((one, other) => one.rank - other.rank);
  const rows = await tx.$queryRaw<{ id: number; memberId: string; organisation: string | null }[]>`
    select sign_up.id, sign_up.member_id as "memberId", organisation.name as organisation from sign_up
    left join organisation on organisation.workspace_id = sign_up.workspace_id and organisation.id = sign_up.organisation_id
    where sign_up.workspace_id = ${workspaceId} and sign_up.id = any(${results.map(({ signUpId }) => signUpId)})`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  const whose = (id: number) => ({ memberId: byId.get(id)?.memberId ?? null, organisation: byId.get(id)?.organisation ?? null });
  const { drawnAt, seed } = draw;
  return { tool, draw: { drawnAt, seed, results: results.map((one) => ({ ...one, ...whose(one.signUpId) })) } };
}

/** How many of those who wait would be offered a seat at once by this change of a tool; null for a few, none, or a change that is refused. */
export async function massOf(tx: Tx, keeper: Keeper, toolId: string, change: Change): Promise<number | null> {
  const { tool, waiting } = await toolForLead(tx, keeper, toolId);
  const raises = (key: 'seatCap' | 'seatCapPerOrganisation') => {
    const [before, after] = [tool[key], change[key]];
    return before !== null && Object.hasOwn(change, key) && (typeof after !== 'number' || after > before);
  };
  if (tool.archivedAt !== null || !(raises('seatCap') || raises('seatCapPerOrganisation'))) return null;
  if ('problems' in checkChange(draftOf(tool), change, await factsFor(tx, keeper.workspaceId))) return null;
  const { taken } = await seatsOf(tx, tool);
  const { seatCap } = change;
  const count = typeof seatCap === 'number' ? Math.min(waiting, Math.max(0, seatCap - taken)) : waiting;
  return isMass(count) ? count : null;
}

/** What a tool can name: desks and organisations. */
export async function namesFor(tx: Tx, workspaceId: string) {
  const named = { where: { workspaceId }, select: { id: true, name: true }, orderBy: { name: 'asc' } } as const;
  return { desks: await tx.desk.findMany(named), organisations: await tx.organisation.findMany(named) };
}
