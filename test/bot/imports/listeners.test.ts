import { describe, expect, it } from 'vitest';
import { planReadings } from '#bot/members/reading.ts';
import { addJobs } from '#bot/queue.ts';
import { startCooperative } from '#test/support/cooperative.ts';

const PATIENTLY = { timeout: 10_000 };

/** Ada, an admin, has the set-up form open. */
async function setUp() {
  const coop = await startCooperative();
  const { slack, people, help, quiet, db, bots } = coop;
  for (const { deps } of bots) await planReadings(deps);
  await quiet();
  await slack.command(people.ada.id, help, '/rochdale', 'setup');
  await expect.poll(() => slack.views(people.ada.id)[0]?.callback_id, PATIENTLY).toBe('settings.setup-form');
  const topView = () => String(slack.views(people.ada.id).at(-1)?.id);
  /** Drops a file into the import's form and sends it. */
  const give = async (name: string, content: string | Buffer) => {
    await slack.press(people.ada.id, { view: topView() }, 'Import people (CSV)');
    const submitted = await slack.submit(people.ada.id, topView(), { file: slack.uploadFile(people.ada.id, name, content) });
    await quiet();
    return submitted;
  };
  const inbox = () => slack.botMessages(slack.directChannel(people.ada.id));
  const last = () => {
    const message = inbox().at(-1);
    const shown = (message?.blocks ?? []).flatMap(({ text, elements }) => [text, ...(Array.isArray(elements) ? elements : [])]);
    return { ts: message?.ts ?? '', text: message?.text ?? '', shown: JSON.stringify(shown) };
  };
  const decide = async (label: string) => {
    const answer = await slack.press(people.ada.id, { channel: slack.directChannel(people.ada.id), ts: last().ts }, label);
    await quiet();
    return answer;
  };
  const names = async () => (await db.organisation.findMany({ orderBy: { name: 'asc' } })).map(({ name }) => name);
  return { ...coop, give, inbox, last, decide, names };
}

