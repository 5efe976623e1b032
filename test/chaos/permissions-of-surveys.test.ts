import type { Pool } from 'pg';
import { expect, it } from 'vitest';
import { report } from './figures.ts';
import { calm } from './harness.ts';
import { OTHER_TEAM } from './permission-scene.ts';
import { SURVEY_MATRIX } from './permission-survey-matrix.ts';
import { CONFIDED, mayDo, type SurveyEffect, type SurveyRow } from './permission-survey-rows.ts';
import { type SurveyCell, type SurveyScene, setTheSurveyScene } from './permission-survey-scene.ts';
import { ELSEWHERE } from './permission-survey-things.ts';
import { allRows } from './rows.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';
import { isSoon, jobsAsked, refusedBySlack } from './watching.ts';

const { share } = sizeOf('surveyPermissions');
const SECRETS = [CONFIDED, ELSEWHERE];

it(
  '29: everything about surveys does what it does for those who may, and nothing for anybody else',
  async () => {
    const scene = await setTheSurveyScene();
    const { coop, actors, actor, said } = scene;
    const { slack, database } = coop;
    const handlers = coop.bots[0]!.handlers.map(({ kind, id }) => `${kind} ${id}`);
    const rows = Object.entries(SURVEY_MATRIX).flatMap(([handler, all]) => all.map((row) => ({ handler, row })));
    const cells = rows
      .flatMap(({ handler, row }) => actors.map((one) => ({ handler, row, actor: one, isAllowed: mayDo(row, one.roles(row)) })))
      .filter((_, index) => index % share === 0);
    const forbidden: Cell[] = [];
    for (const cell of cells.filter(({ isAllowed, row, actor: { name } }) => !isAllowed && !seesOwn(row, name)))
      forbidden.push({ ...cell, thing: await scene.sharedThing(cell.row.given) });
    // What is of the other workspace named in ours and in theirs, and ours named in theirs.
    const foreign = rows
      .filter(({ row }) => row.on !== 'anywhere')
      .flatMap(({ handler, row }) =>
        ['tom', 'maya', 'ana', 'rita', 'lea'].flatMap((name): Cell[] => [
          { handler, row, actor: actor(name), thing: scene.foreign, teamId: coop.workspaceId },
          { handler, row, actor: actor(name), thing: scene.foreign, teamId: OTHER_TEAM },
          { handler, row, actor: actor(name), thing: forbidden[0]!.thing, teamId: OTHER_TEAM },
        ]),
      )
      .filter(({ row, actor: { name } }) => !seesOwn(row, name))
      .filter((_, index) => index % share === 0);
    await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });
    const before = await everything(scene);
    const receivedBefore = slack.ledger.received.length;

    // Those who may not, each person in turn, so that every line of the log belongs to one cell.
    const { unheard, told } = await turnAway(scene, [...forbidden, ...foreign]);
    await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });
    const shown = slack.ledger.received.slice(receivedBefore).map(({ args }) => JSON.stringify(args));
    const seen = [...shown, ...said.heard].filter(hasSecret);
    const after = await everything(scene);

    // Those who may, each with a thing of their own: it does what it does.
    const refusedWrongly: string[] = [];
    const withoutEffect: string[] = [];
    let worked = 0;
    for (const cell of cells.filter(({ isAllowed }) => isAllowed)) {
      const { name, id } = cell.actor;
      const thing = await scene.makeThing(cell.row.given);
      const [from, traces] = [scene.refusals(id).length, await tracesOf(scene, cell.row.does, id)];
      const { answer } = await scene.call({ ...cell, thing });
      const codes = scene.refusals(id).slice(from);
      if (codes.length > 0) refusedWrongly.push(`${name}: ${cell.handler} (${codes.join(' ')})`);
      else if (await hasLeft(scene, cell.row.does, { id, traces, answer })) worked += 1;
      else withoutEffect.push(`${name}: ${cell.handler} (no ${cell.row.does}; ${answer.slice(0, 200)})`);
    }
    await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });

    report('29', {
      'handlers of surveys': Object.keys(SURVEY_MATRIX).length,
      cells: cells.length + foreign.length,
      forbidden: forbidden.length + foreign.length,
      'allowed and done': worked,
      'refusals logged': scene.lines().length,
    });
    expect(Object.keys(SURVEY_MATRIX).filter((one) => !handlers.includes(one))).toEqual([]);
    expect({ unheard, told, seen }).toEqual({ unheard: [], told: [], seen: [] });
    expect(after).toEqual(before);
    expect({ refusedWrongly, withoutEffect }).toEqual({ refusedWrongly: [], withoutEffect: [] });
    expect(worked).toBe(cells.filter(({ isAllowed }) => isAllowed).length);
    expect(scene.lines().filter((line) => hasSecret(line) || line.includes('forged'))).toEqual([]);
    expect(slack.ledger.received.filter(({ args }) => JSON.stringify(args).includes(ELSEWHERE))).toEqual([]);
    expect(await scene.changesElsewhere()).toEqual([]);
    expect(refusedBySlack(slack)).toEqual([]);
  },
  PATIENCE_MS,
);

