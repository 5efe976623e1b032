import type { Words } from '../words.ts';

export const waiting: Words['waiting'] = {};
