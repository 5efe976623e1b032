import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { setTopic } from '#bot/handling/sorting.ts';
import { stateOf } from '#bot/tickets/life.ts';
import { claimTicket, undoLastStep } from '#bot/tickets/tickets.ts';
import { ANA, BEN, by, MAYA, openDesk } from '#test/support/factories.ts';
import { report } from './figures.ts';
import { calm, type Scene, startScene } from './harness.ts';
import { replayed, type Standing } from './life-model.ts';
import { dice } from './load.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';

const { seconds, instances, kills } = sizeOf('randomMoves');
const CLIENTS = 8;
const TICKETS = 6;
/** Each client opens another request so often, so that there is always one in an early state. */
const NEW_AFTER_SECONDS = 20;

it(
  '21: eight people do anything at any time while instances are killed: no step is lost or illegal, and its history tells every request',
  async () => {
    const scene = await startScene({ instances, slack: { answerWithin: 2000 } });
    const { db, workspaceId } = scene;
    const cast = await gather(scene);
    for (let count = 0; count < TICKETS; count += 1) await cast.open();
    await calm(scene, { within: DONE_WITHIN_MS });
    await cast.know();

    const until = performance.now() + seconds * 1000;
    const killing = killNowAndThen(scene, until);
    await Promise.all(
      Array.from({ length: CLIENTS }, async (_, client) => {
        const random = dice(client + 1);
        let opened = performance.now();
        while (performance.now() < until) {
          if (performance.now() - opened > NEW_AFTER_SECONDS * 1000) {
            opened = performance.now();
            await cast.open();
            await cast.know();
          }
          await cast.act(random);
        }
      }),
    );
    await killing;
    await calm(scene, { within: DONE_WITHIN_MS });

    const tickets = await db.ticket.findMany({ where: { workspaceId } });
    const events = await db.ticketEvent.findMany({ where: { workspaceId }, orderBy: { id: 'asc' } });
    const histories = Map.groupBy(events, ({ ticketId }) => ticketId);
    const illegal: string[] = [];
    const different: unknown[] = [];
    for (const ticket of tickets) {
      const { standing, illegal: found } = replayed(histories.get(ticket.id) ?? []);
      illegal.push(...found.map((step) => `#${ticket.id}: ${step}`));
      const { ownerId, priority, topic, outcome, isPrivate, mergedIntoId } = ticket;
      const row: Standing = { state: stateOf(ticket), ownerId, priority, topic, outcome, isPrivate, mergedIntoId };
      if (JSON.stringify(sorted(row)) !== JSON.stringify(sorted(standing)))
        different.push({ id: ticket.id, row, told: standing });
    }
    const lost = cast.done.filter(([key, times]) => {
      const [ticketId, kind, actorId] = key.split(' ');
      return (
        events.filter((one) => String(one.ticketId) === ticketId && one.kind === kind && one.actorId === actorId).length < times
      );
    });
    const kept = new Set((await db.channelMessage.findMany({ select: { ts: true } })).map(({ ts }) => ts));
    report('21', {
      clients: CLIENTS,
      instances,
      kills,
      operations: cast.count(),
      'carried out': cast.done.reduce((sum, [, times]) => sum + times, 0),
      tickets: tickets.length,
      events: events.length,
      illegal: illegal.length,
      different: different.length,
    });
    expect(illegal).toEqual([]);
    expect(different).toEqual([]);
    expect(lost).toEqual([]);
    expect(cast.written().filter((ts) => !kept.has(ts))).toEqual([]);
    expect(cast.done.length).toBeGreaterThan(0);
  },
  PATIENCE_MS,
);

it('21: what somebody chose after a step is not lost when the step is undone', async () => {
  const { deps, say, ticket } = await openDesk();
  await say(MAYA, 'Where is my invoice?');
  await claimTicket(deps, by(ANA));
  await setTopic(deps, by(BEN), 'billing');

  await undoLastStep(deps, by(ANA));

  expect(await ticket()).toMatchObject({ state: 'open', ownerId: null, topic: 'billing' });
});

