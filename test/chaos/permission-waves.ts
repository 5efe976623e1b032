import {
  ANONYMOUS,
  NAMED,
  READY,
  type SurveyRows,
  type SurveyThing,
  surveyRowsOf,
  waveNumber,
} from './permission-survey-rows.ts';
import { chosen, typed } from './permissions.ts';

const surveyNumber = ({ surveyId }: SurveyThing) => String(surveyId);
const opening = ({ surveyId }: SurveyThing) => JSON.stringify({ surveyId, waveId: null });
const changing = ({ surveyId, waveId }: SurveyThing) => JSON.stringify({ surveyId, waveId });
const settings = () => ({
  ...chosen('level', 'waves.level', 'named'),
  ...chosen('kind', 'waves.audience', 'everyone'),
  ...chosen('when', 'waves.time', 'now'),
  ...chosen('smallest', 'waves.field', '5'),
  ...typed('days', 'waves.field', '7'),
});

const sending = surveyRowsOf({ deed: 'send a survey', on: 'wave', given: NAMED, value: waveNumber });
const planning = surveyRowsOf({ deed: 'send a survey', on: 'survey', given: NAMED });
const ready = surveyRowsOf({ deed: 'send a survey', on: 'wave', given: READY, value: waveNumber });
const redrawn = [
  ...planning('view waves.plan-form', { inForm: opening, value: () => 'named' }),
  ...ready('view waves.plan-form', { inForm: changing, value: () => 'named' }),
];

/** How a survey is sent, and what becomes of what was sent. */
export const WAVE_ROWS: SurveyRows = {
  'action waves.plan': planning('view waves.plan-form', { value: surveyNumber }),
  'action waves.change': ready('view waves.plan-form'),
  'action answering.show-message': ready('view answering.message'),
  'action waves.level': redrawn,
  'action waves.audience': redrawn,
  'action waves.time': redrawn,
  'options waves.organisations': surveyRowsOf({ deed: 'change where a member belongs', on: 'anywhere', given: NAMED })(
    'says options',
    { value: () => 'Maple' },
  ),
  'view waves.plan-form': [
    ...planning('event wave_planned', { value: opening, fields: settings }),
    ...ready('event wave_changed', { value: changing, fields: settings }),
  ],
  'action waves.send': ready('event wave_confirmed'),
  'action waves.drop': ready('event wave_dropped'),
  'action waves.close': [...sending('event wave_closed'), ...sending('event wave_closed', { given: ANONYMOUS })],
  'action waves.withdraw': [...sending('event wave_withdrawn'), ...sending('event wave_withdrawn', { given: ANONYMOUS })],
  'action waves.stop-repeating': sending('event repeating_stopped', {
    given: { wave: { level: 'named', state: 'open', repeats: 'monthly' } },
  }),
  'action waves.extend': sending('view waves.extend-form'),
  'view waves.extend-form': sending('event wave_changed', { fields: () => chosen('more', 'waves.field', '7') }),
};
