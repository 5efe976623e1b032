// What people do with what the bot shows them: commands, buttons, selects, shortcuts. Each gives the bot a trigger.
import { elementsOf } from './block-check.ts';
import type { Answer, Delivery } from './delivery.ts';
import { announce } from './events.ts';
import { eventTs, type Spot, spotOf } from './people.ts';
import { applyResponse, newResponseUrl } from './responses.ts';
import { isObject } from './shapes.ts';
import {
  changed,
  directChannel,
  type Ephemeral,
  type Json,
  type Message,
  type Team,
  teamOfPerson,
  type View,
  type World,
} from './state.ts';
import { shown } from './timeline.ts';
import { type Filled, filledValue, optionNamed, textOf } from './values.ts';
import { startValues, viewCard } from './views.ts';

/** Where a button is: a message, something ephemeral, or an open view or Home by its id. */
export type Place = { channel: string; ts: string } | { ephemeral: string } | { view: string };
/** An element by its action_id, its visible text, or more exactly. */
export type Choice = string | { actionId?: string; blockId?: string; text?: string; value?: string };

type Found = {
  team: Team;
  blocks: Json[];
  container: Json;
  extra: Json;
  view?: View;
  threadTs?: string | undefined;
  responseUrl?: () => string;
};

export async function command(
  world: World,
  delivery: Delivery,
  userId: string,
  channelId: string,
  name: string,
  text: string,
): Promise<Answer> {
  const spot = spotOf(world, userId, channelId);
  const { team, channel, person } = spot;
  const url = newResponseUrl(world, team, channel.id, userId, {});
  const answer = await delivery.form(team, 'command', name, {
    token: 'verification-token',
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.kind === 'im' ? 'directmessage' : channel.kind === 'private' ? 'privategroup' : channel.name,
    user_id: userId,
    user_name: person.name,
    command: name,
    text,
    api_app_id: team.appId,
    is_enterprise_install: 'false',
    response_url: url,
    trigger_id: newTrigger(world, team, userId, undefined),
  });
  if (!succeeded(answer))
    notice(world, team, userId, `${name} failed because the app did not respond (${answer.error ?? answer.status}).`);
  else showAnswer(world, spot, answer);
  return answer;
}

/** What a command is answered with in the same breath is shown to the person alone, or to all if it says so. */
function showAnswer(world: World, { team, channel, person }: Spot, answer: Answer): void {
  const body = answer.json ?? (answer.body.trim() === '' || answer.body.trim() === 'ok' ? undefined : { text: answer.body });
  if (!body || (body.text === undefined && body.blocks === undefined)) return;
  const problem = applyResponse(world, team, { channelId: channel.id, userId: person.id, via: 'answer' }, body);
  if (problem) notice(world, team, person.id, `The app's answer could not be shown: ${problem}`);
}

/** Presses a button, or chooses `value` in a select; the promise has the bot's answer. */
export async function press(
  world: World,
  delivery: Delivery,
  userId: string,
  place: Place,
  choice: Choice,
  value?: Filled,
): Promise<Answer> {
  const found = placeOf(world, userId, place);
  const { block, element } = elementNamed(found.blocks, choice);
  const action = actionOf(element, value);
  const actions = [{ ...action, block_id: block.block_id, action_id: element.action_id, action_ts: eventTs(world) }];
  const values = valuesAfter(found, block, element, action);
  const payload = {
    type: 'block_actions',
    ...personFields(found.team, userId),
    container: found.container,
    trigger_id: newTrigger(world, found.team, userId, found.view?.id),
    ...found.extra,
    ...(found.view ? { view: viewCard(found.team, found.view) } : { state: { values } }),
    ...(found.responseUrl ? { response_url: found.responseUrl() } : {}),
    actions,
  };
  return interact(world, delivery, found.team, userId, payload);
}

export async function shortcut(
  world: World,
  delivery: Delivery,
  userId: string,
  callbackId: string,
  on?: { channel: string; ts: string },
): Promise<Answer> {
  const team = teamOfPerson(world, userId);
  if (!team) throw new Error(`There is nobody with the id ${userId}`);
  const shared = {
    ...personFields(team, userId),
    callback_id: callbackId,
    trigger_id: newTrigger(world, team, userId, undefined),
    action_ts: eventTs(world),
  };
  if (!on) return interact(world, delivery, team, userId, { type: 'shortcut', ...shared });
  const { channel } = spotOf(world, userId, on.channel);
  const message = channel.messages.get(on.ts);
  if (!message) throw new Error(`There is no message ${on.ts} in ${on.channel}`);
  return interact(world, delivery, team, userId, {
    type: 'message_action',
    ...shared,
    message_ts: on.ts,
    channel: { id: channel.id, name: channel.name },
    message: shown(channel, message),
    response_url: newResponseUrl(world, team, channel.id, userId, { messageTs: on.ts }),
  });
}

