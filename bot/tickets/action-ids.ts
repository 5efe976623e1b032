// The ids of what can be pressed on a card, in App Home and in "More…". They are here, and not beside their buttons,
// because several rooms show the same button and one of them listens.

export const CLAIM_TICKET = 'ticket.claim';
export const REPLY_TO_MEMBER = 'ticket.reply';
export const SOLVE_TICKET = 'ticket.solve';
export const RESOLVE_TICKET = 'ticket.resolve';
export const DISMISS_TICKET = 'ticket.dismiss';
export const UNDO_STEP = 'ticket.undo';
export const REOPEN_TICKET = 'ticket.reopen';
export const READ_TICKET = 'ticket.read';
export const MORE_MOVES = 'ticket.more';

export const ASSIGN_TICKET = 'ticket.assign';
export const RELEASE_TICKET = 'ticket.release';
export const SET_PRIORITY = 'ticket.priority';
export const SET_TOPIC = 'ticket.topic';
export const WAIT_FOR_MEMBER = 'ticket.wait-for-member';
export const WAIT_FOR_OTHERS = 'ticket.wait-for-others';
export const ADD_NOTE = 'ticket.note';
export const MERGE_TICKET = 'ticket.merge';
export const SPLIT_TICKET = 'ticket.split';
export const LINK_TICKET = 'ticket.link';
export const UNLINK_TICKET = 'ticket.unlink';
/** For several requests of a list at once; the value is a JSON list of their numbers, ten at most. */
export const HANDLE_SEVERAL = 'ticket.handle-several';
export const ANSWERED_ELSEWHERE = 'ticket.answered-elsewhere';
export const MAKE_PRIVATE = 'ticket.make-private';
export const ANNOUNCE_PROBLEM = 'ticket.announce-problem';
export const ATTACH_TICKET = 'ticket.attach';
export const DETACH_TICKET = 'ticket.detach';
export const UPDATE_PROBLEM = 'ticket.update-problem';

/** What a requester presses in App Home or under the acknowledgement. */
export const NEW_REQUEST = 'request.new';
export const ADD_TO_REQUEST = 'request.add';
export const TAKE_REQUEST_BACK = 'request.take-back';
export const SAY_SOLVED = 'request.solved';
export const SAY_SAME_HERE = 'request.same-here';

/** Opens the list of a desk's saved replies. */
export const OPEN_SAVED_REPLIES = 'saved-replies.open';

/** What staff choose from the menu of a message that belongs to a request. */
export const CLAIM_SHORTCUT = 'claim.shortcut';
export const RESOLVE_SHORTCUT = 'resolve.shortcut';
