import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '#bot/clock.ts';
import type { Deps } from '#bot/deps.ts';
import {
  ANNOUNCE_PROBLEM,
  ATTACH_TICKET,
  CLAIM_TICKET,
  DISMISS_TICKET,
  MORE_MOVES,
  REPLY_TO_MEMBER,
  RESOLVE_TICKET,
  SOLVE_TICKET,
  WAIT_FOR_MEMBER,
  WAIT_FOR_OTHERS,
} from '#bot/tickets/action-ids.ts';
import { cardKey } from '#bot/tickets/ticket.ts';
import { advanceTo } from '#test/workspace/time-travel.ts';
import type { Workspace } from '#test/workspace/workspace.ts';
import type { Riverbend } from './riverbend.ts';
import type { Act, Story, When } from './script.ts';

export type Stage = {
  slack: Workspace;
  clock: Clock;
  deps: Deps;
  riverbend: Riverbend;
  /** The instant that a script's `mon 09:05` means. */
  instantOf: (when: When) => Date;
  /** What the script has for later is left out. */
  until: Date;
  signal: AbortSignal | undefined;
};

/** Something that is done at an instant, besides what the stories tell. */
export type Moment = { at: Date; run: () => Promise<void> };

/** Plays the stories in the order of their moments, as people do: through Slack, the bot answering each before the next. */
export async function play(stage: Stage, stories: Story[], others: Moment[] = []): Promise<void> {
  const steps = stories.flatMap((story) => {
    const root = { ts: '' };
    const ask = async () => {
      const { slack, riverbend } = stage;
      root.ts = (await slack.post(riverbend.ids[story.by], riverbend.channels[story.in], story.text)).ts;
    };
    const rest = (story.acts ?? []).map((act) => ({
      at: stage.instantOf(act[0]),
      run: () => perform(stage, story, root.ts, act),
    }));
    return [{ at: stage.instantOf(story.at), run: ask }, ...rest];
  });
  for (const { at, run } of [...steps, ...others].toSorted((one, other) => one.at.getTime() - other.at.getTime())) {
    stage.signal?.throwIfAborted();
    if (at >= stage.until) break;
    await advance(stage, at);
    await run();
  }
  await quiet(stage);
}

async function perform(stage: Stage, story: Story, ts: string, [, name, does, said = '', more]: Act): Promise<void> {
  const { slack, riverbend } = stage;
  const [person, channel] = [riverbend.ids[name], riverbend.channels[story.in]];
  const [outcome, comment] = [more ?? 'solved', more ?? ''];
  if (does === 'says') await slack.post(person, channel, said, { threadTs: ts });
  else if (does === 'adds') await slack.post(person, channel, said);
  else if (does === 'edits') await slack.edit(person, channel, ts, said);
  else if (does === 'deletes') await slack.remove(person, channel, ts);
  else if (does === 'makes private') await makePrivate(stage, { person, channel, ts });
  else if (does === 'rates') await rate(stage, person, said, comment);
  else await workOnCard(stage, { person, channel, ts }, does, [said, outcome]);
}

async function makePrivate({ slack }: Stage, { person, channel, ts }: Request): Promise<void> {
  await slack.shortcut(person, 'privacy.shortcut', { channel, ts });
  await slack.submit(person, topForm(slack, person), {});
  await slack.closeView(person, topForm(slack, person));
}

async function rate(stage: Stage, person: string, point: string, comment: string): Promise<void> {
  const { slack } = stage;
  const channel = slack.directChannel(person);
  const actionId = `rating.${point.replace(' ', '-')}`;
  const question = slack.botMessages(channel).findLast(({ blocks }) => JSON.stringify(blocks ?? []).includes(`"${actionId}"`));
  if (!question) throw new Error(`${person} was not asked how happy they are`);
  await slack.press(person, { channel, ts: question.ts }, { actionId });
  if (!comment) return;
  await quiet(stage);
  await slack.press(person, { channel, ts: question.ts }, 'Add a comment');
  await slack.submit(person, topForm(slack, person), { 'What should we know?': comment });
}

/** The id of the form a person has before them. */
export function topForm(slack: Workspace, person: string): string {
  const form = slack.views(person).at(-1);
  if (!form) throw new Error(`${person} has no form open`);
  return String(form.id);
}

