// The shared tools and the surveys of Riverbend Co-op as a visitor finds them, and what the tour does with them.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STATES } from '#bot/sign-ups/life.ts';
import { closeNow } from '#bot/waves/closing.ts';
import { resultsOf } from '#surveys/results.ts';
import { quiet } from '../riverbend/play.ts';
import { type Demo, startDemo } from '../start.ts';
import { emptyFolder } from './demo-command.ts';

const WEDNESDAY = new Date('2026-11-18T20:00:00Z');

let demo: Demo;
let riverbend: NonNullable<Demo['riverbend']>;

beforeAll(async () => {
  demo = await startDemo({ port: 0, dataFolder: join(await emptyFolder(afterAll), 'demo'), now: WEDNESDAY });
  if (!demo.riverbend) throw new Error('this is not Riverbend');
  riverbend = demo.riverbend;
}, 120_000);
afterAll(() => demo?.stop());

describe('the tools', () => {
  it('are six, with sign-ups in every state of their life', async () => {
    const { db } = demo.bot.deps;

    const states = await db.signUp.findMany({ distinct: ['state'], select: { state: true } });

    expect(await db.tool.count()).toBe(6);
    expect(states.map(({ state }) => state).sort()).toEqual([...STATES].sort());
  });

  it('are in the digest, which adds up, and nobody is named where members read', () => {
    const digest = demo.slack.messages(riverbend.news).at(-1)?.text ?? '';
    const forStaff = demo.slack.messages(riverbend.triage).findLast(({ text }) => text.includes('staff edition'))?.text ?? '';

    expect(digest).toMatch(/^Tools: \d+ asked = .*undecided.* · .*Data warehouse/m);
    expect(digest).toMatch(/^Seats: 2 made ready, 2 being set up · \d+ end in 30 days: 3 kept, 2 given back/m);
    expect(digest).not.toContain('does not add up');
    expect(digest).not.toContain('Waiting longest');
    expect(forStaff).toMatch(/^Waiting longest for a decision: S\d+ Bookkeeping \(renewal\).*Inês Carvalho/m);
  });

  it('have cards for staff that nobody has to be told twice about', async () => {
    const owned = await demo.bot.deps.db.ownedMessage.findMany({ where: { key: { startsWith: 'sign-up:' } } });

    expect(owned.length).toBeGreaterThan(10);
    expect(demo.slack.duplicates()).toEqual([]);
  });
});

const ofTheBot = (userId: string) => demo.slack.botMessages(demo.slack.directChannel(userId));

describe('the anonymous survey', () => {
  it('is closed, answered by most, and hides of some groups what would give somebody away', async () => {
    const { db } = demo.bot.deps;
    const { id: waveId } = await db.surveyWave.findFirstOrThrow({ where: { level: 'anonymous' } });

    const results = await resultsOf(db, { workspaceId: riverbend.workspaceId, waveId });

    const asked = new Map(results.questions.map((result) => [result.question.id, result]));
    const byRegion = results.segments.find(({ band }) => band === 'region')?.groups ?? [];
    const told = (id: string) => byRegion.map(({ questions }) => questions.find((one) => one.id === id)?.figures?.n ?? 'hidden');
    expect(results).toMatchObject({ notYet: null, reached: 52, complete: 37 });
    expect(asked.get('recommend')?.figures?.nps).toMatchObject({ score: 32, margin: 23 });
    expect([asked.get('one-thing')?.texts, asked.get('help-why')?.hidden]).toEqual([14, 'too few']);
    expect([told('recommend'), told('informed')]).toEqual([
      [15, 22],
      ['hidden', 'hidden'],
    ]);
    expect(await db.surveyAuthor.count({ where: { waveId } })).toBe(0);
  });

  it('has themes, an action of which everybody was told, and a letter that waits', async () => {
    const { db } = demo.bot.deps;

    const told = ofTheBot(riverbend.ids.maya).filter(({ text }) => text.includes('This is what comes of it'));

    expect(await db.surveyTheme.count()).toBe(8);
    expect(await db.surveyAction.findMany()).toMatchObject([{ ownerId: riverbend.ids.devon, doneAt: null }]);
    expect(told).toHaveLength(1);
    expect(await db.surveyLetter.findMany()).toMatchObject([{ isOurTurn: true, endedOn: null }]);
    expect(ofTheBot(riverbend.ids.ines).map(({ text }) => text)).toContainEqual(expect.stringContaining('A letter waits'));
  });
});

