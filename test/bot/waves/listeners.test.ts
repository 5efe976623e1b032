import { describe, expect, it } from 'vitest';
import { builderOf, openedSurvey } from '#test/bot/surveys/building.ts';
import { startCooperative } from '#test/support/cooperative.ts';
import { aSurvey, seedSurvey } from '#test/support/surveys.ts';
import { keyOf } from './scene.ts';

type Opened = Awaited<ReturnType<typeof openedSurvey>>;

/** The card of the newest wave, in Ana’s direct messages. */
function cardOf({ slack, people }: Pick<Opened, 'slack' | 'people'>) {
  const dm = slack.directChannel(people.ana.id);
  const card = slack.botMessages(dm).findLast(({ metadata }) => keyOf(metadata)?.startsWith('wave:'));
  return { channel: dm, ts: card?.ts ?? '', shown: JSON.stringify(card ?? null) };
}

const surveysOf = ({ slack }: Pick<Opened, 'slack'>, userId: string) =>
  slack.botMessages(slack.directChannel(userId)).filter(({ metadata }) => keyOf(metadata)?.startsWith('survey:'));

describe('sending a survey', () => {
  it('goes from the form to a number, and with a yes to exactly these people', async () => {
    const scene = await openedSurvey();
    const { ana, people, slack, quiet, db } = scene;

    await ana.press('Send…');
    await ana.press({ actionId: 'waves.level' }, 'named');
    await ana.send({ timing: 'at once', days: '7' });
    await expect.poll(() => cardOf(scene).shown, { timeout: 5000 }).toContain('This will ask *6 people*');
    const before = surveysOf(scene, people.maya.id);
    const card = cardOf(scene);
    await slack.press(people.ana.id, card, 'Yes, send to 6 people');
    await quiet();
    await slack.press(people.ana.id, card, { actionId: 'waves.send' }).catch(() => undefined);
    await quiet();

    expect(before).toEqual([]);
    for (const { id } of Object.values(people)) expect(surveysOf(scene, id)).toHaveLength(1);
    expect(cardOf(scene).shown).toContain('Sent to 6 people');
    expect(await db.surveyWave.findMany()).toMatchObject([{ state: 'open', level: 'named', opensForDays: 7, invited: 6 }]);
  });

  it('asks for what belongs to the choice, says under each field what is wrong with it, and is filled in again to change it', async () => {
    const scene = await openedSurvey();
    const { ana, people, slack, quiet, db } = scene;
    await ana.press('Send…');
    expect(ana.sees()).not.toContain('"readers"');

    await ana.press({ actionId: 'waves.level' }, 'confidential');
    await ana.press({ actionId: 'waves.audience' }, 'requesters');
    await ana.press({ actionId: 'waves.time' }, 'repeat');
    const wrong = await ana.send({
      readers: [people.lea.id],
      from: '2026-03-02',
      to: '2026-03-01',
      sample: 'many',
      every: 'weekly',
      days: '7',
      bands: ['organisation', 'size', 'region'],
    });
    await ana.press({ actionId: 'waves.audience' }, 'everyone');
    const sent = await ana.send({ sample: '4', days: '5', bands: ['region'] });
    await expect.poll(() => cardOf(scene).shown, { timeout: 5000 }).toContain('Yes, send to 4 people');
    await slack.press(people.ana.id, cardOf(scene), 'Change…');
    const filled = ana.sees();
    await ana.send({ sample: null });
    await quiet();

    expect(wrong.errors).toEqual({
      to: 'The last day is before the first one.',
      sample: 'Please write a whole number from 1, or nothing.',
      days: 'A weekly survey ends before the next one begins: at most 6 days.',
      bands: 'Please choose at most 2, so that nobody can be told apart.',
    });
    expect(sent.outcome).toBe('closed');
    expect(filled).toContain(`"initial_users":["${people.lea.id}"]`);
    expect(filled).toContain('"initial_value":"4"');
    await expect.poll(() => cardOf(scene).shown, { timeout: 5000 }).toContain('Yes, send to 6 people');
    expect(await db.surveyWave.findMany()).toMatchObject([
      { level: 'confidential', readerIds: [people.lea.id], repeats: 'weekly', bands: ['region'] },
    ]);
    expect(cardOf(scene).shown).toContain('every week');
  });

  it('shows beforehand word for word what members will read, with the promise and the first question', async () => {
    const scene = await openedSurvey();
    const { ana, people, slack, quiet, db } = scene;
    await ana.press('Send…');
    await ana.press({ actionId: 'waves.level' }, 'named');
    await ana.send({ timing: 'at once' });
    await expect.poll(() => cardOf(scene).shown, { timeout: 5000 }).toContain('Show the message');

    await slack.press(people.ana.id, cardOf(scene), 'Show the message');
    const shown = ana.sees();
    await ana.close();
    await slack.press(people.ana.id, cardOf(scene), { actionId: 'waves.send' });
    await quiet();

    const [asked] = surveysOf(scene, people.maya.id);
    const texts = ((asked?.blocks ?? []) as { type: string; text?: { text: string } }[]).flatMap(({ type, text }) =>
      type === 'section' ? text?.text : [],
    );
    expect(texts.length).toBeGreaterThan(2);
    for (const text of texts) expect(shown).toContain(JSON.stringify(text).slice(1, -1));
    expect(shown).toContain('[ 0 ]  [ 1 ]');
    expect(shown).not.toContain('answering.here');
    expect(await db.surveyResponse.count()).toBe(0);
  });

  it('is posted only in channels that the bot is in, and names those that it is not in', async () => {
    const scene = await openedSurvey();
    const { ana, slack, help, people, db } = scene;
    const open = slack.addChannel({ name: 'random', members: [people.ana.id] }).id;
    const closed = slack.addChannel({ name: 'board', isPrivate: true, members: [people.ana.id] }).id;
    await ana.press('Send…');

    const old = slack.addChannel({ name: 'old', members: [people.ana.id, slack.botUserId] }).id;
    await slack.archive(people.ana.id, old);

    const outOfOne = await ana.send({ posts: [help, open] });
    const outOfBoth = await ana.send({ posts: [closed, open] });
    const archived = await ana.send({ posts: [old] });
    const planned = await db.surveyWave.count();
    const sent = await ana.send({ posts: [help] });

    expect(outOfOne.errors).toEqual({ posts: 'I am not in #random. Please type /invite @Rochdale there, or choose another.' });
    expect(outOfBoth.errors?.posts).toContain('I am not in #random and a private channel.');
    expect(archived.errors).toEqual({ posts: 'Nobody can post in #old: it is archived.' });
    expect([planned, sent.outcome]).toEqual([0, 'closed']);
    expect(await db.surveyWave.findMany()).toMatchObject([{ plan: { channelIds: [help] } }]);
  });

  it('is planned once where Slack answers late, and all the same while it answers no more questions', async () => {
    const { ana, slack, help, db } = await openedSurvey();
    await ana.press('Send…');

    slack.faults.next('conversations.info', 'slow:4500');
    const late = await ana.send({ posts: [help] });
    const planned = await db.surveyWave.count();
    const said = ana.sees();
    await ana.close();
    slack.faults.limit('conversations.info', 30);
    const limited = await ana.send({ posts: [help] });

    expect([late.outcome, planned]).toEqual(['pushed', 0]);
    expect(said).toContain('Slack is too busy to answer me just now.');
    expect(limited.outcome).toBe('closed');
    expect(await db.surveyWave.count()).toBe(1);
  });

  it('is not for staff who do not keep the survey, nor for members', async () => {
    const coop = await startCooperative();
    const { db, workspaceId, people, clock, slack, help } = coop;
    await seedSurvey(db, { workspaceId, ownerId: people.ana.id, at: clock.now(), definition: aSurvey() });
    const ben = builderOf(coop, people.ben.id);
    await slack.command(people.ben.id, help, '/survey', 'list');
    await slack.press(people.ben.id, { ephemeral: String(ben.told()?.id) }, 'Open');

    expect(ben.sees()).not.toContain('waves.plan');
  });
});

