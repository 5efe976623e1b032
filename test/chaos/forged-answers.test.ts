import { expect, it } from 'vitest';
import { LEVELS, type Level } from '#surveys/survey.ts';
import { report } from './figures.ts';
import { calm } from './harness.ts';
import { RESULT_ROWS } from './permission-results.ts';
import {
  ANONYMOUS,
  CLOSED,
  NAMED,
  ONE_PAGE,
  READY,
  type SurveyGiven,
  type SurveyRow,
  type SurveyThing,
} from './permission-survey-rows.ts';
import { type SurveyScene, setTheSurveyScene } from './permission-survey-scene.ts';
import { chosen, typed } from './permissions.ts';
import { allRows } from './rows.ts';
import { DONE_WITHIN_MS, IS_FULL, PATIENCE_MS } from './sizes.ts';

type Forged = Pick<SurveyRow, 'value' | 'fields' | 'inForm'> & { handler: string };

const filled = () => ({ ...chosen('q:recommend', 'value', '9'), ...typed('q:why', 'value', 'A forged reason') });
const place = (more: object) => (thing: SurveyThing) => JSON.stringify({ waveId: thing.waveId, ...more });

/** The ways in which an answer can come, or be made to come, and of which surveys it is one then: those with names only, or all. */
const WAYS: Record<string, Forged & { takes: 'with a name' | 'both' | 'nothing' }> = {
  'a page that is kept': {
    ...{ handler: 'view answering.form', value: place({ at: 'recommend' }), fields: filled },
    takes: 'with a name',
  },
  'a page of one sitting': {
    handler: 'view answering.form',
    value: (thing) => JSON.stringify({ waveId: thing.waveId, at: 'recommend', token: thing.token }),
    fields: filled,
    takes: 'both',
  },
  'the end of one sitting that never was': {
    handler: 'view answering.form',
    value: (thing) => JSON.stringify({ waveId: thing.waveId, at: '', token: thing.token }),
    fields: filled,
    takes: 'nothing',
  },
  'a button in the message': {
    handler: 'action answering.here-9',
    value: place({ question: 'recommend', value: '9' }),
    takes: 'with a name',
  },
  'a page back': { handler: 'action answering.back', inForm: place({ at: 'recommend' }), fields: filled, takes: 'with a name' },
};
const STATES = IS_FULL ? ['counting', 'ready', 'scheduled', 'open', 'closed', 'withdrawn', 'dropped'] : ['open', 'closed'];

it(
  '29: an answer is kept as the level of its wave has it, whatever its form says, and only while the wave is open',
  async () => {
    const scene = await setTheSurveyScene();
    const { coop, actor } = scene;
    const found: string[] = [];
    const wanted: string[] = [];
    for (const level of LEVELS) {
      for (const state of STATES) {
        for (const [way, { takes, ...forged }] of Object.entries(WAYS)) {
          const thing = await scene.makeThing({ wave: { level, state } });
          const before = await keptOf(scene, thing);
          await send(scene, actor('maya').id, forged, thing);
          const after = await keptOf(scene, thing);
          const name = `${way}, ${level}, ${state}:`;
          found.push(`${name} ${after.responses - before.responses} answers, ${after.authors - before.authors} names`);
          wanted.push(`${name} ${wantedOf(level, state, takes)}`);
        }
      }
    }
    await calm({ slack: coop.slack, pool: coop.database.pool }, { within: DONE_WITHIN_MS });

    report('29', { 'forged answers': found.length });
    expect(found).toEqual(wanted);
    expect(await namesWithoutAnswers(scene)).toEqual({ named: 0, anonymous: 0 });
  },
  PATIENCE_MS,
);

function send(scene: SurveyScene, id: string, { handler, ...forged }: Forged, thing: SurveyThing) {
  const row: SurveyRow = { deed: 'answer a survey', on: 'wave', does: 'rows survey_response', given: NAMED, ...forged };
  return scene.call({ handler, row, actor: { id }, thing });
}

