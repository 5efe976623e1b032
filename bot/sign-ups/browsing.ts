import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { jsonIn } from '#bot/slack/payloads.ts';
import { type CataloguePage, categoriesOf, toolsFor } from '#bot/tools/catalogue.ts';
import { personFor, type Why, whyNot } from '#bot/tools/eligibility.ts';
import { findTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { type Standing, standingOf } from './following.ts';
import { type Trouble, troubleWith } from './problems.ts';
import { isSigned, type SeatCount, seatsOf } from './seats.ts';

export type Who = { workspaceId: string; memberId: string };

/** Where somebody is in the catalogue; it goes with every button of it, and anybody may have written it. */
export const Place = z.object({
  page: z.string().max(600).optional(),
  category: z.string().max(150).optional(),
  search: z.string().max(200).optional(),
});
export type Place = z.infer<typeof Place>;

export function placeFrom(value: unknown): Place {
  const parsed = Place.safeParse(jsonIn(value));
  return parsed.success ? parsed.data : {};
}

const ToolPlace = z.object({ tool: z.string().min(1).max(100), from: Place.optional() });
export type ToolPlace = z.infer<typeof ToolPlace>;

/** A tool, and from where in the catalogue somebody came to it. */
export function toolPlaceFrom(value: unknown): ToolPlace {
  const parsed = ToolPlace.safeParse(jsonIn(value));
  if (!parsed.success) throw new UserError('no_tool', ({ tools }) => tools.noSuchTool);
  return parsed.data;
}

export type Catalogue = {
  place: Place;
  page: CataloguePage;
  categories: string[];
  /** Sign-ups of theirs that are open, by tool. */
  mine: Map<string, number>;
};

/** One page of the catalogue as somebody sees it. */
export async function catalogueFor(deps: Deps, { workspaceId, memberId }: Who, place: Place): Promise<Catalogue> {
  await requireRight(deps.db, 'browse tools', { workspaceId, actorId: memberId });
  const page = await toolsFor(deps.db, { workspaceId, memberId, now: deps.now() }, place);
  const ids = page.entries.map(({ tool }) => tool.id);
  return {
    place,
    page,
    categories: await categoriesOf(deps.db, workspaceId),
    mine: await openFor(deps.db, { workspaceId, memberId }, ids),
  };
}

/** Somebody's open sign-ups for these tools: their own, their organisation's, or one that they are one of the people of. */
async function openFor(tx: Tx, { workspaceId, memberId }: Who, toolIds: string[]): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ id: number; toolId: string }[]>`
    select sign_up.id, sign_up.tool_id as "toolId" from sign_up
    left join member on member.workspace_id = sign_up.workspace_id and member.id = ${memberId}
    where sign_up.workspace_id = ${workspaceId} and sign_up.open_key is not null and sign_up.tool_id = any(${toolIds}) and (
      sign_up.subject_key in ('p:' || ${memberId}::text, 'o:' || member.organisation_id)
      or exists (
        select 1 from sign_up_person person
        where person.workspace_id = sign_up.workspace_id and person.sign_up_id = sign_up.id and person.who = ${memberId}
      )
    )
    order by (sign_up.member_id = ${memberId})::int, sign_up.id desc`;
  return new Map(rows.map(({ id, toolId }) => [toolId, id]));
}

/** Everything a tool's page says to somebody. */
export type ToolView = {
  tool: Tool;
  from: Place;
  why: Why | null;
  seats: SeatCount;
  trouble: Trouble;
  /** What they have or wait for already. */
  mine: Standing | null;
  organisation: { id: string; name: string } | null;
  isSigned: boolean;
  isWindowOpen: boolean;
};

export async function toolViewFor(
  deps: Deps,
  { workspaceId, memberId }: Who,
  { tool: toolId, from = {} }: ToolPlace,
): Promise<ToolView> {
  const { db } = deps;
  await requireRight(db, 'browse tools', { workspaceId, actorId: memberId });
  const now = deps.now();
  const tool = await findTool(db, workspaceId, toolId);
  const person = await personFor(db, workspaceId, memberId);
  const mine = (await openFor(db, { workspaceId, memberId }, [toolId])).get(toolId);
  const { organisation } = person;
  return {
    tool,
    from,
    why: whyNot(tool, person, now),
    seats: await seatsOf(db, tool),
    trouble: await troubleWith(db, workspaceId, toolId, memberId),
    mine: mine === undefined ? null : await standingOf(db, workspaceId, mine, now, memberId),
    organisation,
    isSigned: await isSigned(db, tool, { workspaceId, organisationId: organisation?.id ?? null }),
    isWindowOpen: tool.windowClosesAt !== null && tool.windowDrawnAt === null && tool.windowClosesAt > now,
  };
}
