import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { report } from './figures.ts';
import { calm } from './harness.ts';
import { TOOL_MATRIX } from './permission-tool-matrix.ts';
import type { ToolRow } from './permission-tool-rows.ts';
import { CONFIDED, setTheToolScene, type ToolCell } from './permission-tool-scene.ts';
import { allRows } from './rows.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';

type Scene = Awaited<ReturnType<typeof setTheToolScene>>;
type Loss = {
  who: string;
  /** What they can press before, and nothing of it after. */
  deeds: ToolRow['deed'][];
  lose: (scene: Scene, id: string) => Promise<unknown>;
  /** Undone, so that the next loss finds everybody as they were. */
  giveBack?: (scene: Scene, id: string) => Promise<unknown>;
  /** They have nothing left by another tool or desk, either. */
  isOfAll?: true;
  /** As what they were asked to approve. */
  asked?: 'contact' | 'owner' | 'lead';
};

const deactivate = ({ coop }: Scene, id: string) => coop.slack.deactivate(id);
const reactivate = ({ coop }: Scene, id: string) => coop.db.member.updateMany({ where: { id }, data: { deactivatedAt: null } });
const moveTo = (organisation: string) => (scene: Scene, id: string) =>
  scene.call({
    handler: 'view members.set-organisation-form',
    actor: scene.actor('ana'),
    thing: scene.foreign,
    row: {
      deed: 'change where a member belongs',
      on: 'anywhere',
      does: 'form ',
      given: { state: 'asked' },
      value: () => id,
      fields: () => ({
        organisation: {
          'members.choose-organisation': {
            type: 'external_select',
            selected_option: { value: organisation, text: { type: 'plain_text', text: organisation } },
          },
        },
      }),
    },
  });
const changeTools = (data: { ownerId?: string; standInId?: string | null }) => (scene: Scene, id: string) =>
  scene.coop.db.tool.updateMany({ where: { OR: [{ ownerId: id }, { standInId: id }] }, data });
const dropContact = ({ coop }: Scene, id: string) =>
  coop.db.organisationContact.deleteMany({ where: { email: { startsWith: id.toLowerCase() } } });
const addContact = ({ coop: { db, workspaceId } }: Scene, id: string) =>
  db.organisationContact.create({
    data: { workspaceId, organisationId: 'maple', role: 'main', email: `${id.toLowerCase()}@maple.example` },
  });
const joinTriage = ({ coop }: Scene, id: string) => coop.slack.join(id, coop.triage);
const leaveTriage = ({ coop }: Scene, id: string) => coop.slack.leave(id, coop.triage);

const HOLDERS: ToolRow['deed'][] = ['change a sign-up'];
const OWNERS: ToolRow['deed'][] = ['set a tool up', 'decide about a seat', 'note what is used'];
const LEADS: ToolRow['deed'][] = ['edit the catalogue', 'see tool reports', 'overrule a sign-up', ...OWNERS];

