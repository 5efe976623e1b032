// The ids of what can be pressed when a term ends, a seat lies unused, somebody left, or a tool is reviewed.

/** The value is the sign-up's number and the end it is about (see `endingValue`). */
export const KEEP_SEAT = 'terms.keep';
export const GIVE_SEAT_BACK = 'terms.give-back';
/** The value is the sign-up's number. */
export const SEAT_NEEDED = 'terms.needed';
export const SEAT_NOT_NEEDED = 'terms.not-needed';
/** The value is the sign-up's number and who left, with a colon between. */
export const STAY_AS_IT_IS = 'terms.stay';
export const HAND_OVER = 'terms.hand-over';
export const END_STAY = 'terms.end-stay';
/** The value is the tool's id. */
export const START_REVIEW = 'terms.review';
/** The value is the tool's id, or nothing for a file that names its tools. */
export const IMPORT_USAGE = 'terms.import-usage';
/** The value is the tool's id, the day the review began, and for one seat its number, with colons between. */
export const REVIEW_KEEP = 'terms.review-keep';
export const REVIEW_REMOVE = 'terms.review-remove';
export const REVIEW_KEEP_REST = 'terms.review-keep-rest';
export const REVIEW_REMOVE_REST = 'terms.review-remove-rest';

export const endingValue = (signUpId: number, endsAt: Date): string => `${signUpId}:${endsAt.getTime()}`;
