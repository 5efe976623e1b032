// What is pressed to write without a name, and to read the answer; other rooms show the first two.

/** Writes to us without a name; its value is the wave, since only those who were asked in it may. */
export const WRITE_LETTER = 'mailbox.write';
/** Looks in with a pick-up code. */
export const OPEN_MAILBOX = 'mailbox.open';

/** The form of a letter, the form of a code, and the letter that a code opened. */
export const LETTER_FORM = 'mailbox.letter';
export const CODE_FORM = 'mailbox.code';
export const OWN_LETTER = 'mailbox.own-letter';
export const OWN_EARLIER = 'mailbox.own-earlier';
export const END_OWN = 'mailbox.end-own';

/** What staff press: the list, its pages, one letter, and its end. */
export const SHOW_LETTERS = 'mailbox.letters';
export const NEWER_LETTERS = 'mailbox.newer';
export const OLDER_LETTERS = 'mailbox.older';
export const READ_LETTER = 'mailbox.read';
export const STAFF_LETTER = 'mailbox.staff-letter';
export const STAFF_EARLIER = 'mailbox.staff-earlier';
export const END_LETTER = 'mailbox.end';
