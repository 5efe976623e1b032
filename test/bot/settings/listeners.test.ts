import { describe, expect, it } from 'vitest';
import { desksOfStaff } from '#bot/desks/desks.ts';
import { addJobs } from '#bot/queue.ts';
import { checkJob } from '#bot/settings/settings.ts';
import { type Cooperative, startCooperative } from '#test/support/cooperative.ts';

const PATIENTLY = { timeout: 10_000 };
const OPEN = { isSetUp: false, at: new Date('2026-03-02T10:00:00Z') };

/** What the bot says to a person alone in answer to a command. */
async function type(slack: Cooperative['slack'], userId: string, channel: string, text: string): Promise<string> {
  await slack.command(userId, channel, '/rochdale', text);
  return slack.ephemerals(userId).at(-1)?.text ?? '';
}

const directMessages = ({ slack }: Cooperative, userId: string) =>
  slack.botMessages(slack.directChannel(userId)).map(({ text }) => text);

/** Fills in what has no usual answer. */
const choices = ({ help, triage, news, people }: Cooperative) => ({
  helpChannelIds: [help],
  triageChannelId: triage,
  digestChannelId: news,
  staffIds: [people.ana.id, people.ben.id],
  leadIds: [people.lea.id],
});

async function openSetup({ slack, people, help }: Cooperative): Promise<string> {
  await slack.command(people.ada.id, help, '/rochdale', 'setup');
  await expect.poll(() => slack.views(people.ada.id)[0]?.callback_id, PATIENTLY).toBe('settings.setup-form');
  return String(slack.views(people.ada.id)[0]?.id);
}

