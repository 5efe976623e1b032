import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { seatsFor } from '#bot/sign-ups/seats.ts';
import { openKeyOf, type SignUp, subjectKeyOf } from '#bot/sign-ups/sign-up.ts';
import { type Tool, toolOf } from '#bot/tools/tool.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { MONDAY_TEN, type OpenDesk, openDesk, WORKSPACE } from './factories.ts';

export const WAREHOUSE = 'warehouse';
/** Two organisations with a contact each (in Slack), and their people. */
export const MAPLE = { id: 'maple', contact: 'UMAPLE', people: ['UMAYA', 'UJEROME'] };
export const HARBOR = { id: 'harbor', contact: 'UHARBOR', people: ['UAMINA', 'UGREG'] };
export const OWNER = 'UOWNER';
export const STAND_IN = 'USTANDIN';

/** A desk with a catalogue of one tool, two organisations and their people; gone when the test ends. */
export async function openTools(changes: Partial<Prisma.ToolUncheckedCreateInput> = {}) {
  const desk = await openDesk();
  const { db } = desk;
  for (const { id, contact, people } of [MAPLE, HARBOR]) {
    await db.organisation.create({
      data: { workspaceId: WORKSPACE, id, name: id === 'maple' ? 'Maple Street' : 'Harbor Clinic' },
    });
    const members = [contact, ...people].map((who) => aMember(who, id));
    await db.member.createMany({ data: members, skipDuplicates: true });
    for (const member of members)
      await db.member.updateMany({
        where: { workspaceId: WORKSPACE, id: member.id },
        data: { organisationId: id, email: member.email },
      });
    await db.organisationContact.create({
      data: { workspaceId: WORKSPACE, organisationId: id, role: 'billing', email: `${contact.toLowerCase()}@${id}.example` },
    });
  }
  for (const who of [OWNER, STAND_IN]) await db.member.create({ data: aMember(who, null) });
  const addTool = async (more: Partial<Prisma.ToolUncheckedCreateInput> = {}): Promise<Tool> =>
    toolOf(await db.tool.create({ data: aTool(more) }));
  return { ...desk, tool: await addTool(changes), addTool, addSignUp: (more: NewSignUp = {}) => addSignUp(desk, more) };
}

export type OpenTools = Awaited<ReturnType<typeof openTools>>;

function aMember(id: string, organisationId: string | null) {
  const email = `${id.toLowerCase()}@${organisationId ?? 'riverbend'}.example`;
  return { workspaceId: WORKSPACE, id, displayName: id.slice(1).toLowerCase(), email, organisationId };
}

export function aTool(changes: Partial<Prisma.ToolUncheckedCreateInput> = {}): Prisma.ToolUncheckedCreateInput {
  return {
    workspaceId: WORKSPACE,
    id: WAREHOUSE,
    name: 'Data warehouse',
    summary: 'Everything the members count, in one place.',
    deskId: 'main',
    ownerId: OWNER,
    standInId: STAND_IN,
    subject: 'person',
    createdAt: MONDAY_TEN,
    ...changes,
  };
}

type NewSignUp = Partial<Omit<SignUp, 'answers' | 'ticks'>> & { people?: string[] };
let lastId = 0;

/** A sign-up as a row, in whatever state, with the event that it was asked for; for tests of what follows. */
async function addSignUp({ db, deps }: OpenDesk, { people = [], ...more }: NewSignUp): Promise<SignUp> {
  lastId += 1;
  const toolId = more.toolId ?? WAREHOUSE;
  const { subject, seatsByPerson } = await db.tool.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId: WORKSPACE, id: toolId } },
  });
  const memberId = more.memberId ?? 'UMAYA';
  const organisationId = more.organisationId ?? (subject === 'organisation' ? 'maple' : null);
  const subjectKey = subjectKeyOf(subject === 'organisation' && organisationId ? { organisationId } : { memberId });
  const at = deps.now();
  const row = await db.signUp.create({
    data: {
      workspaceId: WORKSPACE,
      id: 1000 + lastId,
      toolId,
      subjectKey,
      openKey: openKeyOf(toolId, subjectKey),
      organisationId,
      memberId,
      state: 'asked',
      seats: seatsFor({ subject, seatsByPerson }, people.length),
      askedAt: at,
      queuedAt: at,
      ...more,
    },
  });
  await db.signUpPerson.createMany({
    data: people.map((who) => ({ workspaceId: WORKSPACE, signUpId: row.id, who, addedById: memberId, addedAt: at })),
  });
  await recordSignUpEvent(db, { workspaceId: WORKSPACE, signUpId: row.id, kind: 'asked', actorId: memberId, at });
  return row as SignUp;
}
