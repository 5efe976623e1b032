import { expect, it } from 'vitest';
import { type Deed, RIGHTS, type Role } from '#bot/rights/rights.ts';
import type { Cooperative } from '#test/support/cooperative.ts';
import { report } from './figures.ts';
import { calm } from './harness.ts';
import { OTHER_TEAM, SECRET, setTheScene } from './permission-scene.ts';
import { SURVEY_MATRIX } from './permission-survey-matrix.ts';
import { TOOL_MATRIX } from './permission-tool-matrix.ts';
import { FACTS, MATRIX, type Row } from './permissions.ts';
import { allRows } from './rows.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';

const { share } = sizeOf('permissions');
/** Codes by which somebody is told that it is not for them. */
const NOT_FOR_THEM = ['switched_off', 'not_reader', 'not_lead', 'not_staff', 'not_yours', 'not_admin', 'no_ticket'];

it(
  '29: everything that can be pressed, sent or typed does what it does for those who may, and nothing for anybody else',
  async () => {
    const scene = await setTheScene();
    const { coop, actors, call, target, refusals } = scene;
    const { db, database, slack } = coop;
    const handlers = coop.bots[0]!.handlers.map(({ kind, id }) => `${kind} ${id}`);
    const rows = Object.entries(MATRIX).flatMap(([handler, all]) => all.map((row) => ({ handler, row })));
    const cells = rows
      .flatMap(({ handler, row }) =>
        actors.map((actor) => ({
          handler,
          row,
          actor,
          target: target(row),
          isAllowed: mayDo(row, actor.name, actor.roles(row)),
        })),
      )
      .filter((_, index) => index % share === 0);
    const foreign = rows
      .filter(({ row }) => row.on !== 'anywhere')
      .flatMap(({ handler, row }) =>
        [coop.workspaceId, OTHER_TEAM].flatMap((teamId) =>
          ['rita', 'maya'].map((name) => ({ handler, row, actor: scene.actor(name), target: scene.theirs(row), teamId })),
        ),
      )
      .filter((_, index) => index % share === 0);
    const forbidden = cells.filter(({ isAllowed }) => !isAllowed);
    const before = await everything(coop);
    const viewsBefore = slack.ledger.received.length;

    // Those who may not, each person in turn, so that every line of the log belongs to one cell.
    const unheard: string[] = [];
    const told: string[] = [];
    await Promise.all(
      actors.map(async ({ name, id }) => {
        for (const cell of [...forbidden, ...foreign].filter(({ actor }) => actor.id === id)) {
          const from = refusals(id).length;
          const { answer, status } = await call(cell);
          const isFromElsewhere = 'teamId' in cell && cell.teamId === OTHER_TEAM;
          const said = `${name}: ${cell.handler} ${cell.row.value?.(cell.target) ?? ''}`;
          if (answer.includes(SECRET)) told.push(said);
          if (!cell.row.isQuiet && !isFromElsewhere && refusals(id).length === from)
            unheard.push(`${said} (${status} ${answer.slice(0, 80)})`);
        }
      }),
    );
    await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });
    const shown = slack.ledger.received.slice(viewsBefore).filter(({ args }) => JSON.stringify(args).includes(SECRET));
    const after = await everything(coop);

    // Those who may: each finds the requests as they are then, and nobody is told that it is not for them.
    const refusedWrongly: string[] = [];
    let worked = 0;
    for (const cell of cells.filter(({ isAllowed }) => isAllowed)) {
      const from = refusals(cell.actor.id).length;
      await call(cell);
      const codes = refusals(cell.actor.id).slice(from);
      if (codes.length === 0) worked += 1;
      if (codes.some((code) => NOT_FOR_THEM.includes(code)))
        refusedWrongly.push(`${cell.actor.name}: ${cell.handler} (${codes.join(' ')})`);
    }
    await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });

    report('29', {
      handlers: new Set(handlers).size,
      cells: cells.length + foreign.length,
      forbidden: forbidden.length + foreign.length,
      'allowed and done': worked,
      'refusals logged': scene.lines().length,
    });
    const known = [MATRIX, TOOL_MATRIX, SURVEY_MATRIX].flatMap(Object.keys).concat(FACTS);
    expect([...new Set(handlers)].filter((one) => !known.includes(one))).toEqual([]);
    expect(Object.keys(MATRIX).filter((one) => !handlers.includes(one))).toEqual([]);
    expect(after).toEqual(before);
    expect({ unheard, told, shown: shown.map(({ method, args }) => `${method} ${JSON.stringify(args).slice(0, 200)}`) }).toEqual({
      unheard: [],
      told: [],
      shown: [],
    });
    expect(refusedWrongly).toEqual([]);
    expect(worked).toBeGreaterThan(rows.length / share);
    expect(scene.lines().filter((line) => line.includes(SECRET) || line.includes('forged'))).toEqual([]);
    expect(await db.ticket.count({ where: { workspaceId: OTHER_TEAM } })).toBe(1);
  },
  PATIENCE_MS,
);

function mayDo({ deed, and = deed, onlyOf }: Row, name: string, roles: Role[]): boolean {
  const isAllowed = (one: Deed) => RIGHTS[one].some((role: Role) => roles.includes(role));
  return (onlyOf === undefined || onlyOf === name) && isAllowed(deed) && isAllowed(and);
}

/** All rows and jobs, without the marks that a request was met at all. */
async function everything({ database }: Cooperative) {
  const { handled_request: _met, ...rows } = await allRows(database.pool);
  const { rows: jobs } = await database.pool.query('select key from graphile_worker.jobs where key is not null order by key');
  return { ...rows, jobs };
}
