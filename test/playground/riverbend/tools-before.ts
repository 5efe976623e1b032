// Who had which tool when the demo's week began: sign-ups of earlier months as rows with what happened to them.
import type { Deps } from '#bot/deps.ts';
import { addJobs } from '#bot/queue.ts';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { type EventKind, isOpen, type State } from '#bot/sign-ups/life.ts';
import { openKeyOf, type SignUp, subjectKeyOf } from '#bot/sign-ups/sign-up.ts';
import { timersOf } from '#bot/sign-ups/timers.ts';
import { findTool } from '#bot/tools/tool.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { addBusinessTime, type WorkingHours } from '#reports/working-hours.ts';
import type { Name, Riverbend } from './riverbend.ts';
import type { ToolId } from './tools.ts';

type Before = {
  tool: ToolId;
  by: Name;
  /** For whom else, where an organisation has it. */
  people?: Name[];
  daysAgo: number;
  state?: Extract<State, 'ready' | 'ended' | 'expired'>;
  /** When its term ends: days from the Monday of the demo's week, or hours before the demo begins, so many that a desk has opened since. */
  ends?: { daysFromMonday: number } | { hoursBeforeNow: number };
  usedDaysAgo?: number;
};

const BEFORE: Before[] = [
  { tool: 'data-warehouse', by: 'maya', daysAgo: 310, usedDaysAgo: 3 },
  { tool: 'data-warehouse', by: 'greg', daysAgo: 280, usedDaysAgo: 9 },
  { tool: 'data-warehouse', by: 'lucia', daysAgo: 190, usedDaysAgo: 2 },
  { tool: 'data-warehouse', by: 'bea', daysAgo: 150 },
  { tool: 'data-warehouse', by: 'ravi', daysAgo: 90, usedDaysAgo: 1 },
  { tool: 'data-warehouse', by: 'huong', daysAgo: 330, state: 'ended' },
  { tool: 'texting', by: 'greg', daysAgo: 260 },
  { tool: 'texting', by: 'bea', daysAgo: 75 },
  { tool: 'texting', by: 'jerome', daysAgo: 40, state: 'expired' },
  { tool: 'mapping', by: 'jerome', people: ['maya', 'jerome'], daysAgo: 332, ends: { daysFromMonday: 33 } },
  { tool: 'mapping', by: 'pilar', people: ['pilar', 'tom', 'huong'], daysAgo: 334, ends: { daysFromMonday: 31 } },
  { tool: 'mapping', by: 'greg', people: ['greg', 'samira'], daysAgo: 333, ends: { daysFromMonday: 32 } },
  { tool: 'mapping', by: 'joan', people: ['joan', 'ravi'], daysAgo: 360, ends: { hoursBeforeNow: 72 } },
  { tool: 'mapping', by: 'bea', people: ['bea'], daysAgo: 120, ends: { daysFromMonday: 245 } },
  { tool: 'bookkeeping', by: 'jerome', people: ['jerome'], daysAgo: 334, ends: { daysFromMonday: 31 } },
  { tool: 'bookkeeping', by: 'greg', people: ['greg', 'amina'], daysAgo: 200, ends: { daysFromMonday: 165 } },
  { tool: 'video-room', by: 'maya', daysAgo: 60 },
  { tool: 'video-room', by: 'ravi', daysAgo: 45 },
];

const DAY_MS = 24 * 3600 * 1000;
const HOUR = 3600;

type When = { monday: Date; until: Date; schedule: WorkingHours };

export async function toolsBefore(deps: Deps, riverbend: Riverbend, when: When): Promise<void> {
  for (const [index, before] of BEFORE.entries()) await addBefore(deps, riverbend, { ...before, id: index + 1 }, when);
  await deps.db.workspace.update({ where: { id: riverbend.workspaceId }, data: { nextSignUpId: BEFORE.length + 1 } });
}

async function addBefore(
  { db, dueAt, now }: Deps,
  { workspaceId, ids }: Riverbend,
  { id, tool: toolId, by, people = [], daysAgo, state = 'ready', ends, usedDaysAgo }: Before & { id: number },
  { monday, until, schedule }: When,
): Promise<void> {
  const tool = await findTool(db, workspaceId, toolId);
  const memberId = ids[by];
  const { organisationId } = await db.member.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: memberId } } });
  const isOfOrganisation = tool.subject === 'organisation' && organisationId !== null;
  const subjectKey = subjectKeyOf(isOfOrganisation ? { organisationId } : { memberId });
  const after = (hours: number) => addBusinessTime(schedule, new Date(monday.getTime() - daysAgo * DAY_MS), hours * HOUR);
  const asked = after(2 + (id % 5));
  const decided = after(5 + ((id * 3) % 9));
  const ready = after(16 + ((id * 5) % 7));
  const ended = after(40 + id);
  const endsAt = endOf(ends, monday, until);
  const row: Prisma.SignUpUncheckedCreateInput = {
    workspaceId,
    id,
    toolId,
    subjectKey,
    openKey: isOpen(state) ? openKeyOf(toolId, subjectKey) : null,
    organisationId,
    memberId,
    state: 'asked',
    seats: tool.seatsByPerson ? Math.max(1, people.length) : 1,
    askedAt: asked,
    queuedAt: asked,
  };
  await db.signUp.create({ data: row });
  await db.signUpPerson.createMany({
    data: people.map((name) => ({ workspaceId, signUpId: id, who: ids[name], addedById: memberId, addedAt: asked })),
  });
  if (tool.agreement && organisationId) {
    const { version } = tool.agreement;
    await db.toolAgreement.create({
      data: { workspaceId, toolId, organisationId, version, signedById: memberId, signedAt: asked },
    });
  }
  const step = async (
    kind: EventKind,
    to: State,
    at: Date,
    actorId: string | null,
    more: Prisma.SignUpUncheckedUpdateInput = {},
  ) => {
    await db.signUp.update({ where: { workspaceId_id: { workspaceId, id } }, data: { state: to, ...more } });
    await recordSignUpEvent(db, { workspaceId, signUpId: id, kind, actorId, at });
  };
  await step('asked', 'asked', asked, memberId);
  if (state === 'expired') {
    await step('questioned', 'questioned', decided, tool.ownerId, { questionAt: decided, noticedAt: ready });
    return step('expired', 'expired', ended, null, { endedAt: ended });
  }
  await step('approved', 'setting up', decided, tool.ownerId, { decidedAt: decided, decidedById: tool.ownerId });
  const used = usedDaysAgo === undefined ? null : new Date(until.getTime() - usedDaysAgo * DAY_MS);
  await step('ready', 'ready', ready, ids.rosa, { readyAt: ready, endsAt, provisionerId: ids.rosa, lastUsedOn: used });
  if (state === 'ended')
    return step('given_back', 'ended', ended, memberId, { endedAt: ended, endReason: 'given back', clearedAt: ended });
  const signUp = await db.signUp.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } } });
  await addJobs(db, { dueAt }, timersOf(tool, signUp as SignUp, schedule, now()));
}

function endOf(ends: Before['ends'], monday: Date, until: Date): Date | null {
  if (!ends) return null;
  if ('hoursBeforeNow' in ends) return new Date(until.getTime() - ends.hoursBeforeNow * HOUR * 1000);
  return new Date(monday.getTime() + ends.daysFromMonday * DAY_MS);
}
