import { ANSWER_HERE } from '#bot/answering/action-ids.ts';
import {
  ANONYMOUS,
  CLOSED,
  CONFIDENTIAL,
  NAMED,
  type SurveyGiven,
  type SurveyRows,
  type SurveyThing,
  surveyRowsOf,
  TWO_PAGES,
  waveNumber,
} from './permission-survey-rows.ts';
import { chosen, typed } from './permissions.ts';

const AT = 'recommend';
const onPage = ({ waveId }: SurveyThing) => JSON.stringify({ waveId, at: AT });
const inOneSitting = ({ waveId, token }: SurveyThing) => JSON.stringify({ waveId, at: AT, token });
const preview = ({ surveyId }: SurveyThing) => JSON.stringify({ surveyId, version: 1, language: 'en' });
const previewed = ({ surveyId, token }: SurveyThing) => JSON.stringify({ surveyId, version: 1, language: 'en', at: AT, token });
const filled = () => ({ ...chosen('q:recommend', 'value', '9'), ...typed('q:why', 'value', 'A forged reason') });
const surveyNumber = ({ surveyId }: SurveyThing) => String(surveyId);
const inHand = ({ handle }: SurveyThing) => JSON.stringify({ handle, position: 2 });
const ofStaff = ({ letterId }: SurveyThing) => JSON.stringify({ id: letterId, position: 2, page: 0 });
const next = () => typed('letter-2', 'text', 'A forged letter');
const OPTED_OUT: SurveyGiven = { ...NAMED, isOptedOut: true };

const answering = surveyRowsOf({ deed: 'answer a survey', on: 'wave', given: NAMED, value: waveNumber });
/** Who is only counted in, or was left out, was not asked. */
const NOT_ASKED: SurveyGiven[] = [{ wave: { state: 'ready' } }, { wave: { state: 'scheduled' } }, { isMissed: true }];

const choosing = surveyRowsOf({ deed: 'choose which surveys to get', on: 'survey', given: NAMED, value: surveyNumber });
const trying = surveyRowsOf({ deed: 'build surveys', on: 'survey', given: NAMED, value: preview });
const page = 'view answering.form q:recommend';

/** How whoever was asked answers, and is asked no more. */
export const ANSWER_ROWS: SurveyRows = {
  'action answering.start': [NAMED, ANONYMOUS, ...NOT_ASKED].flatMap((given) => answering(page, { given })),
  'action answering.change': [...answering(page), ...answering(page, { given: CONFIDENTIAL })],
  'action answering.after-all': answering('rows survey_opt_out', { given: OPTED_OUT }),
  ...Object.fromEntries(
    ANSWER_HERE.map((actionId, score) => [
      `action ${actionId}`,
      answering('rows survey_author', {
        value: ({ waveId }) => JSON.stringify({ waveId, question: AT, value: String(score) }),
      }),
    ]),
  ),
  'action answering.preview': trying(page),
  'view answering.form': [
    ...answering('rows survey_author', { value: onPage, fields: filled }),
    ...answering('rows survey_author', { given: CONFIDENTIAL, value: onPage, fields: filled }),
    ...answering('rows survey_response', { given: ANONYMOUS, value: inOneSitting, fields: filled }),
    ...trying('form answering.form', { value: previewed, fields: filled }),
  ],
  'action answering.back': answering(page, {
    given: { definition: TWO_PAGES },
    inForm: ({ waveId }) => JSON.stringify({ waveId, at: 'channel' }),
  }),
  // Their own page names it then, so nobody does of what they were not asked in.
  'action answering.opt-out': [NAMED, ...NOT_ASKED].flatMap((given) =>
    choosing('rows survey_opt_out', { given, on: 'wave', and: 'answer a survey' }),
  ),
  'action answering.opt-out-all': choosing('rows survey_opt_out', { on: 'anywhere', value: () => '0' }),
  // Who had not opted out has nothing to take back, and reads on their own page that all is as it was.
  'action answering.opt-in': choosing('rows survey_opt_out', {
    ...{ given: OPTED_OUT, on: 'wave', and: 'answer a survey' },
    ...{ isQuiet: true, isQuietElsewhere: true, showsOwn: true },
  }),
};

const writing = surveyRowsOf({ deed: 'answer a survey', on: 'wave', given: ANONYMOUS, value: waveNumber });
const picking = surveyRowsOf({ deed: 'write without a name', on: 'wave', given: ANONYMOUS, isQuietElsewhere: true });
const staff = surveyRowsOf({ deed: 'build surveys', on: 'anywhere', given: ANONYMOUS, value: () => '0' });
const letters = surveyRowsOf({ deed: 'answer letters', on: 'wave', given: ANONYMOUS });

/** Letters without a name: of whoever was asked, of whoever has the code, and of those who answer them. */
export const LETTER_ROWS: SurveyRows = {
  'action mailbox.write': [ANONYMOUS, CLOSED, ...NOT_ASKED].flatMap((given) => writing('view mailbox.letter', { given })),
  'view mailbox.letter': writing('rows survey_letter', {
    value: ({ waveId, token }) => JSON.stringify({ waveId, token }),
    fields: () => typed('letter', 'text', 'A forged letter'),
  }),
  'action mailbox.open': picking('view mailbox.code', { on: 'anywhere' }),
  'view mailbox.code': picking('form mailbox.own-letter', { fields: ({ code }) => typed('code', 'typed', code) }),
  'action mailbox.own-earlier': picking('view mailbox.own-letter', { value: () => '2', inForm: inHand }),
  'action mailbox.end-own': picking('rows survey_letter', { inForm: inHand }),
  'view mailbox.own-letter': picking('rows survey_letter_text', { value: inHand, fields: next }),
  'action mailbox.letters': staff('view mailbox.staff-letter'),
  'action mailbox.newer': staff('view mailbox.staff-letter', { inForm: () => '0' }),
  'action mailbox.older': staff('view mailbox.staff-letter', { inForm: () => '0' }),
  'action mailbox.read': letters('view mailbox.staff-letter', { value: ({ letterId }) => letterId, inForm: () => '0' }),
  'action mailbox.staff-earlier': letters('view mailbox.staff-letter', { value: () => '2', inForm: ofStaff }),
  'action mailbox.end': letters('event letter_ended', { inForm: ofStaff }),
  'view mailbox.staff-letter': letters('event letter_answered', { value: ofStaff, fields: next }),
};