describe('a file given in the set-up form', () => {
  it('is read, shown with what it would change, and applied with one press', async () => {
    const { give, last, decide, names, inbox, slack, people, db } = await setUp();

    const submitted = await give('people.csv', 'organisation,domain,size\nMaple <Street>,example.org,12\nOak,,3');
    const preview = last();
    const before = await names();
    await decide('Apply');
    const decided = slack.message(slack.directChannel(people.ada.id), preview.ts);

    expect(submitted.outcome).toBe('updated');
    expect(JSON.stringify(slack.views(people.ada.id).at(-1))).toContain('I am reading your file');
    expect(preview.shown).toContain('2 new organisations, 0 changed, 0 unchanged; 6 members move.');
    expect(preview.shown).toContain('New: Maple &lt;Street&gt;');
    expect(before).toEqual([]);
    expect(JSON.stringify(decided?.blocks)).toContain('I am applying this');
    expect(JSON.stringify(decided?.blocks)).not.toContain('"button"');
    expect(await names()).toEqual(['Maple <Street>', 'Oak']);
    expect(
      inbox()
        .map(({ text }) => text)
        .at(-1),
    ).toBe('Done: 2 new organisations, 0 changed, 0 unchanged; 6 members move.');
    expect(await db.member.findFirst({ where: { id: people.maya.id } })).toMatchObject({ belongsBy: 'domain' });
    expect(await db.auditEntry.findMany({ where: { action: 'people.imported' } })).toMatchObject([{ actorId: people.ada.id }]);
  });

  it('may be left alone', async () => {
    const { give, last, decide, names, slack, people } = await setUp();
    await give('people.csv', 'organisation\nMaple');
    const { ts } = last();

    await decide('Leave it');

    expect(JSON.stringify(slack.message(slack.directChannel(people.ada.id), ts)?.blocks)).toContain('nothing was changed');
    expect(await names()).toEqual([]);
  });

  it('may be applied without the rows that cannot be read', async () => {
    const { give, last, decide, names } = await setUp();
    await give('people.csv', 'organisation,size\nMaple,many\nOak,3');
    const preview = last();

    await decide('Apply without that row');

    expect(preview.shown).toContain('Row 2, size: “many” is not a number of people.');
    expect(await names()).toEqual(['Oak']);
    expect(last().text).toContain('1 row with a problem was left out');
  });

  it('is not applied when something changed since, and shown again', async () => {
    const { give, last, decide, names, db, workspaceId } = await setUp();
    await give('people.csv', 'organisation,size\nMaple,3');
    await db.organisation.create({ data: { workspaceId, id: 'maple', name: 'Maple', size: 2 } });

    await decide('Apply');
    const again = last();
    const between = await db.organisation.findFirstOrThrow();
    await decide('Apply');

    expect(again.shown).toContain('Something changed since you looked');
    expect(again.shown).toContain('Maple: size 2 → 3');
    expect(between.size).toBe(2);
    expect(await names()).toEqual(['Maple']);
    expect(await db.organisation.findFirstOrThrow()).toMatchObject({ size: 3 });
  });

  it('that cannot be taken in has no button, only what to do', async () => {
    const { give, last } = await setUp();

    await give('people.csv', 'colour\nred');

    expect(last().shown).toContain('For organisations it needs “organisation”');
    expect(last().shown).toContain('Nothing was changed');
    expect(last().shown).not.toContain('"button"');
  });

  it('is told of when Slack does not give it', async () => {
    const { give, last, slack, names } = await setUp();
    slack.faults.next('files.info', 'error:file_not_found');

    await give('people.csv', 'organisation\nMaple');

    expect(last().text).toContain('Slack does not let me read that file');
    expect(await names()).toEqual([]);
  });

  it('is read after all when Slack has a bad moment', async () => {
    const { give, last, slack } = await setUp();
    slack.faults.next('files.info', '429:1');

    await give('people.csv', 'organisation\nMaple');

    await expect.poll(() => last().text, PATIENTLY).toContain('1 new organisation');
  });
});

describe('only admins', () => {
  it('open the form', async () => {
    const { slack, people, db } = await setUp();
    await db.member.updateMany({ where: { id: people.ada.id }, data: { isAdmin: false } });

    await slack.press(people.ada.id, { view: String(slack.views(people.ada.id).at(-1)?.id) }, 'Import people (CSV)');

    await expect
      .poll(() => JSON.stringify(slack.views(people.ada.id)[1] ?? ''), PATIENTLY)
      .toContain('admins of this Slack workspace');
    expect(slack.views(people.ada.id)).toHaveLength(2);
  });

  it('apply what they were shown, and who is none any more does not', async () => {
    const { give, decide, names, slack, people, quiet, last } = await setUp();
    await give('people.csv', 'organisation\nMaple');
    await slack.changePerson(people.ada.id, { isAdmin: false });
    await quiet();

    await decide('Apply');

    expect(await names()).toEqual([]);
    expect(last().text).toContain('What your file would change');
  });

  it('have files read, their own and nobody else’s', async () => {
    const { slack, people, bots, quiet, last, workspaceId, names, db } = await setUp();
    const fileId = slack.uploadFile(people.maya.id, 'mine.csv', 'organisation\nMaple');
    const [bot] = bots;
    if (!bot) throw new Error('no bot');
    const payload = { workspaceId, adminId: people.ada.id, fileId };

    await addJobs(db, bot.deps, [{ task: 'preview-people-file', payload, key: 'a' }]);
    await addJobs(db, bot.deps, [{ task: 'preview-people-file', payload: { ...payload, adminId: people.maya.id }, key: 'b' }]);
    await quiet();

    expect(last().text).toContain('Slack does not let me read that file');
    expect(slack.botMessages(slack.directChannel(people.maya.id)).at(-1)?.text).toMatch(/admin/);
    expect(await names()).toEqual([]);
  });
});
