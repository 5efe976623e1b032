import { describe, expect, it } from 'vitest';
import { hearDeletion, hearEdit } from '#bot/tickets/corrections.ts';
import { ANA, HELP, MAYA, MONDAY_TEN, minutesAfter, openDesk, TRIAGE, WORKSPACE } from '#test/support/factories.ts';
import { cooperativeWithRequest } from '#test/support/requests.ts';

const NEW_TRIAGE = 'C0NEW';
const CARD_TS = '1772445601.000001';

/** A desk whose only card is in the channel that was its triage channel before. */
async function movedDesk() {
  const desk = await openDesk();
  const ts = await desk.say(MAYA, 'Where is my invoice?');
  await desk.db.ownedMessage.create({
    data: { workspaceId: WORKSPACE, key: 'card:1', channelId: TRIAGE, ts: CARD_TS },
  });
  await desk.db.desk.updateMany({ data: { triageChannelId: NEW_TRIAGE } });
  const note = (text: string) => desk.say(ANA, text, { channelId: TRIAGE, threadTs: CARD_TS, at: minutesAfter(MONDAY_TEN, 5) });
  const channelOf = async (key: string) => {
    const { rows } = await desk.deps.pool.query<{ payload: { channelId: string } }>(
      'select payload from graphile_worker._private_jobs where key = $1',
      [`sync:${WORKSPACE}:${key}`],
    );
    return rows[0]?.payload.channelId;
  };
  return { ...desk, ts, note, channelOf };
}

describe('a desk that has moved to another triage channel', () => {
  it('copies what members write to where the card is', async () => {
    const { say, ts, channelOf } = await movedDesk();

    const reply = await say(MAYA, 'It is the one of May', { threadTs: ts, at: minutesAfter(MONDAY_TEN, 3) });

    expect(await channelOf(`copy:${HELP}:${reply}`)).toBe(TRIAGE);
  });

  it('hears notes under its old cards, their edits and their deletions', async () => {
    const { deps, db, kinds, note } = await movedDesk();
    const ts = await note('She asked last year, too');
    const place = { workspaceId: WORKSPACE, channelId: TRIAGE, ts, threadTs: CARD_TS, authorId: ANA };

    await hearEdit(deps, { ...place, text: 'She asked in May, too', files: [], editedTs: '1772446000.000000' });
    const edited = await db.channelMessage.findFirst({ where: { ts } });
    await hearDeletion(deps, { ...place, at: minutesAfter(MONDAY_TEN, 9) });

    expect(edited).toMatchObject({ standing: 'note', ticketId: 1, text: 'She asked in May, too' });
    expect(await db.channelMessage.findFirst({ where: { ts } })).toMatchObject({ text: null });
    expect(await kinds()).toEqual(['opened', 'noted', 'edited', 'deleted']);
  });

  it('hears nothing else there', async () => {
    const { db, say } = await movedDesk();

    await say(ANA, 'Lunch?', { channelId: TRIAGE });
    await say(ANA, 'Yes!', { channelId: TRIAGE, threadTs: '1772445000.000001' });
    await say(ANA, 'Lunch?', { channelId: 'C0OTHER', threadTs: CARD_TS });

    expect(await db.channelMessage.count()).toBe(1);
  });

  it('shows staff the words, under the card', async () => {
    const { slack, db, people, write, underCard } = await cooperativeWithRequest();
    const moved = slack.addChannel({ name: 'new-triage', isPrivate: true, members: [people.ana.id, slack.botUserId] });
    await db.desk.updateMany({ data: { triageChannelId: moved.id } });

    await write(people.maya.id, 'May, please');

    expect(underCard()).toEqual([`<@${people.maya.id}>: May, please`]);
  });
});
