// Files: kept bytes, their description, and the sharing that happens a moment after the upload was completed.
import { withIds } from './block-check.ts';
import { announceIn } from './events.ts';
import { addMessage, asBot, type Draft } from './messages.ts';
import { type Channel, changed, type Json, type StoredFile, type Team, type World } from './state.ts';
import { nextTs } from './timeline.ts';

const TYPES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  csv: 'text/csv',
  txt: 'text/plain',
  json: 'application/json',
};

export function expectFile(world: World, team: Team, name: string, user: string, altText?: string): StoredFile {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? 'binary';
  const file: StoredFile = {
    id: world.nextId('F'),
    teamId: team.id,
    name,
    title: name,
    mimetype: TYPES[extension] ?? 'application/octet-stream',
    filetype: extension,
    altText,
    user,
    created: Math.floor(world.now() / 1000),
    content: Buffer.alloc(0),
    state: 'expected',
    shares: [],
  };
  team.files.set(file.id, file);
  return file;
}

type Sharing = {
  files: StoredFile[];
  channels: Channel[];
  text: string;
  blocks: Json[] | undefined;
  threadTs: string | undefined;
};

/** After the delay the files are ready and, if a channel was named, a message with them is there. */
export function shareSoon(world: World, team: Team, sharing: Sharing): void {
  const work = new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      world.timers.delete(timer);
      void share(world, team, sharing).finally(resolve);
    }, world.shareDelay);
    world.timers.add(timer);
  });
  world.background.add(work);
  void work.finally(() => world.background.delete(work));
}

async function share(world: World, team: Team, sharing: Sharing): Promise<void> {
  for (const file of sharing.files) file.state = 'ready';
  changed(world);
  await Promise.all(
    sharing.channels.map((channel) => {
      const thread =
        sharing.threadTs !== undefined && channel.messages.has(sharing.threadTs) ? { thread_ts: sharing.threadTs } : {};
      const blocks = sharing.blocks?.length ? { blocks: withIds(sharing.blocks, world.nextId) } : {};
      const draft = { ...asBot(team), subtype: 'file_share', upload: true, text: sharing.text, ...blocks, ...thread };
      return addFileMessage(world, team, channel, draft, sharing.files).told;
    }),
  );
}

/** A message that shows files, and the `file_shared` event of each. */
export function addFileMessage(world: World, team: Team, channel: Channel, draft: Draft, files: StoredFile[]) {
  const ts = draft.ts ?? nextTs(world, channel);
  for (const file of files) file.shares.push({ channelId: channel.id, ts, threadTs: draft.thread_ts });
  const { message, told } = addMessage(world, team, channel, {
    ...draft,
    ts,
    files: files.map((file) => fileCard(world, team, file)),
  });
  const shared = files.map((file) =>
    announceIn(world, team, channel, {
      type: 'file_shared',
      file_id: file.id,
      user_id: file.user,
      file: { id: file.id },
      channel_id: channel.id,
      event_ts: ts,
    }),
  );
  return { message, told: Promise.all([told, ...shared]).then(() => undefined) };
}

/** A file as Slack describes it; type and shares stay empty until it is ready. */
export function fileCard(world: World, team: Team, file: StoredFile): Json {
  const isReady = file.state === 'ready';
  const url = `${world.baseUrl}/files/${file.id}`;
  const shares: { public: Json; private: Json } = { public: {}, private: {} };
  for (const share of file.shares) {
    const channel = team.channels.get(share.channelId);
    const side = channel?.kind === 'public' ? shares.public : shares.private;
    const known = (side[share.channelId] ?? []) as Json[];
    side[share.channelId] = [
      ...known,
      {
        ts: share.ts,
        ...(share.threadTs === undefined ? {} : { thread_ts: share.threadTs }),
        channel_name: channel?.name,
        team_id: team.id,
      },
    ];
  }
  const inKind = (kind: Channel['kind']): string[] =>
    file.shares.map((one) => one.channelId).filter((id) => team.channels.get(id)?.kind === kind);
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: isReady ? file.mimetype : '',
    filetype: isReady ? file.filetype : '',
    pretty_type: isReady ? file.filetype.toUpperCase() : '',
    user: file.user,
    user_team: team.id,
    editable: false,
    size: file.content.length,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    is_public: file.shares.length > 0,
    public_url_shared: false,
    url_private: url,
    url_private_download: url,
    permalink: `https://${team.domain}.slack.com/files/${file.user}/${file.id}/${encodeURIComponent(file.name)}`,
    ...(file.altText === undefined ? {} : { alt_txt: file.altText }),
    channels: inKind('public'),
    groups: inKind('private'),
    ims: inKind('im'),
    shares: isReady ? Object.fromEntries(Object.entries(shares).filter(([, side]) => Object.keys(side).length > 0)) : {},
    comments_count: 0,
    has_rich_preview: false,
  };
}

/** The bytes of the first part of a multipart upload, or the whole body of a plain one. */
export function uploadedBytes(contentType: string, body: Buffer): Buffer {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return body;
  const start = body.indexOf('\r\n\r\n');
  const end = body.indexOf(`\r\n--${boundary}`, start + 4);
  return start < 0 || end < 0 ? Buffer.alloc(0) : body.subarray(start + 4, end);
}
