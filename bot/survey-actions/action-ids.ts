// What is pressed on "You said, we did". Values are JSON: a place in the results, or an action and the page that it is on.

export const LIST_ACTIONS = 'survey-actions.list';
export const ACTIONS_BACK = 'survey-actions.back';
export const ACTIONS_ON = 'survey-actions.on';
export const ADD_ACTION = 'survey-actions.add';
export const EDIT_ACTION = 'survey-actions.edit';
export const ACTION_DONE = 'survey-actions.done';
export const TELL_OF_ACTION = 'survey-actions.tell';
