import { z } from 'zod';
import { Count, Percentiles } from './percentiles.ts';

/** waiting at the start + asked + asked once more = approved + declined + taken back + no answer + still undecided */
const SignUpSum = z.object({
  undecidedAtStart: Count,
  asked: Count,
  /** Asked for once more after it was declined, taken back or expired */
  reopened: Count,
  approved: Count,
  declined: Count,
  takenBack: Count,
  noAnswer: Count,
  undecidedAtEnd: Count,
  /** Start and moves add up to the end */
  sumHolds: z.boolean(),
});
export type SignUpSum = z.infer<typeof SignUpSum>;

const Decisions = z.object({
  n: Count,
  business: Percentiles.nullable(),
  undecided: Count,
  /** Taken back, or expired without an answer of the member, before anybody decided */
  endedUndecided: Count,
  /** Approved by the press itself, because nobody has to; not among the others */
  atOnce: Count,
});
export type Decisions = z.infer<typeof Decisions>;

const MadeReady = z.object({
  n: Count,
  business: Percentiles.nullable(),
  notYet: Count,
  /** Those of them who stand in line for a seat */
  inLine: Count,
  /** Cancelled, declined after all, or expired before it was ready */
  endedBefore: Count,
});
export type MadeReady = z.infer<typeof MadeReady>;

const ToolSeats = z.object({ toolId: z.string(), name: z.string(), used: Count, cap: Count.nullable(), waiting: Count });
export type ToolSeats = z.infer<typeof ToolSeats>;

/** Seats whose term ends within 30 days, and what was answered about them. */
const Ending = z.object({
  seats: Count,
  kept: Count,
  /** Or not renewed */
  givenBack: Count,
  /** Asked to be kept, where that has to be approved */
  beingDecided: Count,
  noAnswer: Count,
});
export type Ending = z.infer<typeof Ending>;

const Undecided = z.object({
  signUpId: z.int(),
  tool: z.string(),
  /** A renewal, which is not in the sum */
  isRenewal: z.boolean(),
  askedAt: z.iso.datetime(),
  /** In working time, without what the member had it for */
  businessSeconds: Count,
  /** Whose turn it is */
  turn: z.enum(['approvers', 'member', 'nobody']),
  /** Approvers who have not decided, or the member */
  memberIds: z.array(z.string()),
});
export type Undecided = z.infer<typeof Undecided>;

/** What a digest keeps of tools and sign-ups. Left out where there is no tool. */
export const SignUpFigures = z.object({
  sum: SignUpSum,
  decisions: Decisions,
  ready: MadeReady,
  tools: z.array(ToolSeats),
  /** Seats that became ready in the period, and those still being set up */
  seatsMadeReady: Count,
  seatsBeingSetUp: Count,
  ending: Ending,
  /** Those that wait longest for a decision; for staff only */
  oldestUndecided: z.array(Undecided),
});
export type SignUpFigures = z.infer<typeof SignUpFigures>;
