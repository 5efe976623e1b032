import { hoursOf } from '#bot/desks/desks.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { businessSecondsBetween } from '#reports/working-hours.ts';
import type { EventKind } from './life.ts';

export type SignUpFact = {
  workspaceId: string;
  signUpId: number;
  kind: EventKind;
  /** Null for what the clock does. */
  actorId: string | null;
  at: Date;
  detail?: Prisma.InputJsonObject;
};

type Before = {
  toolId: string;
  organisationId: string | null;
  state: string;
  seats: number;
  askedAt: Date;
  schedule: unknown;
  previousAt: Date | null;
};

/**
 * Appends to a sign-up's history, with the calendar and business seconds since its event before and since it was asked for,
 * by the schedule of the tool's desk now in force: a later change of the schedule changes no figure.
 */
export async function recordSignUpEvent(
  tx: Tx,
  { workspaceId, signUpId, kind, actorId, at, detail = {} }: SignUpFact,
): Promise<void> {
  const [before] = await tx.$queryRaw<Before[]>`
    select sign_up.tool_id as "toolId", sign_up.organisation_id as "organisationId", sign_up.state, sign_up.seats,
      sign_up.asked_at as "askedAt", desk.schedule, (
        select at from sign_up_event event
        where event.workspace_id = sign_up.workspace_id and event.sign_up_id = sign_up.id order by event.id desc limit 1
      ) as "previousAt"
    from sign_up
    join tool on tool.workspace_id = sign_up.workspace_id and tool.id = sign_up.tool_id
    join desk on desk.workspace_id = tool.workspace_id and desk.id = tool.desk_id
    where sign_up.workspace_id = ${workspaceId} and sign_up.id = ${signUpId}`;
  if (!before) throw new Error(`sign-up ${signUpId} is gone`);
  const { schedule, previousAt, askedAt, ...facts } = before;
  const hours = hoursOf({ schedule });
  const since = (from: Date) => Math.max(0, Math.round((at.getTime() - from.getTime()) / 1000));
  const businessSince = (from: Date) => Math.round(businessSecondsBetween(hours, from, at));
  const previous = previousAt ?? askedAt;
  await tx.signUpEvent.create({
    data: {
      workspaceId,
      signUpId,
      kind,
      actorId,
      at,
      ...facts,
      calendarSeconds: since(previous),
      businessSeconds: businessSince(previous),
      sinceAskedCalendarSeconds: since(askedAt),
      sinceAskedBusinessSeconds: businessSince(askedAt),
      detail,
    },
  });
}
