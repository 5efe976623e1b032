import { LIFE, type Move, type State } from '#bot/tickets/life.ts';

/** A ticket's history, as it is in the store. */
export type Told = { kind: string; actorId: string | null; detail: unknown };
/** What a ticket's row says of it. */
export type Standing = {
  state: State;
  ownerId: string | null;
  priority: string;
  topic: string | null;
  outcome: string | null;
  isPrivate: boolean;
  mergedIntoId: number | null;
};

/** Which moves are told by which event; written down here a second time, so that the code cannot prove itself. */
const MOVES_TOLD: Record<string, Move[]> = {
  claimed: ['claim', 'reply'],
  released: ['release'],
  assigned: ['assign'],
  resumed: ['requester writes', 'requester thanks', 'follow-up date comes'],
  reopened: ['reopen', 'requester writes'],
  withdrawn: ['take back'],
  closed: ['close'],
  dismissed: ['dismiss'],
  merged: ['merge'],
};
const CAN_BE_UNDONE = ['claimed', 'resolved', 'dismissed', 'merged'];

const NEW: Standing = {
  state: 'open',
  ownerId: null,
  priority: 'normal',
  topic: null,
  outcome: null,
  isPrivate: false,
  mergedIntoId: null,
};

type Last = { kind: string; before: Standing };

/** Tells a ticket's life again from its history alone; `illegal` are steps that the table of its life does not have. */
export function replayed(history: Told[]): { standing: Standing; illegal: string[] } {
  const illegal: string[] = [];
  const requesterId = history.find(({ kind }) => kind === 'opened')?.actorId ?? null;
  let now = NEW;
  let last: Last | undefined;
  for (const told of history) {
    const facts = { ...now, ...sorted(told) };
    const moved = told.kind === 'undone' ? undone(now, last) : afterMove(now, told, requesterId);
    if (moved === 'illegal')
      illegal.push(`${told.kind} from ${now.state}${told.kind === 'undone' ? ` after ${last?.kind}` : ''}`);
    else if (moved) last = { kind: told.kind, before: now };
    now = moved && moved !== 'illegal' ? moved : facts;
  }
  return { standing: now, illegal };
}

/** What changes without a change of state. */
function sorted({ kind, detail }: Told): Partial<Standing> {
  const { priority, topic, mergedIntoId, isPrivate } = factsOf(detail);
  if (kind === 'opened') return { isPrivate: isPrivate === true };
  if (kind === 'prioritised') return { priority: String(priority) };
  // What was merged moves along when its survivor is merged, too.
  if (kind === 'linked' && typeof mergedIntoId === 'number') return { mergedIntoId };
  if (kind === 'topic_chosen') return { topic: textOf(topic) };
  return kind === 'made_private' ? { isPrivate: true } : {};
}

/** As it was before the last step; what was sorted since, stays, unless the step itself had given a topic. */
function undone(now: Standing, last: Last | undefined): Standing | 'illegal' {
  if (!last || !CAN_BE_UNDONE.includes(last.kind)) return 'illegal';
  const { state, ownerId, outcome, topic, mergedIntoId } = last.before;
  return { ...now, state, ownerId, outcome, mergedIntoId, topic: last.kind === 'resolved' ? topic : now.topic };
}

/** Undefined for what is no move. */
function afterMove(now: Standing, told: Told, requesterId: string | null): Standing | 'illegal' | undefined {
  const { actorId, detail } = told;
  const moves = movesMeant(told, requesterId);
  if (!moves) return undefined;
  const step = moves.map((move) => LIFE[move][now.state]).find((one) => typeof one === 'object' && 'to' in one);
  if (typeof step !== 'object' || !('to' in step)) return 'illegal';
  const { to, outcome, topic, mergedIntoId } = factsOf(detail);
  const ownerId = { actor: actorId, named: textOf(to) ?? actorId, kept: now.ownerId, nobody: null }[step.owner];
  return {
    ...now,
    // Nobody has what nobody had before.
    state: step.to === 'claimed' && ownerId === null ? 'open' : step.to,
    ownerId,
    outcome: textOf(outcome) ?? now.outcome,
    topic: textOf(topic) ?? now.topic,
    mergedIntoId: typeof mergedIntoId === 'number' ? mergedIntoId : now.mergedIntoId,
  };
}

/** Of the moves that an event can tell of, those that this one means: on whom it waits, and who resolved it. */
function movesMeant({ kind, actorId, detail }: Told, requesterId: string | null): Move[] | undefined {
  if (kind === 'waiting') return [factsOf(detail).waitingFor ? 'wait on other' : 'wait on member'];
  if (kind === 'resolved') return [actorId === null ? 'go stale' : actorId === requesterId ? 'requester says solved' : 'resolve'];
  return MOVES_TOLD[kind];
}

function factsOf(detail: unknown): Record<string, unknown> {
  return (detail ?? {}) as Record<string, unknown>;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
