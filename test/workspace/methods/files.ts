// files.*: the three steps of an upload. Sharing happens later, as in Slack: the answer has no timestamp.
import { invalidArguments } from '../arguments.ts';
import { checkMessageBlocks } from '../block-check.ts';
import { expectFile, fileCard, shareSoon } from '../files.ts';
import { LIMITS } from '../limits.ts';
import { ApiError, type Call, type Method, numberOf, stringOf, visibleChannel } from '../method.ts';
import { isObject, lengthOf } from '../shapes.ts';
import type { Channel, Json, StoredFile } from '../state.ts';

export const FILES: Record<string, Method> = {
  'files.getUploadURLExternal': {
    args: { filename: 'string!', length: 'number!', alt_txt: 'string', snippet_type: 'string' },
    scope: 'files:write',
    tier: 4,
    run: (call) => {
      const alt = stringOf(call, 'alt_txt');
      if (alt !== undefined && lengthOf(alt) > LIMITS.altText) throw new ApiError('alt_txt_too_large');
      if ((numberOf(call, 'length') ?? 0) <= 0) throw invalidArguments(['[ERROR] must be greater than 0 [json-pointer:/length]']);
      const file = expectFile(call.world, call.team, stringOf(call, 'filename') ?? '', call.team.botUserId, alt);
      return { upload_url: `${call.world.baseUrl}/upload/v1/${file.id}`, file_id: file.id };
    },
  },
  'files.completeUploadExternal': {
    args: {
      files: 'array!',
      channel_id: 'string',
      channels: 'string',
      initial_comment: 'string',
      thread_ts: 'ts',
      blocks: 'blocks',
    },
    scope: 'files:write',
    tier: 4,
    run: complete,
  },
  'files.info': {
    args: { file: 'string!', count: 'number', cursor: 'string', limit: 'number', page: 'number' },
    scope: 'files:read',
    tier: 4,
    run: (call) => {
      const file = call.team.files.get(stringOf(call, 'file') ?? '');
      if (!file || file.state === 'expected') throw new ApiError('file_not_found');
      return { file: fileCard(call.world, call.team, file), comments: [], response_metadata: { next_cursor: '' } };
    },
  },
};

function complete(call: Call): Json {
  const channels = [stringOf(call, 'channel_id'), ...(stringOf(call, 'channels') ?? '').split(',')].filter(
    (id) => id !== undefined && id !== '',
  );
  const targets = channels.map((id) => postable(call, id));
  const files = (call.args.files as unknown[]).map((given) => uploaded(call, given));
  const blocks = call.args.blocks as unknown[] | undefined;
  if (blocks) checkMessageBlocks(call.team, blocks);
  for (const file of files) file.state = 'completing';
  const threadTs = stringOf(call, 'thread_ts') || undefined;
  shareSoon(call.world, call.team, {
    files,
    channels: targets,
    text: stringOf(call, 'initial_comment') ?? '',
    blocks: blocks as Json[] | undefined,
    threadTs,
  });
  return { files: files.map((file) => fileCard(call.world, call.team, file)) };
}

function postable(call: Call, id: string | undefined): Channel {
  const channel = visibleChannel(call, id);
  if (!channel.members.has(call.team.botUserId)) throw new ApiError('not_in_channel');
  return channel;
}

function uploaded(call: Call, given: unknown): StoredFile {
  if (!isObject(given) || typeof given.id !== 'string')
    throw invalidArguments(['[ERROR] missing required field: id [json-pointer:/files/0]']);
  const file = call.team.files.get(given.id);
  if (file?.state !== 'uploaded') throw new ApiError('file_not_found');
  if (typeof given.title === 'string') file.title = given.title;
  return file;
}
