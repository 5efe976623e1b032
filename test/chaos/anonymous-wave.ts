import { createHash, randomBytes, randomInt } from 'node:crypto';
import { Writable } from 'node:stream';
import pino from 'pino';
import { OPT_OUT, START_ANSWER } from '#bot/answering/action-ids.ts';
import { WRITE_LETTER } from '#bot/mailbox/action-ids.ts';
import { confirmWave } from '#bot/waves/confirming.ts';
import { planWave } from '#bot/waves/planning.ts';
import { type Cooperative, MONDAY_MORNING, startCooperative } from '#test/support/cooperative.ts';
import { A_PLAN, aSurvey, seedSurvey } from '#test/support/surveys.ts';
import { advanceTo } from '#test/workspace/time-travel.ts';
import { recordJobs, stopTicking } from './watching.ts';

const DAY_MS = 86_400_000;
export const dayOf = (day: number, hours = 0) => new Date(MONDAY_MORNING.getTime() + day * DAY_MS + hours * 3_600_000);

/** Region, plan and people of each organisation; the last is too small to be told apart. */
const ORGANISATIONS = [
  { id: 'maple', region: 'north', plan: 'basic', people: 13 },
  { id: 'birch', region: 'north', plan: 'plus', people: 11 },
  { id: 'cedar', region: 'south', plan: 'basic', people: 12 },
  { id: 'hazel', region: 'west', plan: 'plus', people: 4 },
];

/** What somebody does about the survey, and by the way. */
type Person = {
  id: string;
  does: 'answers' | 'looks' | 'leaves halfway' | 'wants no more';
  /** What only they write, in their answer and in their letter. */
  secret: string;
  letter: string | null;
  asksForHelp: boolean;
  pressesTwice: boolean;
  comesThrough: 'home' | 'message';
};

const shuffled = <T>(all: T[]): T[] => {
  const left = [...all];
  return all.map(() => left.splice(randomInt(left.length), 1)[0]!);
};
const unique = () => createHash('sha256').update(randomBytes(16)).digest('hex').slice(0, 16).toUpperCase();

/**
 * Forty people who are asked without their names, told apart by region and plan: twenty-four answer, the others look, leave halfway or
 * want no more. Each opens their Home before and after, one after the other in random order, so that the store knows all by time.
 */
export async function anonymousWave() {
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const coop = await startCooperative({ at: MONDAY_MORNING, bot: { log: pino({ level: 'trace' }, sink) } });
  const { slack, db, workspaceId, clock, database, people, quiet } = coop;
  const deps = coop.bots[0]!.deps;
  await stopTicking();
  await quiet();
  const invited = await addInvited(coop);
  const definition = aSurvey({
    questions: aSurvey().questions.flatMap((one) => {
      if (one.id === 'why') return [{ id: 'why', kind: 'long-text', label: one.label, isRequired: false, startsPage: true }];
      return ['recommend', 'happy', 'word'].includes(one.id) ? [one] : [];
    }),
  });
  const survey = await seedSurvey(db, { workspaceId, ownerId: people.lea.id, at: clock.now(), definition });
  const by = { workspaceId, actorId: people.lea.id };
  const ids = ORGANISATIONS.map(({ id }) => id);
  const waveId = await planWave(
    deps,
    { ...by, surveyId: survey.id },
    {
      level: 'anonymous',
      readerIds: [],
      bands: ['region', 'plan'],
      smallestGroup: 5,
      plan: { ...A_PLAN, audience: { kind: 'organisations', ids, voice: 'people' }, reminders: 1 },
      startsAt: null,
      opensForDays: 14,
      repeats: null,
      hasMailbox: true,
    },
  );
  await quiet();
  await confirmWave(deps, { ...by, waveId });
  await quiet();
  await recordJobs(database.pool);
  /** What each of the first answers set going besides the answer to whoever gave it. */
  const stirs: string[][] = [];
  const come = async (person: Person) => {
    await arrive(coop, waveId, person);
    if (person.does !== 'answers') return leave(coop, person);
    if (stirs.length < 3) stirs.push(await stirredBy(coop, () => send(coop, person)));
    else await send(coop, person);
    await slack.closeViews(person.id);
    if (person.pressesTwice) await openForm(coop, waveId, { ...person, comesThrough: 'message' });
    await leave(coop, person);
  };
  return {
    ...coop,
    deps,
    waveId,
    invited,
    lines,
    stirs,
    /** One person's visit, from opening Home to opening it again. */
    come,
    goTo: (at: Date) => advanceTo(database.pool, clock, at, quiet),
    direct: () => invited.map(({ id }) => slack.directChannel(id)),
  };
}

