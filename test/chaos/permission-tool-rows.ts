import type { Deed } from '#bot/rights/rights.ts';
import type { State } from '#bot/sign-ups/life.ts';
import type { Prisma } from '#prisma/generated/client.ts';

/** One tool with one sign-up for it, made for a cell: what a forger can put into a payload. */
export type Thing = {
  toolId: string;
  signUpId: number;
  /** Of the same organisation, and nothing to the sign-up. */
  colleague: string;
  /** Who left, while what becomes of their place is undecided. */
  gone: string;
  /** Somebody in Slack whom the bot has not met. */
  unmet: string;
};

/** How a thing is before somebody calls. */
export type Given = {
  state: State;
  signUp?: Partial<Prisma.SignUpUncheckedCreateInput>;
  tool?: Partial<Prisma.ToolUncheckedCreateInput>;
  /** What else there is of it. */
  with?: 'somebody gone' | 'another in line' | 'a review' | 'a link' | 'a webhook';
};

/**
 * What can be seen of it when somebody did who may: something in a sign-up's history or in the audit log, a job, a modal
 * opened (`view`) or answered (`form`) by the beginning of its callback id, or words beside the request.
 */
export type Effect = `${'event' | 'audit' | 'job' | 'view' | 'form' | 'says'} ${string}`;

/** How one handler of the tools' rooms is called, by which deed whoever calls it is judged, and what it then does. */
export type ToolRow = {
  deed: Deed;
  on: 'sign-up' | 'tool' | 'anywhere';
  does: Effect;
  given: Given;
  value?: (thing: Thing) => string;
  fields?: (thing: Thing) => Record<string, Record<string, unknown>>;
  inForm?: (thing: Thing) => string;
  /** Has the right, and yet it is not for them: what is offered leaves them out. */
  notFor?: string[];
};

export type ToolRows = Record<string, ToolRow[]>;

export const number = ({ signUpId }: Thing) => String(signUpId);
export const toolId = (thing: Thing) => thing.toolId;
export const READY: Given = { state: 'ready' };
/** The day on which a thing's review began. */
export const REVIEW_DAY = '2026-03-02';

/** A row of a room: whatever is not said is as for most of its rows. */
export function rowsOf(most: Pick<ToolRow, 'deed' | 'on' | 'given'> & Partial<ToolRow>) {
  return (does: Effect, more: Partial<ToolRow> = {}): ToolRow[] => [{ ...most, does, ...more }];
}
