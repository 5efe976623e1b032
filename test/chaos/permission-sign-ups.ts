import { type Given, number, READY, rowsOf, type Thing, type ToolRows } from './permission-tool-rows.ts';
import { chosen, several, typed } from './permissions.ts';

const place = ({ toolId }: Thing) => JSON.stringify({ tool: toolId });
const ASKED: Given = { state: 'asked' };
const QUESTIONED: Given = { state: 'questioned', signUp: { questionAt: new Date() } };
const OFFERED: Given = { state: 'offered', signUp: { offerEndsAt: new Date(Date.now() + 86_400_000) } };
const UNSIGNED: Given = {
  state: 'unsigned',
  tool: { agreement: { name: 'The agreement', url: 'https://example.org/agreement', version: '1' } },
};
/** Nobody has it, and everybody may ask for themselves. */
const FREE: Given = { state: 'ended', tool: { subject: 'person' } };
const OVER: Given = { state: 'declined' };

const browsing = rowsOf({ deed: 'browse tools', on: 'anywhere', given: READY });
const looking = rowsOf({ deed: 'browse tools', on: 'tool', given: FREE, value: place });
const own = rowsOf({ deed: 'change a sign-up', on: 'sign-up', given: ASKED, value: number });
const deciding = rowsOf({ deed: 'decide a sign-up', on: 'sign-up', given: ASKED, value: number });
const forged = () => typed('text', 'text', 'A forged text');
const soon = () => new Date(Date.now() + 5 * 86_400_000);

/** What members do with the catalogue and their sign-ups. */
export const MEMBER_ROWS: ToolRows = {
  'action tools.browse': browsing('view tools.page'),
  'action tools.next': browsing('view tools.page'),
  'action tools.back': browsing('view tools.page'),
  'action tools.category': browsing('view tools.page', { value: () => 'c:', inForm: () => '' }),
  'action tools.search': browsing('view tools.page', { value: () => 'tool', inForm: () => '' }),
  'view tools.page': browsing('form tools.page', { fields: () => typed('tools-search', 'tools.search', 'tool') }),
  'action tools.show': looking('view tools.'),
  'action tools.ask': looking('view tools.'),
  'action tools.mine': browsing('view tools.page'),
  'view tools.ask-form': [
    ...rowsOf({ deed: 'sign up for a tool', on: 'tool', given: FREE, value: ({ toolId }) => toolId })('event asked', {
      notFor: ['gus', 'xena'],
    }),
  ],
  'action sign-up.show': own('view tools.page'),
  'action sign-up.cancel': own('event cancelled'),
  'action sign-up.give-back': own('event given_back', { given: READY }),
  'action sign-up.keep': own('event kept', {
    given: { state: 'ready', signUp: { endsAt: soon() }, tool: { term: 'rolling', termMonths: 12 } },
  }),
  'action sign-up.take-seat': own('event seat_taken', { given: OFFERED }),
  'action sign-up.let-seat-go': own('event seat_let_go', { given: { ...OFFERED, with: 'another in line' } }),
  'action sign-up.answer-question': own('view sign-up.answer-form', { given: QUESTIONED }),
  'view sign-up.answer-form': own('event answered', { given: QUESTIONED, fields: forged }),
  'action sign-up.people': own('view sign-up.people-form'),
  'view sign-up.people-form': own('event people_changed', {
    fields: ({ colleague, unmet }) => ({
      people: { users: { selected_users: [colleague, unmet] } },
      ...typed('addresses', 'text', 'forged@example.org'),
    }),
  }),
  'action sign-up.sign': own('view sign-up.sign-form', { given: UNSIGNED }),
  'view sign-up.sign-form': own('event agreement_signed', {
    given: UNSIGNED,
    fields: () => several('signed', 'choice', ['v:1']),
  }),
  'action sign-up.problem': own('view sign-up.problem-form', { given: READY }),
  'view sign-up.problem-form': own('event problem_reported', { given: READY, fields: forged }),
};

/** What approvers decide, and what a lead takes back. */
export const APPROVAL_ROWS: ToolRows = {
  'action approval.approve': [
    ...deciding('event approved'),
    ...deciding('event renewed', {
      given: { state: 'renewal', signUp: { endsAt: soon() }, tool: { term: 'rolling', termMonths: 12, renewal: 'approval' } },
    }),
  ],
  'action approval.put-on-list': deciding('event approved'),
  'action approval.decline': deciding('view approval.decline-form'),
  'view approval.decline-form': deciding('event declined', {
    fields: () => ({ ...chosen('reason', 'choice', 'other'), ...forged() }),
  }),
  'action approval.ask': deciding('view approval.ask-form'),
  'view approval.ask-form': deciding('event questioned', { fields: () => typed('question', 'text', 'A forged question?') }),
  'action approval.away': deciding('view approval.away-form'),
  'view approval.away-form': deciding('event approver_away', {
    fields: () => ({ day: { day: { selected_date: soon().toISOString().slice(0, 10) } } }),
  }),
  'action approval.back': deciding('event approver_back'),
  'action approval.reopen': rowsOf({ deed: 'overrule a sign-up', on: 'sign-up', given: OVER, value: number })('event reopened'),
};
