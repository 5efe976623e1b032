/** Opens the form for sending a survey; its value is the survey's id. */
export const PLAN_WAVE = 'waves.plan';

/** The buttons of a wave's card; their value is the wave's id. */
export const SEND_WAVE = 'waves.send';
export const CHANGE_WAVE = 'waves.change';
export const DROP_WAVE = 'waves.drop';
export const CLOSE_WAVE = 'waves.close';
export const EXTEND_WAVE = 'waves.extend';
export const WITHDRAW_WAVE = 'waves.withdraw';
export const STOP_REPEATING = 'waves.stop-repeating';

/** What is chosen in the form and changes what else it asks. */
export const CHOOSE_LEVEL = 'waves.level';
export const CHOOSE_AUDIENCE = 'waves.audience';
export const CHOOSE_TIME = 'waves.time';
/** Organisations, looked for while one types. */
export const FIND_ORGANISATIONS = 'waves.organisations';

export const PLAN_FORM = 'waves.plan-form';
export const EXTEND_FORM = 'waves.extend-form';
