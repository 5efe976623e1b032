import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { Tx } from '#prisma/db.ts';
import { seatsNow, toolCount } from '#reports/seats-now.ts';
import type { SignUpFigures, ToolSeats, Undecided } from '#reports/sign-up-figures.ts';
import { signUpFigures } from '#reports/sign-up-metrics.ts';
import { type OrganisationSum, signUpSums } from '#reports/sign-up-sum.ts';
import { undecidedCount, undecidedNow } from '#reports/undecided-now.ts';
import { PeriodName, periodOf, type ReportPeriod } from './periods.ts';

/** Brings the rows behind a report to a lead, as files. */
export const SEND_TOOL_EXPORT = 'send-tool-export';
export const ExportAsked = z.object({
  workspaceId: z.string(),
  leadId: z.string(),
  period: PeriodName,
  /** What makes it one press, and one message */
  key: z.string(),
});
export type ExportAsked = z.infer<typeof ExportAsked>;

/** Lines of each list on one page. */
const PAGE = 10;

/** What of a report is looked at: a period, and where in its lists. What a button says of it is a wish. */
const Page = z.int().min(0).max(1000).catch(0);
export const ReportView = z.object({ period: PeriodName, tools: Page, undecided: Page, organisations: Page });
export type ReportView = z.infer<typeof ReportView>;

export type Listed<T> = { lines: T[]; page: number; pages: number; count: number };

export type ToolReport = {
  view: ReportView;
  period: ReportPeriod;
  timeZone: string;
  now: Date;
  figures: SignUpFigures;
  tools: Listed<ToolSeats>;
  undecided: Listed<Undecided>;
  organisations: Listed<OrganisationSum & { name: string }>;
  /** How people are called, by their ids */
  names: Map<string, string>;
};

type Reader = { workspaceId: string; actorId: string };

/** What leads read of tools: the sum, how long it took, seats, and who has what. Throws a sentence for everybody else. */
export async function toolReport(deps: Deps, reader: Reader, view: ReportView): Promise<ToolReport> {
  const { db } = deps;
  const { workspaceId } = reader;
  await requireRight(db, 'see tool reports', reader);
  const now = deps.now();
  const { timeZone } = await db.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { timeZone: true } });
  const period = periodOf(view.period, now, timeZone);
  const figures = await signUpFigures(db, workspaceId, period, now);
  if (!figures) throw new UserError('no_tools', 'There are no tools yet. `/tools admin` adds one.');
  const tools = await listed(view.tools, await toolCount(db, workspaceId), (page) => seatsNow(db, workspaceId, page));
  const undecided = await listed(view.undecided, await undecidedCount(db, workspaceId), (page) =>
    undecidedNow(db, workspaceId, now, page),
  );
  const sums = (await signUpSums(db, workspaceId, period)).filter(({ organisationId }) => organisationId !== null);
  const organisations = await listed(view.organisations, sums.length, ({ limit, offset }) =>
    named(db, workspaceId, sums.slice(offset, offset + limit)),
  );
  const ids = undecided.lines.flatMap(({ memberIds }) => memberIds);
  const names = await namesOf(db, workspaceId, ids);
  return { view, period, timeZone, now, figures, tools, undecided, organisations, names };
}

/** The page asked for, or the last one when the list has become shorter. */
async function listed<T>(
  wanted: number,
  count: number,
  read: (page: { limit: number; offset: number }) => Promise<T[]>,
): Promise<Listed<T>> {
  const pages = Math.max(1, Math.ceil(count / PAGE));
  const page = Math.min(wanted, pages - 1);
  return { lines: await read({ limit: PAGE, offset: page * PAGE }), page, pages, count };
}

async function named(tx: Tx, workspaceId: string, sums: OrganisationSum[]): Promise<(OrganisationSum & { name: string })[]> {
  const ids = sums.flatMap(({ organisationId }) => organisationId ?? []);
  const rows = await tx.organisation.findMany({ where: { workspaceId, id: { in: ids } }, select: { id: true, name: true } });
  const byId = new Map(rows.map(({ id, name }) => [id, name]));
  return sums.map((sum) => ({ ...sum, name: byId.get(sum.organisationId ?? '') ?? 'an organisation that is gone' }));
}

async function namesOf(tx: Tx, workspaceId: string, ids: string[]): Promise<Map<string, string>> {
  const people = await tx.member.findMany({ where: { workspaceId, id: { in: ids } }, select: { id: true, displayName: true } });
  return new Map(people.map(({ id, displayName }) => [id, displayName]));
}

/** Has the rows behind a report sent to a lead; pressing or delivering it twice sends them once. */
export async function askForExport(deps: Deps, reader: Reader, period: PeriodName, key: string): Promise<void> {
  const { workspaceId, actorId: leadId } = reader;
  await requireRight(deps.db, 'see tool reports', reader);
  const payload: ExportAsked = { workspaceId, leadId, period, key };
  await addJobs(deps.db, deps, [{ task: SEND_TOOL_EXPORT, payload, key: `${SEND_TOOL_EXPORT}:${workspaceId}:${leadId}:${key}` }]);
}