it('can be given more time, closed and taken back from the card', async () => {
  const scene = await openedSurvey();
  const { ana, people, slack, quiet, db } = scene;
  const send = async () => {
    await ana.type('list');
    await slack.press(people.ana.id, { ephemeral: String(ana.told()?.id) }, 'Open');
    await ana.press('Send…');
    await ana.send({ timing: 'at once' });
    await expect.poll(() => cardOf(scene).shown, { timeout: 5000 }).toContain('Yes, send');
    await slack.press(people.ana.id, cardOf(scene), { actionId: 'waves.send' });
    await quiet();
  };
  const press = async (label: string) => {
    await slack.press(people.ana.id, cardOf(scene), label);
    await quiet();
  };
  await db.surveyVersion.updateMany({ data: { definition: aSurvey({ questions: aSurvey().questions.slice(1) }) } });

  await send();
  const before = (await db.surveyWave.findFirstOrThrow()).endsAt!;
  await press('More time…');
  await ana.send({ more: '3' });
  await quiet();
  const after = (await db.surveyWave.findFirstOrThrow()).endsAt!;
  const maya = await db.member.findFirstOrThrow({ where: { id: people.maya.id } });
  const asked = slack.messages(maya.dmChannelId ?? '').at(-1)?.text;
  await press('Close now');
  const closed = cardOf(scene).shown;
  await send();
  await press('Take it back');

  expect(after.getTime() - before.getTime()).toBe(3 * 86_400_000);
  expect(asked).toContain(`<!date^${Math.floor(after.getTime() / 1000)}^`);
  expect(closed).toContain('Show results');
  expect(cardOf(scene).shown).toContain('Taken back');
  expect((await db.surveyWave.findMany({ orderBy: { id: 'asc' } })).map(({ state }) => state)).toEqual(['closed', 'withdrawn']);
});
