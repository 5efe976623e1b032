// Where people press: messages, ephemerals, views; and which element they mean there.
import { elementsOf } from './block-check.ts';
import { actor, spotOf } from './people.ts';
import { newResponseUrl } from './responses.ts';
import { isObject } from './shapes.ts';
import type { Channel, Ephemeral, Json, Message, Team, View, World } from './state.ts';
import { shown } from './timeline.ts';
import { filesGiven } from './uploads.ts';
import { type Filled, filledValue, optionNamed, textOf, withOffered } from './values.ts';
import { startValues } from './views.ts';

/** Where a button is: a message, something ephemeral, or an open view or Home by its id. */
export type Place = { channel: string; ts: string } | { ephemeral: string } | { view: string };
/** An element by its action_id, its visible text, or more exactly. */
export type Choice = string | { actionId?: string; blockId?: string; text?: string; value?: string };

export type Found = {
  team: Team;
  blocks: Json[];
  container: Json;
  extra: Json;
  /** What has been chosen there before, if it is not a view: each person and message has its own. */
  chosenKey?: string;
  view?: View;
  threadTs?: string | undefined;
  responseUrl?: () => string;
};

export function placeOf(world: World, userId: string, place: Place): Found {
  if ('view' in place) return viewPlace(world, userId, place.view);
  if ('ephemeral' in place) return ephemeralPlace(world, userId, place.ephemeral);
  const { team, channel } = spotOf(world, userId, place.channel);
  const message = channel.messages.get(place.ts);
  if (!message) throw new Error(`There is no message ${place.ts} in ${place.channel}`);
  return {
    team,
    blocks: message.blocks ?? [],
    container: containerOf(channel.id, message),
    extra: {
      channel: { id: channel.id, name: nameSeen(channel) },
      message: shown(channel, message, true),
    },
    chosenKey: `${userId} ${channel.id} ${message.ts}`,
    responseUrl: () => newResponseUrl(world, team, channel.id, userId, { messageTs: message.ts }),
  };
}

/** A channel's name as interactions and commands tell it: private ones keep theirs. */
export function nameSeen({ kind, name }: Channel): string {
  return kind === 'im' ? 'directmessage' : kind === 'private' ? 'privategroup' : name;
}

function containerOf(channelId: string, message: Message): Json {
  const thread = message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts };
  return { type: 'message', message_ts: message.ts, channel_id: channelId, is_ephemeral: false, ...thread };
}

function ephemeralPlace(world: World, userId: string, id: string): Found {
  actor(world, userId);
  const team = [...world.teams.values()].find((each) =>
    each.ephemerals.some((ephemeral) => ephemeral.id === id && ephemeral.user === userId),
  );
  const one: Ephemeral | undefined = team?.ephemerals.find((ephemeral) => ephemeral.id === id && ephemeral.user === userId);
  if (!team || !one) throw new Error(`${userId} sees nothing with the id ${id}`);
  const channel = team.channels.get(one.channel);
  return {
    team,
    blocks: one.blocks ?? [],
    container: {
      type: 'message',
      message_ts: one.id,
      channel_id: one.channel,
      is_ephemeral: true,
      ...(one.threadTs === undefined ? {} : { thread_ts: one.threadTs }),
    },
    extra: { channel: { id: one.channel, name: channel ? nameSeen(channel) : '' } },
    chosenKey: `${userId} ${one.channel} ${one.id}`,
    responseUrl: () => newResponseUrl(world, team, one.channel, userId, { ephemeralId: one.id }),
  };
}

/** A view the person has open, or their Home, with the team whose app shows it. */
export function viewOf(world: World, userId: string, id: string): { team: Team; view: View } {
  actor(world, userId);
  for (const team of world.teams.values()) {
    const view = [...(team.stacks.get(userId) ?? []), team.homes.get(userId)].find((one) => one?.id === id);
    if (view) return { team, view };
  }
  throw new Error(`${userId} has not got that form open (any more): ${id}`);
}

function viewPlace(world: World, userId: string, id: string): Found {
  const { team, view } = viewOf(world, userId, id);
  const blocks = (view.body.blocks ?? []) as Json[];
  return { team, blocks, container: { type: 'view', view_id: view.id }, extra: {}, view };
}

