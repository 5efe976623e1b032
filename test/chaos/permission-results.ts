import {
  ANONYMOUS,
  CLOSED,
  CLOSED_NAMED,
  CONFIDENTIAL,
  NAMED,
  placed,
  type SurveyRow,
  type SurveyRows,
  type SurveyThing,
  surveyRowsOf,
  textKey,
  waveNumber,
} from './permission-survey-rows.ts';
import { typed } from './permissions.ts';

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const text = (thing: SurveyThing, actorId: string) =>
  JSON.stringify({ waveId: thing.waveId, page: 0, question: 'why', key: textKey(thing, actorId) });
const action = ({ actionId }: SurveyThing) => JSON.stringify({ actionId, page: 0 });
const drafted = ({ staffId }: SurveyThing) => ({
  ...typed('said', 'text', 'Forged words'),
  ...typed('doing', 'text', 'A forged deed'),
  owner: { person: { selected_user: staffId } },
  due: { day: { selected_date: inDays(30) } },
});
const response = ({ waveId, responseId }: SurveyThing) => JSON.stringify({ waveId, responseId });

const anywhere = surveyRowsOf({
  deed: 'read survey results',
  on: 'anywhere',
  given: CLOSED,
  value: () => JSON.stringify({ page: 0, search: '' }),
});
const reading = surveyRowsOf({ deed: 'read survey results', on: 'wave', given: CLOSED, value: placed() });
const keeping = surveyRowsOf({ deed: 'change a survey', on: 'wave', given: CLOSED, value: waveNumber });
const confided = surveyRowsOf({ deed: 'read who said what', on: 'wave', given: NAMED, value: placed() });
/** Of every level: of an anonymous one nobody may. */
const ofEveryLevel = (does: SurveyRow['does'], more: Partial<SurveyRow> = {}) =>
  [NAMED, CLOSED_NAMED, CONFIDENTIAL, ANONYMOUS, CLOSED].flatMap((given) => confided(does, { given, ...more }));
const paged = 'view survey-results.page';
const texts = placed({ question: 'why' });

/** What a survey has found, who reads it, and what follows. */
export const RESULT_ROWS: SurveyRows = {
  'action survey-results.list': anywhere('view survey-results.waves'),
  'action survey-results.newer': anywhere('view survey-results.waves'),
  'action survey-results.older': anywhere('view survey-results.waves'),
  'action survey-results.show': [NAMED, CONFIDENTIAL, ANONYMOUS, CLOSED].flatMap((given) =>
    reading(paged, { given, value: waveNumber }),
  ),
  'action survey-results.questions-back': reading(paged),
  'action survey-results.questions-on': reading(paged),
  'action survey-results.band': reading(paged, { value: () => '0', inForm: placed() }),
  'action survey-results.charts': reading('job send-survey-charts'),
  'action survey-results.export': reading('event results_exported', { value: waveNumber }),
  'action survey-results.texts': reading('view survey-results.texts-page', { value: texts }),
  'action survey-results.texts-on': reading('view survey-results.texts-page', { value: texts }),
  'action survey-results.theme': reading('view survey-results.texts-page', { value: () => 'theme:Prices', inForm: texts }),
  'action survey-results.tag': reading('view survey-results.theme-form', { value: text }),
  'view survey-results.theme-form': reading('event theme_added', {
    value: text,
    fields: () => typed('new-theme', 'text', 'Forged'),
  }),
  'action survey-results.who-said-what': ofEveryLevel('event answers_read'),
  'action survey-results.answers-back': ofEveryLevel('event answers_read'),
  'action survey-results.answers-on': ofEveryLevel('event answers_read'),
  'action survey-results.export-named': ofEveryLevel('event results_exported', { value: waveNumber }),
  'action survey-results.ticket': ofEveryLevel('event ticket_opened', { and: 'log a request', value: response }),
  'action survey-results.share': keeping('view survey-results.share-form'),
  'view survey-results.share-form': keeping('form survey-results.post-form', {
    fields: ({ channelId }) => ({ channel: { channel: { selected_conversation: channelId } } }),
  }),
  'view survey-results.post-form': keeping('event results_shared', {
    value: ({ waveId, channelId }) => JSON.stringify({ waveId, channelId }),
  }),
  'action survey-actions.list': reading('view survey-actions.page'),
  'action survey-actions.back': reading('view survey-actions.page'),
  'action survey-actions.on': reading('view survey-actions.page'),
  'action survey-actions.add': keeping('view survey-actions.form', { value: placed() }),
  'action survey-actions.edit': keeping('view survey-actions.form', { value: action }),
  'view survey-actions.form': [
    ...keeping('event action_added', { value: placed(), fields: drafted }),
    ...keeping('event action_changed', {
      value: ({ waveId, actionId }) => JSON.stringify({ waveId, actionId, page: 0 }),
      fields: drafted,
    }),
  ],
  'action survey-actions.done': keeping('event action_done', { value: action }),
  'action survey-actions.tell': keeping('event action_told', { value: action }),
};
