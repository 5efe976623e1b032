// response_url: five uses within half an hour; and the same kind of body as the answer to a command.
import { checkMessageBlocks, withIds } from './block-check.ts';
import { LIMITS } from './limits.ts';
import { addEphemeral, addMessage, asBot, changeMessage, removeMessage } from './messages.ts';
import { ApiError } from './method.ts';
import { isObject, lengthOf } from './shapes.ts';
import { changed, type Json, type Message, type ResponseUrl, type Team, type World } from './state.ts';

const USES = 5;
const LIFE = 30 * 60_000;
const FIELDS = new Set([
  'text',
  'blocks',
  'attachments',
  'response_type',
  'replace_original',
  'delete_original',
  'thread_ts',
  'mrkdwn',
  'unfurl_links',
  'unfurl_media',
  'metadata',
]);

export function newResponseUrl(
  world: World,
  team: Team,
  channelId: string,
  userId: string,
  about: { messageTs?: string; ephemeralId?: string },
): string {
  const id = world.nextId('R');
  const { messageTs, ephemeralId } = about;
  world.responseUrls.set(id, { id, teamId: team.id, channelId, userId, at: world.now(), uses: 0, messageTs, ephemeralId });
  return `${world.baseUrl}/response/${id}`;
}

/** Answers a POST to a response_url; Slack says 404 with one word when it may not be used any more. */
export function answerResponse(world: World, id: string, body: Buffer): { status: number; body: string } {
  const url = world.responseUrls.get(id);
  const team = url && world.teams.get(url.teamId);
  if (!url || !team) return { status: 404, body: '{"ok":false,"error":"invalid_url"}' };
  if (world.now() - url.at > LIFE) return { status: 404, body: '{"ok":false,"error":"expired_url"}' };
  if (url.uses >= USES) return { status: 404, body: '{"ok":false,"error":"used_url"}' };
  url.uses += 1;
  const given = parsed(body);
  if (!given) return { status: 400, body: 'invalid_payload' };
  const problem = applyResponse(world, team, { ...url, via: 'response_url' }, given);
  return problem
    ? { status: problem === 'no_text' ? 400 : 404, body: JSON.stringify({ ok: false, error: problem }) }
    : { status: 200, body: 'ok' };
}

type Target = Pick<ResponseUrl, 'channelId' | 'userId'> & Partial<ResponseUrl> & { via: 'response_url' | 'answer' };

/** Shows, replaces or deletes; the answer is Slack's word for what is wrong, if anything. */
export function applyResponse(world: World, team: Team, target: Target, given: Json): string | undefined {
  const unknown = Object.keys(given).find((name) => !FIELDS.has(name));
  if (unknown !== undefined) return `invalid_arguments (${unknown})`;
  if (given.delete_original === true) return deleteOriginal(world, team, target);
  const text = typeof given.text === 'string' ? given.text : '';
  const blocks = Array.isArray(given.blocks) ? given.blocks : undefined;
  if (text === '' && !blocks?.length) return 'no_text';
  if (lengthOf(text) > LIMITS.message.text) return 'msg_too_long';
  try {
    if (blocks) checkMessageBlocks(team, blocks);
  } catch (error) {
    if (error instanceof ApiError) return `${error.code} ${JSON.stringify(error.extra.errors ?? '')}`;
    throw error;
  }
  const content = { text, blocks: blocks?.length ? withIds(blocks.filter(isObject), world.nextId) : undefined };
  if (given.replace_original === true) return replaceOriginal(world, team, target, content);
  if (given.response_type === 'in_channel') return sayInChannel(world, team, target, content, given.thread_ts);
  const threadTs = typeof given.thread_ts === 'string' ? given.thread_ts : undefined;
  addEphemeral(world, team, { channel: target.channelId, user: target.userId, ...content, threadTs, via: target.via });
  return undefined;
}

type Content = { text: string; blocks: Json[] | undefined };

function sayInChannel(world: World, team: Team, target: Target, content: Content, threadTs: unknown): string | undefined {
  const channel = team.channels.get(target.channelId);
  if (!channel) return 'channel_not_found';
  void addMessage(world, team, channel, {
    ...asBot(team),
    text: content.text,
    ...(content.blocks ? { blocks: content.blocks } : {}),
    ...(typeof threadTs === 'string' ? { thread_ts: threadTs } : {}),
  }).told;
  return undefined;
}

function replaceOriginal(world: World, team: Team, target: Target, content: Content): string | undefined {
  const ephemeral = team.ephemerals.find((one) => one.id === target.ephemeralId);
  if (ephemeral) {
    Object.assign(ephemeral, content);
    changed(world);
    return undefined;
  }
  const channel = team.channels.get(target.channelId);
  const message = channel?.messages.get(target.messageTs ?? '');
  if (!channel || !message) return 'message_not_found';
  const { blocks: _blocks, ...rest } = message;
  const next: Message = { ...rest, text: content.text, ...(content.blocks ? { blocks: content.blocks } : {}) };
  void changeMessage(world, team, channel, message, next);
  return undefined;
}

function deleteOriginal(world: World, team: Team, target: Target): string | undefined {
  const at = team.ephemerals.findIndex((one) => one.id === target.ephemeralId);
  if (at >= 0) {
    team.ephemerals.splice(at, 1);
    changed(world);
    return undefined;
  }
  const channel = team.channels.get(target.channelId);
  const message = channel?.messages.get(target.messageTs ?? '');
  if (!channel || !message) return 'message_not_found';
  void removeMessage(world, team, channel, message);
  return undefined;
}

function parsed(body: Buffer): Json | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
