import { z } from 'zod';
import type { SlackDeps } from './clients.ts';
import { conversationWith } from './conversations.ts';
import { withinLimits } from './limits.ts';

/** `altText` is for those who do not see a picture; Slack takes 1,000 characters. */
export type Upload = { filename: string; title: string; bytes: Uint8Array; altText?: string };
type Place = { workspaceId: string; channelId: string; threadTs?: string; comment: string };

const Ticket = z.object({ upload_url: z.url(), file_id: z.string() });
const History = z.object({
  messages: z.array(z.object({ files: z.array(z.object({ name: z.string().nullish() })).optional() })),
});

/**
 * Brings files into a conversation (a person's id stands for the direct message with them) or a thread, in one message.
 *
 * Files carry no mark of ours, so they are known by their names: what is there already, after a crash, is not brought again.
 */
export async function bringFiles(
  deps: SlackDeps,
  { workspaceId, channelId, threadTs, comment }: Place,
  uploads: readonly Upload[],
): Promise<void> {
  const client = await deps.slack.client(workspaceId);
  const channel = await conversationWith(deps, client, workspaceId, channelId);
  const limited = <T>(method: string, call: () => Promise<T>) => withinLimits(deps, workspaceId, method, call);
  const history = threadTs
    ? await limited('conversations.replies', () => client.conversations.replies({ channel, ts: threadTs, limit: 200 }))
    : await limited('conversations.history', () => client.conversations.history({ channel, limit: 50 }));
  const known = History.parse(history).messages.flatMap(({ files = [] }) => files.map(({ name }) => name));
  if (uploads.every(({ filename }) => known.includes(filename))) return;
  const files: { id: string; title: string }[] = [];
  for (const { filename, title, bytes, altText } of uploads) {
    const asked = { filename, length: bytes.length, ...(altText ? { alt_txt: altText } : {}) };
    const ticket = Ticket.parse(
      // The client's types call the argument alt_text; Slack calls it alt_txt.
      await limited('files.getUploadURLExternal', () => client.apiCall('files.getUploadURLExternal', asked)),
    );
    const sent = await fetch(ticket.upload_url, {
      method: 'POST',
      body: new Uint8Array(bytes),
      signal: AbortSignal.timeout(20_000),
    });
    if (!sent.ok) throw new Error(`Slack refused the bytes of a file: ${sent.status}`);
    files.push({ id: ticket.file_id, title });
  }
  const [first, ...others] = files;
  if (!first) return;
  await limited('files.completeUploadExternal', () =>
    client.files.completeUploadExternal({
      files: [first, ...others],
      initial_comment: comment,
      ...(threadTs ? { channel_id: channel, thread_ts: threadTs } : { channel_id: channel }),
    }),
  );
}
