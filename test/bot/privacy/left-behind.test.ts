import { describe, expect, it } from 'vitest';
import { mergeTicket } from '#bot/handling/merging.ts';
import { splitTicket } from '#bot/handling/splitting.ts';
import { deleteHelpFor } from '#bot/privacy/delete-help.ts';
import { makePrivate } from '#bot/privacy/privacy.ts';
import { hearDeletion, hearEdit } from '#bot/tickets/corrections.ts';
import { talkSoFar } from '#bot/tickets/talk-so-far.ts';
import { findTicket } from '#bot/tickets/ticket.ts';
import { ANA, by, HELP, LEA, MAYA, minutesAfter, openDesk, TOM, TRIAGE, tsAt, WORKSPACE } from '#test/support/factories.ts';

/** Maya asked, and added a thing in the thread. */
async function talkedAbout() {
  const desk = await openDesk();
  const { db, deps, time } = desk;
  const first = await desk.say(MAYA, 'My payslip is wrong');
  const reply = await desk.say(MAYA, 'And my doctor asks for it', { threadTs: first, at: minutesAfter(time.now, 6) });
  time.now = minutesAfter(time.now, 30);
  const said = (ts: string, authorId: string) => ({ workspaceId: WORKSPACE, channelId: HELP, ts, threadTs: first, authorId });
  return {
    ...desk,
    first,
    reply,
    /** Messages that are rendered again because of what is done. */
    shownAgain: async (doing: () => Promise<unknown>) => {
      await db.$executeRaw`delete from graphile_worker._private_jobs`;
      await doing();
      return (await desk.jobs()).map(({ key }) => key).filter((key) => key.startsWith('sync:'));
    },
    owns: (key: string, channelId = TRIAGE) =>
      db.ownedMessage.create({ data: { workspaceId: WORKSPACE, key, channelId, ts: tsAt(time.now) } }),
    remove: (ts: string, authorId: string) => hearDeletion(deps, { ...said(ts, authorId), at: time.now }),
    edit: (ts: string, authorId: string, text: string) =>
      hearEdit(deps, { ...said(ts, authorId), text, files: [], editedTs: tsAt(time.now) }),
    kept: async (ts: string) => (await db.channelMessage.findFirstOrThrow({ where: { ts } })).text,
    talk: async () => (await talkSoFar(db, await findTicket(db, WORKSPACE, 1))).said.map(({ text }) => text),
  };
}

describe('what is shown again when a request is made private', () => {
  it('is the copy, under the old card, of a reply that was split off', async () => {
    const { deps, reply, owns, shownAgain } = await talkedAbout();
    const copy = `copy:${HELP}:${reply}`;
    await owns(copy);
    await splitTicket(deps, by(ANA), { messageTs: [reply] });

    const shown = await shownAgain(() => makePrivate(deps, by(MAYA, 2)));

    expect(shown).toContain(`sync:${WORKSPACE}:${copy}`);
  });

  it('is the card by which a lead calls its unhappy member, and after a deletion as well', async () => {
    const { deps, first, owns, shownAgain, remove } = await talkedAbout();
    await owns(`call:1:${LEA}`, LEA);

    expect(await shownAgain(() => remove(first, MAYA))).toContain(`sync:${WORKSPACE}:call:1:${LEA}`);
    expect(await shownAgain(() => makePrivate(deps, by(MAYA)))).toContain(`sync:${WORKSPACE}:call:1:${LEA}`);
  });
});

