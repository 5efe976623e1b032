import { describe, expect, it } from 'vitest';
import { postDueDigest } from '#bot/reports/digests.ts';
import { type Cooperative, startCooperative } from '#test/support/cooperative.ts';

const WEDNESDAY = new Date('2026-03-04T10:00:00Z');
const NEXT_MONDAY_MORNING = new Date('2026-03-09T09:00:30Z');

async function aWeekWithOneRequest(options: Parameters<typeof startCooperative>[0] = {}): Promise<Cooperative> {
  const cooperative = await startCooperative({ at: WEDNESDAY, ...options });
  await cooperative.slack.post(cooperative.people.maya.id, cooperative.help, 'How do I get into the warehouse?');
  await cooperative.quiet();
  return cooperative;
}

/** Lets the time come, and what is due by then happen. */
async function letItBe(cooperative: Cooperative, at: Date): Promise<void> {
  cooperative.clock.set(at);
  await Promise.all(cooperative.bots.map((bot) => postDueDigest(bot.deps, cooperative.workspaceId)));
  await cooperative.quiet();
}

it('posts last week on Monday at nine, its key sentence first, with the chart in its thread', async () => {
  const cooperative = await aWeekWithOneRequest();

  await letItBe(cooperative, NEXT_MONDAY_MORNING);

  const [digest, ...more] = cooperative.slack.messages(cooperative.news);
  expect(more).toEqual([]);
  expect(digest?.text).toContain('week 10 (2–8 Mar)');
  expect(digest?.text).toMatch(/1 new/);
  const thread = () => cooperative.slack.messages(cooperative.news, { threadTs: digest?.ts ?? '' });
  await expect
    .poll(() => thread().at(1), { timeout: 10_000 })
    .toMatchObject({
      files: [expect.objectContaining({ name: 'rochdale-2026-W10.png', title: 'Requests per week, up to week 10 (2–8 Mar)' })],
      text: expect.stringMatching(/new \/ resolved \/ open at the end\. 2 Mar 1\/0\/1\.$/),
    });
});

it('says nothing before its hour has come', async () => {
  const cooperative = await aWeekWithOneRequest();

  await letItBe(cooperative, new Date('2026-03-09T08:59:00Z'));

  expect(cooperative.slack.messages(cooperative.news)).toEqual([]);
});

it('posts one digest a week, however many instances find it due', async () => {
  const cooperative = await aWeekWithOneRequest({ instances: 3 });

  await letItBe(cooperative, NEXT_MONDAY_MORNING);
  await letItBe(cooperative, NEXT_MONDAY_MORNING);

  expect(cooperative.slack.messages(cooperative.news)).toHaveLength(1);
  expect(await cooperative.db.digestWeek.count()).toBe(1);
});

it('names nobody where members read, and the oldest unanswered request where staff do', async () => {
  const cooperative = await aWeekWithOneRequest();

  await letItBe(cooperative, NEXT_MONDAY_MORNING);

  const [forMembers] = cooperative.slack.messages(cooperative.news);
  const forStaff = cooperative.slack.messages(cooperative.triage).find((message) => message.text.includes('staff edition'));
  expect(forMembers?.text).not.toContain('#1');
  expect(forStaff?.text).toContain('#1');
});

it('catches up after a long silence with the latest week, and keeps the figures of the others', async () => {
  const cooperative = await aWeekWithOneRequest();

  await letItBe(cooperative, new Date('2026-03-23T12:00:00Z'));

  const digests = cooperative.slack.messages(cooperative.news);
  const weeks = await cooperative.db.digestWeek.findMany({ orderBy: { week: 'asc' } });
  expect(digests).toHaveLength(1);
  expect(digests[0]?.text).toContain('week 12');
  expect(weeks.map(({ week }) => week)).toEqual(['2026-W10', '2026-W11', '2026-W12']);
});

