import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { report } from './figures.ts';
import { calm } from './harness.ts';
import { SURVEY_MATRIX } from './permission-survey-matrix.ts';
import { CONFIDED, mayDo, type SurveyRow } from './permission-survey-rows.ts';
import { type SurveyCell, type SurveyScene, setTheSurveyScene } from './permission-survey-scene.ts';
import { allRows } from './rows.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';

type Loss = {
  who: string;
  /** What they can do before, and nothing of it after. */
  deeds: SurveyRow['deed'][];
  lose: (scene: SurveyScene, id: string) => Promise<unknown>;
  /** Undone, so that the next loss finds everybody as they were. */
  giveBack: (scene: SurveyScene, id: string) => Promise<unknown>;
  /** They can still do it elsewhere, or as everybody can: only towards this survey it is over. */
  isOfOne?: true;
};

const deactivate = ({ coop }: SurveyScene, id: string) => coop.slack.deactivate(id);
const reactivate = ({ coop }: SurveyScene, id: string) =>
  coop.db.member.updateMany({ where: { id }, data: { deactivatedAt: null } });
const leaveTriage = ({ coop }: SurveyScene, id: string) => coop.slack.leave(id, coop.triage);
const joinTriage = ({ coop }: SurveyScene, id: string) => coop.slack.join(id, coop.triage);
const becomeGuest = ({ coop }: SurveyScene, id: string) => coop.db.member.updateMany({ where: { id }, data: { kind: 'guest' } });
const becomeMember = ({ coop }: SurveyScene, id: string) =>
  coop.db.member.updateMany({ where: { id }, data: { kind: 'member' } });
const keepers = ({ coop: { database, workspaceId } }: SurveyScene, id: string, change: 'array_remove' | 'array_append') =>
  database.pool.query(
    `update survey set co_owner_ids = ${change}(co_owner_ids, $1::text) where workspace_id = $2 and owner_id <> $1`,
    [id, workspaceId],
  );
const invitations = (state: string) => (scene: SurveyScene, memberId: string) =>
  scene.coop.db.surveyInvitation.updateMany({ where: { workspaceId: scene.coop.workspaceId, memberId }, data: { state } });

const STAFF: SurveyRow['deed'][] = ['build surveys', 'read survey results'];
const KEEPERS: SurveyRow['deed'][] = ['change a survey', 'send a survey', 'answer letters'];
const CONFIDANTS: SurveyRow['deed'][] = ['read who said what'];
const ALL: SurveyRow['deed'][] = [...STAFF, ...KEEPERS, ...CONFIDANTS];

const LOSSES: Record<string, Loss> = {
  'owns it and leaves the triage channel': { who: 'ana', deeds: ALL, lose: leaveTriage, giveBack: joinTriage },
  'owns it and becomes a guest': { who: 'ana', deeds: ALL, lose: becomeGuest, giveBack: becomeMember },
  'owns it and is deactivated': { who: 'ana', deeds: ALL, lose: deactivate, giveBack: reactivate },
  'keeps it no more': {
    ...{ who: 'ben', deeds: [...KEEPERS, ...CONFIDANTS], isOfOne: true },
    lose: (scene, id) => keepers(scene, id, 'array_remove'),
    giveBack: (scene, id) => keepers(scene, id, 'array_append'),
  },
  'leads and leaves the triage channel': { who: 'lea', deeds: ALL, lose: leaveTriage, giveBack: joinTriage },
  'is on staff and leaves the triage channel': { who: 'stu', deeds: STAFF, lose: leaveTriage, giveBack: joinTriage },
  'was asked and is deactivated': {
    ...{ who: 'maya', deeds: ['answer a survey', 'write without a name', 'choose which surveys to get'] },
    ...{ lose: deactivate, giveBack: reactivate },
  },
  'was asked and is left out at the last moment': {
    ...{ who: 'maya', deeds: ['answer a survey'], isOfOne: true },
    ...{ lose: invitations('missed'), giveBack: invitations('asked') },
  },
  'reads who said what and is deactivated': { who: 'cole', deeds: CONFIDANTS, lose: deactivate, giveBack: reactivate },
};

/** In `npm test` one in three, all of their rows in `npm run chaos`. */
const { share, rows: rowShare } = sizeOf('lostSurveyRights');

it(
  '30: whoever lost what they may do with a survey is refused from the next press on, also in a form that is open',
  async () => {
    const scene = await setTheSurveyScene();
    // Whoever is to leave it has to be in it.
    await scene.coop.slack.join(scene.actor('stu').id, scene.coop.triage, scene.actor('ana').id);
    const losses = Object.entries(LOSSES).filter((_, index) => index % share === 0);
    let presses = 0;
    for (const [name, loss] of losses) {
      const found = await loseAndPress(scene, loss);
      presses += found.presses;
      expect({ name, ...found }).toEqual({
        ...{ name, refused: found.presses, presses: found.presses },
        ...{ openedBefore: [], told: [], changed: [] },
      });
      expect(found.presses).toBeGreaterThan(3);
    }
    report('30', { 'losses about surveys': losses.length, presses });
  },
  PATIENCE_MS,
);

async function loseAndPress(scene: SurveyScene, loss: Loss) {
  const { coop, call, refusals } = scene;
  const { slack, database } = coop;
  const actor = scene.actor(loss.who);
  const untilDone = () => calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });
  const rows = Object.entries(SURVEY_MATRIX)
    .flatMap(([handler, all]) => all.map((row) => ({ handler, row })))
    // What is theirs in other ways as well is judged in permissions-of-surveys.test.ts.
    .filter(({ row }) => loss.deeds.includes(row.deed) && mayDo(row, actor.roles(row)) && !row.isQuiet)
    .filter(({ row }) => row.on !== 'anywhere' || !loss.isOfOne)
    .filter((_, index) => index % rowShare === 0);
  const cells: (SurveyCell & { row: SurveyRow })[] = [];
  for (const one of rows) cells.push({ ...one, actor, thing: await scene.makeThing(one.row.given) });
  // Every form of theirs opens while they may: what is sent below is sent from one that is open.
  const before = refusals(actor.id).length;
  for (const opener of cells.filter(({ row }) => row.does.startsWith('view '))) await call(opener);
  const openedBefore = refusals(actor.id).slice(before);
  await untilDone();

  await loss.lose(scene, actor.id);
  await untilDone();
  const rowsBefore = await effects(scene);
  const from = refusals(actor.id).length;
  const told: string[] = [];
  for (const cell of cells) if ((await call(cell)).answer.includes(CONFIDED)) told.push(cell.handler);
  await untilDone();
  const rowsAfter = await effects(scene);
  const changed = Object.keys(rowsAfter).filter((table) => !isDeepStrictEqual(rowsAfter[table], rowsBefore[table]));

  await loss.giveBack(scene, actor.id);
  await untilDone();
  return { presses: cells.length, refused: refusals(actor.id).length - from, openedBefore, told, changed };
}

async function effects({ coop: { database } }: SurveyScene) {
  const { handled_request: _met, ...rows } = await allRows(database.pool);
  return rows;
}
