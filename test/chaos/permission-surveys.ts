import { questionSeen } from '#bot/survey-questions/questions.ts';
import {
  CLOSED,
  NAMED,
  type SurveyGiven,
  type SurveyRows,
  type SurveyThing,
  surveyRowsOf,
  TWO_PAGES,
} from './permission-survey-rows.ts';
import { chosen, typed } from './permissions.ts';

const which =
  (more: object = {}) =>
  ({ surveyId }: SurveyThing) =>
    JSON.stringify({ id: surveyId, page: 0, ...more });
const inOwnPage = () => JSON.stringify({ id: 1 });
const list = () => JSON.stringify({ page: 0, isPutAway: false });
const fileId = ({ surveyId }: SurveyThing) => `F0FORGED${surveyId}`;
const files = (thing: SurveyThing) => ({ file: { value: { files: [{ id: fileId(thing) }] } } });
const made = (source: string) => ({
  ...chosen('source', 'value', source),
  ...typed('name', 'value', 'A forged survey'),
  ...chosen('language', 'value', 'en'),
});
const why = (thing: SurveyThing) => {
  const { definition } = thing;
  const at = definition.questions.findIndex(({ id }) => id === 'why');
  return which({ question: 'why', at, seen: questionSeen(definition, definition.questions[at]!) })(thing);
};
const PUT_AWAY: SurveyGiven = { ...CLOSED, survey: { archivedAt: new Date() } };

const anywhere = surveyRowsOf({ deed: 'build surveys', on: 'anywhere', given: NAMED });
const looking = surveyRowsOf({ deed: 'build surveys', on: 'survey', given: NAMED, value: which() });
const keeping = surveyRowsOf({ deed: 'change a survey', on: 'survey', given: NAMED, value: which(), inForm: inOwnPage });

/** What staff do with surveys, as bot/surveys and bot/survey-questions have it. */
export const BUILDING_ROWS: SurveyRows = {
  'command /survey': [
    ...anywhere('says *Surveys*', { value: () => 'list' }),
    ...anywhere('view surveys.create', { value: () => 'new' }),
    ...anywhere('view mailbox.staff-letter', { value: () => 'letters' }),
    ...anywhere('view survey-results.waves', { deed: 'read survey results', value: () => 'results' }),
    ...anywhere('view answering.mine', { deed: 'choose which surveys to get', value: () => 'mine' }),
    ...anywhere('view mailbox.code', { deed: 'write without a name', value: () => 'pick-up' }),
    ...anywhere('says /survey', { deed: 'choose which surveys to get', value: () => 'help', isQuiet: true }),
  ],
  'action surveys.list.back': anywhere('says *Surveys*', { value: list }),
  'action surveys.list.on': anywhere('says *Surveys*', { value: list }),
  'action surveys.list.away': anywhere('says *Surveys*', { value: list }),
  'action surveys.list.in-use': anywhere('says *Surveys*', { value: list }),
  'action surveys.new': anywhere('view surveys.create'),
  'action surveys.copy': looking('view surveys.create'),
  'view surveys.create': [
    ...anywhere('event created', { fields: () => made('empty') }),
    ...looking('event created', { fields: ({ surveyId }) => made(`copy:${surveyId}`) }),
  ],
  'action surveys.open': looking('view surveys.survey'),
  'action surveys.page': looking('view surveys.survey', { inForm: inOwnPage }),
  'action surveys.page-back': looking('view surveys.survey', { inForm: inOwnPage }),
  'action surveys.language': looking('view surveys.survey', { value: () => 'es', inForm: which() }),
  'action surveys.archive': keeping('event archived', { given: CLOSED }),
  'action surveys.restore': keeping('event restored', { given: PUT_AWAY }),
  'action surveys.test': keeping('event test_sent'),
  'action surveys.export': looking('job export-survey-file'),
  'action surveys.texts': keeping('view surveys.texts-save'),
  'view surveys.texts-save': keeping('event changed', {
    value: which({ language: 'en' }),
    fields: () => ({
      ...typed('staffName', 'value', 'A forged name'),
      ...typed('name', 'value', 'A forged survey'),
      ...typed('intro', 'value', 'A forged beginning'),
      ...typed('thanks', 'value', 'Forged thanks'),
    }),
  }),
  'action surveys.owners': keeping('view surveys.owners-save'),
  'view surveys.owners-save': [
    { owners: (staffId: string) => ({ owners: { value: { selected_users: [staffId] } } }) },
    { owners: (staffId: string) => ({ owner: { value: { selected_user: staffId } } }) },
  ].flatMap(({ owners }) =>
    keeping('event owners_changed', {
      value: ({ surveyId, ownerId, coOwnerIds }) => JSON.stringify({ id: surveyId, owner: ownerId, owners: coOwnerIds }),
      fields: ({ staffId }) => owners(staffId),
    }),
  ),
  'action surveys.new-from-file': anywhere('view surveys.import-form'),
  'action surveys.import': keeping('view surveys.import-form'),
  'view surveys.import-form': [
    ...anywhere('job preview-survey-file', { fields: files }),
    ...keeping('job preview-survey-file', { fields: files }),
  ],
  'action surveys.import-apply': [
    ...anywhere('job apply-survey-file', { value: (thing) => `${fileId(thing)} 0 abcdefghijklmnop` }),
    ...keeping('job apply-survey-file', { value: (thing) => `${fileId(thing)} ${thing.surveyId} abcdefghijklmnop` }),
  ],
  'action surveys.import-leave': anywhere('says Left as it is'),
  'action surveys.question-add': keeping('view surveys.question-kind'),
  'view surveys.question-kind': keeping('form surveys.question-save', { fields: () => chosen('kind', 'value', 'text') }),
  'action surveys.question-edit': keeping('view surveys.question-save', { value: which({ question: 'why' }) }),
  'view surveys.question-save': [
    ...keeping('event changed', { value: which({ kind: 'text' }), fields: () => typed('label', 'value', 'Forged?') }),
    ...keeping('event changed', { value: which({ question: 'why' }), fields: () => typed('label', 'value', 'Forged?') }),
  ],
  'action surveys.question-up': keeping('event changed', { value: why }),
  'action surveys.question-down': keeping('event changed', { value: why }),
  'action surveys.question-remove': keeping('event changed', { value: why }),
  'action surveys.conditions': keeping('view surveys.conditions-save', { value: which({ question: 'channel' }) }),
  'view surveys.conditions-save': [
    ...keeping('form surveys.condition-save', {
      value: which({ question: 'channel' }),
      fields: () => chosen('about', 'value', 'recommend'),
    }),
    ...keeping('event changed', { given: { definition: TWO_PAGES }, value: which({ question: 'channel' }) }),
  ],
  'view surveys.condition-save': keeping('event changed', {
    value: which({ question: 'channel', about: 'recommend', kept: [] }),
    fields: () => typed('atMost', 'value', '6'),
  }),
};