const LOSSES: Record<string, Loss> = {
  'asked for it and is deactivated': { who: 'maya', deeds: HOLDERS, lose: deactivate, giveBack: reactivate, isOfAll: true },
  'asked for it and belongs to another organisation now': {
    who: 'maya',
    deeds: HOLDERS,
    lose: moveTo('harbor'),
    giveBack: moveTo('maple'),
  },
  'is one of its people and belongs to another organisation now': {
    who: 'paz',
    deeds: HOLDERS,
    lose: moveTo('harbor'),
    giveBack: moveTo('maple'),
  },
  'is one of its people and is taken off the list': {
    who: 'paz',
    deeds: HOLDERS,
    lose: ({ coop }, who) => coop.db.signUpPerson.deleteMany({ where: { who } }),
  },
  'is the contact of its organisation no more': { who: 'cora', deeds: HOLDERS, lose: dropContact, giveBack: addContact },
  'approves and is deactivated': {
    who: 'abe',
    deeds: ['decide a sign-up'],
    lose: deactivate,
    giveBack: reactivate,
    isOfAll: true,
  },
  'approves as the contact, who is another now': {
    who: 'cora',
    deeds: ['decide a sign-up'],
    asked: 'contact',
    lose: dropContact,
    giveBack: addContact,
  },
  'approves as the owner, who is another now': {
    who: 'olga',
    deeds: ['decide a sign-up'],
    asked: 'owner',
    lose: changeTools({ ownerId: 'U0NEW' }),
  },
  'approves as a lead and leaves the triage channel': {
    who: 'lea',
    deeds: ['decide a sign-up'],
    asked: 'lead',
    lose: leaveTriage,
    giveBack: joinTriage,
  },
  'owns the tool, which is given to another': { who: 'olga', deeds: OWNERS, lose: changeTools({ ownerId: 'U0NEW' }) },
  'owns the tool and is deactivated': { who: 'olga', deeds: OWNERS, lose: deactivate, giveBack: reactivate, isOfAll: true },
  'stands in for the owner no more': { who: 'stan', deeds: OWNERS, lose: changeTools({ standInId: null }) },
  'sets it up and leaves the triage channel': { who: 'ana', deeds: ['set a tool up'], lose: leaveTriage, giveBack: joinTriage },
  'leads the desk and leaves the triage channel': {
    isOfAll: true,
    who: 'lea',
    deeds: LEADS,
    lose: leaveTriage,
    giveBack: joinTriage,
  },
};

/** In `npm test` one in three; all in `npm run chaos`. */
const { share } = sizeOf('lostRights');

it(
  '30: whoever lost what they may do with a tool or a sign-up is refused from the next press on, also in a form that is open',
  async () => {
    const scene = await setTheToolScene();
    const losses = Object.entries(LOSSES).filter((_, index) => index % share === 0);
    const pressed: number[] = [];
    for (const [name, loss] of losses) {
      const found = await loseAndPress(scene, loss);
      pressed.push(found.refused);
      expect({ name, ...found }).toEqual({
        name,
        refused: found.presses,
        presses: found.presses,
        openedBefore: [],
        told: [],
        changed: [],
      });
      expect(found.presses).toBeGreaterThan(5);
    }
    report('30', { losses: losses.length, presses: pressed.reduce((sum, one) => sum + one, 0) });
  },
  PATIENCE_MS,
);

async function loseAndPress(scene: Scene, loss: Loss) {
  const { coop, call, refusals } = scene;
  const { slack, db, database } = coop;
  const actor = scene.actor(loss.who);
  const untilDone = () => calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });
  const rows = Object.entries(TOOL_MATRIX)
    .flatMap(([handler, all]) => all.map((row) => ({ handler, row })))
    // What is theirs by another tool or desk as well is judged in permissions-of-tools.test.ts.
    .filter(({ row }) => loss.deeds.includes(row.deed) && (row.on !== 'anywhere' || loss.isOfAll));
  const cells: (ToolCell & { row: ToolRow })[] = [];
  for (const one of rows) cells.push({ ...one, actor, thing: await scene.makeThing(one.row.given) });
  const toolIds = cells.map(({ thing }) => thing.toolId);
  if (loss.asked) {
    const asked = { role: loss.asked, approverId: actor.id };
    const signUpId = { in: cells.map(({ thing }) => thing.signUpId) };
    await db.tool.updateMany({
      where: { id: { in: toolIds } },
      data: { stages: [{ who: loss.asked, memberIds: [], needs: 'one' }] },
    });
    await db.signUpApproval.updateMany({ where: { signUpId, approverId: scene.actor('abe').id }, data: asked });
  }
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

  await loss.giveBack?.(scene, actor.id);
  await db.signUp.updateMany({
    where: { toolId: { in: toolIds } },
    data: { state: 'ended', openKey: null, endedAt: new Date() },
  });
  await untilDone();
  return { presses: cells.length, refused: refusals(actor.id).length - from, openedBefore, told, changed };
}

async function effects({ coop: { database } }: Scene) {
  const { handled_request: _met, ...rows } = await allRows(database.pool);
  return rows;
}