it('21: the model sees what is not in the table, and a row that its history does not tell', () => {
  const claimed = { kind: 'claimed', actorId: 'UANA', detail: {} };

  const twice = replayed([claimed, claimed]);
  const once = replayed([claimed, { kind: 'prioritised', actorId: 'UANA', detail: { priority: 'high' } }]);

  expect(twice.illegal).toEqual(['claimed from claimed']);
  expect(once).toMatchObject({ illegal: [], standing: { state: 'claimed', ownerId: 'UANA', priority: 'high' } });
});

/** What a command is answered with when it was carried out, and the event that tells of it. */
const COMMANDS: { typed: (id: number, other: number, whom: string) => string; kind: string; worked: RegExp }[] = [
  { typed: (id) => `claim ${id}`, kind: 'claimed', worked: /^Request #\d+ is yours now\.$/ },
  { typed: (id) => `release ${id}`, kind: 'released', worked: /can be claimed by anybody again\.$/ },
  {
    typed: (id, _other, whom) => `assign ${id} <@${whom}>`,
    kind: 'assigned',
    worked: /^Request #\d+ is (yours|<@\w+>’s) now\.$/,
  },
  { typed: (id) => `wait ${id}`, kind: 'waiting', worked: /^Request #\d+ waits for the member now/ },
  {
    typed: (id) => `wait ${id} on the bank until tomorrow`,
    kind: 'waiting',
    worked: /^Request #\d+ waits for .* and comes back/,
  },
  { typed: (id) => `priority ${id} high`, kind: 'prioritised', worked: /has the priority \w+ now\.$/ },
  { typed: (id) => `priority ${id} low`, kind: 'prioritised', worked: /has the priority \w+ now\.$/ },
  { typed: (id) => `topic ${id} billing`, kind: 'topic_chosen', worked: /^Request #\d+ is about \w+ now\.$/ },
  { typed: (id) => `topic ${id} other`, kind: 'topic_chosen', worked: /^Request #\d+ is about \w+ now\.$/ },
  { typed: (id) => `resolve ${id}`, kind: 'resolved', worked: /^Request #\d+ is resolved\.$/ },
  { typed: (id) => `resolve ${id} billing`, kind: 'resolved', worked: /^Request #\d+ is resolved\.$/ },
  { typed: (id) => `reopen ${id}`, kind: 'reopened', worked: /is back in work\.$/ },
  { typed: (id) => `dismiss ${id}`, kind: 'dismissed', worked: /is marked as not a request\.$/ },
  { typed: (id) => `undo ${id}`, kind: 'undone', worked: /^Request #\d+ is as it was before/ },
  { typed: (id) => `undo ${id}`, kind: 'undone', worked: /^Request #\d+ is as it was before/ },
  { typed: (id, other) => `merge ${id} into ${other}`, kind: 'merged', worked: /^Request #\d+ goes on in #/ },
  { typed: (id) => `private ${id}`, kind: 'made_private', worked: /^Request #\d+ is private now/ },
  { typed: (id) => `note ${id} she prefers a call`, kind: 'noted', worked: /^Request #\d+ has your note/ },
  { typed: (id) => `reply ${id} it is on its way`, kind: 'replied', worked: /^Request #\d+ is answered/ },
];
const WORDS = ['It still does not work', 'thank you', 'Here is more about it', 'thanks!', 'Any news?'];

/** Three staff, three members, and everything they can do to the requests there are. */
async function gather(scene: Scene) {
  const { slack, db, help, triage, workspaceId, staff } = scene;
  const join = async (name: string, channels: string[]) => {
    const { id } = slack.addPerson({ name, realName: name });
    for (const channel of channels) await slack.join(id, channel);
    return id;
  };
  const all = [staff, await join('ben', [triage, ...help]), await join('lea', [triage, ...help])];
  await db.deskStaff.createMany({
    data: all.slice(1).map((memberId) => ({ workspaceId, deskId: 'main', memberId, isPresent: true })),
  });
  const members = [scene.member, await join('tom', help), await join('eve', help)];
  const requests: { ts: string; channel: string; requester: string; own: { ts: string; author: string }[]; id?: number }[] = [];
  const done = new Map<string, number>();
  const written: string[] = [];
  let operations = 0;
  const first = Math.floor(Date.now() / 1000) - 20 * 86_400;

  const command = async (actor: string, { id = 0 }: { id?: number }, other: number, random: () => number) => {
    const { typed, kind, worked } = COMMANDS[Math.floor(random() * COMMANDS.length)]!;
    const { status, body } = await slack.command(
      actor,
      triage,
      '/triage',
      typed(id, other, all[Math.floor(random() * all.length)]!),
    );
    const key = `${id} ${kind} ${actor}`;
    if (status === 200 && worked.test(saidIn(body))) done.set(key, (done.get(key) ?? 0) + 1);
  };
  const press = async (actor: string, { id = 0 }: { id?: number }, actionId: string) => {
    const payload = {
      type: 'block_actions',
      trigger_id: `press-${operations}-${actor}`,
      team: { id: workspaceId },
      user: { id: actor },
      api_app_id: slack.appId,
      container: { type: 'view', view_id: 'VHOME' },
      view: { id: 'VHOME', type: 'home', team_id: workspaceId },
      actions: [{ type: 'button', action_id: actionId, block_id: 'home', value: String(id), action_ts: '1.0' }],
    };
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    await slack.deliverRaw({ body, headers: { 'content-type': 'application/x-www-form-urlencoded', ...slack.sign(body) } });
  };

  return {
    count: () => operations,
    written: () => written,
    get done() {
      return [...done];
    },
    open: async () => {
      const number = requests.length;
      const channel = help[number % help.length]!;
      const requester = members[number % members.length]!;
      const ts = `${first + number * 400}.000100`;
      requests.push({ ts, channel, requester, own: [] });
      await slack.post(requester, channel, `Where is my invoice number ${number}?`, { ts });
      written.push(ts);
    },
    /** Learns the numbers of the requests that are there. */
    know: async () => {
      for (const { id, ts } of await db.ticket.findMany({ where: { workspaceId }, select: { id: true, ts: true } })) {
        const request = requests.find((one) => one.ts === ts);
        if (request) request.id = id;
      }
    },
    act: async (random: () => number) => {
      operations += 1;
      const known = requests.filter(({ id }) => id !== undefined);
      const one = known[Math.floor(random() * known.length)]!;
      const other = known[Math.floor(random() * known.length)]!;
      const dealer = all[Math.floor(random() * all.length)]!;
      const chance = random();
      if (chance < 0.65) return command(dealer, one, other.id ?? 0, random);
      if (chance < 0.7) return press(one.requester, one, random() < 0.5 ? 'request.solved' : 'request.take-back');
      const author = chance < 0.88 ? one.requester : chance < 0.94 ? dealer : members[Math.floor(random() * members.length)]!;
      const mine = one.own.filter((own) => own.author === author);
      const last = mine.at(-1);
      if (last && random() < 0.2) return slack.edit(author, one.channel, last.ts, 'I mean something else');
      if (last && random() < 0.1) {
        one.own.splice(one.own.indexOf(last), 1);
        return slack.remove(author, one.channel, last.ts);
      }
      const { ts } = await slack.post(author, one.channel, WORDS[Math.floor(random() * WORDS.length)]!, { threadTs: one.ts });
      one.own.push({ ts, author });
      written.push(ts);
    },
  };
}

/** Kills an instance and starts it again, at even distances; retries come as they would after a minute. */
async function killNowAndThen({ slack, instances: all }: Scene, until: number): Promise<void> {
  const apart = (until - performance.now()) / (kills + 1);
  for (let kill = 0; kill < kills; kill += 1) {
    await wait(apart);
    const victim = all[kill % all.length]!;
    await victim.kill();
    await victim.start();
    slack.retryNow();
  }
}

function saidIn(body: string): string {
  return body.startsWith('{') ? String((JSON.parse(body) as { text?: unknown }).text) : '';
}

function sorted(standing: Standing): [string, unknown][] {
  return Object.entries(standing).sort(([one], [other]) => (one < other ? -1 : 1));
}
