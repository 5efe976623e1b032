import type { Words } from '../words.ts';

export const privacy: Words['privacy'] = {};
