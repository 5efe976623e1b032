// What people do with what the bot shows them: commands, buttons, selects, shortcuts. Each gives the bot a trigger.
import type { Answer } from './answers.ts';
import type { Delivery } from './delivery.ts';
import { announce } from './events.ts';
import { actor, eventTs, type Spot, spotOf } from './people.ts';
import { actionOf, type Choice, elementNamed, nameSeen, type Place, placeOf, valuesAfter } from './places.ts';
import { applyResponse, newResponseUrl } from './responses.ts';
import { changed, directChannel, type Json, type Person, type Team, teamOfChannel, teamOfPerson, type World } from './state.ts';
import { shown } from './timeline.ts';
import { type Filled, withOffered } from './values.ts';
import { viewCard } from './views.ts';

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
    channel_name: nameSeen(channel),
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
  if (block.type === 'input' && block.dispatch_action !== true)
    throw new Error(`Slack says nothing of ${String(element.action_id)} before the form is sent: type into it instead`);
  const action = actionOf(withOffered(found.team, userId, element), value);
  const actions = [{ ...action, block_id: block.block_id, action_id: element.action_id, action_ts: eventTs(world) }];
  const values = valuesAfter(found, block, element, action);
  const payload = {
    type: 'block_actions',
    ...personFields(world, found.team, userId),
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
  const { team: home, person } = actor(world, userId);
  const seen = on && channelSeenBy(world, userId, person, on.channel);
  const team = seen?.team ?? home;
  if (!team.isInstalled) throw new Error(`The workspace of ${userId} does not have the app`);
  const shared = {
    ...personFields(world, team, userId),
    callback_id: callbackId,
    trigger_id: newTrigger(world, team, userId, undefined),
    action_ts: eventTs(world),
  };
  if (!on || !seen) return interact(world, delivery, team, userId, { type: 'shortcut', ...shared });
  const { channel } = seen;
  const message = channel.messages.get(on.ts);
  if (!message) throw new Error(`There is no message ${on.ts} in ${on.channel}`);
  return interact(world, delivery, team, userId, {
    type: 'message_action',
    ...shared,
    message_ts: on.ts,
    channel: { id: channel.id, name: nameSeen(channel) },
    message: shown(channel, message),
    response_url: newResponseUrl(world, team, channel.id, userId, { messageTs: on.ts }),
  });
}

/** A channel the person is in; members (not guests or strangers) also see the public ones they have not joined. */
function channelSeenBy(world: World, userId: string, person: Person, channelId: string) {
  const team = teamOfChannel(world, channelId);
  const channel = team?.channels.get(channelId);
  const isOpen = channel?.kind === 'public' && team?.id === person.teamId && !person.isGuest;
  return team && channel && isOpen ? { team, channel } : spotOf(world, userId, channelId);
}

export async function openHome(world: World, userId: string, tab: 'home' | 'messages' = 'home'): Promise<void> {
  const { team } = actor(world, userId);
  if (!team.isInstalled) throw new Error(`The workspace of ${userId} does not have the app`);
  if (tab === 'home' && !world.homeTabEnabled) throw new Error('The app has no Home tab');
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

export function personFields(world: World, team: Team, userId: string): Json {
  const person = team.people.get(userId) ?? teamOfPerson(world, userId)?.people.get(userId);
  return {
    user: { id: userId, username: person?.name, name: person?.name, team_id: person?.teamId ?? team.id },
    api_app_id: team.appId,
    token: 'verification-token',
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}
