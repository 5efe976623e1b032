import type { Words } from '../words.ts';

export const knownProblems: Words['knownProblems'] = {};
