// The ids of what a member can press about tools and their sign-ups. Unless said otherwise the value is the sign-up's number.

/** The catalogue. */
export const BROWSE_TOOLS = 'tools.browse';
/** Another page of it; the value is the place (see bot/sign-ups/browsing.ts). */
export const TOOLS_NEXT = 'tools.next';
export const TOOLS_BACK = 'tools.back';
export const CHOOSE_CATEGORY = 'tools.category';
export const SEARCH_TOOLS = 'tools.search';
/** One tool's page; the value is the tool, and where one came from. */
export const SHOW_TOOL = 'tools.show';
/** The form to ask for a tool. */
export const ASK_FOR_TOOL = 'tools.ask';
export const MY_TOOLS = 'tools.mine';

export const SHOW_SIGN_UP = 'sign-up.show';
export const CANCEL_SIGN_UP = 'sign-up.cancel';
export const GIVE_BACK = 'sign-up.give-back';
export const KEEP_TOOL = 'sign-up.keep';
export const CHANGE_PEOPLE = 'sign-up.people';
export const TAKE_SEAT = 'sign-up.take-seat';
export const LET_SEAT_GO = 'sign-up.let-seat-go';
export const SIGN_AGREEMENT = 'sign-up.sign';
export const REPORT_PROBLEM = 'sign-up.problem';
