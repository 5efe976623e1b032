import { describe, expect, it } from 'vitest';
import { signUpCard } from '#bot/provisioning/blocks.ts';
import { cardOf, type SignUpCard } from '#bot/provisioning/card.ts';
import { expectModal, linkForm } from '#bot/provisioning/forms.ts';
import { linkMessage, linkModal, readyMessage } from '#bot/provisioning/member-blocks.ts';
import { STATES } from '#bot/sign-ups/life.ts';
import { escapeText } from '#bot/slack/escape.ts';
import { wordsIn } from '#bot/words/words.ts';
import { ANA, BEN, MONDAY_TEN, WORKSPACE } from '#test/support/factories.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { openTools } from '#test/support/tools.ts';
import { liveSequences, liveTexts, objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';

const MEANT = /^<(@U\w+|!date\^|https:\/\/[^|]*\|)/;

/** The card of a sign-up that is being set up, as the store has it, with what a test wants otherwise. */
async function aCard() {
  const tools = await openTools({
    subject: 'organisation',
    seatCap: 10,
    checklist: ['Account', 'Invitation'],
    linkHosts: ['vault.example.org'],
    stages: [{ who: 'owner', memberIds: [], needs: 'one' }],
    fields: [{ id: 'why', label: 'What for?', kind: 'text' }],
  });
  const { id } = await tools.addSignUp({ state: 'setting up', people: ['UMAYA', 'greta@elsewhere.example'] });
  await tools.db.signUp.updateMany({ data: { answers: { why: 'To count <!here>' } } });
  await tools.db.signUpApproval.create({
    data: {
      workspaceId: WORKSPACE,
      signUpId: id,
      round: 1,
      stage: 0,
      approverId: 'UOWNER',
      role: 'owner',
      askedAt: MONDAY_TEN,
      decision: 'approved',
      decidedAt: MONDAY_TEN,
    },
  });
  const card = await cardOf(tools.db, WORKSPACE, id);
  if (!card) throw new Error('no card');
  return { ...tools, card, shown: (more: Partial<SignUpCard> = {}) => JSON.stringify(signUpCard({ ...card, ...more })) };
}

describe('the card of a sign-up', () => {
  it('of one person names them, and where they belong', async () => {
    const { card } = await aCard();

    const { text } = signUpCard({ ...card, tool: { ...card.tool, subject: 'person' } });

    expect(text).toBe(`S${card.signUp.id} Data warehouse for <@${card.signUp.memberId}> (Maple Street): to be set up`);
  });

  it('says who asks for what, what they filled in, who approved, how many seats there are and what is to be done', async () => {
    const { card, shown } = await aCard();
    const { text } = signUpCard(card);

    expect(text).toBe(`S${card.signUp.id} Data warehouse for *Maple Street*: to be set up`);
    for (const part of [
      '1 of 10 seats taken, 0 in line',
      'People (2): <@UMAYA>, greta@elsewhere.example',
      'What for?',
      'To count &lt;!here&gt;',
      '<@UOWNER>',
      '0 of 2 done',
      'nobody has it yet',
    ])
      expect(shown()).toContain(part);
  });

  it('says of each step who did it, and offers to take that back', async () => {
    const { card, shown } = await aCard();
    const ticks = [{ step: 'Account', by: BEN, at: MONDAY_TEN }];

    expect(shown({ ticks })).toContain(`:white_check_mark: Account (<@${BEN}>`);
    expect(shown({ ticks })).toContain('1 of 2 done');
    expect(shown({ ticks })).toContain('One step is not ticked yet.');
    expect(
      signUpCard({ ...card, ticks }).blocks?.filter((block) => JSON.stringify(block).includes('provisioning.untick')),
    ).toHaveLength(1);
  });

  it.each([
    ['asked', [], ['provisioning']],
    ['waiting', [], ['provisioning']],
    [
      'setting up',
      ['provisioning.claim', 'provisioning.ready', 'provisioning.expect', 'provisioning.link', 'provisioning.tick'],
      ['provisioning.release', 'call-again'],
    ],
    ['ready', ['provisioning.link'], ['provisioning.claim', 'provisioning.ready', 'provisioning.tick']],
    ['ended', [], ['provisioning']],
  ] as const)('has the buttons that make sense while it is %s', async (state, there, notThere) => {
    const { card, shown } = await aCard();
    const said = shown({ signUp: { ...card.signUp, state }, presses: [] });

    expect([there.filter((id) => !said.includes(id)), notThere.filter((id) => said.includes(id))]).toEqual([[], []]);
  });

  it('has Try again only once the other system has failed, and says why', async () => {
    const { card, shown } = await aCard();
    const tool = { ...card.tool, webhookUrl: 'https://hooks.example.org/' };
    const failed = (webhookState: string) =>
      shown({ tool, signUp: { ...card.signUp, webhookState, webhookProblem: 'it answered <500>' } });

    expect(failed('failed')).toContain('did not set it up: it answered &lt;500&gt;');
    expect(
      [failed('failed'), failed('waiting'), failed('sent'), failed('done')].map((said) => said.includes('call-again')),
    ).toEqual([true, false, false, false]);
  });

  it('asks to take away what had been set up, until somebody has', async () => {
    const { card, shown } = await aCard();
    const said = (clearedAt: Date | null) =>
      shown({ signUp: { ...card.signUp, state: 'ended', readyAt: MONDAY_TEN, endedAt: MONDAY_TEN, clearedAt } });

    expect([said(null), said(MONDAY_TEN)].map((text) => text.includes('terms.cleared'))).toEqual([true, false]);
  });

  it('says nothing of the other system once staff have made it ready themselves', async () => {
    const { card, shown } = await aCard();
    const tool = { ...card.tool, webhookUrl: 'https://hooks.example.org/' };
    const said = (state: 'setting up' | 'ready') => shown({ tool, signUp: { ...card.signUp, state, webhookState: 'sent' } });

    expect(said('setting up')).toContain('The other system');
    expect(said('ready')).not.toContain('The other system');
  });

  it('is one that Slack takes, in every state, however much there is of everything and whatever it says', async () => {
    const { card } = await aCard();
    const wrong: string[] = [];
    const live: string[] = [];
    for (const [index, text] of HOSTILE_TEXTS.entries()) {
      const state = STATES[index % STATES.length] ?? 'asked';
      const checklist = Array.from({ length: index % 60 }, (_, step) => `${step} ${text}`);
      const ticks = checklist.filter((_, step) => step % 3 === 0).map((step) => ({ step, by: ANA, at: MONDAY_TEN }));
      const texts = {
        declineReason: text,
        declineText: text,
        endReason: text,
        webhookProblem: text,
        webhookState: 'failed',
        endedAt: MONDAY_TEN,
      };
      const shown = signUpCard({
        ...card,
        tool: { ...card.tool, name: text, checklist, webhookUrl: 'https://hooks.example.org/' },
        organisation: text,
        people: Array.from({ length: index % 50 }, () => `${text}@x`),
        ticks,
        signUp: { ...card.signUp, state, ...texts },
      });
      wrong.push(...objectionsTo(shown));
      live.push(...liveSequences([shown.text, ...liveTexts(shown.blocks)], MEANT));
    }

    expect(HOSTILE_TEXTS.length).toBeGreaterThan(400);
    expect([wrong.slice(0, 3), live.slice(0, 3)]).toEqual([[], []]);
  });
});

it.each(['x', '&', '𝕏'])('the card of a sign-up is one message, however much there is to say (%s)', async (letter) => {
  const { card } = await aCard();
  const text = (most: number) => letter.repeat(most);
  const checklist = Array.from({ length: 20 }, (_, index) => `${index} ${text(147)}`);
  const full: SignUpCard = {
    ...card,
    tool: { ...card.tool, name: text(150), checklist, webhookUrl: 'https://hooks.example.org/' },
    organisation: text(150),
    people: Array.from({ length: 50 }, (_, index) => `${index}${text(90)}@x.org`),
    answers: Array.from({ length: 4 }, () => escapeText(text(580))),
    approvals: Array.from({ length: 5 }, () => escapeText(text(100))),
    ticks: checklist.slice(0, 10).map((step) => ({ step, by: ANA, at: MONDAY_TEN })),
    signUp: { ...card.signUp, webhookProblem: text(1000), webhookState: 'failed' },
  };
  const declined = { ...full.signUp, state: 'declined', declineReason: text(300), declineText: text(1000) } as const;

  const cards = [
    signUpCard(full),
    signUpCard({ ...full, signUp: declined }),
    signUpCard({ ...full, answers: Array(3).fill(text(2900)) }),
  ];

  expect(cards.flatMap(objectionsTo)).toEqual([]);
  const first = JSON.stringify(cards[0]?.blocks);
  expect(first.match(/"provisioning\.(un)?tick"/g)).toHaveLength(20);
  expect(first).toContain('More was filled in than fits here.');
});

it.each(['en', 'es'] as const)(
  'what a member reads is taken by Slack and holds nothing live, whatever the tool and they are called (%s)',
  async (language) => {
    const { tool } = await openTools({ seatCap: 1 });
    const wrong: string[] = [];
    const live: string[] = [];
    for (const text of HOSTILE_TEXTS) {
      const hostile = {
        ...tool,
        name: text,
        welcome: `${text} {name} {organisation} {links}`,
        links: [{ label: text, url: 'https://x.example/?<|>' }],
      };
      const facts = { tool: hostile, signUpId: 12, endsAt: MONDAY_TEN, name: text, organisation: text, hasLink: true };
      for (const shown of [
        readyMessage(facts, wordsIn(language)),
        linkMessage({ tool: hostile, signUpId: 12, note: text.slice(0, 300) }, wordsIn(language)),
      ]) {
        wrong.push(...objectionsTo(shown));
        live.push(...liveSequences([shown.text, ...liveTexts(shown.blocks)], MEANT));
      }
      wrong.push(...objectionsToView(linkModal('https://vault.example.org/s?a=1&b=2', text, wordsIn(language))));
    }

    expect([wrong.slice(0, 3), live.slice(0, 3)]).toEqual([[], []]);
  },
);

it('has forms that Slack takes', () => {
  const hosts = Array.from({ length: 60 }, (_, index) => `vault-${index}.${'a'.repeat(50)}.example.org`);

  expect(
    [expectModal(2_147_483_647, MONDAY_TEN), expectModal(1, null), linkForm(2_147_483_647, hosts)].flatMap(objectionsToView),
  ).toEqual([]);
});
