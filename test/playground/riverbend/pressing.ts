// Pressing what the bot's messages offer, as soon as they do.
import type { Deps } from '#bot/deps.ts';
import type { Answer } from '#test/workspace/answers.ts';
import type { Workspace } from '#test/workspace/workspace.ts';
import { until } from '../until.ts';
import type { Riverbend } from './riverbend.ts';

export type People = { slack: Workspace; deps: Deps; riverbend: Riverbend };

type Button = { action_id: string; value: string };
type WithButtons = { channel: string; ts: string; buttons: Button[] };
/** Where a message offers something to press, and the value that goes with it. */
type Offered = Omit<WithButtons, 'buttons'> & { actionId: string; value: string };

/** A message of the bot's own with what it offers now; undefined while it is not there. */
export async function messageOf(
  { slack, deps, riverbend: { workspaceId } }: People,
  key: string,
): Promise<WithButtons | undefined> {
  const owned = await deps.db.ownedMessage.findUnique({ where: { workspaceId_key: { workspaceId, key } } });
  if (!owned?.ts) return undefined;
  const channel = /^[UW]/.test(owned.channelId) ? slack.directChannel(owned.channelId) : owned.channelId;
  return { channel, ts: owned.ts, buttons: buttonsIn(slack.message(channel, owned.ts)?.blocks) };
}

/** What a message of the bot's own offers as soon as one of these buttons is on it, and so many of another kind as are wanted. */
export async function offered(
  people: People,
  key: string,
  actionIds: readonly string[],
  { actionId: other, times = 0 }: { actionId?: string; times?: number } = {},
): Promise<Offered> {
  return until(async () => {
    const { channel, ts, buttons = [] } = (await messageOf(people, key)) ?? {};
    const found = buttons.find(({ action_id: id }) => actionIds.includes(id));
    const others = buttons.filter(({ action_id: id }) => id === other).length;
    if (!channel || !ts || !found || others !== times) return undefined;
    return { channel, ts, actionId: found.action_id, value: found.value };
  });
}

/** Presses the first of these that a message of the bot's own offers. */
export async function pressWhenOffered(people: People, person: string, key: string, ...actionIds: string[]): Promise<void> {
  const { channel, ts, actionId, value } = await offered(people, key, actionIds);
  await succeeds(people.slack.press(person, { channel, ts }, { actionId, value }), actionId);
}

function buttonsIn(blocks: unknown): Button[] {
  if (typeof blocks !== 'object' || blocks === null) return [];
  const { action_id: actionId, value } = blocks as Partial<Button>;
  const own = actionId !== undefined && value !== undefined ? [{ action_id: actionId, value }] : [];
  return [...own, ...Object.values(blocks).flatMap(buttonsIn)];
}

export async function succeeds(pressed: Promise<Answer>, what: string): Promise<void> {
  const { status, error } = await pressed;
  if (status !== 200) throw new Error(`The bot did not take ${what}: ${error ?? status}`);
}