type Request = { person: string; channel: string; ts: string };

async function workOnCard(stage: Stage, request: Request, does: Act[2], [said, outcome]: [string, string]): Promise<void> {
  const { slack, riverbend } = stage;
  const { person } = request;
  const card = { channel: riverbend.triage, ts: await cardOf(stage, request) };
  if (card.ts === '') throw new Error(`there is no card for ${request.ts}`);
  const press = async (actionId: string) => {
    const { status, error } = await slack.press(person, card, { actionId });
    if (status !== 200) throw new Error(`the bot did not answer ${actionId}: ${error ?? status}`);
  };
  const fillIn = async (actionId: string, values: Record<string, string>) => {
    await press(actionId);
    await slack.submit(person, topForm(slack, person), values);
  };
  const choose = async (actionId: string, values?: Record<string, string>) => {
    await press(MORE_MOVES);
    await slack.press(person, { view: topForm(slack, person) }, { actionId });
    if (values) await slack.submit(person, topForm(slack, person), values);
    else await slack.closeView(person, topForm(slack, person));
  };
  if (does === 'notes') await slack.post(person, card.channel, said, { threadTs: card.ts });
  else if (does === 'claims') await press(CLAIM_TICKET);
  else if (does === 'solves') await press(SOLVE_TICKET);
  else if (does === 'dismisses') await press(DISMISS_TICKET);
  else if (does === 'attaches') await press(ATTACH_TICKET);
  else if (does === 'waits') await choose(WAIT_FOR_MEMBER);
  else if (does === 'waits for') await choose(WAIT_FOR_OTHERS, { 'For whom does it wait?': said, [BACK_ON]: backOn(stage) });
  else if (does === 'announces') await choose(ANNOUNCE_PROBLEM, { 'What should members read?': said });
  else if (does === 'replies') await fillIn(REPLY_TO_MEMBER, { 'Your answer': said });
  else await fillIn(RESOLVE_TICKET, { 'How did it end?': outcome, 'What was it about?': said });
}

const BACK_ON = 'When shall it come back to you?';
const WAITING_DAYS = 4;

/** A day that is still ahead when the demo begins. */
function backOn({ until }: Stage): string {
  return new Date(until.getTime() + WAITING_DAYS * 24 * 3600 * 1000).toISOString().slice(0, 10);
}

/** The timestamp of a request's card; empty while there is none. */
export async function cardOf(
  { deps, riverbend: { workspaceId } }: Pick<Stage, 'deps' | 'riverbend'>,
  { channel, ts }: { channel: string; ts: string },
): Promise<string> {
  const where = { workspaceId_channelId_ts: { workspaceId, channelId: channel, ts } };
  const ticket = await deps.db.ticket.findUnique({ where });
  if (!ticket) return '';
  const card = await deps.db.ownedMessage.findUnique({ where: { workspaceId_key: { workspaceId, key: cardKey(ticket.id) } } });
  return card?.ts ?? '';
}

/** Lets time pass for bot and Slack alike, stopping at everything that falls due on the way. */
export async function advance({ clock, deps, slack }: Pick<Stage, 'clock' | 'deps' | 'slack'>, to: Date): Promise<void> {
  await advanceTo(deps.pool, clock, to, () => quiet({ deps, slack }));
}

const PATIENCE_MS = 15_000;
export const STILL_BUSY = 'The bot is still busy, so time stands where it is. Try again in a moment.';

/** Waits until nothing is on its way and no job is due; gives up with a sentence when that takes too long. */
export async function quiet({ deps, slack }: Pick<Stage, 'deps' | 'slack'>): Promise<void> {
  const giveUp = performance.now() + PATIENCE_MS;
  for (let calm = 0; calm < 2; ) {
    await slack.settled();
    const { rows } = await deps.pool.query<{ busy: boolean }>(
      'select exists (select from graphile_worker._private_jobs where attempts < max_attempts and (locked_at is not null or run_at <= now())) as busy',
    );
    calm = rows[0]?.busy ? 0 : calm + 1;
    if (performance.now() > giveUp) throw new Error(STILL_BUSY);
    if (calm < 2) await wait(2);
  }
}
