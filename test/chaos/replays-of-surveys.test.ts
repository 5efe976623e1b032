import { expect, it } from 'vitest';
import { report } from './figures.ts';
import { FORGERIES } from './forgeries.ts';
import { calm } from './harness.ts';
import { SURVEY_MATRIX } from './permission-survey-matrix.ts';
import { CONFIDED, mayDo } from './permission-survey-rows.ts';
import { setTheSurveyScene } from './permission-survey-scene.ts';
import { allRows } from './rows.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';

const { share } = sizeOf('surveyReplays');

it(
  '28: whatever is pressed, sent or typed about surveys does nothing more when it is sent again, to any instance',
  async () => {
    const scene = await setTheSurveyScene({ instances: 2 });
    const { coop, actors, said } = scene;
    const { slack, bots, database } = coop;
    const untilDone = () => calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });
    const sent: { body: string; headers: Record<string, string> }[] = [];
    for (const [index, { handler, row }] of rowsOfAll().entries()) {
      const able = actors.filter((one) => mayDo(row, one.roles(row)));
      const actor = able[index % Math.max(1, able.length)];
      if (!actor) continue;
      const { body, contentType } = scene.requestOf({ handler, row, actor, thing: await scene.makeThing(row.given) });
      const headers = { 'content-type': contentType, ...slack.sign(body) };
      await slack.deliverRaw({ body, headers });
      sent.push({ body, headers });
    }
    await untilDone();
    const before = { rows: await allRows(database.pool), heard: said.heard.length, received: slack.ledger.received.length };

    const answers: { status: number | undefined; body: string }[] = [];
    for (const request of sent) {
      for (const bot of bots) {
        slack.connect(`http://127.0.0.1:${bot.port}/slack/events`);
        answers.push(await slack.deliverRaw(request));
      }
    }
    await untilDone();

    report('28', { 'requests about surveys': sent.length, replays: answers.length });
    expect(sent.length).toBeGreaterThan(Object.keys(SURVEY_MATRIX).length / share);
    expect(await allRows(database.pool)).toEqual(before.rows);
    expect(slack.ledger.received.slice(before.received).map(({ method }) => method)).toEqual([]);
    expect(said.heard.slice(before.heard)).toEqual([]);
    expect([...new Set(answers.map(({ status }) => status))]).toEqual([200]);
    // Nothing is shown a second time either, such as the code of a letter.
    expect(answers.filter(({ body }) => body.includes('callback_id') || body.includes(CONFIDED))).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  '27: sixteen forgeries of each kind of request about surveys are refused and leave nothing behind',
  async () => {
    const scene = await setTheSurveyScene();
    const { coop, actor } = scene;
    const { slack, database } = coop;
    const thing = await scene.makeThing();
    await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });
    const before = await allRows(database.pool);

    const accepted: string[] = [];
    for (const handler of ['command /survey', 'action waves.close', 'view answering.form', 'options waves.organisations'])
      for (const [name, forge] of Object.entries(FORGERIES)) {
        const row = SURVEY_MATRIX[handler]![0]!;
        const who = actor(handler.startsWith('view') ? 'maya' : 'ana');
        const { body, contentType } = scene.requestOf({ handler, row, actor: who, thing });
        const forged = forge({ body, contentType, secret: slack.signingSecret });
        const headers = { 'content-type': contentType, ...forged.headers };
        const { status = 0 } = await slack.deliverRaw({ body: forged.body, headers });
        if (status < 400) accepted.push(`${name}: ${handler} ${status}`);
      }

    report('27', { 'forgeries about surveys': 4 * Object.keys(FORGERIES).length, accepted: accepted.length });
    expect(accepted).toEqual([]);
    expect(await allRows(database.pool)).toEqual(before);
  },
  PATIENCE_MS,
);

const rowsOfAll = () =>
  Object.entries(SURVEY_MATRIX)
    .flatMap(([handler, all]) => all.map((row) => ({ handler, row })))
    .filter((_, index) => index % share === 0);
