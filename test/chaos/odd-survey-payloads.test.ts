import { Writable } from 'node:stream';
import pino from 'pino';
import { expect, it } from 'vitest';
import { parkedJobs } from '#bot/parked.ts';
import { startBotInParts } from './bot-in-parts.ts';
import { report } from './figures.ts';
import { calm } from './harness.ts';
import { changed, oddities, watched } from './odd-payloads.ts';
import { SURVEY_MATRIX } from './permission-survey-matrix.ts';
import { mayDo, type SurveyRow } from './permission-survey-rows.ts';
import { type SurveyScene, setTheSurveyScene } from './permission-survey-scene.ts';
import { allRows, type Rows } from './rows.ts';
import { asSent } from './session.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';

const { payloads } = sizeOf('oddSurveyPayloads');
const AT_ONCE = 8;
/** So many payloads are about the same surveys, before others take their place. */
const ABOUT_THE_SAME = 100;
const RARELY = 0.01;
/** Each is somebody who may do some of it and nothing beyond: whoever was asked, staff, who keeps it, who reads it. */
const PEOPLE = ['maya', 'stu', 'ben', 'rita'];

it(
  '31: payloads about surveys that are not as Slack sends them break nothing, change nothing of others and drop no filter',
  async () => {
    const scene = await setTheSurveyScene();
    const { coop, actor } = scene;
    const { slack, db, database, bots } = coop;
    const rows = Object.entries(SURVEY_MATRIX).flatMap(([handler, all]) =>
      all.flatMap((row) => PEOPLE.flatMap((name) => (mayDo(row, actor(name).roles(row)) ? [{ handler, row, name }] : []))),
    );
    await Promise.all(bots.splice(0).map((bot) => bot.stop()));
    const unfiltered: string[] = [];
    const failed: string[] = [];
    const bot = await startBotInParts({ ...coop, db: watched(db, unfiltered), log: noting(failed) });
    slack.connect(bot.url);
    const before = await allRows(database.pool);

    const queue = oddities(payloads, 31);
    const statuses: (number | undefined)[] = [];
    const things: Things = new Map();
    let number = 0;
    const senders = Array.from({ length: AT_ONCE }, async () => {
      for (let next = queue.pop(); next; next = queue.pop()) {
        number += 1;
        const { handler, row, name } = rows[next.which % rows.length]!;
        const thing = await thingFor(scene, things, row, Math.floor(number / ABOUT_THE_SAME));
        const { body, contentType } = scene.requestOf({ handler, row, actor: actor(name), thing });
        const kind = handler.startsWith('command') ? ('command' as const) : ('interactive' as const);
        const odd = asSent({ contentType, kind }, changed(dataIn(body), next.changes));
        const headers = { 'content-type': contentType, ...slack.sign(odd) };
        statuses.push((await slack.deliverRaw({ body: odd, headers })).status);
      }
    });
    await Promise.all(senders);
    await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });

    const parked = await parkedJobs({ db });
    const after = await allRows(database.pool);
    report('31', { 'odd payloads about surveys': statuses.length, parked: parked.length, 'went wrong': failed.length });
    expect(statuses).toHaveLength(payloads);
    expect(statuses.filter((status) => status === undefined)).toEqual([]);
    expect([...new Set(unfiltered)]).toEqual([]);
    // What nobody could have foreseen is set aside, and that is rare.
    const rare = Math.ceil(payloads * RARELY);
    expect(parked.length > rare ? parked.map(({ problem }) => problem) : []).toEqual([]);
    expect(othersIn(scene, after)).toEqual(othersIn(scene, before));
    expect(await scene.changesElsewhere()).toEqual([]);
    expect(await brokenPromises(scene)).toEqual([]);
  },
  PATIENCE_MS,
);

type Things = Map<string, ReturnType<SurveyScene['makeThing']>>;

function thingFor({ makeThing }: SurveyScene, things: Things, { given }: SurveyRow, round: number) {
  const key = `${round} ${JSON.stringify(given)}`;
  const thing = things.get(key) ?? makeThing(given);
  things.set(key, thing);
  return thing;
}

