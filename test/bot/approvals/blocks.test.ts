import { describe, expect, it } from 'vitest';
import { approvalCard, askForm, declineForm, newsMessage, questionMessage } from '#bot/approvals/blocks.ts';
import { askMember, decline } from '#bot/approvals/deciding.ts';
import { approvalButtons, approvalLines, standingOf } from '#bot/approvals/facts.ts';
import { massConfirm } from '#bot/approvals/mass.ts';
import { moveSignUp } from '#bot/sign-ups/moves.ts';
import { wordsIn } from '#bot/words/words.ts';
import { MONDAY_TEN, WORKSPACE } from '#test/support/factories.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { OWNER, STAND_IN } from '#test/support/tools.ts';
import { liveSequences, liveTexts, objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';
import { type AskedFor, askedFor, stage } from './support.ts';

const MEANT = /^<(@[UW][A-Z0-9]+|!date\^\d+\^[^|>]+\|[^>]*)>$/;
const LANGUAGES = ['en', 'es'] as const;

async function cardOf(tools: AskedFor, approverId: string, language: 'en' | 'es' = 'en') {
  const own = await tools.db.signUpApproval.findFirstOrThrow({
    where: { workspaceId: WORKSPACE, signUpId: tools.signUpId, approverId },
    orderBy: { round: 'desc' },
  });
  return approvalCard(await standingOf(tools.db, await tools.signUp()), own, wordsIn(language));
}

const idsIn = (card: { blocks?: unknown[] }) =>
  [...JSON.stringify(card.blocks).matchAll(/"action_id":"([^"]+)"/g)].map(([, id]) => id);

describe("an approver's card", () => {
  it('has its buttons while it is their turn, and afterwards who decided', async () => {
    const tools = await askedFor([stage('people', { memberIds: [OWNER, STAND_IN] })]);
    const before = await cardOf(tools, OWNER);

    await decline(tools.deps, tools.by(STAND_IN), { reason: 'other', text: 'No' });
    const after = await cardOf(tools, OWNER);

    expect(before.text).toContain(`<@UMAYA> would like to use *Data warehouse* (S${tools.signUpId}). Please decide.`);
    expect(idsIn(before)).toEqual(['approval.approve', 'approval.decline', 'approval.ask', 'approval.away']);
    expect([after.text.endsWith(`:x: Declined by <@${STAND_IN}>.`), idsIn(after)]).toEqual([true, []]);
  });

  it('says that no seat is free, and then offers the list instead of a seat', async () => {
    const tools = await askedFor([stage('owner')], { seatCap: 1 });
    await tools.addSignUp({ state: 'ready', memberId: 'UGREG', subjectKey: 'p:g', openKey: 'g' });

    const card = await cardOf(tools, OWNER);

    expect(card.text).toContain('No seat is free for them now. If you approve, they go on the waiting list');
    expect(idsIn(card)).toEqual(['approval.put-on-list', 'approval.decline', 'approval.ask', 'approval.away']);
  });

  it('shows the question and the answer, and cannot be approved in between', async () => {
    const tools = await askedFor([stage('owner')]);
    await askMember(tools.deps, tools.by(OWNER), 'Which *data*?');
    const during = await cardOf(tools, OWNER);
    await tools.db.$transaction((tx) =>
      moveSignUp(tx, tools.deps, tools.by('UMAYA'), { move: 'answer', detail: { answer: 'The <b>counts</b>' } }),
    );
    const after = await cardOf(tools, OWNER);

    expect(idsIn(during)).toEqual(['approval.decline', 'approval.away']);
    expect(during.text).toContain('We wait for the member’s answer.');
    expect(JSON.stringify(after.blocks)).toContain('Which *data*?');
    expect(JSON.stringify(after.blocks)).toContain('The <b>counts</b>');
    expect(idsIn(after)).toEqual(['approval.approve', 'approval.decline', 'approval.ask', 'approval.away']);
  });

  it.each(LANGUAGES)('is a message Slack takes, whatever people wrote (%s)', async (language) => {
    const fields = HOSTILE_TEXTS.slice(0, 20).map((text, index) => ({
      id: `field-${index}`,
      label: text.slice(0, 140) || 'x',
      kind: 'long text',
      options: [],
    }));
    const tools = await askedFor(
      [stage('owner')],
      { name: HOSTILE_TEXTS[3] ?? '', fields },
      { people: Array.from({ length: 50 }, (_, index) => `<!channel>${index}@b.org`) },
    );
    const answers = Object.fromEntries(HOSTILE_TEXTS.slice(0, 20).map((text, index) => [`field-${index}`, text.slice(0, 3000)]));
    await tools.db.signUp.updateMany({ data: { answers } });

    const card = await cardOf(tools, OWNER, language);

    expect(objectionsTo({ ...card, text: card.text })).toEqual([]);
    expect(liveSequences(liveTexts(card.blocks), MEANT)).toEqual([]);
  });

  it.each(['x', '&'])('is one message, however much was filled in and asked (%s)', async (letter) => {
    const text = (most: number) => letter.repeat(most);
    const fields = Array.from({ length: 20 }, (_, index) => ({
      ...{ id: `field-${index}`, label: text(140), kind: 'long text', options: [] },
    }));
    const people = Array.from({ length: 50 }, (_, index) => `${index}${text(50)}@b.org`);
    const tools = await askedFor([stage('owner')], { name: text(80), fields }, { people });
    await tools.db.signUp.updateMany({ data: { answers: Object.fromEntries(fields.map(({ id }) => [id, text(3000)])) } });
    const own = await tools.db.signUpApproval.findFirstOrThrow({ where: { approverId: OWNER } });
    const standing = await standingOf(tools.db, await tools.signUp());
    const questions = Array.from({ length: 3 }, () => ({ question: text(1000), by: OWNER, answer: text(3000) }));

    const card = approvalCard({ ...standing, organisation: text(150), questions }, own, wordsIn('es'), MONDAY_TEN);

    expect(objectionsTo(card)).toEqual([]);
  });
});

describe('what the member reads', () => {
  const facts = {
    by: OWNER,
    signUpId: 12,
    tool: 'Data <!here> warehouse',
    next: 'lead',
    place: 3,
    endsAt: new Date('2026-12-31T23:59:59Z'),
    reason: 'no budget',
    text: HOSTILE_TEXTS.join(' ').slice(0, 1000),
  };

  it.each(['approved', 'stage', 'declined', 'renewed', 'not renewed', 'reopened'])(
    'of "%s" names who decided, and is taken by Slack',
    (what) => {
      for (const language of LANGUAGES)
        for (const state of ['setting up', 'waiting', 'unsigned']) {
          const news = newsMessage({ ...facts, what, state }, wordsIn(language));
          expect(objectionsTo(news)).toEqual([]);
          expect(liveSequences([news.text, ...liveTexts(news.blocks)], MEANT)).toEqual([]);
          expect(news.text).toContain(`<@${OWNER}>`);
          expect(news.text).toContain('S12');
        }
    },
  );

  it('of an approval says what happens next', () => {
    const say = (state: string) => newsMessage({ ...facts, what: 'approved', state }, wordsIn('en')).text;

    expect(say('setting up')).toContain('We set it up now and write to you when it is ready.');
    expect(say('waiting')).toContain('you are number 3 in line');
    expect(say('unsigned')).toContain('The agreement has to be signed first');
  });

  it('of a decline has the reason in their language and the words as they were written', () => {
    const news = newsMessage({ ...facts, what: 'declined', state: 'declined', text: 'Ask <@UGREG>' }, wordsIn('es'));

    expect(news.text).toContain('El motivo: No hay presupuesto.');
    expect(JSON.stringify(news.blocks)).toContain('"text":"Ask <@UGREG>"');
  });

  it('of a decline for another reason leaves the words to say it', () => {
    const news = newsMessage({ ...facts, what: 'declined', state: 'declined', reason: 'other', text: 'Not now.' }, wordsIn('en'));

    expect(news.text).toContain('(S12). Not now.');
    expect(news.text).not.toContain('reason');
  });

  it('of a question is a quote with a button to answer', () => {
    for (const language of LANGUAGES) {
      const asked = questionMessage({ signUpId: 12, tool: 'Maps', by: OWNER, question: 'Which <!here>?' }, wordsIn(language));
      expect(objectionsTo(asked)).toEqual([]);
      expect(liveSequences([asked.text, ...liveTexts(asked.blocks)], MEANT)).toEqual([]);
      expect(idsIn(asked)).toEqual(['sign-up.answer-question']);
    }
  });
});

describe('forms and facts', () => {
  it.each(LANGUAGES)('are forms Slack takes (%s)', (language) => {
    const words = wordsIn(language);

    expect(objectionsToView(declineForm(12, words))).toEqual([]);
    expect(objectionsToView(askForm(12, words))).toEqual([]);
  });

  it('for the staff card say who has what, and what can be pressed in each state', async () => {
    const tools = await askedFor([stage('contact'), stage('owner')]);
    const pressable = async () => (await approvalButtons(tools.db, await tools.signUp())).map(({ actionId }) => actionId);

    const lines = await approvalLines(tools.db, await tools.signUp());
    const asked = await pressable();
    await decline(tools.deps, tools.by('UMAPLE'), { reason: 'other', text: 'No' });

    expect(lines).toEqual([expect.stringMatching(/^Stage 1 of 2 \(contact\): <@UMAPLE> asked since <!date\^/)]);
    expect(asked).toEqual(['approval.approve', 'approval.decline', 'approval.ask']);
    expect(await approvalLines(tools.db, await tools.signUp())).toEqual(['Stage 1 of 2 (contact): :x: <@UMAPLE>']);
    expect(await pressable()).toEqual(['approval.reopen']);
    await tools.db.signUp.updateMany({ data: { state: 'ready' } });
    expect(await pressable()).toEqual([]);
  });

  it('of what tells more than ten people ask first', () => {
    expect(massConfirm(10)).toEqual({});
    expect(massConfirm(70)).toMatchObject({ confirm: { text: { text: 'This will notify 70 people.' } } });
  });
});
