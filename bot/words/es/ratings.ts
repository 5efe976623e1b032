import type { Words } from '../words.ts';

export const ratings: Words['ratings'] = {};