function dataIn(body: string): Record<string, unknown> {
  const fields = Object.fromEntries(new URLSearchParams(body));
  return fields.payload === undefined ? fields : (JSON.parse(fields.payload) as Record<string, unknown>);
}

/** Slack did not open a form for it, or said nowhere to answer. */
const OF_SLACK = /An API error occurred|respond is not a function|Failed to parse URL/;

/** Notes what went wrong in a way nobody foresaw. */
function noting(failed: string[]) {
  const write = (chunk: Buffer, _encoding: unknown, done: () => void) => {
    const { msg, err } = JSON.parse(chunk.toString()) as { msg?: string; err?: { message?: string } };
    if (msg === 'a listener failed' && !OF_SLACK.test(err?.message ?? '')) failed.push(err?.message ?? '');
    done();
  };
  return pino({ level: 'error' }, new Writable({ write }));
}

/** Everything that none of them may touch: the desk and its people, and what Otto keeps. */
function othersIn({ ofOtto }: SurveyScene, rows: Rows): Rows {
  const ofTheDesk = ['desk', 'desk_staff', 'help_channel', 'organisation', 'audit_entry'];
  const isOttos = (row: Record<string, unknown>) =>
    row.wave_id === ofOtto.waveId || row.survey_id === ofOtto.surveyId || row.letter_id === ofOtto.letterId;
  const surveys = Object.entries(rows).map(([table, all]) => [`${table} of Otto`, all.filter(isOttos)] as const);
  const own = (rows.survey ?? []).filter(({ id }) => id === ofOtto.surveyId);
  const workspace = (rows.workspace ?? []).map(({ next_ticket_id: _next, people_read_at: _read, ...rest }) => rest);
  return {
    ...Object.fromEntries(ofTheDesk.map((table) => [table, rows[table] ?? []])),
    ...Object.fromEntries(surveys),
    ...{ own, workspace },
  };
}

/** What holds of every survey, whatever is sent: who owns it, who is asked, what answers are about, and that names go with levels. */
async function brokenPromises({ coop: { database, workspaceId }, actors }: SurveyScene): Promise<string[]> {
  const owners = actors.flatMap(({ name, id }) => (['ana', 'otto', 'ben', 'stu', 'rita'].includes(name) ? [id] : []));
  const { rows } = await database.pool.query<{ what: string }>(
    `select 'a survey of nobody on staff' as what from survey where workspace_id = $1 and owner_id <> all($2)
     union all
     select 'an answer of somebody who was not asked' from survey_author author where workspace_id = $1 and not exists (
       select from survey_invitation asked where asked.workspace_id = $1 and asked.wave_id = author.wave_id and asked.member_id = author.member_id)
     union all
     select 'a name beside an anonymous answer' from survey_author author
       join survey_wave wave on wave.workspace_id = $1 and wave.id = author.wave_id
       where author.workspace_id = $1 and wave.level = 'anonymous'
     union all
     select 'an answer to no question: ' || answered.id from survey_response response
       join survey_wave wave on wave.workspace_id = $1 and wave.id = response.wave_id
       join survey_version asked on asked.workspace_id = $1 and asked.survey_id = wave.survey_id and asked.version = wave.version
       cross join lateral jsonb_object_keys(response.answers) as answered (id)
       where response.workspace_id = $1
         and not exists (select from jsonb_array_elements(asked.definition -> 'questions') question where question ->> 'id' = answered.id)
     union all
     select 'somebody more was asked: ' || asked.member_id from survey_invitation asked
       join survey_wave wave on wave.workspace_id = $1 and wave.id = asked.wave_id
       where asked.workspace_id = $1 and wave.opened_at is not null and wave.invited <> (
         select count(*) from survey_invitation one where one.workspace_id = $1 and one.wave_id = wave.id)`,
    [workspaceId, owners],
  );
  return [...new Set(rows.map(({ what }) => what))];
}
