// Which errors Slack documents for a method, and the few we send beside those, each with its reason.
import { existsSync, readFileSync } from 'node:fs';

/** Slack's published methods and limits; not at every place where the tests run. */
export const PUBLISHED = new URL('../../../../shared/data/', import.meta.url);
export const IS_PUBLISHED_HERE = existsSync(PUBLISHED);

export type PublishedMethod = {
  args?: Record<string, { required: boolean; type?: string }>;
  errors: Record<string, string>;
  scopes: { bot?: { name: string }[] };
};

const cache = new Map<string, PublishedMethod>();

export function publishedMethod(method: string): PublishedMethod {
  const known =
    cache.get(method) ??
    (JSON.parse(readFileSync(new URL(`web-api-methods/${method}.json`, PUBLISHED), 'utf8')) as PublishedMethod);
  cache.set(method, known);
  return known;
}

/** Errors any method may answer; Slack lists them once and the published files leave them out. */
const COMMON = new Set([
  'not_authed',
  'invalid_auth',
  'not_allowed_token_type',
  'token_revoked',
  'missing_scope',
  'invalid_arguments',
  'team_access_not_granted',
  'ratelimited',
  'unknown_method',
]);

export const UNDOCUMENTED: Record<string, string> = {
  'chat.postMessage msg_too_long':
    'Slack cuts the text after 40,000 characters; here it is refused, so that no words are lost silently',
  'chat.postMessage invalid_attachments': 'documented for chat.update and chat.postEphemeral',
  'chat.postMessage thread_not_found': 'a reply to a message that is gone; Slack’s own people name this error (bolt-js, 2307)',
  'chat.postEphemeral thread_not_found': 'as for chat.postMessage',
  'conversations.replies not_in_channel': 'documented for conversations.history; this answers alike',
  'conversations.open cannot_dm_bot': 'bots have no DM with one another; the older im.open documented it, and libraries know it',
  'views.publish user_not_found': 'Slack documents no error for a person it does not know',
};

/** True when Slack documents the error for the method, or the table above says why we send it. */
export function isExplained(method: string, error: string): boolean {
  return (
    COMMON.has(error) || Object.hasOwn(UNDOCUMENTED, `${method} ${error}`) || Object.hasOwn(publishedMethod(method).errors, error)
  );
}
