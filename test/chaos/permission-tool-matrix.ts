import { PROVISIONING_ROWS, TERM_ROWS } from './permission-seats.ts';
import { APPROVAL_ROWS, MEMBER_ROWS } from './permission-sign-ups.ts';
import type { ToolRows } from './permission-tool-rows.ts';
import { CATALOGUE_ROWS } from './permission-tools.ts';

/** The matrix of everything about tools and sign-ups, beside that of bot/rights' other rooms in permissions.ts. */
export const TOOL_MATRIX: ToolRows = {
  ...CATALOGUE_ROWS,
  ...MEMBER_ROWS,
  ...APPROVAL_ROWS,
  ...PROVISIONING_ROWS,
  ...TERM_ROWS,
};