describe('what was merged', () => {
  /** Maya's second and third request, and one of Tom's. */
  async function withOthers() {
    const desk = await talkedAbout();
    const { say, time } = desk;
    await say(MAYA, 'My payslip of May', { at: time.now });
    await say(TOM, 'Mine is wrong, too', { at: minutesAfter(time.now, 10) });
    await say(MAYA, 'My payslip of June', { at: minutesAfter(time.now, 20) });
    time.now = minutesAfter(time.now, 30);
    return {
      ...desk,
      isPrivate: async () => (await desk.db.ticket.findMany({ orderBy: { id: 'asc' } })).map((one) => one.isPrivate),
    };
  }

  it('becomes private with the request it goes on in, and so does what was merged into it; other members’ requests do not', async () => {
    const { deps, kinds, isPrivate, shownAgain, ticket } = await withOthers();
    await mergeTicket(deps, by(ANA, 4), 2);
    await mergeTicket(deps, by(ANA, 3), 1);
    await mergeTicket(deps, by(ANA, 2), 1);

    const shown = await shownAgain(() => makePrivate(deps, by(MAYA, 1)));

    expect(await isPrivate()).toEqual([true, true, false, true]);
    expect(await ticket(2)).toMatchObject({ state: 'merged', talksInDm: true });
    expect(shown).toEqual(expect.arrayContaining(['card:2', 'talk:4', 'delete-help:2'].map((key) => `sync:${WORKSPACE}:${key}`)));
    expect(await kinds(4)).toContain('made_private');
  });

  it('into a private request of the same member is private from then on, and told so in the direct message', async () => {
    const { deps, db, isPrivate } = await withOthers();
    await makePrivate(deps, by(MAYA, 1));

    await mergeTicket(deps, by(ANA, 2), 1);

    expect(await isPrivate()).toEqual([true, true, false, false]);
    expect(await db.saidMessage.findFirst({ where: { key: { startsWith: 'merged:2:1' } } })).toMatchObject({
      channelId: MAYA,
      underKey: 'talk:2',
    });
  });

  it('is made private once by two who merge and make private at the same moment', async () => {
    const { deps, isPrivate, kinds } = await withOthers();

    const outcomes = await Promise.allSettled([makePrivate(deps, by(MAYA, 4)), mergeTicket(deps, by(ANA, 2), 4)]);

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(await isPrivate()).toEqual([false, true, false, true]);
    expect((await kinds(2)).filter((kind) => kind === 'made_private')).toHaveLength(1);
  });
});

describe('in the thread that a private request has left', () => {
  it('what another member deletes is gone, also from the talk; what its requester deletes stays for its readers', async () => {
    const { deps, first, reply, say, time, remove, kept, talk } = await talkedAbout();
    const toms = await say(TOM, 'I have a secret', { threadTs: first, at: time.now });
    await makePrivate(deps, by(MAYA));

    await remove(toms, TOM);
    await remove(reply, MAYA);

    expect(await kept(toms)).toBeNull();
    expect(await kept(reply)).toBe('And my doctor asks for it');
    expect(await talk()).toEqual(['And my doctor asks for it']);
  });

  it('an edit of its requester’s changes nothing for its readers; another member’s does, and one in time, too', async () => {
    const { deps, first, reply, say, time, edit, kept, talk } = await talkedAbout();
    const toms = await say(TOM, 'I have a secret', { threadTs: first, at: time.now });
    await edit(reply, MAYA, 'My doctor asks for May');
    await makePrivate(deps, by(MAYA));

    await edit(first, MAYA, '.');
    await edit(reply, MAYA, '.');
    await edit(toms, TOM, 'Never mind');

    expect(await kept(first)).toBe('My payslip is wrong');
    expect(await talk()).toEqual(['My doctor asks for May', 'Never mind']);
  });

  it('what is split off takes its link for deleting it along', async () => {
    const { deps, db, reply, shownAgain } = await talkedAbout();
    await makePrivate(deps, by(MAYA));

    const shown = await shownAgain(() => splitTicket(deps, by(ANA), { messageTs: [reply] }));

    expect(shown).toEqual(expect.arrayContaining([1, 2].map((id) => `sync:${WORKSPACE}:delete-help:${id}`)));
    const helps = await Promise.all([1, 2].map((id) => deleteHelpFor(db, WORKSPACE, id)));
    expect(helps.map((help) => help?.messages.length)).toEqual([1, 1]);
    expect(helps[1]?.messages[0]?.link).toContain(reply.replace('.', ''));
  });
});
