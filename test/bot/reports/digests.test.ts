import { expect, it } from 'vitest';
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
      files: [expect.objectContaining({ name: 'rochdale-2026-W10.png' })],
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

it('brings the chart once, though the answer to its upload was lost', async () => {
  const cooperative = await aWeekWithOneRequest();
  cooperative.slack.faults.next('files.completeUploadExternal', 'accept-then-drop', 1);

  await letItBe(cooperative, NEXT_MONDAY_MORNING);
  await expect.poll(async () => (await cooperative.db.digestWeek.findFirst())?.chartedAt, { timeout: 10_000 }).toBeTruthy();

  const [digest] = cooperative.slack.messages(cooperative.news);
  expect(cooperative.slack.messages(cooperative.news, { threadTs: digest?.ts ?? '' })).toHaveLength(2);
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
