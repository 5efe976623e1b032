import type { Role } from '#bot/rights/rights.ts';
import { calm } from './harness.ts';
import { OTHER_TEAM, setTheScene } from './permission-scene.ts';
import { NAMED, type SurveyGiven, type SurveyRow, type SurveyThing } from './permission-survey-rows.ts';
import { isOut, type Owning, RESPONDENTS, writeThing } from './permission-survey-things.ts';
import { DONE_WITHIN_MS } from './sizes.ts';
import { asScene, recordChangesOf, recordJobs, startListening } from './watching.ts';

export type SurveyActor = { name: string; id: string; roles: (row: SurveyRow) => Role[] };
export type SurveyCell = {
  handler: string;
  row: SurveyRow;
  actor: Pick<SurveyActor, 'id'>;
  thing: SurveyThing;
  teamId?: string;
};

/**
 * The scene of permission-scene.ts with everybody there can be towards a survey: Ana owns it and Ben keeps it, too; Kim kept it and is
 * not on staff any more, Gus (a guest) and Xena (a stranger) are named as its keepers, and Dea was all of it before her account was
 * switched off. Maya and Gus were asked. Rita and Cole, who is not on staff, were named as readers; of an anonymous or named wave
 * that says nothing. Otto is on staff and keeps another survey, and Stu is on staff.
 *
 * In the other workspace there is the same under the same numbers, where it is all Tom's, who has nothing to do with ours.
 */
