// How a week at Riverbend Co-op is written down: who writes, who presses what, and when.
import type { Name, Room } from './riverbend.ts';

/** `mon 09:05` of the week that the last digest is about, `+tue 14:00` of the week after it; by the clock of the desk. */
export type When = string;

/** One thing that somebody does in a story. */
export type Act =
  /** Writes in the thread */
  | [When, Name, 'says', text: string]
  /** Writes one more top-level message, before anybody else does */
  | [When, Name, 'adds', text: string]
  | [When, Name, 'edits', text: string]
  | [When, Name, 'deletes']
  /** Presses a button of the card */
  | [When, Name, 'claims' | 'solves' | 'dismisses']
  /** Fills in the card's forms */
  | [When, Name, 'replies', text: string]
  | [When, Name, 'resolves', topic: string, outcome?: 'solved' | 'answered by a member' | 'no longer needed']
  /** Presses how happy they are, in their direct message, and writes why */
  | [When, Name, 'rates', point: 'very unhappy' | 'unhappy' | 'happy' | 'very happy', comment?: string]
  /** Chooses it from the menu of the message */
  | [When, Name, 'makes private']
  /** Chooses it under "More…": for the member, or for somebody else until some days after the demo began */
  | [When, Name, 'waits']
  | [When, Name, 'waits for', whom: string]
  | [When, Name, 'announces', problem: string]
  /** Takes the offer on the card: it is part of the known problem that it looks like */
  | [When, Name, 'attaches']
  /** Writes under the card */
  | [When, Name, 'notes', text: string];

export type Story = { at: When; by: Name; in: Room; text: string; acts?: Act[] };
