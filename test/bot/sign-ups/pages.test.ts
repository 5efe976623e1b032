import { describe, expect, it } from 'vitest';
import { homePage } from '#bot/home/blocks.ts';
import { answerForm, askForm, peopleForm, problemForm, signForm } from '#bot/sign-ups/blocks.ts';
import { catalogueFor, placeFrom, toolPlaceFrom, toolViewFor } from '#bot/sign-ups/browsing.ts';
import { ownSignUps, standingOf } from '#bot/sign-ups/following.ts';
import { STATES } from '#bot/sign-ups/life.ts';
import { cataloguePage, homeBlocks, minePage, signUpPage } from '#bot/sign-ups/pages.ts';
import { noteMessage } from '#bot/sign-ups/sign-up-parts.ts';
import { toolPageOf } from '#bot/sign-ups/tool-page.ts';
import { wordsIn } from '#bot/words/words.ts';
import { ANSWER, aHome, anOwnRequest, someRequests } from '#test/bot/home/some-homes.ts';
import { MONDAY_TEN, WORKSPACE } from '#test/support/factories.ts';
import { type OpenTools, OWNER, openTools, WAREHOUSE } from '#test/support/tools.ts';
import { liveSequences, liveTexts, objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';

const maya = { workspaceId: WORKSPACE, memberId: 'UMAYA' };
const HOSTILE = '<!channel> & <https://evil.example|bank> *b* <@U0VICTIM>';
const long = (length: number) => HOSTILE.repeat(Math.ceil(length / HOSTILE.length)).slice(0, length);
const MEANT = /^<(@U[A-Z0-9]+|!date\^|https:\/\/(example\.org|x)[^|]*\|)/;
const AGREEMENT = { name: long(200), url: 'https://example.org/agreement', version: '1' };

/** A tool all of whose words are long and hostile, and one of Maya's sign-ups for it with many people. */
async function withHostileTool(): Promise<OpenTools & { signUpId: number }> {
  const kinds = ['text', 'long text', 'number', 'date', 'choice', 'many', 'person', 'file', 'e-mail'];
  const tools = await openTools({
    name: long(80),
    summary: long(3000),
    forWhom: long(1000),
    cost: long(300),
    category: long(140),
    subject: 'organisation',
    seatCap: 1,
    windowOpensAt: MONDAY_TEN,
    windowClosesAt: new Date('2026-04-01T10:00:00Z'),
    agreement: AGREEMENT,
    links: Array.from({ length: 30 }, (_, index) => ({
      label: long(200),
      url: `https://example.org/${index}/${'x'.repeat(300)}`,
    })),
    fields: kinds.map((kind, index) => ({ id: `f${index}`, kind, label: long(150), hint: long(300), options: ['a', 'b'] })),
  });
  await tools.db.organisation.updateMany({ where: { id: 'maple' }, data: { name: long(150) } });
  const people = Array.from({ length: 50 }, (_, index) => `person-${index}@${'x'.repeat(60)}.example`);
  const { id } = await tools.addSignUp({
    organisationId: 'maple',
    people,
    state: 'ready',
    link: 'sealed',
    declineText: long(1000),
  });
  await tools.db.ticket.create({
    data: {
      workspaceId: WORKSPACE,
      id: 1,
      deskId: 'main',
      requesterId: 'UMAYA',
      channelId: 'UMAYA',
      ts: '1.1',
      threadTs: '1.1',
      openedAt: MONDAY_TEN,
      lastJoinedTs: '1.1',
      toolId: WAREHOUSE,
      problem: long(200),
      problemSince: MONDAY_TEN,
    },
  });
  return { ...tools, signUpId: id };
}

describe.each(['en', 'es'])('in "%s", what Slack is given', (language) => {
  const words = wordsIn(language);

  it('of the catalogue, a tool’s page and its form fits, and nothing anybody wrote is live', async () => {
    const tools = await withHostileTool();
    for (let index = 0; index < 12; index += 1)
      await tools.addTool({ id: `t${index}`, name: `${long(70)} ${index}`, category: `C${index}` });
    const { deps } = tools;
    const catalogue = await catalogueFor(deps, maya, { search: 'channel' });
    const view = await toolViewFor(deps, maya, { tool: WAREHOUSE, from: { search: long(200), category: long(140) } });
    const shown = [
      cataloguePage(catalogue, words),
      cataloguePage(await catalogueFor(deps, maya, { category: 'C1' }), words),
      toolPageOf(view, words),
      toolPageOf({ ...view, mine: null, why: { code: 'plan', plans: Array(50).fill(long(80)) } }, words),
      toolPageOf({ ...view, mine: null }, words),
      askForm(view, 'UMAYA', words),
    ];

    for (const page of shown) {
      expect(objectionsToView(page)).toEqual([]);
      expect(liveSequences(liveTexts(page), MEANT)).toEqual([]);
    }
    expect(JSON.stringify(shown[2])).toContain('example.org/0/');
  });

  it('of a sign-up fits in every state: note, page, forms, list and Home', async () => {
    const { db, time, signUpId } = await withHostileTool();
    for (const state of STATES) {
      await db.signUp.updateMany({
        data: { state, decidedById: OWNER, offerEndsAt: MONDAY_TEN, endsAt: MONDAY_TEN, noticedAt: MONDAY_TEN },
      });
      const standing = await standingOf(db, WORKSPACE, signUpId, time.now);
      const own = await ownSignUps(db, WORKSPACE, 'UMAYA', { open: 15, ended: 10, now: time.now });
      const many = Array.from({ length: 15 }, (_, id) => ({ ...standing, signUp: { ...standing.signUp, id: id + 1 } }));
      const note = noteMessage(standing, words);
      const views = [signUpPage(standing, words, 'Done'), minePage({ ...own, open: many }, words)];
      const forms = [answerForm, peopleForm, problemForm, signForm].map((formOf) => formOf(standing, words));

      expect(objectionsTo(note)).toEqual([]);
      expect([...views, ...forms].flatMap(objectionsToView)).toEqual([]);
      expect(liveSequences(liveTexts([note.blocks, views, forms]), MEANT)).toEqual([]);
    }
  });

  it('of Home keeps to its room, and says how many more there are', async () => {
    const { db, time, signUpId } = await withHostileTool();
    const standing = await standingOf(db, WORKSPACE, signUpId, time.now);
    const own = { open: Array(6).fill(standing), moreOpen: 3, ended: [] };

    for (const room of [4, 7, 11, 24]) expect(homeBlocks(own, words, room).length).toBeLessThanOrEqual(room);
    expect(JSON.stringify(homeBlocks(own, words, 7))).toContain('8');
  });

  it('of a full Home, requests and tools together, fits', async () => {
    const { db, time, signUpId } = await withHostileTool();
    const standing = await standingOf(db, WORKSPACE, signUpId, time.now);
    const open = Array.from({ length: 6 }, (_, id) => ({ ...standing, signUp: { ...standing.signUp, id: id + 1 } }));
    const requests = (first: number, more: object) =>
      Array.from({ length: 10 }, (_, index) => anOwnRequest({ id: first + index, answer: ANSWER, ...more }));
    const ended = requests(20, { state: 'resolved', outcome: 'solved', resolvedAt: MONDAY_TEN });
    const own = someRequests({ open: requests(1, {}), moreOpen: 3, ended });
    const tongue = { language: language as 'en' | 'es', isAsked: true, isFromSlack: false };

    const page = homePage(aHome({ own, tongue, tools: { open, moreOpen: 2, ended: [] } }), MONDAY_TEN);

    expect(objectionsToView(page)).toEqual([]);
    expect(page.blocks.length).toBeLessThanOrEqual(100);
    expect(JSON.stringify(page)).toContain('tools.browse');
  });
});

describe('what a press carries', () => {
  it('is a place in the catalogue or none, whatever it says', () => {
    expect(placeFrom('{"search":"map","category":"Data","page":"x"}')).toEqual({ search: 'map', category: 'Data', page: 'x' });
    for (const odd of ['', 'no json', '[]', '{"search":1}', `{"search":"${'x'.repeat(300)}"}`, undefined])
      expect(placeFrom(odd)).toEqual({});
  });

  it('is a tool, or a sentence', () => {
    expect(toolPlaceFrom('{"tool":"warehouse"}')).toEqual({ tool: 'warehouse' });
    for (const odd of ['', '{}', '{"tool":""}', '{"tool":1}']) expect(() => toolPlaceFrom(odd)).toThrow('There is no such tool');
  });
});
