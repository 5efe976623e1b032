import { z } from 'zod';
import { BadExport } from './bad-export.ts';
import { type ExportFiles, openExport } from './export-files.ts';

const Ts = z.string().regex(/^\d{10}\.\d{6}$/, 'is no timestamp of Slack');
const Id = z.string().min(1).max(50);

const Channel = z.object({ id: Id, name: z.string().min(1) });
const Person = z.object({
  id: Id,
  name: z.string().optional(),
  real_name: z.string().nullish(),
  is_bot: z.boolean().optional(),
  deleted: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  tz: z.string().nullish(),
  profile: z.object({ display_name: z.string().nullish(), real_name: z.string().nullish() }).optional(),
});
const Message = z.object({
  type: z.literal('message'),
  subtype: z.string().optional(),
  ts: Ts,
  thread_ts: Ts.optional(),
  user: Id.optional(),
  bot_id: z.string().nullish(),
  /** What an app calls itself in this message. */
  username: z.string().nullish(),
  text: z.string().nullish(),
  files: z.array(z.looseObject({ name: z.string().nullish(), permalink: z.string().nullish() })).nullish(),
});

export type ExportedPerson = z.infer<typeof Person>;
export type ExportedChannel = z.infer<typeof Channel>;
export type ExportedMessage = z.infer<typeof Message> & {
  channelId: string;
  /** The first message of its thread; null for a top-level message. */
  rootTs: string | null;
};
export type Export = {
  path: string;
  people: ExportedPerson[];
  channels: ExportedChannel[];
  /** Of all channels that are replayed, in the order in which they were written. */
  messages: ExportedMessage[];
};

/** Entries of an export that only tell of a message that has an entry of its own. */
const ABOUT_OTHERS = new Set(['message_changed', 'message_deleted', 'message_replied']);
/** Nobody used Slack before. */
const EARLIEST = Date.UTC(2009, 0, 1) / 1000;

/** Reads and checks an export, all of its channels or one; throws a BadExport naming the file at the first thing wrong. */
export async function readExport(path: string, options: { channel?: string | undefined; now: Date }): Promise<Export> {
  const files = await openExport(path);
  try {
    const all = await readJson(files, 'channels.json', z.array(Channel));
    const channels = all.filter(
      ({ name, id }) => options.channel === undefined || [name, `#${name}`, id].includes(options.channel),
    );
    if (channels.length === 0) throw new BadExport('channels.json', noChannel(all, options.channel));
    const people = files.names.includes('users.json') ? await readJson(files, 'users.json', z.array(Person)) : [];
    const messages: ExportedMessage[] = [];
    for (const channel of channels) messages.push(...(await readChannel(files, channel, options.now)));
    if (messages.length === 0)
      throw new BadExport(path, `there are no messages in ${channels.map(({ name }) => `#${name}`).join(', ')}`);
    messages.sort((a, b) => compare(a.ts, b.ts) || compare(a.channelId, b.channelId));
    return { path, people: withAuthors(people, messages), channels, messages };
  } finally {
    files.close();
  }
}

function noChannel(all: ExportedChannel[], wanted: string | undefined): string {
  if (wanted === undefined) return 'this names no channels';
  return `there is no channel ${wanted}; there are ${all.map(({ name }) => name).join(', ') || 'none'}`;
}

async function readChannel(files: ExportFiles, { id, name }: ExportedChannel, now: Date): Promise<ExportedMessage[]> {
  const days = files.names.filter((file) => file.startsWith(`${name}/`)).sort();
  const byTs = new Map<string, ExportedMessage>();
  for (const day of days) {
    const entries = await readJson(files, day, z.array(z.looseObject({ type: z.string(), subtype: z.string().optional() })));
    for (const entry of entries.filter((one) => one.type === 'message' && !ABOUT_OTHERS.has(one.subtype ?? ''))) {
      const message = check(day, Message, entry);
      checkTimes(day, message, now);
      const { ts, thread_ts } = message;
      byTs.set(ts, { ...message, channelId: id, rootTs: thread_ts && thread_ts !== ts ? thread_ts : null });
    }
  }
  return [...byTs.values()];
}

function checkTimes(file: string, { ts, thread_ts }: { ts: string; thread_ts?: string | undefined }, now: Date): void {
  for (const time of [ts, thread_ts]) {
    if (time === undefined) continue;
    if (Number(time) < EARLIEST) throw new BadExport(file, `the timestamp ${time} is older than Slack`);
    if (Number(time) > now.getTime() / 1000) throw new BadExport(file, `the timestamp ${time} is in the future`);
  }
  if (thread_ts !== undefined && thread_ts > ts)
    throw new BadExport(file, `the message ${ts} is older than its thread, ${thread_ts}`);
}

async function readJson<T extends z.ZodType>(files: ExportFiles, name: string, shape: T): Promise<z.infer<T>> {
  const text = (await files.read(name)).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadExport(name, `this is not JSON (${error instanceof Error ? error.message : error})`);
  }
  return check(name, shape, value);
}

function check<T extends z.ZodType>(file: string, shape: T, value: unknown): z.infer<T> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = z.core.toDotPath(issue?.path ?? []);
  throw new BadExport(file, `this is not as in a Slack export: ${where ? `${where} ` : ''}${issue?.message ?? ''}`);
}

/** Some who wrote are in no list: people who left, and apps. */
function withAuthors(people: ExportedPerson[], messages: ExportedMessage[]): ExportedPerson[] {
  const known = new Map(people.map((person) => [person.id, person]));
  for (const { user } of messages) if (user !== undefined && !known.has(user)) known.set(user, { id: user });
  return [...known.values()];
}

/** By UTF-16 units, so that no language setting of the machine changes the order. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
