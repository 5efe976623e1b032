import { describe, expect, it } from 'vitest';
import { APPROVE_SIGN_UP, ASK_ABOUT_SIGN_UP, DECLINE_SIGN_UP, SAY_AWAY, SAY_BACK } from '#bot/approvals/action-ids.ts';
import { beginApproval } from '#bot/approvals/stages.ts';
import { findTool } from '#bot/tools/tool.ts';
import { MONDAY_MORNING, startCooperative } from '#test/support/cooperative.ts';
import { aTool } from '#test/support/tools.ts';

type Options = { stages?: object[]; language?: string };

/** Maya has asked for the data warehouse, which Tom looks after with Ben as his stand-in. */
async function asked({ stages = [{ who: 'owner', memberIds: [], needs: 'one' }], language = 'en' }: Options = {}) {
  const coop = await startCooperative({ at: MONDAY_MORNING });
  const { db, clock, workspaceId, people, slack, quiet } = coop;
  const deps = { now: clock.now, dueAt: clock.dueAt };
  for (const { id } of Object.values(people))
    await db.member.upsert({
      where: { workspaceId_id: { workspaceId, id } },
      create: { workspaceId, id, displayName: id, language },
      update: { language },
    });
  await db.tool.create({
    data: { ...aTool({ ownerId: people.tom.id, standInId: people.ben.id }), workspaceId, stages, createdAt: clock.now() },
  });
  const memberId = people.maya.id;
  await db.signUp.create({
    data: {
      workspaceId,
      id: 12,
      toolId: 'warehouse',
      subjectKey: `p:${memberId}`,
      openKey: `warehouse p:${memberId}`,
      memberId,
      state: 'asked',
      askedAt: clock.now(),
      queuedAt: clock.now(),
    },
  });
  await db.$transaction(async (tx) => {
    const signUp = await tx.signUp.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: 12 } } });
    await beginApproval(tx, deps, await findTool(tx, workspaceId, 'warehouse'), { ...signUp, state: 'asked' });
  });
  await quiet();
  const messages = (userId: string) => slack.botMessages(slack.directChannel(userId));
  const card = (userId: string) => messages(userId).find(({ text }) => text?.includes('(S12)'));
  return {
    ...coop,
    deps,
    messages,
    card,
    press: async (userId: string, actionId: string) => {
      await slack.press(userId, { channel: slack.directChannel(userId), ts: card(userId)?.ts ?? '' }, actionId);
      await quiet();
    },
    submit: async (userId: string, values: Record<string, string>) => {
      const answer = await slack.submit(userId, String(slack.views(userId).at(-1)?.id), values);
      await quiet();
      return answer;
    },
    state: async () => (await db.signUp.findFirstOrThrow()).state,
  };
}

describe('an approver', () => {
  it('reads who wants what in their direct message, approves by one press, and the member is told', async () => {
    const { people, card, press, state, messages } = await asked();
    const before = card(people.tom.id)?.text;

    await press(people.tom.id, APPROVE_SIGN_UP);

    expect(before).toContain(`<@${people.maya.id}> would like to use *Data warehouse* (S12). Please decide.`);
    expect(await state()).toBe('setting up');
    expect(card(people.tom.id)?.text).toContain(`:white_check_mark: Approved by <@${people.tom.id}>.`);
    expect(messages(people.maya.id).map(({ text }) => text)).toContainEqual(
      expect.stringContaining(`<@${people.tom.id}> approved your sign-up for *Data warehouse* (S12). You have a seat.`),
    );
  });

  it.each([
    ['en', 'Why?', 'What should they know?', 'There is no budget for it', 'The reason: There is no budget for it'],
    ['es', '¿Por qué?', '¿Qué debería saber?', 'No hay presupuesto', 'El motivo: No hay presupuesto'],
  ])('declines with a reason and words that the member reads (%s)', async (language, why, what, reason, told) => {
    const { people, press, submit, state, messages } = await asked({ language });

    await press(people.tom.id, DECLINE_SIGN_UP);
    await submit(people.tom.id, { [why]: reason, [what]: 'In <!here> June' });

    const news = messages(people.maya.id).find(({ text }) => text?.includes(told));
    expect(await state()).toBe('declined');
    expect(news?.text).toContain('In &lt;!here&gt; June');
  });

  it('who gives no words for "another reason" is asked for them, in the form', async () => {
    const { people, press, submit, state, slack } = await asked();

    await press(people.tom.id, DECLINE_SIGN_UP);
    await submit(people.tom.id, { 'Why?': 'Another reason' });

    expect(JSON.stringify(slack.views(people.tom.id).at(-1))).toContain('Please write why.');
    expect(await state()).toBe('asked');
  });

  it('asks the member a question, who answers in its thread, and then decides', async () => {
    const { people, press, submit, state, messages, card, slack, quiet } = await asked();

    await press(people.tom.id, ASK_ABOUT_SIGN_UP);
    await submit(people.tom.id, { 'Your question': 'Which data do you need?' });
    const during = await state();
    const question = messages(people.maya.id).find(({ text }) => text?.includes('has a question about your sign-up'));
    await slack.post(people.maya.id, slack.directChannel(people.maya.id), 'The counts', { threadTs: question?.ts ?? '' });
    await quiet();
    const answered = await state();
    await press(people.tom.id, APPROVE_SIGN_UP);

    expect(question?.text).toContain(`<@${people.tom.id}> has a question about your sign-up for *Data warehouse* (S12)`);
    expect(question?.text).toContain('Which data do you need?');
    expect([during, answered, await state()]).toEqual(['questioned', 'asked', 'setting up']);
    expect(JSON.stringify(card(people.tom.id)?.blocks)).toContain('The counts');
  });

  it('says until when they are away, sees on the card that others are asked, and says that they are back', async () => {
    const { people, press, submit, card } = await asked();

    await press(people.tom.id, SAY_AWAY);
    await submit(people.tom.id, { 'On which day are you back?': '2026-03-20' });
    const meanwhile = JSON.stringify(card(people.tom.id)?.blocks);
    await press(people.tom.id, SAY_BACK);

    expect(meanwhile).toMatch(/You are away until .*: others are asked, too\. You can still decide\./);
    expect(card(people.ben.id)?.text).toContain(`You are asked in place of <@${people.tom.id}>`);
    expect(JSON.stringify(card(people.tom.id)?.blocks)).not.toContain('You are away until');
  });

  it('who names a day that has passed is asked for another, and nobody is asked in their place', async () => {
    const { people, press, submit, card, slack } = await asked();

    await press(people.tom.id, SAY_AWAY);
    await submit(people.tom.id, { 'On which day are you back?': '2025-03-20' });

    expect(JSON.stringify(slack.views(people.tom.id).at(-1))).toContain('Please choose a day after today, within a year.');
    expect(card(people.ben.id)).toBeUndefined();
  });

  it('who is switched off is stood in for at once', async () => {
    const { people, slack, quiet, card, press, state } = await asked();

    await slack.deactivate(people.tom.id);
    await quiet();

    expect(card(people.ben.id)?.text).toContain(`You are asked in place of <@${people.tom.id}>`);
    await press(people.ben.id, APPROVE_SIGN_UP);
    expect(await state()).toBe('setting up');
  });
});
