// What the page is told, for the routes that say it and for the page that draws it. Types only: the browser loads nothing of this.
import type { Json } from '#test/workspace/state.ts';

/** HTML that the server drew. Whatever a person wrote in it is text, never markup. */
export type Html = string;

/** `GET /page/start`: what does not change while the page is open. */
export type Start = {
  team: { id: string; name: string; domain: string; appName: string; botUserId: string };
  /** Everybody one can act as, by where they belong. */
  cast: { group: string; people: { id: string; name: string; handle: string; note: string }[] }[];
  commands: { name: string; hint: string; says: string }[];
  shortcuts: { id: string; name: string; says: string; on: 'message' | 'anywhere' }[];
  /** Empty when there is no tour. */
  tour: TourStep[];
  /** False when time cannot be moved here. */
  hasClock: boolean;
};

export type TourStep = { id: string; title: string; says: string; button: string };
/** Where a step of the tour ends: whom to act as, and what to look at. */
export type TourStop = {
  as: string;
  channel: string;
  threadTs?: string | undefined;
  /** The message to bring into view. */
  ts?: string | undefined;
  isHome?: boolean | undefined;
  /** Opens the inspector, too. */
  isInspected?: boolean | undefined;
  /** What happened, in a sentence or two. */
  says: string;
};

/** `GET /page/clock`. */
export type ClockFace = {
  /** The playground's time, in milliseconds. */
  now: number;
  /** How far it is ahead of the real one, in milliseconds; 0 in real time. */
  ahead: number;
  isMoving: boolean;
};

/** `GET /page/state`: all that one person sees now. */
export type Seen = {
  /** Grows with each change of anything. */
  version: number;
  now: number;
  /** `hasApp` is false for who is here by Slack Connect alone: their own workspace has not got the app. */
  me: { id: string; name: string; timeZone: string; hasApp: boolean };
  channels: SeenChannel[];
  /** The part of the channel that was asked for; null without a channel. */
  list: SeenList | null;
  thread: { rootTs: string; items: Item[] } | null;
  /** What Slack itself says in grey: the newest three. */
  notices: { text: string; at: number }[];
  /** Open modals, the topmost last. */
  views: SeenView[];
  home: SeenView | null;
};

export type SeenChannel = {
  id: string;
  name: string;
  /** `app` is the conversation with the app. */
  kind: 'public' | 'private' | 'app';
  isArchived: boolean;
  /** Others are in it from another workspace (Slack Connect). */
  isShared: boolean;
  /** What others wrote at the top level since this person last read it. */
  unread: number;
  /** The first of those. */
  firstUnread: string | undefined;
  latest: string;
};

/** Items `from` … `from + items.length - 1` of `total`, oldest first. */
export type SeenList = { from: number; total: number; items: Item[] };

/** A message, or something that only this person sees. */
export type Item = {
  key: string;
  /** Another one whenever anything drawn of it is another. */
  digest: string;
  kind: 'message' | 'ephemeral' | 'event';
  ts: string;
  /** The timestamp of its thread's first message, if it is in one or has one. */
  rootTs: string | undefined;
  author: { id: string; name: string; isApp: boolean; note: string };
  time: { iso: string; short: string; long: string };
  /** The day, in words, of the reader. */
  day: string;
  /** Right after another of the same author, who need not be named again. */
  isContinued: boolean;
  isEdited: boolean;
  /** A reply that is shown in the channel as well. */
  isBroadcast: boolean;
  /** May be edited and deleted by this person; then `text` is what they wrote. */
  isOwn: boolean;
  text: string;
  /** The text, drawn; empty where blocks say it all. */
  html: Html;
  blocks: DrawnBlock[];
  files: { id: string; title: string; isPicture: boolean; address: string; alt: string; size: string }[];
  reactions: { name: string; emoji: string; count: number; isMine: boolean; who: string }[];
  replies: { count: number; latest: string; who: string } | null;
};

/**
 * A block, with its words drawn and its controls as Block Kit has them.
 *
 * In controls, labels and options every `:emoji:` of a plain text is a character already; a page shows them as text.
 */
export type DrawnBlock = {
  type: string;
  blockId: string;
  /** The words and pictures of it: all of a section, header, context, image, rich_text, markdown, table, alert or divider but its controls. */
  html: Html;
  /** The control beside a section. */
  accessory?: Json;
  /** The controls of an actions block. */
  elements?: Json[];
  /** The one control of an input block, and the words around it. */
  input?: { element: Json; label: string; hint: string; isOptional: boolean; tellsAtOnce: boolean };
};

export type SeenView = {
  id: string;
  hash: string;
  title: string;
  submit: string | null;
  close: string;
  /** There is another one below, to which one can go back. */
  isPushed: boolean;
  blocks: DrawnBlock[];
  /** By block id. */
  errors: Record<string, string>;
  /** `state.values` as Slack has them: by block id and action id. */
  values: Record<string, Record<string, Json>>;
};

/** `GET /page/log`: what went between Slack and the bot, newest first. */
export type LogEntry = {
  id: number;
  at: number;
  /** A delivery of Slack's to the bot, or a call of the bot's to Slack. */
  direction: 'to the bot' | 'from the bot';
  /** `message`, `block_actions`, `/triage`, `chat.postMessage` … */
  what: string;
  /** Milliseconds the answer took; of the last attempt. */
  ms: number;
  status: string;
  isGood: boolean;
  /** Attempts so far. */
  tries: number;
};

/** `GET /page/log/7`: one of them whole. */
export type LogDetail = LogEntry & {
  payload: Json | string;
  attempts: { at: number; ms: number; status: string; retry: string; answer: Json | string }[];
};