describe('the chart', () => {
  it('is brought once, though the answer to its upload was lost', async () => {
    const cooperative = await aWeekWithOneRequest();
    cooperative.slack.faults.next('files.completeUploadExternal', 'accept-then-drop', 1);

    await letItBe(cooperative, NEXT_MONDAY_MORNING);
    await charted(cooperative);

    expect(charts(cooperative)).toHaveLength(1);
  });

  it('is brought once, though the answer was lost and Slack shares it long after the bot has looked again', async () => {
    const cooperative = await aWeekWithOneRequest({ slack: { shareDelay: 500 } });
    cooperative.slack.faults.next('files.completeUploadExternal', 'accept-then-drop', 1);

    await letItBe(cooperative, NEXT_MONDAY_MORNING);
    await charted(cooperative);

    expect(cooperative.slack.ledger.calls('conversations.replies').length).toBeGreaterThan(1);
    expect(charts(cooperative)).toHaveLength(1);
    expect(cooperative.slack.ledger.calls('files.getUploadURLExternal')).toHaveLength(1);
  });

  it('is brought again when Slack never shared it', async () => {
    const cooperative = await aWeekWithOneRequest();
    const { slack, db, clock } = cooperative;
    slack.faults.next('files.getUploadURLExternal', '500', 1);
    await letItBe(cooperative, NEXT_MONDAY_MORNING);
    await db.digestWeek.updateMany({ data: { chartFileId: 'F0LOST' } });
    await withoutWaiting(cooperative, () => slack.ledger.calls('conversations.replies').length > 0);
    const before = charts(cooperative);

    clock.set(new Date(NEXT_MONDAY_MORNING.getTime() + 6 * 60_000));
    await charted(cooperative);

    expect(before).toEqual([]);
    expect(charts(cooperative)).toHaveLength(1);
  });

  it('waits for a limit of Slack without spending a try', async () => {
    const cooperative = await aWeekWithOneRequest();
    cooperative.slack.faults.limit('files.getUploadURLExternal', 2);

    await letItBe(cooperative, NEXT_MONDAY_MORNING);
    const waiting = await chartJobs(cooperative);
    await charted(cooperative);

    expect(waiting).toEqual([{ attempts: 0, max_attempts: 16, last_error: null }]);
    expect(charts(cooperative)).toHaveLength(1);
  });

  it('is given up, and not put off for ever, when its digest is still not there after a day', async () => {
    const cooperative = await aWeekWithOneRequest();
    const { slack, db, clock, news, quiet } = cooperative;
    slack.faults.next('chat.postMessage', '500', 50);
    await letItBe(cooperative, NEXT_MONDAY_MORNING);
    clock.set(new Date(NEXT_MONDAY_MORNING.getTime() + 25 * 3_600_000));

    await expect
      .poll(async () => (await chartJobs(cooperative))[0]?.last_error, { timeout: 20_000 })
      .toContain('the digest of 2026-W10 is not in its channel');
    await quiet();

    expect(slack.messages(news)).toEqual([]);
    expect(await db.digestWeek.findFirst()).toMatchObject({ chartedAt: null });
  });
});

/** Waits until the chart was seen in the thread of its digest. */
function charted(cooperative: Cooperative): Promise<void> {
  return withoutWaiting(cooperative, async () => (await cooperative.db.digestWeek.findFirst())?.chartedAt);
}

/** Has the chart's job look again at once, however long it would rather wait, until this is so. */
async function withoutWaiting({ database }: Cooperative, isSo: () => unknown): Promise<void> {
  const look = async () => {
    await database.pool.query(
      `update graphile_worker._private_jobs set run_at = now() where key like 'chart:%' and locked_at is null and run_at > now()`,
    );
    await database.pool.query(`select pg_notify('jobs:insert', '{"count":1}')`);
    return isSo();
  };
  await expect.poll(look, { timeout: 20_000 }).toBeTruthy();
}

/** What is in the thread of the digest. */
function charts({ slack, news }: Cooperative) {
  const [digest] = slack.messages(news);
  return slack.messages(news, { threadTs: digest?.ts ?? '' }).slice(1);
}

