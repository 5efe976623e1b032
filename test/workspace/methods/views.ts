// views.*: modals, their stack, and the Home tab.
import { checkView } from '../block-check.ts';
import { ApiError, type Call, type Method, stringOf } from '../method.ts';
import type { Json, Trigger, View } from '../state.ts';
import { closeAll, findView, openView, publishHome, pushView, replaceView, topOf, viewCard } from '../views.ts';

const TRIGGERED = { trigger_id: 'string', interactivity_pointer: 'string', view: 'object!' } as const;

export const VIEWS: Record<string, Method> = {
  'views.open': {
    args: TRIGGERED,
    tier: 4,
    run: (call) => {
      const trigger = peekTrigger(call);
      const view = checked(call, 'modal');
      trigger.used = true;
      closeAll(call.world, call.team, trigger.userId);
      return { view: viewCard(call.team, openView(call.world, call.team, trigger.userId, view)) };
    },
  },
  'views.push': {
    args: TRIGGERED,
    tier: 4,
    run: (call) => {
      const trigger = peekTrigger(call);
      const view = checked(call, 'modal');
      const top = topOf(call.team, trigger.userId);
      if (!top || trigger.viewId === undefined) throw new ApiError('not_found');
      trigger.used = true;
      return { view: viewCard(call.team, pushView(call.world, call.team, top, view)) };
    },
  },
  'views.update': {
    args: { view: 'object!', view_id: 'string', external_id: 'string', hash: 'string' },
    tier: 4,
    run: (call) => {
      const known = findView(call.team, stringOf(call, 'view_id'), stringOf(call, 'external_id'));
      const view = checked(call, known?.type ?? 'modal', known?.id);
      if (!known) throw new ApiError('not_found');
      checkHash(call, known);
      return { view: viewCard(call.team, replaceView(call.world, known, view)) };
    },
  },
  'views.publish': {
    args: { user_id: 'string!', view: 'object!', hash: 'string' },
    tier: 4,
    run: (call) => {
      if (!call.world.homeTabEnabled) throw new ApiError('not_enabled');
      const userId = stringOf(call, 'user_id') ?? '';
      const view = checked(call, 'home');
      if (!call.team.people.has(userId)) throw new ApiError('user_not_found');
      const known = call.team.homes.get(userId);
      if (known) checkHash(call, known);
      return { view: viewCard(call.team, publishHome(call.world, call.team, userId, view)) };
    },
  },
};

/** The trigger if it may be used; it is spent only when the view turns out to be good. */
function peekTrigger(call: Call): Trigger {
  const id = stringOf(call, 'trigger_id') ?? stringOf(call, 'interactivity_pointer');
  const trigger = id === undefined ? undefined : call.world.triggers.get(id);
  if (!trigger || trigger.teamId !== call.team.id) throw new ApiError('invalid_trigger_id');
  if (trigger.used) throw new ApiError('exchanged_trigger_id');
  if (call.world.now() - trigger.at > call.world.triggerLife) throw new ApiError('expired_trigger_id');
  return trigger;
}

function checked(call: Call, type: View['type'], itself?: string): Json {
  const view = call.args.view as Json;
  checkView(call.team, view);
  if (view.type !== type)
    throw new ApiError('invalid_arguments', {
      response_metadata: { messages: [`[ERROR] must be of type ${type} [json-pointer:/view/type]`] },
    });
  const externalId = typeof view.external_id === 'string' && view.external_id !== '' ? view.external_id : undefined;
  const twin = externalId === undefined ? undefined : findView(call.team, undefined, externalId);
  if (twin && twin.id !== itself) throw new ApiError('duplicate_external_id');
  return view;
}

function checkHash(call: Call, view: View): void {
  const hash = stringOf(call, 'hash');
  if (hash && hash !== view.hash) throw new ApiError('hash_conflict', { view: viewCard(call.team, view) });
}
