import { describe, expect, it } from 'vitest';
import { signatureOf } from '#bot/provisioning/signing.ts';
import { linkPlace, secretsWith, webhookPlace } from '#bot/secrets.ts';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { moveSignUp } from '#bot/sign-ups/moves.ts';
import { findSignUp } from '#bot/sign-ups/sign-up.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { startCooperative, TEST_KEY } from '#test/support/cooperative.ts';
import { anOutsideSystem } from '#test/support/outside-system.ts';
import { aTool, WAREHOUSE } from '#test/support/tools.ts';

const LINK = 'https://vault.example.org/s/8fK2';

/** Maya's sign-up for the warehouse has been approved, in a cooperative with the bot running. */
async function approved(tool: Partial<Prisma.ToolUncheckedCreateInput> = {}, bot: { webhookHosts?: string[] } = {}) {
  const coop = await startCooperative({ bot });
  const { db, workspaceId, people, slack, triage, bots, quiet } = coop;
  const [first] = bots;
  const deps = first!.deps;
  await db.tool.create({
    data: {
      ...aTool({ workspaceId, ownerId: null, standInId: null }),
      checklist: ['Account', 'Invitation'],
      linkHosts: ['vault.example.org'],
      welcome: 'Hi {name}! Start here: {links}',
      links: [{ label: 'The warehouse', url: 'https://warehouse.example/' }],
      ...tool,
    },
  });
  const at = deps.now();
  const ids = { workspaceId, id: 12, toolId: WAREHOUSE, subjectKey: `p:${people.maya.id}`, memberId: people.maya.id };
  await db.signUp.create({ data: { ...ids, openKey: 'w', state: 'asked', askedAt: at, queuedAt: at } });
  await recordSignUpEvent(db, { workspaceId, signUpId: 12, kind: 'asked', actorId: people.maya.id, at });
  await db.$transaction((tx) => moveSignUp(tx, deps, { workspaceId, signUpId: 12, actorId: people.lea.id }, { move: 'approve' }));
  await quiet();
  const cardTs = () => slack.messages(triage).find(({ text }) => text.includes('S12'))?.ts ?? '';
  const dm = () => slack.directChannel(people.maya.id);
  return {
    ...coop,
    deps,
    card: () => JSON.stringify(slack.message(triage, cardTs())),
    row: () => findSignUp(db, workspaceId, 12),
    onCard: async (userId: string, choice: Parameters<typeof slack.press>[2]) => {
      await slack.press(userId, { channel: triage, ts: cardTs() }, choice);
      await quiet();
    },
    sendForm: async (userId: string, values: Record<string, string>) => {
      const sent = await slack.submit(userId, String(slack.views(userId).at(-1)?.id), values);
      await quiet();
      return sent;
    },
    dms: () => slack.messages(dm()).filter(({ text }) => /ready for you|works once/.test(text)),
    /** Maya presses "Show my link" under the newest message that has it. */
    showLink: async () => {
      const message = slack
        .messages(dm())
        .findLast(({ blocks }) => JSON.stringify(blocks ?? []).includes('provisioning.open-link'));
      await slack.press(people.maya.id, { channel: dm(), ts: message?.ts ?? '' }, 'provisioning.open-link');
      await quiet();
    },
    whispers: (userId: string) => slack.ephemerals(userId).map(({ text }) => text),
  };
}

