import type { State } from '#bot/sign-ups/life.ts';
import type { Db } from '#prisma/db.ts';
import { businessSecondsBetween, DEFAULT_WORKING_HOURS } from '#reports/working-hours.ts';

export const WORKSPACE = 'T1';

type SignUp = {
  id: number;
  state: State;
  askedAt: Date;
  lastAt: Date;
  organisationId: string | null;
  memberId: string;
  seats: number;
  more: Record<string, unknown>;
};
type More = {
  organisationId?: string | null;
  actorId?: string | null;
  seats?: number;
  detail?: Record<string, string>;
  toolId?: string;
};
export type Happened = {
  signUpId: number;
  kind: string;
  state: State;
  at: Date;
  businessSeconds: number;
  actorId: string | null;
};

/** What happened to a workspace's sign-ups, told event by event in the order of time, then stored as the bot would. */
export function signUpHistory() {
  const signUps = new Map<number, SignUp>();
  const events: (Happened & { organisationId: string | null; seats: number; detail: Record<string, string>; toolId: string })[] =
    [];

  /** `kind` happened to a sign-up, which was in `state` from then on. */
  function tell(signUpId: number, kind: string, state: State, when: string | Date, more: More = {}): void {
    const at = new Date(when);
    const memberId = `U${signUpId}`;
    const { organisationId = null, seats = 1 } = more;
    if (!signUps.has(signUpId))
      signUps.set(signUpId, { id: signUpId, state, askedAt: at, lastAt: at, organisationId, memberId, seats, more: {} });
    const signUp = signUps.get(signUpId)!;
    events.push({
      signUpId,
      kind,
      state,
      at,
      businessSeconds: businessSecondsBetween(DEFAULT_WORKING_HOURS, signUp.lastAt, at),
      organisationId: signUp.organisationId,
      seats: signUp.seats,
      actorId: more.actorId === undefined ? (kind === 'asked' ? memberId : 'UAPPROVER') : more.actorId,
      detail: more.detail ?? {},
      toolId: more.toolId ?? 'warehouse',
    });
    Object.assign(signUp, { state, lastAt: at });
  }

  /** What else is in a sign-up's row. */
  function note(signUpId: number, more: Record<string, unknown>): void {
    Object.assign(signUps.get(signUpId)!.more, more);
  }

  async function store(db: Db): Promise<void> {
    await db.signUp.createMany({
      data: [...signUps.values()].map(({ lastAt, more, ...signUp }) => ({
        ...signUp,
        workspaceId: WORKSPACE,
        toolId: events.find(({ signUpId }) => signUpId === signUp.id)!.toolId,
        subjectKey: `p:${signUp.memberId}`,
        openKey: null,
        queuedAt: signUp.askedAt,
        ...more,
      })),
    });
    await db.signUpEvent.createMany({
      data: events.map((event) => ({
        ...event,
        workspaceId: WORKSPACE,
        calendarSeconds: 0,
        sinceAskedCalendarSeconds: 0,
        sinceAskedBusinessSeconds: 0,
      })),
    });
  }

  return { signUps, events, tell, note, store };
}

/** One desk with the usual working hours (nine to five, UTC) and one tool. */
export async function aCatalogue(db: Db): Promise<void> {
  await db.workspace.create({
    data: { id: WORKSPACE, name: 'Coop', url: 'https://c.slack.com/', botUserId: 'UB', botId: 'BB', encryptedToken: 'x' },
  });
  await db.desk.create({
    data: { workspaceId: WORKSPACE, id: 'main', name: 'Help', triageChannelId: 'CT', schedule: DEFAULT_WORKING_HOURS },
  });
  await addTool(db, 'warehouse', { name: 'Data warehouse', seatCap: 10 });
}

export async function addTool(db: Db, id: string, more: { name: string; seatCap?: number; archivedAt?: Date }): Promise<void> {
  await db.tool.create({
    data: { workspaceId: WORKSPACE, id, summary: '', deskId: 'main', subject: 'person', createdAt: new Date(0), ...more },
  });
}
