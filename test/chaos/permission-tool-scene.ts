import type { Role } from '#bot/rights/rights.ts';
import { linkPlace, secretsWith, webhookPlace } from '#bot/secrets.ts';
import { openKeyOf, subjectKeyOf } from '#bot/sign-ups/sign-up.ts';
import { TEST_KEY } from '#test/support/cooperative.ts';
import { calm } from './harness.ts';
import { OTHER_TEAM, setTheScene } from './permission-scene.ts';
import { type Given, READY, REVIEW_DAY, type Thing, type ToolRow } from './permission-tool-rows.ts';
import { DONE_WITHIN_MS } from './sizes.ts';
import { recordJobs, startListening } from './watching.ts';

export type ToolActor = { name: string; id: string; roles: (row: ToolRow) => Role[] };
export type ToolCell = { handler: string; row: ToolRow; actor: Pick<ToolActor, 'id'>; thing: Thing; teamId?: string };

/** In whatever only the people of a sign-up and those who decide about it may read. */
export const CONFIDED = 'nightingale';

const UNDECIDED = ['asked', 'questioned', 'renewal'];

/**
 * The scene of permission-scene.ts with everybody there can be towards a tool and a sign-up: Maya's of the organisation Maple,
 * with Paz as one of its people, Cora as its contact, Abe who is asked to approve it, Olga who owns the tool and Stan who stands in
 * for her. Otto is all of that of another sign-up, and Dea was all of it here before her account was switched off.
 */
