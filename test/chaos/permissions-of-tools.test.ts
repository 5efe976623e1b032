import { expect, it } from 'vitest';
import { RIGHTS, type Role } from '#bot/rights/rights.ts';
import { report } from './figures.ts';
import { calm } from './harness.ts';
import { OTHER_TEAM } from './permission-scene.ts';
import { TOOL_MATRIX } from './permission-tool-matrix.ts';
import type { Effect, Thing, ToolRow } from './permission-tool-rows.ts';
import { CONFIDED, setTheToolScene } from './permission-tool-scene.ts';
import { allRows } from './rows.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';
import { isSoon, jobsAsked } from './watching.ts';

const { share } = sizeOf('toolPermissions');

it(
  '29: everything about tools and sign-ups does what it does for those who may, and nothing for anybody else',
  async () => {
    const scene = await setTheToolScene();
    const { coop, actors, actor, call, refusals, said } = scene;
    const { slack, database } = coop;
    const handlers = coop.bots[0]!.handlers.map(({ kind, id }) => `${kind} ${id}`);
    const rows = Object.entries(TOOL_MATRIX).flatMap(([handler, all]) => all.map((row) => ({ handler, row })));
    const cells = rows
      .flatMap(({ handler, row }) =>
        actors.map((one) => ({ handler, row, actor: one, isAllowed: mayDo(row, one.roles(row)) && !isLeftOut(row, one.name) })),
      )
      .filter((_, index) => index % share === 0);
    const forbidden = await Promise.all(
      cells
        .filter(({ isAllowed }) => !isAllowed)
        .map(async (cell) => ({ ...cell, thing: await scene.sharedThing(cell.row.given) })),
    );
    // Things of the other workspace named in ours and in theirs, and ours named in theirs.
    const foreign = rows
      .filter(({ row }) => row.on !== 'anywhere')
      .flatMap(({ handler, row }) =>
        ['maya', 'abe', 'olga', 'lea'].flatMap((name) => [
          { handler, row, actor: actor(name), thing: scene.foreign, teamId: coop.workspaceId },
          { handler, row, actor: actor(name), thing: scene.foreign, teamId: OTHER_TEAM },
          { handler, row, actor: actor(name), thing: forbidden[0]!.thing, teamId: OTHER_TEAM },
        ]),
      )
      .filter(({ row }) => !isNew(row))
      .filter((_, index) => index % share === 0);
    await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });
    const before = await everything(scene);
    const receivedBefore = slack.ledger.received.length;

    // Those who may not, each person in turn, so that every line of the log belongs to one cell.
    const unheard: string[] = [];
    const told: string[] = [];
    const byTurn = async (some: typeof actors) => {
      for (const { name, id } of some) {
        for (const cell of [...forbidden, ...foreign].filter((one) => one.actor.id === id)) {
          const from = refusals(id).length;
          const { answer, status } = await call(cell);
          const what = `${name}: ${cell.handler} ${cell.row.value?.(cell.thing) ?? ''}`;
          if (answer.includes(CONFIDED)) told.push(what);
          const isElsewhere = 'teamId' in cell && cell.teamId === OTHER_TEAM;
          if (!isElsewhere && refusals(id).length === from) unheard.push(`${what} (${status} ${answer.slice(0, 80)})`);
        }
      }
    };
    // A few at a time: everybody presses on the same things, and who waits for one holds a connection.
    await Promise.all([0, 1, 2, 3].map((turn) => byTurn(actors.filter((_, index) => index % 4 === turn))));
    await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });
    const shown = slack.ledger.received.slice(receivedBefore).map(({ args }) => JSON.stringify(args));
    const after = await everything(scene);
    const seen = [...shown, ...said.heard].filter((one) => one.includes(CONFIDED));

    // Those who may, each with a thing of their own: it does what it does.
    const refusedWrongly: string[] = [];
    const withoutEffect: string[] = [];
    let worked = 0;
    for (const cell of cells.filter(({ isAllowed }) => isAllowed)) {
      const { name, id } = cell.actor;
      const thing = await scene.makeThing(cell.row.given);
      const [from, traces] = [refusals(id).length, await tracesOf(scene, cell.row.does, thing, id)];
      const { answer } = await call({ ...cell, thing });
      const codes = refusals(id).slice(from);
      if (codes.length > 0) refusedWrongly.push(`${name}: ${cell.handler} (${codes.join(' ')})`);
      else if (await hasLeft(scene, cell.row.does, { thing, id, traces, answer })) worked += 1;
      else withoutEffect.push(`${name}: ${cell.handler} (no ${cell.row.does}; ${answer.slice(0, 200)})`);
    }
    await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });

    report('29', {
      'handlers of tools': Object.keys(TOOL_MATRIX).length,
      cells: cells.length + foreign.length,
      forbidden: forbidden.length + foreign.length,
      'allowed and done': worked,
      'refusals logged': scene.lines().length,
    });
    expect(Object.keys(TOOL_MATRIX).filter((one) => !handlers.includes(one))).toEqual([]);
    expect({ unheard, told, seen }).toEqual({ unheard: [], told: [], seen: [] });
    expect(after).toEqual(before);
    expect({ refusedWrongly, withoutEffect }).toEqual({ refusedWrongly: [], withoutEffect: [] });
    expect(worked).toBe(cells.length - forbidden.length);
    expect(scene.lines().filter((line) => line.includes(CONFIDED) || line.includes('forged'))).toEqual([]);
  },
  PATIENCE_MS,
);