describe('staff set a tool up', () => {
  it('from the card: claim, steps, the day, a link, ready; and the member is welcomed', async () => {
    const { card, onCard, sendForm, people, dms, row, showLink, slack } = await approved();
    const fresh = card();
    await onCard(people.ana.id, 'Claim');
    await onCard(people.ben.id, { actionId: 'provisioning.tick', blockId: 'step-1' });
    await onCard(people.ana.id, 'provisioning.expect');
    await sendForm(people.ana.id, { day: '2099-12-01' });
    const midway = card();
    await onCard(people.ana.id, 'provisioning.link');
    await sendForm(people.ana.id, { link: LINK, note: 'Open it at your desk.' });
    await onCard(people.ana.id, 'Ready');
    const texts = dms().map(({ text }) => text);
    await showLink();

    expect(fresh).toContain('nobody has it yet');
    expect(midway).toContain(`<@${people.ana.id}> has it`);
    expect(midway).toContain('expected on 1 December 2099');
    expect(midway).toContain(`:white_check_mark: Invitation (<@${people.ben.id}>`);
    expect(texts).toEqual([
      expect.stringContaining('works once'),
      expect.stringMatching(/is ready for you \(S12\).* Hi .*! Start here: • <https:\/\/warehouse\.example\/\|The warehouse>/),
    ]);
    expect(JSON.stringify(slack.views(people.maya.id))).toContain(LINK);
    expect(card()).toContain(`<@${people.maya.id}> opened the link`);
    expect([(await row()).state, (await row()).link]).toEqual(['ready', null]);
  });

  it('and the link is in no message, not even as the button that shows it', async () => {
    const { onCard, sendForm, people, slack, showLink } = await approved();
    await onCard(people.ana.id, 'provisioning.link');
    await sendForm(people.ana.id, { link: LINK, note: '' });
    await showLink();

    const posted = JSON.stringify([...slack.ledger.calls('chat.postMessage'), ...slack.ledger.calls('chat.update')]);

    expect(posted).not.toContain('8fK2');
  });

  it('and a second opening says that it was opened, and shows nothing', async () => {
    const { onCard, sendForm, people, slack, showLink, whispers } = await approved();
    await onCard(people.ana.id, 'provisioning.link');
    await sendForm(people.ana.id, { link: LINK });
    await showLink();
    await slack.closeViews(people.maya.id);

    await showLink();

    expect(slack.views(people.maya.id)).toEqual([]);
    expect(whispers(people.maya.id).at(-1)).toContain('You opened this link already');
  });

  it.each([
    ['hunter2', '', 'link', 'That is not a link'],
    ['https://vault.example.org@evil.example/', '', 'link', 'user name or password'],
    [LINK, 'Password: hunter2', 'note', 'looks like a password'],
  ])('and what is no one-time link, or looks like a password, stays in the form: %s %s', async (link, note, field, said) => {
    const { onCard, sendForm, people, slack, row, dms } = await approved();
    await onCard(people.ana.id, 'provisioning.link');

    await sendForm(people.ana.id, { link, note });

    expect((slack.views(people.ana.id).at(-1) as { errors?: Record<string, string> }).errors?.[field]).toContain(said);
    expect([(await row()).link, dms()]).toEqual([null, []]);
  });

  it('and a day that is over stays in the form', async () => {
    const { onCard, sendForm, people, slack } = await approved();
    await onCard(people.ana.id, 'provisioning.expect');

    await sendForm(people.ana.id, { day: '2020-01-01' });

    expect(JSON.stringify(slack.views(people.ana.id))).toContain('That day is over');
  });

  it('and whoever is second hears who was first', async () => {
    const { onCard, people, slack, triage, whispers, quiet } = await approved();
    const ts = slack.messages(triage).find(({ text }) => text.includes('S12'))?.ts ?? '';
    await Promise.all([people.ana.id, people.ben.id].map((who) => slack.press(who, { channel: triage, ts }, 'Claim')));
    await quiet();

    const said = [...whispers(people.ana.id), ...whispers(people.ben.id)];

    expect(said).toEqual([expect.stringMatching(/^<@U\w+> is setting \*S12\* up already\.$/)]);
    await onCard(people.lea.id, 'Let go');
    expect(JSON.stringify(slack.message(triage, ts))).toContain('nobody has it yet');
  });

  it('and what the form says is believed of nobody who is not staff', async () => {
    const { slack, people, triage, row, quiet, whispers } = await approved();
    const ts = slack.messages(triage).find(({ text }) => text.includes('S12'))?.ts ?? '';
    await slack.join(people.tom.id, triage);
    await slack.press(people.tom.id, { channel: triage, ts }, 'Ready');
    await quiet();

    expect((await row()).state).toBe('setting up');
    expect(whispers(people.tom.id)).toHaveLength(1);
  });
});

describe('another system sets a tool up', () => {
  it('when its webhook is called, and reports back on the signed callback', async () => {
    const system = await anOutsideSystem();
    const secret = 'a secret between the two';
    const { db, card, bots, workspaceId, quiet, dms, row, onCard, people } = await approved({}, { webhookHosts: [system.host] });
    const webhookSecret = secretsWith(TEST_KEY).seal(secret, webhookPlace(workspaceId, WAREHOUSE));
    await db.tool.updateMany({ data: { webhookUrl: system.url, webhookSecret } });
    await onCard(people.ana.id, 'Claim');
    await onCard(people.ana.id, 'Send to the other system');
    const sent = card();
    const told = system.taken[0]?.body ?? '';
    const body = JSON.stringify({ state: 'ready', link: LINK });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const headers = {
      'x-rochdale-timestamp': timestamp,
      'x-rochdale-signature': signatureOf(secret, timestamp, body),
      'idempotency-key': 'one',
    };

    const answer = await fetch(`http://127.0.0.1:${bots[0]!.port}${JSON.parse(told).callback}`, {
      method: 'POST',
      headers,
      body,
    });
    await quiet();

    expect(sent).toContain('was told to set it up and has not reported back yet');
    expect([answer.status, (await row()).state]).toEqual([200, 'ready']);
    expect(card()).toContain('The other system has done it');
    expect(dms()).toHaveLength(1);
    expect(secretsWith(TEST_KEY).open(String((await row()).link), linkPlace(workspaceId, 12))).toBe(LINK);
  });

  it('and what goes wrong comes back to the card, to be tried again', async () => {
    const system = await anOutsideSystem((response) => response.writeHead(404).end());
    const { db, card, workspaceId, onCard, people } = await approved({}, { webhookHosts: [system.host] });
    const webhookSecret = secretsWith(TEST_KEY).seal('secret', webhookPlace(workspaceId, WAREHOUSE));
    await db.tool.updateMany({ data: { webhookUrl: system.url, webhookSecret } });
    await onCard(people.ana.id, 'Claim');
    await onCard(people.ana.id, 'Send to the other system');
    const failed = card();
    system.settings.answer = (response) => response.end();

    await onCard(people.ana.id, 'Try again');

    expect(failed).toContain('The other system did not set it up: it answered 404');
    expect(card()).toContain('has not reported back yet');
    expect(system.taken).toHaveLength(2);
  });

  it('also where Slack is reached by Socket Mode: the callback has its port', async () => {
    const coop = await startCooperative({ socketMode: true });
    const url = `http://127.0.0.1:${coop.bots[0]!.port}/tools/callback/${coop.workspaceId}/12`;

    const answer = await fetch(url, { method: 'POST', body: '{}' });

    expect(answer.status).toBe(401);
  });
});