describe('the survey with names', () => {
  it('is out: some have answered, one half, and others not, each as their message says', async () => {
    const { db } = demo.bot.deps;
    const { ids } = riverbend;
    const { id: waveId, invited } = await db.surveyWave.findFirstOrThrow({ where: { level: 'named', state: 'open' } });

    const responses = await db.surveyResponse.groupBy({ by: ['isComplete'], where: { waveId }, _count: true });

    const last = (userId: string) => ofTheBot(userId).findLast(({ text }) => /How is the map|mapa/.test(text))?.text;
    expect(invited).toBe(12);
    expect(new Map(responses.map(({ isComplete, _count: count }) => [isComplete, count]))).toEqual(
      new Map([
        [true, 4],
        [false, 1],
      ]),
    );
    expect(last(ids.huong)).toContain('3 of 7 answered, and kept.');
    expect(last(ids.jerome)).toContain('We have your answers');
    expect(last(ids.maya)).toContain('How often do you use it?');
    expect(last(ids.lucia)).toContain('¿Con qué frecuencia la usas?');
    expect(last(ids.rosa)).toContain('Sent to 12 people. 4 responses so far.');
  });

  it('is in App Home of who has not answered', async () => {
    await demo.slack.openHome(riverbend.ids.maya);
    await quiet({ deps: demo.bot.deps, slack: demo.slack });

    expect(JSON.stringify(demo.slack.home(riverbend.ids.maya))).toContain('How is the map for you?');
  });
});

const take = (step: string) => {
  const { tour } = demo.playground;
  if (!tour) throw new Error('there is no tour');
  return tour.take(step);
};

describe('the tour’s survey', () => {
  it('is answered by one member after the other, and staff’s card counts them', { timeout: 60_000 }, async () => {
    const { ids } = riverbend;

    const first = await take('survey');
    const second = await take('survey');

    expect([first.as, second.as]).toEqual([ids.joan, ids.tom]);
    expect(demo.slack.message(first.channel, first.ts ?? '')?.text).toContain('We have your answers');
    await quiet({ deps: demo.bot.deps, slack: demo.slack });
    expect(ofTheBot(ids.rosa).map(({ text }) => text)).toContainEqual(expect.stringContaining('6 responses so far'));
  });

  it('is sent once more when it is over', { timeout: 60_000 }, async () => {
    const { deps } = demo.bot;
    const { ids, workspaceId } = riverbend;
    const { id: waveId } = await deps.db.surveyWave.findFirstOrThrow({ where: { level: 'named', state: 'open' } });
    await closeNow(deps, { workspaceId, waveId, actorId: ids.rosa });

    const stop = await take('survey');

    expect(stop.as).toBe(ids.joan);
    expect(await deps.db.surveyWave.count({ where: { level: 'named', state: 'open' } })).toBe(1);
    expect(demo.slack.views(ids.joan)).toEqual([]);
  });
});

describe('the tour’s sign-up for a tool', () => {
  it('lets Tom ask, his contact and the owner approve, and staff set it up', { timeout: 60_000 }, async () => {
    const { db } = demo.bot.deps;

    const stop = await take('tool');

    const signUp = await db.signUp.findFirstOrThrow({ where: { memberId: riverbend.ids.tom, toolId: 'data-warehouse' } });
    const events = await db.signUpEvent.findMany({ where: { signUpId: signUp.id }, orderBy: { id: 'asc' } });
    expect(stop).toMatchObject({ as: riverbend.ids.tom, channel: demo.slack.directChannel(riverbend.ids.tom) });
    expect(demo.slack.message(stop.channel, stop.ts ?? '')?.text).toContain('Data warehouse');
    expect(signUp.state).toBe('ready');
    expect(events.map(({ kind }) => kind)).toEqual([
      'asked',
      'stage_passed',
      'approved',
      'set_up_claimed',
      'step_ticked',
      'step_ticked',
      'ready',
    ]);
  });

  it('puts the next one on the list when it is pressed again, and says so', { timeout: 60_000 }, async () => {
    const stop = await take('tool');

    const { state } = await demo.bot.deps.db.signUp.findFirstOrThrow({
      where: { memberId: riverbend.ids.samira, toolId: 'data-warehouse' },
    });
    expect(state).toBe('waiting');
    expect(stop).toMatchObject({ as: riverbend.ids.samira, says: expect.stringContaining('stand in line') });
    await quiet({ deps: demo.bot.deps, slack: demo.slack });
    expect(demo.slack.ledger.calls().filter(({ answer }) => answer?.ok === false)).toEqual([]);
  });
});