/** Everything that is kept of surveys, and what was asked to be done. */
async function historyOf({ coop: { database } }: SurveyScene) {
  const rows = Object.entries(await allRows(database.pool)).filter(([table]) => table.startsWith('survey'));
  const { rows: jobs } = await database.pool.query(`select key from seen.job where key like '%:%' order by key`);
  return { ...Object.fromEntries(rows), jobs };
}

function wantedOf(level: Level, state: string, takes: 'with a name' | 'both' | 'nothing'): string {
  const isTaken = state === 'open' && takes !== 'nothing';
  if (level === 'anonymous') return `${isTaken && takes === 'both' ? 1 : 0} answers, 0 names`;
  return isTaken ? '1 answers, 1 names' : '0 answers, 0 names';
}

async function keptOf({ coop: { db, workspaceId } }: SurveyScene, { waveId }: SurveyThing) {
  const where = { workspaceId, waveId };
  return { responses: await db.surveyResponse.count({ where }), authors: await db.surveyAuthor.count({ where }) };
}

/** Of waves with names answers without one, and of those without the other way round. */
async function namesWithoutAnswers({ coop: { database } }: SurveyScene) {
  const { rows } = await database.pool.query<{ named: number; anonymous: number }>(`
    select count(*) filter (where wave.level <> 'anonymous' and author.member_id is null)::int as named,
      count(*) filter (where wave.level = 'anonymous' and author.member_id is not null)::int as anonymous
    from survey_response response
    join survey_wave wave on wave.workspace_id = response.workspace_id and wave.id = response.wave_id
    left join survey_author author on author.workspace_id = response.workspace_id and author.response_id = response.id`);
  return rows[0];
}

/** What somebody wrote, as it stands in an answer (and nowhere else). */
const AN_ANSWER = /nightingale \d/;
const FEW: SurveyGiven = { wave: { level: 'anonymous', state: 'closed', smallestGroup: 20, smallestTexts: 20 } };

it(
  '29: what was answered without a name is read by nobody while the survey is open, and never with a name',
  async () => {
    const scene = await setTheSurveyScene();
    const { coop, actors, said } = scene;
    const { slack, database } = coop;
    const readings = Object.entries(RESULT_ROWS).flatMap(([handler, rows]) => [{ handler, row: rows[0]! }]);
    const shown = { open: [] as string[], few: [] as string[], closed: [] as string[] };
    for (const [name, given] of Object.entries({ open: ANONYMOUS, few: FEW, closed: CLOSED })) {
      const thing = await scene.makeThing(given);
      const [from, heardFrom, filesFrom] = [slack.ledger.received.length, said.heard.length, slack.files().length];
      for (const { id } of IS_FULL ? actors : actors.filter((one) => one.name === 'ana'))
        for (const reading of readings) {
          const { answer } = await scene.call({ ...reading, actor: { id }, thing });
          shown[name as keyof typeof shown].push(answer);
        }
      await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });
      const sent = slack.ledger.received.slice(from).map(({ args }) => JSON.stringify(args));
      const files = slack.files().slice(filesFrom);
      const inFiles = files.map(({ content }) => content.toString());
      shown[name as keyof typeof shown].push(...sent, ...said.heard.slice(heardFrom), ...inFiles);
    }

    report('29', { 'readings of anonymous answers': shown.open.length + shown.few.length + shown.closed.length });
    expect([...shown.open, ...shown.few].filter((text) => AN_ANSWER.test(text))).toEqual([]);
    // Enough for the texts to be shown; whose they are is nowhere.
    expect(shown.closed.some((text) => AN_ANSWER.test(text))).toBe(true);
    expect(shown.closed.filter((text) => AN_ANSWER.test(text) && text.includes('U0RESPONDENT'))).toEqual([]);
  },
  PATIENCE_MS,
);

const drafted = RESULT_ROWS['view survey-actions.form']![0]!.fields!;
const WHY = { question: 'why', page: 0 };