export async function openHome(world: World, userId: string, tab: 'home' | 'messages' = 'home'): Promise<void> {
  const team = teamOfPerson(world, userId);
  if (!team) throw new Error(`There is nobody with the id ${userId}`);
  const view = team.homes.get(userId);
  const channel = directChannel(world, team, userId).id;
  const shownView = tab === 'home' && view ? { view: viewCard(team, view) } : {};
  await announce(world, team, { type: 'app_home_opened', user: userId, channel, tab, ...shownView, event_ts: eventTs(world) });
}

/** Sends an interaction; a bot that does not answer well is shown to the person as Slack shows it. */
export async function interact(world: World, delivery: Delivery, team: Team, userId: string, payload: Json): Promise<Answer> {
  const answer = await delivery.form(team, 'interactive', String(payload.type), { payload: JSON.stringify(payload) });
  if (!succeeded(answer)) notice(world, team, userId, `This app did not respond (${answer.error ?? answer.status}).`);
  return answer;
}

export function succeeded(answer: Answer): boolean {
  return answer.status !== undefined && answer.status >= 200 && answer.status < 300;
}

export function notice(world: World, team: Team, user: string, text: string): void {
  team.notices.push({ user, text, at: world.now() });
  changed(world);
}

export function newTrigger(world: World, team: Team, userId: string, viewId: string | undefined): string {
  const id = world.nextId('t').toLowerCase();
  world.triggers.set(id, { teamId: team.id, userId, at: world.now(), used: false, viewId });
  return id;
}

export function personFields(team: Team, userId: string): Json {
  const person = team.people.get(userId);
  return {
    user: { id: userId, username: person?.name, name: person?.name, team_id: person?.teamId ?? team.id },
    api_app_id: team.appId,
    token: 'verification-token',
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

function placeOf(world: World, userId: string, place: Place): Found {
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
      channel: { id: channel.id, name: channel.kind === 'im' ? 'directmessage' : channel.name },
      message: shown(channel, message, true),
    },
    responseUrl: () => newResponseUrl(world, team, channel.id, userId, { messageTs: message.ts }),
  };
}

function containerOf(channelId: string, message: Message): Json {
  const thread = message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts };
  return { type: 'message', message_ts: message.ts, channel_id: channelId, is_ephemeral: false, ...thread };
}

function ephemeralPlace(world: World, userId: string, id: string): Found {
  const team = teamOfPerson(world, userId);
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
    extra: { channel: { id: one.channel, name: channel?.name ?? '' } },
    responseUrl: () => newResponseUrl(world, team, one.channel, userId, { ephemeralId: one.id }),
  };
}

function viewPlace(world: World, userId: string, id: string): Found {
  const team = teamOfPerson(world, userId);
  const view = [...(team?.stacks.get(userId) ?? []), team?.homes.get(userId)].find((one) => one?.id === id);
  if (!team || !view) throw new Error(`${userId} has no view ${id} open`);
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

function actionOf(element: Json, value: Filled | undefined): Json {
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

/** `state.values` of the place after the person's choice; a view keeps them. */
function valuesAfter(found: Found, block: Json, element: Json, action: Json): View['values'] {
  const values = found.view ? found.view.values : startValues({ blocks: found.blocks }, {});
  const blockId = String(block.block_id);
  const actionId = String(element.action_id);
  if (!values[blockId]?.[actionId]) return values;
  const { placeholder: _placeholder, ...entry } = action;
  values[blockId][actionId] = entry;
  return values;
}

export function fill(blocks: Json[], values: View['values'], given: Record<string, Filled>): void {
  for (const [name, value] of Object.entries(given)) {
    const { block, element } = inputNamed(blocks, name);
    const entry = filledValue(element, value);
    const inBlock = values[String(block.block_id)];
    if (inBlock) inBlock[String(element.action_id)] = entry;
  }
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