describe('/rochdale setup', () => {
  it('sets the desk up, says so at once, and tells the admin when everything is ready', async () => {
    const coop = await startCooperative(OPEN);
    const viewId = await openSetup(coop);

    const submitted = await coop.slack.submit(coop.people.ada.id, viewId, choices(coop));
    await coop.quiet();

    expect(submitted).toMatchObject({ outcome: 'updated', errors: {} });
    expect(JSON.stringify(coop.slack.views(coop.people.ada.id))).toContain('will write to you in a moment');
    expect(directMessages(coop, coop.people.ada.id)).toEqual([expect.stringContaining('Everything is ready')]);
    expect(await desksOfStaff(coop.db, coop.workspaceId, coop.people.lea.id)).toMatchObject([{ role: 'lead' }]);
  });

  it('makes a member’s next message a request', async () => {
    const coop = await startCooperative(OPEN);
    const viewId = await openSetup(coop);
    await coop.slack.submit(coop.people.ada.id, viewId, choices(coop));
    await coop.quiet();

    await coop.slack.post(coop.people.maya.id, coop.help, 'I cannot log in to the accounting tool');
    await coop.quiet();

    expect(coop.slack.botMessages(coop.triage)).toHaveLength(1);
  });

  it('shows the same settings when it is opened again', async () => {
    const coop = await startCooperative(OPEN);
    const first = await openSetup(coop);
    await coop.slack.submit(coop.people.ada.id, first, { ...choices(coop), topics: 'heating\nother', timeZone: 'Europe/Madrid' });

    await openSetup(coop);

    const state = JSON.stringify(coop.slack.views(coop.people.ada.id)[0]?.state);
    for (const shown of [coop.triage, coop.people.lea.id, 'Europe/Madrid', 'heating\\nother']) expect(state).toContain(shown);
  });

  it('tells everybody else kindly who can do it', async () => {
    const coop = await startCooperative(OPEN);

    await coop.slack.command(coop.people.maya.id, coop.help, '/rochdale', 'setup');

    const shown = () => JSON.stringify(coop.slack.views(coop.people.maya.id));
    await expect.poll(shown, PATIENTLY).toContain('for the admins of this Slack workspace');
    expect(coop.slack.views(coop.people.maya.id)).toMatchObject([{ submit: null }]);
    expect(coop.slack.notices(coop.people.maya.id)).toEqual([]);
  });

  it('shows each mistake under its field and loses nothing that was typed', async () => {
    const coop = await startCooperative(OPEN);
    const viewId = await openSetup(coop);

    const submitted = await coop.slack.submit(coop.people.ada.id, viewId, {
      ...choices(coop),
      triageChannelId: coop.help,
      openingHours: 'always',
      topics: 'other\nother',
    });

    expect(submitted.outcome).toBe('errors');
    expect(Object.keys(submitted.errors).sort()).toEqual(['openingHours', 'topics', 'triageChannelId']);
    expect(JSON.stringify(coop.slack.views(coop.people.ada.id)[0]?.state)).toContain('always');
    expect(await coop.db.desk.count()).toBe(0);
  });

  it('says where to invite the bot, and says it is ready once it was invited', async () => {
    const coop = await startCooperative(OPEN);
    const { slack, people } = coop;
    const wing = slack.addChannel({ name: 'north-wing', members: [people.ana.id] }).id;
    const quietRoom = slack.addChannel({ name: 'staff-room', isPrivate: true, members: [people.ana.id, people.ada.id] }).id;
    const viewId = await openSetup(coop);
    await slack.submit(people.ada.id, viewId, { ...choices(coop), helpChannelIds: [wing], triageChannelId: quietRoom });
    await coop.quiet();
    const [before] = directMessages(coop, people.ada.id);

    await slack.join(slack.botUserId, wing, people.ana.id);
    await slack.join(slack.botUserId, quietRoom, people.ana.id);
    await coop.quiet();
    await coop.database.pool.query(
      "update graphile_worker._private_jobs set run_at = now() where run_at < now() + interval '1 minute'",
    );
    await coop.quiet();

    expect(before).toContain(`I am not in <#${wing}> yet. Open it and type \`/invite @Rochdale\`.`);
    expect(before).toContain(`I am not in <#${quietRoom}> yet.`);
    const [, after, ...more] = directMessages(coop, people.ada.id);
    expect(after).toContain(`<@${people.ben.id}> and <@${people.lea.id}> are not in <#${quietRoom}> yet`);
    expect(more).toEqual([]);
    expect(await desksOfStaff(coop.db, coop.workspaceId, people.ana.id)).toHaveLength(1);
  });

  it('takes guests and bots off the list of staff and says so', async () => {
    const coop = await startCooperative(OPEN);
    const guest = coop.slack.addPerson({ name: 'gus', isGuest: true });
    const helper = coop.slack.addPerson({ name: 'helper', isBot: true });
    const viewId = await openSetup(coop);

    await coop.slack.submit(coop.people.ada.id, viewId, {
      ...choices(coop),
      staffIds: [coop.people.ana.id, guest.id, helper.id],
    });
    await coop.quiet();

    const [said] = directMessages(coop, coop.people.ada.id);
    expect(said).toContain(`<@${guest.id}>: guests cannot be staff`);
    expect(said).toContain(`<@${helper.id}>: bots cannot be staff`);
    expect(await coop.db.deskStaff.count({ where: { memberId: { in: [guest.id, helper.id] } } })).toBe(0);
  });

  it('finds the staff in a triage channel of hundreds, and sees that a channel was archived', async () => {
    const coop = await startCooperative(OPEN);
    const { slack, people } = coop;
    const crowd = Array.from({ length: 250 }, (_, index) => slack.addPerson({ name: `person${index}` }).id);
    const hall = slack.addChannel({ name: 'hall', isPrivate: true, members: [slack.botUserId, ...crowd, people.ana.id] }).id;
    await slack.archive(people.ada.id, coop.news);
    const viewId = await openSetup(coop);

    await slack.submit(people.ada.id, viewId, {
      ...choices(coop),
      triageChannelId: hall,
      staffIds: [people.ana.id],
      leadIds: [],
    });
    await coop.quiet();

    expect(await desksOfStaff(coop.db, coop.workspaceId, people.ana.id)).toHaveLength(1);
    expect(directMessages(coop, people.ada.id)).toEqual([expect.stringContaining(`<#${coop.news}> is archived`)]);
  });

  it('tells the admin once, however often a check runs', async () => {
    const coop = await startCooperative(OPEN);
    const viewId = await openSetup(coop);
    await coop.slack.submit(coop.people.ada.id, viewId, choices(coop));
    await coop.quiet();
    const entry = await coop.db.auditEntry.findFirstOrThrow();

    const check = { workspaceId: coop.workspaceId, adminId: coop.people.ada.id, checkId: String(entry.id) };
    await addJobs(coop.db, { dueAt: (at) => at }, [checkJob(check)]);
    await coop.quiet();

    expect(directMessages(coop, coop.people.ada.id)).toHaveLength(1);
  });

  it('says so in the open form when Slack does not answer', async () => {
    const coop = await startCooperative(OPEN);
    coop.slack.faults.next('users.info', '500');

    await coop.slack.command(coop.people.ada.id, coop.help, '/rochdale', 'setup');

    await expect
      .poll(() => JSON.stringify(coop.slack.views(coop.people.ada.id)), PATIENTLY)
      .toContain('Please close this and try again');
    expect(coop.slack.notices(coop.people.ada.id)).toEqual([]);
  });

  it('waits out a limit of Slack and tells the admin once', async () => {
    const coop = await startCooperative(OPEN);
    const viewId = await openSetup(coop);
    coop.slack.faults.next('conversations.members', '429:1');

    await coop.slack.submit(coop.people.ada.id, viewId, choices(coop));
    await expect.poll(() => directMessages(coop, coop.people.ada.id), PATIENTLY).toHaveLength(1);
    await coop.quiet();

    expect(directMessages(coop, coop.people.ada.id)).toEqual([expect.stringContaining('Everything is ready')]);
  });
});

describe('/rochdale', () => {
  it('points to the set-up before there is one', async () => {
    const { slack, people, help } = await startCooperative(OPEN);

    expect(await type(slack, people.maya.id, help, '')).toContain("I'm not set up here yet");
  });

  it('helps members to ask and staff to work', async () => {
    const { slack, people, help } = await startCooperative();

    expect(await type(slack, people.maya.id, help, 'help')).toContain(`Write your question in <#${help}>`);
    expect(await type(slack, people.ana.id, help, '')).toContain('/triage list');
  });

  it.each([
    ['stup', 'Did you mean `/rochdale setup`?'],
    ['hlep', 'Did you mean `/rochdale help`?'],
    ['constructor', '`/rochdale help` lists what I can do'],
  ])('finds what was meant by %j', async (typed, answer) => {
    const { slack, people, help } = await startCooperative();

    expect(await type(slack, people.maya.id, help, typed)).toContain(answer);
  });
});