async function addInvited({ slack, db, workspaceId }: Cooperative): Promise<Person[]> {
  const organisations = ORGANISATIONS.map(({ people: _, ...one }) => ({ workspaceId, name: one.id, ...one }));
  await db.organisation.createMany({ data: organisations });
  const places = shuffled(ORGANISATIONS.flatMap(({ id, people }) => Array.from({ length: people }, () => id)));
  const doings = shuffled(
    Object.entries({ answers: 24, looks: 10, 'leaves halfway': 4, 'wants no more': 2 }).flatMap(([does, count]) =>
      Array.from({ length: count }, () => does as Person['does']),
    ),
  );
  const members = places.map((organisationId, index) => ({
    workspaceId,
    id: slack.addPerson({ name: `person${index}`, email: `person${index}@example.org` }).id,
    displayName: `Person ${index}`,
    organisationId,
    belongsBy: 'hand',
  }));
  await db.member.createMany({ data: shuffled(members) });
  await db.workspace.updateMany({ data: { peopleReadAt: MONDAY_MORNING } });
  // In the order in which they come.
  return shuffled(members).map(({ id }, index) => ({
    id,
    does: doings[index]!,
    secret: unique(),
    letter: doings[index] !== 'wants no more' && randomInt(3) > 0 ? unique() : null,
    asksForHelp: randomInt(10) === 0,
    pressesTwice: randomInt(3) === 0,
    comesThrough: randomInt(2) === 0 ? 'home' : 'message',
  }));
}

/** Opens Home, and does about the survey what they do, up to its last page. */
async function arrive(coop: Cooperative, waveId: number, person: Person): Promise<void> {
  const { slack, help, quiet } = coop;
  const { id, does } = person;
  await slack.openHome(id);
  await quiet();
  if (person.asksForHelp) {
    await slack.join(id, help);
    await slack.post(id, help, 'Where do I find the map?');
  }
  if (does === 'wants no more') await slack.press(id, messageTo(coop, person), { actionId: OPT_OUT });
  else await openForm(coop, waveId, person);
  if (does === 'answers' || does === 'leaves halfway') await fillFirst(coop, person);
}

async function leave(coop: Cooperative, person: Person): Promise<void> {
  const { slack, quiet } = coop;
  if (person.letter !== null) await writeLetter(coop, person);
  await slack.closeViews(person.id);
  await slack.openHome(person.id);
  await quiet();
}

/** Jobs by their keys, and calls of Slack. */
async function stirredBy({ slack, database, quiet }: Cooperative, work: () => Promise<unknown>): Promise<string[]> {
  await quiet();
  await database.pool.query('truncate seen.job');
  const calls = slack.ledger.received.length;
  await work();
  await quiet();
  const { rows } = await database.pool.query<{ key: string }>('select key from seen.job');
  return [...rows.map(({ key }) => key), ...slack.ledger.received.slice(calls).map(({ method }) => method)];
}

const messageTo = ({ slack }: Cooperative, { id }: Person) => {
  const channel = slack.directChannel(id);
  return { channel, ts: String(slack.botMessages(channel)[0]?.ts) };
};

const formOf = ({ slack }: Cooperative, { id }: Person) => String(slack.views(id).at(-1)?.id);

async function openForm(coop: Cooperative, waveId: number, person: Person): Promise<void> {
  const { id, comesThrough } = person;
  const place = comesThrough === 'home' ? { view: String(coop.slack.home(id)?.id) } : messageTo(coop, person);
  await coop.slack.press(id, place, { actionId: START_ANSWER, value: String(waveId) });
}

async function fillFirst(coop: Cooperative, person: Person): Promise<void> {
  const happy = ['Happy', 'Unhappy'][randomInt(2)] ?? '';
  await coop.slack.submit(person.id, formOf(coop, person), { 'q:recommend': String(randomInt(11)), 'q:happy': happy });
}

/** The last page, with something so long now and then that PostgreSQL keeps it elsewhere. */
async function send(coop: Cooperative, person: Person): Promise<void> {
  const why = randomInt(4) === 0 ? Array.from({ length: 170 }, unique).join(' ') : 'so so';
  const form = formOf(coop, person);
  const times = person.pressesTwice ? 2 : 1;
  const sent = { 'q:why': why, 'q:word': person.secret };
  await Promise.all(Array.from({ length: times }, () => coop.slack.submit(person.id, form, sent)));
}

async function writeLetter(coop: Cooperative, person: Person): Promise<void> {
  const { slack } = coop;
  const { id, letter } = person;
  await slack.closeViews(id);
  await slack.command(id, slack.directChannel(id), '/survey', 'pick-up');
  await slack.press(id, { view: formOf(coop, person) }, { actionId: WRITE_LETTER });
  await slack.submit(id, formOf(coop, person), { 'Your letter': `It is cold here ${letter}` });
}
