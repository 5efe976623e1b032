import type { Words } from '../words.ts';

export const waysIn: Words['waysIn'] = {};