export async function setTheToolScene() {
  const scene = await setTheScene();
  const { coop, call } = scene;
  const { slack, db, database, workspaceId } = coop;
  const person = (name: string) => slack.addPerson({ name, realName: name }).id;
  const known = Object.fromEntries(scene.actors.map(({ name, id }) => [name, id])) as Record<string, string>;
  const { maya = '', tom = '', dea = '', cara = '' } = known;
  const [paz, cora, abe, olga, stan, otto, gone] = ['paz', 'cora', 'abe', 'olga', 'stan', 'otto', 'gone'].map(person) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const unmet = person('una');
  await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });
  // What Ana is told of it sooner or later is no effect of anything here.
  await db.saidMessage.deleteMany({ where: { key: 'reply:lost' } });
  await db.member.deleteMany({ where: { id: unmet } });
  for (const [organisationId, ids] of Object.entries({ maple: [maya, tom, dea, paz, cora, gone], harbor: [otto] })) {
    await db.organisation.create({ data: { workspaceId, id: organisationId, name: organisationId } });
    for (const id of ids) await remember(id, { organisationId, email: `${id.toLowerCase()}@${organisationId}.example` });
  }
  for (const id of [abe, olga, stan]) await remember(id, {});
  await db.member.updateMany({ where: { id: gone }, data: { deactivatedAt: new Date() } });
  const contacts = { maple: [cora, dea], harbor: [otto] };
  await db.organisationContact.createMany({
    data: Object.entries(contacts).flatMap(([organisationId, ids]) =>
      ids.map((id) => ({ workspaceId, organisationId, role: 'main', email: `${id.toLowerCase()}@${organisationId}.example` })),
    ),
  });
  await db.deskStaff.updateMany({ where: { workspaceId, memberId: cara }, data: { role: 'lead' } });
  const second = slack.addChannel({ name: 'second', isPrivate: true, members: [cara, slack.botUserId] }).id;
  await db.desk.updateMany({ where: { workspaceId, id: 'second' }, data: { triageChannelId: second } });
  await recordJobs(database.pool);
  const said = await startListening();
  const things = new Map<string, Promise<Thing>>();
  let made = 0;

  async function remember(id: string, facts: { organisationId?: string; email?: string }) {
    const row = { workspaceId, id, displayName: id, ...facts };
    await db.member.upsert({ where: { workspaceId_id: { workspaceId, id } }, create: row, update: facts });
  }

  type Owning = { team: string; ownerId: string; standInId: string; memberId: string; people: string[]; approvers: string[] };
  const OURS = { team: workspaceId, ownerId: olga, standInId: stan, memberId: maya, people: [paz, dea], approvers: [abe, dea] };

  /** What is in a sign-up's history before anybody calls. */
  async function addHistory(
    { toolId, signUpId, state }: { toolId: string; signUpId: number; state: string },
    { team, approvers }: Owning,
    also: Given['with'],
  ) {
    const key = { workspaceId: team };
    const at = new Date();
    const figures = { calendarSeconds: 0, businessSeconds: 0, sinceAskedCalendarSeconds: 0, sinceAskedBusinessSeconds: 0 };
    const happened = (kind: string, actorId: string | null, detail: object) =>
      db.signUpEvent.create({ data: { ...key, signUpId, toolId, kind, actorId, at, state, seats: 1, ...figures, detail } });
    if (state === 'questioned') await happened('questioned', approvers[0] ?? null, { question: `${CONFIDED}?` });
    if (also === 'somebody gone') await happened('person_left', null, { memberId: gone, why: 'switched off', isHolder: false });
  }

  async function makeThing({ state, signUp = {}, tool = {}, with: also }: Given, owning: Owning = OURS): Promise<Thing> {
    made += 1;
    const { team, ownerId, standInId, memberId, people, approvers } = owning;
    const key = { workspaceId: team };
    const toolId = `tool-${made}`;
    const signUpId = 1000 + made;
    const at = new Date();
    const secrets = secretsWith(TEST_KEY);
    const webhook = {
      webhookUrl: 'https://hook.example/up',
      webhookSecret: secrets.seal('a secret of the webhook', webhookPlace(team, toolId)),
    };
    const stages = [{ who: 'people', memberIds: approvers, needs: 'one' }];
    const kept = await db.tool.create({
      data: {
        ...{ ...key, id: toolId, name: `Tool ${made}`, summary: 'A tool', deskId: team === workspaceId ? 'main' : 'theirs' },
        ...{
          ownerId,
          standInId,
          subject: 'organisation',
          createdAt: at,
          stages,
          ...(also === 'a webhook' ? webhook : {}),
          ...tool,
        },
      },
    });
    const organisationId = team === workspaceId ? 'maple' : null;
    const add = async (id: number, itsState: string, more: object = {}) => {
      const isOrganisations = kept.subject === 'organisation' && id === signUpId;
      const subjectKey = isOrganisations
        ? subjectKeyOf({ organisationId: 'maple' })
        : subjectKeyOf({ memberId: `${memberId}${id}` });
      const isOpen = !['ended', 'declined'].includes(itsState);
      const openKey = isOpen ? openKeyOf(toolId, subjectKey) : null;
      const facts = { ...key, id, toolId, organisationId, memberId, state: itsState, subjectKey, openKey };
      const dates = { askedAt: at, queuedAt: at, ...(isOpen ? {} : { endedAt: at }) };
      await db.signUp.create({ data: { ...facts, ...dates, answers: { why: CONFIDED }, ...more } });
    };
    const link = also === 'a link' ? { link: secrets.seal(`https://once.example/${CONFIDED}`, linkPlace(team, signUpId)) } : {};
    await add(signUpId, state, { ...link, ...signUp });
    if (also === 'another in line') await add(100_000 + made, 'waiting');
    const everybody = also === 'somebody gone' ? [...people, gone] : people;
    await db.signUpPerson.createMany({
      data: everybody.map((who) => ({ ...key, signUpId, who, addedById: memberId, addedAt: at })),
    });
    if (UNDECIDED.includes(state))
      await db.signUpApproval.createMany({
        data: approvers.map((approverId) => ({ ...key, signUpId, round: 1, stage: 0, approverId, role: 'person', askedAt: at })),
      });
    if (also === 'a review')
      await db.toolReview.create({ data: { ...key, toolId, signUpId, startedOn: new Date(`${REVIEW_DAY}T00:00:00Z`) } });
    await addHistory({ toolId, signUpId, state }, owning, also);
    return { toolId, signUpId, colleague: tom, gone, unmet };
  }

  const otherwise = (name: string, id: string, roles: (row: ToolRow) => Role[]): ToolActor => ({ name, id, roles });
  const holder = (row: ToolRow): Role[] => (row.on === 'sign-up' ? ['member', 'holder'] : ['member']);
  const isAsked = ({ on, given }: ToolRow) => on === 'sign-up' && UNDECIDED.includes(given.state);
  const actors: ToolActor[] = [
    otherwise('nobody known', 'U0NOBODY', () => ['member']),
    otherwise('tom', tom, () => ['member']),
    otherwise('maya', maya, holder),
    otherwise('paz', paz, holder),
    otherwise('cora', cora, holder),
    otherwise('abe', abe, (row) => (isAsked(row) ? ['member', 'approver'] : ['member'])),
    otherwise('olga', olga, () => ['member', 'owner']),
    otherwise('stan', stan, () => ['member', 'owner']),
    otherwise('otto', otto, (row) => (row.on === 'anywhere' ? ['member', 'owner'] : ['member'])),
    otherwise('ana', known.ana ?? '', () => ['member', 'staff']),
    otherwise('rita', known.rita ?? '', () => ['member', 'staff', 'reader']),
    otherwise('lea', known.lea ?? '', () => ['member', 'staff', 'lead']),
    otherwise('ada', known.ada ?? '', () => ['member', 'admin']),
    otherwise('cara', cara, ({ on }) => (on === 'anywhere' ? ['member', 'staff', 'lead'] : ['member'])),
    otherwise('gus', known.gus ?? '', () => ['member']),
    otherwise('xena', known.xena ?? '', () => ['member']),
    otherwise('dea', dea, () => []),
  ];
  // Otto's own, which makes him holder, approver and owner of that.
  const ottos = { team: workspaceId, ownerId: otto, standInId: otto, memberId: otto, people: [otto], approvers: [otto] };
  await makeThing({ state: 'asked', signUp: { organisationId: 'harbor' } }, ottos);
  // In the other workspace the same ids of people are everything, so that a look-up that forgets the workspace is seen.
  const foreign = await makeThing({ state: 'asked' }, { ...OURS, team: OTHER_TEAM });

  return {
    ...scene,
    actors,
    actor: (name: string) => actors.find((one) => one.name === name)!,
    said,
    foreign,
    makeThing,
    /** One thing for all who may not: nothing of theirs changes it. */
    sharedThing: (given: Given = READY): Promise<Thing> => {
      const key = JSON.stringify(given);
      const thing = things.get(key) ?? makeThing(given);
      things.set(key, thing);
      return thing;
    },
    call: ({ handler, row, actor, thing, teamId }: ToolCell) =>
      call({
        handler,
        actor,
        target: scene.target({ deed: row.deed, on: 'anywhere' }),
        row: {
          deed: row.deed,
          on: 'anywhere',
          ...(row.value ? { value: () => row.value?.(thing) ?? '' } : {}),
          ...(row.fields ? { fields: () => row.fields?.(thing) ?? {} } : {}),
          ...(row.inForm ? { inForm: () => row.inForm?.(thing) ?? '' } : {}),
        },
        ...(teamId ? { teamId } : {}),
        responseUrl: said.url,
      }),
  };
}
