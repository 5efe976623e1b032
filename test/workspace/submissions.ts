// Modals sent and closed: the checks Slack's own client makes, then the bot's `response_action`.

import type { Answer } from './answers.ts';
import { checkView, elementsOf } from './block-check.ts';
import type { Delivery } from './delivery.ts';
import { interact, newTrigger, notice, personFields, succeeded } from './interactions.ts';
import { ApiError } from './method.ts';
import { actor } from './people.ts';
import { fill, viewOf } from './places.ts';
import { isObject, lengthOf } from './shapes.ts';
import { changed, type Json, type Team, teamOfPerson, type View, type World } from './state.ts';
import { type Filled, isEmpty } from './values.ts';
import { closeAll, closeView, pushView, replaceView, viewCard } from './views.ts';

export type Submission = {
  /** `incomplete`: Slack's client refused to send it; `failed`: the bot answered badly or too late. */
  outcome: 'closed' | 'cleared' | 'updated' | 'pushed' | 'errors' | 'incomplete' | 'failed';
  /** By block_id. */
  errors: Record<string, string>;
  answer?: Answer;
};

/** Types into a view without sending it. */
export function type(world: World, userId: string, viewId: string, values: Record<string, Filled>): void {
  const found = viewOf(world, userId, viewId);
  fill(world, found, values);
  changed(world);
}

export async function submit(
  world: World,
  delivery: Delivery,
  userId: string,
  viewId: string,
  values: Record<string, Filled> = {},
): Promise<Submission> {
  const { team, view } = viewOf(world, userId, viewId);
  fill(world, { team, view }, values);
  view.errors = clientErrors(view);
  changed(world);
  if (Object.keys(view.errors).length > 0) return { outcome: 'incomplete', errors: view.errors };
  const answer = await interact(world, delivery, team, userId, {
    type: 'view_submission',
    ...personFields(world, team, userId),
    trigger_id: newTrigger(world, team, userId, view.id),
    ...viewFields(world, team, view),
    response_urls: [],
  });
  return { ...applyAnswer(world, team, view, answer), answer };
}

export async function closeModal(world: World, delivery: Delivery, userId: string, viewId: string): Promise<void> {
  const { team, view } = viewOf(world, userId, viewId);
  closeView(world, team, view);
  await tellClosed(world, delivery, team, view, false);
}

/** The × of a modal: everything that is open closes, whatever is below it too. */
export async function closeModals(world: World, delivery: Delivery, userId: string): Promise<void> {
  actor(world, userId);
  const open = [...world.teams.values()].flatMap((team) => (team.stacks.get(userId) ?? []).map((view) => ({ team, view })));
  for (const { team } of open) closeAll(world, team, userId);
  for (const { team, view } of open.reverse()) await tellClosed(world, delivery, team, view, true);
}

async function tellClosed(world: World, delivery: Delivery, team: Team, view: View, isCleared: boolean): Promise<void> {
  if (view.body.notify_on_close !== true) return;
  await interact(world, delivery, team, view.userId, {
    type: 'view_closed',
    ...personFields(world, team, view.userId),
    ...viewFields(world, team, view),
    is_cleared: isCleared,
  });
}

/** The view, and the workspace of who has it open: for a stranger theirs, and only `app_installed_team_id` says whose app it is. */
function viewFields(world: World, team: Team, view: View): Json {
  const home = teamOfPerson(world, view.userId) ?? team;
  return { team: { id: home.id, domain: home.domain }, view: { ...viewCard(team, view), team_id: home.id } };
}

function blocksOf(view: View): Json[] {
  return (view.body.blocks ?? []) as Json[];
}

/** What Slack's client says before it sends anything: required inputs, lengths. */
function clientErrors(view: View): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of blocksOf(view)) {
    if (block.type !== 'input') continue;
    const [element] = elementsOf(block)[0] ?? [];
    const blockId = String(block.block_id);
    const entry = element && view.values[blockId]?.[String(element.action_id)];
    if (!element || !entry) continue;
    const error = inputError(block, element, entry);
    if (error) errors[blockId] = error;
  }
  return errors;
}

function inputError(block: Json, element: Json, entry: Json): string | undefined {
  if (isEmpty(entry)) return block.optional === true ? undefined : 'Please complete this required field.';
  const chosen = Object.values(entry).find(Array.isArray);
  if (chosen && typeof element.max_selected_items === 'number' && chosen.length > element.max_selected_items)
    return `Please select no more than ${element.max_selected_items}.`;
  const value = typeof entry.value === 'string' ? entry.value : undefined;
  if (value === undefined) return undefined;
  if (typeof element.min_length === 'number' && lengthOf(value) < element.min_length)
    return `Please enter at least ${element.min_length} characters.`;
  const longest = typeof element.max_length === 'number' ? element.max_length : 3_000;
  if (lengthOf(value) > longest) return `Please enter no more than ${longest} characters.`;
  if (element.type === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(value)) return 'Please enter a valid email address.';
  if (element.type === 'url_text_input' && !URL.canParse(value)) return 'Please enter a valid URL.';
  if (element.type === 'number_input' && Number.isNaN(Number(value))) return 'Please enter a number.';
  return undefined;
}

function applyAnswer(world: World, team: Team, view: View, answer: Answer): Submission {
  if (!succeeded(answer)) return { outcome: 'failed', errors: {} };
  const body = answer.json;
  if (answer.body.trim() === '' || body === undefined || Object.keys(body).length === 0) {
    closeView(world, team, view);
    return { outcome: 'closed', errors: {} };
  }
  try {
    return applyAction(world, team, view, body);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    notice(
      world,
      team,
      view.userId,
      `We had some trouble connecting. Try again? (${error.code}: ${JSON.stringify(error.extra)})`,
    );
    return { outcome: 'failed', errors: {} };
  }
}

function applyAction(world: World, team: Team, view: View, body: Json): Submission {
  switch (body.response_action) {
    case 'errors':
      return withErrors(world, view, body.errors);
    case 'clear':
      closeAll(world, team, view.userId);
      return { outcome: 'cleared', errors: {} };
    case 'update':
      replaceView(world, view, checkedView(team, body));
      return { outcome: 'updated', errors: {} };
    case 'push':
      pushView(world, team, view, checkedView(team, body));
      return { outcome: 'pushed', errors: {} };
    default:
      throw new ApiError('invalid_response_action', { response_action: body.response_action });
  }
}

function checkedView(team: Team, body: Json): Json {
  if (!isObject(body.view)) throw new ApiError('invalid_view');
  checkView(team, body.view);
  return body.view;
}

/** Errors must name inputs that are there, or Slack shows none of them. */
function withErrors(world: World, view: View, given: unknown): Submission {
  const inputs = new Set(
    blocksOf(view)
      .filter((block) => block.type === 'input')
      .map((block) => block.block_id),
  );
  if (!isObject(given) || Object.keys(given).length === 0) throw new ApiError('invalid_errors');
  for (const [blockId, text] of Object.entries(given)) {
    if (!inputs.has(blockId) || typeof text !== 'string') throw new ApiError('invalid_errors', { block_id: blockId });
  }
  view.errors = given as Record<string, string>;
  changed(world);
  return { outcome: 'errors', errors: view.errors };
}
