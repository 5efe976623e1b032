// What is pressed on results. Values are JSON, see `places.ts`; where only a wave is meant, its number.

/** Shows what a wave has found; its value is the wave's number, wherever the button stands. */
export const SHOW_RESULTS = 'survey-results.show';
export const LIST_WAVES = 'survey-results.list';
export const LIST_NEWER = 'survey-results.newer';
export const LIST_OLDER = 'survey-results.older';

export const QUESTIONS_BACK = 'survey-results.questions-back';
export const QUESTIONS_ON = 'survey-results.questions-on';
export const CHOOSE_BAND = 'survey-results.band';
export const SEND_CHARTS = 'survey-results.charts';
export const EXPORT_RESULTS = 'survey-results.export';
export const EXPORT_NAMED = 'survey-results.export-named';

export const READ_TEXTS = 'survey-results.texts';
export const TEXTS_ON = 'survey-results.texts-on';
export const CHOOSE_THEME = 'survey-results.theme';
export const TAG_TEXT = 'survey-results.tag';

export const READ_ANSWERS = 'survey-results.who-said-what';
export const ANSWERS_BACK = 'survey-results.answers-back';
export const ANSWERS_ON = 'survey-results.answers-on';
/** Opens a request for whoever gave a low answer; value `{ waveId, responseId }`. */
export const OPEN_TICKET = 'survey-results.ticket';

export const SHARE_RESULTS = 'survey-results.share';