const mayDo = ({ deed }: ToolRow, roles: Role[]) => RIGHTS[deed].some((role: Role) => roles.includes(role));
const isLeftOut = ({ notFor = [] }: ToolRow, name: string) => notFor.includes(name);
/** What is made anew names no thing, so that of no other workspace either. */
const isNew = ({ does }: ToolRow) => does === 'audit tool.created';

type Scene = Awaited<ReturnType<typeof setTheToolScene>>;

/** How often something was left behind so far; for what Slack is sent, how much that is. */
async function tracesOf({ coop, said }: Scene, does: Effect, { toolId }: Thing, actorId: string): Promise<number> {
  const { db, database, slack } = coop;
  const [way, ...rest] = does.split(' ');
  const what = rest.join(' ');
  if (way === 'event') return db.signUpEvent.count({ where: { toolId, kind: what, actorId } });
  if (way === 'audit') return db.auditEntry.count({ where: { action: what, actorId } });
  if (way === 'view') return slack.ledger.received.length;
  if (way === 'says') return said.heard.length;
  if (way === 'form') return 0;
  return jobsAsked(database.pool, what);
}

type Left = { thing: Thing; id: string; traces: number; answer: string };

async function hasLeft(scene: Scene, does: Effect, { thing, id, traces, answer }: Left): Promise<boolean> {
  const [way, ...rest] = does.split(' ');
  const what = rest.join(' ');
  const isForm = (text: string) => text.includes(`"callback_id":"${what}`);
  if (way === 'form') return isForm(answer);
  if (way === 'says') return isSoon(() => [answer, ...scene.said.heard.slice(traces)].some((text) => text.includes(what)));
  if (way === 'view') {
    const shown = scene.coop.slack.ledger.received.slice(traces).filter(({ method }) => method.startsWith('views.'));
    return shown.some(({ args }) => isForm(typeof args.view === 'string' ? args.view : JSON.stringify(args.view)));
  }
  return (await tracesOf(scene, does, thing, id)) > traces;
}

/** All rows and jobs, without the marks that a request was met at all, and without what the clock asks for. */
async function everything({ coop: { database } }: Scene) {
  const { handled_request: _met, ...rows } = await allRows(database.pool);
  const { rows: jobs } = await database.pool.query(`select key from seen.job where key like '%:%' order by key`);
  return { ...rows, jobs };
}