/** The one element the person means; it must be there, and only once. */
export function elementNamed(blocks: Json[], choice: Choice): { block: Json; element: Json } {
  const all = blocks.flatMap((block) => elementsOf(block).map(([element]) => ({ block, element })));
  const usable = all.filter(({ element }) => element.action_id !== undefined && element.type !== 'image');
  const wanted = typeof choice === 'string' ? undefined : choice;
  const found = wanted
    ? usable.filter(
        ({ block, element }) =>
          (wanted.actionId === undefined || element.action_id === wanted.actionId) &&
          (wanted.blockId === undefined || block.block_id === wanted.blockId) &&
          (wanted.text === undefined || textOf(element.text) === wanted.text) &&
          (wanted.value === undefined || element.value === wanted.value),
      )
    : named(usable, String(choice));
  const [one] = found;
  const names = usable
    .map(({ element }) => `${element.action_id}${textOf(element.text) ? ` (${textOf(element.text)})` : ''}`)
    .join(', ');
  if (!one) throw new Error(`There is nothing called ${JSON.stringify(choice)}; there are: ${names || 'no elements'}`);
  if (found.length > 1) throw new Error(`Several elements are called ${JSON.stringify(choice)}: ${names}`);
  return one;
}

function named<T extends { element: Json }>(usable: T[], name: string): T[] {
  const byId = usable.filter(({ element }) => element.action_id === name);
  return byId.length > 0 ? byId : usable.filter(({ element }) => textOf(element.text) === name);
}

export function actionOf(element: Json, value: Filled | undefined): Json {
  if (element.type === 'button') {
    const { type, text, value: carried, style, url } = element;
    return {
      type,
      text,
      ...(carried === undefined ? {} : { value: carried }),
      ...(style === undefined ? {} : { style }),
      ...(url === undefined ? {} : { url }),
    };
  }
  if (element.type === 'overflow') return { type: 'overflow', selected_option: optionNamed(element, String(value)) };
  const shared = element.placeholder === undefined ? {} : { placeholder: element.placeholder };
  return { ...filledValue(element, value ?? null), ...shared };
}

/** `state.values` of the place after the person's choice, which stays there until it changes. */
export function valuesAfter(found: Found, block: Json, element: Json, action: Json): View['values'] {
  const { team, view, chosenKey = '' } = found;
  const values = view ? view.values : startValues({ blocks: found.blocks }, team.chosen.get(chosenKey) ?? {});
  if (!view) team.chosen.set(chosenKey, values);
  const blockId = String(block.block_id);
  const actionId = String(element.action_id);
  if (!values[blockId]?.[actionId]) return values;
  const { placeholder: _placeholder, ...entry } = action;
  values[blockId][actionId] = entry;
  return values;
}

/** Fills inputs, named by label, block or action; a file input takes the ids of the person's own uploads. */
export function fill(world: World, { team, view }: { team: Team; view: View }, given: Record<string, Filled>): void {
  const filled = Object.entries(given).map(([name, value]) => {
    const { block, element } = inputNamed((view.body.blocks ?? []) as Json[], name);
    const isFiles = element.type === 'file_input';
    const entry = isFiles
      ? filesGiven(world, team, view.userId, element, value)
      : filledValue(withOffered(team, view.userId, element), value);
    return { inBlock: view.values[String(block.block_id)], actionId: String(element.action_id), entry };
  });
  // Only when all of it fits: a form of which a part is wrong stays as it was.
  for (const { inBlock, actionId, entry } of filled) if (inBlock) inBlock[actionId] = entry;
}

/** An input by its block_id, action_id, or label. */
function inputNamed(blocks: Json[], name: string): { block: Json; element: Json } {
  const usable = blocks.flatMap((block) =>
    elementsOf(block)
      .filter(([element]) => element.type !== 'button' && element.type !== 'image' && element.type !== 'overflow')
      .map(([element]) => ({ block, element })),
  );
  const label = (block: Json): string => textOf(isObject(block.label) ? block.label : block.text);
  const found =
    usable.find(({ block }) => block.block_id === name) ??
    usable.find(({ element }) => element.action_id === name) ??
    usable.find(({ block }) => label(block) === name);
  if (!found)
    throw new Error(
      `There is no input "${name}"; there are: ${usable.map(({ block }) => label(block) || block.block_id).join(', ')}`,
    );
  return found;
}
