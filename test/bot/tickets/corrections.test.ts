import { describe, expect, it } from 'vitest';
import { DISMISS_TICKET, REPLY_TO_MEMBER } from '#bot/tickets/action-ids.ts';
import { hearEdit } from '#bot/tickets/corrections.ts';
import { ANA, DAY, HELP, MAYA, MONDAY_TEN, openDesk, tsAt, WORKSPACE } from '#test/support/factories.ts';
import { cooperativeWithRequest } from '#test/support/requests.ts';

describe('an edit of a message we have not heard', () => {
  const edit = (ts: string, threadTs: string | null = null) => ({
    workspaceId: WORKSPACE,
    channelId: HELP,
    ts,
    threadTs,
    authorId: MAYA,
    text: 'Something private',
    files: [],
    editedTs: tsAt(MONDAY_TEN),
  });

  it('is kept for a day, since it may have been faster than the message', async () => {
    const { deps, db } = await openDesk();

    await hearEdit(deps, edit(tsAt(MONDAY_TEN)));

    expect(await db.channelMessage.findMany()).toMatchObject([{ standing: 'early', text: 'Something private' }]);
  });

  it('leaves no word behind when the message is older than that', async () => {
    const { deps, db } = await openDesk();

    await hearEdit(deps, edit(tsAt(new Date(MONDAY_TEN.getTime() - DAY - 1000))));

    expect(await db.channelMessage.count()).toBe(0);
  });

  it('leaves no word behind in a thread under a message of staff', async () => {
    const { deps, db, say } = await openDesk();
    const root = await say(ANA, 'We are closed on Friday');

    await hearEdit(deps, edit(tsAt(MONDAY_TEN), root));

    expect(await db.channelMessage.findMany()).toMatchObject([{ ts: root, standing: 'ignored', text: null }]);
  });
});

describe('a deletion of what the bot posted', () => {
  it('leaves nothing to remember of an acknowledgement', async () => {
    const { db, people, press, ts } = await cooperativeWithRequest();

    await press(people.ana.id, DISMISS_TICKET);

    expect(await db.channelMessage.findMany()).toMatchObject([{ ts, standing: 'request' }]);
  });

  it('takes the words of a staff answer out of what we keep', async () => {
    const { slack, db, people, help, ts, fillIn, quiet } = await cooperativeWithRequest();
    await fillIn(people.ana.id, REPLY_TO_MEMBER, { 'Your answer': 'The password is 4711' });
    const answer = slack.messages(help, { threadTs: ts }).at(-1)?.ts ?? '';

    await slack.remove(slack.botUserId, help, answer);
    await quiet();

    expect(await db.channelMessage.findFirst({ where: { ts: answer } })).toMatchObject({ text: null });
  });
});
