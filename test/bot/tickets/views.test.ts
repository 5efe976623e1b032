import { expect, it } from 'vitest';
import { ticketRenderers } from '#bot/tickets/jobs.ts';
import { copyViewOf, unmetIn, viewOf } from '#bot/tickets/views.ts';
import { ticketStory } from '#bot/triage/story.ts';
import { queuePage } from '#bot/triage/triage.ts';
import { ANA, HELP, MAYA, MONDAY_TEN, minutesAfter, openDesk, TRIAGE, WORKSPACE } from '#test/support/factories.ts';

const IN_HELP = { workspaceId: WORKSPACE, channelId: HELP };
const SCREENSHOT = { name: 'screen.png', url: 'https://coop.slack.com/files/1' };

/** Maya asked, mentioning Tom (whom we know) and somebody we do not, and sent a screenshot into her thread. */
async function deskWithMentions() {
  const desk = await openDesk();
  await desk.db.member.create({ data: { workspaceId: WORKSPACE, id: 'U0TOM', displayName: 'Tom' } });
  const text = '<@U0TOM> or <@U0NEW> told me to ask for a badge';
  const ts = await desk.say(MAYA, text);
  const at = minutesAfter(MONDAY_TEN, 3);
  const reply = await desk.say(MAYA, 'as <@U0TOM> has', { threadTs: ts, at, files: [SCREENSHOT] });
  return { ...desk, reply };
}

it('a message in the thread is shown with its files and the names in it', async () => {
  const { db, deps, reply } = await deskWithMentions();

  const copy = await copyViewOf(db, deps, { ...IN_HELP, ts: reply });

  expect(copy).toMatchObject({ text: 'as <@U0TOM> has', files: [SCREENSHOT], names: new Map([['U0TOM', 'Tom']]) });
});

it('a message in the thread waits until what was written before it is under the card, for ten seconds', async () => {
  const { db, deps, time, say } = await openDesk();
  const threadTs = await say(MAYA, 'My badge does not open the door');
  const first = await say(MAYA, 'The north one', { threadTs, at: minutesAfter(MONDAY_TEN, 1) });
  const second = await say(MAYA, 'It is the blue badge', { threadTs, at: minutesAfter(MONDAY_TEN, 2) });
  const isEarly = async (ts: string) => (await copyViewOf(db, deps, { ...IN_HELP, ts })).isEarly;

  expect([await isEarly(first), await isEarly(second)]).toEqual([false, true]);
  time.now = minutesAfter(time.now, 1 / 6);
  expect(await isEarly(second)).toBe(false);

  const third = await say(MAYA, 'Found the key', { threadTs, at: minutesAfter(MONDAY_TEN, 3) });
  const fourth = await say(MAYA, 'It fits', { threadTs, at: minutesAfter(MONDAY_TEN, 4) });
  expect(await isEarly(fourth)).toBe(true);
  await db.ownedMessage.create({
    data: { workspaceId: WORKSPACE, key: `copy:${HELP}:${third}`, channelId: TRIAGE, ts: '1.000002' },
  });
  expect(await isEarly(fourth)).toBe(false);
});

it('under a card that came late, what members wrote comes in order, too', async () => {
  const { db, deps, time, say } = await openDesk();
  const threadTs = await say(MAYA, 'My badge does not open the door');
  const [first, second] = [1, 2].map((minutes) => minutesAfter(MONDAY_TEN, minutes));
  const one = await say(MAYA, 'The north one', { threadTs, at: first! });
  const two = await say(MAYA, 'It is the blue badge', { threadTs, at: second! });
  time.now = minutesAfter(MONDAY_TEN, 30);
  const cardTs = `${time.now.getTime() / 1000}.000100`;
  await db.ownedMessage.create({ data: { workspaceId: WORKSPACE, key: 'card:1', channelId: TRIAGE, ts: cardTs } });
  const shown = async (ts: string) => {
    const copy = await ticketRenderers.copy?.(db, deps, WORKSPACE, `${HELP}:${ts}`);
    return typeof copy === 'object' ? copy.text : copy;
  };

  expect(await shown(two)).toBe('not yet');
  expect(await shown(one)).toContain('The north one');
  time.now = minutesAfter(MONDAY_TEN, 32);
  expect(await shown(two)).toContain('It is the blue badge');
});

it('whoever is mentioned and not known yet is to be met', async () => {
  const { db } = await deskWithMentions();

  const { request, names } = await viewOf(db, WORKSPACE, 1);

  expect(names).toEqual(new Map([['U0TOM', 'Tom']]));
  expect(unmetIn(request, names)).toEqual(['U0NEW']);
});

it('staff see files and names in the list and in the story of a request', async () => {
  const { deps } = await deskWithMentions();

  const story = await ticketStory(deps, WORKSPACE, ANA, 1);

  expect(
    (await queuePage(deps, { workspaceId: WORKSPACE, memberId: ANA }, { filter: { deskId: 'main' }, after: null })).names,
  ).toEqual(new Map([['U0TOM', 'Tom']]));
  expect(story).toMatchObject({ talk: [{ files: [SCREENSHOT] }], names: new Map([['U0TOM', 'Tom']]) });
});
