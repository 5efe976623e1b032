import type { Block, KnownBlock, MessageMetadata } from '@slack/types';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';

/** What a message shows: `text` is what notifications and screen readers get, and is never forgotten. */
export type Rendering = { text: string; blocks?: (KnownBlock | Block)[]; threadTs?: string };

const METADATA_TYPE = 'rochdale_message';

/** The mark by which the bot knows its own message again after a crash. */
export function metadataOf(workspaceId: string, key: string): MessageMetadata {
  return { event_type: METADATA_TYPE, event_payload: { key: `${workspaceId}:${key}` } };
}

/** Posts a message with its mark; links never unfold, since some of the words may be a member's. */
export async function post(client: WebClient, channelId: string, mark: MessageMetadata, { text, blocks, threadTs }: Rendering) {
  const sent = await client.chat.postMessage({
    channel: channelId,
    text,
    ...(blocks ? { blocks } : {}),
    ...(threadTs ? { thread_ts: threadTs } : {}),
    metadata: mark,
    unfurl_links: false,
    unfurl_media: false,
  });
  if (!sent.ts) throw new Error('Slack took a message but did not say when it was posted');
  return { ts: sent.ts, channelId: sent.channel ?? channelId };
}

/** How far back of the first try to look: more than the clocks of Slack and of this machine may differ. */
const MARGIN_SECONDS = 600;
const PAGE = 200;
const MOST_PAGES = 10;

type Lost = { channelId: string; threadTs?: string | null; mark: MessageMetadata; since: Date };

/** The `ts` of every message of ours that carries this mark, oldest first: what a crash between posting and recording left. */
export async function findPosted(client: WebClient, { channelId, threadTs, mark, since }: Lost): Promise<string[]> {
  const found: string[] = [];
  const oldest = (since.getTime() / 1000 - MARGIN_SECONDS).toFixed(6);
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const asked = { channel: channelId, oldest, limit: PAGE, include_all_metadata: true, ...(cursor ? { cursor } : {}) };
    const answer = threadTs
      ? await client.conversations.replies({ ...asked, ts: threadTs })
      : await client.conversations.history(asked);
    for (const message of answer.messages ?? []) {
      if (message.ts && isMarked(message, mark)) found.push(message.ts);
    }
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) break;
  }
  return found.sort();
}

function isMarked(message: object, mark: MessageMetadata): boolean {
  const metadata = 'metadata' in message ? (message.metadata as Partial<MessageMetadata> | undefined) : undefined;
  return metadata?.event_type === mark.event_type && metadata.event_payload?.key === mark.event_payload.key;
}

/** Errors of Slack's own making, after which nobody knows whether the call was carried out. */
const UNCERTAIN = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'team_access_not_granted']);

/** True when Slack said no, so that nothing was posted; false when the answer got lost on the way. */
export function isRefusal(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && !UNCERTAIN.has(error.data.error);
}

/** Refusals that lie in the message or its place and that no waiting will mend. */
const HOPELESS = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_arguments',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'too_many_attachments',
  'thread_not_found',
  'cannot_reply_to_message',
  'is_archived',
  'user_not_found',
  'user_disabled',
  'cannot_dm_bot',
  'metadata_too_large',
]);

export function isHopeless(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && HOPELESS.has(error.data.error);
}

export function isPlatformError(error: unknown, name: string): boolean {
  return error instanceof WebAPIPlatformError && error.data.error === name;
}
