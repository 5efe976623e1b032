// A playground that begins with the history of a real Slack: an export's people, channels and messages, and a desk among them.
import type { Deps } from '#bot/deps.ts';
import { planReadings } from '#bot/members/reading.ts';
import { planDigests } from '#bot/reports/digests.ts';
import { type Export, type ExportedMessage, type ExportedPerson, readExport } from '#test/replay/export.ts';
import { chooseStaff } from '#test/replay/staff.ts';
import { seedDesk } from '#test/support/desk.ts';
import type { PastMessage } from '#test/workspace/past.ts';
import type { Workspace } from '#test/workspace/workspace.ts';
import type { History } from './options.ts';
import { readAll } from './reading.ts';
import type { Start } from './seen.ts';

/** What an export becomes in the stand-in Slack. */
export type Settled = { staff: string[]; channels: string[]; triage: string; news: string; cast: Start['cast'] };

/** Reads the export; throws one sentence for what is wrong with it. */
export async function readHistory({ path, channel }: History, now: Date): Promise<Export> {
  return readExport(path, { channel, now });
}

/** Slack's own voice is listed among the people of an export, as a person. */
const SLACKBOT = 'USLACKBOT';
const LEAST_STAFF = 2;

/** Fills an empty stand-in Slack to which no bot is connected yet: all this was before it came. */
export async function settleHistory(slack: Workspace, source: Export): Promise<Settled> {
  const people = [...new Map(source.people.map((person) => [person.id, person])).values()];
  const staff = staffOf(source);
  for (const person of people) await addPerson(slack, person, person.id === staff[0]);
  const active = people.filter(({ deleted }) => !deleted).map(({ id }) => id);
  const members = [...active, slack.botUserId];
  const names = new Set(source.channels.map(({ name }) => name));
  for (const { id, name } of source.channels) {
    slack.addChannel({ id, name, members });
    slack.addPast(id, source.messages.filter(({ channelId }) => channelId === id).map(pastMessage));
    readAll(slack, id);
  }
  const triage = { name: free('help-triage', names), isPrivate: true, members: [...staff, slack.botUserId] };
  return {
    staff,
    channels: source.channels.map(({ id }) => id),
    triage: slack.addChannel(triage).id,
    news: slack.addChannel({ name: free('help-digest', names), members }).id,
    cast: castOf(source, people, staff),
  };
}

/** Sets a desk up for all channels, as `/rochdale setup` would, and has the bot read who is there. */
export async function openDesk(deps: Deps, slack: Workspace, settled: Settled): Promise<void> {
  const [lead, ...staff] = settled.staff;
  await seedDesk(deps.db, {
    workspaceId: slack.teamId,
    helpChannels: settled.channels,
    triageChannelId: settled.triage,
    digestChannelId: settled.news,
    staff,
    leads: lead === undefined ? [] : [lead],
    setUpAt: deps.now(),
  });
  await planReadings(deps);
  await planDigests(deps);
}

/** Whoever is there and answered others most; where hardly anybody did, whoever wrote most. */
function staffOf(source: Export): string[] {
  const away = new Set(source.people.filter((person) => person.deleted || isBot(person)).map(({ id }) => id));
  const ofThose = source.messages.filter(({ user }) => user !== undefined && !away.has(user));
  const answerers = chooseStaff({ ...source, messages: ofThose }, undefined);
  const writers = mostActive(ofThose).filter((id) => !answerers.includes(id));
  return [...answerers, ...writers.slice(0, Math.max(0, LEAST_STAFF - answerers.length))];
}

/** Who wrote, those with most messages first. */
function mostActive(messages: ExportedMessage[]): string[] {
  const counts = new Map<string, number>();
  for (const { user } of messages) if (user !== undefined) counts.set(user, (counts.get(user) ?? 0) + 1);
  return [...counts].toSorted(([, most], [, more]) => more - most).map(([id]) => id);
}

function isBot({ id, is_bot }: ExportedPerson): boolean {
  return is_bot === true || id === SLACKBOT;
}

function nameOf({ id, name, real_name, profile }: ExportedPerson): string {
  return profile?.display_name || profile?.real_name || real_name || name || id;
}

/** The first of the staff administers the workspace, so that everything can be tried. */
async function addPerson(slack: Workspace, person: ExportedPerson, isAdmin: boolean): Promise<void> {
  const { id, name = id, tz, is_restricted: isGuest = false } = person;
  slack.addPerson({ id, name, realName: nameOf(person), isBot: isBot(person), isGuest, isAdmin, tz: tz ?? 'UTC' });
  if (person.deleted) await slack.deactivate(id);
}

function pastMessage({ ts, thread_ts, user, bot_id, username, subtype, text, files }: ExportedMessage): PastMessage {
  return {
    ts,
    text: text ?? '',
    fileNames: (files ?? []).map(({ name }) => name || 'a file'),
    ...(thread_ts === undefined ? {} : { thread_ts }),
    ...(user === undefined ? {} : { user }),
    ...(bot_id ? { bot_id } : {}),
    ...(username ? { username } : {}),
    ...(subtype === undefined ? {} : { subtype }),
  };
}

/** A name that no channel of the export has. */
function free(name: string, taken: Set<string>): string {
  let count = 1;
  while (taken.has(count === 1 ? name : `${name}-${count}`)) count += 1;
  return count === 1 ? name : `${name}-${count}`;
}

/** Everybody who can act: somebody who asks first, then staff, then the others, those who wrote most first. */
function castOf({ messages }: Export, people: ExportedPerson[], staff: string[]): Start['cast'] {
  const rank = new Map(mostActive(messages).map((id, index) => [id, index]));
  const rankOf = ({ id }: ExportedPerson) => rank.get(id) ?? rank.size;
  const able = people.filter((person) => !person.deleted && !isBot(person)).toSorted((a, b) => rankOf(a) - rankOf(b));
  const [first, ...others] = able.filter(({ id }) => !staff.includes(id));
  const ordered = [...(first ? [first] : []), ...staff.flatMap((id) => able.find((person) => person.id === id) ?? []), ...others];
  const noteOn = (id: string, isGuest: boolean) => {
    if (id === staff[0]) return 'lead and admin';
    if (staff.includes(id)) return 'staff';
    return isGuest ? 'guest' : '';
  };
  return [
    {
      group: 'People of the export',
      people: ordered.map((person) => ({
        id: person.id,
        name: nameOf(person),
        handle: person.name ?? person.id,
        note: noteOn(person.id, person.is_restricted === true),
      })),
    },
  ];
}
