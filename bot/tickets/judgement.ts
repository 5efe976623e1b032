import { isSmallTalk } from './small-talk.ts';

/** Why a message of a help channel opened nothing. */
type IgnoredBecause = 'staff' | 'smallTalk' | 'noise';

/** What a top-level message of a help channel is taken for. */
export type Judgement =
  | { standing: 'request' }
  | { standing: 'joined'; ticketId: number }
  | { standing: 'ignored'; reason: IgnoredBecause };

export type Evidence = {
  /** Posted by a person, not by a bot or by Slack itself (joins, leaves, topic changes). */
  isHuman: boolean;
  isByStaff: boolean;
  /** As it was written, and as it reads now: an edit may have arrived first. */
  texts: string[];
  hasFiles: boolean;
  /** The author's ticket whose last message is at most five minutes old, when nobody else wrote to the channel since. */
  joinable: number | null;
};

/** How long after the last joined message the author's next one still belongs to the same ticket (Slack's `ts`). */
export const JOIN_WITHIN_SECONDS = 300;

/** Decides what a top-level message is, and nothing is lost by mistake: whatever is not plainly something else is a request. */
export function judge({ isHuman, isByStaff, texts, hasFiles, joinable }: Evidence): Judgement {
  if (!isHuman) return { standing: 'ignored', reason: 'noise' };
  if (isByStaff) return { standing: 'ignored', reason: 'staff' };
  if (joinable !== null) return { standing: 'joined', ticketId: joinable };
  if (!hasFiles && texts.every(isSmallTalk)) return { standing: 'ignored', reason: 'smallTalk' };
  return { standing: 'request' };
}
