// The ids of what an approver can press, on their own card and on the staff card. The value is the sign-up's number.

export const APPROVE_SIGN_UP = 'approval.approve';
/** The same, knowing that no seat is free. */
export const PUT_ON_LIST = 'approval.put-on-list';
export const DECLINE_SIGN_UP = 'approval.decline';
export const ASK_ABOUT_SIGN_UP = 'approval.ask';
/** They are away, until a day they name; pressed when they are, they are back. */
export const SAY_AWAY = 'approval.away';
export const SAY_BACK = 'approval.back';
/** A lead takes back that a sign-up was declined, cancelled or has expired. */
export const REOPEN_SIGN_UP = 'approval.reopen';
/** Under an approver's question, in the member's direct message; bot/sign-ups listens. */
export const ANSWER_QUESTION = 'sign-up.answer-question';
