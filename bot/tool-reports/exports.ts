import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { csvFile } from '#reports/csv.ts';
import { signUpSums } from '#reports/sign-up-sum.ts';
import { type PeriodName, periodOf, type ReportPeriod } from './periods.ts';

export type ExportFile = { filename: string; title: string; text: string };

type Reader = { workspaceId: string; actorId: string };
type Row = (string | number | null)[];

/** The rows behind a report, as files for a spreadsheet: sign-ups, and the sum of each organisation. Throws a sentence for whoever is no lead. */
export async function exportFiles(deps: Deps, reader: Reader, name: PeriodName): Promise<{ label: string; files: ExportFile[] }> {
  const { workspaceId } = reader;
  await requireRight(deps.db, 'see tool reports', reader);
  const { timeZone } = await deps.db.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { timeZone: true } });
  const period = periodOf(name, deps.now(), timeZone);
  return {
    label: period.label,
    files: [
      {
        filename: 'sign-ups.csv',
        title: `Sign-ups, ${period.label}`,
        text: csvFile(await signUpRows(deps.db, workspaceId, period)),
      },
      {
        filename: 'organisations.csv',
        title: `Sign-ups by organisation, ${period.label}`,
        text: csvFile(await organisationRows(deps.db, workspaceId, period)),
      },
    ],
  };
}

const SIGN_UP_COLUMNS = [
  'sign-up',
  'tool',
  'organisation',
  'member',
  'state',
  'seats',
  'asked',
  'decision',
  'decided',
  'working hours from asking to decision',
  'ready',
  'ends',
  'answer about the end',
  'with',
];

const SignUpRow = z.object({
  id: z.int(),
  tool: z.string(),
  organisation: z.string().nullable(),
  member: z.string().nullable(),
  state: z.string(),
  seats: z.int(),
  askedAt: z.date(),
  decision: z.string().nullable(),
  decidedAt: z.date().nullable(),
  businessSeconds: z.int().nullable(),
  readyAt: z.date().nullable(),
  endsAt: z.date().nullable(),
  answer: z.string().nullable(),
  approvers: z.string().nullable(),
});

/** Every sign-up to which something happened in the period, and every one that is not over. */
async function signUpRows(tx: Tx, workspaceId: string, { start, end }: ReportPeriod): Promise<Row[]> {
  const rows = await tx.$queryRaw(Prisma.sql`
    select sign_up.id, tool.name as tool, organisation.name as organisation, member.display_name as member, sign_up.state, sign_up.seats,
      sign_up.asked_at as "askedAt", decision.kind as decision, decision.at as "decidedAt",
      decision.since_asked_business_seconds as "businessSeconds", sign_up.ready_at as "readyAt", sign_up.ends_at as "endsAt",
      sign_up.renewal_answer as answer, case when sign_up.state = 'questioned' then member.display_name else approvers.names end as approvers
    from sign_up
    join tool on tool.workspace_id = sign_up.workspace_id and tool.id = sign_up.tool_id
    left join organisation on organisation.workspace_id = sign_up.workspace_id and organisation.id = sign_up.organisation_id
    left join member on member.workspace_id = sign_up.workspace_id and member.id = sign_up.member_id
    left join lateral (
      select kind, at, since_asked_business_seconds from sign_up_event as event
      where event.workspace_id = sign_up.workspace_id and event.sign_up_id = sign_up.id and kind in ('approved', 'declined')
      order by event.id desc limit 1
    ) as decision on true
    left join lateral (
      select string_agg(coalesce(approver.display_name, 'somebody'), ', ' order by approval.asked_at, approval.approver_id) as names
      from sign_up_approval as approval
      left join member as approver on approver.workspace_id = approval.workspace_id and approver.id = approval.approver_id
      where approval.workspace_id = sign_up.workspace_id and approval.sign_up_id = sign_up.id and approval.round = sign_up.round
        and approval.stage = sign_up.stage and approval.decision is null and sign_up.state in ('asked', 'renewal')
    ) as approvers on true
    where sign_up.workspace_id = ${workspaceId} and (
      sign_up.state not in ('ended', 'declined', 'cancelled', 'expired') or exists (
        select from sign_up_event as event
        where event.workspace_id = sign_up.workspace_id and event.sign_up_id = sign_up.id
          and event.at >= ${start.toISOString()}::timestamptz and event.at < ${end.toISOString()}::timestamptz
      ))
    order by sign_up.id`);
  return [SIGN_UP_COLUMNS, ...z.array(SignUpRow).parse(rows).map(signUpCells)];
}

function signUpCells(row: z.infer<typeof SignUpRow>): Row {
  const { id, tool, organisation, member, state, seats, decision, businessSeconds, answer, approvers } = row;
  const hours = businessSeconds === null ? null : Math.round(businessSeconds / 36) / 100;
  const [asked, decided, ready, ends] = [row.askedAt, row.decidedAt, row.readyAt, row.endsAt].map(
    (at) => at?.toISOString().slice(0, 16).replace('T', ' ') ?? null,
  );
  const facts: Row = [`S${id}`, tool, organisation, member, state, seats, asked ?? null];
  return [...facts, decision, decided ?? null, hours, ready ?? null, ends ?? null, answer, approvers];
}

const ORGANISATION_COLUMNS = [
  'organisation',
  'waiting at start',
  'asked',
  'asked again',
  'approved',
  'declined',
  'taken back',
  'no answer',
  'undecided',
  'seats taken now',
];

async function organisationRows(tx: Tx, workspaceId: string, period: ReportPeriod): Promise<Row[]> {
  const sums = await signUpSums(tx, workspaceId, period);
  const seats = await tx.$queryRaw<{ organisationId: string | null; seats: number }[]>`
    select organisation_id as "organisationId", sum(seats)::int as seats from sign_up
    where workspace_id = ${workspaceId} and state in ('offered', 'unsigned', 'setting up', 'ready', 'renewal', 'suspended')
    group by organisation_id`;
  const taken = new Map(seats.map((one) => [one.organisationId, one.seats]));
  const organisations = await tx.organisation.findMany({ where: { workspaceId }, select: { id: true, name: true } });
  const names = new Map<string | null, string>(organisations.map(({ id, name }) => [id, name]));
  const bySum = new Map(sums.map((sum) => [sum.organisationId, sum]));
  const ids = [...new Set([...bySum.keys(), ...taken.keys()])];
  return [
    ORGANISATION_COLUMNS,
    ...ids.map((id): Row => {
      const sum = bySum.get(id);
      const name = id === null ? '(no organisation)' : (names.get(id) ?? id);
      const came = [sum?.undecidedAtStart ?? 0, sum?.asked ?? 0, sum?.reopened ?? 0];
      const went = [sum?.approved ?? 0, sum?.declined ?? 0, sum?.takenBack ?? 0, sum?.noAnswer ?? 0, sum?.undecidedAtEnd ?? 0];
      return [name, ...came, ...went, taken.get(id) ?? 0];
    }),
  ];
}
