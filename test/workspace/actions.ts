// Everything a test, the demo or another process can do in a workspace or see of it.
import type { Answer } from './answers.ts';
import type { Delivery } from './delivery.ts';
import * as interactions from './interactions.ts';
import type { Delivered } from './ledger.ts';
import * as people from './people.ts';
import type { Choice, Place } from './places.ts';
import { markRead } from './read-marks.ts';
import type { DisconnectReason } from './socket-mode.ts';
import {
  changed,
  directChannel,
  type Ephemeral,
  type Json,
  type Message,
  type Notice,
  type Person,
  type StoredFile,
  type Team,
  teamOfPerson,
  teamWithAppFor,
  type World,
} from './state.ts';
import * as submissions from './submissions.ts';
import { suggest } from './suggestions.ts';
import {
  addChannel,
  addPerson,
  addStranger,
  addTeam,
  addUserGroup,
  type NewChannel,
  type NewPerson,
  type NewTeam,
} from './teams.ts';
import { shown } from './timeline.ts';
import { uploadFile } from './uploads.ts';
import type { Filled } from './values.ts';
import { viewCard } from './views.ts';

export type Actions = ReturnType<typeof actionsOf>;

/** Everything a test, the demo or another process can do or see; `/control/` offers the same by name. */
export function actionsOf(world: World, delivery: Delivery, first: Team) {
  const teamOf = (userId: string): Team => {
    const team = teamOfPerson(world, userId);
    if (!team) throw new Error(`There is nobody with the id ${userId}`);
    return team;
  };
  const allTeams = (): Team[] => [...world.teams.values()];
  const channelOf = (id: string) => {
    for (const team of world.teams.values()) {
      const channel = team.channels.get(id);
      if (channel) return channel;
    }
    throw new Error(`There is no channel ${id}`);
  };
  const deliveryOf = (entry: Delivered | number): Delivered => {
    const known = typeof entry === 'number' ? world.ledger.delivered.find((one) => one.id === entry) : entry;
    if (!known) throw new Error(`There is no delivery ${String(entry)}`);
    return known;
  };
  return {
    addTeam: (given: NewTeam & { id: string; botToken: string }): Team => addTeam(world, { ...given, teamId: given.id }),
    addPerson: (given: NewPerson): Person => addPerson(world, first, given),
    /** Somebody of another workspace, in channels shared with it (Slack Connect). */
    addStranger: (given: NewPerson & { channels: string[] }): Person => addStranger(world, first, given),
    addChannel: (given: NewChannel) => addChannel(world, first, given),
    addUserGroup: (given: { id?: string; handle: string; users: string[]; teamId?: string }) => addUserGroup(world, first, given),
    changePerson: (userId: string, change: Partial<Omit<Person, 'id' | 'teamId'>>) => people.changePerson(world, userId, change),
    /** Ends somebody's account, told to the bot by `user_change`. */
    deactivate: (userId: string) => people.changePerson(world, userId, { isDeleted: true }),
    /** A person who joins the workspace now, told to the bot by `team_join`. */
    welcome: async (given: NewPerson): Promise<Person> => {
      const person = addPerson(world, first, given);
      await people.announcePerson(world, teamOf(person.id), person);
      return person;
    },
    uninstall: (teamId = first.id) => people.uninstall(world, teamId),

    /** Where the bot's requests go: one URL, or several instances in turn. */
    connect: (url: string | string[]) => delivery.connect(Array.isArray(url) ? url : [url]),

    post: (userId: string, channel: string, text: string, options?: people.PostOptions) =>
      people.post(world, userId, channel, text, options),
    postAsOtherBot: (channel: string, text: string, options?: { ts?: string; threadTs?: string }) =>
      people.postAsOtherBot(world, channel, text, options),
    edit: (userId: string, channel: string, ts: string, text: string) => people.edit(world, userId, channel, ts, text),
    remove: (userId: string, channel: string, ts: string) => people.remove(world, userId, channel, ts),
    react: (userId: string, channel: string, ts: string, name: string) => people.react(world, userId, channel, ts, name),
    unreact: (userId: string, channel: string, ts: string, name: string) => people.react(world, userId, channel, ts, name, true),
    join: (userId: string, channel: string, inviter?: string) => people.join(world, userId, channel, inviter),
    leave: (userId: string, channel: string) => people.leave(world, userId, channel),
    markRead: (userId: string, channel: string, ts: string) => markRead(world, userId, channel, ts),
    archive: (userId: string, channel: string) => people.archive(world, userId, channel),

    command: (userId: string, channel: string, name: string, text = ''): Promise<Answer> =>
      interactions.command(world, delivery, userId, channel, name, text),
    press: (userId: string, place: Place, choice: Choice, value?: Filled): Promise<Answer> =>
      interactions.press(world, delivery, userId, place, choice, value),
    shortcut: (userId: string, callbackId: string, on?: { channel: string; ts: string }): Promise<Answer> =>
      interactions.shortcut(world, delivery, userId, callbackId, on),
    openHome: (userId: string, tab?: 'home' | 'messages') => interactions.openHome(world, userId, tab),
    /** What the bot offers for a text typed into an external select. */
    suggest: (userId: string, place: Place, choice: Choice, typed: string): Promise<Json[]> =>
      suggest(world, delivery, userId, place, choice, typed),
    /** Uploads a file for the file input of a form; answers its id, which is what the input is filled with. */
    uploadFile: (userId: string, name: string, content: Buffer | string) => uploadFile(world, userId, name, content),
    type: (userId: string, viewId: string, values: Record<string, Filled>) => submissions.type(world, userId, viewId, values),
    submit: (userId: string, viewId: string, values?: Record<string, Filled>) =>
      submissions.submit(world, delivery, userId, viewId, values),
    closeView: (userId: string, viewId: string) => submissions.closeModal(world, delivery, userId, viewId),
    /** Closes the whole stack of a person's modals. */
    closeViews: (userId: string) => submissions.closeModals(world, delivery, userId),

    /** What the channel shows, oldest first; with `threadTs` the thread, its parent first. Metadata included. */
    messages: (channelId: string, { threadTs }: { threadTs?: string } = {}): Shown[] => {
      const channel = channelOf(channelId);
      const wanted = threadTs === undefined ? channel.timeline : [threadTs, ...(channel.threads.get(threadTs) ?? [])];
      return wanted.flatMap((ts) => {
        const message = channel.messages.get(ts);
        return message ? [shown(channel, message, true) as Shown] : [];
      });
    },
    message: (channelId: string, ts: string): Shown | undefined => {
      const channel = channelOf(channelId);
      const message = channel.messages.get(ts);
      return message && (shown(channel, message, true) as Shown);
    },
    /** Every message of the bot in a channel, threads included, oldest first. */
    botMessages: (channelId: string): Shown[] => {
      const channel = channelOf(channelId);
      const own = [...channel.messages.values()].filter((message) => message.bot_id !== undefined && message.bot_id !== 'BOTHER');
      return own.sort((a, b) => (a.ts < b.ts ? -1 : 1)).map((message) => shown(channel, message, true) as Shown);
    },
    members: (channelId: string): string[] => [...channelOf(channelId).members],
    /** The DM of a person with the bot, made if there is none yet. */
    directChannel: (userId: string): string => {
      const team = teamWithAppFor(world, userId) ?? teamOf(userId);
      const isPossible = team.people.has(userId) || team.directChannels.has(userId);
      if (!isPossible) throw new Error(`The workspace of ${userId} does not have the app`);
      return directChannel(world, team, userId).id;
    },
    ephemerals: (userId: string): Ephemeral[] =>
      allTeams().flatMap((team) => team.ephemerals.filter((one) => one.user === userId)),
    notices: (userId: string): Notice[] => allTeams().flatMap((team) => team.notices.filter((one) => one.user === userId)),
    /** The modals a person has open, the topmost last. */
    views: (userId: string): Json[] =>
      allTeams().flatMap((team) =>
        (team.stacks.get(userId) ?? []).map((view) => ({ ...viewCard(team, view), errors: view.errors })),
      ),
    home: (userId: string): Json | undefined => {
      const team = teamOf(userId);
      const view = team.homes.get(userId);
      return view && viewCard(team, view);
    },
    files: (teamId = first.id): StoredFile[] => [...(world.teams.get(teamId)?.files.values() ?? [])],
    /** Visible bot messages that carry the same value under a key of their metadata's payload. */
    duplicates: (key = 'key'): { value: string; messages: { channel: string; ts: string }[] }[] => duplicatesBy(world, key),

    /** Sends exactly these bytes and headers to the bot. */
    deliverRaw: (given: { body: string; headers?: Record<string, string | string[]>; path?: string }): Promise<Answer> =>
      delivery.raw(given),
    /** The same bytes once more, freshly signed, as a retry would be; `retryNum` 0 sends no retry headers. */
    redeliver: (entry: Delivered | number, retryNum = 1): Promise<Answer> => {
      return delivery.again(deliveryOf(entry), retryNum);
    },
    /** The last attempt once more, signature and time as they were: what an eavesdropper could send. */
    replay: (entry: Delivered | number): Promise<Answer> => delivery.replay(deliveryOf(entry)),
    /** Open Socket Mode connections. */
    sockets: (): number => world.sockets.count,
    /** Asks the bot to connect again, as Slack does every few hours, or switches Socket Mode off (`link_disabled`). */
    disconnectSockets: (reason: DisconnectReason) => world.sockets.disconnect(reason),
    /** Every Socket Mode connection goes dead without a word. */
    cutSockets: () => world.sockets.cut(),
    retryNow: () => delivery.retryNow(),
    waitingRetries: () => delivery.waitingRetries,
    /** Settles when no delivery is on its way, no retry waits and no file is being shared. */
    settled: async (): Promise<void> => {
      do {
        await Promise.all([...world.background]);
        await delivery.settled();
      } while (world.background.size > 0);
    },
    setHomeTab: (enabled: boolean) => {
      world.homeTabEnabled = enabled;
      changed(world);
    },
  };
}

/** A message as `conversations.history` would show it. */
export type Shown = Message & { reply_count?: number; reply_users?: string[]; latest_reply?: string };

function duplicatesBy(world: World, key: string) {
  const byValue = new Map<string, { channel: string; ts: string }[]>();
  for (const team of world.teams.values()) {
    for (const channel of team.channels.values()) {
      for (const message of channel.messages.values()) {
        const payload = message.metadata?.event_payload as Json | undefined;
        const value = payload?.[key];
        if (value === undefined) continue;
        const name = `${team.id} ${String(value)}`;
        byValue.set(name, [...(byValue.get(name) ?? []), { channel: channel.id, ts: message.ts }]);
      }
    }
  }
  return [...byValue]
    .filter(([, messages]) => messages.length > 1)
    .map(([name, messages]) => ({ value: name.slice(name.indexOf(' ') + 1), messages }));
}
