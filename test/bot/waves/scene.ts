import { allTasks } from '#bot/tasks.ts';
import { planWave } from '#bot/waves/planning.ts';
import type { Settings } from '#bot/waves/settings.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import type { Survey } from '#surveys/survey.ts';
import { seedDesk } from '#test/support/desk.ts';
import { openOutbox } from '#test/support/posting.ts';
import { A_PLAN, aSurvey, seedSurvey } from '#test/support/surveys.ts';

/** 2026-03-02 is a Monday. */
export const MONDAY = new Date('2026-03-02T10:00:00Z');
export const [LEA, BEN] = ['U0LEA', 'U0BEN'];
const HOUR_MS = 3_600_000;

export const SETTINGS: Settings = {
  level: 'named',
  readerIds: [],
  bands: [],
  smallestGroup: 5,
  plan: { ...A_PLAN, reminders: 0 },
  startsAt: null,
  opensForDays: 14,
  repeats: null,
  hasMailbox: false,
};

type Member = Partial<Prisma.MemberUncheckedCreateInput> & { id: string };

/**
 * A survey of Lea's with people to ask, a stand-in Slack, and no worker: `goTo` does what is due on the way to a moment, in its order,
 * at the time at which it is due.
 */
export async function openWaves({ at = MONDAY, definition = aSurvey() }: { at?: Date; definition?: Survey } = {}) {
  const outbox = await openOutbox();
  const { db, slack, workspaceId, time, posting, pool } = outbox;
  time.now = at;
  const tasks = allTasks(posting, { runStoredEvent: async () => undefined }, { pacing: false });
  await seedDesk(db, {
    workspaceId,
    helpChannels: [],
    triageChannelId: 'C0TRIAGE',
    digestChannelId: null,
    staff: [BEN],
    leads: [LEA],
    setUpAt: at,
  });
  await db.workspace.updateMany({ data: { peopleReadAt: at } });
  const addMembers = async (...members: Member[]) => {
    for (const { id, kind = 'member' } of members)
      if (kind !== 'outside') slack.addPerson({ id, name: id.toLowerCase(), isBot: kind === 'bot', isGuest: kind === 'guest' });
    await db.member.createMany({ data: members.map((member) => ({ workspaceId, displayName: member.id, ...member })) });
  };
  await addMembers({ id: LEA }, { id: BEN });
  const addSurvey = (survey: Survey) => seedSurvey(db, { workspaceId, ownerId: LEA, at, definition: survey });
  const survey = await addSurvey(definition);

  /** Runs everything that is due by now. */
  const work = async () => {
    for (let job = await nextJob(); job; job = await nextJob()) {
      await pool.query('delete from graphile_worker._private_jobs where id = $1', [job.id]);
      await tasks[job.task]?.run(job.payload);
    }
  };
  const nextJob = async () => {
    const { rows } = await pool.query<{ id: string; task: string; payload: unknown }>(
      `select jobs.id, tasks.identifier as task, jobs.payload
       from graphile_worker._private_jobs jobs join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id
       where ${RUNS_AT} <= $1 order by ${RUNS_AT}, jobs.id limit 1`,
      [time.now],
    );
    return rows[0];
  };
  return {
    ...outbox,
    survey,
    addSurvey,
    addMembers,
    work,
    goTo: async (target: Date) => {
      for (;;) {
        await work();
        const { rows } = await pool.query<{ at: Date | null }>(
          `select min(${RUNS_AT}) as at from graphile_worker._private_jobs jobs where ${RUNS_AT} <= $1`,
          [target],
        );
        time.now = rows[0]?.at ?? target;
        if (!rows[0]?.at) return work();
      }
    },
    plan: (changes: Partial<Settings> = {}, surveyId = survey.id) =>
      planWave(posting, { workspaceId, actorId: LEA, surveyId }, { ...SETTINGS, ...changes }),
    wave: (id: number) => db.surveyWave.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } } }),
    by: (waveId: number, actorId = LEA) => ({ workspaceId, actorId, waveId }),
    /** What the bot has written to somebody, oldest first. */
    toldTo: (memberId: string) => slack.botMessages(slack.directChannel(memberId)),
    /** The wave's card as it is now, as JSON. */
    card: (waveId: number) =>
      JSON.stringify(
        slack.botMessages(slack.directChannel(LEA)).find(({ metadata }) => keyOf(metadata) === `wave:${waveId}`) ?? null,
      ),
    /** Ids of those who got the survey's message, each as often as they got it. */
    askedIn: async (waveId: number) => {
      const members = await db.member.findMany({ where: { workspaceId, kind: { not: 'outside' } }, orderBy: { id: 'asc' } });
      return members.flatMap(({ id }) =>
        slack
          .botMessages(slack.directChannel(id))
          .flatMap(({ metadata }) => (keyOf(metadata) === `survey:${waveId}:${id}` ? [id] : [])),
      );
    },
    invitations: (waveId: number) =>
      db.surveyInvitation.findMany({ where: { workspaceId, waveId }, orderBy: { memberId: 'asc' } }),
    events: async () => (await db.surveyEvent.findMany({ orderBy: { id: 'asc' } })).map(({ kind }) => kind),
  };
}

export type Waves = Awaited<ReturnType<typeof openWaves>>;

/** What is due at once gets the store's own time, which is not the test's. */
const RUNS_AT = `case when abs(extract(epoch from jobs.run_at - now())) < 3600 then '-infinity'::timestamptz else jobs.run_at end`;

/** The bot's mark, without the workspace. */
export function keyOf(metadata: unknown): string | undefined {
  const { event_payload: payload } = (metadata ?? {}) as { event_payload?: { key?: string } };
  return payload?.key?.replace(/^[^:]+:/, '');
}

export const hoursAfter = (at: Date, hours: number) => new Date(at.getTime() + hours * HOUR_MS);
export const daysAfter = (at: Date, days: number) => hoursAfter(at, days * 24);
