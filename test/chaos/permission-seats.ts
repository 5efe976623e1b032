import { stepKey } from '#bot/provisioning/provisioning.ts';
import { type Given, number, READY, REVIEW_DAY, rowsOf, type Thing, type ToolRows, toolId } from './permission-tool-rows.ts';
import { typed } from './permissions.ts';

const STEP = 'Make the account';
const SETTING_UP: Given = { state: 'setting up', tool: { checklist: [STEP], linkHosts: ['once.example'] } };
const TICKED: Given = { ...SETTING_UP, signUp: { ticks: [{ step: STEP, by: 'U0SOMEBODY', at: '2026-03-02T10:00:00Z' }] } };
const GONE: Given = { state: 'ready', with: 'somebody gone' };
const REVIEWED: Given = { state: 'ready', with: 'a review' };
const UNUSED: Given = { state: 'ready', signUp: { askedIfNeededAt: new Date() } };
const ENDS_AT = new Date(Date.now() + 5 * 86_400_000);
const ENDING: Given = { state: 'ready', signUp: { endsAt: ENDS_AT }, tool: { term: 'rolling', termMonths: 12 } };

const settingUp = rowsOf({ deed: 'set a tool up', on: 'sign-up', given: SETTING_UP, value: number });
const own = rowsOf({ deed: 'change a sign-up', on: 'sign-up', given: READY, value: number });
const onStay = rowsOf({
  deed: 'decide about a seat',
  on: 'sign-up',
  given: GONE,
  value: ({ signUpId, gone }: Thing) => `${signUpId}:${gone}`,
});
const reviewing = rowsOf({
  deed: 'decide about a seat',
  on: 'tool',
  given: REVIEWED,
  value: (thing: Thing) => `${thing.toolId}:${REVIEW_DAY}:${thing.signUpId}`,
});
const step = ({ signUpId }: Thing) => JSON.stringify([signUpId, stepKey(STEP)]);
const ending = ({ signUpId }: Thing) => `${signUpId}:${ENDS_AT.getTime()}`;
const day = () => ({ day: { day: { selected_date: '2099-03-02' } } });

/** How staff and owners set a seat up, and its member opens the link. */
export const PROVISIONING_ROWS: ToolRows = {
  'action provisioning.claim': settingUp('event set_up_claimed'),
  'action provisioning.release': settingUp('event set_up_released', {
    given: { ...SETTING_UP, signUp: { provisionerId: 'U0SOMEBODY' } },
  }),
  'action provisioning.ready': settingUp('event ready'),
  'action provisioning.call-again': settingUp('job provision', {
    given: { state: 'setting up', with: 'a webhook', signUp: { webhookState: 'failed' } },
  }),
  'action provisioning.tick': settingUp('event step_ticked', { value: step }),
  'action provisioning.untick': settingUp('event step_unticked', { value: step, given: TICKED }),
  'action provisioning.expect': settingUp('view provisioning.expect-form'),
  'view provisioning.expect-form': settingUp('event expected', { fields: day }),
  'action provisioning.link': settingUp('view provisioning.link-form'),
  'view provisioning.link-form': settingUp('event link_given', {
    fields: () => typed('link', 'text', 'https://once.example/forged'),
  }),
  'action provisioning.open-link': own('view provisioning.link-shown', { given: { state: 'ready', with: 'a link' } }),
};

/** How a seat ends or goes on. */
export const TERM_ROWS: ToolRows = {
  'action terms.keep': own('event kept', { given: ENDING, value: ending }),
  'action terms.give-back': own('event giving_back', { given: ENDING, value: ending }),
  'action terms.needed': own('event still_needed', { given: UNUSED }),
  'action terms.not-needed': own('event given_back', { given: UNUSED }),
  'action terms.cleared': settingUp('event cleared', { given: { state: 'ended', signUp: { readyAt: new Date() } } }),
  'action terms.stay': onStay('event stay_decided'),
  'action terms.end-stay': onStay('event stay_decided'),
  'action terms.hand-over': onStay('view terms.hand-over-form'),
  'view terms.hand-over-form': onStay('event stay_decided', {
    fields: ({ colleague }) => ({ heir: { person: { selected_user: colleague } } }),
  }),
  'action terms.review': reviewing('audit tool.review', { given: READY, value: toolId }),
  'action terms.review-keep': reviewing('event reviewed'),
  'action terms.review-remove': reviewing('event reviewed'),
  'action terms.review-keep-rest': reviewing('job decide-rest-of-review'),
  'action terms.review-remove-rest': reviewing('job decide-rest-of-review'),
};
