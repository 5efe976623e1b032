// Driving the workspace from another process: `POST /control/<action>` with the arguments as a JSON array does what
// the function of that name does in-process, and answers `{ok, result}` or `{ok: false, error}`.
import type { Actions } from './actions.ts';
import { checkArguments, isChecked } from './control-arguments.ts';
import type { FaultKind, FaultScope } from './faults.ts';
import { type Route, sendJson } from './server.ts';
import type { World } from './state.ts';

export function controlRoute(world: World, actions: Actions): Route {
  const table = new Map<string, (...given: never[]) => unknown>(Object.entries({ ...actions, ...extras(world) }));
  return async (request, response, path, body) => {
    if (!path.startsWith('/control/')) return false;
    const name = path.slice('/control/'.length);
    const action = table.get(name);
    if (!action) {
      sendJson(response, 404, { ok: false, error: `There is no action ${name}` });
      return true;
    }
    if (request.method !== 'POST' || !(request.headers['content-type'] ?? '').startsWith('application/json')) {
      sendJson(response, 415, { ok: false, error: 'POST a JSON array of arguments as application/json' });
      return true;
    }
    try {
      const given: unknown = body.length === 0 ? [] : JSON.parse(body.toString());
      if (!Array.isArray(given)) throw new Error('The arguments must be a JSON array');
      checkArguments(name, given);
      const result = await (action as (...given: unknown[]) => unknown)(...given);
      sendJson(response, 200, { ok: true, result: plain(result) ?? null });
    } catch (error) {
      // Behind checked arguments it is a fault of ours, and reads as one.
      if (error instanceof TypeError && isChecked(name)) throw error;
      sendJson(response, 400, { ok: false, error: sentenceOf(error, name) });
    }
    return true;
  };
}

/** What is wrong, in words; an argument of another kind than the action takes shows only inside it. */
function sentenceOf(error: unknown, action: string): string {
  if (error instanceof SyntaxError) return `The arguments are not JSON (${error.message})`;
  if (error instanceof TypeError) return `These are not the arguments of ${action}`;
  return error instanceof Error ? error.message : String(error);
}

function extras(world: World) {
  return {
    calls: (method?: string) => world.ledger.calls(method),
    countByMethod: () => world.ledger.countByMethod(),
    deliveries: (type?: string) => world.ledger.deliveries(type),
    clearLedger: () => world.ledger.clear(),
    unknownMethods: () => [...world.ledger.unknownMethods],
    faultNext: (method: string, kind: FaultKind, times?: number, scope?: FaultScope) =>
      world.faults.next(method, kind, times, scope),
    faultSometimes: (method: string, kind: FaultKind, probability: number, scope?: FaultScope & { seed?: number }) =>
      world.faults.sometimes(method, kind, probability, scope),
    limit: (method: string, seconds: number, scope?: FaultScope) => world.faults.limit(method, seconds, scope),
    clearFaults: () => world.faults.clear(),
  };
}

/** Maps and sets as JSON can carry them; the bytes of files stay here. */
function plain(value: unknown): unknown {
  return value === undefined
    ? undefined
    : JSON.parse(
        JSON.stringify(value, (_key, inner: unknown) => {
          if (inner instanceof Map) return Object.fromEntries(inner);
          if (inner instanceof Set) return [...inner];
          if (typeof inner === 'object' && inner !== null && 'type' in inner && inner.type === 'Buffer') return undefined;
          return inner;
        }),
      );
}
