import type { EventKind } from './events.ts';

/** Where a ticket can be in its life. */
export const STATES = [
  'open',
  'claimed',
  'waiting on member',
  'waiting on other',
  'resolved',
  'closed',
  'dismissed',
  'merged',
] as const;
export type State = (typeof STATES)[number];

/** Everything that can happen to a ticket, by whoever's doing. */
export const MOVES = [
  'claim',
  'release',
  'assign',
  'reply',
  'requester writes',
  'requester thanks',
  'somebody else writes',
  'wait on member',
  'wait on other',
  'follow-up date comes',
  'resolve',
  'requester says solved',
  'take back',
  'go stale',
  'reopen',
  'close',
  'dismiss',
  'merge',
  'undo',
] as const;
export type Move = (typeof MOVES)[number];

/** What a move does to a ticket in one state. */
export type Step =
  | { to: State; owner: 'actor' | 'named' | 'kept' | 'nobody' }
  /** Written down and nothing else changes. */
  | 'recorded'
  /** The ticket stays as it is, and what was written opens a new one linked to it. */
  | 'opens a linked ticket'
  /** Back to what it was before the step that is undone. */
  | 'as before'
  | { refused: Refusal };
export type Refusal =
  | 'taken'
  | 'nobody has it'
  | 'resolved already'
  | 'not resolved'
  | 'closed'
  | 'not a request'
  | 'merged'
  | 'nothing to undo';

const actor = (to: State): Step => ({ to, owner: 'actor' });
const named = (to: State): Step => ({ to, owner: 'named' });
const kept = (to: State): Step => ({ to, owner: 'kept' });
const refused = (why: Refusal): Step => ({ refused: why });

const gone = { closed: refused('closed'), dismissed: refused('not a request'), merged: refused('merged') };
const out = { resolved: refused('resolved already'), ...gone };
const recorded = {
  open: 'recorded',
  claimed: 'recorded',
  'waiting on member': 'recorded',
  'waiting on other': 'recorded',
  resolved: 'recorded',
  closed: 'recorded',
  dismissed: 'recorded',
  merged: 'recorded',
} as const satisfies Record<State, Step>;

/** The life of a ticket: what every move does in every state. Nothing else in the code decides this. */
export const LIFE: Record<Move, Record<State, Step>> = {
  claim: {
    open: actor('claimed'),
    claimed: refused('taken'),
    'waiting on member': refused('taken'),
    'waiting on other': refused('taken'),
    ...out,
  },
  release: {
    open: refused('nobody has it'),
    claimed: { to: 'open', owner: 'nobody' },
    'waiting on member': { to: 'open', owner: 'nobody' },
    'waiting on other': { to: 'open', owner: 'nobody' },
    ...out,
  },
  assign: {
    open: named('claimed'),
    claimed: named('claimed'),
    'waiting on member': named('waiting on member'),
    'waiting on other': named('waiting on other'),
    ...out,
  },
  reply: { ...recorded, open: actor('claimed') },
  'requester writes': {
    ...recorded,
    'waiting on member': kept('claimed'),
    resolved: kept('claimed'),
    closed: 'opens a linked ticket',
    dismissed: 'opens a linked ticket',
  },
  'requester thanks': { ...recorded, 'waiting on member': kept('claimed') },
  'somebody else writes': recorded,
  'wait on member': {
    open: refused('nobody has it'),
    claimed: kept('waiting on member'),
    'waiting on member': 'recorded',
    'waiting on other': kept('waiting on member'),
    ...out,
  },
  'wait on other': {
    open: refused('nobody has it'),
    claimed: kept('waiting on other'),
    'waiting on member': kept('waiting on other'),
    'waiting on other': kept('waiting on other'),
    ...out,
  },
  'follow-up date comes': { ...recorded, 'waiting on other': kept('claimed') },
  resolve: {
    open: actor('resolved'),
    claimed: kept('resolved'),
    'waiting on member': kept('resolved'),
    'waiting on other': kept('resolved'),
    ...out,
  },
  'requester says solved': {
    open: kept('resolved'),
    claimed: kept('resolved'),
    'waiting on member': kept('resolved'),
    'waiting on other': kept('resolved'),
    ...out,
  },
  'take back': {
    open: kept('resolved'),
    claimed: kept('resolved'),
    'waiting on member': kept('resolved'),
    'waiting on other': kept('resolved'),
    ...out,
  },
  'go stale': { ...recorded, 'waiting on member': kept('resolved') },
  reopen: {
    open: refused('not resolved'),
    claimed: refused('not resolved'),
    'waiting on member': refused('not resolved'),
    'waiting on other': refused('not resolved'),
    resolved: kept('claimed'),
    ...gone,
  },
  close: { ...recorded, resolved: kept('closed') },
  dismiss: {
    open: kept('dismissed'),
    claimed: kept('dismissed'),
    'waiting on member': kept('dismissed'),
    'waiting on other': kept('dismissed'),
    ...out,
  },
  merge: {
    open: kept('merged'),
    claimed: kept('merged'),
    'waiting on member': kept('merged'),
    'waiting on other': kept('merged'),
    ...out,
  },
  undo: {
    open: refused('nothing to undo'),
    claimed: 'as before',
    'waiting on member': refused('nothing to undo'),
    'waiting on other': refused('nothing to undo'),
    resolved: 'as before',
    closed: refused('closed'),
    dismissed: 'as before',
    merged: 'as before',
  },
};

/** What a move that changes the state is called in a ticket's history. */
export function eventOf(move: Move, from: State): EventKind {
  if (move === 'requester writes' || move === 'requester thanks') return from === 'resolved' ? 'reopened' : 'resumed';
  return EVENTS[move];
}

const EVENTS: Record<Exclude<Move, 'requester writes' | 'requester thanks'>, EventKind> = {
  claim: 'claimed',
  release: 'released',
  assign: 'assigned',
  reply: 'claimed',
  'somebody else writes': 'member_wrote',
  'wait on member': 'waiting',
  'wait on other': 'waiting',
  'follow-up date comes': 'resumed',
  resolve: 'resolved',
  'requester says solved': 'resolved',
  'take back': 'withdrawn',
  'go stale': 'resolved',
  reopen: 'reopened',
  close: 'closed',
  dismiss: 'dismissed',
  merge: 'merged',
  undo: 'undone',
};

/** Events after which a ticket can be put back to what it was, for as long as no other change of state follows. */
export const UNDOABLE_EVENTS: readonly string[] = ['claimed', 'resolved', 'dismissed', 'merged'];
/** Events that changed a ticket's state. */
export const STATE_EVENTS: readonly string[] = [...new Set<string>([...Object.values(EVENTS), 'reopened', 'resumed'])].filter(
  (kind) => kind !== 'member_wrote',
);

/** What a ticket's row has for its state while it counts as being in the queue. */
export const IN_QUEUE: readonly string[] = ['open', 'claimed', 'waiting'];

/** How a state is kept in a ticket's row. */
export function stateOf(row: { state: string; waitingOn: string | null }): State {
  const state = row.state === 'waiting' ? `waiting on ${row.waitingOn}` : row.state;
  const known = STATES.find((name) => name === state);
  if (!known) throw new Error(`a ticket is in a state nobody knows: ${state}`);
  return known;
}

/** The columns that hold a state; the inverse of `stateOf`. */
export function columnsOf(state: State): { state: string; waitingOn: string | null } {
  if (state === 'waiting on member') return { state: 'waiting', waitingOn: 'member' };
  if (state === 'waiting on other') return { state: 'waiting', waitingOn: 'other' };
  return { state, waitingOn: null };
}
