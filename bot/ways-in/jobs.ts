import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { withinLimits } from '#bot/slack/limits.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { isPlatformError } from '#bot/slack/own-messages.ts';
import { meet } from '#bot/slack/people.ts';
import type { Voice } from '#bot/slack/saying.ts';
import { hearMessage } from '#bot/tickets/hearing.ts';
import { messageIn } from '#bot/tickets/message-events.ts';
import { type Words, wordsFor } from '#bot/words/words.ts';
import type { Task } from '#bot/worker.ts';
import { answerTaken, offerMessage, placeName } from './blocks.ts';
import { ANSWER_TAKEN } from './direct.ts';
import { judgeMark, type Mark, OFFER, offerToAuthor, TAKE_MARKED } from './offers.ts';
import { splitOffOwnReply } from './own-reply.ts';
import { BACK_FILL, type Message, takeAsRequest, ticketFor } from './ways-in.ts';

const Marked = z.object({
  workspaceId: z.string(),
  channelId: z.string(),
  ts: z.string(),
  actorId: z.string(),
  at: z.number().transform((milliseconds) => new Date(milliseconds)),
  isConfirmed: z.number().transform((flag) => flag === 1),
});
const Thread = z.object({ workspaceId: z.string(), channelId: z.string(), threadTs: z.string(), after: z.string() });

export function waysInTasks(deps: SlackDeps): Record<string, Task> {
  return {
    [TAKE_MARKED]: { run: (payload) => takeMarked(deps, Marked.parse(payload)) },
    [BACK_FILL]: { run: (payload) => backFill(deps, Thread.parse(payload)) },
  };
}

/** Reads a marked message and makes a request of it, or asks its author; who marked it hears only what helps them. */
async function takeMarked(deps: SlackDeps, mark: z.infer<typeof Marked>): Promise<void> {
  const { workspaceId, channelId } = mark;
  try {
    const read = await readMarked(deps, mark);
    if (read === 'unreadable') return await whisper(deps, mark, ({ waysIn }) => waysIn.cannotRead(placeName(channelId, waysIn)));
    if (read === 'not by a person') return await whisper(deps, mark, ({ waysIn }) => waysIn.notByAMember);
    if (read === 'gone') return;
    const { message, isPrivate } = read;
    if ((await ticketFor(deps.db, message)) !== null) return void (await splitOffOwnReply(deps, message, mark));
    const marked = { workspaceId, channelId, authorId: message.authorId, actorId: mark.actorId, isPrivate };
    const verdict = mark.isConfirmed ? 'take it' : await judgeMark(deps.db, marked);
    if (verdict === 'by our team') await whisper(deps, mark, ({ waysIn }) => waysIn.byOurTeam);
    if (verdict === 'ask the author') await offerToAuthor(deps, { ...mark, ...message });
    if (verdict === 'take it') await takeAsRequest(deps, message, { via: 'reaction', at: mark.at });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await whisper(deps, mark, (words) => error.in(words));
  }
}

/** Tells whoever marked a message what hinders it, in their direct message, once. */
async function whisper(deps: SlackDeps, { workspaceId, channelId, ts, actorId }: Mark, sentence: (words: Words) => string) {
  const text = sentence(await wordsFor(deps.db, workspaceId, actorId));
  const key = `marked:${channelId}:${ts}:${actorId}`;
  await deps.db.$transaction((tx) =>
    saySoon(tx, deps, workspaceId, { key, channelId: actorId, content: { kind: 'text', text } }),
  );
}

type Read = { message: Message; isPrivate: boolean } | 'unreadable' | 'gone' | 'not by a person';

/** What Slack says where the bot is not. */
const UNREADABLE = ['not_in_channel', 'channel_not_found', 'missing_scope', 'access_denied'];

