/** Where a sign-up can be in its life. */
export const STATES = [
  'asked',
  'questioned',
  'waiting',
  'offered',
  'unsigned',
  'setting up',
  'ready',
  'renewal',
  'suspended',
  'ended',
  'declined',
  'cancelled',
  'expired',
] as const;
export type State = (typeof STATES)[number];

/** Everything that can happen to a sign-up, by whoever's doing. */
export const MOVES = [
  'pass a stage',
  'approve',
  'decline',
  'ask the member',
  'answer',
  'offer a seat',
  'take the seat',
  'let the seat go',
  'sign the agreement',
  'get ready',
  'keep',
  'ask for renewal',
  'renew',
  'not renew',
  'suspend',
  'resume',
  'give back',
  'end',
  'cancel',
  'expire',
  'reopen',
] as const;
export type Move = (typeof MOVES)[number];

/** What a move does to a sign-up in one state. */
export type Step =
  | State
  /** To a seat (`unsigned` or `setting up`) when there is one, and to the waiting list otherwise. */
  | 'seat or list'
  /** To `setting up`, or to `unsigned` while the organisation's agreement is not signed. */
  | 'seat'
  | { refused: Refusal };
export type Refusal =
  | 'being decided'
  | 'with the member'
  | 'on the list'
  | 'not offered'
  | 'not signed'
  | 'being set up'
  | 'ready already'
  | 'not ready'
  | 'suspended'
  | 'over'
  | 'not over'
  | 'not asked';

const refused = (why: Refusal): Step => ({ refused: why });

/** A move that nothing but the states named takes; each other state says why not. */
function only(steps: Partial<Record<State, Step>>, otherwise: Record<State, Refusal>): Record<State, Step> {
  return Object.fromEntries(STATES.map((state) => [state, steps[state] ?? refused(otherwise[state])])) as Record<State, Step>;
}

const over = { ended: 'over', declined: 'over', cancelled: 'over', expired: 'over' } as const;
/** Why a sign-up in a state is not (or no longer) to be decided, set up or ended. */
const where: Record<State, Refusal> = {
  asked: 'being decided',
  questioned: 'with the member',
  waiting: 'on the list',
  offered: 'on the list',
  unsigned: 'not signed',
  'setting up': 'being set up',
  ready: 'ready already',
  renewal: 'being decided',
  suspended: 'suspended',
  ...over,
};
const whereNot: Record<State, Refusal> = { ...where, ready: 'ready already' };
const notOffered: Record<State, Refusal> = { ...where, waiting: 'not offered', asked: 'not offered', questioned: 'not offered' };
const notReady: Record<State, Refusal> = {
  ...where,
  asked: 'not ready',
  questioned: 'not ready',
  waiting: 'not ready',
  offered: 'not ready',
  unsigned: 'not ready',
  'setting up': 'not ready',
};
const notOver: Record<State, Refusal> = Object.fromEntries(STATES.map((state) => [state, 'not over'])) as Record<State, Refusal>;

/** The life of a sign-up: what every move does in every state. Nothing else in the code decides this. */
export const LIFE: Record<Move, Record<State, Step>> = {
  'pass a stage': only({ asked: 'asked', renewal: 'renewal' }, whereNot),
  approve: only({ asked: 'seat or list' }, whereNot),
  decline: only(
    { asked: 'declined', questioned: 'declined', waiting: 'declined', offered: 'declined', unsigned: 'declined' },
    where,
  ),
  'ask the member': only({ asked: 'questioned' }, where),
  answer: only({ questioned: 'asked' }, { ...where, asked: 'not asked' }),
  'offer a seat': only({ waiting: 'offered' }, where),
  'take the seat': only({ offered: 'seat', waiting: 'seat or list' }, notOffered),
  'let the seat go': only({ offered: 'waiting' }, notOffered),
  'sign the agreement': only({ unsigned: 'setting up' }, where),
  'get ready': only({ 'setting up': 'ready' }, where),
  keep: only({ ready: 'ready' }, notReady),
  'ask for renewal': only({ ready: 'renewal' }, notReady),
  renew: only({ renewal: 'ready' }, notReady),
  'not renew': only({ renewal: 'ready' }, notReady),
  suspend: only({ ready: 'suspended', renewal: 'suspended' }, notReady),
  resume: only({ suspended: 'ready' }, { ...notReady, ready: 'ready already' }),
  'give back': only({ ready: 'ended', renewal: 'ended', suspended: 'ended', 'setting up': 'ended' }, notReady),
  end: only({ ready: 'ended', renewal: 'ended', suspended: 'ended', 'setting up': 'ended', unsigned: 'ended' }, notReady),
  cancel: only(
    {
      asked: 'cancelled',
      questioned: 'cancelled',
      waiting: 'cancelled',
      offered: 'cancelled',
      unsigned: 'cancelled',
      'setting up': 'cancelled',
    },
    where,
  ),
  expire: only({ questioned: 'expired', offered: 'expired', unsigned: 'expired' }, where),
  reopen: only({ declined: 'asked', cancelled: 'asked', expired: 'asked' }, { ...notOver, ended: 'over' }),
};

/** States in which a sign-up takes seats away from others. */
export const HOLDS_A_SEAT: readonly State[] = ['offered', 'unsigned', 'setting up', 'ready', 'renewal', 'suspended'];
/** States after which nothing follows. */
export const OVER: readonly State[] = ['ended', 'declined', 'cancelled', 'expired'];
/** States that wait for a decision of an approver. */
export const UNDECIDED: readonly State[] = ['asked', 'questioned'];

export function isOpen(state: State): boolean {
  return !OVER.includes(state);
}

/** What a move is called in a sign-up's history, beside `asked`. */
export const EVENTS = {
  'pass a stage': 'stage_passed',
  approve: 'approved',
  decline: 'declined',
  'ask the member': 'questioned',
  answer: 'answered',
  'offer a seat': 'seat_offered',
  'take the seat': 'seat_taken',
  'let the seat go': 'seat_let_go',
  'sign the agreement': 'agreement_signed',
  'get ready': 'ready',
  keep: 'kept',
  'ask for renewal': 'renewal_asked',
  renew: 'renewed',
  'not renew': 'not_renewed',
  suspend: 'suspended',
  resume: 'resumed',
  'give back': 'given_back',
  end: 'ended',
  cancel: 'cancelled',
  expire: 'expired',
  reopen: 'reopened',
} as const satisfies Record<Move, string>;

/** What else a sign-up's history has. */
export type EventKind =
  | (typeof EVENTS)[Move]
  | 'asked'
  /** One of several whose word a stage needs. */
  | 'approval_given'
  | 'stand_in_asked'
  | 'approver_away'
  | 'approver_back'
  | 'noticed'
  | 'set_up_claimed'
  | 'step_ticked'
  | 'step_unticked'
  | 'expected'
  | 'set_up_released'
  | 'link_given'
  | 'link_opened'
  | 'webhook_sent'
  | 'webhook_failed'
  | 'reported_back'
  | 'reminded'
  /** The tool's fixed end was moved, and with it the end of its term. */
  | 'end_moved'
  | 'asked_if_needed'
  | 'still_needed'
  /** It ends with its term, as its holder wants it. */
  | 'giving_back'
  /** Its holder, or one of its people, left the workspace or their organisation; 'stay_decided': what becomes of that. */
  | 'person_left'
  | 'stay_decided'
  | 'used'
  | 'people_changed'
  | 'handed_over'
  | 'cleared'
  | 'reviewed'
  | 'drawn'
  | 'problem_reported';
