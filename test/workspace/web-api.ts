// The Web API's door: method, token, arguments, scope, faults, and an answer in Slack's form. The methods are in methods/.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkArguments, parseArguments } from './arguments.ts';
import type { FaultKind } from './faults.ts';
import { ApiError, type Method } from './method.ts';
import { METHODS } from './methods/table.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Json, Team, World } from './state.ts';

type Outcome = { status: number; headers: Record<string, string>; body: Json };

/** Answers `POST /api/<method>`. */
export async function answerCall(
  world: World,
  limits: RateLimits,
  method: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  const started = performance.now();
  const at = Date.now();
  const { args, token } = parseArguments(request, body);
  const team = teamOf(world, token);
  const channel =
    typeof args.channel === 'string' ? args.channel : typeof args.channel_id === 'string' ? args.channel_id : undefined;
  const fault = world.faults.meet(method, team?.id, channel);
  const entry = world.ledger.receive({
    at,
    method,
    teamId: team?.id,
    channel,
    args,
    status: 0,
    answer: undefined,
    ms: 0,
    fault,
  });
  const outcome = await run(world, limits, { method, args, token, team, channel }, fault);
  entry.ms = performance.now() - started;
  entry.status = outcome.status;
  entry.answer = outcome.body;
  if (fault === 'hang') return;
  if (fault === 'reset' || fault === 'accept-then-drop') {
    request.socket.destroy();
    return;
  }
  const text = fault === '500' ? 'Internal Server Error' : JSON.stringify(outcome.body);
  response.writeHead(outcome.status, { 'content-type': 'application/json; charset=utf-8', ...outcome.headers });
  response.end(text);
}

/** Whose token it is; the app's own belongs to no team, so the first stands for it. */
function teamOf(world: World, token: string | undefined): Team | undefined {
  if (token === world.sockets.appToken) return world.teams.values().next().value;
  return token === undefined ? undefined : world.byToken.get(token);
}

type Asked = { method: string; args: Json; token: string | undefined; team: Team | undefined; channel: string | undefined };

async function run(world: World, limits: RateLimits, asked: Asked, fault: FaultKind | undefined): Promise<Outcome> {
  if (fault === '500' || fault === 'hang' || fault === 'reset')
    return { status: fault === '500' ? 500 : 0, headers: {}, body: {} };
  if (fault?.startsWith('error:')) return refused(fault.slice(6));
  if (fault?.startsWith('429:')) return tooMany(Number(fault.slice(4)));
  if (fault?.startsWith('slow:')) await new Promise((resolve) => setTimeout(resolve, Number(fault.slice(5))));
  const spec = Object.hasOwn(METHODS, asked.method) ? METHODS[asked.method] : undefined;
  if (!spec) {
    world.ledger.unknownMethods.add(asked.method);
    return refused('unknown_method', { req_method: asked.method });
  }
  if (asked.token === undefined) return refused('not_authed');
  if (!asked.team) return refused('invalid_auth');
  if ((spec.token === 'app') !== (asked.token === world.sockets.appToken)) return refused('not_allowed_token_type');
  if (asked.team.isTokenRevoked) return refused('token_revoked');
  const wait = limits.wait(asked.method, spec.tier, asked.team.id, asked.channel);
  if (wait > 0) return tooMany(wait);
  return answer(world, asked.team, spec, asked.args);
}

function answer(world: World, team: Team, spec: Method, given: Json): Outcome {
  try {
    const args = checkArguments(spec.args, given);
    // A token of one team never acts in another, whatever is asked.
    if (typeof args.team_id === 'string' && args.team_id !== team.id) throw new ApiError('team_access_not_granted');
    const call = { world, team, args };
    const needed = typeof spec.scope === 'function' ? spec.scope(call) : spec.scope;
    const headers = { 'x-oauth-scopes': [...team.scopes].join(','), ...(needed ? { 'x-accepted-oauth-scopes': needed } : {}) };
    if (needed && !team.scopes.has(needed)) return refused('missing_scope', { needed, provided: [...team.scopes].join(',') });
    return { status: 200, headers, body: { ok: true, ...spec.run(call) } };
  } catch (error) {
    if (error instanceof ApiError) return refused(error.code, error.extra);
    throw error;
  }
}

function refused(error: string, extra: Json = {}): Outcome {
  return { status: 200, headers: {}, body: { ok: false, error, ...extra } };
}

function tooMany(seconds: number): Outcome {
  return { status: 429, headers: { 'retry-after': String(seconds) }, body: { ok: false, error: 'ratelimited' } };
}