async function chartJobs({ database }: Cooperative) {
  const jobs = await database.pool.query<{ attempts: number; max_attempts: number; last_error: string | null }>(
    `select attempts, max_attempts, last_error from graphile_worker._private_jobs where key like 'chart:%'`,
  );
  return jobs.rows;
}

it('says so when requests of the week before were recorded after its digest', async () => {
  const cooperative = await aWeekWithOneRequest();
  const { slack, db, news, workspaceId } = cooperative;
  await letItBe(cooperative, NEXT_MONDAY_MORNING);
  const ticket = await db.ticket.findFirstOrThrow();
  const opened = await db.ticketEvent.findFirstOrThrow({ where: { workspaceId, kind: 'opened' }, omit: { id: true } });
  await db.ticket.create({ data: { ...ticket, id: 2, ts: '1772618400.000200' } });
  await db.ticketEvent.create({ data: { ...opened, ticketId: 2, detail: {} } });

  await letItBe(cooperative, new Date('2026-03-16T09:00:30Z'));

  expect(slack.messages(news).at(-1)?.text).toContain(
    'The digest before ended with 1 open; recorded since, as of that Monday it was 2.',
  );
});

it('shows staff the week so far, for their eyes only', async () => {
  const { slack, people, triage, news } = await aWeekWithOneRequest();

  await slack.command(people.ana.id, triage, '/digest', 'preview');

  expect(slack.ephemerals(people.ana.id).at(-1)?.text).toContain('1 new');
  expect(slack.messages(news)).toEqual([]);
});

it('lets leads post last week early, once, and tells others who may', async () => {
  const cooperative = await aWeekWithOneRequest();
  const { slack, people, triage, news, clock, quiet } = cooperative;
  clock.set(new Date('2026-03-09T07:00:00Z'));

  await slack.command(people.ana.id, triage, '/digest', 'post');
  await slack.command(people.lea.id, triage, '/digest', 'post');
  await quiet();
  await slack.command(people.lea.id, triage, '/digest', 'post');
  await letItBe(cooperative, NEXT_MONDAY_MORNING);

  expect(slack.ephemerals(people.ana.id).at(-1)?.text).toContain('Only leads');
  expect(slack.ephemerals(people.lea.id).map((message) => message.text)).toEqual([
    expect.stringContaining('on its way'),
    expect.stringContaining('already'),
  ]);
  expect(slack.messages(news)).toHaveLength(1);
});

it('keeps the figures of the weeks it was down when a lead posts the last one first, and who did', async () => {
  const { slack, db, people, triage, clock } = await aWeekWithOneRequest();
  clock.set(new Date('2026-03-23T07:00:00Z'));

  await slack.command(people.lea.id, triage, '/digest', 'post');

  const weeks = await db.digestWeek.findMany({ orderBy: { week: 'asc' } });
  const audit = await db.auditEntry.findMany();
  expect(slack.ephemerals(people.lea.id).at(-1)?.text).toContain('week 12 (16–22 Mar) is on its way');
  expect(weeks.map(({ week }) => week)).toEqual(['2026-W10', '2026-W11', '2026-W12']);
  expect(audit).toMatchObject([{ actorId: people.lea.id, action: 'digest.posted', detail: { week: '2026-W12' } }]);
});

it('answers a mistyped command with the nearest right one', async () => {
  const { slack, people, triage } = await aWeekWithOneRequest();

  await slack.command(people.ana.id, triage, '/digest', 'prevew');

  expect(slack.ephemerals(people.ana.id).at(-1)?.text).toContain('/digest preview');
});

it('says what each figure means when asked', async () => {
  const { slack, people, triage } = await aWeekWithOneRequest();

  await slack.command(people.ana.id, triage, '/digest', 'explain');

  expect(slack.ephemerals(people.ana.id).at(-1)?.text).toContain('From the member’s message to the first public reply of staff');
});
