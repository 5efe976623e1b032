import { z } from 'zod';
import { cut } from '#bot/slack/escape.ts';
import { jsonIn } from '#bot/slack/payloads.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { personFor, type Why, whyNot } from './eligibility.ts';
import { type Tool, type ToolRow, toolOf } from './tool.ts';

/** Who looks, and when. */
export type Looking = { workspaceId: string; memberId: string; now: Date };
export type Wanted = {
  /** Where a page begins, as the page before it said (`next`, `previous`); the first one when left out or not to be read. */
  page?: string | undefined;
  category?: string | undefined;
  search?: string | undefined;
  /** How many on a page. */
  most?: number;
};
type Openness = { isOpen: true } | { isOpen: false; why: Why };
export type CataloguePage = {
  entries: { tool: Tool; openness: Openness }[];
  next: string | null;
  previous: string | null;
  /** How many there are on all pages. */
  total: number;
};

const PAGE_SIZE = 8;

/** One page of the catalogue by name, without what is archived, and whether each tool is open to whoever looks. */
export async function toolsFor(tx: Tx, { workspaceId, memberId, now }: Looking, wanted: Wanted = {}): Promise<CataloguePage> {
  const person = await personFor(tx, workspaceId, memberId);
  const { tools, ...page } = await toolPage(tx, workspaceId, wanted);
  return { ...page, entries: tools.map((tool) => ({ tool, openness: opennessOf(whyNot(tool, person, now)) })) };
}

const opennessOf = (why: Why | null): Openness => (why ? { isOpen: false, why } : { isOpen: true });

export type ToolPage = Omit<CataloguePage, 'entries'> & { tools: Tool[] };

/**
 * Pages are found by the name of the tool before them (or after, going back), not counted: what is added or put away meanwhile
 * makes nobody see a tool twice or miss one.
 */
export async function toolPage(
  tx: Tx,
  workspaceId: string,
  { page, category, search = '', most = PAGE_SIZE }: Wanted,
  withArchived = false,
): Promise<ToolPage> {
  const from = placeIn(page);
  const conditions = [
    Prisma.sql`tool.workspace_id = ${workspaceId}`,
    ...(withArchived ? [] : [Prisma.sql`tool.archived_at is null`]),
    ...(category ? [Prisma.sql`tool.category = ${category}`] : []),
    ...wordsIn(search).map((word) => Prisma.sql`position(public.unaccent(${word}) in ${SEARCHED}) > 0`),
  ];
  const where = Prisma.join(conditions, ' and ');
  const isBack = from?.way === 'before';
  const [order, beyond] = isBack ? [Prisma.sql`desc`, Prisma.sql`<`] : [Prisma.sql`asc`, Prisma.sql`>`];
  const start = from
    ? Prisma.sql`and (${KEY}, tool.id collate "C") ${beyond} (${keyOf(from.name)}, ${from.id} collate "C")`
    : Prisma.empty;
  const found = await tx.$queryRaw<{ id: string }[]>`
    select tool.id from tool where ${where} ${start}
    order by ${KEY} ${order}, tool.id collate "C" ${order} limit ${most + 1}`;
  const [counted] = await tx.$queryRaw<{ total: number }[]>`select count(*)::int as total from tool where ${where}`;
  const ids = found.slice(0, most).map(({ id }) => id);
  const tools = await inOrder(tx, workspaceId, isBack ? ids.reverse() : ids);
  const hasMore = found.length > most;
  return {
    tools,
    total: counted?.total ?? 0,
    next: (isBack ? from !== null : hasMore) ? cursorOf('after', tools.at(-1)) : null,
    previous: (isBack ? hasMore : from !== null) ? cursorOf('before', tools.at(0)) : null,
  };
}

/** Letters sort as people expect: capitals and accents make no difference, and every server agrees. */
const keyOf = (name: Prisma.Sql | string) => Prisma.sql`lower(public.unaccent(${name})) collate "C"`;
const KEY = keyOf(Prisma.sql`tool.name`);
const SEARCHED = Prisma.sql`lower(public.unaccent(concat_ws(' ', tool.name, tool.summary, tool.for_whom, tool.category)))`;

const MOST_WORDS = 8;

function wordsIn(search: string): string[] {
  const words = cut(search, 200)
    .toWellFormed()
    .toLowerCase()
    .split(/[\s\0]+/)
    .filter((word) => word !== '');
  return [...new Set(words)].slice(0, MOST_WORDS);
}

async function inOrder(tx: Tx, workspaceId: string, ids: string[]): Promise<Tool[]> {
  const rows = new Map<string, ToolRow>();
  for (const row of await tx.tool.findMany({ where: { workspaceId, id: { in: ids } } })) rows.set(row.id, row);
  return ids.flatMap((id) => {
    const row = rows.get(id);
    return row ? [toolOf(row)] : [];
  });
}

const Place = z.object({ way: z.enum(['after', 'before']), name: z.string().max(200), id: z.string().max(100) });

function placeIn(page: string | undefined): z.infer<typeof Place> | null {
  const parsed = Place.safeParse(jsonIn(page));
  return parsed.success ? parsed.data : null;
}

function cursorOf(way: 'after' | 'before', tool: Tool | undefined): string | null {
  return tool ? JSON.stringify({ way, name: tool.name, id: tool.id }) : null;
}

/** The categories that have tools to offer, by name. */
export async function categoriesOf(tx: Tx, workspaceId: string): Promise<string[]> {
  const found = await tx.tool.findMany({
    where: { workspaceId, archivedAt: null, category: { not: null } },
    distinct: ['category'],
    orderBy: { category: 'asc' },
    select: { category: true },
  });
  return found.flatMap(({ category }) => category ?? []);
}