type Cell = SurveyCell & { actor: { name: string; id: string } };

/** Who was asked or reads in confidence has something of their own to see. */
const seesOwn = ({ showsOwn = false }: SurveyRow, name: string) => showsOwn && ['maya', 'gus', 'rita', 'cole'].includes(name);
const hasSecret = (text: string) => SECRETS.some((secret) => text.includes(secret));

/** Each person in turn, a few at a time: everybody presses on the same things, and who waits for one holds a connection. */
async function turnAway({ actors, call, refusals }: SurveyScene, cells: Cell[]) {
  const unheard: string[] = [];
  const told: string[] = [];
  const byTurn = async (some: typeof actors) => {
    for (const { name, id } of some) {
      for (const cell of cells.filter(({ actor }) => actor.id === id)) {
        const from = refusals(id).length;
        const { answer, status } = await call(cell);
        const what = `${name}: ${cell.handler} ${cell.row.value?.(cell.thing, id) ?? ''}`;
        if (hasSecret(answer)) told.push(what);
        const { isQuiet = false, isQuietElsewhere = false } = cell.row;
        const isSilent = isQuiet || (cell.teamId !== undefined && (isQuietElsewhere || cell.teamId === OTHER_TEAM));
        if (!isSilent && refusals(id).length === from) unheard.push(`${what} (${status} ${answer.slice(0, 80)})`);
      }
    }
  };
  await Promise.all([0, 1, 2, 3].map((turn) => byTurn(actors.filter((_, index) => index % 4 === turn))));
  return { unheard, told };
}

/** How often something was left behind so far; for what Slack is sent, how much that is; of a table all that is in it. */
async function tracesOf({ coop, said }: SurveyScene, does: SurveyEffect, actorId: string): Promise<number | string> {
  const { db, database, slack } = coop;
  const [way, what = ''] = does.split(' ');
  switch (way) {
    case 'event':
      return db.surveyEvent.count({ where: { kind: what, actorId } });
    case 'rows':
      return allOf(database.pool, what);
    case 'view':
      return slack.ledger.received.length;
    case 'says':
      return said.heard.length;
    case 'job':
      return jobsAsked(database.pool, what);
    default:
      return 0;
  }
}

type Left = { id: string; traces: number | string; answer: string };

async function hasLeft(scene: SurveyScene, does: SurveyEffect, { id, traces, answer }: Left): Promise<boolean> {
  const [way, what = '', within = ''] = does.split(' ');
  const isForm = (text: string) => text.includes(`"callback_id":"${what}`) && text.includes(within);
  const since = Number(traces);
  if (way === 'form') return isForm(answer);
  if (way === 'says') {
    const words = does.slice('says '.length);
    return isSoon(() => [answer, ...scene.said.heard.slice(since)].some((text) => text.includes(words)));
  }
  if (way === 'view') {
    const shown = scene.coop.slack.ledger.received.slice(since).filter(({ method }) => method.startsWith('views.'));
    return shown.some(({ args }) => isForm(typeof args.view === 'string' ? args.view : JSON.stringify(args.view)));
  }
  return (await tracesOf(scene, does, id)) !== traces;
}

/** All rows of one table, in an order that depends on nothing but what is in them. */
async function allOf(pool: Pool, table: string): Promise<string> {
  const { rows } = await pool.query<{ all: string }>(
    `select coalesce(string_agg(to_jsonb(t)::text, ' ' order by to_jsonb(t)::text collate "C"), '') as all from "${table}" t`,
  );
  return rows[0]?.all ?? '';
}

/** All rows and jobs, without the marks that a request was met at all, and without what the clock asks for. */
async function everything({ coop: { database } }: SurveyScene) {
  const { handled_request: _met, ...rows } = await allRows(database.pool);
  const { rows: jobs } = await database.pool.query(`select key from seen.job where key like '%:%' order by key`);
  return { ...rows, jobs };
}
