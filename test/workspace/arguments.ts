// Arguments of a call: read from a form or JSON, then checked strictly. Slack itself often overlooks an unknown
// argument; here it is an error on purpose, because it is nearly always a typo in the bot.
import type { IncomingMessage } from 'node:http';
import { ApiError, type ArgumentKind, type Method } from './method.ts';
import type { Json } from './state.ts';
import { TS } from './timeline.ts';

/** The arguments as sent, and the token from the header or, as Slack allows, from the body. */
export function parseArguments(request: IncomingMessage, body: Buffer): { args: Json; token: string | undefined } {
  const args: Json = {};
  const url = new URL(request.url ?? '/', 'http://localhost');
  for (const [key, value] of url.searchParams) define(args, key, value);
  const type = request.headers['content-type'] ?? '';
  const sent = type.startsWith('application/json') ? Object.entries(jsonBody(body)) : new URLSearchParams(body.toString());
  for (const [key, value] of sent) define(args, key, value);
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const { token, ...rest } = args;
  return { args: rest, token: bearer ?? (typeof token === 'string' ? token : undefined) };
}

function define(args: Json, key: string, value: unknown): void {
  Object.defineProperty(args, key, { value, enumerable: true, writable: true, configurable: true });
}

function jsonBody(body: Buffer): Json {
  try {
    const parsed: unknown = JSON.parse(body.toString());
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Json;
  } catch {
    // Slack treats JSON it cannot read like no arguments at all.
  }
  return {};
}

/** Slack's own client sends its team with every call, documented for the method or not. */
const UNIVERSAL = new Map<string, ArgumentKind>([['team_id', 'string']]);

/** The arguments in their kinds, or `invalid_arguments` with one message for each that is wrong. */
export function checkArguments(spec: Method['args'], given: Json): Json {
  const messages: string[] = [];
  const args: Json = {};
  for (const [name, value] of Object.entries(given)) {
    const kind = Object.hasOwn(spec, name) ? spec[name] : UNIVERSAL.get(name);
    if (!kind) messages.push(`[ERROR] unknown argument: ${name}`);
    else if (value !== null && value !== undefined)
      args[name] = convert(name, kind.replace('!', '') as ArgumentKind, value, messages);
  }
  for (const [name, kind] of Object.entries(spec)) {
    if (kind.endsWith('!') && (args[name] === undefined || args[name] === ''))
      messages.push(`[ERROR] missing required field: ${name}`);
  }
  if (messages.length > 0) throw invalidArguments(messages);
  return args;
}

export function invalidArguments(messages: string[]): ApiError {
  return new ApiError('invalid_arguments', { response_metadata: { messages } });
}

type Wrong = (what: string) => undefined;

function convert(name: string, kind: ArgumentKind, value: unknown, messages: string[]): unknown {
  const wrong: Wrong = (what) => {
    messages.push(`[ERROR] ${what} [json-pointer:/${name}]`);
    return undefined;
  };
  if (kind === 'string') return typeof value === 'string' ? value : wrong('must be a string');
  if (kind === 'boolean') return toBoolean(value) ?? wrong('must be a boolean');
  if (kind === 'number') return toNumber(value) ?? wrong('must be a number');
  if (kind === 'ts') return typeof value === 'string' && (value === '' || TS.test(value)) ? value : looseTs(name, value, wrong);
  if (kind === 'object') return toObject(name, value, wrong);
  return toList(kind, value, wrong);
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : undefined;
}

function toObject(name: string, value: unknown, wrong: Wrong): unknown {
  const object = parsed(value);
  if (typeof object === 'object' && object !== null && !Array.isArray(object)) return object;
  if (name === 'metadata') throw new ApiError('invalid_metadata_format');
  return wrong('must provide an object');
}

function toList(kind: ArgumentKind, value: unknown, wrong: Wrong): unknown {
  const list = parsed(value);
  if (Array.isArray(list)) return list;
  if (kind === 'blocks') throw new ApiError('invalid_blocks_format');
  return wrong('must be an array');
}

/** History takes looser timestamps (`0`, `1700000000`, `now` does not exist); the rest must name a message. */
function looseTs(name: string, value: unknown, wrong: Wrong): string | undefined {
  if (name !== 'latest' && name !== 'oldest') return wrong('must be a timestamp like 1700000000.000100');
  if (typeof value === 'number' || (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value))) return String(value);
  throw new ApiError(`invalid_ts_${name}`);
}

function toBoolean(value: unknown): boolean | undefined {
  if (value === true || value === 'true' || value === '1' || value === 1) return true;
  if (value === false || value === 'false' || value === '0' || value === 0) return false;
  return undefined;
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
