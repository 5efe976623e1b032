import { expect, it } from 'vitest';
import { postDueDigest } from '#bot/reports/digests.ts';
import { type Cooperative, startCooperative } from '#test/support/cooperative.ts';

const WEDNESDAY = new Date('2026-03-04T10:00:00Z');
const NEXT_MONDAY_MORNING = new Date('2026-03-09T09:00:30Z');

async function letWeekPass({ clock, bots, workspaceId, quiet }: Cooperative): Promise<void> {
  clock.set(NEXT_MONDAY_MORNING);
  for (const { deps } of bots) await postDueDigest(deps, workspaceId);
  await quiet();
}

/** One tool, and Maya's sign-up for it that Lea has not decided. */
async function oneUndecided({ db, workspaceId, people }: Cooperative): Promise<void> {
  const tool = { id: 'warehouse', name: 'Data warehouse', summary: '', deskId: 'main', subject: 'person', createdAt: WEDNESDAY };
  await db.tool.create({ data: { workspaceId, ...tool } });
  const times = { askedAt: WEDNESDAY, queuedAt: WEDNESDAY };
  const who = { memberId: people.maya.id, subjectKey: `p:${people.maya.id}` };
  await db.signUp.create({ data: { workspaceId, id: 12, toolId: tool.id, state: 'asked', ...who, ...times } });
  const counted = { calendarSeconds: 0, businessSeconds: 0, sinceAskedCalendarSeconds: 0, sinceAskedBusinessSeconds: 0 };
  const event = { kind: 'asked', state: 'asked', seats: 1, at: WEDNESDAY, actorId: people.maya.id };
  await db.signUpEvent.create({ data: { workspaceId, signUpId: 12, toolId: tool.id, ...event, ...counted } });
  const approval = { round: 1, stage: 0, approverId: people.lea.id, role: 'lead', askedAt: WEDNESDAY };
  await db.signUpApproval.create({ data: { workspaceId, signUpId: 12, ...approval } });
  const known = { displayName: 'Lea', kind: 'member' };
  await db.member.upsert({
    where: { workspaceId_id: { workspaceId, id: people.lea.id } },
    create: { workspaceId, id: people.lea.id, ...known },
    update: known,
  });
}

it('tells staff who has an undecided sign-up, and members only how many there are', async () => {
  const cooperative = await startCooperative({ at: WEDNESDAY });
  await oneUndecided(cooperative);

  await letWeekPass(cooperative);

  const [forMembers] = cooperative.slack.messages(cooperative.news);
  const forStaff = cooperative.slack.messages(cooperative.triage).find(({ text }) => text.includes('staff edition'));
  expect(forStaff?.text).toContain('S12 Data warehouse since Wed 10:00');
  expect(forStaff?.text).toContain('with Lea');
  expect(forMembers?.text).toContain('Tools: 1 asked = 1 undecided');
  expect(forMembers?.text).not.toMatch(/Lea|Maya|S12/);
});

it('keeps the figures as they were when it was posted', async () => {
  const cooperative = await startCooperative({ at: WEDNESDAY });
  await oneUndecided(cooperative);
  await letWeekPass(cooperative);
  const { db, workspaceId, slack, people, triage } = cooperative;

  await db.signUp.deleteMany({ where: { workspaceId } });
  await db.signUpEvent.deleteMany({ where: { workspaceId } });

  const [row] = await db.digestWeek.findMany({ where: { workspaceId } });
  expect(row?.figures).toMatchObject({ signUps: { sum: { asked: 1, undecidedAtEnd: 1, sumHolds: true } } });
  await slack.command(people.ana.id, triage, '/digest', 'preview');
  expect(slack.ephemerals(people.ana.id).at(-1)?.text).toContain('Tools: nobody asked for one');
});

it('says nothing of tools where there are none, and is posted though nothing ever came in', async () => {
  const cooperative = await startCooperative({ at: WEDNESDAY });

  await letWeekPass(cooperative);

  expect(cooperative.slack.messages(cooperative.news)[0]?.text).toMatch(/Nothing has come in yet\.$/);
});

it('explains the figures of tools, too', async () => {
  const { slack, people, triage } = await startCooperative({ at: WEDNESDAY });

  await slack.command(people.ana.id, triage, '/digest', 'explain');

  const explained = slack.ephemerals(people.ana.id).at(-1);
  expect(explained?.text).toContain('*Decision to ready*');
  expect(JSON.stringify(explained?.blocks)).toContain('*Decision to ready*');
});
