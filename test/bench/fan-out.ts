import { setTimeout as wait } from 'node:timers/promises';
import { openDatabase } from '#prisma/db.ts';
import { sendSurvey, untilSent } from '#test/support/fan-out.ts';
import type { Received } from '#test/workspace/ledger.ts';
import { chooseCores } from './cores.ts';
import { botApart, type HelpDesk, openDesk } from './desk.ts';
import { type Generator, startGenerator } from './generator.ts';
import { median } from './median.ts';
import { type Measured, readable, type Settings } from './row.ts';
import { openStore } from './store.ts';

/** Members of a large cooperative, and what a workspace takes in a minute where somebody has said how much it is. */
const MEMBERS = 10_000;
const A_MINUTE = 525;
const MOST = { time: 1.05, calls: 1.01, ack: 1.2 };
/** A twentieth of them has to be there for a median to mean anything, so that the test of the bench takes seconds. */
const LEAST_MEMBERS = 50;
/** Three times what Slack sends for one workspace at most. */
const OTHERS_A_SECOND = 25;
const LOAD_SECONDS = 10;
const WAIT_MS = 3 * 3_600_000;
/** Calls that left before the refusal had arrived. */
const ON_THE_WAY_MS = 50;

/** P15: a survey to everybody under a limit of posts a minute: how long it takes, what it costs in calls, and what others feel of it. */
export async function measureFanOut(settings: Settings): Promise<Measured> {
  const { cleanups, rounds, size } = settings;
  const members = Math.max(LEAST_MEMBERS, Math.min(MEMBERS, Math.floor(size / 100)));
  const cores = chooseCores();
  const { connection } = await openStore(cores, cleanups);
  const launch = botApart(connection, cores?.server, { pacing: true });
  const desk = await openDesk(connection, cleanups, launch, { postsAMinute: A_MINUTE });
  const database = openDatabase({ ...connection, max: 2 });
  cleanups.add(database.close);
  const people = await addPeople(desk, database.db, members);
  const others = othersOf(desk, startGenerator(cores, cleanups), settings);
  await others();
  const before = await acks(others, rounds);
  desk.slack.ledger.clear();

  const started = performance.now();
  const waveId = await sendSurvey({ ...database, workspaceId: desk.slack.teamId, actorId: desk.staff });
  const sending = untilSent(database, waveId, WAIT_MS).then(() => (performance.now() - started) / 60_000);
  const during = await acks(others, rounds);
  const cards = await requestsMeanwhile(desk, rounds);
  const minutes = await sending;
  const calls = desk.slack.ledger.calls();
  const reached = people.filter((id) => desk.slack.botMessages(desk.slack.directChannel(id)).length === 1).length;
  if (reached !== members) throw new Error(`${reached} of ${members} have exactly one message`);
  const after = await acks(others, rounds);
  await cleanups.run();

  const time = minutes / (members / A_MINUTE);
  const perMember = callsToPeople(calls, desk).length / members;
  const early = earlyCalls(calls);
  const ack = median(during) / median([...before, ...after]);
  return {
    row: {
      id: 'P15',
      value: time,
      unit: "of the limit's own time (and calls, acks and waits as they should be)",
      goal: MOST.time,
      met: time <= MOST.time && perMember <= MOST.calls && early === 0 && ack <= MOST.ack,
    },
    detail: [
      `${readable(members)} members at ${A_MINUTE} a minute: ${readable(minutes)} minutes`,
      `${perMember.toFixed(3)} calls a member (goal ${MOST.calls}); ${tooMany(calls).length} refused as too many, ${early} calls before Retry-After (goal 0)`,
      `p99 of other events' acks ${readable(median(during))} ms, ${readable(ack)} of that without a survey (goal ${MOST.ack}), at ${OTHERS_A_SECOND} a second (${during.map(readable).join(', ')}; ${[...before, ...after].map(readable).join(', ')})`,
      `cards of requests meanwhile: ${cards.map((ms) => readable(ms)).join(', ')} ms`,
    ],
  };
}

async function addPeople({ slack }: HelpDesk, db: ReturnType<typeof openDatabase>['db'], count: number): Promise<string[]> {
  const workspaceId = slack.teamId;
  await db.workspace.update({ where: { id: workspaceId }, data: { peopleReadAt: new Date() } });
  await db.member.deleteMany({ where: { workspaceId } });
  const people = Array.from({ length: count }, (_, index) => slack.addPerson({ name: `person${index}` }).id);
  await db.member.createMany({ data: people.map((id) => ({ workspaceId, id, displayName: id })) });
  return people;
}

/** Events of a channel that is nobody's business, on time; answers the p99 of their acks in milliseconds. */
function othersOf({ bot, slack }: HelpDesk, generator: Generator, { seconds }: Settings) {
  let loads = 0;
  return async (): Promise<number> => {
    loads += 1;
    const long = seconds * LOAD_SECONDS;
    const load = { seconds: long, rate: OTHERS_A_SECOND, count: Math.ceil(OTHERS_A_SECOND * long) };
    const prefix = `Ev${loads.toString(36).padStart(3, '0')}`;
    const result = await generator.run({ ...load, port: bot.port, signingSecret: slack.signingSecret, prefix }, () => undefined);
    if (result.failed > 0) throw new Error(`${result.failed} events were not acknowledged`);
    return result.p99;
  };
}

async function acks(others: () => Promise<number>, rounds: number): Promise<number[]> {
  const taken: number[] = [];
  for (let round = 0; round < rounds; round += 1) taken.push(await others());
  return taken;
}

/** Milliseconds from a member's request to its card, one request after the other. */
async function requestsMeanwhile({ slack, members, help, triage }: HelpDesk, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const cards = slack.botMessages(triage).length;
    const started = performance.now();
    await slack.post(members[index % members.length] ?? '', help, `Question ${index}: how do I reset the warehouse scanner?`);
    while (slack.botMessages(triage).length === cards) await wait(5);
    times.push(performance.now() - started);
  }
  return times;
}

const tooMany = (calls: Received[]) => calls.filter(({ status }) => status === 429);

/** Everything but what belongs to the desk, and to whoever sends it. */
function callsToPeople(calls: Received[], { slack, help, triage, staff }: HelpDesk): Received[] {
  const elsewhere = new Set([help, triage, staff, slack.directChannel(staff)]);
  return calls.filter(
    ({ method, channel }) => method !== 'auth.test' && method !== 'users.info' && !elsewhere.has(channel ?? ''),
  );
}

/** Posts that came although the one before had been refused, and the minute was not over. */
function earlyCalls(calls: Received[]): number {
  let window = Number.NEGATIVE_INFINITY;
  let refused: number | null = null;
  let early = 0;
  for (const { method, at, status, ms } of calls) {
    if (method !== 'chat.postMessage') continue;
    if (at - window >= 60_000) {
      window = at;
      refused = null;
    }
    if (refused !== null && at > refused + ON_THE_WAY_MS) early += 1;
    if (status === 429) refused ??= at + ms;
  }
  return early;
}
