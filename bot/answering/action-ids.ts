// The ids of what people press to be asked, to answer and to be asked no more; other rooms show some of these buttons, too.

/** Opens the form at the first page that is not answered yet; the value is the wave's number. */
export const START_ANSWER = 'answering.start';
/** Opens the form exactly as a member sees it, and keeps nothing; the value is JSON: `{ surveyId, version, language }`. */
export const PREVIEW_SURVEY = 'answering.preview';
/** Shows whoever sends a wave the message that it would send now; its value is the wave's number. */
export const SHOW_MESSAGE = 'answering.show-message';

/** The form from its first page on, to change what was answered; the value is the wave's number. */
export const CHANGE_ANSWER = 'answering.change';
/** Asked again after all, and the form; the value is the wave's number. */
export const ANSWER_AFTER_ALL = 'answering.after-all';
/** The buttons of a question in the message itself, by their place; the value says what was answered (see `in-message.ts`). */
export const ANSWER_HERE = Array.from({ length: 11 }, (_, place) => `answering.here-${place}`);
/** A page back in the form. */
export const PAGE_BACK = 'answering.back';

/** No more of one survey, or of any; the value is the survey's number, or 0. */
export const OPT_OUT = 'answering.opt-out';
export const OPT_OUT_ALL = 'answering.opt-out-all';
/** Takes either back; the same value. */
export const OPT_IN = 'answering.opt-in';