/** A marked message as it reads now, with where it was written. */
async function readMarked(deps: SlackDeps, { workspaceId, channelId, ts }: Mark): Promise<Read> {
  try {
    const isPrivate = await isPrivateChannel(deps, workspaceId, channelId);
    const raw = await oneMessage(deps, workspaceId, channelId, ts);
    if (!raw) return 'gone';
    const heard = messageIn(workspaceId, { ...raw, channel: channelId });
    if (!heard?.isHuman || heard.authorId === null) return 'not by a person';
    return { message: { ...heard, authorId: heard.authorId }, isPrivate };
  } catch (error) {
    if (isPlatformError(error, 'thread_not_found') || isPlatformError(error, 'message_not_found')) return 'gone';
    if (UNREADABLE.some((name) => isPlatformError(error, name))) return 'unreadable';
    throw error;
  }
}

/** A direct message with the bot is between the two of them already. */
async function isPrivateChannel(deps: SlackDeps, workspaceId: string, channel: string): Promise<boolean> {
  if (channel.startsWith('D')) return false;
  const client = await deps.slack.client(workspaceId);
  const info = await withinLimits(deps, workspaceId, 'conversations.info', () => client.conversations.info({ channel }));
  return info.channel?.is_private === true;
}

/** The history knows what stands in the channel itself; what stands in a thread is found among its replies. */
async function oneMessage(deps: SlackDeps, workspaceId: string, channel: string, ts: string): Promise<object | undefined> {
  const client = await deps.slack.client(workspaceId);
  const top = { channel, latest: ts, inclusive: true, limit: 1 };
  const history = await withinLimits(deps, workspaceId, 'conversations.history', () => client.conversations.history(top));
  const found = history.messages?.find((message) => message.ts === ts);
  if (found) return found;
  const aside = { channel, ts, oldest: ts, latest: ts, inclusive: true, limit: 10 };
  const thread = await withinLimits(deps, workspaceId, 'conversations.replies', () => client.conversations.replies(aside));
  return thread.messages?.find((message) => message.ts === ts);
}

const PAGE = 200;
const MOST_PAGES = 20;

/**
 * Hears what was written in a thread before its request was one, in the order of writing; heard before, it changes nothing.
 *
 * It is read once the ticket is in the store: a reply is either in what is read or finds the ticket by itself.
 */
async function backFill(deps: SlackDeps, { workspaceId, channelId, threadTs, after }: z.infer<typeof Thread>): Promise<void> {
  const client = await deps.slack.client(workspaceId);
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const asked = { channel: channelId, ts: threadTs, oldest: after, limit: PAGE, ...(cursor ? { cursor } : {}) };
    const thread = await withinLimits(deps, workspaceId, 'conversations.replies', () =>
      client.conversations.replies(asked),
    ).catch(nothingThere);
    for (const reply of thread.messages ?? []) {
      const heard = messageIn(workspaceId, { ...reply, channel: channelId });
      if (heard?.threadTs && heard.ts > after) await hearMessage(deps, heard);
    }
    cursor = thread.response_metadata?.next_cursor;
    if (!cursor) return;
  }
}

type Replies = { messages?: object[]; response_metadata?: { next_cursor?: string } };

function nothingThere(error: unknown): Replies {
  if (isPlatformError(error, 'thread_not_found') || UNREADABLE.some((name) => isPlatformError(error, name))) return {};
  throw error;
}

const Offered = z.object({
  authorId: z.string(),
  actorId: z.string(),
  channelId: z.string(),
  ts: z.string(),
  threadTs: z.string().nullable(),
});

const sayOffer: Voice = {
  // Their language is Slack's to tell, if we have not met yet.
  prepare: (deps, workspaceId, content) => meet(deps, workspaceId, Offered.parse(content).authorId),
  render: async (tx, _deps, workspaceId, content) => {
    const offered = Offered.parse(content);
    const { url } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { url: true } });
    return offerMessage(offered, url, await wordsFor(tx, workspaceId, offered.authorId));
  },
};

const Added = z.object({
  authorId: z.string(),
  ticketId: z.number(),
  channelId: z.string(),
  ts: z.string(),
  canBeNew: z.boolean(),
});

const sayAnswerTaken: Voice = {
  render: async (tx, _deps, workspaceId, content) => {
    const added = Added.parse(content);
    return answerTaken(added, await wordsFor(tx, workspaceId, added.authorId));
  },
};

export const waysInVoices: Record<string, Voice> = { [OFFER]: sayOffer, [ANSWER_TAKEN]: sayAnswerTaken };