export async function setTheSurveyScene({ instances = 1 } = {}) {
  const scene = await setTheScene({ opensForms: true, instances });
  const { coop, call } = scene;
  const { slack, db, database, workspaceId, help } = coop;
  const person = (name: string) => slack.addPerson({ name, realName: name }).id;
  const known = Object.fromEntries(scene.actors.map(({ name, id }) => [name, id])) as Record<string, string>;
  const { maya = '', tom = '', ana = '', rita = '', gus = '', xena = '', dea = '', cara = '', lea = '' } = known;
  const ben = coop.people.ben.id;
  const [stu, cole, kim, otto] = ['stu', 'cole', 'kim', 'otto'].map(person) as [string, string, string, string];
  for (const id of RESPONDENTS) slack.addPerson({ id, name: id.toLowerCase(), realName: id });
  await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });
  // What Ana is told of it sooner or later is no effect of anything here.
  await db.saidMessage.deleteMany({ where: { key: 'reply:lost' } });
  await db.member.createMany({
    data: [ben, stu, cole, kim, otto, ...RESPONDENTS].map((id) => ({ workspaceId, id, displayName: id })),
    skipDuplicates: true,
  });
  await db.deskStaff.createMany({
    data: [stu, otto].map((memberId) => ({ workspaceId, deskId: 'main', memberId, isPresent: true })),
  });
  await db.deskStaff.updateMany({ where: { workspaceId, memberId: cara }, data: { role: 'lead' } });
  await db.deskStaff.create({
    data: { workspaceId: OTHER_TEAM, deskId: 'theirs', memberId: tom, isPresent: true, role: 'lead' },
  });
  const second = slack.addChannel({ name: 'second', isPrivate: true, members: [cara, slack.botUserId] }).id;
  await db.desk.updateMany({ where: { workspaceId, id: 'second' }, data: { triageChannelId: second } });
  await recordJobs(database.pool);
  const changesElsewhere = await recordChangesOf(database.pool, OTHER_TEAM);
  const said = await startListening();
  const things = new Map<string, Promise<SurveyThing>>();

  const shared = { channelId: help, staffId: ben };
  const ours: Owning = {
    ...{ workspaceId, ownerId: ana, coOwnerIds: [ben, kim, gus, xena, dea].toSorted() },
    ...{ asked: [maya, gus, dea], readerIds: [rita, cole, dea], ...shared },
  };
  const toms = { ownerId: tom, coOwnerIds: [tom], asked: [tom], readerIds: [tom] };
  const elsewhere: Owning = { workspaceId: OTHER_TEAM, ...toms, ...shared, isElsewhere: true };
  const ottos: Owning = { workspaceId, ownerId: otto, coOwnerIds: [], asked: [], readerIds: [otto], ...shared };

  const makeThing = (given: SurveyGiven = NAMED, owning = ours): Promise<SurveyThing> =>
    asScene(db, async (tx) => {
      const thing = await writeThing(tx, given, owning);
      // In the other workspace the same numbers are something else, so that a look-up that forgets the workspace is seen.
      if (!owning.isElsewhere) await writeThing(tx, given, elsewhere, thing);
      return thing;
    });

  const is = (name: string, id: string, roles: (row: SurveyRow) => Role[]): SurveyActor => ({ name, id, roles });
  const isNamed = ({ on, given }: SurveyRow) => on === 'wave' && (given.wave?.level ?? 'named') === 'named';
  const whoWasAsked = ({ on, given }: SurveyRow): Role[] => {
    const isAsked = on === 'wave' && !given.isMissed && isOut(given);
    return isAsked ? ['member', 'asked'] : ['member'];
  };
  const keeper = (row: SurveyRow): Role[] => [
    ...(['member', 'staff'] as const),
    ...(row.on === 'anywhere' ? [] : (['keeper'] as const)),
    ...(isNamed(row) ? (['confidant'] as const) : []),
  ];
  const lead = (row: SurveyRow): Role[] => ['member', 'staff', 'lead', ...(isNamed(row) ? (['confidant'] as const) : [])];
  const reader = ({ on, given }: SurveyRow): Role[] =>
    on === 'wave' && given.wave?.level === 'confidential' ? ['confidant'] : [];
  const actors: SurveyActor[] = [
    is('nobody known', 'U0NOBODY', () => ['member']),
    is('tom', tom, () => ['member']),
    is('maya', maya, whoWasAsked),
    is('gus', gus, whoWasAsked),
    is('xena', xena, () => ['member']),
    is('kim', kim, () => ['member']),
    is('cole', cole, (row) => ['member', ...reader(row)]),
    is('rita', rita, (row) => ['member', 'staff', 'reader', ...reader(row)]),
    is('stu', stu, () => ['member', 'staff']),
    is('otto', otto, () => ['member', 'staff']),
    is('ana', ana, keeper),
    is('ben', ben, keeper),
    is('lea', lea, lead),
    is('cara', cara, lead),
    is('ada', known.ada ?? '', () => ['member', 'admin']),
    is('dea', dea, () => []),
  ];
  const ofOtto = await makeThing(NAMED, ottos);
  const foreign = await makeThing(NAMED, elsewhere);

  const cellOf = ({ handler, row, actor, thing, teamId }: SurveyCell) => ({
    ...{ handler, actor, target: scene.target({ deed: row.deed, on: 'anywhere' }), responseUrl: said.url },
    row: {
      ...{ deed: row.deed, on: 'anywhere' as const },
      ...(row.value ? { value: () => row.value?.(thing, actor.id) ?? '' } : {}),
      ...(row.fields ? { fields: () => row.fields?.(thing) ?? {} } : {}),
      ...(row.inForm ? { inForm: () => row.inForm?.(thing) ?? '' } : {}),
    },
    ...(teamId ? { teamId } : {}),
  });

  return {
    ...scene,
    actors,
    actor: (name: string) => actors.find((one) => one.name === name)!,
    said,
    changesElsewhere,
    foreign,
    ofOtto,
    makeThing,
    /** One thing for all who may not: nothing of theirs changes it. */
    sharedThing: (given: SurveyGiven = NAMED): Promise<SurveyThing> => {
      const key = JSON.stringify(given);
      const thing = things.get(key) ?? makeThing(given);
      things.set(key, thing);
      return thing;
    },
    call: (cell: SurveyCell) => call(cellOf(cell)),
    requestOf: (cell: SurveyCell) => scene.requestOf(cellOf(cell)),
  };
}

export type SurveyScene = Awaited<ReturnType<typeof setTheSurveyScene>>;
