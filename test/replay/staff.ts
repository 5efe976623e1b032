import { BadExport } from './bad-export.ts';
import { compare, type Export } from './export.ts';

const STAFF = 3;

/** Who is staff in a replay: those named, or the three people with the most replies in threads that others opened. */
export function chooseStaff(source: Export, named: string[] | undefined): string[] {
  const isBot = new Map(source.people.map((person) => [person.id, person.is_bot === true]));
  if (named) {
    const unknown = named.filter((id) => !isBot.has(id));
    if (unknown.length > 0) throw new BadExport(source.path, `nobody in this export has the id ${unknown.join(', ')}`);
    return [...new Set(named)];
  }
  const openers = new Map(source.messages.map(({ channelId, ts, user }) => [`${channelId} ${ts}`, user]));
  const replies = new Map<string, number>();
  for (const { channelId, rootTs, user, bot_id } of source.messages) {
    const opener = rootTs === null ? undefined : openers.get(`${channelId} ${rootTs}`);
    if (user === undefined || bot_id || isBot.get(user) || opener === undefined || opener === user) continue;
    replies.set(user, (replies.get(user) ?? 0) + 1);
  }
  const ranked = [...replies].sort(([a, most], [b, more]) => more - most || compare(a, b));
  return ranked.slice(0, STAFF).map(([id]) => id);
}
