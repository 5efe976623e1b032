import { expect, it } from 'vitest';
import { type Cooperative, MONDAY_MORNING, startCooperative } from '#test/support/cooperative.ts';

const INSTANT = { at: MONDAY_MORNING };

/** A cooperative with one tool that so many people have asked for. */
async function aCatalogue(asked = 1): Promise<Cooperative> {
  const cooperative = await startCooperative(INSTANT);
  const { db, workspaceId, people } = cooperative;
  const at = cooperative.clock.now();
  await db.tool.create({
    data: { workspaceId, id: 'warehouse', name: 'Data warehouse', summary: '', deskId: 'main', subject: 'person', createdAt: at },
  });
  for (let id = 1; id <= asked; id += 1) {
    const who = { memberId: people.maya.id, subjectKey: `p:${id}`, askedAt: at, queuedAt: at };
    await db.signUp.create({ data: { workspaceId, id, toolId: 'warehouse', state: 'asked', ...who } });
    const counted = { calendarSeconds: 0, businessSeconds: 0, sinceAskedCalendarSeconds: 0, sinceAskedBusinessSeconds: 0 };
    await db.signUpEvent.create({
      data: { workspaceId, signUpId: id, toolId: 'warehouse', kind: 'asked', state: 'asked', seats: 1, at, ...counted },
    });
  }
  return cooperative;
}

const lastTo = ({ slack }: Cooperative, who: string) => slack.ephemerals(who).at(-1);

it('tells a lead what they asked for, and another period when they choose one', async () => {
  const cooperative = await aCatalogue();
  const { slack, people, triage, quiet } = cooperative;

  await slack.command(people.lea.id, triage, '/tools', 'report this week');
  const { id, text: first } = lastTo(cooperative, people.lea.id)!;
  await slack.press(people.lea.id, { ephemeral: String(id) }, { actionId: 'tool-reports.period' }, 'last week');
  await quiet();

  expect(first).toContain('*Tools, this week (2–8 Mar)*\n*Sign-ups*  1 asked = 1 undecided');
  expect(lastTo(cooperative, people.lea.id)?.text).toContain('*Tools, last week (23 Feb – 1 Mar)*');
});

it('turns the pages', async () => {
  const cooperative = await aCatalogue(12);
  const { slack, people, triage, quiet } = cooperative;

  await slack.command(people.lea.id, triage, '/tools', 'report');
  await slack.press(people.lea.id, { ephemeral: String(lastTo(cooperative, people.lea.id)?.id) }, 'More');
  await quiet();

  expect(lastTo(cooperative, people.lea.id)?.text).toContain('*Waiting for a decision now* (12), page 2 of 2');
});

it('refuses who is no lead, whatever they type after it', async () => {
  const cooperative = await aCatalogue();
  const { slack, people, triage } = cooperative;

  const [staff, member] = [
    await slack.command(people.ana.id, triage, '/tools', 'report nonsense'),
    await slack.command(people.maya.id, cooperative.help, '/tools', 'report'),
  ];

  expect(JSON.stringify([staff.json ?? staff.body, member.json ?? member.body])).not.toContain('Sign-ups');
  expect(lastTo(cooperative, people.ana.id)?.text).toContain('lead');
});

it('says which periods there are for one that is none', async () => {
  const cooperative = await aCatalogue();
  const { slack, people, triage } = cooperative;

  await slack.command(people.lea.id, triage, '/tools', 'report lst week');

  expect(lastTo(cooperative, people.lea.id)?.text).toContain('Did you mean `/tools report last week`?');
});

it('brings the rows as files into the lead’s direct messages, once', async () => {
  const cooperative = await aCatalogue();
  const { slack, people, triage, quiet } = cooperative;
  slack.faults.next('files.completeUploadExternal', 'accept-then-drop', 1);

  await slack.command(people.lea.id, triage, '/tools', 'report');
  await slack.press(people.lea.id, { ephemeral: String(lastTo(cooperative, people.lea.id)?.id) }, 'Export (CSV)');
  await quiet();
  await cooperative.database.pool.query('update graphile_worker._private_jobs set run_at = now()');
  await quiet();

  const brought = slack.messages(slack.directChannel(people.lea.id)).filter(({ files }) => files !== undefined);
  expect(brought).toHaveLength(1);
  expect(brought[0]).toMatchObject({
    text: expect.stringContaining('The sign-ups behind the report on tools, the last 30 days'),
    files: [
      { name: expect.stringMatching(/^tools-2026-03-02-\d+-sign-ups\.csv$/) },
      { name: expect.stringMatching(/-organisations\.csv$/) },
    ],
  });
  const [file] = slack.files().filter(({ name }) => name.endsWith('sign-ups.csv'));
  expect(file?.content?.toString()).toContain('"S1","Data warehouse"');
});

it('answers a button that somebody made up with a sentence', async () => {
  const cooperative = await aCatalogue(12);
  const { slack, people, triage, quiet, db } = cooperative;
  await slack.command(people.lea.id, triage, '/tools', 'report');
  await db.deskStaff.updateMany({ where: { memberId: people.lea.id }, data: { role: 'staff' } });

  await slack.press(people.lea.id, { ephemeral: String(lastTo(cooperative, people.lea.id)?.id) }, 'More');
  await quiet();

  expect(lastTo(cooperative, people.lea.id)?.text).not.toContain('page 2');
});