/** What Otto, who keeps another survey, makes of its numbers and of those that are not his. */
const MIXTURES: Record<string, (mine: SurveyThing, theirs: SurveyThing) => Forged> = {
  'the action of another survey under his own wave': (mine, { actionId }) => ({
    handler: 'view survey-actions.form',
    value: () => JSON.stringify({ waveId: mine.waveId, page: 0, actionId }),
    fields: drafted,
  }),
  'the settings of another wave in the form of his own survey': ({ surveyId }, { waveId }) => ({
    handler: 'view waves.plan-form',
    value: () => JSON.stringify({ surveyId, waveId }),
    fields: () => typed('days', 'waves.field', '7'),
  }),
  'the same while he chooses': ({ surveyId }, { waveId }) => ({
    handler: 'action waves.level',
    value: () => 'named',
    inForm: () => JSON.stringify({ surveyId, waveId }),
  }),
  'whose answers another response is, under his own wave': ({ waveId }, { responseId }) => ({
    handler: 'action survey-results.ticket',
    value: () => JSON.stringify({ waveId, responseId }),
  }),
  'a text of another wave under his own': ({ waveId }, { responseId }) => ({
    handler: 'view survey-results.theme-form',
    value: () => JSON.stringify({ waveId, ...WHY, key: responseId }),
    fields: () => typed('new-theme', 'text', 'Forged'),
  }),
  'a file for another survey': (_mine, { surveyId }) => ({
    handler: 'action surveys.import-apply',
    value: () => `F0FORGED ${surveyId} abcdefghijklmnop`,
  }),
  'a preview of his own in the place of a wave': ({ surveyId }, { waveId, token }) => ({
    handler: 'view answering.form',
    value: () => JSON.stringify({ waveId, surveyId, version: 1, language: 'en', at: 'recommend', token }),
    fields: filled,
  }),
};

it(
  '29: the numbers of two surveys in one payload are refused and do nothing',
  async () => {
    const scene = await setTheSurveyScene();
    const { id } = scene.actor('otto');
    const found: string[] = [];
    const [open, ready] = [await scene.makeThing(NAMED), await scene.makeThing(READY)];
    const before = await historyOf(scene);
    for (const [name, mix] of Object.entries(MIXTURES))
      for (const theirs of [open, ready]) {
        const from = scene.refusals(id).length;
        const { answer } = await send(scene, id, mix(scene.ofOtto, theirs), theirs);
        if (scene.refusals(id).length === from || answer.includes('nightingale')) found.push(`${name}: ${answer.slice(0, 200)}`);
      }

    expect(found).toEqual([]);
    expect(await historyOf(scene)).toEqual(before);
  },
  PATIENCE_MS,
);

it('29: what was answered so far in one survey opens in the form of no other', async () => {
  const scene = await setTheSurveyScene();
  const { coop, actor } = scene;
  const { db } = coop;
  const maya = actor('maya').id;
  const questions = ONE_PAGE.questions.map((one) => (one.id === 'channel' ? { ...one, startsPage: true } : one));
  const paged = { ...ANONYMOUS, definition: { ...ONE_PAGE, questions } };
  const [begun, other] = [await scene.makeThing(paged), await scene.makeThing(paged)];
  const at = (thing: SurveyThing, question: string) => () =>
    JSON.stringify({ waveId: thing.waveId, at: question, token: begun.token });
  const fields = filled;
  await send(scene, maya, { handler: 'view answering.form', value: at(begun, 'recommend'), fields }, begun);
  const sittings = await db.surveySitting.count();

  const { answer } = await send(scene, maya, { handler: 'view answering.form', value: at(other, 'channel'), fields }, other);
  const kept = await db.surveyResponse.count({
    where: { waveId: { in: [begun.waveId, other.waveId] }, workspaceId: coop.workspaceId },
  });

  expect(sittings).toBe(1);
  expect(answer).not.toContain('A forged reason');
  expect(kept).toBe(18);
});
