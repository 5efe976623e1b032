import { setTimeout as wait } from 'node:timers/promises';
import { createClock } from '#bot/clock.ts';
import { replyText } from '#bot/replies/blocks.ts';
import { CLAIM_TICKET, REPLY_TO_MEMBER, SOLVE_TICKET } from '#bot/tickets/action-ids.ts';
import { withClient } from '#prisma/migrate.ts';
import type { Received } from '#test/workspace/ledger.ts';
import { botWithin, type HelpDesk, openDesk, quiet } from './desk.ts';
import type { Measured, Settings } from './row.ts';
import { openStore } from './store.ts';

const MOST_FOR_CREATION = 2;
const DAYS_UNTIL_CLOSED = 7;
const DAY_MS = 86_400_000;

/** P7: every call to Slack in the life of a ticket, once with a reply from the card's form and once with one in the thread. */
export async function measureCalls({ cleanups }: Settings): Promise<Measured> {
  const { connection } = await openStore(undefined, cleanups);
  const clock = createClock();
  const desk = await openDesk(connection, cleanups, botWithin(connection, clock), { now: () => clock.now().getTime() });
  const closed = { name: 'closed after a week', run: () => letItClose(desk, clock) };
  // The first ticket makes everybody known.
  await liveThrough(desk, [...byForm(desk), closed]);
  const lives = [await liveThrough(desk, [...byForm(desk), closed]), await liveThrough(desk, [...inThread(desk), closed])];
  await cleanups.run();
  const creation = Math.max(...lives.map(({ steps }) => steps[0]?.calls.length ?? 0));
  const wasted = lives.flatMap((life) => life.wasted);
  return {
    row: {
      id: 'P7',
      value: creation,
      unit: 'calls to create a ticket (and none too many until it is closed)',
      goal: MOST_FOR_CREATION,
      met: creation <= MOST_FOR_CREATION && wasted.length === 0,
    },
    detail: [
      ...lives.flatMap(({ steps }) =>
        steps.map(({ name, calls }) => `${name}: ${calls.map(({ method }) => method).join(', ') || 'no calls'}`),
      ),
      wasted.length === 0
        ? 'none too many: each changed what Slack shows, or said or opened something once'
        : `too many: ${wasted.join('; ')}`,
    ],
  };
}

type Step = { name: string; run: () => Promise<unknown> };
type Life = { steps: { name: string; calls: Received[] }[]; wasted: string[] };

async function liveThrough(desk: HelpDesk, steps: Step[]): Promise<Life> {
  const { ledger } = desk.slack;
  const shown = new Map<string, string>();
  const life: Life = { steps: [], wasted: [] };
  for (const { name, run } of steps) {
    ledger.clear();
    await run();
    await quiet(desk);
    const calls = ledger.calls();
    life.steps.push({ name, calls });
    life.wasted.push(...wastedCalls(calls, shown).map((call) => `${name}: ${call}`));
  }
  return life;
}

/**
 * The calls of one step that nothing called for. Useful are: a message posted under a key for the first time, an owned
 * message updated once in the step and to something else than it showed, and the form somebody asked for.
 */
export function wastedCalls(calls: Received[], shown: Map<string, string>): string[] {
  const updated = new Set<string>();
  const isUseful = ({ method, args, answer }: Received): boolean => {
    if (method === 'views.open') return true;
    const content = JSON.stringify([args.text, args.blocks]);
    const place = `${args.channel} ${args.ts ?? answer?.ts}`;
    if (method === 'chat.postMessage') {
      const key = JSON.stringify(args.metadata);
      const isNew = !shown.has(key);
      shown.set(key, content);
      shown.set(place, content);
      return isNew;
    }
    if (method !== 'chat.update' || updated.has(place) || shown.get(place) === content) return false;
    updated.add(place);
    shown.set(place, content);
    return true;
  };
  return calls.filter((call) => !isUseful(call)).map(({ method, channel }) => `${method}${channel ? ` in ${channel}` : ''}`);
}

let asked = 0;

const ask = ({ slack, members, help }: HelpDesk): Step => ({
  name: 'a member asks',
  run: () => {
    asked += 1;
    return slack.post(members[asked % 2] ?? '', help, `Question ${asked}: how do I reset the warehouse scanner?`);
  },
});

const claim = (desk: HelpDesk): Step => ({
  name: 'staff claim',
  run: () => desk.slack.press(desk.staff, newestCard(desk), CLAIM_TICKET),
});

const solve = (desk: HelpDesk): Step => ({
  name: 'staff resolve',
  run: () => desk.slack.press(desk.staff, newestCard(desk), SOLVE_TICKET),
});

const byForm = (desk: HelpDesk): Step[] => [
  ask(desk),
  claim(desk),
  { name: 'staff open the reply form', run: () => desk.slack.press(desk.staff, newestCard(desk), REPLY_TO_MEMBER) },
  {
    name: 'staff send the reply',
    run: async () => {
      const form = desk.slack.views(desk.staff).at(-1);
      await desk.slack.submit(desk.staff, String(form?.id), { [replyText().blockId]: 'Hold the trigger for ten seconds.' });
    },
  },
  solve(desk),
];

const inThread = (desk: HelpDesk): Step[] => [
  ask(desk),
  {
    name: 'staff reply in the thread',
    run: async () => {
      const question = desk.slack.messages(desk.help).findLast((message) => message.bot_id === undefined);
      await desk.slack.post(desk.staff, desk.help, 'Hold the trigger for ten seconds.', { threadTs: question?.ts });
    },
  },
  solve(desk),
];

function newestCard({ slack, triage }: HelpDesk) {
  const card = slack.messages(triage).findLast((message) => message.bot_id !== undefined);
  if (!card) throw new Error('there is no card');
  return { channel: triage, ts: card.ts };
}

const CLOSED_WITHIN_MS = 10_000;

/** Moves the bot's clock past the week in which a member may come back, has what was planned for then run now, and sees it done. */
async function letItClose({ connection }: HelpDesk, clock: ReturnType<typeof createClock>): Promise<void> {
  clock.set(new Date(clock.now().getTime() + DAYS_UNTIL_CLOSED * DAY_MS + 60_000));
  const giveUp = performance.now() + CLOSED_WITHIN_MS;
  await withClient(connection, async (client) => {
    await client.query(
      `select graphile_worker.reschedule_jobs(array_agg(id), run_at => now()) from graphile_worker.jobs where task_identifier = 'close-ticket'`,
    );
    for (let open = 1; open > 0; await wait(20)) {
      const { rows } = await client.query<{ open: number }>(`select count(*)::int as open from ticket where state <> 'closed'`);
      open = rows[0]?.open ?? 0;
      if (performance.now() > giveUp) throw new Error('a ticket was not closed after a week');
    }
  });
}
