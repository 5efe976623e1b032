import { ANSWER_ROWS, LETTER_ROWS } from './permission-answers.ts';
import { RESULT_ROWS } from './permission-results.ts';
import type { SurveyRows } from './permission-survey-rows.ts';
import { BUILDING_ROWS } from './permission-surveys.ts';
import { WAVE_ROWS } from './permission-waves.ts';

/** The matrix of everything about surveys, beside those of permissions.ts and permission-tool-matrix.ts. */
export const SURVEY_MATRIX: SurveyRows = { ...BUILDING_ROWS, ...WAVE_ROWS, ...ANSWER_ROWS, ...RESULT_ROWS, ...LETTER_ROWS };
