import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { FormField } from '#bot/form-fields/form-fields.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';

/** A tool's row. Its JSON columns are read through the schemas below, and written by bot/tools/tools.ts only. */
export type ToolRow = Prisma.ToolGetPayload<object>;

/** Who may ask for a tool; whatever is left out excludes nobody. */
export const Eligibility = z.object({
  organisationIds: z.array(z.string()).default([]),
  smallest: z.number().int().positive().optional(),
  largest: z.number().int().positive().optional(),
  plans: z.array(z.string()).default([]),
  /** What somebody does at their organisation, as its members' file says. */
  roles: z.array(z.string()).default([]),
});
export type Eligibility = z.infer<typeof Eligibility>;

/** Signed once per organisation; another version has to be signed again. */
export const Agreement = z.object({ name: z.string(), url: z.url(), version: z.string() });
export type Agreement = z.infer<typeof Agreement>;

/** Who approves in one stage: the organisation's contact, the tool's owner, the desk's leads, or people by name. */
export const Stage = z.object({
  who: z.enum(['contact', 'owner', 'lead', 'people']),
  memberIds: z.array(z.string()).default([]),
  /** Whether one of them is enough. */
  needs: z.enum(['one', 'all']).default('one'),
});
export type Stage = z.infer<typeof Stage>;

export const ToolLink = z.object({ label: z.string(), url: z.url() });
export type ToolLink = z.infer<typeof ToolLink>;

/** A tool with its JSON columns checked. */
export type Tool = Omit<ToolRow, 'eligibility' | 'agreement' | 'fields' | 'stages' | 'links'> & {
  eligibility: Eligibility;
  agreement: Agreement | null;
  fields: FormField[];
  stages: Stage[];
  links: ToolLink[];
};

export function toolOf(row: ToolRow): Tool {
  return {
    ...row,
    eligibility: Eligibility.parse(row.eligibility),
    agreement: row.agreement === null ? null : Agreement.parse(row.agreement),
    fields: z.array(FormField).parse(row.fields),
    stages: z.array(Stage).parse(row.stages),
    links: z.array(ToolLink).parse(row.links),
  };
}

/** A tool by its id. Throws a sentence when there is none. */
export async function findTool(tx: Tx, workspaceId: string, toolId: string): Promise<Tool> {
  const row = await tx.tool.findUnique({ where: { workspaceId_id: { workspaceId, id: toolId } } });
  if (!row) throw new UserError('no_tool', ({ tools }) => tools.noSuchTool);
  return toolOf(row);
}

/**
 * The same, and held until the transaction ends.
 *
 * Whatever takes, offers or frees a seat holds its tool first, so that of any number at once each counts what the one before left.
 */
export async function lockTool(tx: Tx, workspaceId: string, toolId: string): Promise<Tool> {
  await tx.$executeRaw`select 1 from tool where workspace_id = ${workspaceId} and id = ${toolId} for update`;
  return findTool(tx, workspaceId, toolId);
}

/** The same for several, whatever order they come in: of two who hold the same ones the second waits for the first, never each for the other. */
export async function lockTools(tx: Tx, workspaceId: string, toolIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    select 1 from tool where workspace_id = ${workspaceId} and id = any(${[...toolIds]}::text[]) order by id for update`;
}
