// The ids of what can be pressed while a tool is set up. Unless said otherwise the value is the sign-up's number.

export const CLAIM_SETTING_UP = 'provisioning.claim';
export const RELEASE_SETTING_UP = 'provisioning.release';
/** The value is the sign-up's number and the step, as JSON. */
export const TICK_STEP = 'provisioning.tick';
export const UNTICK_STEP = 'provisioning.untick';
export const EXPECT_ON = 'provisioning.expect';
export const HAND_LINK_OVER = 'provisioning.link';
export const MAKE_READY = 'provisioning.ready';
export const CALL_AGAIN = 'provisioning.call-again';
/** "Show my link", wherever a member reads of it. */
export const OPEN_LINK = 'provisioning.open-link';
