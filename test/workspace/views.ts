// Modals and Home as a person has them open: the stack of three, and the values typed into them.
import { elementsOf, withIds } from './block-check.ts';
import { LIMITS } from './limits.ts';
import { ApiError } from './method.ts';
import { isObject } from './shapes.ts';
import { changed, type Json, type Team, type View, type World } from './state.ts';
import { initialValue } from './values.ts';

export function topOf(team: Team, userId: string): View | undefined {
  return team.stacks.get(userId)?.at(-1);
}

export function findView(team: Team, id: string | undefined, externalId?: string): View | undefined {
  const all = [...[...team.stacks.values()].flat(), ...team.homes.values()];
  return all.find((view) => (id ? view.id === id : externalId !== undefined && view.body.external_id === externalId));
}

export function openView(world: World, team: Team, userId: string, body: Json): View {
  const view = newView(world, team, userId, body, null);
  team.stacks.set(userId, [view]);
  changed(world);
  return view;
}

/** Puts a view on top of the person's open one; Slack allows three. */
export function pushView(world: World, team: Team, below: View, body: Json): View {
  const stack = team.stacks.get(below.userId) ?? [];
  if (stack.length >= LIMITS.view.stack) throw new ApiError('push_limit_reached');
  const view = newView(world, team, below.userId, body, below);
  stack.push(view);
  changed(world);
  return view;
}

/** Changes a view in place. What was typed stays only in inputs with the same block_id and action_id. */
export function replaceView(world: World, view: View, body: Json): View {
  const before = view.values;
  view.body = stored(world, body);
  view.values = startValues(view.body, before);
  view.hash = newHash(world);
  view.errors = {};
  changed(world);
  return view;
}

export function publishHome(world: World, team: Team, userId: string, body: Json): View {
  const known = team.homes.get(userId);
  if (known) return replaceView(world, known, body);
  const view = newView(world, team, userId, body, null);
  team.homes.set(userId, view);
  changed(world);
  return view;
}

export function closeView(world: World, team: Team, view: View): void {
  const stack = team.stacks.get(view.userId) ?? [];
  const left = stack.filter((one) => one !== view);
  if (left.length === 0) team.stacks.delete(view.userId);
  else team.stacks.set(view.userId, left);
  changed(world);
}

export function closeAll(world: World, team: Team, userId: string): void {
  team.stacks.delete(userId);
  changed(world);
}

function newView(world: World, team: Team, userId: string, body: Json, below: View | null): View {
  const id = world.nextId('V');
  const kept = stored(world, body);
  return {
    id,
    teamId: team.id,
    userId,
    type: body.type === 'home' ? 'home' : 'modal',
    body: kept,
    values: startValues(kept, {}),
    hash: newHash(world),
    rootViewId: below?.rootViewId ?? id,
    previousViewId: below?.id ?? null,
    errors: {},
  };
}

function stored(world: World, body: Json): Json {
  return { ...body, blocks: withIds(Array.isArray(body.blocks) ? body.blocks.filter(isObject) : [], world.nextId) };
}

function newHash(world: World): string {
  return `${Math.floor(world.now() / 1000)}.${world.nextId('h').toLowerCase()}`;
}

/** `state.values` for these blocks: what was there before, or what the app wrote in at first. */
export function startValues(body: Json, before: View['values']): View['values'] {
  const values: View['values'] = {};
  for (const block of Array.isArray(body.blocks) ? body.blocks.filter(isObject) : []) {
    for (const [element] of elementsOf(block)) {
      const first = initialValue(element);
      if (!first) continue;
      const blockId = String(block.block_id);
      const actionId = String(element.action_id);
      const old = before[blockId]?.[actionId];
      values[blockId] = { ...values[blockId], [actionId]: old && old.type === first.type ? old : first };
    }
  }
  return values;
}

/** A view as Slack sends it, with the values of its inputs. */
export function viewCard(team: Team, view: View): Json {
  const { body } = view;
  return {
    id: view.id,
    team_id: view.teamId,
    type: view.type,
    blocks: body.blocks,
    private_metadata: body.private_metadata ?? '',
    callback_id: body.callback_id ?? '',
    state: { values: view.values },
    hash: view.hash,
    title: body.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: body.clear_on_close ?? false,
    notify_on_close: body.notify_on_close ?? false,
    close: body.close ?? null,
    submit: body.submit ?? null,
    previous_view_id: view.previousViewId,
    root_view_id: view.rootViewId,
    app_id: team.appId,
    external_id: body.external_id ?? '',
    app_installed_team_id: view.teamId,
    bot_id: team.botId,
  };
}
